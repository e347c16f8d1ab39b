"""A browser for tests, and a shop's page in it that embeds the widget."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from flask import Response
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.fakes import FakeAgent, reply, serving, shop
from web import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

MARKS = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine"),
]

# As strict as a page's policy can be: the widget needs only these two of it, and pictures.
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' https:"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>A shop</title>
<h1>A shop</h1><p><a href="#x">A link of the page</a></p>
<script src="/widget.js" async></script></html>"""

PATIENCE_MS = 60_000
"""How long anything is waited for: no test here measures time, and a machine may be busy."""

Visit = Callable[..., Page]


def greeting_agent() -> FakeAgent:
    """An agent with a greeting and a first suggestion of its own."""
    settings = shop()
    widget = settings.widget.model_copy(
        update={"greeting": {"en": "Hello there!"}, "suggestions": {"en": ("What is new?",)}}
    )
    return FakeAgent(settings.model_copy(update={"widget": widget}))


@contextmanager
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def watched(context: BrowserContext, errors: list[str]) -> Page:
    """A new page; what its scripts throw and its policy refuses is added to `errors`."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda line: errors.append(line.text) if "Content Security" in line.text else None,
    )
    return page


@contextmanager
def visiting(browser: Browser, agent: FakeAgent) -> Iterator[Visit]:
    """Opens a page of the shop; fails on an error in its scripts and on a refusal of its policy."""
    app = create_app(agent.settings, agent, reply)

    @app.get("/page")
    def page() -> Response:
        return Response(PAGE, headers={"Content-Security-Policy": POLICY})

    errors: list[str] = []
    with ExitStack() as stack:
        url = stack.enter_context(serving(app, agent.settings))

        def open_page(*, width: int = 1280, height: int = 800, **options: Any) -> Page:
            size = {"width": width, "height": height}
            context = browser.new_context(viewport=size, locale="en-GB", **options)
            stack.callback(context.close)
            page = watched(context, errors)
            page.goto(f"{url}/page")
            page.locator(".launcher").wait_for()
            return page

        yield open_page
    assert errors == []


def ask(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def opened(page: Page) -> Page:
    page.locator(".launcher").click()
    return page


def answered(page: Page) -> None:
    """Waits until the last reply is whole, with all that follows its words: until then the button
    is for stopping it."""
    expect(page.locator(".go .send")).to_be_visible()


def meanwhile(page: Page, true: Callable[[], bool]) -> None:
    """Waits for what happens in the server, while the browser goes on."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not true():
        assert time.monotonic() < end, "it did not happen"
        page.wait_for_timeout(20)


def replies(page: Page) -> Locator:
    """The agent's texts behind its greeting."""
    return page.locator(".visitor ~ .agent > .text")
