"""A table from wherever it is: a file, a sheet, an array of JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from catalog.sources.sampled import SAMPLE
from catalog.sources.seam import Rejection
from catalog.sources.table import Row


class Reached(str):
    """What a cell says that stands further left and reaches over this column too."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A header, and the rows below it each time anew. `place` is what a row is called."""

    header: Sequence[str]
    rows: Callable[[], Iterator[Row | Rejection]]
    place: str = "row"
    currency: str = ""
    """What the cells' formats say, where the file holds any."""
    above: str = ""
    """What stands over the header, with the file's and the sheet's names."""
    remarks: tuple[str, ...] = ()
    """What was said in rows that are none of its goods."""

    def sample(self) -> list[list[str]]:
        """The cells of its first rows, by which its columns are understood."""
        return [row.cells for row in islice(self.rows(), SAMPLE) if isinstance(row, Row)]
