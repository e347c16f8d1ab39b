"""Which column says what is left: of states, of numbers, of what is sold or drafted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

from catalog.records import Availability
from catalog.sources.cells import BadCell, pieces
from catalog.sources.meanings import IGNORED, PROPERTY
from catalog.sources.pricelines import ALL_DAYS, EVERY_DAY, is_day
from catalog.sources.sums import cells_at
from catalog.sources.words import (
    LEFT,
    availability,
    folded,
    hides,
    truth,
)


def counted_stock(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """A column of states that holds numbers is one of stock: "available" of 0, 1 and 3; and where
    there is none of states, one that is called so: "places left"."""
    if "stock" in meanings.values():
        return
    place = next((p for p, m in meanings.items() if m == "availability"), None)
    if place is None:
        unknown = [p for p in range(len(header)) if meanings.get(p, PROPERTY) == PROPERTY]
        named = (p for p in unknown if counts_left(header[p]))
        counted = (p for p in unknown if _counts_out(header[p], cells_at(sample, p)))
        place = next(chain(named, counted), None)
    counts = [pieces(cell) for cell in cells_at(sample, place)] if place is not None else []
    if place is not None and any(count is not None and count > 1 for count in counts):
        meanings[place] = "stock"


def _counts_out(name: str, cells: Sequence[str]) -> bool:
    """Whether a column counts what there is, to none at all: "Copies", "On the shelf". What a pack
    holds is never 0."""
    words = re.findall(r"[^\W\d_]+", folded(name))
    called = bool(words) and (LEFT["counted"].issuperset(words) or words[0] in LEFT["at"])
    counts = [pieces(cell) for cell in cells]
    return called and None not in counts and 0 in counts and len(set(counts)) > 2


def counts_left(name: str) -> bool:
    """Whether a name has words for what is left and for what is counted, and no others."""
    words = set(re.findall(r"[^\W\d_]+", folded(name)))
    some = not words.isdisjoint(LEFT["words"]) and not words.isdisjoint(LEFT["counted"])
    return some and words <= LEFT["words"] | LEFT["counted"]


def states_of_stock(sample: Sequence[Sequence[str]], meanings: dict[int, str]) -> None:
    """A column that is called a status says what is in stock, or what is drafted; one that says
    what is sold says yes or no, or counts."""
    for place, meaning in list(meanings.items()):
        cells = [row[place].strip() for row in sample if place < len(row) and row[place].strip()]
        if meaning == "availability" and len(set(cells)) > 1 and all(map(_says_days, cells)):
            meanings[place] = PROPERTY
        if meaning == "status" and "availability" not in meanings.values():
            if cells and all(map(_is_state, cells)):
                meanings[place] = "availability"
        elif meaning in ("blocked", "sale_on"):
            if not cells or any(truth(cell) is None for cell in cells):
                meanings[place] = PROPERTY
        elif meaning == "sold" and not all(_is_answer(cell) for cell in cells):
            meanings[place] = IGNORED


def _is_answer(cell: str) -> bool:
    """Yes or no, in words: 1 may be a count."""
    return truth(cell) is not None and not cell.isdigit()


def _says_days(cell: str) -> bool:
    """Whether a cell says on which days something is there: "Mo, Mi, Fr", "täglich"."""
    told = [part.strip(" .").casefold() for part in re.split(r"[,;/–-]|\bund\b|\band\b", cell)]
    return all(part in EVERY_DAY or part in ALL_DAYS or is_day(part) for part in told if part)


def _is_state(cell: str) -> bool:
    try:
        return not hides(cell) and availability(cell) is not Availability.UNKNOWN
    except BadCell:
        return False
