"""Packs: a price that is for so many pieces, by a column that says how many are in one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from catalog.cell_words import cell_words
from catalog.folding import fold
from catalog.measures import Dimension, measures
from catalog.records import Attribute, Product
from catalog.text import tokens

MANY = 10
"""From so many pieces in a pack on a number of that size counts pieces: of "4 gaskets" in twos
nobody knows."""


@dataclass(frozen=True, slots=True)
class Pack:
    """So many pieces, as `stated` by the row."""

    size: int
    stated: Attribute

    def packs_of(self, count: int, text: str) -> int:
        """How many packs `count` is, as a message asks for it: so many pieces, or so many packs."""
        pieces = count >= self.size >= MANY and not says_packs(text)
        return -(-count // self.size) if pieces else count


def pack_of(product: Product) -> Pack | None:
    """What its row says of how many are in one; None where they are sold by the piece."""
    for text in product.texts.values():
        for attribute in text.attributes:
            if fold(attribute.name.strip()) in _names():
                told = list(measures(f"{attribute.value} {attribute.unit}".strip()))
                if len(told) == 1 and _counts(told[0].dimension) and told[0].single:
                    size = told[0].value
                    return Pack(int(size), attribute) if size == int(size) and size > 1 else None
    return None


def says_packs(text: str) -> bool:
    """Whether a message counts in packs."""
    return not _packs().isdisjoint(t.folded for t in tokens(text, ()))


def _counts(dimension: Dimension) -> bool:
    return dimension in (Dimension.NUMBER, Dimension.PIECES)


@cache
def _names() -> frozenset[str]:
    return frozenset(map(fold, cell_words("pack_size")))


@cache
def _packs() -> frozenset[str]:
    return frozenset(map(fold, cell_words("packs")))
