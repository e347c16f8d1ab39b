"""Prices by who pays: a column of what everybody pays, and beside it those of children, students,
members."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.price_words import is_said
from catalog.sources.choices import is_amount_asked
from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.contents import is_price
from catalog.sources.meanings import PRICES, PROPERTY
from catalog.sources.price_kinds import is_person
from catalog.sources.price_meanings import LEAST
from catalog.sources.sampled import mostly, told_at

FEWER, MORE = 5, 3
"""How many times less a child may pay than everybody, and a guest more: what counts persons is
further from a price."""

_NUMBER = re.compile(r"\d[\d .,'’\u00a0\u202f]*")


def prices_of_persons(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Give the price and those of persons beside it as several prices, each with who pays it."""
    price = next((p for p, m in meanings.items() if m == "price"), None)
    if price is None or not {"sale_price", "list_price", PRICES}.isdisjoint(meanings.values()):
        return
    found = [
        place
        for place, meaning in meanings.items()
        if meaning == PROPERTY
        and is_person(header[place])
        and not says(header[place]) & {*KEPT_BACK, Says.OTHERS}
        and mostly(told_at(sample, place), _is_asked)
        and _is_near(sample, place, price)
        and not _may_count(told_at(sample, place), told_at(sample, price))
    ]
    if found:
        meanings.update(dict.fromkeys((price, *found), PRICES))


def _is_asked(cell: str) -> bool:
    return is_price(cell) or is_amount_asked(cell) or is_said(cell)


def _is_near(sample: Sequence[Sequence[str]], place: int, price: int) -> bool:
    pairs = [(_sum(row[place]), _sum(row[price])) for row in sample if max(place, price) < len(row)]
    both = [(own, usual) for own, usual in pairs if own and usual]
    return bool(both) and all(usual / FEWER <= own <= MORE * usual for own, usual in both)


def _may_count(cells: Sequence[str], prices: Sequence[str]) -> bool:
    """Whether bare numbers may be how many persons there may be: "Guests" of 6 and 8. A price that
    is a bare number too is more, and nothing beside prices with cents is one."""
    bare = [cell for cell in cells if cell.strip().isdecimal()]
    alike = all(cell.strip().isdecimal() for cell in prices)
    return bool(bare) and (not alike or any(int(cell) <= LEAST for cell in bare))


def _sum(cell: str) -> float:
    """The amount of a cell, near enough to be compared: its digits without hundredths."""
    match = _NUMBER.search(cell)
    bare = re.sub(r"[.,]\d{1,2}$", "", match[0].strip(" .,")) if match else ""
    digits = re.sub(r"\D", "", bare)
    return float(digits) if digits else 0.0
