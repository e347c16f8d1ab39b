"""A delimited text file to rows. Which columns mean what is the formats' to know."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from catalog.errors import SourceError
from catalog.sources.opening import Opened
from catalog.sources.seam import Rejection

DELIMITERS = (",", ";", "\t", "|")


class Row(NamedTuple):
    """One row: its number as a spreadsheet counts (the header is row 1), a cell for each column."""

    number: int
    cells: list[str]


class Table:
    """The table in an opened source. `header` holds the column names as they are written."""

    def __init__(self, opened: Opened, above: int = 0) -> None:
        """`above` is how many lines stand over the header. Raises SourceError where it is none."""
        self._opened = opened
        self._above = above
        lines = islice(opened.lines(), above, None)
        self._reader = csv.reader(lines, delimiter=delimiter(opened.sample, above))
        self.header = self._header()

    def rows(self) -> Iterator[Row | Rejection]:
        """All rows that are not blank. One that is broken is a Rejection; the next is read on."""
        width = len(self.header)
        number = 1 + self._above
        last: list[str] = []
        while True:
            number += 1
            try:
                cells = next(self._reader)
            except StopIteration:
                self._say_open(last)
                return
            except csv.Error as exc:
                self._opened.rows += 1
                yield self._rejected(number, "", f"the row cannot be read: {exc}")
                continue
            if not any(cells):
                continue
            self._opened.rows += 1
            last = cells
            if len(cells) < width:
                cells.extend([""] * (width - len(cells)))
            elif len(cells) > width and any(cells[width:]):
                reason = f"the row has {len(cells)} cells, the header {width}"
                yield self._rejected(number, cells[width], reason)
                continue
            # What is empty beyond the header goes: a row may be the header of a table below.
            yield Row(number, cells[:width])

    def _say_open(self, last: list[str]) -> None:
        """Where the last row's last text holds rows: a quote was never closed."""
        held = next((cell for cell in reversed(last) if cell), "")
        first, _, rest = held.partition("\n")
        sign = delimiter(self._opened.sample, self._above)
        if any(line.count(sign) == len(self.header) - 1 for line in rest.split("\n")):
            name = self._opened.source.name
            self._opened.notices.append(
                f'{name}: a quote stays open in "{shown(first)}"; the rows below it are taken for '
                "its text. Close it, and read the file again."
            )

    def _header(self) -> list[str]:
        try:
            header = next(self._reader, [])
        except csv.Error as exc:
            raise SourceError(f"{self._opened.source.name}: the header: {exc}") from exc
        if len(header) > (most := self._opened.bounds.columns):
            name = self._opened.source.name
            raise SourceError(f"{name}: a table of {len(header)} columns; at most {most}")
        # Bytes that the encoding does not know would go on into fingerprints and the report.
        return [cell.strip().encode("utf-8", "replace").decode() for cell in header]

    def _rejected(self, number: int, value: str, reason: str) -> Rejection:
        return Rejection(self._opened.source.name, number, "", shown(value), reason)


def delimiter(sample: str, above: int = 0) -> str:
    """What separates the cells of the first line, or of the one that others stand `above`."""
    first = next(islice(sample.split("\n"), above, None), "")
    return max(DELIMITERS, key=first.count)


def header_of(sample: str) -> list[str]:
    """The first line's cells, for recognizing a format by its columns."""
    first = sample.lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
    try:
        return [cell.strip() for cell in next(csv.reader([first], delimiter=delimiter(sample)), [])]
    except csv.Error:
        return []


def shown(value: str) -> str:
    """A value as a report shows it: on one line, and not all of a novel."""
    line = " ".join(value.encode("utf-8", "replace").decode().split())
    return line if len(line) <= 80 else line[:79] + "…"
