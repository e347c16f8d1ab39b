"""Goods for a temperature: "sleeping bags for minus 10 degrees".

What a product is made for stands in its attributes. Where nothing goes so low, that is said, and
which one goes lowest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.truth.direct.said import Counter, Said, Shown
from agent.truth.facts import attribute_fact
from agent.truth.measures import measured, related
from agent.truth.understand import Asked
from agent.truth.values import decimal_of
from catalog.records import Product

_FIELD = "temperature"
_NOTHING = Said(())
_DEGREES = re.compile(
    r"(?P<sign>\bminus\s*|(?<!\w)[-−–]\s?)?(?P<number>\d{1,2}(?:[.,]\d)?)\s*"
    r"(?:°\s?C?|C\b|grad\b|degrees?\b|celsius\b)(?!\s?F)",
    re.IGNORECASE,
)

_UNCLEAR = re.compile(r"fahrenheit|°\s?F|\bF\b|\d\s?[-–]\s?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rated:
    """What fits a temperature, the best first; with what is said before and behind their list."""

    products: tuple[Product, ...]
    before: Said = _NOTHING
    behind: Said = _NOTHING


def wanted(text: str) -> Decimal | None:
    """The temperature that `text` names, in degrees Celsius; None where it names none or several.
    Fahrenheit is none, and a span is several."""
    if _UNCLEAR.search(text):
        return None
    found = {
        decimal_of(match["number"]) * (-1 if match["sign"] else 1)
        for match in _DEGREES.finditer(text)
    }
    return found.pop() if len(found) == 1 else None


def for_cold(found: Sequence[Product], asked: Asked, counter: Counter) -> Rated | None:
    """Those of `found` that are made for the temperature asked for, or that none is and which goes
    lowest; None where no temperature is asked for, or not every one says what it is made for."""
    degrees = wanted(asked.text)
    ranges = {product.id: _range(product, counter.voice.language) for product in found}
    if degrees is None or not found or not all(ranges.values()):
        return None
    warmest = sorted(found, key=lambda p: (max(ranges[p.id]), min(ranges[p.id])))
    comfortable = [p for p in warmest if max(ranges[p.id]) <= degrees]
    fit = comfortable or [p for p in warmest if min(ranges[p.id]) <= degrees]
    if fit:
        return Rated(tuple(fit), behind=_rated(fit[0], counter) if len(fit) == 1 else _NOTHING)
    none = Said((counter.voice.say("none_as_cold", degrees=_written(degrees, counter)),))
    return Rated(tuple(warmest), before=none.and_then(_rated(warmest[0], counter)))


def _range(product: Product, language: str) -> tuple[Decimal, ...]:
    return measured(related(product, _FIELD, language), _FIELD)


def _rated(product: Product, counter: Counter) -> Said:
    """What `product` says of temperatures."""
    voice = counter.voice
    facts = tuple(
        attribute_fact(voice, product, a) for a in related(product, _FIELD, voice.language)
    )
    lines = tuple(
        voice.say("attribute", item=fact.item, name=fact.field.partition(":")[2], value=fact.text)
        for fact in facts
    )
    return Said(lines, facts, (Shown(product),))


def _written(degrees: Decimal, counter: Counter) -> str:
    return f"{counter.voice.number(degrees)} °C"
