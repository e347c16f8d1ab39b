"""A message, understood: what every way of answering starts from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from agent.truth.limits import ANY, Limits
from agent.truth.options import Item
from catalog.records import Product


@dataclass(frozen=True, slots=True)
class Asked:
    """A message, understood."""

    text: str
    words: tuple[str, ...]
    language: str
    kind: str
    items: tuple[Item, ...] = ()
    close: tuple[Product, ...] = ()
    """Products that a part of a name may mean: ask back."""
    unknown: str = ""
    """A product's name that no row has, as it was typed."""
    field: str = ""
    quantity: int = 1
    limits: Limits = ANY
    content: tuple[str, ...] = ()
    """The words that say what is looked for."""
    claims: tuple[Decimal, ...] = ()
    """Amounts of money that the customer states."""
    carried: bool = False
    """The items are those of the conversation, not of this message."""
    instead: str = ""
    """The sentence that is said instead of an answer: "medical"; mostly empty."""
    parts: tuple[Asked, ...] = ()
    """Where the message asks several things: each by itself, in their order."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the conversation spoke of before."""

    language: str = ""
    products: tuple[Product, ...] = ()
    """Those of the latest reply that had any, in its order."""
    kind: str = ""
    """What was asked last."""
    listed: tuple[Product, ...] = ()
    """Those of the latest reply that had several: "the second one" is one of them."""
    messages: tuple[str, ...] = ()
    """What the customer said about `products`, the latest last."""
