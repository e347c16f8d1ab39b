"""The site's own search box: what it finds, and how it is used by keyboard and screen reader."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from flask import Response
from flask.testing import FlaskClient
from hypothesis import given
from playwright.sync_api import Browser, Page, Route, expect

from agent.config import Settings, load
from agent.shop import Agent
from catalog.lookup import Catalog
from tests.browsing import CHROMIUM, POLICY, chromium, watched
from tests.conftest import DEMO
from tests.fake_backend import ScriptedBackend
from tests.fakes import serving
from tests.npm import installed
from tests.test_openapi import CHECKS
from web import create_app
from web.search_box import script

PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>A shop</title>
<main><h1>A shop</h1><form action="/page"><label for="s">Search</label>
<input id="s" name="s" type="search"><button>Go</button></form>
<p><a href="/page">A link of the page</a></p></main>
<script src="/search.js" data-input="#s" async></script></html>"""


@pytest.fixture(scope="module")
def own(demo_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    state = tmp_path_factory.mktemp("search") / "state"
    shutil.copytree(demo_state, state)
    return load(DEMO / "tresen.toml", state=state)


@pytest.fixture(scope="module")
def agent(own: Settings) -> Iterator[Agent]:
    agent = Agent(own, Catalog.open(own.state), ScriptedBackend())
    yield agent
    agent.close()


@pytest.fixture(scope="module")
def client(own: Settings, agent: Agent) -> FlaskClient:
    return create_app(own, agent).test_client()


def titles(client: FlaskClient, query: str, language: str = "en") -> list[str]:
    answer = client.get("/api/search", query_string={"q": query, "language": language})
    assert answer.status_code == 200, answer.json
    return [good["title"] for good in answer.json["goods"]]


# -- what is found -------------------------------------------------------------------------------


def test_goods_that_satisfy_what_is_typed(client: FlaskClient) -> None:
    assert titles(client, "blue boots") == ["Vandre"]
    found = client.get("/api/search?q=zelte unter 200 €&language=de").json
    assert found["goods"]
    assert all("Nichts" not in good["title"] for good in found["goods"])
    assert any("200" in one for one in found["filters"])
    assert found["words"]["status"] == f"{found['total']} Treffer"


def test_a_price_is_the_rows(client: FlaskClient, agent: Agent) -> None:
    good = client.get("/api/search?q=fjell 2").json["goods"][0]
    assert (good["title"], good["price"]) == ("Fjell 2", "€189.90")
    assert good["link"]


@pytest.mark.parametrize(
    ("typed", "among"), [("van", "Vandre"), ("blue van", "Vandre"), ("sle", "Dvale 0 sleeping bag")]
)
def test_a_word_that_is_only_begun(client: FlaskClient, typed: str, among: str) -> None:
    assert among in titles(client, typed)


def test_of_a_begun_word_what_stands_before_it_still_holds(client: FlaskClient) -> None:
    answer = client.get("/api/search?q=boots under 100 van").json
    held = answer["near"] or "van" in answer["unchecked"]
    assert held or "Vandre" not in [good["title"] for good in answer["goods"]]
    assert client.get("/api/search?q=blue van").json["filters"] == ["blue"]


@pytest.mark.parametrize(
    ("query", "language", "said"),
    [
        ("opening hours", "en", "We are open"),
        ("öffnungszeiten", "de", "geöffnet"),
        ("how much is the fjell 2?", "en", "€189.90"),
    ],
)
def test_an_answer_stands_above(client: FlaskClient, query: str, language: str, said: str) -> None:
    found = client.get("/api/search", query_string={"q": query, "language": language}).json
    assert said in found["answer"]
    assert found["facts"]


def test_what_nobody_sells(client: FlaskClient) -> None:
    found = client.get("/api/search?q=qqqqzzz&language=en").json
    assert (found["goods"], found["total"], found["answer"]) == ([], 0, "")
    assert found["words"]["status"] == "Nothing found."


def test_nothing_is_asked(client: FlaskClient) -> None:
    for query in ("", "?q=", "?q=%20%00%20"):
        found = client.get(f"/api/search{query}").json
        assert (found["goods"], found["words"]["status"]) == ([], "")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"q": "a" * 201}, "q"),
        *(({"q": "a", "limit": limit}, "limit") for limit in ("0", "21", "x", "²", "-1")),
    ],
)
def test_a_bad_request_names_its_field(
    client: FlaskClient, query: dict[str, str], field: str
) -> None:
    answer = client.get("/api/search", query_string=query)
    assert answer.status_code == 422
    assert answer.json["error"]["field"] == field


def test_too_many_are_told_to_wait(own: Settings, agent: Agent) -> None:
    slow = own.model_copy(update={"web": own.web.model_copy(update={"messages_per_minute": 1})})
    client = create_app(slow, agent).test_client()
    kept, agent.settings = agent.settings, slow
    try:
        client = create_app(slow, agent).test_client()
        codes = [client.get("/api/search?q=tent").status_code for _ in range(8)]
    finally:
        agent.settings = kept
    assert codes[0] == 200
    assert codes[-1] == 429


def test_only_the_shops_pages_may_read_it(client: FlaskClient, own: Settings) -> None:
    mine = client.get("/api/search?q=tent", headers={"Origin": own.business.url})
    assert mine.headers["Access-Control-Allow-Origin"] == own.business.url
    other = client.get("/api/search?q=tent", headers={"Origin": "https://other.example"})
    assert "Access-Control-Allow-Origin" not in other.headers


def test_the_script_is_small() -> None:
    assert len(script().packed) < 5 * 1024


# -- how it is used ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, own: Settings, agent: Agent) -> Iterator[Open]:
    app = create_app(own, agent)

    @app.get("/page/<language>")
    def page(language: str) -> Response:
        policy = {"Content-Security-Policy": POLICY}
        return Response(PAGE.replace("{language}", language), headers=policy)

    errors: list[str] = []
    with ExitStack() as stack:
        url = stack.enter_context(serving(app, own))

        def open_page(language: str = "en", **options: object) -> Page:
            context = browser.new_context(**options)  # type: ignore[arg-type]
            stack.callback(context.close)
            page = watched(context, errors)
            page.goto(f"{url}/page/{language}")
            expect(page.get_by_role("combobox", name="Search")).to_be_visible()
            return page

        yield open_page
    assert errors == []


def typed(page: Page, text: str) -> Page:
    page.get_by_role("combobox").fill(text)
    expect(page.get_by_role("listbox")).to_be_visible()
    return page


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine")
class TestBox:
    def test_results_come_while_one_types(self, visit: Open) -> None:
        page = visit()
        box = page.get_by_role("combobox", name="Search")
        expect(box).to_have_attribute("aria-expanded", "false")
        typed(page, "blue boots")
        expect(box).to_have_attribute("aria-expanded", "true")
        expect(page.get_by_role("option")).to_have_count(1)
        expect(page.get_by_role("option")).to_contain_text("Vandre")
        expect(page.get_by_role("status")).to_contain_text("1 result")
        assert box.get_attribute("aria-controls") == page.get_by_role("listbox").get_attribute("id")

    def test_by_keyboard(self, visit: Open) -> None:
        page = typed(visit(), "tent")
        box = page.get_by_role("combobox")
        options = page.get_by_role("option")
        count = options.count()
        assert count > 1
        box.press("ArrowDown")
        first = options.nth(0)
        expect(first).to_have_attribute("aria-selected", "true")
        expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "?")
        expect(box).to_be_focused()
        box.press("ArrowUp")
        expect(page.locator("[aria-selected=true]")).to_have_count(0)
        box.press("ArrowUp")
        expect(options.nth(count - 1)).to_have_attribute("aria-selected", "true")
        box.press("Escape")
        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(box).to_have_value("tent")
        expect(box).to_have_attribute("aria-expanded", "false")
        assert box.get_attribute("aria-activedescendant") is None
        box.press("ArrowDown")
        expect(page.get_by_role("listbox")).to_be_visible()

    def test_enter_goes_to_what_is_chosen(self, visit: Open) -> None:
        page = typed(visit(), "vandre")
        page.route("https://nordlicht.example/**", lambda route: route.fulfill(body="there"))
        page.get_by_role("combobox").press("ArrowDown")
        page.get_by_role("combobox").press("Enter")
        page.wait_for_url("**/products/vandre*")

    def test_enter_without_a_choice_is_the_pages_own(self, visit: Open) -> None:
        page = typed(visit(), "vandre")
        page.get_by_role("combobox").press("Enter")
        page.wait_for_url("**/page?s=vandre")

    def test_a_tap_goes_there_too(self, visit: Open) -> None:
        page = typed(visit(), "vandre")
        page.route("https://nordlicht.example/**", lambda route: route.fulfill(body="there"))
        page.get_by_role("option").first.click()
        page.wait_for_url("**/products/vandre*")

    def test_leaving_closes_it(self, visit: Open) -> None:
        page = typed(visit(), "tent")
        page.get_by_role("combobox").press("Tab")
        expect(page.get_by_role("listbox")).to_be_hidden()
        page.get_by_role("combobox").focus()
        expect(page.get_by_role("listbox")).to_be_visible()

    def test_an_answer_is_read_out(self, visit: Open) -> None:
        page = visit("de")
        page.get_by_role("combobox").fill("öffnungszeiten")
        expect(page.get_by_role("status")).to_contain_text("geöffnet")

    def test_a_slow_answer_to_an_older_text_is_not_shown(self, visit: Open) -> None:
        page = visit()
        held: list[Route] = []
        page.route("**/api/search?q=tent*", lambda route: held.append(route))
        page.get_by_role("combobox").fill("tent")
        page.wait_for_timeout(300)
        typed(page, "vandre")
        for route in held:
            route.continue_()
        page.wait_for_timeout(300)
        expect(page.get_by_role("option").first).to_contain_text("Vandre")

    def test_without_the_agent_the_page_searches_as_before(self, visit: Open) -> None:
        page = visit()
        page.route("**/api/search*", lambda route: route.abort())
        page.get_by_role("combobox").fill("vandre")
        page.wait_for_timeout(300)
        page.get_by_role("combobox").press("Enter")
        page.wait_for_url("**/page?s=vandre")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_core_finds_nothing(
        self, visit: Open, request: pytest.FixtureRequest, scheme: str
    ) -> None:
        assert request.config.cache is not None
        axe = installed(request.config.cache) / "node_modules" / "axe-core" / "axe.min.js"
        source = axe.read_text(encoding="utf-8")
        page = visit(color_scheme=scheme, viewport={"width": 320, "height": 640})
        for text in ("tent", "opening hours", "blue boots"):
            page.get_by_role("combobox").fill(text)
            expect(page.get_by_role("status")).not_to_be_empty()
            page.wait_for_timeout(300)
            page.get_by_role("combobox").press("ArrowDown")
            page.evaluate(source)
            found = page.evaluate("() => axe.run().then(r => r.violations)")
            assert [f"{v['id']}: {v['nodes'][0]['html']}" for v in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_answers_as_openapi_json_describes_it(client: FlaskClient) -> None:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", client.application)
    operation = schema["/api/search"]["GET"]

    @given(operation.as_strategy())
    @hypothesis.settings(max_examples=25, deadline=None, derandomize=True, database=None)
    def holds(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    holds()
