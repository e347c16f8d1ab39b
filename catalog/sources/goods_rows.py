"""Which rows of a table are goods: no sum of those above, no header that comes again, nothing
hidden, no variant of a product that is not there.
"""

from __future__ import annotations

from collections.abc import Iterator

from catalog.sources import words
from catalog.sources.columns import Columns
from catalog.sources.contents import is_price
from catalog.sources.entry import Feed
from catalog.sources.families import Families, key_of
from catalog.sources.gathering import Line
from catalog.sources.grid import Grid
from catalog.sources.list_words import is_part_total, is_total
from catalog.sources.seam import LeftOut, Rejection
from catalog.sources.table import Row, shown

TOTAL = 40
"""Characters of what a row of sums is called."""


def goods_rows(
    feed: Feed,
    columns: Columns,
    families: Families,
    grid: Grid,
    called: dict[str, str],
    width: int,
) -> Iterator[Line[Row] | Rejection | LeftOut]:
    """`width`: the columns that the table has itself, without its groups and routes."""
    hidden: set[str] = set()
    seen: set[str] = set()
    header = [name.strip() for name in grid.header[:width]]
    twice = sum(map(bool, header)) > 1  # a list may be called as its column is
    for row in grid.rows():
        if isinstance(row, Rejection):
            yield row
            continue
        if _is_total(columns, row, width) or (twice and row.cells[:width] == header):
            continue
        key = key_of(columns, families, row)
        key = called.get(key, key)
        parent = columns.cell(row, "parent")
        if parent and families.lacks(parent):
            reason = "its parent is not in this file"
            yield Rejection(
                feed.source.name, row.number, columns.called["parent"], shown(parent), reason
            )
        elif why := _hidden(columns, row):
            # One of several is hidden alone; the first of them, or what they are of, with all.
            if key not in seen or not _is_one_of(columns, row, key):
                hidden.add(key)
            yield LeftOut(row.number, why)
        elif key not in hidden:
            seen.add(key)
            yield Line(key, row.cells, row)


def _is_one_of(columns: Columns, row: Row, key: str) -> bool:
    """Whether a row is a variant with a number of its own beside its product's."""
    own = {columns.cell(row, name) for name in ("sku", "id")} - {""}
    return bool(own) and key not in own


def _is_total(columns: Columns, row: Row, width: int) -> bool:
    """Whether a row sums up those above it: a word for it, and numbers beside. One of a part of
    them ("Sous-total Épicerie") has no price where others have one."""
    filled = [cell.strip() for cell in row.cells[:width] if cell.strip()]
    if len(filled) < 2 or len(filled[0]) > TOTAL:
        return False
    if not all(cell[-1:].isdigit() or is_price(cell) for cell in filled[1:]):
        return False
    priced = "price" not in columns.fields or columns.cell(row, "price")
    return is_total(filled[0]) or (not priced and is_part_total(filled[0]))


def _hidden(columns: Columns, row: Row) -> str:
    for name in ("status", "availability"):
        if words.hides(status := columns.cell(row, name)):
            return status.casefold()
    if words.answer(columns.cell(row, "blocked")):
        return words.folded(columns.called["blocked"])
    category = columns.cell(row, "subcategory") or columns.cell(row, "category")
    if words.is_staffs(category, columns.cell(row, "title")):
        return "for staff only"
    published = columns.cell(row, "published")
    if words.hides(published):
        return published.casefold()
    return "unpublished" if published and words.answer(published) is False else ""
