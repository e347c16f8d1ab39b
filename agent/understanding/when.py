"""When: the values of a catalog that name days of the week, months, days of the calendar and times.

Cells are read by catalog/cycles.py, dates.py and catalog/clock.py; messages are held to them in
days.py, times_of_day.py and value_mentions.py.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from agent.understanding.dates import Day, days_of
from agent.understanding.field_names import spoken_in
from catalog.cell_words import cell_words
from catalog.clock import starts
from catalog.column import Column, Value
from catalog.columns import Columns
from catalog.cycles import Cycle, of_column
from catalog.folding import fold
from catalog.measures import Dimension
from catalog.schema import Field, Role
from catalog.seasons import seasons_in

_LOOKED = 40
"""Values of a column by which it is told whether they are days of the calendar."""

SEASONS = 12
"""Values of an option of which each may be a season."""


_ENDS = frozenset(map(fold, cell_words("ends")))
"""What columns are called that tell when something ends."""


class When:
    """What of one state of the catalog says when. Safe from many threads."""

    def __init__(self, columns: Columns, passages: Sequence[str]) -> None:
        self.cycles: dict[tuple[Cycle, int], list[tuple[Column, Value]]] = defaultdict(list)
        """A day of the week or a month -> the values that it is in: "Di-Sa" of Saturday."""
        self.cyclic: set[str] = set()
        """The fields (ids) whose values are days or months."""
        self.dated: list[tuple[Column, Value, Day]] = []
        """The values that name a day of the calendar, with each that they name."""
        self.dates: set[str] = set()
        """The fields (ids) whose values name such days."""
        self.begins: list[tuple[Column, Value, tuple[int, ...]]] = []
        """The values of columns that tell when something begins, in minutes since midnight."""
        for column in columns.columns.values():
            self._add_cycle(column)
            self._add_times(column)
            self._add_days(column, columns.languages)
        self._add_seasons(columns, passages)

    def _add_cycle(self, column: Column) -> None:
        if column.field.role not in (Role.ATTRIBUTE, Role.OPTION, Role.CATEGORY):
            return
        told = {v.text: v for v in column.values.values()}
        for text, parts in of_column(list(told), spoken_in(column.field.language)).items():
            self.cyclic.add(column.field.id)
            for place in parts.held:
                self.cycles[parts.cycle, place].append((column, told[text]))

    def _add_days(self, column: Column, languages: Sequence[str]) -> None:
        field = column.field
        if field.role not in (Role.ATTRIBUTE, Role.OPTION):
            return
        spoken = tuple(filter(None, dict.fromkeys((field.language, *languages))))
        values = list(column.values.values())
        some = [days_of(v.text, spoken) for v in values[:_LOOKED]]
        if 2 * sum(map(bool, some)) > len(some):
            self.dates.add(field.id)
            self.dated += [(column, v, day) for v in values for day in days_of(v.text, spoken)]

    def _add_seasons(self, columns: Columns, passages: Sequence[str]) -> None:
        """The months of the seasons that prices are listed by, where a text tells them."""
        for field in columns.schema.of(Role.OPTION):
            column = columns.columns[field.id]
            if len(column.values) > SEASONS:
                continue
            named = {v.text: v for v in column.values.values()}
            spoken = spoken_in(column.field.language)
            for text, months in seasons_in(named, passages, spoken).items():
                for month in months:
                    self.cycles[Cycle.YEAR, month].append((column, named[text]))

    def _add_times(self, column: Column) -> None:
        if column.field.dimension is not Dimension.CLOCK or _tells_when_it_ends(column.field):
            return
        self.begins += [
            (column, v, begun) for v in column.values.values() if (begun := starts(v.text))
        ]


def _tells_when_it_ends(field: Field) -> bool:
    return any(fold(word) in _ENDS for word in re.findall(r"[^\W\d_]+", field.name))
