"""Numbers with what they count: read from cells and from customers alike, by one table of units.

Each quantity is kept in its dimension's base unit, so that 2 m and 200 cm are one. A bounded scan:
no number is longer than fifteen digits, and nothing is looked for twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

from catalog.cell_words import cell_words, either
from catalog.folding import fold
from catalog.kept_tables import toml_table


class Dimension(StrEnum):
    """What a unit measures."""

    LENGTH = "length"
    MASS = "mass"
    VOLUME = "volume"
    TIME = "time"
    POWER = "power"
    VOLTAGE = "voltage"
    CURRENT = "current"
    CHARGE = "charge"
    ENERGY = "energy"
    DATA = "data"
    FREQUENCY = "frequency"
    TEMPERATURE = "temperature"
    PERCENT = "percent"
    AREA = "area"
    PERSONS = "persons"
    STARS = "stars"
    PIECES = "pieces"
    PAGES = "pages"
    LIGHT = "light"
    PRESSURE = "pressure"
    MONEY = "money"
    CLOCK = "time of day"
    """In minutes since midnight."""
    NUMBER = "number"


def _read_units() -> dict[str, tuple[Dimension, float]]:
    told = toml_table(Path(__file__).with_name("units.toml"))
    return {
        fold(name): (Dimension(dimension), float(size))
        for dimension, units in told.items()
        for name, size in units.items()
    }


UNITS = _read_units()

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_NUMBER = re.compile(
    r"\d{0,3}[½¼¾]|\d{1,15}(?:(?:[.,'’ \u00a0\u202f]\d{3}){1,4}(?!\d))?(?:[.,]\d{1,6})?"
)
# Joined only: "5 a night", "3 t-shirts", "the 1 st floor" hold no unit.
_ALSO_WORDS = ("a", "t", "st")
_UNIT = re.compile(r"[ \u00a0\u202f-]{0,2}([cdmk]?m[²³23](?![\w])|°C|°|[€$£%×\"″]|[^\W\d_]{1,24})")
_SECOND = re.compile(r"[ \u00a0\u202f]{1,2}([^\W\d_]{2,24})")
_BEFORE = re.compile(r"[€$£]\s{0,2}$|(?:EUR|USD|GBP|CHF)\s{1,2}$", re.IGNORECASE)
_JOINT = re.compile(r"\s{0,2}(?:" + either(cell_words("to")) + r")\s{0,2}")
_JOINED = re.compile(r"\.?\s{1,2}(?:(?:" + either(cell_words("and")) + r")\s{1,2})?")
_MINUS = re.compile(
    r"(?:^|(?<=[\s(\[/]))(" + either(cell_words("minus")) + r")\s{0,2}$", re.IGNORECASE
)
_PLUS = re.compile(
    r"\s?\+|\s{0,2}[-–]\s{0,2}$|\s{0,2}(?:" + either(cell_words("more")) + r")\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount from `low` to `high` in its dimension's base unit, at `start` to `end` of a text.

    `unit` is as it was written, empty for a bare number; `value` is `low` as written.
    """

    low: float
    high: float
    dimension: Dimension
    unit: str
    start: int
    end: int
    value: float

    @property
    def single(self) -> bool:
        return self.low == self.high


def measures(text: str, decimal: str = ".") -> Iterator[Measure]:
    """The amounts of `text`, in their order. `decimal` is the sign that its language writes.

    "1 h 25 min" and "5 ft 8 in" are one amount each.
    """
    before: Measure | None = None
    for after in _each(text, decimal):
        if before is not None and _goes_on(before, after, text):
            amount = before.low + after.low
            before = replace(before, low=amount, high=amount, end=after.end)
            continue
        if before is not None:
            yield before
        before = after
    if before is not None:
        yield before


def _value(text: str, decimal: str) -> float:
    """A number as it is written: "1.250,5", "1½"."""
    fraction = _FRACTIONS.get(text[-1])
    if fraction is None:
        return number(text, decimal)
    return float(text[:-1] or 0) + fraction


def _goes_on(before: Measure, after: Measure, text: str) -> bool:
    """Whether what follows is the rest of an amount: in a smaller unit, and less than one of the
    larger."""
    one = before.unit and after.unit and before.single and after.single
    if (
        not one
        or before.dimension is not after.dimension
        or not _JOINED.fullmatch(text[before.end : after.start])
    ):
        return False
    if before.dimension not in (Dimension.TIME, Dimension.LENGTH, Dimension.MASS):
        return False
    larger, smaller = _factor(before.unit), _factor(after.unit)
    return smaller < larger and after.low < larger


def _factor(unit: str) -> float:
    """How much of its dimension's base unit it is; 1 where it is unknown."""
    word = fold(unit)
    found = UNITS.get(word) or UNITS.get(word.removesuffix("s"))
    return found[1] if found else 1.0


def _each(text: str, decimal: str) -> Iterator[Measure]:
    position = 0
    while match := _NUMBER.search(text, position):
        position = match.end()
        before = text[match.start() - 1] if match.start() else " "
        coded = before in "-_" and text[match.start() - 2 : match.start() - 1].isalpha()
        if before.isalpha() or coded or before == "_":
            continue  # a code: M8
        first = _value(match[0], decimal)
        prefix = _BEFORE.search(text[max(0, match.start() - 5) : match.start()])
        unit, end = _unit_at(text, position)
        high, factor_end = first, end
        joint = _JOINT.match(text, end)
        second = _NUMBER.match(text, _skip_sign(text, joint.end())) if joint else None
        if second is not None:
            later, later_end = _unit_at(text, second.end())
            value = _value(second[0], decimal)
            same = not unit or not later or _factor(unit) == _factor(later)
            # "1 hour and 30 minutes" reaches from nothing to nothing.
            if same and value >= first and (later or not unit):
                unit, high, factor_end = later or unit, value, later_end
                position = second.end()
        if prefix and not unit:
            unit, factor_end = "€", max(factor_end, position)
        if unit == "" and text[position : position + 1].isalpha():
            continue  # a code again: 2RS, 8x40
        dimension, factor = UNITS.get(fold(unit), (Dimension.NUMBER, 1.0))
        start = match.start() - (len(prefix[0]) if prefix else 0)
        if dimension is Dimension.TEMPERATURE:
            ends = [(first, match.start())]
            ends += [(high, second.start())] if second is not None and high != first else []
            told = [-n if _minus_at(text, at) is not None else n for n, at in ends]
            begun = _minus_at(text, match.start())
            first, high, start = min(told), max(told), start if begun is None else begun
        top = float("inf") if _PLUS.match(text, factor_end) else high * factor
        end = max(factor_end, position)
        yield Measure(first * factor, top, dimension, unit, start, end, first)


def number(text: str, decimal: str = ".") -> float:
    """What `text` writes. A sign before exactly three digits parts thousands, unless the language
    has it as its decimal sign and there is but one: 1.299 is 1299 to a German, 1.299 to a Briton.
    """
    if text.isdecimal() and text.isascii():
        return float(text)
    plain = re.sub("['’ \u00a0\u202f]", "", text)
    point, comma = plain.rfind("."), plain.rfind(",")
    if point >= 0 and comma >= 0:
        # What follows the last sign is the decimals, whatever stands before it: "1.299,000.00".
        whole, rest = plain[: max(point, comma)], plain[max(point, comma) + 1 :]
        return float(f"{re.sub('[.,]', '', whole)}.{rest or 0}")
    sign = "." if point >= 0 else ","
    if plain.count(sign) > 1:
        return float(plain.replace(sign, ""))
    whole, _, rest = plain.partition(sign)
    if len(rest) == 3 and sign != decimal and whole != "0":
        return float(whole + rest)
    return float(f"{whole}.{rest or 0}")


@cache
def decimal_sign(language: str) -> str:
    """The sign that a language writes before decimals, as CLDR has it; "." where it is unknown."""
    try:
        symbols = Locale(language).number_symbols
    except (UnknownLocaleError, ValueError):
        return "."
    return str(symbols["latn"]["decimal"])


def _skip_sign(text: str, at: int) -> int:
    return at + 1 if text[at : at + 1] in ("€", "$", "£", "-", "−") else at


def _minus_at(text: str, at: int) -> int | None:
    """Where a minus begins that stands right before `at`; None where there is none: the sign of
    "5-10" parts two numbers."""
    found = _MINUS.search(text[max(0, at - 12) : at])
    return None if found is None else max(0, at - 12) + found.start(1)


def _unit_at(text: str, at: int) -> tuple[str, int]:
    """The unit that stands at `at`, and its end; an empty one where none does."""
    match = _UNIT.match(text, at)
    if match is None:
        return "", at
    word = fold(match[1])
    second = _SECOND.match(text, match.end())
    if second is not None and (both := _known(match[1] + second[1])):
        return both, second.end()  # 80 mètres carrés, 20 square metres
    if text[match.end() : match.end() + 1].isdigit():
        return "", at  # 500 M8x40
    if word in ("x", "×") and text[match.end() : match.end() + 2].strip()[:1].isdigit():
        return "", at  # 25 x 52 mm
    if word in _ALSO_WORDS and match[0] != match[1]:
        return "", at
    unit = _known(match[1])
    return (unit, match.end()) if unit else ("", at)


def _known(word: str) -> str:
    """The unit that `word` writes, in one or many of it; an empty one where it is none."""
    folded = fold(word)
    if folded in UNITS:
        return word
    return word[:-1] if folded.endswith("s") and folded[:-1] in UNITS else ""


def first_number(text: str) -> float | None:
    """The first number that `text` writes; None where there is none."""
    match = re.search(r"\d{1,6}(?:[.,]\d{1,3})?", text)
    return float(match[0].replace(",", ".")) if match else None
