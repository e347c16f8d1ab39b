"""The prices of one thing by what it comes in, where these are few: "500 g €3.20; 1 kg €6.00"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.answering.offer import Offer
from agent.grounding.facts import Fact, price_fact
from catalog.measures import Dimension, measures
from catalog.records import Money, Option, Variant

MOST = 4
"""So many different prices are told; of more the lowest and the highest."""

LONG = 160
"""Characters of all of them together."""


def each_price(offer: Offer) -> tuple[str, tuple[Fact, ...]] | None:
    """The prices, the lowest first, each with what it is of; None where they are one, or many, or
    nothing tells them apart."""
    voice = offer.voice
    groups: dict[Money, list[Variant]] = {}
    for variant in offer.priced:
        if variant.price is not None:
            groups.setdefault(variant.price, []).append(variant)
    shared = _shared(offer.variants)
    named = _by_one_option(offer, groups)
    named = named or {price: _names(offer, own, shared) for price, own in groups.items()}
    if any(m.dimension is Dimension.MONEY for name in named.values() for m in measures(name)):
        return None  # a voucher of 25 € costs as much
    if not 1 < len(groups) <= MOST or not all(named.values()):
        return None
    if len(set(named.values())) < len(named):
        return None
    told, facts = [], []
    for price, own in groups.items():
        text = offer.dated(f"{named[price]} {offer.asked(price)}", own)
        if all(v.availability.is_gone for v in own):
            text = voice.say("sold_out_mark", value=text)
        told.append(text)
        facts.append(price_fact(voice, offer.product, own[0], own[0].options))
    text = "; ".join(told)
    return (text, tuple(f for f in facts if f is not None)) if len(text) <= LONG else None


def _by_one_option(offer: Offer, groups: Mapping[Money, Sequence[Variant]]) -> dict[Money, str]:
    """The values of the first option that alone tells the prices apart: of shoes in two colours
    and five sizes the colour, where the sizes cost the same; empty where none does."""
    for name in dict.fromkeys(o.name for v in offer.variants for o in v.options):
        values = {
            price: list(dict.fromkeys(o for v in own for o in v.options if o.name == name))
            for price, own in groups.items()
        }
        every = [option for some in values.values() for option in some]
        if all(values.values()) and len(set(every)) == len(every):
            return {p: ", ".join(_value(offer, o) for o in some) for p, some in values.items()}
    return {}


def _shared(variants: Sequence[Variant]) -> set[Option]:
    first, *others = (set(v.options) for v in variants)
    return first.intersection(*others)


def _names(offer: Offer, variants: Sequence[Variant], shared: set[Option]) -> str:
    """What tells these variants from the others: "38, 39"."""
    said = [" / ".join(_value(offer, o) for o in v.options if o not in shared) for v in variants]
    return ", ".join(dict.fromkeys(filter(None, said)))


def _value(offer: Offer, option: Option) -> str:
    """ "red", "Size 38"."""
    value = offer.voice.option_value(offer.product, option)
    plain = any(map(str.isalpha, value))
    return value if plain else f"{offer.voice.option_name(offer.product, option.name)} {value}"
