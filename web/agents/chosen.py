"""Which variants of a product a choice of options means, and which further values can be chosen.

https://ucp.dev/2026-08-25/specification/shopping/catalog/lookup, "Option Selection".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.folding import fold
from catalog.records import Availability, Option, Product, Variant
from web.agents.goods import Told, Writing, axes
from web.agents.requests import ProductRequest


@dataclass(frozen=True, slots=True)
class Choice:
    """The variants that are meant, the featured one first; what is selected; what else could be."""

    variants: tuple[Variant, ...]
    selected: list[Told]
    options: list[Told]


def choose(
    product: Product,
    offered: Sequence[Variant],
    named: str,
    asked: ProductRequest,
    writing: Writing,
) -> Choice:
    """The choice among `offered`, which are not none. `named` is the id of the variant that was
    asked for, if one was: it settles all options."""
    own = next((v for v in offered if v.id == named), None) if named else None
    picked = _picked(product, asked, writing)
    if own is not None or not picked:
        featured = own or offered[0]
        effective = {option.name: option.value for option in featured.options}
        variants = (featured, *(v for v in offered if v is not featured and _fits(v, effective)))
    else:
        effective = _relaxed(picked, offered, asked.preferences)
        variants = tuple(v for v in offered if _fits(v, effective))
    selected = [writing.option(product, Option(name, value)) for name, value in effective.items()]
    options = [
        {
            "name": writing.voice.option_name(product, name),
            "values": [_value(product, name, value, effective, writing) for value in values],
        }
        for name, values in axes(product).items()
    ]
    return Choice(variants, selected, options)


def _picked(product: Product, asked: ProductRequest, writing: Writing) -> dict[str, str]:
    """What the caller selected, by the rows' own names; in whatever language it was said."""
    picked: dict[str, str] = {}
    for name, values in axes(product).items():
        names = {fold(name), fold(writing.voice.option_name(product, name))}
        for option in asked.selected:
            if fold(option.name) not in names:
                continue
            for value in values:
                told = writing.option(product, Option(name, value))["label"]
                if fold(option.label) in (fold(value), fold(told)):
                    picked[name] = value
    return picked


def _relaxed(
    picked: Mapping[str, str], offered: Sequence[Variant], preferences: Sequence[str]
) -> dict[str, str]:
    """What can be kept of `picked`: the least wanted options are given up until a variant fits."""
    order = [fold(name) for name in preferences]

    def rank(name: str) -> int:
        return order.index(fold(name)) if fold(name) in order else len(order)

    kept = sorted(picked, key=rank)
    while kept:
        effective = {name: picked[name] for name in kept}
        if any(_fits(variant, effective) for variant in offered):
            return effective
        kept.pop()
    return {}


def _fits(variant: Variant, selected: Mapping[str, str]) -> bool:
    own = {option.name: option.value for option in variant.options}
    return all(own.get(name) == value for name, value in selected.items())


def _value(
    product: Product, name: str, value: str, selected: Mapping[str, str], writing: Writing
) -> Told:
    """A value, whether any variant has it beside what else is selected, and can be had."""
    wanted = {**selected, name: value}
    fitting = [v for v in product.variants if _fits(v, wanted)]
    told: Told = {"label": writing.option(product, Option(name, value))["label"]}
    known = [v for v in fitting if v.availability is not Availability.UNKNOWN]
    if known or not fitting:
        told["available"] = any(v.availability.can_be_ordered for v in known)
    return {**told, "exists": bool(fitting)}
