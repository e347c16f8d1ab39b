"""A page of HTML: its text as passages by heading, its schema.org data as products.

A page that says in its data what it sells gives no text of its own: the prices in its prose, of
this and of other products, would stand beside the typed ones, and nothing says what they are of.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from catalog.errors import SourceError
from catalog.records import Business, Passage
from catalog.sources import linked_data
from catalog.sources.cells import line
from catalog.sources.entry import Feed
from catalog.sources.html import is_too_deep, plain
from catalog.sources.listparts import Part
from catalog.sources.microdata import things
from catalog.sources.opening import Opened
from catalog.sources.page_cleaning import (
    is_drawn_by_script,
    own_lines,
    reduce,
    said_everywhere,
    unfold,
    without_banners,
)
from catalog.sources.page_hours import contradicts
from catalog.sources.pageparts import cards_of, parts_of
from catalog.sources.pricelist import Lists
from catalog.sources.prose import Prose
from catalog.sources.seam import Format, Found, Item, Rejection
from catalog.sources.table import shown
from catalog.sources.words import spoken

MOST = 8 << 20
"""Characters of one page: the whole of it is parsed at once."""

UNSEEN = [
    *("script", "style", "template", "iframe", "object", "noscript", "svg", "dialog"),
    *("nav", "header", "footer", "aside", "form", "button", "select"),
    *("[hidden]", "[aria-hidden=true]"),
]
"""What is no prose of the page: told in the same words on each of a site's pages."""

# Begin and end apart: one pattern for both would look for each beginning's end to the last sign.
_BEGINS = re.compile(r"<h([1-6])\b[^<>]*>", re.IGNORECASE)
_ENDS = re.compile(r"</h([1-6])>", re.IGNORECASE)


_GOODS = ('Product"', "/Product", 'ProductGroup"', "product:price")
"""What a page's data says of products, however it is written."""


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products and passages in the order of the page. Raises SourceError where it is too deep."""
    name = opened.source.name
    opened.rewind()
    html = "".join(opened.lines())
    if len(html) > MOST:
        yield Rejection(name, 0, "", f"{len(html)} characters", f"cut after {MOST} characters")
        html = html[:MOST]
    if is_too_deep(html):
        raise SourceError(f"{name}: elements nested too deeply, or a tag of too many attributes")
    tree = LexborHTMLParser(html.encode("utf-8", "replace").decode())
    language = language_of(tree) or opened.source.language
    prose = Prose(opened, language, _address(tree) or opened.source.link)
    feed = Feed.of(opened, business, language, place="item")
    sells = False
    body = tree.body
    seen = plain(body.html or "") if body is not None and "openingHours" in html else ""
    for found in _agreed(linked_data.read(feed, prose, scripts(tree)), seen, opened):
        sells = sells or (isinstance(found, Item) and found.kind == "product")
        opened.rows += 1
        yield found
    if not sells and ("itemtype" in html or "typeof" in html or "product:" in html):
        for found in linked_data.read_things(feed, prose, things(tree)):
            sells = sells or (isinstance(found, Item) and found.kind == "product")
            opened.rows += 1
            yield found
    # A menu in the data says nothing of what else the page tells; a product does.
    menu = sells and not any(kind in html for kind in _GOODS)
    if not sells or menu:
        without_banners(tree)
        unfold(tree)
        reduce(tree, language, business.currency)
        told = [
            found
            for found in _told(tree, opened, business, prose, html, menu)
            if not (menu and isinstance(found, Item) and found.kind == "product")
        ]
        opened.rows += not told
        yield from told


def _told(
    tree: LexborHTMLParser,
    opened: Opened,
    business: Business,
    prose: Prose,
    page: str,
    menu: bool,
) -> Iterator[Found]:
    """What a page tells that says nothing in its data, or a menu alone: items of price lists, and
    passages."""
    beside = "\n".join(node.text(separator="\n") for node in tree.css("footer, aside"))
    sections = list(_sections(tree, opened.source.name))
    elsewhere = said_everywhere(opened)
    whole = own_lines(
        "\n".join(f"{heading[-1]}\n{plain(html)}" for heading, html in sections), elsewhere
    )
    if is_drawn_by_script(page, whole) or not whole.strip():
        if menu:
            return
        opened.notices.append(
            f"{opened.source.name}: nothing of the page stands in it; a browser would fill it. "
            "Give the shop's feed or the platform's export instead."
        )
        return
    lists = Lists(
        opened, business, prose.language, whole, place="part", link=prose.link, beside=beside
    )
    taken, cards = cards_of(sections, business.currency)
    for above, offered in cards.items():
        lists.take(above, offered)
    for number, (heading, html) in enumerate(sections):
        opened.rows += 1
        if number in taken:
            continue
        offers, rest = lists.take(heading, parts_of(html, opened.rows, business.currency))
        text = own_lines(plain(html) if not offers else _prose(rest), elsewhere)
        if text:
            yield from prose.passages(heading, text, opened.rows, f"heading {heading[-1]}")
    yield from lists.finish()


def _prose(parts: list[Part]) -> str:
    told = (part.text or "\n".join(part.lines) for part in parts)
    return "\n".join(filter(None, told))


def _agreed(found: Iterator[Found], seen: str, opened: Opened) -> Iterator[Found]:
    """What the data says, without hours that the text which people read contradicts."""
    for one in found:
        record = one.make().record if seen and isinstance(one, Item) else None
        if isinstance(record, Passage) and record.origin.place == "openingHoursSpecification":
            other = contradicts(record.text, seen)
            if other:
                told = shown(record.text.replace("\n", ", "))
                opened.notices.append(
                    f"{opened.source.name}: its text and its data say different hours: "
                    f'"{shown(other)}" and "{told}". The text holds; correct the data.'
                )
                continue
        yield one


def scripts(tree: LexborHTMLParser) -> list[str]:
    """The page's JSON-LD, as it stands there."""
    return [node.text() for node in tree.css('script[type="application/ld+json" i]')]


def language_of(tree: LexborHTMLParser) -> str:
    """The language that the page states; empty where it states none."""
    root = tree.css_first("html")
    return spoken(root.attributes.get("lang") or "") if root is not None else ""


def _address(tree: LexborHTMLParser) -> str:
    node = tree.css_first('link[rel="canonical"]')
    address = (node.attributes.get("href") or "").strip() if node is not None else ""
    try:
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _sections(tree: LexborHTMLParser, name: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """(headings, widest first; HTML below) of each heading that has text of its own."""
    title = tree.css_first("title")
    first = line(title.text()) if title is not None else ""
    above: list[tuple[int, str]] = []
    heading: tuple[str, ...] = (first or name.partition(".")[0],)
    html = _main_html(tree)
    read = 0
    for level, begun, words, ended in _headings(html):
        if plain(html[read:begun]):
            yield heading, html[read:begun]
        above = [entry for entry in above if entry[0] < level]
        above.append((level, line(plain(words))))
        heading = tuple(told for _, told in above if told) or heading
        read = ended
    if plain(html[read:]):
        yield heading, html[read:]


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


def recognizes(path: Path, sample: str) -> bool:
    begun = sample.lstrip("\ufeff \t\r\n")[:1000].lower()
    is_html = begun.startswith("<") and ("<!doctype html" in begun or "<html" in begun)
    return is_html or (path.suffix.lower() in FORMAT.suffixes and "<" in sample)


FORMAT = Format(
    name="html",
    version=11,
    suffixes=frozenset({".html", ".htm"}),
    expected="an HTML page",
    recognizes=recognizes,
    read=read,
)
