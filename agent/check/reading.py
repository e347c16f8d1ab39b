"""Reads what a text states in words: times, days, links, phones, stock; figures.py reads numbers.

Written for the check alone and with nothing of agent/grounding: two readers that err alike would
show nothing. It knows no catalog; whether a statement is true is scoring.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from babel.dates import get_month_names

from agent.check.words import reading_words
from catalog import clock

_PHONE = re.compile(r"(?<![\w.,])(?:\+|0)[\d\u00a0 ()/-]{5,}\d")
_LINK = re.compile(
    r"https?://[^\s<>()\"]+|www\.[^\s<>()\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”“)]?\s+|\n+")
_NUMBERED = re.compile(r"(?:^|\D)\d{1,2}\.$")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of the reading words, a weekday, a time, a link: what it means, where it stands."""

    what: str
    span: Span


@dataclass(frozen=True, slots=True)
class Date:
    """A day of any year, and the weekday that it is said to be."""

    weekday: int
    month: int
    day: int

    def after(self, today: date) -> date | None:
        """As it comes next on that weekday, within two years; None where it does not."""
        for year in (today.year, today.year + 1):
            try:
                found = date(year, self.month, self.day)
            except ValueError:
                continue
            if found >= today and found.weekday() == self.weekday:
                return found
        return None


StockWord = Literal["in_stock", "orderable", "out_of_stock"]


def folded(text: str) -> str:
    """Lower case with plain apostrophes; as long as `text`, so that places stay."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text.replace("’", "'"))


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text`, with their punctuation; "20. Dezember" ends none."""
    found: list[str] = []
    for part in filter(None, (part.strip() for part in _SENTENCE.split(text))):
        month = WORD.match(part)
        if found and _NUMBERED.search(found[-1]) and month and folded(month[0]) in _months():
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return found


def dates(text: str) -> list[tuple[Date, Span]]:
    """Days that are told with their weekday: "Thursday, 24 December", "Freitag, 1. Januar"."""
    found = []
    for match in _dated().finditer(folded(text)):
        weekday = _day(match["weekday"], text, match.end("weekday"))
        if weekday is not None:
            month = _months()[match["month"] or match["first"]]
            day = int(match["day"] or match["second"])
            found.append((Date(weekday, month, day), Span(*match.span())))
    return found


def times(text: str) -> list[Found]:
    """Times of the day as HH:MM."""
    return [
        Found(f"{one.minute // 60:02}:{one.minute % 60:02}", Span(one.start, one.end))
        for one in clock.times(text)
    ]


def phones(text: str) -> list[Found]:
    """Phone numbers, as their digits."""
    return [
        Found(digits, Span(*match.span()))
        for match in _PHONE.finditer(text)
        if len(digits := re.sub(r"\D", "", match[0])) >= 7
    ]


def links(text: str) -> list[Found]:
    """Links and e-mail addresses, in lower case."""
    return [
        Found(match[0].rstrip(".,;:!?").lower(), Span(*match.span()))
        for match in _LINK.finditer(text)
    ]


def phrases(text: str, key: str) -> list[Found]:
    """Where a phrase of `key` stands as whole words, the longest of those that overlap."""
    return [Found(m[0], Span(*m.span())) for m in _pattern(key).finditer(folded(text))]


def negated(text: str) -> bool:
    """Whether the sentence denies anything."""
    return bool(phrases(text, "negators"))


def stock_words(text: str) -> list[tuple[StockWord, Span]]:
    """What the sentence says of stock, with "not ... available" read as what it means."""
    keys: tuple[StockWord, ...] = ("out_of_stock", "in_stock", "orderable")
    found: list[tuple[StockWord, Span]] = []
    for key in keys:
        for phrase in phrases(text, key):
            if not any(_overlap(phrase.span, span) for _, span in found):
                found.append((_turned(key, text, phrase.span), phrase.span))
    return sorted(found, key=lambda entry: entry[1].start)


def weekdays(text: str) -> list[tuple[frozenset[int], Span]]:
    """Groups of days: one named by itself, or "Monday to Friday" as five."""
    named = [
        (day, Span(*match.span()))
        for match in WORD.finditer(text)
        if (day := _day(match[0], text, match.end())) is not None
    ]
    groups: list[tuple[frozenset[int], Span]] = []
    at = 0
    while at < len(named):
        day, span = named[at]
        if at + 1 < len(named) and _until(text[span.end : named[at + 1][1].start]):
            last, end = named[at + 1]
            days = {(day + step) % 7 for step in range((last - day) % 7 + 1)}
            groups.append((frozenset(days), Span(span.start, end.end)))
            at += 2
        else:
            groups.append((frozenset({day}), span))
            at += 1
    return groups


def telling(text: str) -> frozenset[str]:
    """The beginnings of the longer words: what two texts on one matter share."""
    return frozenset(w[:6] for w in WORD.findall(folded(text)) if len(w) > 4 and not w.isdigit())


# -- how they are read ---------------------------------------------------------------------------


def _turned(key: StockWord, text: str, span: Span) -> StockWord:
    """A "not" up to three words ahead turns a stock word round; "sorry" does not."""
    ahead = WORD.findall(folded(text[: span.start]).rpartition(";")[2])[-3:]
    if not set(ahead) & set(reading_words().phrases["turns"]):
        return key
    return "in_stock" if key == "out_of_stock" else "out_of_stock"


def _day(word: str, text: str, end: int) -> int | None:
    short = len(word) < 4
    if short and not (word[0].isupper() and re.match(r"\.?\s?(?:[-–,:]|\d|$|bis|to)", text[end:])):
        return None
    names = reading_words().days
    return next((day for day, known in enumerate(names) if folded(word) in known), None)


def _until(between: str) -> bool:
    word = folded(between).strip(" .")
    return word in ("-", "–", "—") or word in reading_words().phrases["until"]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _months() -> dict[str, int]:
    return {
        folded(str(name)): number
        for language in ("en", "de")
        for number, name in get_month_names("wide", locale=language).items()
    }


@cache
def _dated() -> re.Pattern[str]:
    months = alternatives(_months())
    return re.compile(
        rf"(?P<weekday>[^\W\d_]+),?\s(?:den\s)?(?:(?P<day>\d{{1,2}})\.?\s(?P<month>{months})"
        rf"|(?P<first>{months})\s(?P<second>\d{{1,2}}))(?!\w)"
    )


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(reading_words().phrases[key])})(?!\w)")
