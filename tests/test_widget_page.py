"""The widget as a guest of a page: axe-core, two tabs, a restarted server, what it costs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.answer import Incoming
from agent.events import Event, TextDelta
from tests.browsing import (
    MARKS,
    Visit,
    answered,
    ask,
    chromium,
    greeting_agent,
    meanwhile,
    opened,
    replies,
    visiting,
)
from tests.fakes import FINISHED, FakeAgent, full, reply, saying, serving, shop
from tests.npm import installed
from tests.tunnel import tunnel
from web import create_app

pytestmark = MARKS


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


def looked_at(page: Page, axe: str) -> list[str]:
    """What axe-core finds wrong in the widget, of every impact."""
    page.evaluate(axe)
    found = page.evaluate("() => axe.run('tresen-chat').then(r => r.violations)")
    return [f"{v['impact']} {v['id']}: {v['nodes'][0]['html']}" for v in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_core_finds_nothing(visit: Visit, request: pytest.FixtureRequest, scheme: str) -> None:
    assert request.config.cache is not None
    axe = installed(request.config.cache) / "node_modules" / "axe-core" / "axe.min.js"
    page = visit(color_scheme=scheme, reduced_motion="reduce")
    source = axe.read_text(encoding="utf-8")
    assert looked_at(page, source) == []
    opened(page)
    ask(page, "the blue one?")
    expect(page.locator("a.card")).to_be_visible()
    answered(page)
    page.get_by_text("How do you know that?").click()
    assert looked_at(page, source) == []


def test_two_tabs_are_one_conversation(visit: Visit, agent: FakeAgent) -> None:
    first = opened(visit())
    ask(first, "from the first")
    answered(first)
    second = first.context.new_page()
    second.goto(first.url)
    second.locator(".launcher").click()
    expect(second.locator(".visitor > .text")).to_have_text("from the first")
    ask(second, "from the second")
    # What is said in one tab is seen in the other, once, without a reload.
    for page in (first, second):
        expect(page.locator(".visitor > .text")).to_have_text(["from the first", "from the second"])
        expect(replies(page)).to_have_count(2)
    assert len({incoming.conversation for incoming in agent.asked}) == 1


def test_a_restarted_server_in_mid_reply(
    browser: Browser, agent: FakeAgent, unused_port: int
) -> None:
    def endless(_: Incoming) -> Iterator[Event]:
        yield TextDelta("Half of ")
        while True:
            time.sleep(0.02)
            yield TextDelta("")

    agent.script = endless
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        with serving(_shop_page(agent), agent.settings, port=unused_port) as url:
            page.goto(f"{url}/page")
            opened(page)
            ask(page, "hello")
            expect(replies(page)).to_have_text("Half of ")
        expect(page.locator(".note")).to_contain_text("One moment")
        agent.script = saying("All of it.")
        with serving(_shop_page(agent), agent.settings, port=unused_port):
            expect(replies(page)).to_have_text("All of it. ")
            expect(replies(page)).to_have_count(1)
            expect(page.locator(".visitor")).to_have_count(1)
            page.goto("about:blank")
    assert len({incoming.message_id for incoming in agent.asked}) == 1


@pytest.mark.parametrize(
    "is_told", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["told", "by silence"]
)
def test_a_line_that_goes_dead_in_mid_reply(
    browser: Browser, agent: FakeAgent, is_told: bool
) -> None:
    """As in a tunnel: the line is dead, and stays open. Some telephones tell of it, some do not.

    Meanwhile the server, which cannot know, writes its reply to the end, and keeps it.
    """
    go_on = threading.Event()

    def slow(_: Incoming) -> Iterator[Event]:
        yield TextDelta("Half of it, ")
        while not go_on.wait(0.05):
            yield TextDelta("")
        yield TextDelta("and the rest.")
        yield FINISHED

    agent.script = slow
    with (
        serving(_shop_page(agent), agent.settings) as server,
        tunnel(server) as line,
        browser.new_context(locale="en-GB") as context,
    ):
        page = context.new_page()
        page.goto(f"{line.address}/page")
        opened(page)
        ask(page, "hello")
        expect(replies(page)).to_have_text("Half of it, ")
        line.inside.set()
        page.wait_for_timeout(5000)  # the three seconds that tell a dead line, and some
        go_on.set()
        meanwhile(page, lambda: not agent.is_writing())
        line.inside.clear()
        begun = time.monotonic()
        if is_told:
            page.evaluate("dispatchEvent(new Event('online'))")
        expect(replies(page)).to_have_text("Half of it, and the rest.")
        # Of itself it would look only when 20 s are over, of which 5 are.
        assert not is_told or time.monotonic() - begun < 12
        expect(replies(page)).to_have_count(1)
        expect(page.locator(".visitor")).to_have_count(1)
        page.goto("about:blank")
    assert len({incoming.message_id for incoming in agent.asked}) == 1
    assert len(agent.asked) == 2


def _shop_page(agent: FakeAgent):  # type: ignore[no-untyped-def]
    app = create_app(agent.settings, agent, reply)
    page = "<!doctype html><html lang=en><title>A shop</title><h1>A shop</h1>"
    app.add_url_rule("/page", view_func=lambda: f"{page}<script src=/widget.js async></script>")
    return app


SEEN = """window.seen = {shift: 0, long: []};
new PerformanceObserver(l => l.getEntries().forEach(e => seen.shift += e.value))
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(l => l.getEntries().forEach(e => seen.long.push(e.duration)))
  .observe({type: 'longtask', buffered: true});
"""


def seen_open(page: Page) -> Page:
    """The page loaded anew with its widget open, and what the browser saw of it in `seen`."""
    page.add_init_script(SEEN)
    page.reload()
    opened(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(300)
    return page


@pytest.mark.alone
def test_a_page_pays_little_time(visit: Visit) -> None:
    page = seen_open(visit())
    assert sum(page.evaluate("seen.long")) < 500  # of two cores; 0 on a quiet machine


def test_a_page_pays_no_layout_shift_and_few_bytes(visit: Visit) -> None:
    page = seen_open(visit())
    assert page.evaluate("seen.shift") == 0
    sent = page.evaluate(
        "performance.getEntriesByType('resource').map(r => [r.name.split('/').pop(), "
        "r.encodedBodySize])"
    )
    assert sum(size for _, size in sent) < 20_000
    assert {name.split("?")[0] for name, _ in sent} <= {"widget.js", "widget.json"}


def test_a_page_from_right_to_left_keeps_the_widgets_own_direction(visit: Visit) -> None:
    page = visit()
    page.evaluate("document.documentElement.dir = 'rtl'")
    opened(page)
    direction = "e => getComputedStyle(e).direction"
    assert page.get_by_role("dialog").evaluate(direction) == "ltr"
    ask(page, "שלום, כמה זה עולה?")
    assert page.locator(".visitor > .text").evaluate(direction) == "rtl"
    expect(replies(page)).to_contain_text("Yes: Vandre")
    assert replies(page).evaluate(direction) == "ltr"


def test_a_logo_that_the_page_lets_in_stands_for_the_first_letter(browser: Browser) -> None:
    settings = shop()
    logo = "/demo/none.svg"
    widget = settings.widget.model_copy(update={"logo": logo})
    agent = FakeAgent(settings.model_copy(update={"widget": widget}), full)
    with visiting(browser, agent) as visit:
        # Nobody serves this one, so the letter stays; no broken picture is shown.
        page = opened(visit())
        expect(page.locator(".monogram")).to_have_text("S")
        expect(page.locator(".monogram img")).to_have_count(0)
