"""A page's parts by their headings: what stands below each, and in its own box above it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from catalog.sources.cells import line
from catalog.sources.html import plain
from catalog.sources.line_prices import MAYBE
from catalog.sources.page_cleaning import badge

UNSEEN = [
    *("script", "style", "template", "iframe", "object", "noscript", "svg", "dialog"),
    *("nav", "header", "footer", "aside", "form", "button", "select"),
    *("[hidden]", "[aria-hidden=true]"),
]
"""What is no prose of the page: told in the same words on each of a site's pages."""

# Begin and end apart: one pattern for both would look for each beginning's end to the last sign.
_BEGINS = re.compile(r"<h([1-6])\b[^<>]*>", re.IGNORECASE)
_ENDS = re.compile(r"</h([1-6])>", re.IGNORECASE)


def sections_of(tree: LexborHTMLParser, name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """(headings, widest first; HTML below) of each heading that has text of its own."""
    title = tree.css_first("title")
    first = line(title.text()) if title is not None else ""
    above: list[tuple[int, str]] = []
    heading: tuple[str, ...] = (first or name.partition(".")[0],)
    html = _main_html(tree)
    read, lead = 0, ""
    for level, begun, words, ended in _headings(html):
        told, below = badge(html[read:begun])
        # What offers something itself needs no text below ("Whitebait £7.50"); a heading of others
        # is none of that.
        alone = bool(above) and level <= above[-1][0] and MAYBE.search(heading[-1]) is not None
        if plain(lead + told) or alone:
            yield heading, lead + told
        lead = below
        above = [entry for entry in above if entry[0] < level]
        above.append((level, line(plain(words))))
        heading = tuple(told for _, told in above if told) or heading
        read = ended
    if plain(lead + html[read:]) or (above and MAYBE.search(heading[-1])):
        yield heading, lead + html[read:]


def _headings(html: str) -> Iterator[tuple[int, int, str, int]]:
    """(level, where it begins, what is in it, where it ends) of each heading that has an end."""
    ends: dict[str, list[tuple[int, int]]] = {}
    for found in _ENDS.finditer(html):
        ends.setdefault(found[1], []).append(found.span())
    read = 0
    for found in _BEGINS.finditer(html):
        own = ends.get(found[1], [])
        place = bisect_left(own, (found.end(), 0))
        if found.start() >= read and place < len(own):
            last, read = own[place]
            yield int(found[1]), found.start(), html[found.end() : last], read


def _main_html(tree: LexborHTMLParser) -> str:
    """The page's own part, written anew by the parser: each tag has its end."""
    body: LexborNode | None = tree.body
    if body is None:
        return ""
    tree.strip_tags(UNSEEN, recursive=True)
    for choice in ("main", "[role=main]", "article"):
        nodes = tree.css(choice)
        if len(nodes) == 1:
            return nodes[0].html or ""
    return body.html or ""
