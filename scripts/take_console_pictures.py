"""Take the pictures of docs/console.md anew: the demo shop's console, in a real browser.

python scripts/take_console_pictures.py [FOLDER]        (default: docs/)
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.take_pictures import ARGUMENTS, CHROMIUM, ROOT, demo_shop

_PATIENCE_MS = 120_000
_DESKTOP = {"width": 1100, "height": 800}
_PHONE = {"width": 390, "height": 844}
_TALKS = (
    ("How much is the Fjell 2?", "Who built your shop's roof?"),
    ("Who won the chess match yesterday?",),
    ("who won the chess match yesterday",),
    ("Can I bring my dog to your shop?", "Who painted the sign over the door?"),
    ("Do you have the Vandre in blue, size 42?", "How long can I return them?"),
)


def customers(browser: Browser, url: str) -> list[Page]:
    """Some who talk; they stay on the page."""
    pages = []
    for texts in _TALKS:
        page = browser.new_context(locale="en-GB").new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.goto(url, wait_until="networkidle")
        page.locator(".launcher").click()
        for place, text in enumerate(texts, 1):
            page.get_by_role("textbox").fill(text)
            page.get_by_role("textbox").press("Enter")
            page.locator(".visitor ~ .agent > .text").nth(place - 1).wait_for()
            page.wait_for_timeout(600)
        pages.append(page)
    return pages


def pages_of(url: str, browser: Browser) -> dict[str, str]:
    """The console's pages by name; before, an owner takes a talk and writes in it."""
    owner = stranger(browser, _DESKTOP, "light", "en-GB")
    enter(owner, url)
    owner.get_by_text(_TALKS[0][1]).click()
    talk = owner.url
    owner.locator("#text").fill("Ida built it, with her brother. It has been dry since 1998!")
    owner.get_by_role("button", name="Send").click()
    owner.locator("#log .person").wait_for()
    owner.goto(f"{url}/console/questions")
    open_ = owner.locator("article", has=owner.get_by_text("Answer it", exact=True)).last
    open_.get_by_text("Answer it", exact=True).click()
    open_.locator("input[name=question]").fill("Can I bring my dog?")
    open_.locator("textarea").fill("Dogs are welcome, on a lead. Water stands at the door.")
    open_.locator("button.main").click()
    owner.locator("h3").first.wait_for()
    names = ("questions", "goods", "goods/fjell-2", "figures", "privacy")
    return {"today": f"{url}/console", "talk": talk} | {
        name.replace("/", "-"): f"{url}/console/{name}" for name in names
    }


def stranger(browser: Browser, size: dict[str, int], scheme: str, locale: str) -> Page:
    """A page of somebody who has not entered yet."""
    page = browser.new_context(
        viewport=size, color_scheme=scheme, locale=locale, reduced_motion="reduce"
    ).new_page()  # type: ignore[call-overload]
    page.set_default_timeout(_PATIENCE_MS)
    return page


def enter(page: Page, url: str) -> None:
    page.goto(f"{url}/console/door")
    page.locator("input[name=name]").fill("Anna")
    page.locator("button.main").click()
    page.locator("h1").wait_for()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    with demo_shop() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        customers(browser, url)
        found = pages_of(url, browser)
        for form, size, locale in (("desktop", _DESKTOP, "en-GB"), ("phone", _PHONE, "de-DE")):
            for scheme in ("light", "dark"):
                page = stranger(browser, size, scheme, locale)
                ending = f"{form}{'-dark' if scheme == 'dark' else ''}.png"
                page.goto(f"{url}/console/door")
                page.screenshot(path=folder / f"console-door-{ending}")
                enter(page, url)
                for name, address in found.items():
                    page.goto(address)
                    page.wait_for_timeout(400)
                    page.evaluate("document.activeElement.blur()")
                    page.screenshot(path=folder / f"console-{name}-{ending}")
        browser.close()


if __name__ == "__main__":
    main()
