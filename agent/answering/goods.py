"""Which goods a message may mean where it names none: "mattress" of sleeping mats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from agent.answering.passages import Encode
from catalog.column import Mask
from catalog.columns import Columns
from catalog.records import Product, ProductText
from catalog.text import Token

MOST = 4_000
"""So many texts of products are compared with a message: each takes 20 ms once, and 1.5 kB."""

_SIGNS = 600
"""Of what is told of a product; the encoder takes 0.05 s for so many."""

APART = 1.8
"""Goods are near where their best cosine is so far (in standard deviations) above that of all
others. Of 928 wishes in quite other words than the rows' the best three have one that is meant for
49 %, of 288 for what nobody here sells 53 % have something near too: so what is near is offered,
and never said to be it."""

FEW = 20
"""Goods below which none can be far from the middle of all."""

Cosines = NDArray[np.float32]
"""(products,), by their numbers."""


class Goods:
    """The goods of one catalog with what they mean: all that is told of each, in English where it
    is written in it. Of 928 wishes in other words what is meant is among three for 49 % so, for
    34 % by title and category alone."""

    def __init__(self, products: Sequence[Product]) -> None:
        self.texts = [_told(product.text("en")) for product in products[:MOST]]
        self._vectors: NDArray[np.float32] | None = None

    def understand(self, encode: Encode) -> None:
        if self.texts:
            self._vectors = encode(self.texts)

    def near(self, vector: NDArray[np.float32] | None) -> Cosines | None:
        """The cosine of each product, by its number, to `vector`; None where nothing tells."""
        if vector is None or self._vectors is None:
            return None
        return np.asarray(self._vectors @ vector, np.float32)


def nearest(cosines: Cosines | None, count: int, among: Mask | None = None) -> tuple[int, ...]:
    """The numbers of the `count` products that are nearest, where any is near; of those alone that
    `among` has."""
    if cosines is None or len(cosines) < count or lift(cosines) < APART:
        return ()
    order: list[int] = np.argsort(-cosines, kind="stable").tolist()
    return tuple(n for n in order if among is None or among[n])[:count]


def lift(cosines: Cosines) -> float:
    """How far the nearest lies above the mean, in standard deviations; as far as is needed where
    there are too few for any to stand out."""
    if len(cosines) < FEW:
        return APART
    return float((cosines.max() - cosines.mean()) / (cosines.std() or 1.0))


def said_of(words: Sequence[Token], columns: Columns) -> NDArray[np.float64]:
    """(products,): the weighted share of `words` that the texts of each say."""
    said = np.zeros(len(columns.ids))
    weights = [columns.weight(word) for word in words]
    for word, weight in zip(words, weights, strict=True):
        having = np.zeros(len(said), np.bool_)
        for key in word.keys & columns.words.keys():
            having[columns.words[key]] = True
        said[having] += weight
    return said / (sum(weights) or 1.0)


def _told(text: ProductText) -> str:
    told = (
        text.title,
        " > ".join(text.category),
        ", ".join(text.tags),
        "; ".join(f"{a.name}: {a.value} {a.unit}".strip() for a in text.attributes),
        text.description,
    )
    return ". ".join(part for part in told if part)[:_SIGNS]
