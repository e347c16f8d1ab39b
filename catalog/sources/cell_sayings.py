"""Words that stand where a price or a count is looked for: what they say is told, or is a state."""

from __future__ import annotations

import re
from functools import lru_cache

from catalog.price_words import is_none, is_said
from catalog.records import Availability
from catalog.sources.cells import BadCell, measure_left, pieces
from catalog.sources.list_words import UNTIL
from catalog.sources.words import (
    LEFT,
    availability,
    is_awaited,
    is_for_now,
    is_paused,
    is_shown,
    left,
    truth,
)

LETTERS = 8
"""Letters of a saying at least, in two words or more: "in arrivo". A shorter one may be a slip."""

FEW = 3
"""Letters of what is said of the stock at least, in two words or more: "ab Mai"."""

MOST = 3
"""Words that say that there is none left."""

_DAY = re.compile(r"\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?\.?")
_NO_LETTERS = re.compile(r"[\d\s./:-]+")

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{4,40})[)\]]\s*$")
SURE = {Availability.IN_STOCK: 9, Availability.OUT_OF_STOCK: 10}
"""Letters of a single word that says a state and nothing else: "belegt" is a roll, "terminado" a
wall."""

_ORDERED = (Availability.BACKORDER, Availability.PREORDER)

LONGEST = 60
"""Characters of a saying."""


_SHARE = re.compile(r"[+–-]\s?\d{1,3}(?:[.,]\d)?\s?%")


@lru_cache(maxsize=4096)
def says_words(cell: str) -> bool:
    """Whether a cell says something in words that is neither a price nor a state: "only in
    January", or that it adds a share to others: "+ 30 %"."""
    if _SHARE.fullmatch(cell):
        return True
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


def says_when(cell: str) -> bool:
    """Whether a cell of stock says in words when or how something can be had: "from May", "week
    18", "Fr + Sa". One word may be a slip, and is reported."""
    if not 0 < len(cell) <= LONGEST or "://" in cell or is_state_or_count(cell):
        return False
    return len(cell.split()) > 1 and sum(map(str.isalpha, cell)) >= FEW


def is_ordered(cell: str) -> bool:
    """Whether a cell says in words of its own that something is ordered: "to order, 4 weeks"."""
    try:
        return len(cell.split()) > 1 and availability(cell) in _ORDERED
    except BadCell:
        return False


def counts_places(cell: str) -> bool:
    """Whether a cell counts what is left of something: "6 places"."""
    number, _, counted = cell.partition(" ")
    return number.isdigit() and counted.strip(" .").casefold() in LEFT["counted"]


def is_sold_out(cell: str) -> bool:
    """Whether a remark says nothing but that there is none left: "fullbokad". "None" and "no" say
    it of something else."""
    return is_gone(cell) and truth(cell) is None and left(cell) is None


def sold_of(cell: str) -> bool | None:
    """What a cell of a column "Sold" says: yes or no, or that it is by the day when: "vendu 14/02",
    "14.2.2026". None of a count, and of any other."""
    told = cell.strip()
    answer = truth(told)
    if answer is not None and not told.isdigit():
        return answer
    if _DAY.fullmatch(told):
        return True
    words = _NO_LETTERS.sub(" ", told).strip()
    return True if words and is_gone(words) else None


def said_state(cell: str) -> str | None:
    """The state of stock that a cell says in other words, as it is read; empty where it says
    nothing of it ("Aktiv"), None where it says a state itself or something else."""
    if is_awaited(cell) or is_paused(cell) or _is_gone_until(cell):
        return Availability.OUT_OF_STOCK.value
    return "" if is_shown(cell) and not is_state_or_count(cell) else None


def state_of(cell: str) -> str:
    """The state or count that a cell says, as it is read; empty where it says something else."""
    told = cell.split()[0] if counts_places(cell) else cell
    if is_state_or_count(told):
        return told
    state = left(told)
    return state.value if state is not None else said_state(told) or ""


def _is_gone_until(cell: str) -> bool:
    """Whether words say first that there is none left, and then until when or why: "sold out until
    spring", "épuisé, retour en mai"."""
    words = cell[:LONGEST].split()
    for count in range(1, min(MOST, len(words) - 1) + 1):
        first, following = " ".join(words[:count]), words[count].casefold()
        parted = first[-1] in ",;.:" or following[0] in "(–-"
        if (parted or following in UNTIL) and is_gone(first.strip(",;.: ")):
            return True
    return False


def is_told_too(cell: str) -> bool:
    """Whether a cell says more than its state: until when, that it is ordered, or that it is so for
    now alone."""
    return is_ordered(cell) or is_awaited(cell) or is_for_now(cell) or _is_gone_until(cell)


def state_of_name(name: str) -> str:
    """The state that a name says of itself in brackets at its end: "Bench, black (in stock)"; empty
    where it says none."""
    match = _BRACKETS.search(name)
    told = match[1].strip() if match else ""
    if any(map(str.isdigit, told)) or truth(told) is not None:
        return ""
    try:
        state = availability(told)
    except BadCell:
        return ""
    sure = state in SURE and (len(told.split()) > 1 or len(told) >= SURE[state])
    return told if sure else ""
