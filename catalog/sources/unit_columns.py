"""Columns of prices that their names do not call so: "each", and seats side by side."""

from __future__ import annotations

from collections.abc import Sequence

from catalog.price_units import is_measure, is_per, is_unit
from catalog.sources.asking import CENTS, may_ask
from catalog.sources.column_words import Says, says
from catalog.sources.meanings import PRICES, PROPERTY
from catalog.sources.sampled import mostly, told_at
from catalog.sources.words import folded


def price_of_piece(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """The only column of sums with cents that is called by what they are for, and nothing else:
    "each", "Stück", "per person". A count of pieces has no cents."""
    if not {"price", PRICES}.isdisjoint(meanings.values()):
        return
    found = [
        place
        for place, name in enumerate(header)
        if meanings.get(place) == PROPERTY
        and _is_piece(name)
        and mostly(told_at(sample, place), lambda cell: CENTS.search(cell) is not None)
    ]
    if len(found) == 1:
        meanings[found[0]] = "price"


def prices_abreast(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Three columns or more right beside each other whose sums have cents in each row, of whatever
    names, where no other is the price and none what goods cost: "PK1 Tribüne", "PK2", "Steh"."""
    costs = any(Says.COST in says(name) for name in header)
    if costs or not {"price", PRICES}.isdisjoint(meanings.values()):
        return
    asking = [
        place
        for place, name in enumerate(header)
        if meanings.get(place) == PROPERTY
        and may_ask(name, cells := told_at(sample, place), several=True)
        and all(map(CENTS.search, cells))
    ]
    beside = [p for p in asking if p - 1 in asking or p + 1 in asking]
    if len(beside) > 2 and beside[-1] - beside[0] == len(beside) - 1 == len(asking) - 1:
        meanings.update(dict.fromkeys(beside, PRICES))


def _is_piece(name: str) -> bool:
    first, _, unit = folded(name).partition(" ")
    if is_per(first):
        return not unit or (is_unit(unit) and not is_measure(unit))
    return not unit and is_unit(first) and not is_measure(first)
