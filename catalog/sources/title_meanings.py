"""Which of the columns that are called titles names what is sold: a course, not its room."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.sources.sampled import cells_at
from catalog.sources.words import ENGLISH_TITLES, FIELDS, OTHER_TITLES, TRAITS

CODES, FILLED = 0.8, 0.9
"""Shares of a column's cells: of codes where it names nothing, of names where it does."""

SHORT = 4
"""Letters of a code without a digit: "THT"."""

NAME = 100
"""Characters of a name."""

ROWS = 4
"""Rows from which on it is no chance that none is called as another."""

_WORD = re.compile(r"[^\W\d_]{3,60}")
_TITLES = tuple(map(frozenset, (ENGLISH_TITLES, OTHER_TITLES)))
"""What titles are called in English and German, and in all others."""

MORE = 1.5
"""So many times as many different names are in the column of titles, where none tells all apart."""


def most_telling(
    place: int,
    names: Sequence[Sequence[str]],
    sample: Sequence[Sequence[str]],
    meanings: Mapping[int, str],
) -> int:
    """The title where its cells tell rows apart, and are no lists of what is in them beside a
    column before it that names them: "dishes" of a cooking "class". Else the first other column
    that is called a title and does; else the one that tells most of them apart: courses stand
    beside the rooms that they are given in."""
    known = frozenset(FIELDS["title"])
    others = [p for p, ns in enumerate(names) if p not in meanings and known.intersection(ns)]
    apart = [p for p in others if _tells_apart(sample, p)]
    if place in apart:
        listing = _are_lists(sample, place)
        before = (p for p in apart if p < place and listing and not _are_lists(sample, p))
        if _is_first_named(place, names, sample, meanings) and not _are_names(sample, place):
            return 0  # "Planta" of a flat, "baja" and "1ª": its floor, and no plant
        if (twin := _twin(place, names, apart)) is not None and _are_names(sample, twin):
            return twin
        return next(before, place)
    if apart:
        return apart[0]
    if _is_first_named(place, names, sample, meanings):
        return 0
    best = max(others, key=lambda p: _different(sample, p), default=place)
    return best if _different(sample, best) > MORE * _different(sample, place) else place


def _is_first_named(
    place: int,
    names: Sequence[Sequence[str]],
    sample: Sequence[Sequence[str]],
    meanings: Mapping[int, str],
) -> bool:
    """Whether the first column, of which nothing else is known, names all rows."""
    return bool(place) and 0 not in meanings and not is_known(names[0]) and _name_all(sample)


def _twin(place: int, names: Sequence[Sequence[str]], apart: Sequence[int]) -> int | None:
    """The column right before one of names that has the same in another language: a shop in the
    west of Switzerland writes its own first ("Désignation", "Bezeichnung")."""
    first = place - 1
    if first not in apart:
        return None
    own = [any(name in told for name in names[p]) for p in (first, place) for told in _TITLES]
    return first if own in ([True, False, False, True], [False, True, True, False]) else None


def is_known(names: Sequence[str]) -> bool:
    """Whether a column is called by anything that is known."""
    return any(name in told for name in names for told in (*FIELDS.values(), *TRAITS.values()))


def are_codes_beside_names(
    place: int, sample: Sequence[Sequence[str]], free: Sequence[int]
) -> bool:
    """Whether a column that is called a title holds numbers or codes alone ("Item" of 10021,
    "Package" of SOT-223, "Pieces" of 24), and one of the others holds what things are called."""
    cells = cells_at(sample, place)
    codes = sum(_is_code(cell) for cell in cells)
    if not cells or codes < CODES * len(cells) or not any(map(str.isdigit, "".join(cells))):
        return False
    return any(_are_names(sample, p) for p in free)


def _is_code(cell: str) -> bool:
    """One word of digits, or of a few capitals."""
    return " " not in cell and (any(map(str.isdigit, cell)) or len(cell) <= SHORT)


def _are_names(sample: Sequence[Sequence[str]], place: int) -> bool:
    """Whether nearly all rows have words of their own there, of which most differ."""
    cells = cells_at(sample, place)
    named = sum(_WORD.search(cell) is not None and not _is_code(cell) for cell in cells)
    enough = len(cells) >= FILLED * len(sample) and named >= FILLED * len(cells)
    brief = all(len(cell) <= NAME for cell in cells)
    return bool(cells) and enough and brief and len(set(cells)) >= CODES * len(cells)


def _name_all(sample: Sequence[Sequence[str]]) -> bool:
    """Whether the first column has words in each row, no two alike."""
    cells = cells_at(sample, 0)
    return len(set(cells)) == len(sample) >= ROWS and _are_names(sample, 0)


def _tells_apart(sample: Sequence[Sequence[str]], place: int) -> bool:
    cells = cells_at(sample, place)
    worded = any(sum(map(str.isalpha, cell)) > 1 for cell in cells)
    return len(set(cells)) > 0.8 * len(cells) and worded


def _are_lists(sample: Sequence[Sequence[str]], place: int) -> bool:
    cells = cells_at(sample, place)
    return 2 * sum("," in cell or ";" in cell for cell in cells) > len(cells)


def _different(sample: Sequence[Sequence[str]], place: int) -> int:
    """How many different names a column holds; codes are none."""
    return len({c for c in cells_at(sample, place) if sum(map(str.isalpha, c)) > len(c) / 2})
