"""`/preview`: an owner tries a look, in a browser, and takes the lines; nobody else gets there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from agent.config import load
from tests.browsing import MARKS, chromium, greeting_agent, watched
from tests.fakes import FakeAgent, reply, serving, shop
from tests.npm import installed
from web import create_app
from web.contrast import contrast, letters_on
from web.drafts import Draft, lines, looks


def browser_test(test: Any) -> Any:
    for mark in MARKS:
        test = mark(test)
    return test


def draft(languages: tuple[str, ...] = ("en", "de"), **widget: Any) -> Draft:
    return Draft.model_validate({"languages": list(languages), "widget": widget})


# -- who may see it --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/preview", "/preview/page", "/preview/files/preview.js"])
def test_it_is_shown_on_this_machine(path: str) -> None:
    client = create_app(shop(), FakeAgent(shop()), reply).test_client()
    answer = client.get(path)
    assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=", answer.text)
    answer.close()


@pytest.mark.parametrize(
    ("headers", "environ"),
    [
        ({}, {"REMOTE_ADDR": "192.168.1.7"}),
        ({}, {"REMOTE_ADDR": "::ffff:192.168.1.7"}),
        ({"X-Forwarded-For": "127.0.0.1"}, {}),
        ({"X-Forwarded-Proto": "https"}, {}),
        ({"Forwarded": "for=127.0.0.1"}, {}),
        ({"Via": "1.1 proxy"}, {}),
        ({"Host": "agent.shop.example"}, {}),
        ({"Origin": "https://shop.example"}, {}),
        ({}, {"SERVER_PROTOCOL": "HTTP/1.0"}),
    ],
)
@pytest.mark.parametrize("hops", [0, 1])
def test_nobody_else_sees_it(headers: dict[str, str], environ: dict[str, str], hops: int) -> None:
    settings = shop(trusted_proxies=hops)
    client = create_app(settings, FakeAgent(settings), reply).test_client()
    for path in ("/preview", "/preview/page", "/preview/files/preview.js"):
        answer = client.get(path, headers=headers, environ_overrides=environ)
        assert answer.status_code == 403, path
        assert answer.json is not None
        assert answer.json["error"]["code"] == "only_here"


def test_a_proxy_before_the_real_server_is_seen() -> None:
    settings = shop()
    app = create_app(settings, FakeAgent(settings), reply)
    with serving(app, settings) as url, httpx2.Client() as client:
        assert client.get(f"{url}/preview").status_code == 200
        proxied = client.get(f"{url}/preview", headers={"X-Forwarded-For": "203.0.113.9"})
        assert proxied.status_code == 403


# -- what it says ----------------------------------------------------------------------------------


def test_the_lines_make_the_look_that_was_tried(tmp_path: Path) -> None:
    tried = draft(
        ("de", "en"),
        accent="#aa2244",
        position="left",
        logo="https://shop.example/l.svg",
        greeting={"de": 'Moin! "Was" darf\'s sein?', "en": "Hello\\there"},
        suggestions={"de": ["Habt ihr Größe 42?", "Wann?"]},
    )
    settings = shop()
    text = lines(settings, tried)
    file = tmp_path / "tresen.toml"
    file.write_text(text, encoding="utf-8")
    loaded = load(file)
    assert loaded.widget == tried.widget
    assert loaded.business.languages == ("de", "en")
    assert looks(settings, tried, "")["de"]["greeting"] == 'Moin! "Was" darf\'s sein?'


def test_what_is_the_default_needs_no_line() -> None:
    assert tomllib.loads(lines(shop(), draft())) == {"widget": {}}


@pytest.mark.parametrize(
    ("widget", "said", "is_warning"),
    [
        ({"accent": "#1f5d4c"}, "contrast 7.6 to 1", False),
        ({"accent": "#ffe066"}, "On a white page this colour is hard to see", True),
        ({"logo": "ftp://shop.example/l.png"}, "must begin with https://", True),
        ({"logo": "http://shop.example/l.png"}, "may not be shown", True),
    ],
)
def test_it_says_what_is_to_be_known(widget: dict[str, str], said: str, is_warning: bool) -> None:
    client = create_app(shop(), FakeAgent(shop()), reply).test_client()
    body = {"languages": ["en"], "widget": widget}
    told = client.post("/preview/look", json=body).get_json()["notes"]
    assert any(said in note["text"] and note["is_warning"] == is_warning for note in told)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"languages": [], "widget": {}}, "languages"),
        ({"languages": ["en"], "widget": {"accent": "red"}}, "widget.accent"),
        ({"languages": ["en"], "widget": {"prompt": "x"}}, "widget.prompt"),
    ],
)
def test_a_wrong_draft_names_its_field(body: dict[str, Any], field: str) -> None:
    client = create_app(shop(), FakeAgent(shop()), reply).test_client()
    answer = client.post("/preview/look", json=body)
    assert answer.status_code == 422
    assert answer.get_json()["error"]["field"] == field


def test_letters_on_any_colour_can_be_read() -> None:
    assert contrast("#000000", "#ffffff") == 21
    steps = [f"#{r:02x}{g:02x}{b:02x}" for r in range(0, 256, 15) for g in range(0, 256, 15)
             for b in range(0, 256, 51)]  # fmt: skip
    assert all(contrast(colour, letters_on(colour)) >= 4.5 for colour in steps)


# -- in a browser ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    agent = greeting_agent()
    errors: list[str] = []
    with (
        serving(create_app(agent.settings, agent, reply), agent.settings) as url,
        browser.new_context(
            locale="en-GB",
            viewport={"width": 1440, "height": 900},
            permissions=["clipboard-read", "clipboard-write"],
        ) as context,
    ):
        page = watched(context, errors)
        page.goto(f"{url}/preview")
        expect(page.locator("iframe.shown")).to_have_count(2)
        yield page
    assert errors == []


def frame(page: Page, which: str) -> FrameLocator:
    return page.frame_locator(f".{which} iframe.shown")


def background(at: FrameLocator, selector: str) -> str:
    colour: str = at.locator(selector).evaluate("e => getComputedStyle(e).backgroundColor")
    return colour


@browser_test
def test_the_real_widget_changes_at_once(page: Page) -> None:
    expect(frame(page, "desktop").get_by_text("Hello there!")).to_be_visible()
    greeting = page.get_by_label("Greeting").first
    greeting.fill("Ahoy!")
    for which in ("desktop", "phone"):
        expect(frame(page, which).get_by_text("Ahoy!")).to_be_visible()
    expect(greeting).to_be_focused()
    page.get_by_label("Colour", exact=True).fill("#aa2244")
    page.get_by_label("left").check()
    page.get_by_label("First suggestions").first.fill("One?\nTwo?")
    expect(frame(page, "desktop").locator("tresen-chat")).to_have_attribute("position", "left")
    expect(frame(page, "desktop").get_by_role("button", name="Two?")).to_be_visible()
    assert background(frame(page, "desktop"), ".launcher") == "rgb(170, 34, 68)"
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert tomllib.loads(page.evaluate("navigator.clipboard.readText()"))["widget"] == {
        "accent": "#aa2244",
        "position": "left",
        "greeting": {"en": "Ahoy!"},
        "suggestions": {"en": ["One?", "Two?"]},
    }


@browser_test
def test_dark_phone_and_another_language(page: Page) -> None:
    page.get_by_label("dark").check()
    dark = "rgb(27, 29, 32)"
    expect(frame(page, "phone").locator("tresen-chat[dark]")).to_have_count(1)
    assert background(frame(page, "phone"), ".window") == dark
    box = frame(page, "phone").locator(".window").evaluate("e => e.getBoundingClientRect().width")
    assert box == 390
    page.get_by_label("Language of the page").select_option("de")
    expect(frame(page, "desktop").get_by_placeholder("Frage schreiben")).to_be_visible()
    # What is closed in one screen stays closed there, whatever is changed.
    frame(page, "desktop").get_by_role("button", name="Chat schließen").first.click()
    page.get_by_label("light").check()
    expect(frame(page, "desktop").locator("tresen-chat:not([dark])")).to_have_count(1)
    expect(frame(page, "desktop").locator(".window")).to_be_hidden()
    expect(frame(page, "phone").locator(".window")).to_be_visible()


@browser_test
def test_it_can_be_talked_to(page: Page) -> None:
    at = frame(page, "desktop")
    at.get_by_role("textbox").fill("the blue one?")
    at.get_by_role("textbox").press("Enter")
    expect(at.locator("a.card")).to_be_visible()


@browser_test
def test_what_cannot_be_is_said_in_plain_words(page: Page) -> None:
    colour = page.get_by_label("Colour", exact=True)
    colour.fill("#12")
    expect(page.get_by_role("status").first).to_contain_text("six digits, as in #1f5d4c")
    colour.fill("#ffe066")
    expect(page.locator(".warning")).to_contain_text("hard to see")
    page.get_by_role("checkbox", name="English").uncheck()
    expect(page.get_by_role("checkbox", name="German")).to_be_checked()
    expect(frame(page, "desktop").get_by_text("Hallo!")).to_be_visible()
    assert 'languages = ["de"]' in page.locator("#toml").inner_text()
    page.get_by_role("checkbox", name="German").click()  # one must be left
    expect(page.get_by_role("checkbox", name="German")).to_be_checked()


@browser_test
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_core_finds_nothing(page: Page, request: pytest.FixtureRequest, scheme: Any) -> None:
    assert request.config.cache is not None
    axe = installed(request.config.cache) / "node_modules" / "axe-core" / "axe.min.js"
    page.emulate_media(color_scheme=scheme)
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run({exclude: ['iframe']}).then(r => r.violations)")
    assert [f"{v['impact']} {v['id']}: {v['nodes'][0]['html']}" for v in found] == []
