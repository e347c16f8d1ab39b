"""Feeds in the words of Google Merchant Center, which Meta's commerce catalog shares: as a table of
tabs or commas here, as XML in merchant_xml.py.
https://support.google.com/merchants/answer/7052112
https://www.facebook.com/business/help/120325381656392

One row is one variant; rows with one item_group_id are one product. Meta lets lines that begin
with # stand above the header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from pathlib import Path

from catalog.errors import SourceError
from catalog.records import Attribute, Business, Option
from catalog.sources.cells import line, measured
from catalog.sources.entry import Entry, Feed
from catalog.sources.gathering import Line, apart, gathered
from catalog.sources.opening import Opened
from catalog.sources.seam import Format, Found, Rejection
from catalog.sources.table import Row, Table, header_of, shown
from catalog.sources.words import word

FIELDS = {
    "id": "id",
    "item_group_id": "group",
    "item_group_title": "group_title",
    "title": "title",
    "description": "description",
    "summary": "description",
    "content": "description",
    "rich_text_description": "description",
    "link": "link",
    "price": "price",
    "sale_price": "sale_price",
    "sale_price_effective_date": "sale_dates",
    "availability": "availability",
    "inventory": "stock",
    "quantity": "stock",
    "quantity_to_sell_on_facebook": "stock",
    "brand": "brand",
    "gtin": "gtin",
    "mpn": "mpn",
    "condition": "condition",
    "product_type": "category",
    "google_product_category": "taxonomy",
    "fb_product_category": "taxonomy",
    "shipping": "shipping",
    "content_language": "language",
    "unit_price": "unit_price",
    "base_price": "unit_price",
    "status": "status",
    "visibility": "status",
}
PICTURES = ("image_link", "image", "additional_image_link")
VARYING = frozenset(("color", "size", "material", "pattern", "gender", "age_group"))
MEASURES = {
    "unit_pricing_measure": "content",
    "product_weight": "weight",
    "product_width": "width",
    "product_height": "height",
    "product_length": "length",
}
DETAILS = frozenset((*MEASURES, "product_detail"))
NEEDED = ("id", "title", "price")

_SPLIT = re.compile(r",\s*(?=https?://)")
_BESIDE = re.compile(r",(?=[^,:]*:[^,:]*:)")


def read_table(opened: Opened, business: Business) -> Iterator[Found]:
    """Products in the order of the file. Raises SourceError where a needed column is missing."""
    above = _comments(opened.sample)
    header = [_name(cell) for cell in Table(opened, above).header]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise SourceError(
            f"{opened.source.name}: not a merchant feed: no column {' and no '.join(missing)}; "
            f"its columns are {shown(', '.join(header)) or 'none'}"
        )
    feed = feed_of(opened, business, shape="\t".join(header))
    columns = Columns.of(header)
    group = header.index("item_group_id") if "item_group_id" in header else header.index("id")
    own = header.index("id")

    def rows() -> Iterator[Row | Rejection]:
        opened.rewind()
        yield from Table(opened, above).rows()

    keys = (_key(r.cells[group], r.cells[own]) for r in rows() if isinstance(r, Row))
    scattered = apart(keys)

    def lines() -> Iterator[Line[Row] | Rejection]:
        for row in rows():
            if isinstance(row, Rejection):
                yield row
                continue
            key = _key(row.cells[group], row.cells[own])
            yield Line(key, row.cells, row)

    return gathered(feed, opened, scattered, lines(), partial(_entry_of_row, feed, columns))


def feed_of(
    opened: Opened, business: Business, *, shape: str = "", place: str = "row", language: str = ""
) -> Feed:
    """A merchant feed names its currency with each price, so none is taken from elsewhere."""
    called = {field: name for name, field in reversed(FIELDS.items())}
    return Feed.of(opened, business, language, called=called, shape=shape, place=place)


def entry(feed: Feed, number: int, told: Mapping[str, Sequence[str]]) -> Entry:
    """An entry of what an item tells: names without "g:", each with its texts."""
    said: dict[str, str] = {}
    for name, texts in told.items():
        field = FIELDS.get(name)
        if field is not None:
            said.setdefault(field, ",".join(texts) if field == "shipping" else texts[0])
    traits = ((name, texts[0]) for name, texts in told.items() if name in VARYING)
    pictures = (text for name in PICTURES if name in told for text in told[name])
    return _entry(feed, number, said, traits, pictures, told)


def _entry(
    feed: Feed,
    number: int,
    said: dict[str, str],
    traits: Iterable[tuple[str, str]],
    pictures: Iterable[str],
    details: Mapping[str, Sequence[str]],
) -> Entry:
    if "category" not in said and not said.get("taxonomy", "").isdigit():
        said["category"] = said.get("taxonomy", "")
    images = [p.strip() for text in pictures for p in _SPLIT.split(text)]
    return Entry(
        row=number,
        said=said,
        traits=tuple(
            [Option(word(name, feed.language), v) for name, text in traits if (v := line(text))]
        ),
        attributes=tuple(_attributes(feed, details)) if not DETAILS.isdisjoint(details) else (),
        images=tuple(dict.fromkeys(filter(None, images))),
    )


def _attributes(feed: Feed, told: Mapping[str, Sequence[str]]) -> Iterator[Attribute]:
    for name, called in MEASURES.items():
        for text in told.get(name, ()):
            # "750ml", "2.1 kg": numbers of a feed are English in every language.
            yield measured(word(called, feed.language), line(text), "en")
    for text in told.get("product_detail", ()):
        for part in _BESIDE.split(text):
            section, _, rest = part.partition(":")
            name, found, value = rest.partition(":")
            if found and name.strip() and value.strip():
                yield Attribute(line(name), line(value)[:200])
            elif rest.strip() and section.strip():
                yield Attribute(line(section), line(rest)[:200])


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table's columns mean, found out once and not for each row: places with names."""

    said: tuple[tuple[int, str], ...]
    traits: tuple[tuple[int, str], ...]
    """These two the last first: of two of one name the first that is filled holds."""
    pictures: tuple[int, ...]
    others: tuple[tuple[int, str], ...]
    """Of which a row may give several texts."""

    @classmethod
    def of(cls, header: Sequence[str]) -> Columns:
        places = [(place, name) for place, name in enumerate(header) if name]
        return cls(
            said=tuple((p, FIELDS[n]) for p, n in reversed(places) if n in FIELDS),
            traits=tuple((p, n) for p, n in reversed(places) if n in VARYING),
            pictures=tuple(p for wanted in PICTURES for p, n in places if n == wanted),
            others=tuple((p, n) for p, n in places if n in DETAILS or n == "shipping"),
        )


def _entry_of_row(feed: Feed, columns: Columns, row: Row) -> Entry:
    cells = row.cells
    said = {field: text for place, field in columns.said if (text := cells[place].strip())}
    traits = {name: text for place, name in columns.traits if (text := cells[place].strip())}
    others: dict[str, list[str]] = {}
    for place, name in columns.others:
        if text := cells[place].strip():
            others.setdefault(name, []).append(text)
    if "shipping" in others:
        said["shipping"] = ",".join(others["shipping"])
    pictures = [text for place in columns.pictures if (text := cells[place])]
    return _entry(feed, row.number, said, reversed(traits.items()), pictures, others)


def _key(group: str, own: str) -> str:
    return group.strip() or own.strip()


def _name(column: str) -> str:
    """ "g:image link" and "Image Link" are image_link."""
    bare = column.strip().lower().removeprefix("g:")
    return re.sub(r"[ \-]+", "_", re.sub(r"[\[(].*", "", bare).strip())


def _comments(sample: str) -> int:
    lines = sample.lstrip("\ufeff").split("\n")
    return sum(1 for _ in takewhile(lambda text: text.lstrip('"').startswith("#"), lines))


def _header(sample: str) -> set[str]:
    lines = sample.lstrip("\ufeff").split("\n")
    return {_name(cell) for cell in header_of("\n".join(lines[_comments(sample) :]))}


def _is_feed(sample: str) -> bool:
    return _header(sample) >= {"id", "title", "price", "link", "image_link", "availability"}


def recognizes_google(path: Path, sample: str) -> bool:
    return _is_feed(sample) and "\t" in sample.split("\n", 1)[0]


def recognizes_meta(path: Path, sample: str) -> bool:
    return _is_feed(sample)


GOOGLE = Format(
    name="google",
    version=2,
    suffixes=frozenset({".tsv", ".txt", ".csv"}),
    expected="a Google Merchant feed (.tsv, .xml)",
    recognizes=recognizes_google,
    read=read_table,
)
META = Format(
    name="meta",
    version=2,
    suffixes=frozenset({".csv", ".tsv"}),
    expected="a Meta commerce CSV",
    recognizes=recognizes_meta,
    read=read_table,
)
