"""What a price is for: the kilogram, the metre, a person and night. Out of the price's own measure
("€7.20 per kg") or of a column that is called so ("per", "unit", "Einheit")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from catalog.cell_words import cell_words, either
from catalog.folding import fold
from catalog.measures import UNITS, Dimension, measures
from catalog.price_units import is_per, is_per_behind, is_unit
from catalog.records import Product, Variant

_LONGEST = 40
"""Characters of a cell that names a unit."""

_PARTS = re.compile(r"\s*[/,+&]\s*|\s+(?:" + either(cell_words("and")) + r")\s+", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Per:
    """One unit that a price is for, in its dimension's base unit; `word` as it is written."""

    dimension: Dimension
    size: float
    word: str


@lru_cache(maxsize=4096)
def per_of(cell: str) -> tuple[Per, ...]:
    """The units that a cell names: "person and night", "100 g", "je Meter"; none where it says
    anything else. What is no measure counts pieces: "box", "child", "trip"."""
    if len(cell) > _LONGEST:
        return ()
    found: list[Per] = []
    for part in _PARTS.split(_ASIDE.sub(" ", cell)):
        for words in _each(part.split()):
            named = _unit(" ".join(words))
            if named is None:
                return ()
            found.append(named)
    return tuple(found)


def _each(words: list[str]) -> Iterator[list[str]]:
    """The words of each unit, without those before them: "per person per night" names two."""
    told: list[str] = []
    for place, word in enumerate(words):
        if not is_per(word) and not (place == 0 and len(words) > 1 and is_per_behind(word)):
            told.append(word)
        elif told:
            yield told
            told = []
    if told:
        yield told


def _unit(text: str) -> Per | None:
    counted = text if text[0].isdigit() else f"1 {text}"
    told = list(measures(counted))
    whole = len(told) == 1 and told[0].single and told[0].end - told[0].start == len(counted)
    if whole and told[0].unit and told[0].dimension not in (Dimension.MONEY, Dimension.NUMBER):
        return Per(told[0].dimension, told[0].low, text)
    known = UNITS.get(fold(text))
    if known is not None and known[0] is not Dimension.MONEY:
        return Per(*known, text)
    return Per(Dimension.PIECES, 1.0, text) if is_unit(text) else None


def names_units(name: str) -> bool:
    """Whether a column is called as one of units of prices is."""
    return fold(name.replace("_", " ").strip()) in _names()


def price_units(product: Product, variants: Iterable[Variant]) -> tuple[Per, ...]:
    """What the price of these variants is for; none where nothing says so."""
    for variant in variants:
        unit = variant.unit_price
        if unit is not None and unit.price == variant.price:
            return per_of(unit.measure)
    for text in product.texts.values():
        for attribute in text.attributes:
            if names_units(attribute.name):
                return per_of(f"{attribute.value} {attribute.unit}".strip())
    return ()


def measure_of(product: Product, variants: Iterable[Variant]) -> str:
    """What the price of these variants is for, as it is written: "Monat"; empty where the option
    that is chosen says it."""
    told = list(variants)
    units = () if any(v.unit_price for v in told) else price_units(product, told)
    if not units:
        return ""
    chosen = (per_of(option.value) for v in told for option in v.options)
    if any(unit.dimension is units[0].dimension for some in chosen for unit in some):
        return ""
    return " / ".join(unit.word for unit in units)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(map(fold, cell_words("priced_by")))
