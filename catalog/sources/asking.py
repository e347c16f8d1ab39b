"""Whether a column of amounts may ask prices, by its name and its cells: it measures nothing, and
counts neither pieces nor years."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from catalog.folding import fold
from catalog.measures import UNITS, Dimension
from catalog.price_units import is_unit
from catalog.price_words import is_least, is_said
from catalog.sources.column_names import names_of, unit_of
from catalog.sources.list_words import SEATING, is_condition
from catalog.sources.price_kinds import is_counted, is_kind, is_measured_size
from catalog.sources.words import WRITTEN

SUM = re.compile(
    r"(?:\d{1,5}|\d{1,3}(?:[ '’\u00a0\u202f]\d{3}){1,2})(?:[.,]\d{1,2}|[.,]-{1,2}|[.,]\d{3})?"
)
"""An amount as a column of prices has it."""

CENTS = re.compile(r"\d[.,]\d\d$")
_PORTION = re.compile(r"\d[\d.,]{0,7}\s?[^\W\d_]{1,12}\.?")
_CLASSED = re.compile(r"^[A-Z](?=\s+[^\W\d_]{2})")
"""The letter of a class: "A small" beside "B medium" measures no ares."""
_YEARS = re.compile(r"(?:19|20)\d\d")
_MEASURED = frozenset((Dimension.LENGTH, Dimension.AREA, Dimension.VOLUME, Dimension.MASS))


def all_asking(columns: Mapping[int, tuple[str, Sequence[str]]]) -> list[int]:
    """Those of some columns (name, cells) that may hold prices: one of a single amount only beside
    two others."""
    found = [place for place, (name, cells) in columns.items() if may_ask(name, cells)]
    if len(found) < 2:
        return found
    alone = (p for p, (name, cells) in columns.items() if len(set(cells)) == 1)
    more = [p for p in alone if p not in found and may_ask(*columns[p], several=True)]
    return sorted([*found, *more])


def may_ask(name: str, cells: Sequence[str], *, several: bool = False) -> bool:
    """Whether a column of amounts may hold prices: it is called no measure, count, year or fee.
    `several`: it stands beside other columns of prices."""
    words = re.findall(r"[^\W\d_]+[²³]?", _CLASSED.sub("", name).casefold())
    counts = any((is_unit(w) or is_counted(w) or _measures(w)) and not is_kind(w) for w in words)
    counts = (counts or bool(unit_of(name))) and not _is_portion(name)
    counts = counts and not is_measured_size(name)
    seats = " ".join(name.casefold().split()) in SEATING and all(map(str.isdigit, cells))
    if not cells or counts or seats or is_condition(name) or WRITTEN.intersection(names_of(name)):
        return False
    sums = sum(1 for cell in cells if is_sum(cell) or is_said(cell))
    years = all(map(_YEARS.fullmatch, cells))
    # A room may be shut in winter: "chiusa" among sums.
    worded = sum(1 for cell in cells if cell.isalpha()) if is_kind(name) and sums > 1 else 0
    return (
        sums >= 0.8 * (len(cells) - worded) > 0
        and not years
        and (several or len(set(cells)) > 1 or is_kind(name))
    )


def _measures(word: str) -> bool:
    """Whether a word is a unit that things are measured in: "mm", "kg"."""
    found = UNITS.get(fold(word))
    return found is not None and found[0] in _MEASURED


def _is_portion(name: str) -> bool:
    """ "175 ml", "100 Stück": a column of prices for that much, where "ml" alone counts."""
    return _PORTION.fullmatch(name.strip()) is not None and is_kind(name)


def is_sum(cell: str) -> bool:
    """An amount, or the least of one: "ab 120"."""
    word, _, rest = cell.partition(" ")
    return SUM.fullmatch(rest.strip() if rest and is_least(word) else cell) is not None
