"""The whole path with the real model: a shop's product file to an answer, at each outermost place.

The names and prices are drawn anew in each run, so that no answer can be prepared.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browsing import PATIENCE_MS
from tests.ports import free_port
from tests.slow_line import slow_line

pytestmark = pytest.mark.model

TRESEN = Path(sys.executable).parent / "tresen"
HEADER = [
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name",
    "Option1 Value", "Variant SKU", "Variant Inventory Tracker", "Variant Inventory Qty",
    "Variant Inventory Policy", "Variant Price", "Image Src", "Status",
]  # fmt: skip
CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass(frozen=True)
class Shop:
    folder: Path
    title: str
    price: Decimal
    sold_out: str

    @property
    def written(self) -> str:
        return f"€{self.price:.2f}"


def run(folder: Path, *args: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    # On a busy machine code would answer for a model that is slow.
    patient = {"TRESEN_MODEL__PATIENCE_S": "300", "TRESEN_MODEL__FIRST_TOKEN_S": "300"}
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "120", **patient}
    return subprocess.run(
        [str(TRESEN), *args], cwd=folder, env=environment, input=stdin, capture_output=True,
        text=True, timeout=400, check=False,
    )  # fmt: skip


def name(draw: random.Random) -> str:
    syllables = [
        "bra",
        "kel",
        "fost",
        "min",
        "dur",
        "wak",
        "tol",
        "rez",
        "gim",
        "par",
        "nox",
        "lud",
    ]
    return "".join(draw.sample(syllables, 3)).capitalize()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop made by its own commands: init, then ingest of a Shopify export and a FAQ."""
    draw = random.Random()
    folder = tmp_path_factory.mktemp("shop")
    titles: list[str] = []
    while len(titles) < 12:
        if (title := name(draw)) not in titles:
            titles.append(title)
    price = Decimal(draw.randrange(1000, 99999)) / 100
    rows = []
    for at, title in enumerate(titles):
        own = price if at == 0 else Decimal(draw.randrange(100, 99999)) / 100
        rows.append(
            [title.lower(), title, f"<p>The {title} is made of oak.</p>", "Maker", "Chairs", "",
             "TRUE", "Title", "Default Title", f"SKU-{at}", "shopify", "0" if at == 1 else "7",
             "deny", f"{own:.2f}", "", "active"]
        )  # fmt: skip
    with (folder / "products.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEADER, *rows])
    (folder / "faq.md").write_text("# FAQ\n\n## Do you engrave?\n\nYes, for 7.35 € a word.\n")
    made = run(folder, "init", "--name", "Oak & Co", "--url", "https://oak.example",
               "--languages", "en,de", "--currency", "EUR", "--email", "a@oak.example")  # fmt: skip
    assert made.returncode == 0, made.stderr
    taken = run(folder, "ingest", "products.csv", "faq.md", "--json")
    assert taken.returncode == 0, taken.stderr
    return Shop(folder, titles[0], price, titles[1])


@pytest.fixture(scope="module")
def server(shop: Shop) -> Iterator[str]:
    """`tresen serve` of that shop, ready; its address."""
    port = free_port()
    log = (shop.folder / "serve.log").open("wb")
    process = subprocess.Popen(
        [str(TRESEN), "serve", "--port", str(port)], cwd=shop.folder, stdout=log, stderr=log
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 240
        while time.monotonic() < until:
            assert process.poll() is None, (shop.folder / "serve.log").read_text()
            try:
                if httpx2.get(f"{address}/readyz", timeout=10).status_code == 200:
                    break
            except httpx2.HTTPError:
                pass
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(60)
        log.close()


def test_in_the_terminal(shop: Shop) -> None:
    done = run(shop.folder, "chat", "--once", f"How much is the {shop.title}?", "--json")
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert shop.written in told["reply"].replace("\xa0", " ")
    assert told["lane"] == "direct"
    assert told["language"] == "en"
    fact = told["facts"][0]
    assert fact["text"] == shop.written
    assert fact["item"] == shop.title
    assert fact["field"] == "price"
    assert fact["source"] == "products.csv"
    assert told["timings"]["total_ms"] > 0


def test_in_the_terminal_in_german_and_sold_out(shop: Shop) -> None:
    done = run(shop.folder, "chat", "--once", f"ist {shop.sold_out} lieferbar?", "--json")
    told = json.loads(done.stdout)
    assert told["language"] == "de"
    assert "ausverkauft" in told["reply"]


def test_an_open_question_goes_through_the_real_model(shop: Shop) -> None:
    question = f"why should I recommend the {shop.title} to my grandmother?"
    done = run(shop.folder, "chat", "--once", question, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["lane"] in ("composed", "fallback")
    assert told["reply"].strip()
    assert told["timings"]["prompt_tokens"] > 50
    allowed = {f"{shop.price:.2f}", "7.35"}
    assert set(re.findall(r"\d+[.,]\d\d", told["reply"])) <= allowed


def events(address: str, body: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    with httpx2.stream("POST", f"{address}/api/chat", json=body, timeout=180) as reply:
        assert reply.status_code == 200
        assert reply.headers["x-vercel-ai-ui-message-stream"] == "v1"
        for line in reply.iter_lines():
            if line.startswith("data: "):
                data = line.removeprefix("data: ")
                found.append(data if data == "[DONE]" else json.loads(data))
    return found


def test_over_http_event_by_event(shop: Shop, server: str) -> None:
    told = events(server, {"message": f"How much is the {shop.title}?"})
    kinds = [e["type"] for e in told[:-1]]
    assert kinds[0] == "start"
    assert kinds.index("text-start") < kinds.index("text-delta") < kinds.index("text-end")
    assert kinds.count("text-delta") > 2
    assert kinds[-1] == "finish"
    assert told[-1] == "[DONE]"
    text = "".join(e["delta"] for e in told[:-1] if e["type"] == "text-delta")
    assert shop.written in text
    card = next(e["data"] for e in told[:-1] if e["type"] == "data-product")
    assert card["title"] == shop.title
    assert card["price"] == shop.written
    facts = next(e["data"] for e in told[:-1] if e["type"] == "data-facts")
    assert shop.written in json.dumps(facts, ensure_ascii=False)


def test_the_shape_of_the_ai_sdk_and_its_second_turn(shop: Shop, server: str) -> None:
    with httpx2.Client(base_url=server, timeout=180) as client:

        def say(text: str) -> str:
            part = {"type": "text", "text": text}
            message = {"id": f"m{len(text)}", "role": "user", "parts": [part]}
            body = {"id": "chat-0123456789", "messages": [message], "trigger": "submit-message"}
            reply = client.post("/api/chat", json=body)
            assert reply.status_code == 200, reply.text
            lines = [x[6:] for x in reply.text.splitlines() if x.startswith("data: {")]
            return "".join(e["delta"] for e in map(json.loads, lines) if e["type"] == "text-delta")

        assert shop.written in say(f"How much is the {shop.title}?")
        assert "in stock" in say("and is it in stock?")


@pytest.fixture(scope="module")
def page(server: str) -> Iterator[Page]:
    path = next(
        p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        expect.set_options(timeout=PATIENCE_MS)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-GB")
        yield page
        browser.close()


WATCH = """
() => {
  window.seen = [];
  const host = [...document.querySelectorAll('*')].find((e) => e.shadowRoot);
  const log = host.shadowRoot.querySelector('[role=log]');
  new MutationObserver(() => window.seen.push(log.textContent)).observe(
    log, { childList: true, characterData: true, subtree: true });
}
"""


@pytest.mark.browser
def test_in_a_browser(shop: Shop, server: str, page: Page) -> None:
    """Type, see the answer and the card, close, reopen, reload."""
    html = '<!doctype html><title>Oak</title><script src="/widget.js" async></script>'
    page.route(f"{server}/shop", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{server}/shop")
    launcher = page.locator("button[aria-expanded]").first
    launcher.click()
    field = page.get_by_role("textbox")
    question = f"How much is the {shop.title}?"
    field.fill(question)
    field.press("Enter")
    log = page.get_by_role("log")
    expect(log).to_contain_text(shop.written)
    expect(log).to_contain_text("in stock")
    expect(log.get_by_text(shop.title, exact=True).first).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    launcher.click()
    expect(log).to_contain_text(shop.written)
    page.reload()
    expect(page.get_by_role("dialog")).to_be_visible()  # as it was left in this tab
    expect(page.get_by_role("log")).to_contain_text(question)
    expect(page.get_by_role("log")).to_contain_text(shop.written)


@pytest.mark.browser
def test_words_are_seen_in_a_browser_as_they_come(shop: Shop, server: str, page: Page) -> None:
    """Over a slow line: a reply by code takes some 10 ms, less than a browser's frame."""
    html = '<!doctype html><title>Oak</title><script src="/widget.js" async></script>'
    with slow_line(server) as address:
        page.route(
            f"{address}/shop", lambda route: route.fulfill(body=html, content_type="text/html")
        )
        page.goto(f"{address}/shop")
        page.locator("button[aria-expanded]").first.click()
        page.evaluate(WATCH)
        field = page.get_by_role("textbox")
        field.fill(f"How much is the {shop.title}?")
        field.press("Enter")
        expect(page.get_by_role("log")).to_contain_text(shop.written)
        expect(page.get_by_role("button", name="Send")).to_be_visible()
        texts = page.evaluate("window.seen")
        whole = page.get_by_role("log").text_content()
        page.goto("about:blank")
    grown = {text for text in texts if whole.startswith(text) and len(text) < len(whole)}
    assert len(grown) >= 3, f"the words are seen before the reply is finished: {texts}"
