"""What is asked of products by name: price, availability, variants, attributes, amounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from agent.truth.direct.said import Counter, Said, Shown
from agent.truth.facts import (
    Fact,
    computed_fact,
    former_price_fact,
    price_fact,
    stock_fact,
)
from agent.truth.masking import everyday_words
from agent.truth.options import Item
from agent.truth.properties import properties_for, sentence_on
from agent.truth.render import Voice
from agent.truth.understand import Asked
from agent.truth.words import tokens
from catalog.records import Availability, Money, Option, Product, Variant

_ON_THE_SHELF = (Availability.IN_STOCK, Availability.LIMITED)
_LATER = {
    Availability.PREORDER: "some_preorder",
    Availability.BACKORDER: "some_backorder",
}
"""What can be had, and is not here: never said to be in stock."""


def price(asked: Asked, counter: Counter) -> Said:
    """What each item costs; where the customer's own figure is wrong, that is said first."""
    if any(item.absent for item in asked.items):
        return availability(asked, counter)
    said = _all(_price_of(item, counter) for item in asked.items)
    if asked.claims and said.facts:
        prices = {fact.value.amount for fact in said.facts if isinstance(fact.value, Money)}
        opening = "yes" if set(asked.claims) <= prices else "premise_wrong"
        first = counter.voice.say(opening) + said.sentences[0]
        said = Said((first, *said.sentences[1:]), said.facts, said.shown, said.cited)
    return _suggest(said, asked, counter, "suggest_stock", "suggest_variants", "suggest_shipping")


def availability(asked: Asked, counter: Counter) -> Said:
    """Whether each item, or the variant of it that is asked for, can be had."""
    said = _all(_stock_of(item, counter) for item in asked.items)
    return _suggest(said, asked, counter, "suggest_variants", "suggest_shipping", "suggest_returns")


def variants(asked: Asked, counter: Counter) -> Said:
    """In which sizes, colours and so on each item comes, and which of them are sold out."""
    said = _all(_variants_of(item.product, counter) for item in asked.items)
    return _suggest(said, asked, counter, "suggest_price", "suggest_shipping", "suggest_returns")


def attribute(asked: Asked, counter: Counter) -> Said:
    """The property that is asked for; without one, the product in a few words."""
    said = _all(_property_of(item, asked, counter) for item in asked.items)
    return _suggest(said, asked, counter, "suggest_price", "suggest_stock", "suggest_variants")


def comparison(asked: Asked, counter: Counter) -> Said:
    """The items side by side, and the difference in price worked out."""
    voice = counter.voice
    said = _all(_compared(item, asked, counter) for item in asked.items[:3])
    prices = [_price_range(item.variants) for item in asked.items[:2]]
    if len(prices) == 2 and all(low and low == high for low, high in prices):
        (left, _), (right, _) = prices
        if left and right and left.currency == right.currency and left != right:
            cheaper = asked.items[0] if left.amount < right.amount else asked.items[1]
            gap = Money(abs(left.amount - right.amount), left.currency)
            oldest = min(said.facts, key=lambda fact: fact.as_of)
            text = voice.dated(voice.money(gap), oldest.as_of)
            fact = computed_fact(voice.title(cheaper.product), "difference", gap, text, oldest)
            line = voice.say("cheaper", item=voice.title(cheaper.product), difference=text)
            said = said.and_then(Said((line,), (fact,)))
    return said


def amount(asked: Asked, counter: Counter) -> Said:
    """Quantity times price, or the sum of several items, worked out by code."""
    voice = counter.voice
    said = _all(_price_of(item, counter) for item in asked.items)
    singles = [(item, _price_range(item.variants)) for item in asked.items]
    if not all(low and low == high for _, (low, high) in singles):
        return said
    prices = [low for _, (low, _) in singles if low]
    if len({money.currency for money in prices}) != 1:
        return said
    several = len(asked.items) > 1
    counts = [item.wanted for item in asked.items] if several else [asked.quantity]
    amounts = (money.amount * count for money, count in zip(prices, counts, strict=True))
    total = Money(sum(amounts, Decimal(0)), prices[0].currency)
    oldest = min(said.facts, key=lambda fact: fact.as_of)
    text = voice.dated(voice.money(total), oldest.as_of)
    labels = [voice.label(item.product, item.options) for item in asked.items]
    if several:
        labels = [
            f"{voice.number(count)} × {label}" if count > 1 else label
            for count, label in zip(counts, labels, strict=True)
        ]
    fact = computed_fact(voice.listed(labels), "total", total, text, oldest)
    if several:
        line = voice.say("sum", items=voice.listed(labels), total=text)
    elif asked.quantity > 1:
        line = voice.say(
            "amount", count=voice.number(asked.quantity), item=voice.listed(labels), total=text
        )
    else:
        return said
    return said.and_then(Said((line,), (fact,)))


def portrait(asked: Asked, counter: Counter) -> Said:
    """Each item in the shop's own words: the telling sentence on it, and what it costs."""
    said = _all(_portrayed(item, asked, counter) for item in asked.items[:2])
    return _suggest(said, asked, counter, "suggest_stock", "suggest_variants", "suggest_shipping")


# -- one item ------------------------------------------------------------------------------------


def _price_of(item: Item, counter: Counter) -> Said:
    voice, product = counter.voice, item.product
    chosen = item.variants
    label = voice.label(product, item.options)
    low, high = _price_range(chosen)
    if low is None or high is None:
        line = voice.say("price_unknown", item=label)
        return Said((line,), shown=(Shown(product),), handoff=True)
    cheapest = min(
        (v for v in chosen if v.price), key=lambda v: v.price.amount if v.price else Decimal(0)
    )
    facts = [price_fact(voice, product, cheapest, item.options)]
    former = former_price_fact(voice, product, cheapest, item.options)
    if low != high:
        dearest = next(v for v in chosen if v.price == high)
        facts.append(price_fact(voice, product, dearest, item.options))
        line = voice.say(
            "price_from", item=label, low=voice.money(low), high=voice.money(high),
            names=voice.listed(_names_that_vary(product, chosen, voice)),
        )  # fmt: skip
        line = voice.dated(line, product.as_of(chosen))
    elif former and counter.former_prices:
        facts.append(former)
        before = voice.money(cheapest.list_price) if cheapest.list_price else ""
        line = voice.say("price_reduced", item=label, price=voice.money(low), list_price=before)
        line = voice.dated(line, product.as_of(chosen))
    else:
        money = voice.dated(voice.money(low), product.as_of(chosen))
        line = voice.say("price", item=label, price=money)
    lines = [line]
    if not any(v.availability.can_be_ordered for v in chosen):
        facts.append(stock_fact(voice, product, chosen[0], item.options))
        lines.append(facts[-1].text if facts[-1] else "")
    return Said(tuple(lines), _known(facts), (Shown(product, _only(chosen)),))


def _stock_of(item: Item, counter: Counter) -> Said:
    voice, product = counter.voice, item.product
    label = voice.label(product, item.options)
    lines: list[str] = []
    if item.absent:
        lines.append(voice.say("no_such_option", item=label, value=voice.listed(item.absent)))
    chosen = item.variants
    states = {v.availability for v in chosen}
    facts = [stock_fact(voice, product, v, v.options) for v in chosen]
    shown = (Shown(product, _only(chosen)),)
    if len(states) == 1 and not item.absent:
        unknown = Availability.UNKNOWN in states
        return Said(*_one_state(item, chosen, counter), shown, handoff=unknown)
    here = [v for v in chosen if v.availability in _ON_THE_SHELF]
    as_of = product.as_of(chosen)
    if here:
        values = _values(product, here, item, voice)
        lines.append(voice.dated(voice.say("some_in_stock", item=label, values=values), as_of))
    for state, key in _LATER.items():
        if later := [v for v in chosen if v.availability is state]:
            values = _values(product, later, item, voice)
            lines.append(voice.dated(voice.say(key, item=label, values=values), as_of))
    gone = [v for v in chosen if v.availability.is_gone]
    if gone and len(gone) <= 6 and not item.absent:
        values = _values(product, gone, item, voice)
        lines.append(voice.dated(voice.say("not_in_stock_values", values=values), as_of))
    return Said(tuple(lines), tuple(facts), shown)


def _one_state(
    item: Item, chosen: Sequence[Variant], counter: Counter
) -> tuple[tuple[str, ...], tuple[Fact, ...]]:
    voice, product = counter.voice, item.product
    label = voice.label(product, item.options)
    state = stock_fact(voice, product, chosen[0], item.options)
    low, high = _price_range(chosen)
    if chosen[0].availability is Availability.IN_STOCK and low and low == high:
        priced = price_fact(voice, product, chosen[0], item.options)
        line = voice.say("in_stock_price", item=label, price=voice.money(low))
        line = voice.dated(line, product.as_of(chosen))
        return (voice.say("yes") + line,), _known([state, priced])
    if chosen[0].availability is not Availability.OUT_OF_STOCK:
        return (state.text,), (state,)
    if len(chosen) > 1:
        line = voice.say("out_of_stock_all", item=label)
        return (voice.dated(line, product.as_of(chosen)),), (state,)
    others = [v for v in product.variants if v.availability in _ON_THE_SHELF and v not in chosen]
    if not others:
        return (state.text,), (state,)
    values = _values(product, others, Item(product), voice)
    facts = (state, *(stock_fact(voice, product, v, v.options) for v in others))
    line = voice.say("others_in_stock", values=values)
    return (state.text, voice.dated(line, product.as_of(others))), facts


def _variants_of(product: Product, counter: Counter) -> Said:
    voice = counter.voice
    label = voice.title(product)
    names = dict.fromkeys(o.name for v in product.variants for o in v.options)
    if not names or len(product.variants) < 2:
        line = voice.say("no_variants", item=label)
        return Said((line,), (), (Shown(product),))
    lists = [
        voice.say(
            "variants_of",
            name=voice.option_name(product, name),
            values=", ".join(_marked(product, name, voice)),
        )
        for name in names
    ]
    facts = tuple(stock_fact(voice, product, v, v.options) for v in product.variants)
    line = f"{label}: {'; '.join(lists)}."
    if any(v.availability.is_gone for v in product.variants):
        line = voice.dated(line, product.as_of(product.variants))
    return Said((line,), facts, (Shown(product),))


def _property_of(item: Item, asked: Asked, counter: Counter) -> Said:
    voice, product = counter.voice, item.product
    label = voice.title(product)
    shown = (Shown(product, _only(item.variants)),)
    asked_for = properties_for(asked.field, asked.words, product, voice)
    if asked_for:
        lines = tuple(
            voice.say("attribute", item=label, name=fact.field.partition(":")[2], value=fact.text)
            for fact in asked_for
        )
        return Said(lines, asked_for, shown)
    described = sentence_on(asked, product, voice)
    priced = _price_of(item, counter)
    if described:
        line = voice.say("described", item=label, text=described.text)
        said = Said((line,), (described,), shown)
        return said.and_then(priced) if _is_strange(asked, product) else said
    line = voice.say("attribute_unknown", item=label)
    return Said((line, *priced.sentences), priced.facts, shown, handoff=bool(asked.field))


def _is_strange(asked: Asked, product: Product) -> bool:
    """Whether most of what is asked is in words that neither a shop's customers nor the product's
    texts know: another language. Then the price is said too."""
    own = {token for text in product.texts.values() for token in tokens(text.description)}
    strange = [w for w in asked.content if w not in everyday_words() and w not in own]
    return len(strange) * 2 >= len(asked.content) and not asked.field


def _portrayed(item: Item, asked: Asked, counter: Counter) -> Said:
    described = sentence_on(replace(asked, field="", content=()), item.product, counter.voice)
    fitting = sentence_on(asked, item.product, counter.voice)
    facts = tuple({f.text: f for f in (described, fitting) if f is not None}.values())
    shown = (Shown(item.product, _only(item.variants)),)
    label = counter.voice.title(item.product)
    lines = [fact.text for fact in facts]
    if lines and label not in lines[0]:
        lines[0] = counter.voice.say("described", item=label, text=lines[0])
    words = Said(tuple(lines), facts, shown).and_then(_price_of(item, counter))
    if any(v.availability in _ON_THE_SHELF for v in item.variants) or not any(
        v.availability.can_be_ordered for v in item.variants
    ):
        return words  # in stock; or sold out, which stands beside the price
    return words.and_then(_stock_of(item, counter))


def _compared(item: Item, asked: Asked, counter: Counter) -> Said:
    voice, product = counter.voice, item.product
    facts: list[Fact] = []
    entries: list[str] = []
    low, high = _price_range(item.variants)
    if low and high:
        first = next(v for v in item.variants if v.price == low)
        facts += _known([price_fact(voice, product, first, item.options)])
        ends = dict.fromkeys((voice.money(low), voice.money(high)))
        entries.append(voice.dated(" – ".join(ends), product.as_of(item.variants)))
        if low != high:
            last = next(v for v in item.variants if v.price == high)
            facts += _known([price_fact(voice, product, last, item.options)])
    for fact in properties_for(asked.field, asked.words, product, voice, all_of_them=True)[:4]:
        facts.append(fact)
        entries.append(f"{fact.field.partition(':')[2]} {fact.text}")
    line = voice.say("compare", item=voice.title(product), list=", ".join(entries))
    return Said((line,), tuple(facts), (Shown(product),))


# -- variants ------------------------------------------------------------------------------------


def _price_range(chosen: Sequence[Variant]) -> tuple[Money | None, Money | None]:
    prices = sorted((v.price for v in chosen if v.price), key=lambda money: money.amount)
    return (prices[0], prices[-1]) if prices else (None, None)


def _only(chosen: Sequence[Variant]) -> Variant | None:
    return chosen[0] if len(chosen) == 1 else None


def _names_that_vary(product: Product, chosen: Sequence[Variant], voice: Voice) -> list[str]:
    names = dict.fromkeys(o.name for v in chosen for o in v.options)
    varying = [
        n for n in names if len({o.value for v in chosen for o in v.options if o.name == n}) > 1
    ]
    return [voice.option_name(product, name) for name in varying]


def _values(product: Product, chosen: Sequence[Variant], item: Item, voice: Voice) -> str:
    """The options that tell `chosen` apart, grouped by their first: "blue: 38, 39; red: 40"."""
    fixed = set(item.options)
    rows = [tuple(o for o in v.options if o not in fixed) for v in chosen]
    rows = [row for row in rows if row]
    if not rows:
        return voice.title(product)
    if max(map(len, rows)) == 1:
        values = [voice.option_value(product, row[0]) for row in rows]
        return f"{voice.option_name(product, rows[0][0].name)} {', '.join(values)}"
    groups = []
    for first, members in groupby(
        sorted(rows, key=lambda r: _place(rows, r[0])), key=lambda r: r[0]
    ):
        rest = [" / ".join(voice.option_value(product, o) for o in row[1:]) for row in members]
        groups.append(f"{voice.option_value(product, first)} ({', '.join(filter(None, rest))})")
    return ", ".join(groups)


def _place(rows: Sequence[tuple[Option, ...]], first: Option) -> int:
    return next(at for at, row in enumerate(rows) if row[0] == first)


def _marked(product: Product, name: str, voice: Voice) -> list[str]:
    """The values of one option; a value of which every variant is sold out is marked so."""
    out = []
    for option in dict.fromkeys(o for v in product.variants for o in v.options if o.name == name):
        value = voice.option_value(product, option)
        gone = all(v.availability.is_gone for v in product.variants if option in v.options)
        out.append(voice.say("sold_out_mark", value=value) if gone else value)
    return out


def _known(facts: Sequence[Fact | None]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact is not None)


def _all(parts: Iterable[Said]) -> Said:
    whole = Said(())
    for part in parts:
        whole = whole.and_then(part)
    return whole


def _suggest(said: Said, asked: Asked, counter: Counter, *keys: str) -> Said:
    title = counter.voice.title(asked.items[0].product)
    texts = tuple(counter.voice.say(key, item=title) for key in keys)
    return said.and_then(Said((), suggestions=texts))
