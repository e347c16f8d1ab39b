"""Facts: a value, of what, from where, as of when, and how it is written for the customer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from agent.grounding.render import Voice
from catalog.records import (
    Attribute,
    Availability,
    Business,
    Money,
    Option,
    Passage,
    Product,
    Variant,
)

Options = Sequence[Option]

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
"""A bare number that may be a year is written as a year is: 2018, and not 2,018."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One true statement. `text` is `value` as it is written in the customer's locale."""

    item: str
    """What it is about, as the customer reads it: "Fjell 2, blue"; the business; a heading."""
    field: str
    """price, list_price, availability, hours, email, phone, passage, attribute:weight, ..."""
    value: Money | Availability | Decimal | str
    text: str
    source: str
    as_of: datetime
    item_id: str = ""
    """The product's id, or the passage's; empty for the business."""
    place: str = ""
    """Where in the source: "row 12"."""
    day: str = ""
    """The day that has to stand beside it ("20 November"), since it is stale; else empty."""


def price_fact(voice: Voice, product: Product, variant: Variant, options: Options) -> Fact | None:
    """What `variant` costs, said of the product narrowed by `options`; None where unknown."""
    if variant.price is None:
        return None
    text = voice.dated(voice.money(variant.price), product.origin_of(variant).as_of)
    return _of(voice, product, variant, options, "price", variant.price, text)


def former_price_fact(
    voice: Voice, product: Product, variant: Variant, options: Options
) -> Fact | None:
    """The price that `variant` was reduced from; None where it was not."""
    if variant.list_price is None:
        return None
    text = voice.dated(voice.money(variant.list_price), product.origin_of(variant).as_of)
    return _of(voice, product, variant, options, "list_price", variant.list_price, text)


def stock_fact(voice: Voice, product: Product, variant: Variant, options: Options) -> Fact:
    """Whether `variant` can be had."""
    item = voice.label(product, options)
    line = voice.say(STOCK_SENTENCES[variant.availability], item=item)
    text = voice.dated(line, product.origin_of(variant).as_of)
    return _of(voice, product, variant, options, "availability", variant.availability, text)


def title_fact(voice: Voice, product: Product, variant: Variant, options: Options) -> Fact:
    """What `variant` is called."""
    label = voice.label(product, options)
    return _of(voice, product, variant, options, "title", label, label)


def link_fact(voice: Voice, product: Product, variant: Variant, options: Options) -> Fact | None:
    """Where it is bought; None where its row does not say."""
    link = variant.link or product.link
    return _of(voice, product, variant, options, "link", link, link) if link else None


def attribute_fact(voice: Voice, product: Product, attribute: Attribute) -> Fact:
    """A property of a product; an amount is written as the customer's language does. A whole number
    of no unit may be a postcode, a year or a house's number: it stays as its row writes it."""
    value = f"{attribute.value} {attribute.unit}".strip()
    bare = not attribute.unit and attribute.value.isdecimal()
    plain = not bare and _NUMBER.fullmatch(attribute.value)
    number = voice.number(Decimal(attribute.value)) if plain else attribute.value
    text = f"{number} {attribute.unit}".strip()
    return Fact(
        item=voice.title(product),
        field=f"attribute:{attribute.name}",
        value=value,
        text=text,
        source=product.origin.source,
        as_of=product.origin.as_of,
        item_id=product.id,
        place=product.origin.place,
    )


def item_facts(voice: Voice, product: Product) -> Iterator[Fact]:
    """All that the rows say of `product`, in each language that it is written in."""
    for variant in product.variants:
        options = variant.options
        for fact in (
            price_fact(voice, product, variant, options),
            former_price_fact(voice, product, variant, options),
            stock_fact(voice, product, variant, options),
        ):
            if fact is not None and fact.value is not Availability.UNKNOWN:
                yield fact
        if variant.price_span is not None:
            yield _said(voice, product, "attribute:price", variant.price_span.words)
        if variant.unit_price is not None:
            unit = variant.unit_price
            words = f"{voice.money(unit.price)} / {unit.measure}"
            yield _said(voice, product, "attribute:unit price", words)
        if variant.stock is not None:
            yield _said(voice, product, "attribute:stock", str(variant.stock))
    for text in product.texts.values():
        yield _said(voice, product, "title", text.title)
        for value in (*text.category, *text.tags, text.description, product.brand):
            if value:
                yield _said(voice, product, "description", value)
        for attribute in text.attributes:
            yield attribute_fact(voice, product, attribute)


def _said(voice: Voice, product: Product, field: str, text: str) -> Fact:
    origin = product.origin
    title = voice.title(product)
    return Fact(title, field, text, text, origin.source, origin.as_of, product.id, origin.place)


def description_fact(voice: Voice, product: Product, text: str) -> Fact:
    """A sentence of a product's description."""
    origin = product.origin
    title = voice.title(product)
    return Fact(
        title, "description", text, text, origin.source, origin.as_of, product.id, origin.place
    )


def passage_fact(passage: Passage, text: str) -> Fact:
    """A sentence of the business's own prose."""
    origin = passage.origin
    heading = " / ".join(passage.heading)
    return Fact(
        heading, "passage", text, text, origin.source, origin.as_of, passage.id, origin.place
    )


def business_fact(business: Business, field: str, value: str, text: str, now: datetime) -> Fact:
    """Something that the business says of itself in its settings."""
    return Fact(business.name, field, value, text, "tresen.toml", now, place=f"[business] {field}")


def computed_fact(item: str, field: str, value: Money | Decimal, text: str, of: Fact) -> Fact:
    """What arithmetic makes of a fact: as true as `of`, and from the same source."""
    return Fact(item, field, value, text, of.source, of.as_of, of.item_id, of.place, of.day)


STOCK_SENTENCES = {
    Availability.IN_STOCK: "in_stock",
    Availability.LIMITED: "limited",
    Availability.OUT_OF_STOCK: "out_of_stock",
    Availability.PREORDER: "preorder",
    Availability.BACKORDER: "backorder",
    Availability.DISCONTINUED: "discontinued",
    Availability.UNKNOWN: "stock_unknown",
}


def _of(
    voice: Voice,
    product: Product,
    variant: Variant,
    options: Options,
    field: str,
    value: Money | Availability | str,
    text: str,
) -> Fact:
    origin = product.origin_of(variant)
    return Fact(
        item=voice.label(product, options),
        field=field,
        value=value,
        text=text,
        source=origin.source,
        as_of=origin.as_of,
        item_id=product.id,
        place=origin.place if variant.origin else variant.place or origin.place,
        day=voice.day_of(origin.as_of),
    )
