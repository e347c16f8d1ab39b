"""Shopify's product CSV, in its older dialect (`Handle`, `Variant Price`) and its newer one
(`URL handle`, `Price`): https://help.shopify.com/en/manual/products/import-export/using-csv

Rows with one handle are one product. Its own fields stand in the first; each further row is a
variant, or only one more picture. Drafts, archived and unpublished products are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from catalog.errors import SourceError
from catalog.records import Business
from catalog.sources.opening import Opened
from catalog.sources.seam import Format, Found, Item, LeftOut, Rejection, fingerprint, named
from catalog.sources.shopify_product import Columns, Group, make
from catalog.sources.shopify_stock import Left, stock_beside
from catalog.sources.table import Row, Table, header_of, shown
from catalog.sources.words import truth

LOST = (
    "Some rows are pieces of texts: the table was written without quotation marks, and commas and "
    "line breaks of descriptions cut it. Export it anew; only whole rows were read."
)
_FRAGMENT = re.compile(r"[<>]|\s\S+\s")

HIDDEN = frozenset({"draft", "archived", "unlisted"})


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products in the order of the file. Raises SourceError where a needed column is missing."""
    table = Table(opened)
    columns = Columns.of(table.header)
    missing = columns.missing()
    if missing:
        raise SourceError(
            f"{opened.source.name}: not a Shopify product CSV: no column {' and no '.join(missing)}"
            f"; its columns are {shown(', '.join(table.header)) or 'none'}"
        )
    seen: set[str] = set()
    left = stock_beside(opened)
    for found in _grouped(table, columns, opened):
        if isinstance(found, Rejection):
            yield found
            continue
        handle, rows = found
        if handle in seen:
            reason = "the handle was read above; rows of one product must stand together"
            yield Rejection(opened.source.name, rows[0].number, "Handle", shown(handle), reason)
            continue
        seen.add(handle)
        yield _item(opened, business, columns, handle, rows, left.get(handle, ()))


def _item(
    opened: Opened,
    business: Business,
    columns: Columns,
    handle: str,
    rows: list[Row],
    left: Left = (),
) -> Found:
    number = rows[0].number
    hidden = _hidden(columns, rows[0])
    if hidden:
        return LeftOut(number, hidden)
    try:
        # The rows' numbers are not in it: the ingest looks at where an item stands by itself.
        mark = fingerprint(*("\x1f".join(row.cells) for row in rows), *map(str, left))
    except UnicodeEncodeError:
        reason = f"holds bytes that are not {opened.encoding}"
        return Rejection(opened.source.name, number, "", shown(handle), reason)
    group = Group(opened.source, business, columns, handle, tuple(rows), left)
    return Item("product", handle, number, mark, partial(make, group))


def _grouped(
    table: Table, columns: Columns, opened: Opened
) -> Iterator[tuple[str, list[Row]] | Rejection]:
    """Neighbouring rows with the same handle."""
    current: str = ""
    rows: list[Row] = []
    most = opened.bounds.item_rows
    for row in table.rows():
        if isinstance(row, Rejection):
            yield row
            continue
        # Only the newer dialect may leave it out: Shopify then makes it of the title.
        handle = columns.cell(row, "handle") or named(columns.cell(row, "title"))
        if _FRAGMENT.search(handle):
            opened.notices[:] = [LOST]
            reason = "a piece of a text, no handle: the table has lost its quotation marks"
            yield Rejection(opened.source.name, row.number, "Handle", shown(handle), reason)
        elif not handle:
            name, reason = opened.source.name, "the row has no handle, so it belongs to no product"
            yield Rejection(name, row.number, "Handle", "", reason)
        elif handle == current and len(rows) == most:
            reason = f"more than {most} rows of one product"
            yield Rejection(opened.source.name, row.number, "Handle", shown(handle), reason)
        elif handle == current:
            rows.append(row)
        else:
            if rows:
                yield current, rows
            current, rows = handle, [row]
    if rows:
        yield current, rows


def _hidden(columns: Columns, first: Row) -> str:
    """Why the product is not for customers, or nothing."""
    status = columns.cell(first, "status").casefold()
    if status in HIDDEN:
        return status
    published = columns.cell(first, "published")
    return "unpublished" if published and truth(published) is False else ""


def recognizes(path: Path, sample: str) -> bool:
    """By its columns: none other has a handle beside a variant's price."""
    return not Columns.of(header_of(sample)).missing()


FORMAT = Format(
    name="shopify",
    version=2,
    suffixes=frozenset({".csv", ".tsv"}),
    expected="a Shopify product CSV",
    recognizes=recognizes,
    read=read,
)
