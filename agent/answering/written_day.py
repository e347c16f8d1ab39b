"""What a page says of the hours of a day: "closed 25, 26 and 27 December", "24.12. to 1.1. shut".

The settings give a week's hours; that they say nothing of a feast is no answer where a page does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from agent.answering.asked_day import AskedDay, feast_days, months_of, next_date
from agent.answering.excerpt import whole_sentences
from agent.grounding.lexicon import languages, lexicon
from agent.grounding.words import tokens
from agent.understanding.function_words import function_words
from catalog.records import Passage
from catalog.sources.list_words import TOLD_HOURS

LONGEST = timedelta(days=45)
"""Of two dates further apart nothing between them is meant."""

READ = 4_000
"""Characters of a passage that are looked through."""

_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m|p\.m|uhr|h\b|óra)", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\d.:])(\d{1,2})\.\s?(\d{1,2})\.(?!\d{1,2}(?!\d))")
_DASHED = re.compile(r"(?<=[\d.])\s?[–—-]\s?(?=\d)")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|º)?")
_SMALL = 5
"""Letters of a word that may stand between the days of a month: "25, 26 and 27 December"."""


@dataclass(frozen=True, slots=True)
class WrittenDay:
    passage: Passage
    text: str


def written_day(
    asked: Sequence[AskedDay], passages: Sequence[Passage], language: str, today: date
) -> WrittenDay | None:
    """The sentence that tells the hours of one of the days `asked`, in `language` where there is
    one; None where no page does."""
    own = sorted(passages, key=lambda passage: passage.language != language)
    days = {one.day for one in asked}
    beside = {one.day + timedelta(days=n) for one in asked if one.feast for n in (-1, 1)}
    for wanted in filter(None, (days, beside)):  # "at Christmas" of "on 24 December until 1 pm"
        for passage in own:
            for told, named in _told_days(passage.text[:READ], passage.language, today):
                if not wanted.isdisjoint(named):
                    return WrittenDay(passage, told)
    return None


@lru_cache(maxsize=4_096)
def _told_days(text: str, language: str, today: date) -> tuple[tuple[str, frozenset[date]], ...]:
    """The sentences that tell hours, with the days that they name. Kept for the day: a site has
    thousands of passages."""
    told = filter(_tells_hours, whole_sentences(text))
    return tuple((one, days) for one in told if (days := written_days(one, language, today)))


def _tells_hours(text: str) -> bool:
    words = set(tokens(text))
    return bool(_CLOCK.search(text)) or not words.isdisjoint(TOLD_HOURS)


def written_days(text: str, language: str, today: date) -> frozenset[date]:
    """The days that a sentence names: by dates, in lists and spans, and by feasts. Of a language
    that the program does not speak those in figures are read."""
    language = language if language in languages() else "en"
    through = next(iter(sorted(lexicon(language).groups["through"])), "")
    months = {number: name for name, number in months_of(language).items()}
    spelled = _DOTTED.sub(
        lambda m: f"{m[1]} {months.get(int(m[2]), m[2])} ", _DASHED.sub(f" {through} ", text)
    )
    words = tokens(_CLOCK.sub(" ", spelled))
    found = list(_dated(words, language, today))
    days = {day for _, day in found}
    for (first_at, first), (last_at, last) in pairwise(found):
        between = words[first_at + 1 : last_at]
        if _spans(between, language) and timedelta() < last - first <= LONGEST:
            days |= {first + timedelta(days=n) for n in range((last - first).days)}
    return frozenset(days | feast_days(text, language, today))


def _spans(between: Sequence[str], language: str) -> bool:
    """Whether what stands between two dates means all days from the one to the other."""
    through = not lexicon(language).groups["through"].isdisjoint(between)
    return through or function_words(language).says("again", between)


def _dated(words: Sequence[str], language: str, today: date) -> Iterator[tuple[int, date]]:
    """Each date with its place; of "25, 26 and 27 December" three."""
    months = months_of(language)
    run: list[tuple[int, int]] = []
    place = 0
    while place < len(words):
        word = words[place]
        day = _DAY.fullmatch(word)
        if day is not None:
            run.append((place, int(day[1])))
        elif word in months:
            behind = place + 1
            after = not run  # "December 24 and 25"
            while after and behind < len(words) and len(words[behind]) <= _SMALL:
                following = _DAY.fullmatch(words[behind])
                if following is not None:
                    run.append((behind, int(following[1])))
                elif words[behind].isdigit() or words[behind] in months:
                    break
                behind += 1
            year = next(
                (w for w in words[place + 1 : behind + 2] if re.fullmatch(r"20\d\d", w)), None
            )
            for at, number in run:
                yield from ((at, found) for found in next_date(number, months[word], year, today))
            place, run = max([place, *(at for at, _ in run)]), []
        elif len(word) > _SMALL or word[:1].isdigit():
            run = []
        place += 1
