"""Where a table's header stands: among its first lines, below a title or none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.sources import words
from catalog.sources.column_names import asked_per
from catalog.sources.grouping import SPAN, is_figure
from catalog.sources.price_kinds import is_kind

LOOKED = 15
"""Lines at the top among which the header is looked for: a price list may have a title above it."""

BELOW = 4
"""Lines below names of columns among which one must hold figures."""

KNOWN = frozenset(
    name for known in (words.FIELDS, words.TRAITS) for names in known.values() for name in names
)
"""What columns are called."""

FEW = 6
"""One in so many names of columns may have a digit, where another row may be the header."""

_SUM = re.compile(r"\d{1,6}[.,]\d{2}")
_FIGURE = re.compile(r"\D{0,4}\d[\d.,' \u00a0\u202f/–-]*\D{0,4}")


def header_at(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows is the header: the one with the most names that are known. Of a
    header of two lines the first."""
    found = _header_at(rows)
    above = rows[found - 1] if found else ()
    own = rows[found] if found < len(rows) else ()
    # "Room", "Low season", "" over "", "Mon-Thu", "Fri-Sun".
    first = bool(own and not own[0].strip() and above and above[0].strip())
    return found - 1 if first and _count(above) > 1 and all(map(_is_head, above)) else found


def _is_head(cell: str) -> bool:
    return not cell.strip() or _is_name(cell)


def _header_at(rows: Sequence[Sequence[str]]) -> int:
    known = [_known(row) for row in rows]
    most = max(known, default=0)
    if most < 2:
        return _below_titles(rows, known)
    best = known.index(most)
    # One that has rows of its own below is the header of a table before.
    return next((n for n in range(best) if known[n] > 1 and _has_rows(rows[n:best])), best)


def _known(row: Sequence[str]) -> int:
    """How many names that are known a row holds; none beside a sum: "9, Wings, 6.20, no, SOLD
    OUT" are goods."""
    if any(_SUM.fullmatch(cell.strip()) for cell in row):
        return 0
    return sum(1 for name in row if _is_known(name.strip().strip('"')))


def _below_titles(rows: Sequence[Sequence[str]], known: Sequence[int]) -> int:
    """The first row of several names, one of them known, below lines of one cell each."""
    for number, row in enumerate(rows):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) > 1:
            named = known[number] and len(filled) == len(row) and not any(map(_has_digit, row))
            return number if named else _over_figures(rows)
    return _over_figures(rows)


def _over_figures(rows: Sequence[Sequence[str]]) -> int:
    """The first row of names, each over something, of which one is a figure; 0 where none is, and
    where the first names every column."""
    first = rows[0] if rows else ()
    if len(first) > 1 and all(map(_is_name, first)):
        return 0
    for number, row in enumerate(rows):
        places = [place for place, cell in enumerate(row) if cell.strip()]
        if len(places) < 2 or not all(_is_name(row[place]) for place in places):
            continue
        below = [one for one in rows[number + 1 : number + 1 + BELOW] if _count(one) > 1]
        if any(_count(one) <= len(places) + 1 and _has_figure(one, places) for one in below):
            return number
    return 0


def _count(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_name(cell: str) -> bool:
    bare = cell.strip()
    if SPAN.fullmatch(bare):
        return True
    return any(map(str.isalpha, bare)) and (not is_figure(bare) or is_kind(bare))


def _has_figure(row: Sequence[str], places: Sequence[int]) -> bool:
    cells = [row[place].strip() for place in places[1:] if place < len(row)]
    return any(_FIGURE.fullmatch(cell) for cell in cells)


def _has_rows(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first is of names, of which few have a digit ("Heat 0-4"), and one below it holds
    figures, in several cells."""
    head, *below = [[cell for cell in row if cell.strip()] for row in rows]
    figures = sum(map(_has_digit, head))
    names = all(map(_is_name, head)) and FEW * figures <= len(head)
    return names and any(len(row) > 1 and any(map(_has_digit, row)) for row in below)


def _has_digit(cell: str) -> bool:
    return any(char.isdigit() for char in cell)


def _is_known(name: str) -> bool:
    folded = words.folded(name)
    return folded in KNOWN or words.unaccented(folded) in KNOWN or asked_per(name) != ""
