"""Which products an open question speaks of, by how many of its words each holds.

A list asks for a kind of goods, and only what is that kind fits (lists.py). An open question tells
of a situation ("coffee that stays hot all day"), and the words of a description answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from agent.truth.held import holds, touches
from agent.truth.words import tokens
from catalog.records import Product, ProductText

IN_NAME, IN_TAGS, IN_PROSE = 1.0, 0.9, 0.5
"""What a word counts for by where a product holds it: title, category or brand; tags; the rest."""

WEIGHED = 100
"""So many products are weighed: all that hold a word, in most shops. The fewer hold it, the more it
tells."""

ENOUGH = 0.35
"""The gain from which on a product is worth naming: one word of its description that no more than
three products hold."""

LEAST = 0.1
"""The share that it must tell too: of five words a description holds one by chance."""

ASKED_FOR = 2.0
"""How much more the word counts that follows "which": "which mat" is no question of tents."""

BESIDE = 0.7
"""The share of the best gain that the others named beside it must have."""


@dataclass(frozen=True, slots=True)
class Told:
    """A product, and how much of a question it tells."""

    product: Product
    gain: float
    """The sum of the weights of the words that it holds."""
    share: float
    """The same of all that could be had, 0 to 1: what compares with a passage's score."""


def told(products: Sequence[Product], words: Sequence[str], goods: str = "") -> list[Told]:
    """`products` that hold any of `words` (folded), those that tell most first; `goods` is the one
    of the words that names what is asked for, where one does."""
    strengths = [_strengths(product, words) for product in products]
    held_by = [sum(bool(held[at]) for held in strengths) for at in range(len(words))]
    weights = [
        (ASKED_FOR if word == goods else 1.0) * max(0.0, 1 - log(1 + many) / log(2 + WEIGHED))
        for word, many in zip(words, held_by, strict=True)
    ]
    gains = [
        sum(weight * strength for weight, strength in zip(weights, held, strict=True))
        for held in strengths
    ]
    total = sum(weights) or 1.0
    found = [
        Told(product, gain, gain / total)
        for product, gain in zip(products, gains, strict=True)
        if gain > 0
    ]
    return sorted(found, key=lambda entry: -round(entry.gain, 2))


def best(entries: Sequence[Told], most: int) -> list[Told]:
    """The first of `entries`, where it tells enough, and those that tell about as much."""
    if not entries or entries[0].gain < ENOUGH or entries[0].share < LEAST:
        return []
    return [entry for entry in entries if entry.gain >= BESIDE * entries[0].gain][:most]


def _strengths(product: Product, words: Sequence[str]) -> list[float]:
    """For each of `words` what it counts for, 0 where the product does not hold it."""
    found = [0.0] * len(words)
    for code, text in product.texts.items():
        name, tags, prose = _written(product, text)
        for at, word in enumerate(words):
            places = ((IN_NAME, name), (IN_TAGS, tags), (IN_PROSE, prose))
            held = (
                worth
                for worth, place in places
                if holds(place, word, code) or touches(place, word, code)
            )
            found[at] = max(found[at], next(held, 0.0))
    return found


def _written(product: Product, text: ProductText) -> tuple[frozenset[str], ...]:
    """Its words in one language: name, tags, the rest."""
    prose = [text.description, *(f"{a.name} {a.value}" for a in text.attributes)]
    prose += [option.value for variant in product.variants for option in variant.options]
    name = " ".join([text.title, *text.category, product.brand])
    return tuple(frozenset(tokens(run)) for run in (name, " ".join(text.tags), " ".join(prose)))
