"""Reads what a text states: amounts, numbers with units, times, days, links, phones, stock words.

Written for the check alone and with nothing of agent/truth: two readers that err alike would show
nothing. It knows no catalog; whether a statement is true is scoring.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from agent.check.words import reading_words

CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "us$": "USD", "usd": "USD",
    "dollar": "USD", "dollars": "USD", "bucks": "USD", "£": "GBP", "gbp": "GBP", "pound": "GBP",
    "pounds": "GBP", "chf": "CHF", "fr.": "CHF", "franken": "CHF", "francs": "CHF", "¥": "JPY",
    "jpy": "JPY", "yen": "JPY", "zł": "PLN", "pln": "PLN", "sek": "SEK", "dkk": "DKK", "nok": "NOK",
    "kr": "SEK",
}  # fmt: skip

_MEASURES = frozenset((
    "kg", "g", "l", "ml", "m", "cm", "mm", "km", "m²", "lm", "w", "h", "min", "s", "%", "°", "°c",
    "mah", "kcal", "inch", "lb", "oz", "µm",
))  # fmt: skip
_SCALES = {
    "kg": ("g", Decimal(1000)), "l": ("ml", Decimal(1000)), "m": ("mm", Decimal(1000)),
    "cm": ("mm", Decimal(10)), "km": ("mm", Decimal(1_000_000)), "°c": ("°", Decimal(1)),
}  # fmt: skip

_NUMBER = r"\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?"
_MARK = "|".join(sorted((re.escape(c) for c in CURRENCIES), key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?<![\w.,])(?:(?P<before>{_MARK})\s?)?[-−–]?(?P<number>{_NUMBER})(?:,?[-–—]{{1,2}}(?=\s))?"
    rf"(?:\s?(?P<after>{_MARK})(?!\w))?",
    re.IGNORECASE,
)
_UNIT = re.compile(r"[\s\u00a0\u202f-]?(%|°C?|[^\W\d_]+²?)")
_TIME = re.compile(
    r"(?<![\d.,:])(?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d)(?![\d.,:]?\d))?"
    r"\s?(?P<mark>uhr|a\.?m\.?|p\.?m\.?|h)?(?!\w)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.,])(?:\+|0)[\d\u00a0 ()/-]{5,}\d")
_LINK = re.compile(
    r"https?://[^\s<>()\"]+|www\.[^\s<>()\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”“)]?\s+|\n+")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is written. "1.320" may be read in two ways: `values` holds both.

    `currency` is ISO 4217, or "?" where a price word says that it is money and nothing says of
    what; empty for a plain number. `unit` is the word behind it, folded and, where known, short.
    """

    values: frozenset[Decimal]
    currency: str
    unit: str
    text: str
    span: Span

    @property
    def is_money(self) -> bool:
        return bool(self.currency)

    @property
    def measured(self) -> bool:
        return self.unit in _MEASURES or self.unit in reading_words().units.values()


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of the reading words, a weekday, a time, a link: what it means, where it stands."""

    what: str
    span: Span


StockWord = Literal["in_stock", "orderable", "out_of_stock"]


def folded(text: str) -> str:
    """Lower case with plain apostrophes; as long as `text`, so that places stay."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text.replace("’", "'"))


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text`, each with its own punctuation."""
    return [part.strip() for part in _SENTENCE.split(text) if part and part.strip()]


def same(one: Figure, other: Figure) -> bool:
    """Whether two figures say the same: 2.1 kg and 2,100 g do, 42 cm and 42 kg do not."""
    if one.is_money and other.is_money:
        one_currency = one.currency == other.currency or "?" in (one.currency, other.currency)
        return one_currency and bool(one.values & other.values)
    if one.is_money != other.is_money and (one.measured or other.measured):
        return False
    if not (one.measured and other.measured):
        return bool(one.values & other.values)
    left, right = _scaled(one), _scaled(other)
    return left[0] == right[0] and bool(left[1] & right[1])


def figures(text: str) -> list[Figure]:
    """Amounts and numbers in their order; not those that are times, phones or part of a code."""
    taken = [found.span for found in (*times(text), *phones(text), *links(text))]
    found = []
    for match in _FIGURE.finditer(text):
        span = Span(match.start(), match.end())
        if any(t.start <= match.start("number") < t.end for t in taken):
            continue
        mark = (match["before"] or match["after"] or "").lower()
        currency = CURRENCIES.get(mark, "")
        unit = "" if currency else _unit(text, match.end("number"))
        cents = re.search(r"[.,]\d\d$", match["number"])
        if not currency and (cents or not unit) and _follows_price(text, match.start()):
            currency, unit = "?", ""
        found.append(Figure(_values(match["number"]), currency, unit, match[0].strip(), span))
    return sorted([*found, *_spelled(text)], key=lambda f: f.span.start)


def times(text: str) -> list[Found]:
    """Times of the day as HH:MM. A bare number is one only with "Uhr", "am" or "pm" behind it."""
    found = []
    for match in _TIME.finditer(text):
        mark = (match["mark"] or "").lower().replace(".", "")
        colon = match["minute"] is not None and text[match.end("hour")] == ":"
        if not (colon or mark in ("uhr", "am", "pm")):
            continue
        hour = (
            int(match["hour"]) % 12 + (12 if mark == "pm" else 0)
            if mark in ("am", "pm")
            else int(match["hour"])
        )
        found.append(Found(f"{hour:02}:{match['minute'] or '00'}", Span(*match.span())))
    return found


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


def _values(written: str) -> frozenset[Decimal]:
    bare = re.sub(r"['’\u00a0\u202f]", "", written)
    marks = [c for c in bare if c in ".,"]
    if not marks:
        return frozenset({Decimal(bare)})
    whole = Decimal(re.sub(r"[.,]", "", bare))
    if len(set(marks)) == 2:
        last = max(bare.rfind("."), bare.rfind(","))
        return frozenset({Decimal(re.sub(r"[.,]", "", bare[:last]) + "." + bare[last + 1 :])})
    if len(marks) > 1:
        return frozenset({whole})
    decimal = Decimal(bare.replace(",", "."))
    return frozenset({decimal, whole} if re.fullmatch(r"\d{1,3}[.,]\d{3}", bare) else {decimal})


def _spelled(text: str) -> Iterator[Figure]:
    """ "ten euros": number words are amounts only before a currency."""
    for match in _spelled_pattern().finditer(folded(text)):
        value = Decimal(reading_words().numbers[match["word"]])
        yield Figure(
            frozenset({value}), CURRENCIES[match["mark"]], "", match[0], Span(*match.span())
        )


def _unit(text: str, at: int) -> str:
    match = _UNIT.match(text, at)
    word = match[1].lower() if match else ""
    return reading_words().units.get(word, word)


def _scaled(figure: Figure) -> tuple[str, frozenset[Decimal]]:
    unit, factor = _SCALES.get(figure.unit, (figure.unit, Decimal(1)))
    return unit, frozenset(value * factor for value in figure.values)


def _follows_price(text: str, at: int) -> bool:
    head = folded(text[max(0, at - 24) : at])
    return any(
        re.search(rf"\b{re.escape(p)}\W*(?:\w+\s)?$", head)
        for p in reading_words().phrases["price"]
    )


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


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_alternatives(reading_words().phrases[key])})(?!\w)")


@cache
def _spelled_pattern() -> re.Pattern[str]:
    words: Sequence[str] = list(reading_words().numbers)
    marks = [c for c in CURRENCIES if c.isalpha()]
    return re.compile(
        rf"\b(?P<word>{_alternatives(words)})\s(?P<mark>{_alternatives(marks)}|€)(?!\w)"
    )
