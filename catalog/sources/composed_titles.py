"""Titles that several columns say together: a route by where it begins and ends, a car by its maker
and model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from catalog.sources.cells import line
from catalog.sources.contents import ALIKE, is_name
from catalog.sources.grid import Grid
from catalog.sources.sampled import mostly, told_at
from catalog.sources.seam import Rejection
from catalog.sources.table import Row
from catalog.sources.words import FIELDS, MADE, ROUTE, folded, unaccented

NAME = 150
"""Characters of a name."""

TITLE = "Title"
"""What the column of routes is called, as if the table had one."""
_WORDS = re.compile(r"[^\W\d_]{3,40}")
_PLACE = re.compile(r"[^\W\d_]{2}")


def routed(grid: Grid) -> Grid:
    """The table with a title for each route, where two columns say whence and whither and none
    names what is sold."""
    header = grid.header
    rows = grid.rows
    sample = grid.sample()
    if (ends := ends_of(header, sample)) is None:
        return grid

    def read() -> Iterator[Row | Rejection]:
        for row in rows():
            if isinstance(row, Row):
                row = Row(row.number, [*row.cells, joined(row.cells, ends)])
            yield row

    return replace(grid, header=[*header, TITLE], rows=read)


def made(grid: Grid) -> Grid:
    """The table with a title of maker and model ("Skoda Octavia"), where none names what is sold
    and two columns say whose it is and which."""
    header = grid.header
    names = [_spelled(name) for name in header]
    maker, model = (
        next((n for n, name in enumerate(names) if name & MADE[k]), -1) for k in ("maker", "model")
    )
    others = (name for n, name in enumerate(names) if n not in (maker, model))
    if -1 in (maker, model) or any(name & _TITLES for name in others):
        return grid
    rows = grid.rows
    sample = grid.sample()
    # "Lederband Kalb", and then whose it is: a name of its own.
    if model < maker and mostly(told_at(sample, model), lambda cell: len(_WORDS.findall(cell)) > 1):
        return replace(
            grid, header=[TITLE if n == model else name for n, name in enumerate(header)]
        )

    def read() -> Iterator[Row | Rejection]:
        for row in rows():
            if isinstance(row, Row):
                first, second = line(row.cells[maker]), line(row.cells[model])
                begins = second.casefold().startswith(first.casefold())
                whole = second if begins else f"{first} {second}".strip()
                row = Row(row.number, [*row.cells, whole])
            yield row

    return replace(grid, header=[*header, TITLE], rows=read)


def ends_of(header: Sequence[str], sample: Sequence[Sequence[str]]) -> tuple[int, int] | None:
    """The columns that say whence and whither, where both hold names of places and none names
    what is sold."""
    names = [_spelled(name) for name in header]
    start, end = (next((n for n, name in enumerate(names) if name & ROUTE[k]), -1) for k in _ENDS)
    if -1 in (start, end) or start == end:
        return None
    if not all(mostly(told_at(sample, place), _is_place) for place in (start, end)):
        return None
    if any(name & _TITLES and _tells_apart(sample, n) for n, name in enumerate(names)):
        return None
    return start, end


def joined(cells: Sequence[str], ends: tuple[int, int]) -> str:
    return " – ".join(filter(None, (line(cells[place]) for place in ends)))


_ENDS = ("from", "to")
_TITLES = frozenset(FIELDS["title"])


def _is_place(cell: str) -> bool:
    return _PLACE.search(cell) is not None and not any(char.isdigit() for char in cell)


def _spelled(name: str) -> frozenset[str]:
    return frozenset((folded(name), unaccented(folded(name))))


def _tells_apart(sample: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column names things: the class of a ticket, 1st or 2nd, does not."""
    cells = [cell for cell in told_at(sample, place) if is_name(cell, NAME)]
    return len(cells) >= ALIKE * len(sample) and len(set(cells)) >= ALIKE * len(cells)
