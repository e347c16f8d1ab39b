"""Rows of a table that are no goods but remarks for customers: what stands above the header, below
the last of the goods or between them as a sentence, and the days and hours of opening.

They were left out or became goods, and nobody was told that the tax is included, that delivery is
free or when the shop is open. They are one passage of their file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from catalog.kept_tables import toml_table
from catalog.sources.feet import sums_of
from catalog.sources.grid import Grid
from catalog.sources.list_words import CLOSED, is_day, is_part_total
from catalog.sources.opening import Opened
from catalog.sources.platforms import platform_of
from catalog.sources.prose import Prose
from catalog.sources.seam import Found, Rejection
from catalog.sources.table import Row

LEAST = 3
"""Words of a remark."""

MANY = 6
"""Words of a line that is no name, and no heading."""

MOST = 5000
"""Rows of a table that a person keeps by hand, with remarks of their own."""

LONGEST = 2000
"""Characters of one that is told. What is longer is a text in the wrong place."""

_HELD: dict[str, Any] = toml_table(Path(__file__).with_name("remarks.toml"))
_STAFF = frozenset(_HELD["staff"]) | frozenset(_HELD["cost"])
_PHRASES = tuple(_HELD["staff_phrases"])
_PRINTED = tuple(_HELD["printed"])

_WORD = re.compile(r"[^\W\d_]+")
_ENDS = re.compile(r"[^\W\d_]{2}[)\"'”»]{0,2}[.!?][)\"'”»]{0,2}$")
_TIME = re.compile(r"(?<!\d)\d{1,2}([.:h]\d{2})?\s?(h|uhr|am|pm)?\.?\s?[-–—/]\s?\d{1,2}\b", re.I)
_TOLD = re.compile(r"\d\s?%|\+\s?\d|(?:^|\s)\*|[.!?]\s+[^\W\d_]")


@dataclass(slots=True)
class Remarks:
    """What one file's tables say beside their goods. `title` is the row above them all."""

    title: str = ""
    lines: list[str] = field(default_factory=list)
    row: int = 0

    def add(self, row: int, line: str) -> None:
        if line not in self.lines:
            self.lines.append(line)
            self.row = self.row or row

    def above(self, rows: Sequence[Sequence[str]]) -> None:
        """The lines over a header, of which the first is the table's title."""
        for number, cells in enumerate(rows, 1):
            line = _line(cells)
            if not line:
                continue
            words = len(_WORD.findall(line))
            title = not self.title and not self.lines
            if title:
                self.title = line
                # "Alle Preise inkl. 19 % MwSt., ab 50 € liefern wir frei." over a list without one.
                said = "%" in line or (words >= MANY and _ENDS.search(line) is not None)
            if (not title or said) and words >= LEAST and is_told(line):
                self.add(number, line)

    def parted(self, grid: Grid) -> Grid:
        """The table without its remarks, which are kept here."""
        if platform_of(grid.header) is not None:
            return grid
        rows = list(islice(grid.rows(), MOST + 1))
        rows = rows if len(rows) <= MOST else []
        sums = frozenset(sums_of([row for row in rows if isinstance(row, Row)]))
        rest = [row for row in rows if isinstance(row, Rejection) or row.number not in sums]
        found = list(remarks_of(rest))
        told = [(row, line) for row, line in found if is_told(line)]
        for row, line in told:
            self.add(row, line)
        if not found and not sums:
            return grid
        every, gone = grid.rows, sums | {row for row, _ in found}

        def read() -> Iterator[Row | Rejection]:
            return (row for row in every() if isinstance(row, Rejection) or row.number not in gone)

        return replace(grid, rows=read, remarks=tuple(line for _, line in found))

    def passages(self, opened: Opened) -> Iterator[Found]:
        """The passage of a file, if it holds any remarks."""
        if self.lines:
            prose = Prose(opened, opened.source.language, opened.source.link)
            heading = self.title or opened.source.path.name.partition(".")[0].replace("_", " ")
            # Each a paragraph: what one says is no part of the next.
            yield from prose.passages(
                (heading,), "\n".join(self.lines), self.row, f"row {self.row}"
            )


def remarks_of(rows: Sequence[Row | Rejection]) -> Iterator[tuple[int, str]]:
    """(number, text) of the rows that are remarks, those for the staff with them."""
    table = [row for row in rows if isinstance(row, Row)]
    spaced = 2 * sum(_is_joined(row.cells) for row in table) > len(table)
    lines = [_line(row.cells, joined=not spaced) for row in table]
    hours = [_hours(row.cells) for row in table]
    whole = [n for n, line in enumerate(lines) if not line and not hours[n]]
    if not whole or 2 * len(whole) < whole[-1]:
        return  # a list of names, of most of which nothing else is known
    apart = False
    for n, row in enumerate(table):
        below = n > whole[-1]
        apart = below and (apart or row.number > table[n - 1].number + 1)
        if hours[n]:
            yield row.number, hours[n]
        elif not lines[n]:
            continue
        elif n + 1 < len(table) and hours[n + 1]:
            yield row.number, lines[n]  # "Öppettider"
        elif _is_remark(row, lines[n], below=below, apart=apart):
            yield row.number, lines[n]


def notes_of(rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a sheet that holds nothing but days, hours and a heading over them; empty where
    it is another."""
    told = [_hours(cells) or _line(cells) for cells in rows]
    times = sum(bool(_hours(cells)) for cells in rows)
    filled = sum(any(cell.strip() for cell in cells) for cells in rows)
    lines = [line for line in told if line]
    return [x for x in lines if is_told(x)] if times > 1 and len(lines) == filled else []


def is_told(line: str) -> bool:
    """Whether customers may be told a remark."""
    folded = line.casefold()
    if not _STAFF.isdisjoint(_WORD.findall(folded)) or any(one in folded for one in _PHRASES):
        return False
    begins = re.sub(r"^\W+", "", folded)
    printed = any(re.match(rf"{re.escape(word)}\b", begins) for word in _PRINTED)
    return not (printed and len(_WORD.findall(line)) < MANY) and len(line) <= LONGEST


def _is_remark(row: Row, line: str, *, below: bool, apart: bool) -> bool:
    words = len(_WORD.findall(line))
    # Below another column it goes on with what the row above says of its goods.
    if is_part_total(line) or not (apart or row.cells[0].strip()):
        return False
    if below:
        times = _TIME.search(line) is not None
        said = words >= LEAST and (apart or _is_sentence(line))
        # "Life jackets free."
        short = apart and words > 1 and _ENDS.search(line) is not None
        return said or short or (apart and words > 0 and times)
    # "Gruppenkurse Ski (10-12 und 13-15 Uhr)" stands over goods, as "Ohne Zucker" does.
    return words > LEAST and (_ENDS.search(line) is not None or line[0] == "*")


def _is_sentence(line: str) -> bool:
    """Whether a line says something, and is no name."""
    words = len(_WORD.findall(line))
    if words < LEAST:
        return False
    return _ENDS.search(line) is not None or (
        words > LEAST and (_TOLD.search(line) is not None or words >= 2 * MANY)
    )


def _line(cells: Sequence[str], *, joined: bool = True) -> str:
    """What a row of one cell says; of several where a sign within a sentence parted it: the next
    begins with a blank. Empty of any other row."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) == 1:
        told = " ".join(filled[0].split())
        return told if _WORD.search(told) else ""
    if joined and _is_joined(cells) and sum(map(len, filled)) > len(filled) * LEAST:
        whole = " ".join(",".join(filled).split())
        return whole if _is_sentence(whole) else ""
    return ""


def _is_joined(cells: Sequence[str]) -> bool:
    """Whether each cell but the first begins with a blank, as a word after a comma does."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) > 1 and bool(cells[0].strip()) and all(c.startswith(" ") for c in filled[1:])


def _hours(cells: Sequence[str]) -> str:
    """ "Torsdag–fredag: 14–18" of a row that says when it is open on a day; else empty."""
    filled = [" ".join(cell.split()) for cell in cells if cell.strip()]
    if len(filled) < 2 or not is_day(filled[0]):
        return ""
    open_ = all(_TIME.match(c) or not CLOSED.isdisjoint(c.casefold().split()) for c in filled[1:])
    return f"{filled[0]}: {', '.join(filled[1:])}" if open_ else ""
