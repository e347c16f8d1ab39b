"""WooCommerce's product CSV, in English and German: the export translates its header.
https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema

A variation names its parent by SKU, or as id:12. There is no currency in it. Only what is
published (1) is for customers: drafts are -1, private products 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from catalog.errors import SourceError
from catalog.records import Attribute, Business
from catalog.sources.cells import line
from catalog.sources.column_names import LONGEST
from catalog.sources.columns import Columns
from catalog.sources.entry import Entry, Feed
from catalog.sources.gathering import Line, apart, gathered
from catalog.sources.opening import Opened
from catalog.sources.seam import Format, Found, LeftOut, Rejection, named
from catalog.sources.table import Row, Table, header_of, shown
from catalog.sources.woo_columns import NAMES, NEEDED, TYPES, by_place, columns_of
from catalog.sources.words import folded, word

_LIST = re.compile(r"(?<!\\),\s*")


@dataclass(frozen=True, slots=True)
class _Shop:
    """A file's feed, its columns, and the key of each product by all names a parent may have."""

    feed: Feed
    columns: Columns
    parents: Mapping[str, str]
    hidden: frozenset[str]
    """The keys of products that are not shown: none of their variations is."""

    def key(self, row: Row) -> str:
        parent = self.columns.cell(row, "parent")
        if parent:
            return self.parents.get(parent, "")
        return _own_key(self.columns, row)


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products in the order of the file. Raises SourceError where a needed column is missing."""
    above = _above(opened.sample)
    columns = columns_of(Table(opened, above).header, opened.source.language)
    missing = [" or ".join(NAMES[name]) for name in NEEDED if name not in columns.fields]
    if missing:
        raise SourceError(
            f"{opened.source.name}: not a WooCommerce CSV: no column {' and no '.join(missing)}; "
            f"its columns are {shown(', '.join(columns.header)) or 'none'}"
        )

    def rows() -> Iterator[Row | Rejection]:
        opened.rewind()
        yield from Table(opened, above).rows()

    feed = Feed.of(
        opened,
        business,
        currency=business.currency,
        called=columns.called,
        shape=str(columns.header),
    )
    shop = _Shop(feed, columns, *_parents(columns, rows()))
    parts = _parts(columns, rows)
    scattered = apart(shop.key(row) for row in rows() if isinstance(row, Row))
    return gathered(
        feed, opened, scattered, _lines(shop, rows()), partial(_entry, shop.columns, parts)
    )


def _parents(
    columns: Columns, rows: Iterator[Row | Rejection]
) -> tuple[dict[str, str], frozenset[str]]:
    """Each name that a parent may have, to its key; and the keys of what is hidden."""
    parents: dict[str, str] = {}
    hidden: set[str] = set()
    for row in rows:
        if isinstance(row, Row) and not columns.cell(row, "parent"):
            key = _own_key(columns, row)
            if id_ := columns.cell(row, "id"):
                parents[f"id:{id_}"] = key
            if sku := columns.cell(row, "sku"):
                parents[sku] = key
            if _hides(columns, row):
                hidden.add(key)
    return parents, frozenset(hidden)


def _hides(columns: Columns, row: Row) -> str:
    """Why a row is not shown. A spreadsheet's guard stands before a minus: "'-1"."""
    if columns.cell(row, "published").lstrip("'") in ("-1", "0", "2"):
        return "unpublished"
    return "hidden" if columns.cell(row, "visibility").casefold() == "hidden" else ""


def _parts(columns: Columns, rows: Callable[[], Iterator[Row | Rejection]]) -> dict[str, str]:
    """The names of what grouped products are made of, by the numbers that they name."""
    if "grouped" not in columns.fields:
        return {}
    wanted = {
        part
        for row in rows()
        if isinstance(row, Row)
        for part in _LIST.split(columns.cell(row, "grouped"))
    } - {""}
    found: dict[str, str] = {}
    for row in rows() if wanted else ():
        if isinstance(row, Row):
            own = (columns.cell(row, "sku"), f"id:{columns.cell(row, 'id')}")
            found |= {name: columns.cell(row, "title") for name in own if name in wanted}
    return found


def _above(sample: str) -> int:
    """How many empty lines stand over the header."""
    lines = sample.lstrip("\ufeff").split("\n")[:10]
    return next((n for n, text in enumerate(lines) if text.strip()), 0)


def _own_key(columns: Columns, row: Row) -> str:
    own = columns.cell(row, "sku") or columns.cell(row, "id")
    return own or named(columns.cell(row, "title"))


def _lines(
    shop: _Shop, rows: Iterator[Row | Rejection]
) -> Iterator[Line[Row] | Rejection | LeftOut]:
    columns = shop.columns
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
        elif key in shop.hidden or (why := _hides(columns, row)):
            # A private variation is left out alone, a private product with its variations.
            yield LeftOut(row.number, "unpublished" if key in shop.hidden else why)
        else:
            yield Line(key, row.cells, row)


def _entry(columns: Columns, parts: Mapping[str, str], row: Row) -> Entry:
    """A variation's pairs are its options; of all others they are properties."""
    entry = columns.entry(row)
    said = dict(entry.said)
    kind = said.pop("type", "").casefold()
    said.pop("visibility", None)
    for name in ("description", "short_description"):
        if "\\n" in said.get(name, ""):
            said[name] = said[name].replace("\\n", "\n")  # as the export writes line ends
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
    pairs = tuple(
        Attribute(option.name, line(_LIST.sub(", ", option.value).replace("\\,", ",")))
        for option in entry.options
    )
    grouped = _LIST.split(said.pop("grouped", ""))
    if named := [told for part in grouped if (told := parts.get(part.strip(), ""))]:
        pairs = (*pairs, Attribute(word("parts", columns.language), ", ".join(named)[:LONGEST]))
    return replace(entry, said=said, options=(), attributes=(*pairs, *entry.attributes))


def recognizes(path: Path, sample: str) -> bool:
    """By columns that none other has: a type beside a regular price, and where it is published."""
    lines = sample.lstrip("\ufeff").split("\n")
    header = header_of("\n".join(lines[_above(sample) :]))
    if len(header) > 30 and by_place(header, "") is not None:
        kinds = (text.split(",")[1:2] for text in lines[_above(sample) + 1 :] if "," in text)
        told = [kind[0].strip('" ').casefold() for kind in kinds if kind]
        if any(kind in TYPES for kind in told):
            return True
    names = {folded(name) for name in header}
    return all(
        not names.isdisjoint(NAMES[field]) for field in ("type", "title", "price", "published")
    )


FORMAT = Format(
    name="woocommerce",
    version=4,
    suffixes=frozenset({".csv"}),
    expected="a WooCommerce CSV",
    recognizes=recognizes,
    read=read,
)
