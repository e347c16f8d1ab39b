"""Which of the columns that are called titles names what is sold: a course, not its room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.sources.sampled import cells_at
from catalog.sources.words import FIELDS

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
        return next(before, place)
    if apart:
        return apart[0]
    best = max(others, key=lambda p: _different(sample, p), default=place)
    return best if _different(sample, best) > MORE * _different(sample, place) else place


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
