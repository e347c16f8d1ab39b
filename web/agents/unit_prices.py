"""A price per measure as UCP has it: with what is in the package and the measure that it is of.

Rows state "9.98 per l"; UCP wants what is in the package beside it. Where an attribute of the
product says so, and the price over it gives the row's unit price, it is told; else nothing is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from catalog.folding import fold
from catalog.measures import Dimension, Measure, decimal_sign, measures
from catalog.records import Attribute, Variant
from catalog.sources.money import minor_units

_CODES = {
    "mg": "MGM", "g": "GRM", "kg": "KGM", "ml": "MLT", "cl": "CLT", "l": "LTR",
    "mm": "MMT", "cm": "CMT", "m": "MTR", "m²": "MTK",
}  # fmt: skip
"""UN/CEFACT Recommendation 20 (https://unece.org/trade/uncefact/cl-recommendations)."""

_SOLD_BY = frozenset({Dimension.MASS, Dimension.VOLUME, Dimension.LENGTH, Dimension.AREA})
_BARE = re.compile(r"^\s*[^\W\d_]")
_MOST_DECIMALS = 6


class Form(StrEnum):
    """How a measure is written."""

    STEPS = "steps"
    """Whole steps of a power of ten, with the unit's code: UCP 2026-08-25."""
    NUMBER = "number"
    """A number and the unit's sign: UCP 2026-04-08 and the Agentic Commerce feed."""


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount of `sign`, and how much that is in the dimension's base unit."""

    value: Decimal
    sign: str
    base: Decimal
    dimension: Dimension


def unit_price(
    variant: Variant, attributes: Sequence[Attribute], language: str, form: Form
) -> dict[str, Any] | None:
    """The unit price of `variant`; None where it or what is in the package is not known."""
    stated, price = variant.unit_price, variant.price
    if stated is None or price is None or stated.price.currency != price.currency:
        return None
    reference = next(_amounts(_counted(stated.measure), language), None)
    units, asked = minor_units(stated.price), minor_units(price)
    if reference is None or units is None or asked is None:
        return None
    for content in _contents(attributes, language):
        if content.dimension is not reference.dimension or not content.base:
            continue
        if abs(asked / content.base * reference.base - units) <= 1:
            held = content.base / reference.base * reference.value
            return {
                "amount": units,
                "currency": stated.price.currency,
                "measure": _written(held, reference.sign, form),
                "reference": _written(reference.value, reference.sign, form),
            }
    return None


def _counted(measure: str) -> str:
    """ "kg" is 1 kg."""
    return f"1 {measure.strip()}" if _BARE.match(measure) else measure


def _contents(attributes: Sequence[Attribute], language: str) -> Iterator[_Amount]:
    for attribute in attributes:
        yield from _amounts(f"{attribute.value} {attribute.unit}", language)


def _amounts(text: str, language: str) -> Iterator[_Amount]:
    for found in measures(text[:80], decimal_sign(language)):
        sign = _sign(found)
        if found.single and found.dimension in _SOLD_BY and sign and found.low > 0:
            value, base = Decimal(str(found.value)), Decimal(str(found.low))
            yield _Amount(value, sign, base, found.dimension)


def _sign(found: Measure) -> str:
    own = fold(found.unit)
    return next((sign for sign in _CODES if fold(sign) == own), "")


def _written(value: Decimal, sign: str, form: Form) -> dict[str, Any]:
    value = round(value, _MOST_DECIMALS).normalize()
    if form is Form.NUMBER:
        whole = value == value.to_integral_value()
        return {"value": int(value) if whole else float(value), "unit": sign}
    exponent = value.as_tuple().exponent
    scale = max(0, -exponent) if isinstance(exponent, int) else 0
    told: dict[str, Any] = {"value": int(value.scaleb(scale)), "unit": _CODES[sign]}
    if scale:
        told["scale"] = scale
    return {**told, "display_text": sign}
