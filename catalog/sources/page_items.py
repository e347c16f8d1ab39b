"""Goods of a page that are laid out as boxes: an element for the name, one for the price, and what
is said of it, with nothing but their classes between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from catalog.price_words import is_said
from catalog.sources.cells import line
from catalog.sources.html import ENTRY, plain
from catalog.sources.line_prices import PRICE, reading
from catalog.sources.listparts import Part

FEWEST = 2
"""Boxes of one section. One alone may be anything."""

LINES, WORDS = 8, 200
"""Lines of a box, and characters of each. What has more is a text with a sum in it."""

LARGEST = 4000
"""Characters of the HTML of a box."""

CHILDREN = 6
"""Elements side by side in a box."""

_BOXES = "div, li, p, a, article, section, dd"
_NAMES = frozenset(("b", "strong", "span", "em", "i", "font", "u", "a", "big"))
_MARK = "\ue000"
"""Where a box stood: a sign that no page writes."""
_MARKED = re.compile(rf"{_MARK}(\d+){_MARK}")
_FILLS = re.compile(r"[\s.…·_|:–—-]*")


def boxes(html: str, row: int, home: str) -> tuple[str, list[Part]]:
    """A piece of a page with a mark for each of its boxes, and the boxes as entries of a list."""
    if _MARK in html or not _may_hold(html):
        return html, []
    tree = LexborHTMLParser(html)
    found: list[tuple[LexborNode, Part]] = []
    for node in tree.css(_BOXES):
        part = _box(node, row, home)
        if part is not None:
            found.append((node, part))
    if len(found) < FEWEST or tree.body is None:
        return html, []
    for number, (node, _) in enumerate(found):
        node.replace_with(f"\n{_MARK}{number}{_MARK}\n")
    return tree.body.html or "", [part for _, part in found]


def between(text: str, found: list[Part]) -> Iterator[Part | str]:
    """The plain text between the marks, and the box of each mark."""
    told = _MARKED.split(text)
    for place, piece in enumerate(told):
        if place % 2:
            yield found[int(piece)]
        elif bare := "\n".join(t for t in piece.split("\n") if t.strip(f" {ENTRY}")):
            yield bare


def _may_hold(html: str) -> bool:
    return "</span>" in html or "</b>" in html or "</strong>" in html or "</div>" in html


def _box(node: LexborNode, row: int, home: str) -> Part | None:
    html = node.html or ""
    if len(html) > LARGEST:
        return None
    if (part := _lines(node, row, home)) is not None:
        return part
    own = [
        child
        for child in node.iter(include_text=True)
        if not (child.tag == "-text" and _FILLS.fullmatch(child.text()))
    ]
    if not 2 <= len(own) <= CHILDREN or any(child.tag == "-text" for child in own):
        return None
    told = [plain(child.html or "") for child in own]
    own_lines = [[part for part in text.split("\n") if part] for text in told]
    asked = [n for n, text in enumerate(told) if n and _is_price(text, home)]
    if len(asked) != 1 or not told[0] or len(PRICE.findall("\n".join(told))) > 1:
        return None
    name = " ".join(own_lines[0][:1])
    others = [text for n, some in enumerate(own_lines) if n != asked[0] for text in some][1:]
    if len(others) > LINES or any(len(text) > WORDS for text in (name, *others)):
        return None
    price = line(told[asked[0]])
    text = "\n".join((f"{name}: {price}", *others))
    return Part(row, (f"{name}\t{price}", *others), entry=True, text=text)


def _lines(node: LexborNode, row: int, home: str) -> Part | None:
    """A box of lines: the name in an element of its own ("<b>Burger</b><br>slaw<br>£14"), a price,
    and what is said of it."""
    first = next((c for c in node.iter(include_text=True) if (c.text() or "").strip()), None)
    if first is None or first.tag not in _NAMES or node.css_first("br") is None:
        return None
    lines = plain(node.html or "").split("\n")
    asked = [text for text in lines if _is_price(text, home)]
    name = plain(first.html or "").removeprefix(ENTRY)
    whole = len(asked) == 1 and len(lines) <= LINES and lines[0].removeprefix(ENTRY) == name
    if not whole or len(PRICE.findall("\n".join(lines))) > 1:
        return None
    others = [text for text in lines[1:] if text != asked[0]]
    if any(len(text) > WORDS for text in (name, *others)):
        return None
    text = "\n".join((f"{name}: {asked[0]}", *others))
    return Part(row, (f"{name}\t{asked[0]}", *others), entry=True, text=text)


def _is_price(text: str, home: str) -> bool:
    if not text or len(text) > 40:
        return False
    if not any(map(str.isdigit, text)):
        return is_said(text)
    return PRICE.search(text) is not None and reading(line(text), home) is not None
