"""What a product measures, as one number that can be compared: grams, degrees Celsius.

Knows the attributes that a field of the lexicon speaks of; how a number is shown is facts.py's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from agent.truth.lexicon import Pattern, lexicon
from agent.truth.phrases import covered
from agent.truth.values import decimal_of
from agent.truth.words import tokens
from catalog.records import Attribute, Product

_SCALES = {
    "weight": {"g": Decimal(1), "kg": Decimal(1000)},
    "temperature": {"°c": Decimal(1)},
}
"""Field -> the units that are understood, in the first one."""

_LONG = 6
"""So many letters has the part that a compound is known by."""

_MEASURE = re.compile(
    r"(?P<sign>(?<!\d)(?<!\d\s)[-−–])?(?P<number>\d+(?:[.,]\d+)*)\s*(?P<unit>°\s?C|kg|g)(?!\w)",
    re.I,
)


def about(product: Product, field: str, language: str) -> tuple[Attribute, ...]:
    """The attributes of `product` that `field` speaks of."""
    patterns = lexicon(language).fields[field]
    return tuple(a for a in product.text(language).attributes if _says(a, patterns))


def related(product: Product, field: str, language: str) -> tuple[Attribute, ...]:
    """Those, and the ones whose name is a compound of the field: a "Grenztemperatur"."""
    patterns = lexicon(language).fields[field]
    return tuple(
        a
        for a in product.text(language).attributes
        if _says(a, patterns) or _is_compound_of(a, patterns)
    )


def _says(attribute: Attribute, patterns: Sequence[Pattern]) -> bool:
    return covered(tokens(f"{attribute.name} {attribute.unit}"), patterns) >= 1


def _is_compound_of(attribute: Attribute, patterns: Sequence[Pattern]) -> bool:
    heads = [pattern.words[0].rstrip("*") for pattern in patterns if len(pattern.words) == 1]
    return any(
        len(head) >= _LONG and name.endswith(head)
        for name in tokens(attribute.name)
        for head in heads
    )


def measured(attributes: Sequence[Attribute], field: str) -> tuple[Decimal, ...]:
    """The numbers that `attributes` state, in the first unit of `field`; those of no known unit are
    left out. "980 g (Regular), 1,080 g (Long)" states two."""
    scale = _SCALES[field]
    return tuple(
        (-1 if match["sign"] else 1) * decimal_of(match["number"]) * scale[unit]
        for attribute in attributes
        for match in _MEASURE.finditer(f"{attribute.value} {attribute.unit}")
        if (unit := match["unit"].lower().replace(" ", "")) in scale
    )
