"""What a thing does not come in, and what it comes in instead."""

from __future__ import annotations

from agent.answering.each_price import each_price
from agent.answering.lines import Lines
from agent.answering.offer import Item, Offer
from agent.answering.result import Match
from agent.answering.said import Said
from agent.answering.selling import price_of
from catalog.per_time import time_of
from catalog.records import Product

_TOGETHER = 24
"""Of so many variants at most it is told which options there are together."""


def not_offered(product: Product, absent: tuple[str, ...], lines: Lines) -> Said:
    """That a product does not come in `absent` ("45", "pink", "a week"), with what there is: the
    prices where these are few, the pairs that come together, or else the values of each option."""
    voice, title = lines.voice, lines.voice.title(product)
    timed = all(time_of(value) is not None for value in absent)
    key = "no_price_for_time" if timed else "no_variant"
    line = voice.say(key, item=title, value=voice.listed(absent))
    names = dict.fromkeys(o.name for v in product.variants for o in v.options)
    card = (lines.shown(product, Match(0, ())),)
    if len(names) == 1 and (each := each_price(Offer(Item(product), voice))) is not None:
        return Said((line, voice.say("value_of", item=title, list=each[0])), each[1], card)
    if timed and len(product.variants) == 1:
        only = Item(product, product.variants[0].options)
        return Said((line,)).and_then(price_of(only, lines.counter))
    if len(absent) > 1 and len(names) > 1 and len(product.variants) <= _TOGETHER:
        offered = Offer(Item(product), voice).values(product.variants, ())
        fact = lines.own(product, "options", offered)
        return Said((line, f"{title}: {offered}."), (fact,), card)
    values = ((voice.option_name(product, n), _values(product, n, lines)) for n in names)
    told = [voice.say("variants_of", name=name, values=text) for name, text in values]
    fact = lines.own(product, "options", "; ".join(told))
    return Said((line, f"{title}: {'; '.join(told)}.") if told else (line,), (fact,), card)


def _values(product: Product, name: str, lines: Lines) -> str:
    options = (o for v in product.variants for o in v.options if o.name == name)
    return ", ".join(dict.fromkeys(lines.voice.option_value(product, o) for o in options))
