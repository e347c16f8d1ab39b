"""Goods that a page says twice: in its data, and in its lists of prices.

Where its lists offer most of several goods that its data names, the page is a list of prices, and
its data says a part of it: what the lists offer beside is told too. Where they do not, the lists
are of something else: of sizes, of fees, of goods that go with the one that the page sells, among
which that one may stand again ("bought together").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from catalog.records import Product
from catalog.sources.listed import name_of
from catalog.sources.seam import Found, Item

FEW = 3
"""Goods of a list of prices, with those that the data says too."""

SHARED = 0.5
"""The share of words of a name that are also those of another that costs as much."""


def names(sold: Iterable[Product]) -> frozenset[str]:
    return frozenset(name_of(text.title) for one in sold for text in one.texts.values())


def told_beside(
    sold: Sequence[Product], met: frozenset[str], told: Sequence[Found], menu: bool
) -> Iterator[Found]:
    """What a page tells beside its data; of a page that is no list of prices, nothing. A menu in
    the data says nothing of what else the page tells, so that its text is told at least."""
    listed = sum(isinstance(one, Item) and one.kind == "product" for one in told)
    known = names(sold)
    confirmed = len(known) > 1 and 2 * len(met) >= len(known) and len(met) + listed >= FEW
    left = [one for one in sold if names([one]).isdisjoint(met)]
    ids = {one.id for one in sold}
    for found in told:
        if not (isinstance(found, Item) and found.kind == "product"):
            if confirmed or menu:
                yield found
        elif confirmed and found.id not in ids and not _is_known(found, left):
            yield found


def _is_known(found: Item, left: Sequence[Product]) -> bool:
    """Whether something of a list is what the data calls otherwise: it costs as much, and half of
    its words are the same."""
    if not left:
        return False
    record = found.make().record
    return isinstance(record, Product) and any(_are_same(record, one) for one in left)


def _are_same(one: Product, other: Product) -> bool:
    if _prices(one).isdisjoint(_prices(other)):
        return False
    first, second = ({*name.split()} for name in (min(names([one])), min(names([other]))))
    return len(first & second) >= SHARED * max(len(first), len(second))


def _prices(one: Product) -> frozenset[Decimal]:
    return frozenset(variant.price.amount for variant in one.variants if variant.price)
