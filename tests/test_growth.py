"""Whatever stands in a file, reading it takes no longer than the file is long.

Every pattern and parser of foreign text in catalog/, over the kinds of tests/adversarial.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from catalog import (
    filters,
    foreign,
    lexicon,
    measures,
    numerals,
    price_units,
    quantities,
    telling_apart,
)
from catalog.bounded import bounded
from catalog.bounds import USUAL
from catalog.errors import SourceError
from catalog.fetching import address, fetched, paging, robots, sitemaps, survey
from catalog.fetching.limits import FetchError
from catalog.records import Business
from catalog.report import _kind
from catalog.signs import clean, escaped
from catalog.sources import (
    answer_letters,
    cells,
    column_meanings,
    column_words,
    columns,
    contents,
    described,
    entry,
    families,
    headers,
    html,
    list_words,
    listparts,
    marks,
    merchant,
    money,
    objects,
    offer,
    opening,
    own_records,
    pageparts,
    plain_layout,
    price_meanings,
    price_steps,
    pricelines,
    remark_words,
    remarks,
    seam,
    slashed,
    spoken_columns,
    table,
    text_tables,
    words,
)
from catalog.sources.cells import BadCell
from catalog.sources.formats import FORMATS
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Item, Rejection
from tests.adversarial import KINDS, too_slow
from tests.shelf import SHOP, zipped

Work = Callable[[str], object]

FEED = entry.Feed(Source("k", "feed", Path("feed"), "en"), SHOP, "en", currency="EUR")


def offered(text: str) -> object:
    """All cells of one entry, each with the text."""
    names = ("price", "sale_price", "list_price", "unit_price", "shipping", "stock", "sale_dates")
    more = ("availability", "currency", "gtin", "tax", "backorder", "base_measure")
    return offer.offer(FEED, entry.Entry(1, dict.fromkeys((*names, *more), text)), "id", ())


PATTERNS: dict[str, Work] = {
    "amount": cells.amount,
    "whole": cells.whole,
    "measured": lambda text: cells.measured.__wrapped__("n", text, "en"),
    "money": lambda text: money.money.__wrapped__(text, "", "EUR", "EUR"),
    "typed": lambda text: money.typed(money.Exact(text), "EUR"),
    "currency": lambda text: money.currency(text, ""),
    "an offer": offered,
    "shipping": lambda text: offer.shipping_costs(FEED, text),
    "a price in words": lambda text: quantities.asked.__wrapped__(text, "", "EUR", "EUR"),
    "a number": numerals.number,
    "a measure": lambda text: (price_units.is_measure(text), list(measures.measures(text))),
    "is_price": contents.is_price,
    "likely_price": lambda text: contents.likely_price(["a"], [[text]], {"a": "attribute"}),
    "an unknown column": lambda text: contents.by_contents(["a"], [[text]], {0: "attribute"}),
    "a header": lambda text: column_meanings.understood(
        "s", ["Name", text], [["a", text]], "en", {}
    ),
    "a price's cells": lambda text: column_meanings.understood(
        "s", ["Name", "Price"], [["a", text]], "", {}
    ),
    "pictures": columns._PICTURES.split,
    "header_at": lambda text: headers.header_at([[text]]),
    "a labelled price": lambda text: listparts._LABEL.match(f"price {text}"),
    "a column's words": lambda text: column_words.says.__wrapped__(text),
    "what tells rows apart": families._MEASURED.fullmatch,
    "columns of blanks": listparts._COLUMNS.split,
    "cells below a name": described._CELLS.split,
    "a remark": lambda text: list(
        remarks.remarks_of([table.Row(1, ["a", "1"]), table.Row(2, [text, ""])])
    ),
    "a remark that is told": remarks.is_told,
    "a record of the shop's own": lambda text: own_records.is_own_record(
        ["Name", text], [["a", text], [text, "y"]]
    ),
    "a star below a list": lambda text: marks.legend_of(f"* {text}"),
    "a name with a star": marks._STARRED.search,
    "a text that is laid out": lambda text: plain_layout.laid(f"- a 1 €\n{text}\n* {text}", "EUR"),
    "words in a price's place": pricelines.worded,
    "to whom a remark is said": lambda text: (
        remark_words.is_own_business.__wrapped__(text),
        remark_words.speaks_to_colleagues.__wrapped__(text),
        remark_words.speaks_to_customers.__wrapped__(text),
        remark_words.names_a_person(text),
    ),
    "a card's element": lambda text: pageparts._shape(f"<b {text}", "5"),
    "a text that is a table": lambda text: text_tables.recognizes(Path("a.txt"), text),
    "a name with a language": lambda text: spoken_columns.spoken_name.__wrapped__(text),
    "a step of a price": price_steps._step,
    "letters that answer": lambda text: answer_letters.answer_letters(text, ["s", "n"]),
    "prices with slashes": lambda text: (slashed.sizes(text), slashed._sums(f"{text} 1 / 2", 2)),
    "a listed column": lambda text: price_meanings.may_ask(text, [text]),
    "a list's title": list_words.is_list,
    "merchant's pictures": merchant._SPLIT.split,
    "merchant's details": lambda text: list(merchant._attributes(FEED, {"product_detail": [text]})),
    "merchant's names": merchant._name,
    "plain": html.plain,
    "is_too_deep": html.is_too_deep,
    "stated": lambda text: html.stated(f"{html.ENTRY}{text}\n{html.ENTRY}a: {text}", "en"),
    "JSON": lambda text: dict(objects.flat({"a": objects.loaded(text)})),
    "brackets of JSON": lambda text: list(objects._Scan(frozenset(("[", ""))).feed(text)),
    "availability": lambda text: words.availability.__wrapped__(text),
    "folded": words.folded,
    "spoken": words.spoken,
    "slug": seam.slug,
    "shown": table.shown,
    "header_of": table.header_of,
    "an encoding": lambda text: opening._encoding(FEED.source, text.encode() + b"\xff\xe4"),
    "a reason": lambda text: _kind(Rejection("s", 1, "f", text, text)),
    "clean": clean,
    "escaped": escaped,
    "an address": lambda text: survey.joined(text, "http://shop.example/"),
    "led_to": lambda text: address.led_to("http://shop.example/", text),
    "is_address": address.is_address,
    "a page's encoding": lambda text: survey.decoded(b"\xff", f"text/html; charset={text}"),
    "a page": lambda text: survey.surveyed(b"<html>" + text.encode(), {}, "http://a.example/"),
    "robots.txt": lambda text: list(robots._ours(text)),
    "a sitemap": lambda text: list(sitemaps._listed(BytesIO(b"<urlset>" + text.encode()), "x")),
    "spellings": lambda text: filters.spellings.__wrapped__(text),
    "folded for filters": lambda text: filters.folded.__wrapped__(text),
    "words of titles": telling_apart._WORD.findall,
    "words of the lexicon": lexicon._WORD.findall,
    "what is not a text's to say": lambda text: foreign.foreign_in(f"@ 5 € {text}", OWN),
    "an order in a text": lambda text: foreign.order_in(f"system {text}"),
    "pages of a shop": paging._LINK.findall,
    "a name of a file": fetched._file_name,
    "a list of addresses": lambda text: list(sitemaps._listed(BytesIO(text.encode()), "x")),
}


OWN = foreign.Own(frozenset((500,)), frozenset())


def unhurt(work: Work) -> Work:
    """What a text is refused with is none of this test's concern."""

    def done(text: str) -> None:
        with suppress(BadCell, FetchError, SourceError, ValueError):
            work(text)

    return done


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_takes_no_longer_than_its_text(name: str) -> None:
    assert too_slow(unhurt(PATTERNS[name])) == {}


def cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def xml(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def sheet(text: str) -> bytes:
    """A workbook's part: what is no XML is seen as such, whatever it is called."""
    return zipped({"xl/worksheets/sheet1.xml": f"<worksheet>{text}</worksheet>"})


GOOGLE = (
    "<rss><channel><item><id>1</id><title>a</title><price>1 EUR</price>{}</item></channel></rss>"
)
THING = (
    '{{"@type": "Product", "name": {0}, "sku": "1", "description": {0}, '
    '"offers": {{"price": {0}}}}}'
)
FILES: dict[str, tuple[str, str, Callable[[str], str | bytes]]] = {
    "Markdown": ("markdown", ".md", str),
    "a heading of Markdown": ("markdown", ".md", lambda text: f"# {text}\n\na"),
    "HTML": ("html", ".html", lambda text: f"<html><body>{text}"),
    "a title of HTML": ("html", ".html", lambda text: f"<html><title>{text}"),
    "a comment of HTML": ("html", ".html", lambda text: f"<html><body>a<!-- {text} --><h1>b</h1>c"),
    "JSON-LD": (
        "html",
        ".html",
        lambda text: (
            f'<script type="application/ld+json">{THING.format(json.dumps(text))}</script>'
        ),
    ),
    "a description": (
        "table",
        ".csv",
        lambda text: f"Name,Description,Price\na,{cell(text)},1 EUR\n",
    ),
    "a price": ("table", ".csv", lambda text: f"Name,Description,Price\na,b,{cell(text)}\n"),
    "any column": ("table", ".csv", lambda text: f"Name,Price,X\na,1 EUR,{cell(text)}\n"),
    "a title": ("table", ".csv", lambda text: f"Name,Price\n{cell(text)},1 EUR\n"),
    "a column's name": ("table", ".csv", lambda text: f"Name,Price,{cell(text)}\na,1 EUR,b\n"),
    "a table's lines": ("table", ".csv", lambda text: f"Name,Price\n{text}"),
    "Shopify's CSV": (
        "shopify",
        ".csv",
        lambda text: (
            "Handle,Title,Body (HTML),Variant Price,Option1 Name,Option1 Value,Tags\n"
            + ",".join(["a", "A", *[cell(text)] * 5])
        ),
    ),
    "WooCommerce's CSV": (
        "woocommerce",
        ".csv",
        lambda text: (
            "ID,Type,Name,Published,Regular price,Categories,Attribute 1 name,"
            f"Attribute 1 value(s)\n1,simple,A,1,1,{','.join([cell(text)] * 3)}\n"
        ),
    ),
    "Google's table": (
        "google",
        ".tsv",
        lambda text: (
            "id\ttitle\tlink\timage_link\tavailability\tprice\tshipping\tunit_price\n"
            + "\t".join(["1", "A", "x", *[cell(text)] * 5])
        ),
    ),
    "a value of JSON": (
        "json",
        ".json",
        lambda text: f'[{{"name": "a", "price": "1 EUR", "x": {json.dumps(text)}}}]',
    ),
    "JSON as it is": ("json", ".json", lambda text: f'[{{"name": "a"}}, {text}]'),
    "a text of XML": (
        "google-xml",
        ".xml",
        lambda text: GOOGLE.format(f"<description>{xml(text)}</description>"),
    ),
    "XML as it is": ("google-xml", ".xml", GOOGLE.format),
    "a sheet as it is": ("workbook", ".xlsx", sheet),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_takes_no_longer_to_read_than_it_is_long(name: str, tmp_path: Path) -> None:
    format_name, suffix, made = FILES[name]
    (known,) = (known for known in FORMATS if known.name == format_name)
    path = tmp_path / f"file{suffix}"
    source = Source("k", path.name, path, "en")
    business = Business("Shop")

    def read(text: str) -> None:
        content = made(text)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with suppress(SourceError), Opened(source) as opened:
            for found in known.read(opened, business):
                if isinstance(found, Item) and (record := found.make().record) is not None:
                    bounded(record, 1, USUAL)

    assert too_slow(read) == {}


def test_there_are_twenty_kinds_at_least() -> None:
    assert len(KINDS) >= 20
    assert {len(make(1000)) // 100 for make in KINDS.values()} <= {9, 10}
