"""What an item costs and which of its variants can be had, in sentences."""

from __future__ import annotations

from decimal import Decimal

from agent.answering.each_price import each_price
from agent.answering.offer import Item, Offer, on_the_shelf
from agent.answering.said import Counter, Said, Shown
from agent.grounding.facts import Fact, computed_fact
from catalog.records import Availability, Money

_LATER = {
    Availability.PREORDER: "some_preorder",
    Availability.BACKORDER: "some_backorder",
}
"""What can be had, and is not here: never said to be in stock."""

_GONE = 6
"""So many sold-out variants are named."""


def price_of(item: Item, counter: Counter) -> Said:
    """What it costs; where nothing of it can be ordered, that too."""
    voice, offer = counter.voice, Offer(item, counter.voice)
    low, high = offer.range
    if low is None or high is None:
        line = voice.say("price_unknown", item=offer.label)
        return Said((line,), shown=(Shown(item.product),), handoff=True)
    facts = list(offer.price_facts())
    former = offer.former_price() if counter.former_prices else None
    if low != high and (each := each_price(offer)) is not None:
        lines, facts = [voice.say("value_of", item=offer.label, list=each[0])], list(each[1])
    elif low != high:
        ends = {"low": voice.money(low), "high": offer.asked(high)}
        line = voice.say("price_from", item=offer.label, names=offer.varying(), **ends)
        lines = [offer.dated(line)]
    elif former and isinstance(former.value, Money):
        facts.append(former)
        prices = {"price": offer.asked(low), "list_price": voice.money(former.value)}
        lines = [offer.dated(voice.say("price_reduced", item=offer.label, **prices))]
    else:
        lines = [voice.say("price", item=offer.label, price=offer.dated(offer.asked(low)))]
    if offer.variants[0].availability is not Availability.UNKNOWN and not offer.can_be_ordered:
        facts.append(offer.state())
        lines.append(facts[-1].text)
    return Said(tuple(lines), tuple(facts), offer.shown)


def stock_of(item: Item, counter: Counter) -> Said:
    """Which of its variants can be had."""
    voice, offer = counter.voice, Offer(item, counter.voice)
    lines: list[str] = []
    if item.absent:
        absent = voice.listed(item.absent)
        lines.append(voice.say("no_such_option", item=offer.label, value=absent))
    states = {v.availability for v in offer.variants}
    if len(states) == 1 and not item.absent:
        unknown = Availability.UNKNOWN in states
        return Said(*_one_state(offer), offer.shown, handoff=unknown)
    told = [("some_in_stock", on_the_shelf(offer.variants))]
    told += [(k, [v for v in offer.variants if v.availability is s]) for s, k in _LATER.items()]
    gone = [v for v in offer.variants if v.availability.is_gone]
    if len(gone) <= _GONE and not item.absent:
        told.append(("not_in_stock_values", gone))
    for key, some in told:
        if some:
            values = offer.values(some, item.options)
            lines.append(offer.dated(voice.say(key, item=offer.label, values=values)))
    return Said(tuple(lines), offer.states(offer.variants), offer.shown)


def left_of(item: Item, counter: Counter) -> Said | None:
    """How many of it are there; None where that is not counted, or there are none."""
    voice, offer = counter.voice, Offer(item, counter.voice)
    counts = [v.stock for v in offer.variants if not v.availability.is_gone]
    known = [count for count in counts if count is not None]
    if not known or len(known) < len(counts) or not sum(known):
        return None
    left = voice.number(sum(known))
    line = offer.dated(voice.say("count_left", item=offer.label, count=left))
    state = offer.state()
    number = computed_fact(offer.label, "stock", Decimal(sum(known)), left, state)
    return Said((line,), (number, state), offer.shown)


def _one_state(offer: Offer) -> tuple[tuple[str, ...], tuple[Fact, ...]]:
    """Where all variants that are meant are in the same state."""
    voice, state = offer.voice, offer.state()
    availability, single = offer.variants[0].availability, offer.single_price
    if availability is Availability.IN_STOCK and single:
        line = voice.say("in_stock_price", item=offer.label, price=offer.asked(single))
        return (voice.say("yes") + offer.dated(line),), (state, *offer.price_facts())
    if availability is not Availability.OUT_OF_STOCK:
        return (state.text,), (state,)
    if len(offer.variants) > 1:
        return (offer.dated(voice.say("out_of_stock_all", item=offer.label)),), (state,)
    others = [v for v in on_the_shelf(offer.product.variants) if v not in offer.variants]
    if not others:
        return (state.text,), (state,)
    line = voice.say("others_in_stock", values=offer.values(others, ()))
    return (state.text, offer.dated(line, others)), (state, *offer.states(others))
