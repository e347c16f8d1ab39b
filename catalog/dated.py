"""Days of the calendar as cells and messages write them: "22.05.2027", "Sat 6 March", "march 7th".

A year is not kept: what takes place is told for the season to come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from catalog.day_names import LANGUAGES, month_numbers
from catalog.text import Token

LONGEST = 60
"""Characters of a cell in which days are looked for."""


class Day(NamedTuple):
    """A day of any year; both count from 1."""

    month: int
    day: int


_ISO = re.compile(r"(?<![\d-])\d{4}-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)")
_POINTS = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?\d{2,4})?(?!\d)")
_SLASHES = re.compile(r"(?<![\d/])(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?:\d{2}){1,2}(?![\d/])")
_NAMED = (
    re.compile(
        r"(?<!\d)(?P<day>\d{1,2})(?:\.|st|nd|rd|th|er|º)?\s(?:de\s|of\s)?(?P<month>[^\W\d_]{3,12})"
    ),
    re.compile(r"(?P<month>[^\W\d_]{3,12})\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:.])"),
)
_SPOKEN = re.compile(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?:\d{2}){0,2})?")
_ORDINAL = frozenset(("st", "nd", "rd", "th", "er", "º"))
_BETWEEN = frozenset(("of", "de", "the", "del"))


def days_in(cell: str) -> list[Day]:
    """The days that a cell names, in their order; none of a cell without figures, or a long one."""
    if len(cell) > LONGEST or not any(map(str.isdigit, cell)):
        return []
    for pattern in (_ISO, _POINTS, _SLASHES):
        if found := [d for m in pattern.finditer(cell) if (d := _day(m["month"], m["day"]))]:
            return found
    for pattern in _NAMED:
        named = (
            (_months().get(m["month"].casefold(), 0), m["day"]) for m in pattern.finditer(cell)
        )
        if found := [d for month, day in named if (d := _day(month, day))]:
            return found
    return []


def days_said(spoken: Sequence[Token]) -> Iterator[tuple[tuple[int, ...], Day]]:
    """The days that a message names, each with the places of its words."""
    for at, token in enumerate(spoken):
        if match := _SPOKEN.fullmatch(token.text):
            if told := _day(match["month"], match["day"]):
                yield (at,), told
        elif month := _months().get(token.text.casefold()):
            for places in (_before(spoken, at), _behind(spoken, at)):
                number = next((spoken[p].text for p in places if spoken[p].is_number), "")
                if number.isdigit() and (told := _day(month, number)):
                    yield tuple(sorted((*places, at))), told
                    break


def _before(spoken: Sequence[Token], at: int) -> list[int]:
    """The 7 of "7 march", "7th of march", with what stands between."""
    place = at - 1
    between = []
    while place >= 0 and at - place <= 3 and spoken[place].folded in _BETWEEN | _ORDINAL:
        between.append(place)
        place -= 1
    return [place, *between] if place >= 0 and spoken[place].is_number else []


def _behind(spoken: Sequence[Token], at: int) -> list[int]:
    """The 7 of "march 7", "march the 7th"."""
    place = at + 1
    between = []
    if place < len(spoken) and spoken[place].folded in _BETWEEN:
        between.append(place)
        place += 1
    if place >= len(spoken) or not spoken[place].is_number:
        return []
    ordinal = spoken[place + 1 : place + 2]
    return [place, *between, *([place + 1] if ordinal and ordinal[0].folded in _ORDINAL else [])]


def _day(month: str | int, day: str) -> Day | None:
    told = Day(int(month), int(day))
    return told if 1 <= told.month <= 12 and 1 <= told.day <= 31 else None


@cache
def _months() -> dict[str, int]:
    """What a month is called in any language, from three letters on, counted from 1."""
    found: dict[str, int] = {}
    for code in LANGUAGES:
        for name, number in month_numbers(code).items():
            if len(name) >= 3 and name.isalpha():
                found.setdefault(name, number + 1)
    return found
