"""Tables that stand beside each other on one sheet, as people lay out two short lists: each with a
column that names and one of prices of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from catalog.sources.column_names import names_of
from catalog.sources.grid import Grid
from catalog.sources.list_words import PRICE_NAMES
from catalog.sources.seam import Rejection
from catalog.sources.table import Row
from catalog.sources.words import FIELDS

WIDEST = 60
"""Columns of a sheet in which tables beside each other are looked for."""

SAMPLE = 200
"""Rows by which columns are known to be empty."""

_TITLES, _PRICES = frozenset(FIELDS["title"]), frozenset(FIELDS["price"])
_PRICE_WORD = re.compile(rf"\b(?:{PRICE_NAMES})\b|preis|prijs")


def abreast(grid: Grid) -> list[Grid]:
    """The tables of a grid from left to right; itself alone where it is one."""
    header = grid.header
    rows = grid.rows
    if not 4 <= len(header) <= WIDEST:
        return [grid]
    spans = cut(header) or _between_blanks(header, rows)
    if len(spans) < 2:
        return [grid]
    return [
        replace(grid, header=list(header[start:end]), rows=_part(rows, start, end))
        for start, end in spans
    ]


def cut(header: Sequence[str]) -> list[tuple[int, int]]:
    """Where the tables of a header begin and end: each ends with a column of prices, and is called
    as the others are ("Drink", "Price", "Dish", "Price"). None where it is one table."""
    prices = [place for place, name in enumerate(header) if _is_price(name)]
    if len(prices) < 2 or len({header[place].strip().casefold() for place in prices}) > 1:
        return []
    starts = [place for place, name in enumerate(header) if _is_title(name)]
    if len(starts) != len(prices) or starts[0] > prices[0]:
        return []
    ends = [*starts[1:], len(header)]
    within = all(s < p < e for s, p, e in zip(starts, prices, ends, strict=True))
    return list(zip([0, *starts[1:]], ends, strict=True)) if within else []


def _between_blanks(
    header: Sequence[str], rows: Callable[[], Iterator[Row | Rejection]]
) -> list[tuple[int, int]]:
    """The same where a column without anything stands between them."""
    if all(name.strip() for name in header):
        return []
    seen = [row.cells for row in islice(rows(), SAMPLE) if isinstance(row, Row)]
    blank = [
        not name.strip() and not any(place < len(one) and one[place].strip() for one in seen)
        for place, name in enumerate(header)
    ]
    spans: list[tuple[int, int]] = []
    start = 0
    for place, empty in enumerate([*blank, True]):
        if empty:
            if place > start:
                spans.append((start, place))
            start = place + 1
    whole = all(
        any(map(_is_title, header[start:end])) and any(map(_is_price, header[start:end]))
        for start, end in spans
    )
    return spans if whole else []


def _part(
    rows: Callable[[], Iterator[Row | Rejection]], start: int, end: int
) -> Callable[[], Iterator[Row | Rejection]]:
    def read() -> Iterator[Row | Rejection]:
        for row in rows():
            if isinstance(row, Rejection):
                if start == 0:  # once for all tables
                    yield row
            elif any(cell.strip() for cell in row.cells[start:end]):
                yield Row(row.number, row.cells[start:end])

    return read


def _is_title(name: str) -> bool:
    return not _TITLES.isdisjoint(names_of(name))


def _is_price(name: str) -> bool:
    names = names_of(name)
    return not _PRICES.isdisjoint(names) or (
        bool(names) and _PRICE_WORD.search(names[0]) is not None
    )
