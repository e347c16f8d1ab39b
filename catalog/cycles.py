"""Days of the week and months of the year in cells and in messages: "Di-Sa" has the Saturday,
"November to February" the January."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from babel import Locale
from babel.dates import get_period_names

from catalog.cell_words import cell_words
from catalog.day_names import WEEK, days, month_numbers
from catalog.folding import fold


class Cycle(StrEnum):
    """What comes round again."""

    WEEK = "week"
    YEAR = "year"


LENGTH = {Cycle.WEEK: 7, Cycle.YEAR: 12}

LONGEST = 200
"""Characters of a cell in which days or months are looked for."""

_MARKS = re.compile(r"[^\W\d_]+|[-–—]")
_TIME = re.compile(r"\d{1,2}[:.]\d{2}(?:\s*[-–—]\s*\d{1,2}[:.]\d{2})?|\d+\s*[-–—]\s*\d+|\d+")


@dataclass(frozen=True, slots=True)
class Parts:
    """Some days or months, counted from Monday or January."""

    cycle: Cycle
    held: frozenset[int]


def parts_of(cell: str, languages: tuple[str, ...]) -> Parts | None:
    """The days or months that a cell names, with all between the ends of a span; None where it says
    anything else."""
    if len(cell) > LONGEST:
        return None
    for cycle in Cycle:
        if held := _held(cycle, cell, languages):
            return Parts(cycle, held)
    return None


@lru_cache(maxsize=4096)
def said_in(word: str, language: str) -> Parts | None:
    """The days or months that a word of a message means: "samstags", "Montagabend", "weekend",
    "Oktober". Shortened names are words of their own in too many languages."""
    word = word.casefold()
    for cycle in Cycle:
        for names in (_whole(cycle, language), _whole(cycle, "en")):
            for name, place in names.items():
                rest = word.removeprefix(name)
                if rest != word and rest in ("", "s", *_periods(language, cycle)):
                    return Parts(cycle, frozenset((place,)))
    if fold(word) in _named("weekend"):
        return Parts(Cycle.WEEK, frozenset((5, 6)))
    if fold(word) in _named("working_days"):
        return Parts(Cycle.WEEK, frozenset(range(5)))
    return None


def _held(cycle: Cycle, cell: str, languages: tuple[str, ...]) -> frozenset[int]:
    """The parts of one cycle that a cell names; none where it has a word that is none of them."""
    read = _read(cycle, cell, languages)
    held: set[int] = set()
    left_out: set[int] = set()
    last: int | None = None
    spans = denies = False
    for entry in read or ():
        if isinstance(entry, frozenset):
            held |= entry
            last = None
        elif entry == "to":
            spans = last is not None
        elif entry == "no":
            # "Monday closed", "except Monday"
            left_out |= {last} if last is not None else set()
            denies = last is None
        elif isinstance(entry, int):
            run = _span(last, entry, LENGTH[cycle]) if spans and last is not None else {entry}
            (left_out if denies else held).update(run)
            last, spans = entry, False
    held -= left_out
    return frozenset(held or (set(range(LENGTH[cycle])) - left_out if left_out else ()))


def _span(first: int, last: int, length: int) -> set[int]:
    """From one to another, over the end of the week or year: "Nov-Feb"."""
    return {(first + n) % length for n in range((last - first) % length + 1)}


def _read(
    cycle: Cycle, cell: str, languages: tuple[str, ...]
) -> list[int | str | frozenset[int]] | None:
    """A cell as days or months, spans and what is left out; None where a word is none of these."""
    every = frozenset(range(LENGTH[cycle]))
    runs = {
        Cycle.WEEK: {
            "every_day": every,
            "working_days": frozenset(range(5)),
            "weekend": frozenset((5, 6)),
        },
        Cycle.YEAR: {"all_year": every},
    }[cycle]
    text = fold(cell)
    found: list[int | str | frozenset[int]] = []
    for group, parts in runs.items():
        for run in _named(group):
            if run in text and re.search(rf"\b{re.escape(run)}\b", text):
                text = text.replace(run, " ")
                found.append(parts)
    names = _known(cycle, languages)
    for mark in _MARKS.findall(_TIME.sub(" ", text)):
        if mark in names:
            found.append(names[mark])
        elif mark in _named("to") and mark not in _named("and"):
            found.append("to")
        elif mark in _named("no_day"):
            found.append("no")
        elif mark not in _named("and") and mark not in _named("beside_day"):
            return None
    return found


@lru_cache(maxsize=32)
def _known(cycle: Cycle, languages: tuple[str, ...]) -> dict[str, int]:
    """The names that a cell may have, the plurals of whole ones too, to their places."""
    names = {fold(n): p for code in reversed(languages) for n, p in _names(cycle, code).items()}
    plural = {f"{fold(n)}s": p for code in languages for n, p in _whole(cycle, code).items()}
    own = {day.casefold(): n for n, day in enumerate(WEEK)} if cycle is Cycle.WEEK else {}
    return {**own, **plural, **names}


@lru_cache(maxsize=64)
def _names(cycle: Cycle, language: str) -> dict[str, int]:
    named = days(language) if cycle is Cycle.WEEK else month_numbers(language)
    return dict(named)


@lru_cache(maxsize=64)
def _whole(cycle: Cycle, language: str) -> dict[str, int]:
    """The names that are not shortened: the longest of each."""
    longest: dict[int, str] = {}
    for name, place in _names(cycle, language).items():
        if len(name) > len(longest.get(place, "")):
            longest[place] = name
    return {name: place for place, name in longest.items()}


@lru_cache(maxsize=32)
def _periods(language: str, cycle: Cycle) -> tuple[str, ...]:
    """What a day's name may go on with: Abend, Vormittag."""
    if cycle is Cycle.YEAR:
        return ()
    try:
        told = get_period_names("wide", "stand-alone", Locale.parse(language)).values()
    except (ValueError, LookupError):  # UnknownLocaleError is a ValueError; of some none are told
        return ()
    return tuple(end for name in told for end in (name.casefold(), f"{name.casefold()}s"))


@lru_cache(maxsize=16)
def _named(group: str) -> tuple[str, ...]:
    return tuple(map(fold, cell_words(group)))


def of_column(cells: Sequence[str], languages: tuple[str, ...]) -> dict[str, Parts]:
    """The values of a column of days or months with what they name; empty for other columns."""
    read = ((cell, parts_of(cell, languages)) for cell in cells)
    some = {cell: parts for cell, parts in read if parts is not None}
    cycles = {parts.cycle for parts in some.values()}
    return some if len(cycles) == 1 and len(some) >= MOST * len(cells) else {}


MOST = 0.6
"""Of a column's values have to be days or months."""
