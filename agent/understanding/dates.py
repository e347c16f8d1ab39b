"""The days that a text names: "24 December", "December 24 and 25", "24.12.2026", "2026-12-24"; in a
message, a page or a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from babel.dates import get_month_names

from agent.grounding.lexicon import languages as having
from agent.grounding.lexicon import lexicon
from agent.grounding.words import tokens
from agent.understanding.function_words import function_words
from catalog.text import Token

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_DOTTED = re.compile(r"(?<![\d.:])(\d{1,2})\.\s?(\d{1,2})(\.(?:\s?(\d{4}))?)?(?![\d:])")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?![\d/])")
_DAY = re.compile(r"(\d{1,2})")
_ORDINAL = frozenset(("st", "nd", "rd", "th", "er", "º"))
"""What stands behind a day, as a word of its own: "24th"."""
_YEAR = re.compile(r"20\d\d")

_BETWEEN = 2
"""Words that may stand between a day and its month: "24th of December" is read as 24 th of."""

_SMALL = 3
"""Letters of such a word."""

_LAST = 31
"""Days of the longest months."""

_AHEAD = 9
"""Years in which the next 29 February is found."""


CELL = 60
"""Characters of a cell in which days are looked for."""

_WINDOW = 5
"""Words of a message that one day takes, its year aside: "7", "th", "of", "march"."""


class Day(NamedTuple):
    """A day of the calendar; both count from 1. `year` is None where the text has none."""

    month: int
    day: int
    year: int | None = None

    def may_be(self, other: Day) -> bool:
        """Whether both may be one day: a year that one of them leaves out is any."""
        years = {self.year, other.year} - {None}
        return self[:2] == other[:2] and len(years) < 2


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a text in their order, each with its place among the `words`."""

    words: tuple[str, ...]
    found: tuple[tuple[int, date], ...]


def dates_in(
    text: str, language: str, today: date, month_first: bool = False, pointed: bool = False
) -> Dates:
    """The dates of `text`, each as it comes next where it has no year.

    `month_first`: 12/24 is Christmas Eve. `pointed`: "24.12" without a point behind is none, as a
    page may have "9.10-18.00".
    """
    words = tokens(_spelled(text, language, month_first, pointed))
    days = _dated(words, language)
    return Dates(words, tuple((at, one) for at, day in days for one in next_date(day, today)))


def days_of(cell: str, languages: Sequence[str]) -> list[Day]:
    """The days that a cell names, in the first of `languages` in which it names any; none of a long
    one. Of a language without a lexicon its figures are read."""
    if len(cell) > CELL or not any(map(str.isdigit, cell)):
        return []
    for language in (*filter(having().__contains__, languages), "en"):
        words = tokens(_spelled(cell, language, month_first=False, pointed=True))
        if found := [day for _, day in _dated(words, language)]:
            return found
    return []


def days_said(
    spoken: Sequence[Token], language: str
) -> Iterator[tuple[tuple[int, ...], list[Day]]]:
    """The days that a message names, with the places of their words."""
    months, at = months_of(language), 0
    while at < len(spoken):
        ends = (n for n in range(at, min(at + _WINDOW, len(spoken))) if _tells(spoken[n], months))
        windows = (n for n in ends if n > at or "." in spoken[n].text or "/" in spoken[n].text)
        told = _first_day(spoken, at, windows, language) if _tells(spoken[at], months) else None
        if told is None:
            at += 1
            continue
        end, days = told
        yield tuple(range(at, end)), days
        at = end


def _tells(token: Token, months: dict[str, int]) -> bool:
    return token.is_number or token.folded in months or token.folded in _ORDINAL


def _first_day(
    spoken: Sequence[Token], at: int, ends: Iterator[int], language: str
) -> tuple[int, list[Day]] | None:
    """Where the shortest run of words from `at` on ends that names a day, with its year, and the
    days that it names."""
    for last in ends:
        year = last + 1 < len(spoken) and _YEAR.fullmatch(spoken[last + 1].text) is not None
        for end in (last + 2, last + 1) if year else (last + 1,):
            text = " ".join(token.text for token in spoken[at:end])
            words = tokens(_spelled(text, language, month_first=False, pointed=False))
            if days := [day for _, day in _dated(words, language)]:
                return end, days
    return None


def _spelled(text: str, language: str, month_first: bool, pointed: bool) -> str:
    """`text` with the months of its dates by their names."""
    names = {number: name for name, number in months_of(language).items()}

    def named(day: str, month: str, year: str | None, whole: str) -> str:
        name = names.get(int(month))
        return whole if name is None else f" {int(day)} {name} {year or ''} "

    def dotted(match: re.Match[str]) -> str:
        # "until 7.10" is a time to an English reader, "7.10." a date to everybody.
        if not match[3] and (pointed or language == "en"):
            return match[0]
        return named(match[1], match[2], match[4], match[0])

    def slashed(match: re.Match[str]) -> str:
        first, second = match[1], match[2]
        turned = month_first or int(second) > 12
        day, month = (second, first) if turned else (first, second)
        return named(day, month, match[3], match[0])

    text = _ISO.sub(lambda m: named(m[3], m[2], m[1], m[0]), text)
    return _SLASHED.sub(slashed, _DOTTED.sub(dotted, text))


def _dated(words: Sequence[str], language: str) -> Iterator[tuple[int, Day]]:
    """Each day with its place; of "25, 26 and 27 December" three."""
    months, linking = months_of(language), _linking(language)
    run: list[tuple[int, int]] = []
    loose = place = 0
    while place < len(words):
        word = words[place]
        day = _DAY.fullmatch(word)
        if day is not None:
            run = [*([] if loose else run), (place, int(day[1]))]
            loose = 0
        elif word in months:
            run = (run if loose <= _BETWEEN else []) or list(_behind(words, place, linking))
            last = max([place, *(at for at, _ in run)])
            year = next(filter(_YEAR.fullmatch, words[place + 1 : last + 3]), None)
            for at, number in run:
                if 1 <= number <= _LAST:
                    yield at, Day(months[word], number, int(year) if year else None)
            place, run, loose = last, [], 0
        elif word not in linking:
            loose += 1
            run = run if len(word) <= _SMALL and not word[0].isdigit() else []
        place += 1


def _behind(words: Sequence[str], place: int, linking: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The days behind a month: "December 24 and 25", "December the 24th"."""
    for at in range(place + 1, len(words)):
        day = _DAY.fullmatch(words[at])
        if day is not None:
            yield at, int(day[1])
        elif words[at] not in linking and (len(words[at]) > _SMALL or words[at][0].isdigit()):
            return


@cache
def _linking(language: str) -> frozenset[str]:
    """What stands between the days of one month: "25 and the 26", "24 to 27"."""
    book = function_words(language)
    runs = (run for group in ("and", "or", "article") for run in book.groups[group])
    words = frozenset(word for run in runs for word in run)
    return words | _ORDINAL | lexicon(language).groups["through"]


def next_date(day: Day, today: date) -> Iterator[date]:
    """That day of its year, or as it comes next; nothing where there is none."""
    years = [day.year] if day.year else range(today.year, today.year + _AHEAD)
    for one in years:
        try:
            found = date(one, day.month, day.day)
        except ValueError:
            continue
        if day.year or found >= today:
            yield found
            return


@cache
def months_of(language: str) -> dict[str, int]:
    """What the months are called, whole and shortened, folded as words are."""
    found: dict[str, int] = {}
    for width in ("abbreviated", "wide"):
        for number, name in get_month_names(width, locale=language).items():
            found[tokens(str(name))[0]] = number
    return found
