"""Who made the goods, where the column's name may say something else: "Casa" of a perfume, and of a
flat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.folding import fold
from catalog.measures import UNITS, Dimension
from catalog.sources.meanings import PRICES, PROPERTY
from catalog.sources.sampled import cells_at
from catalog.sources.words import MADE, folded

_GOODS = frozenset(("gtin", "stock", "mpn"))
_SOLD_BY = frozenset((Dimension.VOLUME, Dimension.MASS))


def by_house(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Take the column of houses as the brand, where goods are counted, or sold by volume or
    weight."""
    if "brand" in meanings.values() or not _are_goods(header, meanings):
        return
    for place, meaning in meanings.items():
        cells = cells_at(sample, place)
        shared = len(set(cells)) < len(cells) and all(any(map(str.isalpha, c)) for c in cells)
        if meaning == PROPERTY and folded(header[place]) in MADE["house"] and shared:
            meanings[place] = "brand"
            return


def _are_goods(header: Sequence[str], meanings: Mapping[int, str]) -> bool:
    if not _GOODS.isdisjoint(meanings.values()):
        return True
    priced = [header[place].split() for place, m in meanings.items() if m == PRICES]
    return bool(priced) and all(_sold_by(words[-1]) for words in priced if words)


def _sold_by(word: str) -> bool:
    found = UNITS.get(fold(word.strip(".")))
    return found is not None and found[0] in _SOLD_BY
