"""Whether a column may hold prices, by its cells and by what its name counts.

Its name alone does not say: "price class" holds "moderate", "Preisniveau" holds 2, "Price" holds
"€€". What is no price stays a property, and costs no row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.measures import Dimension, measures
from catalog.price_words import is_none, is_said
from catalog.sources.contents import is_price
from catalog.sources.list_words import CLASSES, PRICE_NAMES
from catalog.sources.words import folded

LEAST = 0.2
"""The share of a column's cells that must tell a price. Where hardly any does, none is meant."""

MOST = 0.6
"""The same of a column that is called a class or level of prices."""

HIGHEST = 10
"""A class's number. What is higher, in most cells of such a column, is an amount."""

LONGEST = 40
"""Characters of a cell that holds an amount."""

_CENTS = re.compile(r"\d[.,]\d\d(?!\d)")
_PRICE = re.compile(rf"\b(?:{PRICE_NAMES})\b|preis|prijs|pris")


def is_amount(cell: str) -> bool:
    """Whether a cell tells a number that may be a price: "48%" is a share."""
    return re.search(r"\d", cell) is not None and len(cell) <= LONGEST and cell[-1:] != "%"


def holds_sums(name: str, cells: Sequence[str]) -> bool:
    """Whether a column that is called as prices are holds any; an empty one may."""
    if not cells:
        return True
    if is_class(name):
        return sum(map(_is_no_class, cells)) >= MOST * len(cells)
    told = [cell for cell in cells if not is_none(cell)]
    asked = sum(is_said(cell) or (is_amount(cell) and not _is_measure(cell)) for cell in told)
    return asked >= LEAST * len(told)


def _is_measure(cell: str) -> bool:
    """ "2 persons or more", "45 min": no amount of money; "12 490 Ft" are forints, and no feet."""
    found = [measure.dimension for measure in measures(cell[:LONGEST])]
    money = Dimension.MONEY in found or _CENTS.search(cell) is not None
    return found[:1] in ([Dimension.PERSONS], [Dimension.TIME]) and not money


def is_class(name: str) -> bool:
    """ "Price class", "Preisniveau", "gamme de prix"."""
    told = folded(name)
    return _PRICE.search(told) is not None and any(w.endswith(CLASSES) for w in told.split())


def _is_no_class(cell: str) -> bool:
    """ "from 14 €", "10-20": amounts, where "2" and "€€" are classes."""
    return is_price(cell) or any(int(n) > HIGHEST for n in re.findall(r"\d{1,9}", cell[:LONGEST]))
