"""A page of HTML: its text as passages by heading, its schema.org data as products.

A page that says in its data what it sells gives no text of its own, unless its lists offer the
same and more (page_twice.py): the prices in its prose, of this and of other products, would stand
beside the typed ones, and nothing says what they are of.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from catalog.errors import SourceError
from catalog.records import Business, Passage, Product
from catalog.sources import linked_data
from catalog.sources.entry import Feed
from catalog.sources.html import is_too_deep, plain
from catalog.sources.listparts import Part
from catalog.sources.microdata import things
from catalog.sources.opening import Opened
from catalog.sources.page_cleaning import (
    is_drawn_by_script,
    own_lines,
    part,
    reduce,
    said_everywhere,
    unfold,
    without_banners,
)
from catalog.sources.page_hours import contradicts, hours_around
from catalog.sources.page_sections import sections_of
from catalog.sources.page_twice import names, told_beside
from catalog.sources.pageparts import cards_of, parts_of
from catalog.sources.pricelist import Lists
from catalog.sources.prose import Prose
from catalog.sources.seam import Format, Found, Item, Rejection
from catalog.sources.table import shown
from catalog.sources.words import spoken, word

MOST = 8 << 20
"""Characters of one page: the whole of it is parsed at once."""

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
    sold: list[Product] = []
    body = tree.body
    seen = plain(body.html or "") if body is not None and "openingHours" in html else ""
    for found in _agreed(linked_data.read(feed, prose, scripts(tree)), seen, opened):
        sold += _products(found)
        opened.rows += 1
        yield found
    if not sold and ("itemtype" in html or "typeof" in html or "product:" in html):
        for found in linked_data.read_things(feed, prose, things(tree)):
            sold += _products(found)
            opened.rows += 1
            yield found
    # A menu in the data says nothing of what else the page tells; a product does.
    menu = bool(sold) and not any(kind in html for kind in _GOODS)
    without_banners(tree)
    unfold(tree)
    part(tree)
    reduce(tree, language, business.currency)
    notices, rows = list(opened.notices), opened.rows
    met: set[str] = set()
    told = list(_told(tree, opened, business, prose, html, names(sold), met))
    if sold:
        told = list(told_beside(sold, frozenset(met), told, menu))
    if sold and not told:
        opened.notices[:], opened.rows = notices, rows
    opened.rows += not (told or sold)
    yield from told


def _products(found: Found) -> list[Product]:
    record = found.make().record if isinstance(found, Item) and found.kind == "product" else None
    return [record] if isinstance(record, Product) else []


def _told(
    tree: LexborHTMLParser,
    opened: Opened,
    business: Business,
    prose: Prose,
    page: str,
    known: frozenset[str],
    met: set[str],
) -> Iterator[Found]:
    """What a page tells beside its data: items of price lists, and passages. `known`: names of
    goods that its data says; `met` is given those that its lists offer too."""
    beside = "\n".join(node.text(separator="\n") for node in tree.css("footer, aside"))
    around = "\n".join(plain(node.html or "") for node in tree.css("footer, aside"))
    sections = list(sections_of(tree, opened.source.name))
    elsewhere = said_everywhere(opened)
    whole = own_lines(
        "\n".join(f"{heading[-1]}\n{plain(html)}" for heading, html in sections), elsewhere
    )
    if is_drawn_by_script(page, whole) or not whole.strip():
        if known:
            return
        opened.notices.append(
            f"{opened.source.name}: nothing of the page stands in it; a browser would fill it. "
            "Give the shop's feed or the platform's export instead."
        )
        return
    lists = Lists(
        opened,
        business,
        prose.language,
        whole,
        place="part",
        link=prose.link,
        beside=beside,
        known=known,
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
    # What stands around a page is no prose of it, but where else does a page say when it is open?
    hours = own_lines("\n".join(hours_around(around)), elsewhere)
    above = (sections[0][0][0], word("opening_hours", prose.language))
    yield from prose.passages(above, hours, opened.rows, "footer")
    yield from lists.finish()
    met |= lists.goods.met


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


def recognizes(path: Path, sample: str) -> bool:
    begun = sample.lstrip("\ufeff \t\r\n")[:1000].lower()
    is_html = begun.startswith("<") and ("<!doctype html" in begun or "<html" in begun)
    return is_html or (path.suffix.lower() in FORMAT.suffixes and "<" in sample)


FORMAT = Format(
    name="html",
    version=14,
    suffixes=frozenset({".html", ".htm"}),
    expected="an HTML page",
    recognizes=recognizes,
    read=read,
)
