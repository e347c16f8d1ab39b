"""Amounts of a sentence, spelled ones too: "knapp zwanzig Euro", "a quarter of an hour".

Spelled numbers are written in digits first, and read as cells are (catalog.measures).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from agent.grounding.lexicon import lexicon
from agent.grounding.speech import Runs, speech
from agent.grounding.words import fold, tokens
from catalog.folding import fold as catalog_fold
from catalog.measures import UNITS, Dimension, Measure, decimal_sign, measures

_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 4
"""Words before an amount among which "under" or "about" stands."""

_REACH = 0.06
"""By so much at most the true amount is off one that is told as "just under" or "over"."""

_SLACK = 0.05
"""The same of one told as "about"."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount that is told: the true one lies from `low` to `high`, in the base unit."""

    measure: Measure
    low: float
    high: float
    rounded: bool = False
    """It is told as near to it: "under ten", "about ten"."""

    @property
    def dimension(self) -> Dimension:
        return self.measure.dimension

    def is_told(self, value: float) -> bool:
        return self.low - 1e-6 <= value <= self.high + 1e-6


def digitised(text: str, language: str) -> str:
    """`text` with its spelled numbers in digits; "one" and "ein" stay, being articles."""
    for spelled, digits in speech(language).fractions:
        text = spelled.sub(digits, text)
    parts: list[str] = []
    at = 0
    for match in _WORD.finditer(text):
        word = fold(match[0])
        value = _spelled(word, language)
        if value is None and lexicon(language).numbers.get(word) == 1:
            value = 1.0 if _is_of_money(text, match.end()) else None
        if value is None:
            continue
        parts += [text[at : match.start()], f"{value:g}"]
        at = match.end()
    return _together("".join([*parts, text[at:]]))


def _is_of_money(text: str, at: int) -> bool:
    """Whether a currency is named right there: "one euro"."""
    behind = _WORD.match(text, at + 1)
    unit = UNITS.get(catalog_fold(behind[0])) if behind else None
    return unit is not None and unit[0] is Dimension.MONEY


_TENS = re.compile(r"\b([2-9]0)-([1-9])\b")
_HALF = re.compile(r"\b(\d+) and a half\b")


def _together(text: str) -> str:
    text = _HALF.sub(lambda m: f"{m[1]}.5", text)
    return _TENS.sub(lambda m: str(int(m[1]) + int(m[2])), text)


@cache
def _spelled(word: str, language: str) -> float | None:
    numbers = lexicon(language).numbers | speech(language).spelled
    if word in numbers:
        return float(numbers[word]) if numbers[word] > 1 else None
    if language != "de":
        return None
    half = word.removesuffix("einhalb")
    if half != word and half in numbers:
        return numbers[half] + 0.5
    ones, _, tens = word.partition("und")
    if tens in numbers and numbers[tens] % 10 == 0 and numbers.get(ones, 0) in range(1, 10):
        return float(numbers[tens] + numbers[ones])
    for name, size in (("hundert", 100.0), ("tausend", 1000.0)):
        front, found, rest = word.partition(name)
        if found and (not front or front in numbers):
            more = _spelled(rest, language) if rest else 0.0
            return None if more is None else (numbers[front] if front else 1) * size + more
    return None


def figures(sentence: str, language: str) -> Iterator[Figure]:
    """Every amount that `sentence` tells, in its order."""
    text = digitised(sentence, language)
    book = speech(language)
    for measure in measures(text, decimal_sign(language)):
        before = tokens(text[: measure.start])[-_NEAR:]
        low, high = measure.low, measure.high
        if high == float("inf"):
            high = low
        if high > low and not _stands(before, [*book.below, *book.above, *book.about]):
            yield from _both_ends(measure)
        elif _stands(before, book.below):
            yield Figure(measure, low * (1 - _REACH), high, True)
        elif _stands(before, book.above):
            yield Figure(measure, low, high * (1 + _REACH), True)
        elif _stands(before, book.about):
            yield Figure(measure, low * (1 - _SLACK), high * (1 + _SLACK), True)
        else:
            yield Figure(measure, low, high)


def _both_ends(measure: Measure) -> Iterator[Figure]:
    """The two ends of a range, or the two of "43 and 44": each of them is told."""
    for end in (measure.low, measure.high):
        value = measure.value * end / measure.low if measure.low else end
        yield Figure(replace(measure, low=end, high=end, value=value), end, end)


def _stands(before: tuple[str, ...], phrases: Runs) -> bool:
    """Whether one of `phrases` stands right before an amount."""
    return any(before[-len(run) :] == run for run in phrases if before)
