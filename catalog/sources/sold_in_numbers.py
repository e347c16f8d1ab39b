"""A column of counts that is none of what is left: cards by the 100 and by the 500, each at a price
of its own, are chosen by their number. Read as stock, 500 of them would cost 500 times the price.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from catalog.sources.cells import pieces
from catalog.sources.meanings import OPTION
from catalog.sources.price_steps import sum_of

_APART = frozenset(("stock", "price", "list_price", "sale_price", "id", "sku", "gtin"))


def sold_in_numbers(sample: Sequence[Sequence[str]], meanings: dict[int, str]) -> None:
    """A count is an option where rows that are alike otherwise differ in it and in their price, and
    each more costs more: nothing else tells such rows apart."""
    fields = {meaning: place for place, meaning in meanings.items()}
    if not {"stock", "price"} <= fields.keys():
        return
    stock, price = fields["stock"], fields["price"]
    alike: dict[tuple[str, ...], list[tuple[int, float]]] = {}
    for row in sample:
        count = pieces(row[stock].strip()) if max(stock, price) < len(row) else None
        same = tuple(cell for p, cell in enumerate(row) if meanings.get(p) not in _APART)
        if count and (asked := sum_of(row[price])):
            alike.setdefault(same, []).append((count, asked))
    groups = [sorted(rows) for rows in alike.values() if len(rows) > 1]
    if groups and all(map(_is_by_the_number, groups)):
        meanings[stock] = OPTION


def _is_by_the_number(rows: Sequence[tuple[int, float]]) -> bool:
    """Whether of (count, price) each count is another, and costs more."""
    return all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(rows))
