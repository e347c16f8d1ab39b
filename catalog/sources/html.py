"""A description's HTML to plain text, and to the properties that its lists and tables state."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from catalog.records import Attribute
from catalog.sources.cells import line, measured

# [^<>] and not [^>]: of "<p <p <p …" each would look to the end, for half a minute of 100 KB.
_BLOCK = re.compile(
    r"<(?:/?(?:p|div|section|article|ul|ol|table|tr|h[1-6]|blockquote|dl|dt|dd)\b[^<>]*|br\s*/?)>",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"<li\b[^<>]*>", re.IGNORECASE)
_NO_ENTRY = re.compile(r"<li\b[^<>]*>\s*</li\s*>", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]\s*>", re.IGNORECASE)
_UNSEEN = ["script", "style", "template", "iframe", "object", "noscript"]
_STATED = re.compile(r"([^:]{2,40}):\s+(\S.{0,200})")
LABEL_WORDS = 5

DEEPEST = 2000
"""Levels of nesting. The parser takes their square: 20,000 a second, 120,000 half a minute."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_ANY_TAG = re.compile(r"<[^<>]*>")
_NOT_NESTING = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr", "p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody"),
    )
)
"""Tags that are empty, or end where the next of them begins."""

ENTRY = "• "
"""Before each entry of a list, in the plain text."""


def plain(html: str) -> str:
    """What a reader would see, a line for each paragraph and list entry."""
    if "<" not in html and "&" not in html:
        return "\n".join(filter(None, map(line, html.splitlines())))
    if is_too_deep(html):
        html = _ANY_TAG.sub(" ", html)
    # Line ends are put in before parsing: walking the tree instead costs ten times as much.
    marked = _BLOCK.sub(r"\n\g<0>", _NO_ENTRY.sub("", html))
    marked = _ENTRY.sub(lambda found: f"\n{found[0]}{ENTRY}", marked)
    tree = LexborHTMLParser(_CELL.sub(r" \g<0>", marked))
    tree.strip_tags(_UNSEEN, recursive=True)
    text = tree.body.text() if tree.body is not None else ""
    # An entry whose text is a paragraph of its own left its mark alone on a line.
    lines = "\n".join(filter(None, map(line, text.splitlines()))).replace(
        f"{ENTRY.strip()}\n", ENTRY
    )
    return lines.removesuffix(ENTRY.strip()).rstrip()


def is_too_deep(html: str) -> bool:
    """Whether elements stand within each other more than DEEPEST levels deep."""
    if html.count("<") <= DEEPEST:
        return False
    depth = 0
    for closes, name in _TAG.findall(html):
        if name.lower() not in _NOT_NESTING:
            depth = max(0, depth - 1) if closes else depth + 1
            if depth > DEEPEST:
                return True
    return False


def stated(text: str, language: str) -> tuple[Attribute, ...]:
    """The properties in a plain text's list: "• Weight: 2.1 kg". The first of a name holds."""
    found: dict[str, Attribute] = {}
    for entry in text.splitlines():
        if not entry.startswith(ENTRY):
            continue
        match = _STATED.fullmatch(entry.removeprefix(ENTRY))
        if match is None or len(match[1].split()) > LABEL_WORDS:
            continue
        name = match[1].strip()
        found.setdefault(name.casefold(), measured(name, match[2], language))
    return tuple(found.values())
