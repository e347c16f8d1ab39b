"""Whether a search is a question of what was spoken of, and a question of that a search."""

from __future__ import annotations

from dataclasses import replace

from agent.answering.items import Items
from agent.answering.result import Match
from agent.answering.said import Said
from agent.understanding.query import Act, Ask, Reference, Target


def of_spoken(ask: Ask, items: Items) -> Said | None:
    """What is written of what was spoken of, where that is surely what a search asks: "how many
    kilos does it dry", and other dryers are not meant."""
    products = items.counter.products([ask.spoken] if ask.spoken else [])
    if not products:
        return None
    mentions = tuple(c.mention for c in ask.conditions if c.mention)
    named = Target((ask.spoken,), "", exact=True)
    asked = replace(ask, act=Act.TELL, targets=(named,), conditions=())
    asked = replace(asked, unused=(*ask.unused, *mentions), spoken="")
    own = items.written.answer(asked, products[0])
    if own is None:
        return None
    line = items.voice.say("value_of", item=items.voice.title(products[0]), list=own.text)
    return Said((line,), own.facts, (items.lines.shown(products[0], Match(0, ())),))


def elsewhere(ask: Ask, items: Items) -> Ask | None:
    """ "And forklifts?" after a bus as a search of its own; None where the bus says something of
    it, or is asked something else."""
    plain = ask.fields or ask.scaled or ask.asks_price or ask.asks_stock or ask.claims
    pointing = ask.yes_no or ask.having or any(t.mention for t in ask.targets)
    if plain or pointing or ask.conditions or not (ask.follows and ask.unused):
        return None
    told = items.counter.products([p for t in ask.targets for p in t.products])
    if any(items.written.answer(ask, product) for product in told):
        return None
    return replace(ask, act=Act.FIND, targets=(), refers=Reference.NONE)
