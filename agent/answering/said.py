"""What the direct lane works with, and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.grounding.facts import Fact
from agent.grounding.render import Voice
from catalog.records import Business, Money, Passage, Product, Variant


@dataclass(frozen=True, slots=True)
class Counter:
    """All that stands behind the counter while one message is answered."""

    business: Business
    voice: Voice
    now: datetime
    """In the business's own time zone."""
    products: Callable[[Sequence[str]], list[Product]]
    """ids -> products, as they may be spoken of now."""
    former_prices: bool = False
    """Whether former prices may be named: only if they are the lowest of the 30 days before a
    reduction (Directive 98/6/EC, Art. 6a), which no feed says by itself."""
    cart: Callable[[Sequence[Shown]], str] = lambda _: ""
    """Goods to the link that puts them into the shop's own cart; empty where there is none."""
    takes_contacts: bool = True
    """Whether a question can be left for a person here, with where the answer goes."""
    order: Said | None = None
    """What is said to whoever asks for an order, where a system knows them (agent/orders/)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A product to show beside the words, and which variant of it."""

    product: Product
    variant: Variant | None = None
    quantity: int = 1
    """So many of it are spoken of together."""


@dataclass(frozen=True, slots=True)
class Table:
    """Goods side by side: a heading for each, rows of what differs. Each cell is a fact's value;
    empty where nothing is stated."""

    goods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A reply made by code. Every value in `sentences` is in `facts`."""

    sentences: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    shown: tuple[Shown, ...] = ()
    cited: tuple[Passage, ...] = ()
    suggestions: tuple[str, ...] = ()
    handoff: bool = False
    added_up: bool = False
    """What is shown was asked for together: as a sum."""
    table: Table | None = None
    near: bool = False
    """What is shown satisfies all but one condition."""
    bill: Money | None = None
    """What was asked for comes to, where all of it is known."""

    def and_then(self, other: Said) -> Said:
        """This, and behind it `other`."""
        return Said(
            self.sentences + other.sentences,
            self.facts + other.facts,
            self.shown + other.shown,
            self.cited + other.cited,
            tuple(dict.fromkeys(self.suggestions + other.suggestions))[:3],
            self.handoff or other.handoff,
            self.added_up or other.added_up,
            self.table or other.table,
            self.near or other.near,
            self.bill or other.bill,
        )


def as_of(counter: Counter) -> datetime:
    """The time of what the settings say: now, to the second."""
    return counter.now - timedelta(microseconds=counter.now.microsecond)
