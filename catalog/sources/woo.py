"""WooCommerce's product CSV, in English and German: the export translates its header.
https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema

A variation names its parent by SKU, or as id:12. There is no currency in it. Only what is
published (1) is for customers: drafts are -1, private products 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from catalog.errors import SourceError
from catalog.records import Attribute, Business
from catalog.sources.cells import line
from catalog.sources.columns import Columns
from catalog.sources.entry import Entry, Feed
from catalog.sources.gathering import Line, apart, gathered
from catalog.sources.opening import Opened
from catalog.sources.seam import Format, Found, LeftOut, Rejection, slug
from catalog.sources.table import Row, Table, header_of, shown
from catalog.sources.words import folded, word

NAMES = {
    "id": ("id",),
    "type": ("type", "typ"),
    "sku": ("sku", "artikelnummer"),
    "gtin": ("gtin upc ean or isbn", "gtin upc ean oder isbn"),
    "title": ("name",),
    "published": ("published", "veröffentlicht"),
    "short_description": ("short description", "kurzbeschreibung"),
    "description": ("description", "beschreibung"),
    "sale_starts": ("date sale price starts", "datum an dem angebotspreis beginnt"),
    "sale_ends": ("date sale price ends", "datum an dem angebotspreis endet"),
    "availability": ("in stock", "vorrätig"),
    "stock": ("stock", "lager", "bestand", "lagerbestand"),
    "backorder": ("backorders allowed", "lieferrückstande erlaubt", "lieferrückstände erlaubt"),
    "sale_price": ("sale price", "angebotspreis"),
    "price": ("regular price", "regulärer preis"),
    "category": ("categories", "kategorien"),
    "tags": ("tags", "schlagwörter"),
    "images": ("images", "bilder"),
    "parent": ("parent", "übergeordnetes produkt"),
    "brand": ("brands", "marken", "brand", "marke"),
    "link": ("external url", "externe url"),
    "unit_price": ("regulärer grundpreis", "regular unit price"),
    "unit": ("einheit", "unit"),
    "unit_base": ("grundpreiseinheit", "base price unit"),
}
NEEDED = ("type", "title", "price")
MEASURES = {
    "weight": ("weight", "gewicht"),
    "length": ("length", "länge"),
    "width": ("width", "breite"),
    "height": ("height", "höhe"),
}

_PAIR = re.compile(r"(?:attribute|attribut) (\d{1,3}) (name|value s|wert e)")
_LIST = re.compile(r"(?<!\\),\s*")


@dataclass(frozen=True, slots=True)
class _Shop:
    """A file's feed, its columns, and the key of each product by all names a parent may have."""

    feed: Feed
    columns: Columns
    parents: Mapping[str, str]

    def key(self, row: Row) -> str:
        parent = self.columns.cell(row, "parent")
        if parent:
            return self.parents.get(parent, "")
        return _own_key(self.columns, row)


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products in the order of the file. Raises SourceError where a needed column is missing."""
    columns = columns_of(Table(opened).header, opened.source.language)
    missing = [" or ".join(NAMES[name]) for name in NEEDED if name not in columns.fields]
    if missing:
        raise SourceError(
            f"{opened.source.name}: not a WooCommerce CSV: no column {' and no '.join(missing)}; "
            f"its columns are {shown(', '.join(columns.header)) or 'none'}"
        )

    def rows() -> Iterator[Row | Rejection]:
        opened.rewind()
        yield from Table(opened).rows()

    feed = Feed.of(
        opened,
        business,
        currency=business.currency,
        called=columns.called,
        shape=str(columns.header),
    )
    shop = _Shop(feed, columns, _parents(columns, rows()))
    scattered = apart(shop.key(row) for row in rows() if isinstance(row, Row))
    return gathered(feed, opened, scattered, _lines(shop, rows()), partial(_entry, shop.columns))


def columns_of(header: Sequence[str], language: str) -> Columns:
    """The columns of an export, in either language."""
    places = {folded(name): place for place, name in reversed(list(enumerate(header)))}
    fields = {
        field: places[name]
        for field, names in reversed(NAMES.items())
        for name in reversed(names)
        if name in places
    }
    pairs: dict[int, dict[bool, int]] = {}
    for name, place in places.items():
        if match := _PAIR.fullmatch(name):
            pairs.setdefault(int(match[1]), {})[match[2] == "name"] = place
    return Columns(
        header=header,
        language=language,
        fields=fields,
        pairs=tuple((p[True], p[False]) for _, p in sorted(pairs.items()) if len(p) == 2),
        properties=tuple(_measures(header, language)),
    )


def _measures(header: Sequence[str], language: str) -> Iterator[tuple[str, str, int, None]]:
    for place, name in enumerate(header):
        bare, _, unit = name.partition("(")
        for measure, names in MEASURES.items():
            if folded(bare) in names and unit:
                yield word(measure, language), unit.strip(" )"), place, None


def _parents(columns: Columns, rows: Iterator[Row | Rejection]) -> dict[str, str]:
    parents: dict[str, str] = {}
    for row in rows:
        if isinstance(row, Row) and not columns.cell(row, "parent"):
            key = _own_key(columns, row)
            if id_ := columns.cell(row, "id"):
                parents[f"id:{id_}"] = key
            if sku := columns.cell(row, "sku"):
                parents[sku] = key
    return parents


def _own_key(columns: Columns, row: Row) -> str:
    own = columns.cell(row, "sku") or columns.cell(row, "id")
    return own or slug(columns.cell(row, "title"))


def _lines(
    shop: _Shop, rows: Iterator[Row | Rejection]
) -> Iterator[Line[Row] | Rejection | LeftOut]:
    columns = shop.columns
    hidden: set[str] = set()
    for row in rows:
        if isinstance(row, Rejection):
            yield row
            continue
        key = shop.key(row)
        parent = columns.cell(row, "parent")
        if parent and not key:
            name, called = shop.feed.source.name, columns.called["parent"]
            yield Rejection(
                name, row.number, called, shown(parent), "its parent is not in this file"
            )
        elif columns.cell(row, "published") in ("-1", "0", "2"):
            # A private variation is left out alone, a private product with its variations.
            hidden.update([] if parent else [key])
            yield LeftOut(row.number, "unpublished")
        elif key not in hidden:
            yield Line(key, row.cells, row)


def _entry(columns: Columns, row: Row) -> Entry:
    """A variation's pairs are its options; of all others they are properties."""
    entry = columns.entry(row)
    said = dict(entry.said)
    kind = said.pop("type", "").casefold()
    said["category"] = _LIST.split(said.get("category", ""))[0].replace("\\,", ",")
    said["availability"] = {"backorder": "on backorder"}.get(
        said.get("availability", "").strip(), said.get("availability", "")
    )
    if not entry.get("stock").lstrip("-").isdigit():
        said.pop("stock", None)  # "parent": counted there
    if said.get("sale_price"):
        said.pop("unit_price", None)  # the regular price's
    said["base_measure"] = f"{entry.get('unit_base')} {entry.get('unit')}".strip()
    if "variation" in kind:
        for name in ("title", "description", "short_description", "category", "tags"):
            said.pop(name, None)
        options = tuple(o for o in entry.options if not _LIST.search(o.value))
        return replace(entry, said=said, options=options)
    if "variable" in kind:
        said["is_parent"] = "yes"
    pairs = (
        Attribute(option.name, line(_LIST.sub(", ", option.value).replace("\\,", ",")))
        for option in entry.options
    )
    return replace(entry, said=said, options=(), attributes=(*pairs, *entry.attributes))


def recognizes(path: Path, sample: str) -> bool:
    """By columns that none other has: a type beside a regular price, and where it is published."""
    names = {folded(name) for name in header_of(sample)}
    return all(
        not names.isdisjoint(NAMES[field]) for field in ("type", "title", "price", "published")
    )


FORMAT = Format(
    name="woocommerce",
    version=2,
    suffixes=frozenset({".csv"}),
    expected="a WooCommerce CSV",
    recognizes=recognizes,
    read=read,
)
