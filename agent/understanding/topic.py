"""What goes on with something written that was told: "and to Austria?", "how much is it"."""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.query import Act, Ask, Reference
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.measures import Dimension, measures
from catalog.schema import Role
from catalog.text import tokens

BARE = 5
"""So few words name what the question before is asked of."""

TOPIC = 8
"""A question of so many words may go on with what was asked before."""


def of_topic(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """`ask` with the question that something written answered; None where it does not go on."""
    if _is_of_item(ask, state):
        return None
    if _goes_on(ask) or _asks_its_price(ask, state):
        return replace(ask, topic=state.topic)
    if _names_what_was_told(ask, state, columns):
        plain = replace(ask, act=Act.FIND, targets=(), conditions=(), refers=Reference.NONE)
        return replace(plain, topic=state.topic)
    return None


def _is_of_item(ask: Ask, state: State) -> bool:
    """ "And what does it cost?" of what was named, where what is written on it says no price."""
    priced = any(m.dimension is Dimension.MONEY for m in measures(state.told))
    return ask.asks_price and not (ask.unused or priced) and len(state.focus) == 1


def _goes_on(ask: Ask) -> bool:
    """ "And to Austria?" after what sending costs: it names nothing that rows have."""
    rows = ask.targets or ask.conditions or ask.fields or ask.order or ask.relative or ask.about
    of_it = ask.scaled and ask.refers is Reference.IT  # "how strong is it"
    short = len(ask.text.split()) <= TOPIC
    pointing = ask.follows or ask.refers is Reference.IT or short
    other = ask.asks_stock or ask.more or ask.having or ask.quantity
    return not rows and not of_it and pointing and not other


def _asks_its_price(ask: Ask, state: State) -> bool:
    """ "How much is it" after something written, where no item was spoken of."""
    other = ask.targets or ask.conditions or ask.order or ask.relative or ask.unused or ask.having
    priced = ask.asks_price and set(ask.fields) <= {Role.PRICE.value}
    return priced and not (state.focus or other) and len(ask.text.split()) <= TOPIC


def _names_what_was_told(ask: Ask, state: State, columns: Columns) -> bool:
    """ "Kestrel?", "a bunch too?" after something written that speaks of it: asked what was asked
    before, whatever rows are called so."""
    asks = ask.fields or ask.scaled or ask.order or ask.relative or ask.asks_price or ask.asks_stock
    other = asks or ask.about or ask.having or ask.quantity or ask.more or ask.which
    named = [t.mention for t in ask.targets] + [c.mention for c in ask.conditions]
    words = [w for mention in named for w in tokens(mention, columns.languages)]
    if other or not words or len(ask.text.split()) > BARE:
        return False
    told = {k for t in tokens(state.told, columns.languages) for k in t.keys}
    return all(not told.isdisjoint(word.keys) for word in words)
