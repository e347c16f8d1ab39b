"""Prices for a kilogram and for a piece, in two columns of which each row fills one: a row has one
price, and what it is for stays with it."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.folding import fold
from catalog.measures import UNITS, Dimension
from catalog.price_units import is_measure, is_unit
from catalog.price_words import bare, words_of
from catalog.sources.cells import line
from catalog.sources.column_names import asked_per
from catalog.sources.column_words import KEPT_BACK, says
from catalog.sources.meanings import PRICES, PROPERTY
from catalog.sources.money import is_currency
from catalog.sources.price_kinds import label
from catalog.sources.sampled import told_at

_SUMS = ("price", "unit_price", PRICES, PROPERTY)


def either_price(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Give the columns that are called prices for several things, where each row fills one."""
    found = [
        place
        for place, meaning in meanings.items()
        if meaning in _SUMS and asks_for(header[place]) and not says(header[place]) & KEPT_BACK
    ]
    others = [p for p, m in meanings.items() if m in ("price", PRICES) and p not in found]
    if not others and is_either(header, sample, found):
        meanings.update(dict.fromkeys(found, PRICES))


def is_either(
    header: Sequence[str], sample: Sequence[Sequence[str]], places: Sequence[int]
) -> bool:
    """Whether these columns are each for another measure, and no row fills two of them."""
    if len(places) < 2 or not all(asks_for(header[place]) for place in places):
        return False
    if not all(any(map(str.isdigit, "".join(told_at(sample, p)))) for p in places):
        return False
    filled = (sum(1 for p in places if row[p].strip(" -–—/")) for row in sample)
    return all(count < 2 for count in filled)


def called_by(name: str, either: bool) -> str:
    """What a price's column is called as a choice, or what its price is for."""
    return asks_for(name) if either else label(name) or line(name)


def asks_for(name: str) -> str:
    """What a column's prices are for: "kg" of "Preis/kg", of "€/kg" too."""
    sign, _, per = name.strip().partition("/")
    signed = is_currency(sign.strip()) and is_unit(per.strip(" ."))
    return asked_per(name) or (per.strip() if signed else "")


def unit_of_price(name: str) -> str:
    """What the only price of a table is for, where its column says so: the person of "price per
    person"; empty of a measure, which makes it a unit price, and of a piece."""
    unit = asks_for(name).strip()
    known = UNITS.get(fold(unit))
    piece = known is not None and known[0] is Dimension.PIECES
    short = known is None and len(unit) < SHORT
    return "" if is_measure(unit) or piece or short or bare(unit) in _PIECE else unit


SHORT = 3
"""Letters of a word that names a unit."""

_PIECE = words_of("per")
"""What stands for "a piece" by itself: "each"."""
