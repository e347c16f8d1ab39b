"""Tables as people lay them out: groups as rows of their own, remarks below, a header of two lines.

A row of which only the first cell is filled is the heading of what follows, or a remark; a second
line of a header says what the cells above it cover.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from catalog.folding import fold
from catalog.measures import UNITS, Dimension
from catalog.sources.grid import Grid
from catalog.sources.money import is_currency
from catalog.sources.seam import Rejection
from catalog.sources.table import Row
from catalog.sources.words import FIELDS, NUMBERS, folded, unaccented

SAMPLE = 400
"""Rows among which groups are looked for."""

NARROWEST = 3
"""Columns of a table whose rows of one cell are headings: of two it may lack a price only."""

NUMBERED = 0.8
"""The share of goods that have a number, in a table whose goods are numbered."""

LONGEST = 60
"""Characters of a heading. What is longer is a remark."""

WORDS = 4
"""Words of a remark in a column of names."""

TITLES = frozenset(FIELDS["title"])

GROUP = "Category"
"""What the column of the groups is called, as if the table had one."""


class Heading(str):
    """What stands over goods: one group, whatever commas are in it."""

    __slots__ = ()


SPAN = re.compile(r"\d{1,2}[./]\d{1,2}[./]?\s?[-–—]\s?\d{1,2}[./]\d{1,2}[./]?")
"""A season by its days: "1.4.–15.6."."""

_NUMBERS = frozenset((*FIELDS["sku"], *FIELDS["id"], *NUMBERS))
_DRAWN = re.compile(r"^[*=#~_–—-]{2,20}\s{0,3}|\s{0,3}[*=#~_–—-]{2,20}$")
_SUM = re.compile(r"\d\s?(?:€|£|\$|EUR|Euro|euros?|CHF|zł|Kč|TL|kr)(?!\w)|(?:€|£|\$|CHF)\s?\d")
_FIGURE = re.compile(r"\D{0,4}\d[\d.,' \u00a0\u202f]*\D{0,4}")
_FIGURE_OF = re.compile(r"\d[\d.,]{0,6}\s?(?P<unit>[^\W\d_]{1,3})")
_CODE = re.compile(r"[^\W\d_]{0,5}[-./ ]?\d{1,9}[-./]?[^\W_]{0,6}\.?")
_REMARK = re.compile(r"[.:!?%]$|\d\s?%|\d{1,2}\.\d{1,2}\.\d{2,4}")


def grouped(grid: Grid) -> Grid:
    """The table with its groups as a column, and without its remarks."""
    header = grid.header
    rows = grid.rows
    if len(header) < NARROWEST:
        return grid
    sample = [row for row in islice(rows(), SAMPLE) if isinstance(row, Row)]
    if (table := _without_notes(rows, sample)) is not rows:
        rows, grid = table, replace(grid, rows=table)
        sample = [row for row in islice(rows(), SAMPLE) if isinstance(row, Row)]
    if (place := _numbered_by(header, sample)) > 0:
        return replace(grid, header=[*header, GROUP], rows=_with_groups(rows, place))
    alone = [row for row in sample if _alone(row)]
    whole = [row for row in sample if sum(bool(cell) for cell in row.cells) > 1]
    if not alone or len(alone) > len(whole) or not _heads(sample):
        return grid
    if all(_is_remark(_alone(row)) for row in alone):
        return replace(grid, rows=_without_alone(rows))
    named = {folded(header[0]), unaccented(folded(header[0]))}
    # A name of which nothing else is known is no heading.
    titled = not named.isdisjoint(FIELDS["title"]) and not _alone(sample[0])
    if titled:
        return replace(grid, rows=_without_remarks(rows))

    return replace(grid, header=[*header, GROUP], rows=_with_groups(rows, 0))


def _with_groups(
    rows: Callable[[], Iterator[Row | Rejection]], place: int
) -> Callable[[], Iterator[Row | Rejection]]:
    def read() -> Iterator[Row | Rejection]:
        group, last = "", 0
        for row in rows():
            if isinstance(row, Rejection):
                yield row
                continue
            # What stands apart and has no number is of no group.
            apart, last = last and row.number > last + 1, row.number
            if place and apart and not row.cells[0].strip():
                group = ""
            if told := _alone(row, place):
                group = _bare(told) if not _is_remark(told) else group
            else:
                yield Row(row.number, [*row.cells, Heading(group)])

    return read


def _bare(heading: str) -> str:
    """ "TYRES" of "*** TYRES ***", "-- Tyres --"."""
    return _DRAWN.sub("", heading) or heading


def _is_note(sample: Sequence[Row], n: int) -> bool:
    """Whether a row stands apart from the one above it, or says a sum in words."""
    told = _alone(sample[n])
    apart = sample[n].number > sample[n - 1].number + 1
    return apart or (len(told.split()) > 2 and _SUM.search(told) is not None)


def _numbered_by(header: Sequence[str], sample: Sequence[Row]) -> int:
    """The column of names, where a first one numbers the rows ("1", "P01", "W-BAB"): rows of one
    cell there are headings. A few goods may have no number. 0 where it is another table."""
    whole = [row for row in sample if sum(bool(cell.strip()) for cell in row.cells) > 1]
    numbers = [cell for row in whole if (cell := row.cells[0].strip())]
    if len(numbers) < 2 or len(numbers) < NUMBERED * len(whole):
        return 0
    places = Counter(next(n for n, c in enumerate(r.cells) if c.strip()) for r in sample if _one(r))
    place = max(places, key=lambda one: places[one], default=0)
    if not 0 < place < NARROWEST or places[place] < NUMBERED * places.total():
        return 0
    # What has no number is named all the same.
    if not all(row.cells[0].strip() or row.cells[place].strip() for row in whole):
        return 0
    # "W-BAB" is a code where the column says so, or where another is called as titles are.
    titled = not TITLES.isdisjoint((folded(header[place]), unaccented(folded(header[place]))))
    called = not _NUMBERS.isdisjoint((folded(header[0]), unaccented(folded(header[0]))))
    known = called and len(set(numbers)) == len(numbers)
    return place if known or titled or all(map(_CODE.fullmatch, numbers)) else 0


def _one(row: Row) -> bool:
    return sum(bool(cell.strip()) for cell in row.cells) == 1


def _without_remarks(
    rows: Callable[[], Iterator[Row | Rejection]],
) -> Callable[[], Iterator[Row | Rejection]]:
    def read() -> Iterator[Row | Rejection]:
        for row in rows():
            told = _alone(row) if isinstance(row, Row) else ""
            if not (_is_remark(told) and len(told.split()) >= WORDS):
                yield row

    return read


def _without_alone(
    rows: Callable[[], Iterator[Row | Rejection]],
) -> Callable[[], Iterator[Row | Rejection]]:
    """The rows without those of one cell, which all are remarks: no column of groups is made."""

    def read() -> Iterator[Row | Rejection]:
        return (row for row in rows() if isinstance(row, Rejection) or not _alone(row))

    return read


def _without_notes(
    rows: Callable[[], Iterator[Row | Rejection]], sample: Sequence[Row]
) -> Callable[[], Iterator[Row | Rejection]]:
    """The rows of a short table without what stands below its end, apart by an empty line: a line
    of one cell each, of which nothing else is known."""
    end = len(sample)
    while end and _alone(sample[end - 1]):
        end -= 1
    first = next((n for n in range(max(end, 1), len(sample)) if _is_note(sample, n)), None)
    if first is None or len(sample) == SAMPLE:
        return rows
    last = sample[first].number

    def read() -> Iterator[Row | Rejection]:
        return (row for row in rows() if isinstance(row, Rejection) or row.number < last)

    return read


def _alone(row: Row, place: int = 0) -> str:
    """What a row of one cell says; empty where it has more, or another one than that at `place`."""
    filled = [cell.strip() for cell in row.cells if cell.strip()]
    first = row.cells[place].strip() if place < len(row.cells) else ""
    return first if len(filled) == 1 and first and not first.isdigit() else ""


def _heads(sample: Sequence[Row]) -> bool:
    """Whether a row of one cell stands over others, and is no remark."""
    for row, below in pairwise(sample):
        told = _alone(row)
        if told and not _is_remark(told) and not _alone(below):
            return True
    return all(_is_remark(_alone(row)) for row in sample if _alone(row))


def _is_remark(text: str) -> bool:
    return len(text) > LONGEST or _REMARK.search(text) is not None


def two_lines(first: Sequence[str], second: Sequence[str]) -> list[str] | None:
    """A header of two lines as one; None where the second is none.

    "Preis", "" over "netto", "brutto" are "Preis netto" and "Preis brutto".
    """
    told = [cell.strip() for cell in second]
    named = [cell.strip() for cell in first]
    words = all(not any(char.isdigit() for char in cell) for cell in told)
    if not words and told[:1] == [""] and not any(map(_is_amount, told)):
        words = True  # "Child (6-12)" below "Price", and nothing below "Workshop"
        if spans := _with_spans(named, told):
            return spans
    if words and (whole := _repeated(named, told) or _with_units(named, told)):
        return whole
    covered = [n for n, cell in enumerate(named) if not cell and n < len(told) and told[n]]
    lacking = any(cell and not (told[n] if n < len(told) else "") for n, cell in enumerate(named))
    if not covered or not words or not lacking:
        return None
    names: list[str] = []
    above = ""
    # "1-2 nights" below "Winter" and below "Summer": each line is a choice of its own.
    below = [cell for cell in told if cell]
    joint = "\n" if len(set(below)) < len(below) else " "
    for n, cell in enumerate(named):
        own = told[n] if n < len(told) else ""
        above = cell or above
        names.append(f"{above}{joint}{own}".strip() if own else cell)
    return names


def _is_amount(cell: str) -> bool:
    """ "12,50", "9 €"; "250 g" below "Price per jar" is a size."""
    unit = _FIGURE_OF.fullmatch(cell)
    return is_figure(cell) and (unit is None or fold(unit["unit"]) not in UNITS)


def is_figure(cell: str) -> bool:
    """An amount, with a currency or without: "12,50 €"; "1 Std." is none."""
    if _FIGURE.fullmatch(cell) is None:
        return False
    return all(len(word) < 2 or is_currency(word) for word in re.findall(r"[^\W\d_]+", cell))


def _with_spans(named: Sequence[str], told: Sequence[str]) -> list[str]:
    """ "Low season", "High season" over "1/11 - 31/3", "1/7 - 31/8". Empty where it is none."""
    below = [cell for cell in told if cell]
    if len(below) < 2 or not all(map(SPAN.fullmatch, below)):
        return []
    rows = [(name, told[n] if n < len(told) else "") for n, name in enumerate(named)]
    return [f"{name} {span}".strip() for name, span in rows]


def _with_units(named: Sequence[str], told: Sequence[str]) -> list[str]:
    """ "Länge", "Preis" over "mm", "EUR/Stück": the second line holds nothing but units. Empty
    where it holds anything else."""
    units = [_unit(cell) for cell in told]
    if sum(map(bool, units)) < 2 or any(
        cell and not unit for cell, unit in zip(told, units, strict=True)
    ):
        return []
    below = [*units, *([""] * (len(named) - len(units)))]
    if any(unit and not name for name, unit in zip(named, below, strict=False)):
        return []
    return [f"{name} ({unit})" if unit else name for name, unit in zip(named, below, strict=False)]


def _unit(cell: str) -> str:
    """ "mm"; "EUR" of "EUR/Stück": what is counted one by one needs no word. Empty of all else."""
    first, slash, per = cell.strip("()[] ").partition("/")
    if is_currency(first.strip()):
        counted = UNITS.get(fold(per.strip()), ("",))[0] is Dimension.PIECES
        return first.strip() if not slash or counted else cell.strip("()[] ")
    return first if not slash and fold(first) in UNITS else ""


def _repeated(named: Sequence[str], told: Sequence[str]) -> list[str]:
    """ "", "Preis", "Preis", "Lager" over "Artikel", "Endkunde", "Händler", "Stück": what is said
    twice is told apart below; what is said once is a name with its unit. Empty where it is none."""
    twice = {name for name in named if name and named.count(name) > 1}
    below = [told[n] if n < len(told) else "" for n in range(len(named))]
    apart = [cell for name, cell in zip(named, below, strict=True) if name in twice]
    if not twice or not all(below) or len(set(apart)) < len(apart):
        return []
    return [
        f"{name} {cell}" if name in twice else f"{name} ({cell})" if name else cell
        for name, cell in zip(named, below, strict=True)
    ]
