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

COPIES = 20_000
"""Elements that a parser may make beside those that are written, and two more for each character of
the page: each formatting element that is left open is made anew in each block behind it. 27 KB of
them took 3.4 GB; one takes 240 bytes."""

ATTRIBUTES = 1000
"""Attributes of one tag. The parser takes their square: 100,000 half a minute."""

_FEW = 300
"""Tags of which neither can come about."""

_FORMATTING = frozenset(
    (
        *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong"),
        *("tt", "u"),
    )
)
_ALONE = frozenset(("a", "nobr"))
"""Of which one ends the one before it."""

_RAW = frozenset(("script", "style"))
"""What is in them is no tag, whatever it looks like."""

_ATTRIBUTE = r"""[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']*+))?+|="""
_ATTRIBUTES = re.compile(rf"(?:{_ATTRIBUTE})*+")
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
        # What is left of a tag with "<" in its attributes is as long for the parser as it was.
        html = _ANY_TAG.sub(" ", html).replace("<", " ")
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
    """Whether the parser would take far more time or memory than the page is long: elements within
    each other more than DEEPEST levels deep, made anew more than COPIES times, or a tag of more
    than ATTRIBUTES attributes."""
    if _has_wide_tag(html):
        return True
    if html.count("<") <= _FEW:
        return False
    depth = copies = 0
    most = COPIES + 2 * len(html)
    formatting = _Formatting()
    raw = ""
    for closes, name in _TAG.findall(html):
        name = name.lower()
        if raw:
            raw = "" if closes and name == raw else raw
            continue
        if name in _RAW:
            raw = "" if closes else name
            continue
        if name in _FORMATTING:
            formatting.take(name, bool(closes))
        else:
            copies += formatting.open
        if name not in _NOT_NESTING:
            depth = max(0, depth - 1) if closes else depth + 1
        if depth > DEEPEST or copies > most:
            return True
    return False


def _has_wide_tag(html: str) -> bool:
    place = 0
    # An attribute takes two characters at least.
    while len(html) - place > 2 * ATTRIBUTES and (tag := _TAG.search(html, place)) is not None:
        told = _ATTRIBUTES.match(html, tag.end())
        place = told.end() if told is not None else tag.end()
        if told is not None and len(told[0]) > 2 * ATTRIBUTES:
            count = sum(1 for _ in re.finditer(_ATTRIBUTE, told[0]))
            if count > ATTRIBUTES:
                return True
        if tag[2].lower() in _RAW and not tag[1]:
            end = html.find("</", place)
            place = end if end >= 0 else len(html)
    return False


class _Formatting:
    """The formatting elements that are open at a place of a page."""

    def __init__(self) -> None:
        self.open = 0
        self._named: dict[str, int] = {}

    def take(self, name: str, closes: bool) -> None:
        before = self._named.get(name, 0)
        after = max(0, before - 1) if closes else 1 if name in _ALONE else before + 1
        self._named[name] = after
        self.open += after - before


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
