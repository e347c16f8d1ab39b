"""The widget on another website, under the strictest policy that lets it in: by keys alone, under
axe-core, and over a restart of its server in mid-reply."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask, Response
from playwright.sync_api import Browser, Page, expect

from agent.answer import Incoming
from agent.events import Event, TextDelta
from tests.browsing import MARKS, PAGE, answered, ask, chromium, opened, replies, watched
from tests.fakes import FakeAgent, full, reply, saying, serving, shop
from tests.npm import installed
from web import create_app

pytestmark = MARKS


@dataclass
class Foreign:
    """A website that embeds the widget of an agent elsewhere."""

    browser: Browser
    site: str
    agent: FakeAgent
    port: int
    errors: list[str] = field(default_factory=list)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The agent's server, for as long as the block."""
        app = create_app(self.agent.settings, self.agent, reply)
        with serving(app, self.agent.settings, port=self.port) as url:
            yield url

    @contextmanager
    def page(self, **options: str) -> Iterator[Page]:
        with self.browser.new_context(locale="en-GB", **options) as context:
            page = watched(context, self.errors)
            page.goto(self.site)
            page.locator(".launcher").wait_for()
            yield page
            page.goto("about:blank")
        assert self.errors == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def foreign(browser: Browser, unused_port: int) -> Iterator[Foreign]:
    website = Flask("website")
    url = f"http://127.0.0.1:{unused_port}"

    @website.get("/")
    def home() -> Response:
        # Nothing but the widget's script, its server and the catalog's pictures; no styles.
        policy = f"default-src 'none'; script-src {url}; connect-src {url}; img-src {url}"
        page = PAGE.replace("/widget.js", f"{url}/widget.js")
        return Response(page, headers={"Content-Security-Policy": policy})

    with ExitStack() as stack:
        site = stack.enter_context(serving(website, shop()))
        settings = shop(allowed_origins=(site,))
        yield Foreign(browser, site, FakeAgent(settings), unused_port)


def focused(page: Page) -> str:
    """What has the focus in the widget, by its role and words."""
    said: str = page.evaluate(
        "() => { const e = document.querySelector('tresen-chat').shadowRoot.activeElement;"
        " return e ? `${e.localName} ${e.ariaLabel ?? e.textContent}` : '' }"
    )
    return said


def gated(go_on: threading.Event) -> Callable[[Incoming], Iterator[Event]]:
    def script(incoming: Incoming) -> Iterator[Event]:
        yield TextDelta("First words. ")
        assert go_on.wait(60)
        yield from full(incoming)

    return script


def test_a_whole_conversation_by_keys_alone(foreign: Foreign) -> None:
    go_on = threading.Event()
    foreign.agent.script = gated(go_on)
    with foreign.serving(), foreign.page() as page:
        press, typed = page.keyboard.press, page.keyboard.type
        press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "A link of the page"
        press("Tab")
        assert focused(page) == "button Open the chat with Shop"
        press("Enter")
        expect(page.get_by_role("textbox")).to_be_focused()
        typed("the blue one in 42?")
        press("Enter")
        expect(replies(page)).to_have_text("First words. ")
        # While words come, the same keys stop them; the focus stays where one writes.
        expect(page.get_by_role("button", name="Stop")).to_be_visible()
        expect(page.get_by_role("textbox")).to_be_focused()
        go_on.set()
        answered(page)
        expect(page.get_by_role("textbox")).to_be_focused()

        # Back through all that the reply has, the last of it first.
        seen = []
        for _ in range(10):
            press("Shift+Tab")
            seen.append(focused(page))
        assert [entry.split(" ")[0] for entry in seen] == [
            "button", "button", "button", "a", "summary", "a", "a", "div", "button", "button",
        ]  # fmt: skip
        assert seen[0] == "button Is there another colour?"
        assert seen[1:3] == ["button Not helpful", "button Helpful"]
        assert seen[3] == "a help@shop.example"
        assert seen[4] == "summary How do you know that?"
        assert {seen[5], seen[6].split("€")[0]} == {"a Returns", "a Vandreblue, 42"}
        assert seen[7:] == ["div Conversation", "button Close the chat", "button New conversation"]

        # Forward again: what it rests on is unfolded and folded, the suggestion is said.
        for _ in range(5):
            press("Tab")
        assert focused(page) == "summary How do you know that?"
        press("Enter")
        expect(page.locator("details li")).to_be_visible()
        press("Space")
        expect(page.locator("details li")).to_be_hidden()
        for _ in range(4):
            press("Tab")
        press("Enter")
        expect(page.locator(".visitor")).to_have_count(2)
        expect(page.get_by_role("textbox")).to_be_focused()
        answered(page)
        press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        assert focused(page) == "button Open the chat with Shop"
        press("Enter")
        expect(page.get_by_role("textbox")).to_be_focused()
        # Out of the window and back to the page: nothing holds the focus fast.
        press("Shift+Tab")
        for _ in range(20):
            if not focused(page):
                break
            press("Shift+Tab")
        assert page.evaluate("document.activeElement.textContent") == "A link of the page"
    assert [incoming.text for incoming in foreign.agent.asked] == [
        "the blue one in 42?", "Is there another colour?",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_core_finds_nothing_there(
    foreign: Foreign, request: pytest.FixtureRequest, scheme: str
) -> None:
    assert request.config.cache is not None
    axe = installed(request.config.cache) / "node_modules" / "axe-core" / "axe.min.js"
    with (
        foreign.serving(),
        foreign.page(color_scheme=scheme, reduced_motion="reduce") as page,
    ):
        ask(opened(page), "the blue one?")
        expect(page.locator("a.card")).to_be_visible()
        answered(page)
        page.get_by_text("How do you know that?").click()
        page.evaluate(axe.read_text(encoding="utf-8"))
        found = page.evaluate("() => axe.run('tresen-chat').then(r => r.violations)")
        assert [f"{v['impact']} {v['id']}: {v['nodes'][0]['html']}" for v in found] == []


def test_its_server_is_restarted_in_mid_reply(foreign: Foreign) -> None:
    def endless(_: Incoming) -> Iterator[Event]:
        yield TextDelta("Half of ")
        while True:
            time.sleep(0.02)
            yield TextDelta("")

    foreign.agent.script = endless
    with ExitStack() as stack:
        server = stack.enter_context(ExitStack())
        server.enter_context(foreign.serving())
        page = stack.enter_context(foreign.page())
        ask(opened(page), "hello")
        expect(replies(page)).to_have_text("Half of ")
        server.close()
        expect(page.locator(".note")).to_contain_text("One moment")
        foreign.agent.script = saying("All of it.")
        server.enter_context(foreign.serving())
        expect(replies(page)).to_have_text("All of it. ")
        expect(replies(page)).to_have_count(1)
        expect(page.locator(".visitor")).to_have_count(1)
    assert len({incoming.message_id for incoming in foreign.agent.asked}) == 1
