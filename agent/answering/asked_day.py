"""The days that a message about opening hours asks for: by date, by feast, by weekday, today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agent.grounding.lexicon import Lexicon, lexicon
from agent.grounding.words import tokens
from agent.understanding.dates import dates_in

_DASHED = re.compile(r"[^\W\d]\s?[-–]\s?[^\W\d]")
_HOLIDAYS = ("01-01", "easter-2", "easter+1", "05-01", "12-25", "12-26")
"""Days on which most shops are closed, whatever weekday they are: the week's hours say nothing."""


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
    found = dates_in(text, language, today, month_first).found
    if dated := dict.fromkeys(day for _, day in found):
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
