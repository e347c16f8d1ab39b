"""An order in sentences, each value a fact with its source and time."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from agent.answering.business import reach_facts, reached
from agent.answering.said import Counter, Said
from agent.grounding.facts import Fact
from catalog.orders.record import PlacedOrder
from catalog.records import Money

FIELD = "order:"
"""What the names of an order's facts begin with."""
_SHOWN = 5
"""Items that are named; of more it is said how many."""
_FRESH = timedelta(minutes=15)
"""What is older is told with its time."""


def told(order: PlacedOrder, counter: Counter) -> Said:
    """Where the order is, and what is known beside that."""
    voice = counter.voice
    facts: list[Fact] = []

    def fact(field: str, value: Money | Decimal | str, text: str) -> str:
        item = voice.say("order_unnamed")
        place = order.place
        facts.append(Fact(item, FIELD + field, value, text, order.source, order.as_of, place=place))
        return text

    name = voice.say("order_unnamed")
    if order.placed:
        day = fact("placed", order.placed.isoformat(), voice.date(order.placed))
        name = voice.say("order_named", date=day)
    state = voice.say(f"order_{order.state.value}", order=name, words=order.words)
    lines = [fact("state", order.state.value, state)]
    for field in ("shipped", "delivered", "expected"):
        day_of = getattr(order, field)
        if day_of is None or (field == "expected" and order.delivered):
            continue
        day = fact(field, day_of.isoformat(), voice.date(day_of))
        key = "order_expected" if field == "expected" else f"order_{field}_on"
        lines.append(voice.say(key, date=day))
    for sent in order.shipments[:_SHOWN]:
        parcel = " ".join(part for part in (sent.carrier, sent.number) if part)
        if parcel:
            lines.append(voice.say("order_parcel", parcel=fact("parcel", parcel, parcel)))
        if sent.link:
            lines.append(voice.say("order_follow", link=fact("link", sent.link, sent.link)))
    if order.lines:
        named = [f"{one.quantity} × {one.title}" for one in order.lines[:_SHOWN]]
        if more := len(order.lines) - len(named):
            named.append(voice.say_count("order_more", more))
        listed = voice.listed(named)
        lines.append(voice.say("order_lines", list=fact("lines", listed, listed)))
    if order.total is not None:
        total = fact("total", order.total, voice.money(order.total))
        lines.append(voice.say("order_total", total=total))
    as_of = order.as_of.astimezone(counter.now.tzinfo)
    if counter.now - as_of > _FRESH:
        clock = voice.time(as_of.strftime("%H:%M"))
        lines.append(voice.say("order_as_of", date=voice.date(as_of.date()), time=clock))
    return Said(tuple(lines), tuple(facts))


def untold(key: str, counter: Counter) -> Said:
    """That it cannot be told here and now (`key`), and who can be asked instead."""
    said = Said((counter.voice.say(key),), handoff=True)
    if not reached(counter):
        return said
    line = counter.voice.say("order_status_contact", contact=reached(counter))
    return said.and_then(Said((line,), reach_facts(counter)))
