"""The console and the widget in a real browser, over the real server and agent.

An owner sees who waits, writes, and the customer has it; with scripts in every text, by keyboard,
without reloading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Response
from playwright.sync_api import Browser, Locator, Page, expect

from agent.answer import answer
from agent.shop import Agent
from tests.browsing import (
    MARKS,
    PAGE,
    POLICY,
    answered,
    ask,
    chromium,
    opened,
    replies,
    watched,
)
from tests.fakes import serving
from tests.npm import installed
from web import create_app
from web.console import returning

pytestmark = MARKS

OPEN = "Who built the pyramids of Giza?"
NASTY = "<img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def agent(agent_saying: Callable[..., Agent]) -> Agent:
    agent = agent_saying()
    agent.known()
    return agent


@pytest.fixture
def visit(browser: Browser, agent: Agent) -> Iterator[Open]:
    """Opens "customer" or "owner" pages; fails on an error in scripts and on a policy's refusal."""
    app = create_app(agent.settings, agent, answer)

    @app.get("/page")
    def page() -> Response:
        return Response(PAGE, headers={"Content-Security-Policy": POLICY})

    errors: list[str] = []
    with ExitStack() as stack:
        url = stack.enter_context(serving(app, agent.settings, threads=24))
        stack.enter_context(returning(app))

        def open_page(who: str, name: str = "Anna", width: int = 1100, **options: object) -> Page:
            size = {"width": width, "height": 800}
            context = browser.new_context(viewport=size, locale="en-GB", **options)  # type: ignore[arg-type]
            stack.callback(context.close)
            page = watched(context, errors)
            if who == "customer":
                page.goto(f"{url}/page")
                page.locator(".launcher").wait_for()
                return page
            page.goto(f"{url}/console")
            page.get_by_label("Your first name").fill(name)
            page.get_by_role("button", name="Enter").click()
            expect(page.get_by_role("heading", name="Today")).to_be_visible()
            return page

        yield open_page
    assert errors == []


def seen(customer: Page, text: str) -> Locator:
    """What stands in the talk; the widget's status says it once more, to screen readers."""
    return customer.get_by_role("log").get_by_text(text)


def test_from_a_question_that_nobody_knows_to_the_persons_answer(visit: Open) -> None:
    owner = visit("owner")
    customer = opened(visit("customer"))
    ask(customer, OPEN)
    expect(replies(customer)).to_contain_text("person")
    # Seen without a reload.
    waiting = owner.locator("#lists section").first
    expect(waiting.get_by_text(OPEN)).to_be_visible()
    waiting.get_by_text(OPEN).click()
    owner.get_by_role("button", name="Take over").click()
    expect(owner.locator("#state")).to_contain_text("You have this talk")
    expect(seen(customer, "Anna has joined.")).to_be_visible()
    ask(customer, "Are you real?")
    expect(seen(customer, "Anna answers you here.")).to_be_visible()
    expect(owner.locator(".customer").last).to_contain_text("Are you real?")
    expect(owner.locator(".customer").last.get_by_text("/page", exact=True)).to_be_visible()
    expect(owner.locator(".customer").last).to_contain_text("not answered yet")
    box = owner.get_by_label("Write as Anna")
    box.fill("Yes, I am. It was Khufu, by the way.")
    box.press("Control+Enter")
    expect(seen(customer, "It was Khufu, by the way.")).to_be_visible()
    expect(customer.locator(".who")).to_have_text("Anna")
    expect(seen(customer, "Anna answers you here.")).to_have_count(0)
    expect(owner.get_by_text("not answered yet")).to_have_count(0)
    owner.get_by_role("button", name="Hand back").click()
    expect(seen(customer, "The AI agent answers again.")).to_be_visible()
    ask(customer, "How much is the Fjell 2?")
    expect(replies(customer).last).to_contain_text("€")
    expect(customer.locator(".visitor")).to_have_count(3)


def test_what_a_person_leaves_open_the_agent_answers(visit: Open) -> None:
    customer = opened(visit("customer"))
    ask(customer, OPEN)
    expect(replies(customer)).to_have_count(1)
    owner = visit("owner")
    owner.get_by_text(OPEN).click()
    owner.get_by_role("button", name="Take over").click()
    expect(seen(customer, "Anna has joined.")).to_be_visible()
    ask(customer, "How much is the Fjell 2?")
    expect(seen(customer, "Anna answers you here.")).to_be_visible()
    customer.reload()  # it stays asked, and is asked once
    customer.locator(".window").wait_for()
    expect(seen(customer, "Anna answers you here.")).to_be_visible()
    owner.get_by_role("button", name="Hand back").click()
    expect(replies(customer).last).to_contain_text("€")
    expect(customer.locator(".visitor")).to_have_count(2)
    expect(seen(customer, "Anna answers you here.")).to_have_count(0)


def test_two_owners_write_at_once(visit: Open) -> None:
    customer = opened(visit("customer"))
    ask(customer, OPEN)
    expect(replies(customer)).to_have_count(1)
    anna, ben = visit("owner"), visit("owner", "Ben")
    for owner in (anna, ben):
        owner.get_by_text(OPEN).click()
    ben.get_by_label("Write as Ben").fill("Ben knows it.")
    anna.get_by_label("Write as Anna").fill("Anna knows it.")
    anna.get_by_role("button", name="Send").click()
    expect(anna.locator("#log .person")).to_contain_text("Anna knows it.")
    ben.get_by_role("button", name="Send").click()
    expect(ben.get_by_role("alert")).to_contain_text("Anna has this talk")
    expect(ben.get_by_label("Write as Ben")).to_have_value("Ben knows it.")
    ben.get_by_role("button", name="Take over from Anna").click()
    expect(ben.locator("#state")).to_contain_text("You have this talk")
    expect(anna.locator("#state")).to_contain_text("Ben has this talk")
    expect(seen(customer, "Anna knows it.")).to_be_visible()
    expect(seen(customer, "Ben knows it.")).to_have_count(0)


def test_scripts_in_words_stay_words(visit: Open) -> None:
    customer = opened(visit("customer"))
    ask(customer, f"{NASTY} {OPEN}")
    expect(replies(customer)).to_have_count(1)
    owner = visit("owner", NASTY[:40])
    shown: list[str] = []
    for page in (owner, customer):
        page.on("dialog", lambda dialog: (shown.append(dialog.message), dialog.dismiss()))
    owner.get_by_text(OPEN).click()
    owner.locator("#text").fill(NASTY)
    owner.get_by_role("button", name="Send").click()
    expect(owner.locator("#log .person")).to_contain_text(NASTY)
    expect(seen(customer, NASTY)).to_be_visible()
    assert owner.locator("main img").count() == 0
    assert shown == []


def test_a_draft_and_the_focus_stay_while_the_talk_goes_on(visit: Open) -> None:
    customer = opened(visit("customer"))
    ask(customer, OPEN)
    expect(replies(customer)).to_have_count(1)
    owner = visit("owner")
    owner.get_by_text(OPEN).click()
    box = owner.locator("#text")
    box.fill("Half a sen")
    ask(customer, "How much is the Fjell 2?")
    expect(owner.locator(".customer")).to_have_count(2)
    expect(box).to_have_value("Half a sen")
    expect(box).to_be_focused()
    # Each fact stands behind its sentence, and stays unfolded.
    owner.locator("#log summary").first.click()
    expect(owner.locator("#log .facts").first).to_contain_text("Price")
    ask(customer, "And the Fjell 4?")
    expect(owner.locator(".customer")).to_have_count(3)
    expect(owner.locator("#log .facts").first).to_be_visible()


def test_a_thumb_down_is_a_question_and_its_answer_the_next_reply(visit: Open) -> None:
    customer = opened(visit("customer"))
    ask(customer, "Do you sharpen axes?")
    expect(replies(customer)).to_have_count(1)
    customer.get_by_role("button", name="Not helpful").click()
    expect(customer.get_by_role("button", name="Not helpful")).to_have_attribute(
        "aria-pressed", "true"
    )
    owner = visit("owner")
    owner.get_by_role("link", name="Questions").click()
    expect(owner.get_by_role("heading", name="Do you sharpen axes?")).to_be_visible()
    owner.get_by_text("Answer it", exact=True).press("Enter")
    owner.get_by_label("The answer").first.fill("Yes, on Fridays at the counter.")
    owner.get_by_role("button", name="Save the answer").first.click()
    expect(owner.get_by_text("There is no open question.")).to_be_visible()
    ask(customer, "Do you sharpen axes?")
    expect(replies(customer).last).to_contain_text("Yes, on Fridays at the counter.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_core_finds_nothing(
    visit: Open, request: pytest.FixtureRequest, scheme: str, tmp_path: Path
) -> None:
    assert request.config.cache is not None
    axe = installed(request.config.cache) / "node_modules" / "axe-core" / "axe.min.js"
    source = axe.read_text(encoding="utf-8")
    customer = opened(visit("customer"))
    ask(customer, OPEN)
    ask(customer, "How much is the Fjell 2?")
    expect(replies(customer)).to_have_count(2)
    answered(customer)
    owner = visit("owner", width=390, color_scheme=scheme)
    talk = owner.locator(".talks a").first.get_attribute("href")
    for path in (
        "/console",
        talk,
        "/console/questions",
        "/console/goods",
        "/console/goods/fjell-2",
        "/console/figures",
        "/console/figures/asked",
        "/console/figures/shown",
        "/console/privacy",
    ):
        owner.goto(f"{owner.url.partition('/console')[0]}{path}")
        for details in owner.locator("main details").all()[:4]:
            details.evaluate("e => e.open = true")
        owner.evaluate(source)
        found = owner.evaluate("() => axe.run().then(r => r.violations)")
        assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in found] == []
        assert owner.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
