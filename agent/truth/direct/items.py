"""What is asked of products by name: price, availability, variants, comparison, amounts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from agent.truth.attributes import named
from agent.truth.direct.offer import Offer, on_the_shelf
from agent.truth.direct.said import Counter, Said, Shown
from agent.truth.facts import Fact, attribute_fact, computed_fact
from agent.truth.options import Item
from agent.truth.properties import properties_for
from agent.truth.understand import Asked
from catalog.records import Availability, Money

_LATER = {
    Availability.PREORDER: "some_preorder",
    Availability.BACKORDER: "some_backorder",
}
"""What can be had, and is not here: never said to be in stock."""

_GONE = 6
"""So many sold-out variants are named."""


def price(asked: Asked, counter: Counter) -> Said:
    """What each item costs; where the customer's own figure is wrong, that is said first."""
    if any(item.absent for item in asked.items):
        return availability(asked, counter)
    said = together(price_of(item, counter) for item in asked.items)
    if asked.claims and said.facts:
        prices = {fact.value.amount for fact in said.facts if isinstance(fact.value, Money)}
        opening = "yes" if set(asked.claims) <= prices else "premise_wrong"
        first = counter.voice.say(opening) + said.sentences[0]
        said = Said((first, *said.sentences[1:]), said.facts, said.shown, said.cited)
    return suggest(said, asked, counter, "suggest_stock", "suggest_variants", "suggest_shipping")


def availability(asked: Asked, counter: Counter) -> Said:
    """Whether each item, or the variant of it that is asked for, can be had."""
    said = together(stock_of(item, counter) for item in asked.items)
    return suggest(said, asked, counter, "suggest_variants", "suggest_shipping", "suggest_returns")


def variants(asked: Asked, counter: Counter) -> Said:
    """In which sizes, colours and so on each item comes, and which of them are sold out."""
    said = together(
        variants_of(item, counter).and_then(_measured(item, asked, counter)) for item in asked.items
    )
    return suggest(said, asked, counter, "suggest_price", "suggest_shipping", "suggest_returns")


def comparison(asked: Asked, counter: Counter) -> Said:
    """The items side by side, and the difference in price worked out."""
    voice = counter.voice
    said = together(_compared(item, asked, counter) for item in asked.items[:3])
    prices = [Offer(item, voice).single_price for item in asked.items[:2]]
    left, right = prices if len(prices) == 2 else (None, None)
    if left and right and left.currency == right.currency and left != right:
        cheaper = asked.items[0] if left.amount < right.amount else asked.items[1]
        title = voice.title(cheaper.product)
        gap = Money(abs(left.amount - right.amount), left.currency)
        fact = _worked_out(title, "difference", gap, said, counter)
        line = voice.say("cheaper", item=title, difference=fact.text)
        said = said.and_then(Said((line,), (fact,)))
    return said


def amount(asked: Asked, counter: Counter) -> Said:
    """Quantity times price, or the sum of several items, worked out by code."""
    voice = counter.voice
    said = together(price_of(item, counter) for item in asked.items)
    several = len(asked.items) > 1
    counts = [item.wanted for item in asked.items] if several else [asked.quantity]
    prices = [Offer(item, voice).single_price for item in asked.items]
    known = [money for money in prices if money]
    if len(known) < len(prices) or len({money.currency for money in known}) != 1:
        return said
    if not several and asked.quantity < 2:
        return said
    amounts = (money.amount * count for money, count in zip(known, counts, strict=True))
    total = Money(sum(amounts, Decimal(0)), known[0].currency)
    labels = [voice.label(item.product, item.options) for item in asked.items]
    if several:
        labels = [
            f"{voice.number(count)} × {label}" if count > 1 else label
            for count, label in zip(counts, labels, strict=True)
        ]
    items = voice.listed(labels)
    fact = _worked_out(items, "total", total, said, counter)
    if several:
        line = voice.say("sum", items=items, total=fact.text)
    else:
        count = voice.number(asked.quantity)
        line = voice.say("amount", count=count, item=items, total=fact.text)
    return said.and_then(Said((line,), (fact,)))


# -- one item ------------------------------------------------------------------------------------


def price_of(item: Item, counter: Counter) -> Said:
    """What it costs; where nothing of it can be ordered, that too."""
    voice, offer = counter.voice, Offer(item, counter.voice)
    low, high = offer.range
    if low is None or high is None:
        line = voice.say("price_unknown", item=offer.label)
        return Said((line,), shown=(Shown(item.product),), handoff=True)
    facts = list(offer.price_facts())
    former = offer.former_price() if counter.former_prices else None
    if low != high:
        ends = {"low": voice.money(low), "high": voice.money(high)}
        line = voice.say("price_from", item=offer.label, names=offer.varying(), **ends)
        lines = [offer.dated(line)]
    elif former and isinstance(former.value, Money):
        facts.append(former)
        prices = {"price": voice.money(low), "list_price": voice.money(former.value)}
        lines = [offer.dated(voice.say("price_reduced", item=offer.label, **prices))]
    else:
        lines = [voice.say("price", item=offer.label, price=offer.dated(voice.money(low)))]
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


def _one_state(offer: Offer) -> tuple[tuple[str, ...], tuple[Fact, ...]]:
    """Where all variants that are meant are in the same state."""
    voice, state = offer.voice, offer.state()
    availability, single = offer.variants[0].availability, offer.single_price
    if availability is Availability.IN_STOCK and single:
        line = voice.say("in_stock_price", item=offer.label, price=voice.money(single))
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


def variants_of(item: Item, counter: Counter) -> Said:
    """What there is to choose of it, and what of that is sold out."""
    voice, product = counter.voice, item.product
    offer = Offer(Item(product), voice)
    label = voice.title(product)
    names = dict.fromkeys(o.name for v in product.variants for o in v.options)
    if not names or len(product.variants) < 2:
        return Said((voice.say("no_variants", item=label),), (), (Shown(product),))
    lists = [
        voice.say("variants_of", name=voice.option_name(product, n), values=offer.marked(n))
        for n in names
    ]
    line = f"{label}: {'; '.join(lists)}."
    if any(v.availability.is_gone for v in product.variants):
        line = offer.dated(line)
    return Said((line,), offer.states(product.variants), (Shown(product),))


def _measured(item: Item, asked: Asked, counter: Counter) -> Said:
    """What an option that is asked for measures, where an attribute of its name says so: the back
    length M of 42 to 48 cm."""
    voice, product = counter.voice, item.product
    stated = named(product.text(voice.language).attributes, asked.words)
    facts = tuple(attribute_fact(voice, product, a) for a in stated)
    lines = [
        voice.say("attribute", item=voice.title(product), name=a.name, value=fact.text)
        for a, fact in zip(stated, facts, strict=True)
    ]
    return Said(tuple(lines), facts)


def _compared(item: Item, asked: Asked, counter: Counter) -> Said:
    voice, offer = counter.voice, Offer(item, counter.voice)
    facts = list(offer.price_facts())
    ends = dict.fromkeys(voice.money(money) for money in offer.range if money)
    entries = [offer.dated(" – ".join(ends))] if ends else []
    properties = properties_for(asked.field, asked.words, item.product, voice, all_of_them=True)
    for fact in properties[:4]:
        facts.append(fact)
        entries.append(f"{fact.field.partition(':')[2]} {fact.text}")
    line = voice.say("compare", item=voice.title(item.product), list=", ".join(entries))
    return Said((line,), tuple(facts), (Shown(item.product),))


# -- several -------------------------------------------------------------------------------------


def _worked_out(item: str, field: str, value: Money, said: Said, counter: Counter) -> Fact:
    """What arithmetic makes of the facts of `said`: as old as the oldest of them."""
    oldest = min(said.facts, key=lambda fact: fact.as_of)
    text = counter.voice.dated(counter.voice.money(value), oldest.as_of)
    return computed_fact(item, field, value, text, oldest)


def together(parts: Iterable[Said]) -> Said:
    """One behind the other."""
    whole = Said(())
    for part in parts:
        whole = whole.and_then(part)
    return whole


def suggest(said: Said, asked: Asked, counter: Counter, *keys: str) -> Said:
    """With what may be asked next of the first item; of its options, where it has any."""
    product = asked.items[0].product
    title = counter.voice.title(product)
    asks = [key for key in keys if key != "suggest_variants" or len(product.variants) > 1]
    texts = tuple(counter.voice.say(key, item=title) for key in asks)
    return said.and_then(Said((), suggestions=texts))
