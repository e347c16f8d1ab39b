"""Ages that a cell tells in a word: "adults" in a column of ages is from 18 on, "all ages" any."""

from __future__ import annotations

import math
from functools import cache, lru_cache

from catalog.cell_words import cell_words
from catalog.concepts import concepts_of
from catalog.folding import fold
from catalog.measures import UNITS, Dimension, Measure
from catalog.text import tokens

ADULT = 18
"""Years from which on one is grown up, where nobody says otherwise."""

LONGEST = 24
"""Characters of a cell that tells an age in a word."""


def age_told(cell: str, name: str) -> Measure | None:
    """The age that a cell of a column `name` tells in a word; None where it tells none."""
    said = fold(cell.strip(" .")) if len(cell) <= LONGEST else ""
    if not said or not (said in _adults() or said in _any()) or not is_age(name):
        return None
    low = ADULT * UNITS["year"][1] if said in _adults() else 0.0
    return Measure(low, math.inf, Dimension.TIME, "year", 0, len(cell), low)


@lru_cache(maxsize=1024)
def is_age(name: str) -> bool:
    """Whether a column is called an age in any language."""
    wanted = {"en:age", *concepts_of("age")}
    words = tokens(name.replace("_", " "), ("en",))
    return any(t.folded in _ages() or not wanted.isdisjoint(t.keys) for t in words)


@cache
def _ages() -> frozenset[str]:
    return frozenset(map(fold, cell_words("age")))


@cache
def _adults() -> frozenset[str]:
    return frozenset(map(fold, cell_words("adults")))


@cache
def _any() -> frozenset[str]:
    return frozenset(map(fold, cell_words("any_age")))
