"""What a page says of the hours of a day: "closed 25, 26 and 27 December", "24.12. to 1.1. shut".

The settings give a week's hours; that they say nothing of a feast is no answer where a page does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from agent.answering.asked_day import AskedDay, feast_days
from agent.answering.excerpt import whole_sentences
from agent.answering.said import Counter, Said
from agent.grounding.facts import passage_fact
from agent.grounding.lexicon import languages, lexicon
from agent.grounding.words import tokens
from agent.understanding.dates import dates_in
from agent.understanding.function_words import function_words
from catalog.records import Passage
from catalog.sources.list_words import HOURS, TOLD_AT_END, TOLD_HOURS

LONGEST = timedelta(days=45)
"""Of two dates further apart nothing between them is meant."""

SEVERAL = 3
"""Days of the week in a passage that is of hours."""

READ = 4_000
"""Characters of a passage that are looked through."""

_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m|p\.m|uhr|h\b|óra)", re.IGNORECASE)
_CLAUSE = re.compile(r"[.,;:!?()]+")
_DASHED = re.compile(r"(?<=[\d.])\s?[–—-]\s?(?=\d)")


def on_page(days: Sequence[AskedDay], passages: Sequence[Passage], counter: Counter) -> Said | None:
    """What a page says of the hours of one of the `days`, in the customer's language where there is
    such a page; None where none does."""
    language, today = counter.voice.language, counter.now.date()
    own = sorted(passages, key=lambda passage: passage.language != language)
    wanted = {one.day for one in days}
    beside = {one.day + timedelta(days=n) for one in days if one.feast for n in (-1, 1)}
    for some in filter(None, (wanted, beside)):  # "at Christmas" of "on 24 December until 1 pm"
        for passage in own:
            heading = " / ".join(passage.heading)
            for told, named in _told_days(heading, passage.text[:READ], passage.language, today):
                if not some.isdisjoint(named):
                    return Said((told,), (passage_fact(passage, told),), (), (passage,))
    return None


@lru_cache(maxsize=4_096)
def _told_days(
    heading: str, text: str, language: str, today: date
) -> tuple[tuple[str, frozenset[date]], ...]:
    """The sentences that tell hours, with the days that they name. Kept for the day: a site has
    thousands of passages."""
    # "On Christmas Eve until 3 pm": of the hours where the passage is of them.
    timed = _says_open(text) or _is_of_hours(heading, text, language)
    told = (
        one for one in whole_sentences(text) if _says_open(one) or (timed and _CLOCK.search(one))
    )
    return tuple((one, days) for one in told if (days := written_days(one, language, today)))


def _is_of_hours(heading: str, text: str, language: str) -> bool:
    """Whether a passage is headed by hours, or names days of the week one after the other."""
    days = lexicon(language).days if language in languages() else {}
    named = {word for word in tokens(text) if word in days}
    return not HOURS.isdisjoint(heading.casefold().split()) or len(named) >= SEVERAL


def _says_open(text: str) -> bool:
    """Whether it is said that something is open or closed."""
    if not TOLD_HOURS.isdisjoint(tokens(text)):
        return True
    ends = (tokens(clause)[-1:] for clause in _CLAUSE.split(text))
    return any(not TOLD_AT_END.isdisjoint(end) for end in ends)


def written_days(text: str, language: str, today: date) -> frozenset[date]:
    """The days that a sentence names: by dates, in lists and spans, and by feasts. Of a language
    that the program does not speak those in figures are read."""
    language = language if language in languages() else "en"
    through = min(lexicon(language).groups["through"], default="")
    told = dates_in(
        _CLOCK.sub(" ", _DASHED.sub(f" {through} ", text)), language, today, pointed=True
    )
    days = {day for _, day in told.found} | feast_days(text, language, today)
    for (first_at, first), (last_at, last) in pairwise(told.found):
        between = told.words[first_at + 1 : last_at]
        if _spans(between, language) and timedelta() < last - first <= LONGEST:
            days |= {first + timedelta(days=n) for n in range((last - first).days)}
    return frozenset(days)


def _spans(between: Sequence[str], language: str) -> bool:
    """Whether what stands between two dates means all days from the one to the other."""
    through = not lexicon(language).groups["through"].isdisjoint(between)
    return through or function_words(language).says("again", between)
