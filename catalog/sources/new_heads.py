"""A small header further down a table, after an empty line: it names anew the columns of what
follows, as "Private lessons; Persons; 1 hour; 2 hours" below a table of courses by days."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.sources.column_words import Says, says
from catalog.sources.contents import is_price
from catalog.sources.headers import KNOWN
from catalog.sources.price_kinds import is_kind, is_person, says_price
from catalog.sources.seam import Rejection
from catalog.sources.table import Row
from catalog.sources.words import folded, unaccented

LONGEST = 40
"""Characters of a column's name."""

LOOKED = 30
"""Rows above and below a small header that are looked at."""

_NAMES = frozenset((Says.PRICE, Says.STOCK, Says.AVAILABLE, Says.NOTES))


def names_anew(rows: Sequence[Row | Rejection], at: int, header: Sequence[str]) -> bool:
    """Whether a row stands apart, names columns, and stands over figures with words where the rows
    above have figures too."""
    row, before = rows[at], rows[at - 1] if at else None
    if not isinstance(row, Row) or not isinstance(before, Row) or before.number + 1 >= row.number:
        return False
    filled = [place for place, cell in enumerate(row.cells) if cell.strip()]
    if len(filled) < 2 or filled[0] != 0:
        return False
    names = [row.cells[place].strip() for place in filled]
    if not all(map(_is_name, names)) or not any(map(_is_column, names[1:])):
        return False
    if {folded(name) for name in names} <= {folded(name) for name in header}:
        return False
    below = _until_gap(rows, at)
    above = [one for one in rows[max(0, at - LOOKED) : at] if isinstance(one, Row)]
    return any(_has_figures(above, p) and _has_figures(below, p) for p in filled[1:])


def renamed(
    own: Sequence[str], header: Sequence[str], rows: Sequence[Row | Rejection]
) -> list[str]:
    """The names of a small header, with the first one's for what names the goods, and for words in
    columns over which it says nothing: remarks go on."""
    names = [header[0], *own[1:]]
    for place, name in enumerate(names[1 : len(header)], 1):
        told = [row.cells[place] for row in rows if isinstance(row, Row)]
        if not name.strip() and not any(char.isdigit() for cell in told for char in cell):
            names[place] = header[place]
    return names


def _until_gap(rows: Sequence[Row | Rejection], at: int) -> list[Row]:
    found: list[Row] = []
    last = rows[at]
    for row in rows[at + 1 : at + 1 + LOOKED]:
        if not isinstance(row, Row) or not isinstance(last, Row) or row.number > last.number + 1:
            break
        found.append(row)
        last = row
    return found


def _has_figures(rows: Sequence[Row], place: int) -> bool:
    cells = [cell for row in rows if place < len(row.cells) and (cell := row.cells[place].strip())]
    return any(any(map(str.isdigit, cell)) for cell in cells)


def _is_name(cell: str) -> bool:
    """Words, or a number of what prices are asked by: "2 hours"."""
    if len(cell) > LONGEST or not any(map(str.isalpha, cell)) or is_price(cell):
        return False
    return not any(map(str.isdigit, cell)) or is_kind(cell) or is_person(cell)


def _is_column(cell: str) -> bool:
    told = folded(cell)
    known = not KNOWN.isdisjoint((told, unaccented(told)))
    return known or says_price(cell) or is_kind(cell) or bool(says(cell) & _NAMES)
