"""Classes of price in cells: "$$", "moderate", "gehoben". What is dearer has the higher class."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from catalog.cell_words import cell_words
from catalog.folding import fold

_SIGNS = re.compile(r"[€$£¥]{1,5}")

_CLASSES = ("level_1", "level_2", "level_3", "level_4")
_MIDDLE = "level_2"
"""Its words class other things too: a "medium" steak."""


def level_of(cell: str) -> int | None:
    """The class that a cell tells, from 1; None where it tells none."""
    if _SIGNS.fullmatch(told := cell.strip()):
        return len(told)
    return _words().get(fold(told))


def are_levels(cells: Sequence[str]) -> bool:
    """Whether cells are classes in words, some of which are of prices alone."""
    told = {fold(c.strip()) for c in cells if c.strip()}
    middle = set(map(fold, cell_words(_MIDDLE)))
    return len(told) > 1 and told <= _words().keys() and bool(told - middle)


@lru_cache(maxsize=1)
def _words() -> dict[str, int]:
    return {fold(w): n for n, group in enumerate(_CLASSES, 1) for w in cell_words(group)}
