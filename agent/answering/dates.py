"""The dates that a text names: "24 December", "December 24 and 25", "24.12.2026", "2026-12-24"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel.dates import get_month_names

from agent.grounding.lexicon import lexicon
from agent.grounding.words import tokens
from agent.understanding.function_words import function_words

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

_AHEAD = 9
"""Years in which the next 29 February is found."""


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
    return Dates(words, tuple(_dated(words, language, today)))


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


def _dated(words: Sequence[str], language: str, today: date) -> Iterator[tuple[int, date]]:
    """Each date with its place; of "25, 26 and 27 December" three."""
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
                yield from ((at, one) for one in next_date(number, months[word], year, today))
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
    """What the months are called, whole and shortened, folded as words are."""
    found: dict[str, int] = {}
    for width in ("abbreviated", "wide"):
        for number, name in get_month_names(width, locale=language).items():
            found[tokens(str(name))[0]] = number
    return found
