"""The widget in a browser: what a visitor sees, with a mouse, a keyboard and on a phone."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, expect

from agent.answer import Incoming
from agent.events import Event, HandedOff, TextDelta
from tests.browsing import (
    MARKS,
    PAGE,
    Visit,
    answered,
    ask,
    chromium,
    greeting_agent,
    opened,
    replies,
    visiting,
)
from tests.fakes import CARD, FINISHED, FakeAgent, full, reply, serving, shop
from web import create_app

pytestmark = MARKS
XSS = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def agent() -> FakeAgent:
    return greeting_agent()


@pytest.fixture
def visit(browser: Browser, agent: FakeAgent) -> Iterator[Visit]:
    with visiting(browser, agent) as visit:
        yield visit


def test_words_are_seen_before_the_reply_is_finished(visit: Visit, agent: FakeAgent) -> None:
    go_on = threading.Event()

    def slow(_: Incoming) -> Iterator[Event]:
        yield TextDelta("First words, ")
        assert go_on.wait(60)
        yield TextDelta("then the rest.")
        yield FINISHED

    agent.script = slow
    page = opened(visit())
    ask(page, "hello")
    expect(replies(page)).to_have_text("First words, ")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    go_on.set()
    expect(replies(page)).to_have_text("First words, then the rest.")
    answered(page)
    expect(page.get_by_role("status")).to_have_text("Shop says: First words, then the rest.")


def test_a_card_its_evidence_a_person_and_a_suggestion(visit: Visit, agent: FakeAgent) -> None:
    page = opened(visit())
    ask(page, "the blue one in 42?")
    card = page.locator("a.card")
    expect(card).to_have_attribute("href", "https://shop.example/products/vandre")
    expect(card).to_have_attribute("rel", "noopener noreferrer")
    for text in ("Vandre", "blue, 42", "€149.95", "€179.95", "In stock"):
        expect(card).to_contain_text(text)
    expect(page.locator("details li")).to_be_hidden()
    page.get_by_text("How do you know that?").click()
    expect(page.locator("details li")).to_be_visible()
    expect(page.locator("details li")).to_contain_text("products.en.csv, row 12")
    expect(page.locator(".handoff a")).to_have_attribute("href", "mailto:help@shop.example")
    page.get_by_role("button", name="Is there another colour?").click()
    expect(replies(page).last).to_contain_text("blue, size 42")
    assert agent.asked[-1].text == "Is there another colour?"
    expect(page.get_by_role("textbox")).to_be_focused()


def test_a_contact_that_was_left_is_where_the_answer_goes(visit: Visit, agent: FakeAgent) -> None:
    contacts = iter([("help@shop.example", ""), ("help@shop.example", "me@home.example"), ("", "")])

    def open_question(_: Incoming) -> Iterator[Event]:
        yield TextDelta("Well.")
        yield HandedOff("the question", *next(contacts))
        yield FINISHED

    agent.script = open_question
    page = opened(visit())
    ask(page, "do you rent kayaks?")
    expect(page.locator(".handoff")).to_have_text(
        "A person can help you further: help@shop.example"
    )
    ask(page, "me@home.example")
    expect(page.locator(".handoff").last).to_have_text("The answer goes to: me@home.example")
    ask(page, "and a business that has no contact")
    expect(replies(page)).to_have_count(3)
    answered(page)  # what is not, is asked again by the page that is loaded anew
    expect(page.locator(".handoff")).to_have_count(2)
    page.reload()
    expect(page.locator(".handoff").last).to_have_text("The answer goes to: me@home.example")


def test_it_is_a_labelled_window_that_a_keyboard_can_use(visit: Visit) -> None:
    page = visit()
    launcher = page.get_by_role("button", name="Open the chat with Shop")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    launcher.focus()
    page.keyboard.press("Enter")
    window = page.get_by_role("dialog", name="Shop")
    expect(window).to_be_visible()
    expect(window).to_have_attribute("aria-modal", "false")
    expect(page.locator(".launcher")).to_have_attribute("aria-expanded", "true")
    assert page.locator(".launcher").get_attribute("aria-controls") == window.get_attribute("id")
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "off")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    expect(launcher).to_be_focused()


def test_it_says_that_it_is_no_person(visit: Visit) -> None:
    page = opened(visit())
    expect(page.get_by_text("You are talking to an AI agent of Shop.")).to_be_visible()
    expect(page.get_by_text("Hello there!")).to_be_visible()


def test_markup_is_only_ever_text(visit: Visit, agent: FakeAgent) -> None:
    def hostile(_: Incoming) -> Iterator[Event]:
        yield TextDelta(f"{XSS} javascript:alert(1) https://ok.example/a?b=c.")
        link = "javascript:document.title='broken'"
        yield replace(CARD, title=XSS, options=XSS, stock_text=XSS, link=link, availability='x" y')
        yield FINISHED

    agent.script = hostile
    page = opened(visit())
    ask(page, XSS)
    expect(page.locator(".visitor > .text")).to_have_text(XSS)
    expect(replies(page)).to_contain_text(XSS)
    expect(page.locator(".card strong")).to_have_text(XSS)
    expect(page.locator("a.card")).to_have_count(0)
    expect(replies(page).locator("a")).to_have_count(1)
    expect(replies(page).locator("a")).to_have_attribute("href", "https://ok.example/a?b=c")
    expect(page.locator(".log script, .log .text img")).to_have_count(0)
    answered(page)
    page.reload()
    expect(replies(page)).to_contain_text(XSS)
    assert page.title() == "A shop"


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_all_of_it(visit: Visit, width: int) -> None:
    page = opened(visit(width=width, height=640, has_touch=True, is_mobile=True))
    page.get_by_role("textbox").fill("a word that is very long: " + "x" * 200)
    page.locator(".go").click()
    expect(page.locator("a.card")).to_be_visible()
    answered(page)
    box = page.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": width, "height": 640}
    wide = (
        "e => [...e.querySelectorAll('*')]"
        "  .filter(x => x.getBoundingClientRect().right > innerWidth).map(x => x.outerHTML)"
    )
    assert page.get_by_role("dialog").evaluate(wide) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for target in page.locator("button:visible, summary:visible, a.card").all():
        size = target.bounding_box()
        assert size is not None
        assert round(min(size["width"], size["height"])) >= 44
    # The field's own letters are large enough that no phone zooms into it.
    assert page.get_by_role("textbox").evaluate("e => getComputedStyle(e).fontSize") == "16px"


def test_of_a_long_reply_the_beginning_stays_in_sight(visit: Visit, agent: FakeAgent) -> None:
    def long(_: Incoming) -> Iterator[Event]:
        yield TextDelta("The beginning. " + "And on it goes. " * 60)
        yield from (replace(CARD, id=str(number)) for number in range(4))
        yield FINISHED

    agent.script = long
    page = opened(visit(width=375, height=667, has_touch=True, is_mobile=True))
    ask(page, "tell me all")
    expect(page.locator("a.card")).to_have_count(4)
    answered(page)
    top = "e => e.getBoundingClientRect().top"
    bottom = "e => e.getBoundingClientRect().bottom"
    head = page.locator("header").evaluate(bottom)
    assert head <= replies(page).evaluate(top) < head + 60
    # Who scrolls up is left there; the next question is in sight again.
    log = page.get_by_role("log")
    log.evaluate("e => (e.scrollTop = 0)")
    page.wait_for_timeout(100)
    assert log.evaluate("e => e.scrollTop") == 0
    agent.script = full
    ask(page, "and briefly?")
    expect(page.get_by_role("button", name="Is there another colour?")).to_be_in_viewport()
    assert log.evaluate("e => e.scrollHeight - e.scrollTop - e.clientHeight") < 2


def test_a_reply_that_grows_slowly_is_seen_to_its_end(visit: Visit, agent: FakeAgent) -> None:
    """Cards after words, a beat apart: each of them moves the end, and the window follows."""

    def slow(incoming: Incoming) -> Iterator[Event]:
        yield TextDelta("Some. ")
        for number in range(3):
            time.sleep(0.15)
            yield replace(CARD, id=str(number))
        yield FINISHED

    agent.script = slow
    page = opened(visit())
    for text in ("one", "two"):
        ask(page, text)
        expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(page.locator("a.card").last).to_be_in_viewport(ratio=1)


def test_dark_and_still_where_the_visitor_asks_for_it(visit: Visit) -> None:
    page = opened(visit(color_scheme="dark", reduced_motion="reduce"))
    background = page.get_by_role("dialog").evaluate("e => getComputedStyle(e).backgroundColor")
    assert background == "rgb(27, 29, 32)"
    ask(page, "hello")
    expect(replies(page)).to_contain_text("Yes: Vandre")
    running = "() => document.querySelector('tresen-chat').shadowRoot.getAnimations().length"
    assert page.evaluate(running) == 0


def test_a_message_that_is_too_long_stays_in_the_field(visit: Visit, agent: FakeAgent) -> None:
    page = opened(visit())
    ask(page, "x" * 4001)
    expect(page.get_by_text("That is too long: at most 4000 characters.")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("x" * 4001)
    assert agent.asked == []


def test_it_leaves_no_name_on_the_page(visit: Visit) -> None:
    page = visit()
    names = page.evaluate(
        "() => ['Talk', 'Panel', 'el', 'STYLE', 'start', 'Memory'].filter(n => n in window)"
    )
    assert names == []


@pytest.mark.parametrize("is_allowed", [True, False])
def test_on_another_website_only_where_it_is_allowed(browser: Browser, is_allowed: bool) -> None:
    website = Flask("website")
    server: list[str] = []

    @website.get("/")
    def home() -> Response:
        (url,) = server
        policy = f"default-src 'none'; script-src {url}; connect-src {url}"
        page = PAGE.replace("/widget.js", f"{url}/widget.js")
        return Response(page, headers={"Content-Security-Policy": policy})

    with serving(website, shop()) as site:
        agent = FakeAgent(shop(allowed_origins=(site if is_allowed else "https://x.example",)))
        app = create_app(agent.settings, agent, reply)
        with serving(app, agent.settings) as url, browser.new_context() as context:
            server.append(url)
            page = context.new_page()
            page.goto(site)
            if not is_allowed:
                page.wait_for_timeout(500)
                expect(page.locator(".launcher")).to_have_count(0)
                return
            opened(page)
            ask(page, "hello")
            expect(replies(page)).to_contain_text("blue, size 42")
            page.reload()
            expect(replies(page)).to_contain_text("blue, size 42")
            assert context.cookies() == []


def test_a_name_that_runs_leftward_turns_nothing_round(visit: Visit, agent: FakeAgent) -> None:
    """The price behind an Arabic name stays to its right, and the sentence at its left edge."""
    name = "خيمة لشخصين"
    words = f"{name} costs €189.90."
    agent.script = lambda _: iter([TextDelta(words), replace(CARD, title=name), FINISHED])
    page = opened(visit())
    ask(page, "How much?")
    told = replies(page).last
    expect(told.locator("bdi")).to_have_text(name)
    assert told.evaluate("e => getComputedStyle(e).direction") == "ltr"
    isolated, whole = told.locator("bdi").bounding_box(), told.bounding_box()
    assert isolated is not None
    assert whole is not None
    assert isolated["x"] - whole["x"] < 20
    title = page.locator(".card strong")
    assert title.evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"
    agent.script = lambda _: iter([TextDelta("السعر 189.90 يورو مع التوصيل."), FINISHED])
    ask(page, "السعر؟")
    expect(replies(page).last).to_contain_text("189.90")
    expect(replies(page).last.locator("bdi")).to_have_count(0)
    assert replies(page).last.evaluate("e => getComputedStyle(e).direction") == "rtl"
