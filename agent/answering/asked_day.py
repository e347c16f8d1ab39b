"""The days that a message about opening hours asks for: by date, by feast, by weekday, today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from babel.dates import get_month_names

from agent.grounding.lexicon import Lexicon, lexicon
from agent.grounding.words import tokens

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_DOTTED = re.compile(r"(?<![\d.:])(\d{1,2})\.\s?(\d{1,2})(\.(?:\s?(\d{4}))?)?(?![\d:])")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?![\d/])")
_DASHED = re.compile(r"[^\W\d]\s?[-–]\s?[^\W\d]")
_BETWEEN = 3
"""Words that may stand between a day and its month: "24th of December" is read as 24 th of."""

_HOLIDAYS = ("01-01", "easter-2", "easter+1", "05-01", "12-25", "12-26")
"""Days on which most shops are closed, whatever weekday they are: the week's hours say nothing."""

_AHEAD = 9
"""Years in which the next 29 February is found."""


@dataclass(frozen=True, slots=True)
class AskedDay:
    day: date
    feast: bool = False
    """A holiday, of which the week's hours say nothing."""
    dated: bool = False
    """Asked for by its date: it is told with it."""


def asked_days(text: str, language: str, today: date, month_first: bool) -> tuple[AskedDay, ...]:
    """The days, in their order; none where the message names none, or a span of weekdays.

    `month_first`: 12/24 is Christmas Eve.
    """
    book, words = lexicon(language), tokens(text)
    if dated := dict.fromkeys(_dates(text, words, language, today, month_first)):
        feasts = {_feast(told, year) for told in book.feasts.values() for year in _years(today)}
        return tuple(AskedDay(day, feast=day in feasts, dated=True) for day in dated)
    for day in _feasts(words, book, today):
        return (AskedDay(day, feast=True, dated=True),)
    return tuple(AskedDay(day, is_holiday(day)) for day in _near(text, words, book, today))


def feast_days(text: str, language: str, today: date) -> set[date]:
    """The feasts that a text names, as they come next."""
    return set(_feasts(tokens(text), lexicon(language), today))


def _feasts(words: Sequence[str], book: Lexicon, today: date) -> Iterator[date]:
    named = [run for run in book.feasts if stands(run, words)]
    for run, told in book.feasts.items():
        within = any(run != other and stands(run, other) for other in named)
        if run in named and not within:  # of "christmas eve" the Christmas is no day of its own
            yield min(d for d in (_feast(told, year) for year in _years(today)) if d >= today)


def is_holiday(day: date) -> bool:
    return any(_feast(told, day.year) == day for told in _HOLIDAYS)


def _near(text: str, words: Sequence[str], book: Lexicon, today: date) -> list[date]:
    """Today, tomorrow, weekdays, the weekend: each as it comes next."""
    if any(stands(run, words) for run in book.phrases["overmorrow"]):
        return [today + timedelta(days=2)]
    told = [_weekday(word, book) for word in words]
    named = list(dict.fromkeys(number for number in told if number is not None))
    if len(named) > 2:
        return []
    if len(named) == 2 and (_DASHED.search(text) or _joined(words, book)):
        return []  # "Monday to Friday": the week
    if named:
        return [today + timedelta(days=(n - today.weekday()) % 7) for n in named]
    if not book.groups["weekend"].isdisjoint(words):
        return [today + timedelta(days=(n - today.weekday()) % 7) for n in (5, 6)]
    if not book.groups["tomorrow"].isdisjoint(words):
        return [today + timedelta(days=1)]
    if not book.groups["today"].isdisjoint(words):
        return [today]
    return []


def _joined(words: Sequence[str], book: Lexicon) -> bool:
    places = [n for n, word in enumerate(words) if _weekday(word, book) is not None]
    return any(w in book.groups["through"] for w in words[places[0] : places[-1]])


def _weekday(word: str, book: Lexicon) -> int | None:
    return book.days.get(word, book.days.get(word.removesuffix("s")))


def _dates(
    text: str, words: Sequence[str], language: str, today: date, month_first: bool
) -> Iterator[date]:
    for match in _ISO.finditer(text):
        yield from next_date(int(match[3]), int(match[2]), match[1], today)
    for match in _DOTTED.finditer(text):
        # "until 7.10" is a time to an English reader, "7.10." a date to everybody.
        if match[3] or language != "en":
            yield from next_date(int(match[1]), int(match[2]), match[4], today)
    for match in _SLASHED.finditer(text):
        first, second = int(match[1]), int(match[2])
        turned = month_first or second > 12
        yield from next_date(
            second if turned else first, first if turned else second, match[3], today
        )
    months = months_of(language)
    for place, word in enumerate(words):
        named, beside = months.get(word), _day_beside(words, place)
        if named is not None and beside is not None:
            behind = words[place + 1 : place + 3]
            year = next((w for w in behind if re.fullmatch(r"20\d\d", w)), None)
            yield from next_date(beside, named, year, today)


def _day_beside(words: Sequence[str], place: int) -> int | None:
    """The number before a month, or behind it: "24 December", "December the 24th"."""
    before = words[max(0, place - _BETWEEN) : place][::-1]
    for run in (before, words[place + 1 : place + 1 + _BETWEEN]):
        for word in run:
            if re.fullmatch(r"\d{1,2}", word):
                return int(word)
            if len(word) > 3 or word[0].isdigit():
                break
    return None


def next_date(day: int, month: int, year: str | None, today: date) -> Iterator[date]:
    """That day of `year`, or as it comes next; nothing where there is none."""
    years = [int(year)] if year else range(today.year, today.year + _AHEAD)
    for one in years:
        try:
            found = date(one, month, day)
        except ValueError:
            continue
        if year or found >= today:
            yield found
            return


@cache
def months_of(language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for width in ("abbreviated", "wide"):
        for number, name in get_month_names(width, locale=language).items():
            found[tokens(str(name))[0]] = number
    return found


def _years(today: date) -> tuple[int, int]:
    return today.year, today.year + 1


def _feast(told: str, year: int) -> date:
    """ "12-24", or the days after Easter Sunday: "easter+1"."""
    if told.startswith("easter"):
        return _easter(year) + timedelta(days=int(told.removeprefix("easter") or 0))
    month, _, day = told.partition("-")
    return date(year, int(month), int(day))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    century, of_century = divmod(year, 100)
    moon = year % 19
    leap = (8 * century + 13) // 25
    epact = (19 * moon + century - century // 4 - leap + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (moon + 11 * epact + 22 * week) // 451
    month, day = divmod(epact + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def stands(run: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words of `run` follow each other in `words`."""
    size = len(run)
    return any(tuple(words[at : at + size]) == tuple(run) for at in range(len(words) - size + 1))
