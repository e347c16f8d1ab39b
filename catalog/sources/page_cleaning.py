"""What of a page is its own: without banners that ask for consent, without what stands in the same
words on the other pages of its folder; with what a button unfolds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from catalog.price_words import is_free, is_said
from catalog.sources.cells import line
from catalog.sources.html import is_too_deep, plain
from catalog.sources.line_prices import PRICE
from catalog.sources.opening import Opened
from catalog.sources.pageparts import is_price
from catalog.sources.words import word

OTHERS = 6
"""Pages beside that are looked at, and how large they may be (bytes)."""
LARGEST = 1 << 20

EVERYWHERE = 3
"""Pages on which a line must stand, this one among them, to be the site's and not the page's."""

_CONSENT = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|dsgvo|cmp|onetrust|usercentrics|cookiebot|borlabs|didomi"
    r"|quantcast|iubenda|klaro|complianz|cookieyes|cookielaw|cky|truste)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(
    r"<div[^<>]{0,200}\bid=[\"']?(?:root|app|__next|__nuxt|main-app|gatsby|ember)\b", re.I
)

_BESIDE = frozenset(("small", "span", "sub", "sup", "i", "em", "b", "strong", "-text"))
"""Elements in which stands what a price is asked for: "45 € <small>a month</small>"."""

BADGE = 40
"""Characters of what stands over a name in its own box."""

_BOX = re.compile(r"<(/?)(?:div|article|section|li)\b[^<>]*>", re.IGNORECASE)

FEW = 40
"""Characters of a page that says nothing: "Loading…"."""


def without_banners(tree: LexborHTMLParser) -> None:
    """Take away what only asks whether it may store something."""
    for node in tree.css("div[id], div[class], section[id], section[class], aside, dialog, form"):
        named = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
        if _CONSENT.search(named[:400]) and node.css_first("main, article") is None:
            node.decompose()


def unfold(tree: LexborHTMLParser) -> None:
    """Show what a button folds up, and the button's words as its heading."""
    for button in tree.css("button[aria-controls], a[aria-controls], [role=tab][aria-controls]"):
        target = button.attributes.get("aria-controls") or ""
        if not re.fullmatch(r"[\w:.-]{1,80}", target):
            continue
        node = tree.css_first(f'[id="{target}"]')
        if node is None or node.css_first("nav") is not None:
            continue
        for name in ("hidden", "aria-hidden"):
            if name in node.attributes:
                del node.attrs[name]
        button.replace_with(f"\n{button.text(separator=' ').strip()}\n")


_PRICE_END = re.compile(r"[,;]\s|\s(?=[–—-]\s)")
"""Where a price ends that is said more of: "62 €, small fault"."""


def reduce(tree: LexborHTMLParser, language: str, home: str) -> None:
    """A price that is struck through before another: "59 €  45 €" is "45 € (statt 59 €)"."""
    for hint in tree.css(".screen-reader-text, .visually-hidden, .sr-only"):
        if hint.parent is not None and hint.parent.css_first("del, s, strike") is not None:
            hint.decompose()
    for node in tree.css("del, s, strike"):
        old = line(plain(node.html or ""))
        now = node.next
        while now is not None and not (now.text() or "").strip():
            now = now.next
        price = line(plain(now.html or "")) if now is not None else ""
        behind = ""
        if not is_price(price, home) and (cut := _PRICE_END.search(price)) is not None:
            price, behind = price[: cut.start()], price[cut.start() :]
        if now is None or not (is_price(old, home) and is_price(price, home)):
            continue
        former = f"({word('former', language)} {old})"
        per = now.next
        said = line(plain(per.html or "")) if per is not None and per.tag in _BESIDE else ""
        if per is not None and said and is_price(f"{price} {said} {former}", home):
            per.decompose()
            price = f"{price} {said}"
        now.replace_with(f" {price} {former}{behind} ")
        node.decompose()


def part(tree: LexborHTMLParser) -> None:
    """A blank before a price in an element of its own, which a page sets apart by its style alone:
    "<li>Föhnen<span>ab 48 €</span></li>"."""
    for node in tree.css("span, b, strong, em, i"):
        before = node.prev
        said = line(node.text() or "")
        if (
            before is None
            or not said
            or len(said) > BADGE
            or not (before.text() or "")[-1:].strip()
        ):
            continue
        if PRICE.search(said) or is_said(said) or is_free(said):
            node.insert_before(" ")


def badge(html: str) -> tuple[str, str]:
    """What stands before a heading, and of it what stands in the heading's own box above it: "Most
    popular" is said of the plan below, not of the one before."""
    open_at: list[int] = []
    for found in _BOX.finditer(html):
        if not found[1]:
            open_at.append(found.end())
        elif open_at:
            open_at.pop()
    if not open_at:
        return html, ""
    place = open_at[-1]
    said = plain(html[place:])
    # Only behind the box of another heading: what opens a page stands there for all of it.
    fits = 0 < len(said) <= BADGE and "\n" not in said and "</" in html[:place]
    return (html[:place], html[place:]) if fits else (html, "")


def said_everywhere(opened: Opened) -> frozenset[str]:
    """Lines that stand on this page's neighbours too."""
    pages = [p for p in opened.source.beside if p.suffix.lower() in (".html", ".htm")][:OTHERS]
    if len(pages) < EVERYWHERE - 1:
        return frozenset()
    counted: Counter[str] = Counter()
    for path in pages:
        counted.update(_lines(path))
    return frozenset(told for told, count in counted.items() if count >= EVERYWHERE - 1)


def _lines(path: Path) -> frozenset[str]:
    try:
        if path.stat().st_size > LARGEST:
            return frozenset()
        html = path.read_text("utf-8", "replace")
    except OSError:
        return frozenset()
    if is_too_deep(html):
        return frozenset()
    body = LexborHTMLParser(html).body
    return frozenset(plain((body.html or "") if body is not None else "").split("\n"))


def own_lines(text: str, elsewhere: Iterable[str]) -> str:
    """A text without the lines that stand everywhere."""
    if not elsewhere:
        return text
    known = frozenset(elsewhere)
    return "\n".join(told for told in text.split("\n") if told not in known)


def is_drawn_by_script(html: str, text: str) -> bool:
    """Whether a browser would fill this page, and nothing stands in it before."""
    return len(" ".join(text.split())) < FEW and _SCRIPTED.search(html) is not None
