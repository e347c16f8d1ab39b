"""A table of courses without prices: what is on, on which day and when. Its rows are what customers
ask for as they ask for goods ("yoga on Monday?"), and are told apart as these are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from catalog.clock import starts
from catalog.cycles import Cycle, parts_of
from catalog.day_names import LANGUAGES
from catalog.sources.cell_sayings import state_of
from catalog.sources.cells import line
from catalog.sources.price_cells import DASH
from catalog.sources.pricegrid import Row, left_column, name_column, state_column
from catalog.sources.sort_names import sort_of

FEWEST = 3
"""Rows of a table of courses."""

COLUMNS = 3
"""A name, a day and a time."""


def courses_of(grid: Sequence[Sequence[str]], row: int) -> list[Row]:
    """The courses of a table, the first row of which names its columns; none where it is another
    one, as of opening hours, which name nothing beside days and times."""
    width = max(map(len, grid), default=0)
    if width < COLUMNS or len(grid) <= FEWEST:
        return []
    names, *body = [[line(cell) for cell in one] + [""] * (width - len(one)) for one in grid]
    if not all(names):
        return []
    days = [p for p in range(width) if _are(_names_days, body, p)]
    times = [p for p in range(width) if _are(starts, body, p)]
    when = [*days, *times]
    title = name_column(body, names, when)
    if not days or not times or title is None or title in when:
        return []
    state = state_column(names, body)
    left = left_column(names, body) if state < 0 else state
    return [
        Row(
            place,
            "",
            one[title],
            "",
            (("", ""),),
            tuple(
                (names[p], one[p])
                for p in range(width)
                if p != title and p != state and one[p] not in DASH
            ),
            state_of(one[left]) if left >= 0 else "",
            sort_of(names[title]),
        )
        for place, one in enumerate(body, row + 1)
        if one[title]
    ]


def _are(told: Callable[[str], object], body: Sequence[Sequence[str]], place: int) -> bool:
    """Whether all cells of a column that say anything, and most do, are so."""
    cells = [one[place] for one in body if one[place] not in DASH]
    return 2 * len(cells) > len(body) and all(map(told, cells))


def _names_days(cell: str) -> bool:
    parts = parts_of(cell, LANGUAGES)
    return parts is not None and parts.cycle is Cycle.WEEK
