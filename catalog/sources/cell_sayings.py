"""Words that stand where a price or a count is looked for: what they say is told, or is a state."""

from __future__ import annotations

from functools import lru_cache

from catalog.price_words import is_none, is_said
from catalog.records import Availability
from catalog.sources.cells import BadCell, measure_left, pieces
from catalog.sources.words import availability

LETTERS = 8
"""Letters of a saying at least, in two words or more: "in arrivo". A shorter one may be a slip."""

LONGEST = 60
"""Characters of a saying."""


@lru_cache(maxsize=4096)
def says_words(cell: str) -> bool:
    """Whether a cell says something in words that is neither a price nor a state: "only in
    January"."""
    if not 0 < len(cell) <= LONGEST or any(map(str.isdigit, cell)) or "://" in cell:
        return False
    several = len(cell.split()) > 1 and sum(map(str.isalpha, cell)) >= LETTERS
    return several and not is_said(cell) and not is_none(cell) and not is_gone(cell)


def is_gone(cell: str) -> bool:
    """Whether a cell says in words that there is none left: "esaurito"; "no" answers something
    else."""
    if len(cell) < 4 or any(map(str.isdigit, cell)):
        return False
    try:
        return availability(cell) is Availability.OUT_OF_STOCK
    except BadCell:
        return False


def is_state_or_count(cell: str) -> bool:
    """Whether a cell says whether something is there, or how many."""
    try:
        return availability(cell) is not Availability.UNKNOWN
    except BadCell:
        return pieces(cell) is not None or measure_left(cell) is not None
