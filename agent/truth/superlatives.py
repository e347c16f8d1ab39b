"""Which of those that were listed is meant by a superlative: "which one is the cheapest?".

Of goods that are named it asks for a list ("the cheapest tent"); alone, it chooses among those that
the customer has before them. Where one of them does not say how heavy or warm it is, nobody knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.truth.heard import Heard
from agent.truth.lexicon import Lexicon
from agent.truth.measures import about, measured
from agent.truth.phrases import covered, says, says_exactly
from catalog.records import Product

_RANKS = {
    "most_cheap": "price",
    "most_dear": "price",
    "most_light": "weight",
    "most_heavy": "weight",
    "most_warm": "temperature",
}
"""Phrases of the lexicon -> by what it ranks: the price, or a field."""

_MEASURED = ("temperature", "weight", "capacity", "volume")
"""Fields by which goods are chosen."""

_HIGHEST = frozenset({"most_dear", "most_heavy"})

_NOT_OF_THESE = ("at_large", "than")
"""Phrases that ask for all that is sold, or compare with something: "is it lighter than …?"."""

_ASKED_OF_IT = ("availability", "variants")
"""Kinds that may be asked of the one: "is the cheapest one in stock?"."""


@dataclass(frozen=True, slots=True)
class Best:
    """The first by a superlative; several where they are the same."""

    products: tuple[Product, ...]
    kind: str
    field: str
    """Empty where it is the price."""


def best(heard: Heard, listed: Sequence[Product]) -> Best | None:
    """Those of `listed` that a superlative of the message means; None where it has none, speaks of
    other goods, or cannot be told."""
    words, book = heard.words, heard.book
    phrase = next((p for p in _RANKS if says_exactly(words, p, book)), "")
    if not phrase or len(listed) < 2 or any(says(words, key, book) for key in _NOT_OF_THESE):
        return None
    if len(listed) == 2 and covered(words, book.kinds["comparison"]) >= 1:
        return None  # "which is lighter?", of two: both are told
    said = {word for run in book.phrases[phrase] for word in words if _is(word, run)}
    fields = [pattern for patterns in book.fields.values() for pattern in patterns]
    if any(word not in said and not covered((word,), fields) for word in heard.content):
        return None
    values = [_value(product, _RANKS[phrase], book) for product in listed]
    known = [value for value in values if value is not None]
    if len(known) < len(listed):
        return None
    first = max(known) if phrase in _HIGHEST else min(known)
    chosen = tuple(p for p, value in zip(listed, values, strict=True) if value == first)
    field = _RANKS[phrase].removeprefix("price")
    return Best(chosen, _kind(heard, field), field)


def asked_of_each(heard: Heard, listed: Sequence[Product]) -> str:
    """The field by which one of `listed` is looked for ("which is for minus 5 degrees?"): told of
    each, the customer chooses. Empty where no such one is."""
    words, book = heard.words, heard.book
    if len(listed) < 2 or not says_exactly(words, "which", book):
        return ""
    for field in _MEASURED:
        patterns = book.fields[field]
        known = all(about(product, field, book.language) for product in listed)
        if known and heard.content and all(covered((w,), patterns) for w in heard.content):
            return field
    return ""


def _is(word: str, run: Sequence[str]) -> bool:
    """Whether `word` is one of the phrase's."""
    return any(word == p or (p.endswith("*") and word.startswith(p[:-1])) for p in run)


def _kind(heard: Heard, field: str) -> str:
    asked = [k for k in _ASKED_OF_IT if covered(heard.words, heard.book.kinds[k]) >= 1]
    return (asked or ["attribute" if field else "price"])[0]


def _value(product: Product, rank: str, book: Lexicon) -> Decimal | None:
    """What it is ranked by; None where it does not say. Of a bag's temperatures the comfortable one
    counts, which is the highest; of several weights and prices the lowest."""
    if rank == "price":
        return min((v.price.amount for v in product.variants if v.price), default=None)
    numbers = measured(about(product, rank, book.language), rank)
    return (max if rank == "temperature" else min)(numbers, default=None)
