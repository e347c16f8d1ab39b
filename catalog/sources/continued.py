"""Tables in which a name stands once and holds for the rows below it, as people merge cells: the
rows without one go on with the row above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from catalog.sources.columns import Columns
from catalog.sources.grid import Grid
from catalog.sources.list_words import is_part_total, is_total
from catalog.sources.meanings import OPTION, PROPERTY
from catalog.sources.seam import Rejection
from catalog.sources.table import Row

SAMPLE = 200
"""Rows by which it is decided whether rows go on."""

_SHARED = ("title", "category", "subcategory", "brand", "description", "short_description")
"""What is said once for all rows of a product, beside its properties."""


def regrouped(grid: Grid, columns: Columns) -> Grid:
    """The table with the group of the row above in rows that have none, where each group is
    written once, over the first of its goods: as people merge its cells."""
    place = columns.fields.get("category")
    rows = grid.rows
    if place is None:
        return grid
    told = (r.cells for r in islice(rows(), SAMPLE) if isinstance(r, Row))
    cells = [own[place].strip() for own in told if place < len(own)]
    groups = [cell for cell in cells if cell]
    once = 1 < len(groups) == len(set(groups)) and bool(cells[0])
    if not once or 10 * (len(cells) - len(groups)) < 3 * len(cells):
        return grid  # a few goods of no group

    def read() -> Iterator[Row | Rejection]:
        above = ""
        for row in rows():
            if isinstance(row, Row) and place < len(row.cells) and not _sums_up(row):
                above = row.cells[place].strip() or above
                row = Row(row.number, [above if n == place else c for n, c in enumerate(row.cells)])
            yield row

    return replace(grid, rows=read)


def continued(grid: Grid, columns: Columns) -> Grid:
    """The table with the names and properties of the row above in rows that have none."""
    rows = grid.rows
    title = columns.fields.get("title")
    if title is None or columns.routed or not {"group", "parent"}.isdisjoint(columns.fields):
        return grid
    sample = [row for row in islice(rows(), SAMPLE) if isinstance(row, Row)]
    going = [row for row in sample if not row.cells[title].strip()]
    if not going or not sample[0].cells[title].strip():
        return grid
    if not all(_goes_on(columns, row) for row in going):
        return grid
    if 2 * len(going) < len(sample) and not all(_is_chosen(columns, row) for row in going):
        return grid  # one row among many whose name was forgotten
    shared = [place for place in _places(columns) if not any(r.cells[place].strip() for r in going)]

    def read() -> Iterator[Row | Rejection]:
        above: Sequence[str] = ()
        for row in rows():
            if isinstance(row, Row) and not row.cells[title].strip() and above:
                if _goes_on(columns, row):
                    cells = [above[n] if n in shared else c for n, c in enumerate(row.cells)]
                    row = Row(row.number, cells)
            elif isinstance(row, Row):
                above = row.cells
            yield row

    return replace(grid, rows=read)


def _sums_up(row: Row) -> bool:
    first = next((cell for cell in row.cells if cell.strip()), "").strip()
    return is_total(first) or is_part_total(first)


def _goes_on(columns: Columns, row: Row) -> bool:
    """Whether a row without a name offers something: it has a price, and says what is chosen. What
    sums up those above does not."""
    if _sums_up(row):
        return False
    priced = columns.cell(row, "price") or columns.choices
    return bool(priced and (_is_chosen(columns, row) or columns.cell(row, "sku")))


def _is_chosen(columns: Columns, row: Row) -> bool:
    return any(row.cells[place].strip() for _, place in columns.traits)


def _places(columns: Columns) -> list[int]:
    told = [columns.fields[name] for name in _SHARED if name in columns.fields]
    named = [
        place
        for place, name in enumerate(columns.header)
        if columns.meanings.get(name) in (PROPERTY, OPTION)
    ]
    return [*told, *named]
