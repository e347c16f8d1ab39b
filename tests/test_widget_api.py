"""What a page may do with the chat: open it with a message, hear of it, say what it shows."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Response, request
from playwright.sync_api import Browser, Page, expect

from agent.config import Settings, WidgetSection, load
from agent.shop import Agent
from catalog.lookup import Catalog
from tests.browsing import MARKS, POLICY, answered, chromium, replies, watched
from tests.conftest import DEMO
from tests.fake_backend import ScriptedBackend
from tests.fakes import serving
from tests.npm import installed
from web import create_app
from web.embed import script

pytestmark = MARKS

EARLY = """window.heard = [];
for (const kind of ["open", "close", "message", "reply"])
  addEventListener(`tresen:${kind}`, ({ detail }) => window.heard.push([kind, detail.text ?? ""]));
"""
PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>A shop</title>
<main><h1>A shop</h1><p><a href="/page">A link of the page</a></p></main>
<script src="/early.js"></script>
<script src="/widget.js" data-product="{product}" async></script></html>"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def own(demo_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    state = tmp_path_factory.mktemp("widget") / "state"
    shutil.copytree(demo_state, state)
    settings = load(DEMO / "tresen.toml", state=state)
    line = {"path": "/page/*", "after_s": 0.2, "text": {"en": "Questions about sizes?"}}
    widget = WidgetSection(**settings.widget.model_dump() | {"proactive": (line,)})
    return settings.model_copy(update={"widget": widget})


@pytest.fixture
def visit(browser: Browser, own: Settings) -> Iterator[Open]:
    agent = Agent(own, Catalog.open(own.state), ScriptedBackend())
    app = create_app(own, agent)

    @app.get("/<folder>/<language>")
    def page(folder: str, language: str) -> Response:
        told = PAGE.replace("{language}", language)
        told = told.replace("{product}", request.args.get("product", ""))
        return Response(told, headers={"Content-Security-Policy": POLICY})

    @app.get("/early.js")
    def early() -> Response:
        return Response(EARLY, content_type="text/javascript")

    errors: list[str] = []
    with ExitStack() as stack:
        stack.callback(agent.close)
        url = stack.enter_context(serving(app, own))
        # Without what moves: axe-core measures contrast, and finds little while a panel fades in.
        context = browser.new_context(locale="en-GB", reduced_motion="reduce")
        stack.callback(context.close)

        def open_page(path: str = "/other/en", **options: Any) -> Page:
            page = watched(context, errors)
            page.goto(f"{url}{path}")
            page.locator(".launcher").wait_for()
            return page

        yield open_page
    assert errors == []


def test_a_page_opens_the_chat_with_a_message(visit: Open) -> None:
    page = visit()
    page.evaluate("window.tresen.open({ message: 'How much is the Fjell 2?' })")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(replies(page).last).to_contain_text("189.90")
    # The words are seen before the reply is over, and is told of.
    page.wait_for_function("() => window.heard.some(([kind]) => kind === 'reply')")
    page.evaluate("window.tresen.close()")
    expect(page.get_by_role("dialog")).to_be_hidden()
    heard = page.evaluate("window.heard")
    assert [kind for kind, _ in heard] == ["open", "message", "reply", "close"]
    assert heard[1][1] == "How much is the Fjell 2?"
    assert "189.90" in heard[2][1]


def test_it_leaves_one_name_on_the_page(visit: Open) -> None:
    page = visit()
    assert page.evaluate("Object.keys(window.tresen)") == ["open", "close"]
    assert page.evaluate("typeof Panel + typeof el + typeof TAG") == "undefined" * 3


def test_it_may_be_called_before_the_chat_is_there(visit: Open) -> None:
    page = visit()
    page.route("**/widget.json*", lambda route: (page.wait_for_timeout(300), route.continue_())[1])
    page.reload()
    page.wait_for_function("window.tresen")
    page.evaluate("window.tresen.open()")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_pages_product_is_what_is_asked_of(visit: Open) -> None:
    page = visit("/other/en?product=vandre")
    page.evaluate("window.tresen.open()")
    chips = page.locator(".chips button")
    expect(chips.first).to_contain_text("Vandre")
    assert 1 <= chips.count() <= 3
    page.get_by_role("textbox").fill("how much is it?")
    page.get_by_role("textbox").press("Enter")
    expect(replies(page).last).to_contain_text("149.95")
    answered(page)
    page.get_by_role("textbox").fill("How much is the Fjell 2?")
    page.get_by_role("textbox").press("Enter")
    expect(replies(page).last).to_contain_text("189.90")
    answered(page)
    page.get_by_role("textbox").fill("and is it in stock?")
    page.get_by_role("textbox").press("Enter")
    expect(replies(page)).to_have_count(3)
    expect(replies(page).last).to_contain_text("Fjell 2")


def test_each_question_that_is_offered_has_an_answer(visit: Open) -> None:
    page = visit("/other/de?product=vandre")
    page.evaluate("window.tresen.open()")
    offered = page.locator(".chips button").all_inner_texts()
    assert offered
    for number, text in enumerate(offered, 1):
        page.evaluate("message => window.tresen.open({ message })", text)
        expect(replies(page)).to_have_count(number)
        expect(replies(page).last).to_contain_text("Vandre")
        answered(page)


def test_a_product_that_nobody_sells_offers_what_is_always_offered(visit: Open) -> None:
    page = visit("/other/en?product=<b>no</b>")
    usual = visit("/other/en")
    offered = [p.locator(".chips button").all_text_contents() for p in (page, usual)]
    assert offered[0] == offered[1]


def test_a_line_comes_once(visit: Open) -> None:
    page = visit("/page/en")
    line = page.get_by_role("button", name="Questions about sizes?")
    expect(line).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(line).to_be_hidden()
    expect(page.locator(".launcher")).to_be_focused()
    again = visit("/page/en")
    again.wait_for_timeout(600)
    expect(again.get_by_role("button", name="Questions about sizes?")).to_have_count(0)


def test_a_line_opens_the_chat_and_does_not_return(visit: Open) -> None:
    page = visit("/page/en")
    page.get_by_role("button", name="Questions about sizes?").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("window.tresen.close()")
    page.wait_for_timeout(400)
    expect(page.locator(".nudge")).to_have_count(0)


def test_no_line_on_other_pages_or_in_other_languages(visit: Open) -> None:
    for path in ("/other/en", "/page/de"):
        page = visit(path)
        page.wait_for_timeout(500)
        expect(page.locator(".nudge")).to_have_count(0)


def test_axe_core_finds_nothing(visit: Open, pytestconfig: pytest.Config) -> None:
    assert pytestconfig.cache is not None
    axe = installed(pytestconfig.cache) / "node_modules" / "axe-core" / "axe.min.js"
    page = visit("/page/en")
    expect(page.locator(".nudge")).to_be_visible()
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run().then(r => r.violations)")
    assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in found] == []


def test_the_widget_stays_small() -> None:
    assert len(script().packed) < 17_000


def test_what_differs_is_a_table(visit: Open, pytestconfig: pytest.Config) -> None:
    assert pytestconfig.cache is not None
    axe = installed(pytestconfig.cache) / "node_modules" / "axe-core" / "axe.min.js"
    page = visit()
    asked = "What is the difference between the Fjell 2 and the Tind 1?"
    page.evaluate("message => window.tresen.open({ message })", asked)
    table = page.get_by_role("table")
    heads = table.get_by_role("columnheader")
    expect(heads).to_have_text(["Fjell 2", "Tind 1"])
    answered(page)  # the table stands before its end
    price = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="price"))
    expect(price.get_by_role("cell").first).to_have_text("€189.90")
    for line in table.locator("tbody tr").all():
        cells = line.locator("td").all_inner_texts()
        assert len(set(cells)) > 1, "only what differs"
        for cell in filter(lambda told: told != "–", cells):
            expect(replies(page).last).to_contain_text(cell)
    page.reload()
    page.evaluate("window.tresen.open()")
    expect(page.get_by_role("table")).to_have_count(1)
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run().then(r => r.violations)")
    assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in found] == []


def test_four_goods_stand_side_by_side(visit: Open) -> None:
    page = visit("/other/de")
    asked = "Vergleiche das Fjell 2, das Fjell 4, das Fjell 2 Light und das Tind 1"
    page.evaluate("message => window.tresen.open({ message })", asked)
    table = page.get_by_role("table")
    names = ["Fjell 2", "Fjell 4", "Fjell 2 Light", "Tind 1"]
    expect(table.get_by_role("columnheader")).to_have_text(names)
    answered(page)  # what it rests on comes behind it
    price = table.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Preis"))
    prices = [cell.replace("\xa0", " ") for cell in price.get_by_role("cell").all_inner_texts()]
    assert prices == ["189,90 €", "299,90 €", "279,00 €", "159,90 €"]
    expect(replies(page).last).not_to_contain_text("günstiger")
    facts = page.locator("details .value").all_text_contents()
    for cell in table.locator("td").all_inner_texts():
        assert cell in ("", "–") or cell in facts, cell
    more = f"{asked}, das Vandre und das Vandre Mid"
    page.evaluate("message => window.tresen.open({ message })", more)
    expect(replies(page).last).to_contain_text("„Vandre und Vandre Mid“ konnte ich nicht prüfen.")
