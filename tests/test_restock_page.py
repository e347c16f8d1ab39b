"""The button and form of a sold-out card, and the pages behind the letters, in a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Response
from playwright.sync_api import Browser, Page, expect

from agent.config import Settings, load
from agent.mail_settings import MailSection
from agent.shop import Agent
from catalog.lookup import Catalog
from tests.browsing import MARKS, POLICY, chromium, watched
from tests.conftest import DEMO
from tests.fake_backend import ScriptedBackend
from tests.fakes import serving
from tests.mail_servers import CUSTOMER, PostOffice, post_office, words
from tests.npm import installed
from tests.webhook_shop import until
from web import create_app
from web.mail import carrying
from web.restock.routes import script
from web.webhooks import answering

pytestmark = MARKS

PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>A shop</title>
<main><h1>A shop</h1></main><script src="/widget.js" async></script></html>"""
ASKED = {"en": "Is the Fjell 4 in green in stock?", "de": "Ist das Fjell 4 in Grün lieferbar?"}
LATER = {"en": "Tell me when it is back", "de": "Bescheid, wenn es wieder da ist"}

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with post_office(imap=False) as office:
        yield office


@pytest.fixture
def own(demo_state: Path, tmp_path: Path, office: PostOffice, unused_port: int) -> Settings:
    office.mails.clear()
    state = tmp_path / "state"
    shutil.copytree(demo_state, state)
    settings = load(DEMO / "tresen.toml", state=state)
    mail = MailSection(**office.settings(console_url=f"http://127.0.0.1:{unused_port}"))
    return settings.model_copy(update={"mail": mail})


@pytest.fixture
def visit(browser: Browser, own: Settings, unused_port: int) -> Iterator[Open]:
    agent = Agent(own, Catalog.open(own.state), ScriptedBackend())
    agent.prepare(wait=True)
    app = create_app(own, agent)

    @app.get("/page/<language>")
    def page(language: str) -> Response:
        told = PAGE.replace("{language}", language)
        return Response(told, headers={"Content-Security-Policy": POLICY})

    errors: list[str] = []
    with ExitStack() as stack:
        stack.callback(agent.close)
        url = stack.enter_context(serving(app, own, port=unused_port))
        stack.enter_context(answering(app))
        stack.enter_context(carrying(app))

        def open_page(language: str = "en", *, width: int = 1280, **options: Any) -> Page:
            size = {"width": width, "height": 800}
            context = browser.new_context(viewport=size, reduced_motion="reduce", **options)
            stack.callback(context.close)
            page = watched(context, errors)
            page.goto(f"{url}/page/{language}")
            page.locator(".launcher").wait_for()
            page.evaluate("message => window.tresen.open({ message })", ASKED[language])
            page.get_by_role("button", name=LATER[language]).wait_for()
            return page

        yield open_page
    assert errors == []


def test_from_the_button_to_the_confirmation(visit: Open, office: PostOffice) -> None:
    page = visit()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.get_by_role("button", name=LATER["en"]).press("Enter")
    field = page.get_by_role("textbox", name="Your e-mail address")
    expect(field).to_be_focused()
    assert [url for url in loaded if url.endswith("/restock.js")], "loaded only when asked for"
    field.fill("anna@")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("That is no whole e-mail address.")
    expect(field).to_be_focused()
    assert office.mails == []
    field.fill(CUSTOMER)
    page.get_by_role("button", name="Tell me", exact=True).click()
    told = page.get_by_text("Please look into your mailbox")
    expect(told).to_be_focused()
    until(lambda: len(office.mails) == 1)
    link = next(word for word in words(office.mails[0]).split() if "/restock/" in word)
    page.goto(link)
    expect(page.get_by_text("Fjell 4, Green")).to_be_visible()
    page.get_by_role("button", name="Yes, tell me").click()
    expect(page.get_by_role("heading")).to_have_text("You will be told")
    page.get_by_role("link", name="No more mails of this kind").click()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("heading")).to_have_text("It is ended")


def test_after_too_many_tries_it_is_said(visit: Open, office: PostOffice) -> None:
    page = visit("de")
    for _ in range(4):
        page.get_by_role("button", name=LATER["de"]).click()
        page.get_by_role("textbox", name="E-Mail-Adresse").fill(CUSTOMER)
        page.get_by_role("button", name="Bescheid geben").click()
        page.locator("p.told, p.fault:not(:empty)").wait_for()
        if page.locator("p.told").count():
            page.reload()
            page.evaluate("window.tresen.open()")
    expect(page.get_by_role("alert")).to_contain_text("zu viele Anfragen")


@pytest.mark.parametrize("look", ["desktop", "phone dark"])
def test_axe_core_finds_nothing(visit: Open, pytestconfig: pytest.Config, look: str) -> None:
    assert pytestconfig.cache is not None
    axe = installed(pytestconfig.cache) / "node_modules" / "axe-core" / "axe.min.js"
    phone = {"width": 380, "color_scheme": "dark", "has_touch": True}
    page = visit("de", **(phone if look != "desktop" else {}))
    pictures = os.environ.get("TRESEN_PICTURES", "")
    for step in ("button", "form", "fault"):
        if step == "form":
            page.get_by_role("button", name=LATER["de"]).click()
            page.get_by_role("textbox", name="E-Mail-Adresse").wait_for()
        if step == "fault":
            page.get_by_role("button", name="Bescheid geben").click()
            expect(page.get_by_role("alert")).not_to_be_empty()
        if pictures:
            page.screenshot(path=f"{pictures}/{look.replace(' ', '-')}-{step}.png")
        wide = "document.scrollingElement.scrollWidth <= innerWidth"
        assert page.evaluate(wide)
        page.evaluate(axe.read_text(encoding="utf-8"))
        found = page.evaluate("() => axe.run().then(r => r.violations)")
        assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in found] == []


def test_the_form_is_small() -> None:
    assert len(script().packed) < 2_000
