"""Take the README's pictures anew: the demo shop's own server and agent, in a real browser.

python scripts/take_pictures.py [FOLDER]        (default: docs/)
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
_START_S = 180.0
_DESKTOP = {"width": 1280, "height": 800}
_PHONE = {"width": 390, "height": 844}
_ENGLISH = ("Do you have the Vandre in blue, size 42?",)
_GERMAN = ("hab ihr den vandre in blau in 42??", "und wie lang kann ich den zurückgeben")


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    locale: str
    scheme: str
    questions: tuple[str, ...]
    size: dict[str, int]

    @property
    def is_phone(self) -> bool:
        return self.size is _PHONE


PICTURES = (
    Picture("chat-desktop", "en-GB", "light", _ENGLISH, _DESKTOP),
    Picture("chat-desktop-dark", "en-GB", "dark", _ENGLISH, _DESKTOP),
    Picture("chat-phone", "de-DE", "light", _GERMAN, _PHONE),
    Picture("chat-phone-dark", "de-DE", "dark", _GERMAN, _PHONE),
)


@contextmanager
def demo_shop() -> Iterator[str]:
    """`tresen demo` on a free port, with a state folder of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from web.cli import main; main()", "demo"]
        command += ["--port", str(port), "--state", str(Path(folder) / "state")]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            _wait(f"{url}/healthz", process)  # what the pictures ask, facts alone answer
            yield url
        finally:
            process.terminate()
            process.wait(30)


def take(browser: Browser, url: str, picture: Picture, folder: Path) -> None:
    options: dict[str, Any] = {"has_touch": True, "is_mobile": True} if picture.is_phone else {}
    context = browser.new_context(
        viewport=picture.size, locale=picture.locale, color_scheme=picture.scheme,
        reduced_motion="reduce", **options,
    )  # fmt: skip
    with context as visitor:
        page = visitor.new_page()
        page.goto(url, wait_until="networkidle")
        page.locator(".launcher").click()
        for question in picture.questions:
            page.get_by_role("textbox").fill(question)
            page.get_by_role("textbox").press("Enter")
            _answered(page)
        page.locator(".window").evaluate("e => e.focus()")
        page.screenshot(path=folder / f"{picture.name}.png")
        print(f"{picture.name}: {' | '.join(_said(page))}")


def take_preview(browser: Browser, url: str, folder: Path) -> None:
    size = {"width": 1440, "height": 900}
    with browser.new_context(viewport=size, locale="en-GB") as owner:
        page = owner.new_page()
        page.goto(f"{url}/preview", wait_until="networkidle")
        page.locator("#accent").fill("#8a2f5c")
        page.frame_locator(".desktop iframe.shown").get_by_text("AI agent").first.wait_for()
        page.wait_for_timeout(1500)
        page.locator("#accent").evaluate("e => e.blur()")
        page.screenshot(path=folder / "preview.png")


def _answered(page: Page) -> None:
    """Wait until a reply is whole: the button sends again, and the pictures are there."""
    page.locator(".go[aria-label]:not([aria-label=Stop]):not([aria-label=Anhalten])").wait_for()
    page.wait_for_function(
        "() => [...document.querySelector('tresen-chat').shadowRoot.querySelectorAll('img')]"
        ".every(image => image.complete)"
    )
    page.wait_for_timeout(400)


def _said(page: Page) -> list[str]:
    return page.locator(".visitor ~ .agent > .text").all_inner_texts()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        if process.poll() is not None:
            sys.exit("The demo shop has ended by itself; `tresen demo` says why.")
        try:
            if httpx2.get(url).is_success:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.5)
    sys.exit(f"The demo shop was not ready within {_START_S:.0f} seconds.")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    with demo_shop() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for picture in PICTURES:
            take(browser, url, picture, folder)
        take_preview(browser, url, folder)
        browser.close()


if __name__ == "__main__":
    main()
