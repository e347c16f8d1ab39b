"""Which column says what is left: of states, of numbers, of what is sold or drafted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import chain

from catalog.records import Availability
from catalog.sources.answer_letters import answer_letters, answers
from catalog.sources.cell_sayings import (
    LONGEST,
    counts_places,
    said_state,
    says_when,
    sold_of,
)
from catalog.sources.cells import BadCell, measure_left, pieces
from catalog.sources.column_words import Says, says
from catalog.sources.list_words import ALL_DAYS, EVERY_DAY, is_day
from catalog.sources.meanings import IGNORED, PROPERTY
from catalog.sources.sampled import cells_at
from catalog.sources.words import (
    FIELDS,
    LEFT,
    availability,
    folded,
    hides,
    is_paused,
    is_shown,
    left,
    truth,
)

_STOCKED = frozenset((Says.AVAILABLE, Says.STOCK))
MIXED = 0.6
"""The share of a column's cells that must be states or counts where it is called one of these."""


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


def stock_by_words(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """What is left, where no column is it by its whole name: by the words of one name and its
    cells, or by the cells of one column that all are states, some of them of what is gone. A column
    of yes and no is none of states where another counts: "Lieferbar" says what is sent."""
    answers = [
        place
        for place, m in meanings.items()
        if m == "availability" and _answers(cells_at(sample, place))
    ]
    if not {"stock", "availability"}.isdisjoint(meanings[p] for p in meanings if p not in answers):
        return
    free = [p for p in range(len(header)) if meanings.get(p) == PROPERTY]
    counted = [p for p in free if Says.STOCK in says(header[p]) and _counts(cells_at(sample, p))]
    states = [p for p in free if _tells_states(header[p], cells_at(sample, p))]
    if len(counted) == 1:
        meanings[counted[0]] = "stock"
        meanings.update(dict.fromkeys(answers, PROPERTY))
    elif len(states) == 1 and not answers:
        meanings[states[0]] = "availability"


def _answers(cells: Sequence[str]) -> bool:
    """Whether cells say yes or no, in words: 1 may be a count."""
    return all(truth(cell) is not None and not cell.isdigit() for cell in cells)


def _counts(cells: Sequence[str]) -> bool:
    """Whether cells are counts, and one at least more than 1, which may say yes; some may be
    states: "none", "lots"."""
    counts = [_count(cell) for cell in cells]
    others = [cell for cell, count in zip(cells, counts, strict=True) if count is None]
    return all(map(_is_left, others)) and any(c is not None and c > 1 for c in counts)


def _count(cell: str) -> Decimal | None:
    number = cell.split()[0] if counts_places(cell) else cell
    count = pieces(number)
    return measure_left(number) if count is None else Decimal(count)


def _tells_states(name: str, cells: Sequence[str]) -> bool:
    """Whether all cells are states: of a column that is called so, or said in so many words. Of one
    that is called so some may say in words when: "tomorrow", "from May"."""
    called = not _STOCKED.isdisjoint(says(name)) and any(not cell.isdigit() for cell in cells)
    if called and len(cells) > 1 and answer_letters(name, cells):
        return True
    if called and len(cells) > 1:
        short = all(len(cell) <= LONGEST for cell in cells)
        return short and sum(map(_is_left, cells)) >= MIXED * len(cells)
    if not cells or not all(map(_is_state, cells)):
        return False
    told = all(truth(cell) is None and not cell.isdigit() for cell in cells)
    gone = told and any(availability(cell) is Availability.OUT_OF_STOCK for cell in cells)
    return called or gone


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


def is_stock(name: str) -> bool:
    """Whether a column is called by what is there: "Places left", "Stock"."""
    return folded(name) in FIELDS["stock"]


def states_of_stock(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """A column that is called a status says what is in stock, or what is drafted; one that says
    what is sold says yes or no, or counts."""
    for place, meaning in list(meanings.items()):
        cells = [row[place].strip() for row in sample if place < len(row) and row[place].strip()]
        if meaning == "availability" and len(set(cells)) > 1 and all(map(_says_days, cells)):
            meanings[place] = PROPERTY
        if meaning == "condition" and (any(map(hides, cells)) or _are_statuses(cells)):
            meanings[place] = meaning = "status"  # "Zustand" of drafts is none of goods
        if meaning == "status" and "availability" not in meanings.values():
            # What is called off among them is hidden by its state (anytable.py).
            if any(map(_is_state, cells)) and all(_is_status(c) or says_when(c) for c in cells):
                meanings[place] = "availability"
            elif not any(map(hides, cells)) and not all(map(_is_programs, cells)):
                meanings[place] = PROPERTY  # "open", "closed", "April to October"
        elif meaning in ("blocked", "sale_on"):
            if not cells or None in answers(header[place], cells):
                meanings[place] = PROPERTY
        elif meaning == "sold" and any(sold_of(cell) is None for cell in cells):
            meanings[place] = meaning if answer_letters(header[place], cells) else IGNORED


def _are_statuses(cells: Sequence[str]) -> bool:
    """Whether all cells say who sees goods or whether they can be had: "activo", "agotado"."""
    return any(map(_is_state, cells)) and all(map(_is_status, cells))


def _is_status(cell: str) -> bool:
    """Whether a cell says a state, who sees it, or that it rests."""
    return hides(cell) or _is_state(cell) or said_state(cell) is not None


def _is_programs(cell: str) -> bool:
    """Whether a cell is a program's state of a record, and nothing to tell."""
    return is_shown(cell) or is_paused(cell) or cell.isdigit() or _is_state(cell)


def _says_days(cell: str) -> bool:
    """Whether a cell says on which days something is there: "Mo, Mi, Fr", "täglich"."""
    told = [part.strip(" .").casefold() for part in re.split(r"[,;/–-]|\bund\b|\band\b", cell)]
    return all(part in EVERY_DAY or part in ALL_DAYS or is_day(part) for part in told if part)


def _is_left(cell: str) -> bool:
    return left(cell) is not None or _is_state(cell)


def _is_state(cell: str) -> bool:
    try:
        return not hides(cell) and availability(cell) is not Availability.UNKNOWN
    except BadCell:
        return False
