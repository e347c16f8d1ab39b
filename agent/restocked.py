"""What is told of something that is there again: its row's facts, or that it is not there."""

from __future__ import annotations

from dataclasses import dataclass

from agent.grounding.facts import Fact, link_fact, price_fact, stock_fact, title_fact
from agent.grounding.render import Voice
from catalog.records import Availability, Product, Variant

_BACK = frozenset({Availability.IN_STOCK, Availability.LIMITED})
"""What can only be ordered ahead is not there yet."""


@dataclass(frozen=True, slots=True)
class Restocked:
    """`price` is None where the row has none; `link` where it leads nowhere."""

    name: Fact
    stock: Fact
    price: Fact | None
    link: Fact | None


def is_sold_out(product: Product, variant_id: str) -> bool:
    """Whether it can be waited for: none of what is meant can be had, and some of it may come."""
    states = {variant.availability for variant in _meant(product, variant_id)}
    return Availability.OUT_OF_STOCK in states and all(state.is_gone for state in states)


def available(product: Product | None, variant_id: str) -> Variant | None:
    """The variant that is there again; of a whole product (no `variant_id`) the cheapest."""
    found = [v for v in _meant(product, variant_id) if v.availability in _BACK] if product else []
    return min(found, key=_costs, default=None)


def restocked(product: Product, variant: Variant, variant_id: str, voice: Voice) -> Restocked:
    """The facts; of a whole product they are the variant's, whose options are named then."""
    options = variant.options if variant_id or len(product.variants) > 1 else ()
    return Restocked(
        title_fact(voice, product, variant, options),
        stock_fact(voice, product, variant, options),
        price_fact(voice, product, variant, options),
        link_fact(voice, product, variant, options),
    )


def _meant(product: Product, variant_id: str) -> list[Variant]:
    return [v for v in product.variants if variant_id in ("", v.id)]


def _costs(variant: Variant) -> tuple[bool, object]:
    return variant.price is None, variant.price.amount if variant.price else 0
