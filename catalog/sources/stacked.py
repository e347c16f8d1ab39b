"""Tables that stand one below the other in one file, as people keep several lists on one sheet: a
header that comes again with other names begins another table, and a row of one cell above it says
what it is of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from catalog.sources.grid import Grid
from catalog.sources.grouping import GROUP, Heading
from catalog.sources.new_heads import names_anew, renamed
from catalog.sources.seam import Rejection
from catalog.sources.table import Row
from catalog.sources.words import FIELDS, folded, unaccented

MOST = 2 << 20
"""Bytes of a file in which several tables are looked for: what a person keeps by hand."""

_TITLES = frozenset(FIELDS["title"])
_KNOWN = frozenset(name for names in FIELDS.values() for name in names)


def stacked(grid: Grid, above: str) -> list[Grid]:
    """The tables of a grid; itself alone where it is one. `above` stands over the first."""
    header = grid.header
    rows: list[Row | Rejection] = list(grid.rows())
    heads = [
        at
        for at, row in enumerate(rows)
        if isinstance(row, Row) and (_heads(row, header) or names_anew(rows, at, header))
    ]
    if not heads:
        return [grid]
    found = [_table(grid, header, rows[: _before(rows, heads[0])], above)]
    for at, end in zip(heads, [*heads[1:], len(rows)], strict=True):
        last = end if end == len(rows) else _before(rows, end)
        own, group = _cells(rows[at]), _alone(rows[at - 1]) if at else ""
        if not any(_spelled(name) & _TITLES for name in own):
            # "Private lessons; Persons; 1 hour; 2 hours": its first cell says what it is of.
            own, group = renamed(own, header, rows[at + 1 : last]), own[0].strip()
        found.append(_table(grid, own, rows[at + 1 : last], group))
    return found


def under(grid: Grid, group: str) -> Grid:
    """A table with what it is a part of as its category, where it says none itself."""
    header = grid.header
    rows: list[Row | Rejection] = list(grid.rows())
    return _table(grid, header, rows, group)


def _heads(row: Row, header: Sequence[str]) -> bool:
    """Whether a row names columns, and others than the header does."""
    told = [_spelled(cell) for cell in row.cells if cell.strip()]
    first = {folded(name) for name in header if name.strip()}
    return (
        len(told) > 1
        and sum(bool(names & _KNOWN) for names in told) > 1
        and any(names & _TITLES for names in told)
        and not any(char.isdigit() for cell in row.cells for char in cell)
        and {folded(cell) for cell in row.cells if cell.strip()} != first
    )


def _table(grid: Grid, header: Sequence[str], rows: Sequence[Row | Rejection], group: str) -> Grid:
    names = [name.strip() for name in header]
    if not group or any(_spelled(name) & frozenset(FIELDS["category"]) for name in names):
        return replace(grid, header=names, rows=_again(rows))
    told = [Row(r.number, [*r.cells, Heading(group)]) if isinstance(r, Row) else r for r in rows]
    return replace(grid, header=[*names, GROUP], rows=_again(told))


def _again(rows: Sequence[Row | Rejection]) -> Callable[[], Iterator[Row | Rejection]]:
    return lambda: iter(rows)


def _before(rows: Sequence[Row | Rejection], head: int) -> int:
    """Where the table above a header ends: before what stands over that alone."""
    return head - 1 if head and _alone(rows[head - 1]) else head


def _alone(row: Row | Rejection) -> str:
    filled = [cell.strip() for cell in _cells(row) if cell.strip()]
    return filled[0] if len(filled) == 1 else ""


def _cells(row: Row | Rejection) -> Sequence[str]:
    return row.cells if isinstance(row, Row) else ()


def _spelled(name: str) -> frozenset[str]:
    return frozenset((folded(name), unaccented(folded(name))))
