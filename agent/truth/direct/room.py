"""Goods for so many people: "a tent for four people"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from agent.truth.lexicon import lexicon
from agent.truth.measures import about
from agent.truth.phrases import covered
from agent.truth.understand import Asked
from agent.truth.values import decimal_of
from agent.truth.words import is_number
from catalog.records import Product

_FIELD = "capacity"
_MOST = 20
"""More people than that are no party that one tent is looked for."""


def wanted(asked: Asked) -> Decimal | None:
    """The people that the message counts ("two people", "4 Leute"); None where it counts none."""
    book = lexicon(asked.language)
    for number, counted in zip(asked.words, asked.words[1:], strict=False):
        spelled = book.numbers.get(number)
        if spelled is None and not (is_number(number) and number.isdigit()):
            continue
        if covered((counted,), book.fields[_FIELD]) >= 1:
            people = Decimal(number if spelled is None else spelled)
            return people if 0 < people <= _MOST else None
    return None


def for_people(found: Sequence[Product], asked: Asked) -> list[Product]:
    """Those of `found` that have room for the people asked for, the smallest first; all of them
    where nobody is counted, where none is large enough, or where one does not say."""
    people = wanted(asked)
    if people is None or not found:
        return list(found)
    room = {product.id: _room(product, asked.language) for product in found}
    known = {id: size for id, size in room.items() if size is not None}
    if len(known) < len(room):
        return list(found)
    large = [product for product in found if known[product.id] >= people]
    return sorted(large, key=lambda product: known[product.id]) or list(found)


def _room(product: Product, language: str) -> Decimal | None:
    """For how many people it is, where it says so in one number."""
    stated = {
        decimal_of(attribute.value)
        for attribute in about(product, _FIELD, language)
        if attribute.value.isdigit()
    }
    return stated.pop() if len(stated) == 1 else None
