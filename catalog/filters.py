"""What a list is narrowed by, as typed values: prices, stock, options, brand, category, order.

The index holds a field for each, so that a filter costs the same at a million rows; what it finds
is then held against the rows themselves (`admits`), because the index knows a product's variants
only together (blue, and 42, but not which), and a price only as it was when it was indexed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from catalog.records import Availability, Product, Variant

Order = Literal["", "cheapest", "dearest"]

IN_STOCK = frozenset({Availability.IN_STOCK, Availability.LIMITED})
"""What lies in the shop: what can be ordered ahead is not "in stock"."""

STOCKED = "+"
"""Begins the terms of variants that are in stock; alone it says that any is."""

_RANGE = re.compile(r"(\d{1,3})\s*[-–/]\s*(\d{1,3})")
_LONGEST_RANGE = 12
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)?")
_SPECIAL = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Filters:
    """All of it holds of one variant: "blue in 42 under 100" is no blue one and a cheap one."""

    least: Decimal | None = None
    most: Decimal | None = None
    """Both included."""
    currency: str = ""
    """Of `least` and `most`; empty: whatever the price is in."""
    in_stock: bool = False
    on_sale: bool = False
    options: tuple[str, ...] = ()
    """Values or words of them, in any language of the catalog: "blue" is also "Blue and White"."""
    without: tuple[str, ...] = ()
    """Such values that the variant must not have."""
    brand: str = ""
    category: str = ""
    """The name of any level of a category path, in any language."""
    order: Order = ""
    """By price; empty: as the words fit."""

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out or orders anything."""
        return self != ANY

    @property
    def priced(self) -> bool:
        """Whether a product without a price is left out."""
        return self.least is not None or self.most is not None or bool(self.order or self.currency)

    def admits(self, product: Product) -> bool:
        """Whether a variant of `product` is all that is asked for."""
        return self.lowest(product) is not None

    def lowest(self, product: Product) -> Decimal | None:
        """The lowest price among the variants that are all that is asked for; None: there is none.

        0 where such a variant has no price, and none is needed.
        """
        if self.brand and folded(self.brand) != folded(product.brand):
            return None
        if self.category and folded(self.category) not in _categories(product):
            return None
        others = _translated(product) if self.options or self.without else {}
        prices = [
            variant.price.amount if variant.price else Decimal(0)
            for variant in product.variants
            if self._takes(variant, others)
        ]
        return min(prices, default=None)

    def _takes(self, variant: Variant, others: dict[str, list[str]]) -> bool:
        if self.in_stock and variant.availability not in IN_STOCK:
            return False
        if self.on_sale and variant.list_price is None:
            return False
        price = variant.price
        if price is None:
            if self.priced:
                return False
        elif (
            (self.currency and price.currency != self.currency)
            or (self.least is not None and price.amount < self.least)
            or (self.most is not None and price.amount > self.most)
        ):
            return False
        values = [option.value for option in variant.options]
        spelled = spellings_of(values + [o for value in values for o in others.get(value, ())])
        if any(folded(option) in spelled for option in self.without):
            return False
        return all(folded(option) in spelled for option in self.options)


ANY = Filters()


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """Small letters without accents, words one space apart: "Matte  Black" is "matte black"."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_SPECIAL))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


@lru_cache(maxsize=65_536)
def spellings(value: str) -> frozenset[str]:
    """What an option's value is asked for by: itself, its words, and each size of a range.

    "39–41" is also 40, "38/39" also 38, "Matte Black" also black; "0,5 l" also 0.5 l.
    """
    whole = folded(value).replace(",", ".")
    found = {folded(value), whole}
    for first, last in _RANGE.findall(whole):
        low, high = int(first), int(last)
        if low < high <= low + _LONGEST_RANGE:
            found.update(str(size) for size in range(low, high + 1))
    # The words of a measure say nothing alone: "3 × 4 m" is no 4.
    if any(char.isdigit() for char in whole):
        found.add(whole.replace(" ", ""))
    else:
        found.update(word for word in _WORD.findall(whole) if len(word) > 2)
    return frozenset(found - {""})


def spellings_of(values: Iterable[str]) -> frozenset[str]:
    """All spellings of all `values`."""
    return frozenset().union(*map(spellings, values))


@lru_cache(maxsize=16_384)
def sold_terms(value: str, stocked: bool) -> tuple[str, ...]:
    """The index's terms of a variant's option: its spellings, and once more if it is in stock."""
    terms = tuple(spellings(value))
    return (*terms, *(STOCKED + term for term in terms)) if stocked else terms


def wanted_terms(filters: Filters) -> tuple[str, ...]:
    """The terms that a product must have for `filters`: of one variant or of several."""
    mark = STOCKED if filters.in_stock else ""
    wanted = tuple(mark + folded(option) for option in filters.options)
    return wanted or tuple(filter(None, [mark]))


def _categories(product: Product) -> set[str]:
    return {folded(name) for text in product.texts.values() for name in text.category}


def _translated(product: Product) -> dict[str, list[str]]:
    """A variant's option value -> what it is called in the product's other languages."""
    found: dict[str, list[str]] = {}
    for text in product.texts.values():
        for own, other in text.option_values:
            found.setdefault(own, []).append(other)
    return found
