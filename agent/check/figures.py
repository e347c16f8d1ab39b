"""Reads the numbers of a text: amounts of money, and figures with the unit behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from agent.check.reading import Span, alternatives, folded, links, phones, times
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


@cache
def _spelled_pattern() -> re.Pattern[str]:
    words = list(reading_words().numbers)
    marks = [c for c in CURRENCIES if c.isalpha()]
    return re.compile(
        rf"\b(?P<word>{alternatives(words)})\s(?P<mark>{alternatives(marks)}|€)(?!\w)"
    )
