"""Rows in words: an item with its price, a field's value, each with the fact that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent.answering.each_price import each_price
from agent.answering.offer import Item, Offer, told_price
from agent.answering.pieces import Piece
from agent.answering.result import Match
from agent.answering.said import Counter, Said, Shown
from agent.grounding.facts import (
    STOCK_SENTENCES,
    Fact,
    attribute_fact,
    description_fact,
    price_fact,
    stock_fact,
)
from catalog.by_variant import by_variant
from catalog.cells import yes_or_no
from catalog.columns import Columns
from catalog.folding import fold
from catalog.records import Attribute, Availability, Option, Product, Variant
from catalog.schema import Field, Kind, Role


@dataclass(frozen=True, slots=True)
class Told:
    """A piece of text with its facts."""

    text: str
    facts: tuple[Fact, ...] = ()


class Lines:
    """Writes what rows hold, for one message."""

    def __init__(self, counter: Counter, columns: Columns) -> None:
        self.counter = counter
        self.voice = counter.voice
        self.columns = columns

    # -- items ---------------------------------------------------------------------------------

    def variants(self, product: Product, rows: Iterable[int]) -> tuple[Variant, ...]:
        """Those of its variants that stand in `rows`; all of them where none is there any more.

        By their ids: the product may have been read anew since the columns were.
        """
        wanted = {self.columns.variant_ids[r] for r in rows}
        return tuple(v for v in product.variants if v.id in wanted) or product.variants

    def common(self, product: Product, variants: Sequence[Variant]) -> tuple[Option, ...]:
        """The options that all `variants` share, where others of the product have others."""
        if len(variants) == len(product.variants) or not variants:
            return ()
        shared = [o for o in variants[0].options if all(o in v.options for v in variants)]
        return tuple(o for o in shared if not all(o in v.options for v in product.variants))

    def line(
        self, product: Product, match: Match, fields: Sequence[Field], each: bool = False
    ) -> Told:
        """ "Casa Tejo, €79.00 (Lisbon, parking: yes)": the item, its price, or `each` of its prices
        where these are few, what was asked."""
        variants = self.variants(product, match.rows)
        options = self.common(product, variants)
        label = self.voice.label(product, options)
        price = self._each(product, match, options) if each else None
        price = price or self.price(product, variants, options)
        details = [d for f in fields if (d := self.detail(product, variants, f)) is not None]
        told = ", ".join(filter(None, (label, price.text if price else "")))
        plain = told.replace(" ", "")  # an option is told as "start 20:00"
        words = [d.text for d in details if d.text and not _is_told(d.text, plain)]
        if words:
            told += f" ({', '.join(dict.fromkeys(words))})"
        state = [stock_fact(self.voice, product, variants[0], options)] if variants else []
        if variants and all(v.availability.is_gone for v in variants):
            told += f" – {self.voice.say('out_of_stock_short')}"
        facts = (*(price.facts if price else ()), *(f for d in details for f in d.facts), *state)
        return Told(told, facts)

    def below(
        self, opening: str, entries: Sequence[tuple[Product, Match]], fields: Sequence[Field]
    ) -> Said:
        """`opening`, and below it a line for each of the items."""
        told = [self.line(product, match, fields) for product, match in entries]
        text = "\n".join([opening, *(f"– {t.text}" for t in told)])
        facts = tuple(f for t in told for f in t.facts)
        return Said((text,), facts, tuple(self.shown(p, m) for p, m in entries))

    def shown(self, product: Product, match: Match) -> Shown:
        variants = self.variants(product, match.rows)
        return Shown(product, variants[0] if len(variants) == 1 else None)

    # -- prices --------------------------------------------------------------------------------

    def _each(self, product: Product, match: Match, options: Sequence[Option]) -> Told | None:
        item = Item(replace(product, variants=self.variants(product, match.rows)), tuple(options))
        told = each_price(Offer(item, self.voice))
        return Told(*told) if told is not None else None

    def price(
        self, product: Product, variants: Sequence[Variant], options: Sequence[Option]
    ) -> Told | None:
        """The price, the lowest of several, or the words that stand for one; None where unknown."""
        priced = sorted(
            (v for v in variants if v.price),
            key=lambda v: (v.availability.is_gone, v.price.amount if v.price else 0),
        )  # a price "from" that nobody can pay is none
        if priced and (lowest := priced[0].price) is not None:
            low = priced[0]
            told = told_price(lowest, product, (low,), self.voice)
            text = self.voice.dated(told, product.as_of((low,)))
            if len({v.price for v in priced}) > 1:
                text = self.voice.say("from_price", price=text)
            fact = price_fact(self.voice, product, low, options)
            return Told(text, (fact,) if fact else ())
        spans = [v for v in variants if v.price_span]
        if not spans or spans[0].price_span is None:
            return None
        return self.span(product, spans[0], options)

    def span(self, product: Product, variant: Variant, options: Sequence[Option]) -> Told:
        """A price that is no single amount, as it is written: "from 46 €"."""
        assert variant.price_span is not None
        span = variant.price_span
        text = span.words
        if span.low and span.high is None:
            text = self.voice.say("from_price", price=self.voice.money(span.low))
        elif span.low and span.high:
            text = f"{self.voice.money(span.low)} – {self.voice.money(span.high)}"
        origin = product.origin_of(variant)
        fact = Fact(
            self.voice.label(product, options),
            "price",
            text,
            text,
            origin.source,
            origin.as_of,
            product.id,
            variant.place or origin.place,
        )
        return Told(text, (fact,))

    def unit_price(self, product: Product, variant: Variant) -> Told | None:
        unit = variant.unit_price
        if unit is None:
            return None
        text = self.voice.say(
            "unit_price_of", price=self.voice.money(unit.price), measure=unit.measure
        )
        origin = product.origin_of(variant)
        fact = Fact(
            self.voice.title(product),
            "unit_price",
            unit.price,
            text,
            origin.source,
            origin.as_of,
            product.id,
            variant.place or origin.place,
        )
        return Told(text, (fact,))

    # -- fields --------------------------------------------------------------------------------

    def detail(self, product: Product, variants: Sequence[Variant], field: Field) -> Told | None:
        """A field's value beside an item: bare where it speaks for itself ("Lisbon")."""
        if field.role in (
            Role.PRICE,
            Role.STOCK,
            Role.LIST_PRICE,
            Role.CODE,
            Role.CATEGORY,
            Role.TAG,
        ):
            return None
        told = self.value(product, variants, field)
        if told is None:
            return None
        plain = (
            field.kind in (Kind.CHOICE, Kind.NAME) and yes_or_no(told.text) is None
        ) or field.role in (Role.OPTION, Role.BRAND)
        if plain and any(c.isalpha() for c in told.text):
            return told
        return Told(
            self.voice.say("field_value", name=self.name(field, product), value=told.text),
            told.facts,
        )

    def named(self, product: Product, variants: Sequence[Variant], field: Field) -> Told | None:
        """ "duration: 90 min"; None where the row does not state it."""
        told = self.value(product, variants, field)
        if told is None:
            return None
        return Told(
            self.voice.say("field_value", name=self.name(field, product), value=told.text),
            told.facts,
        )

    def value(self, product: Product, variants: Sequence[Variant], field: Field) -> Told | None:
        """What the row of a product says in `field`; None where it says nothing."""
        if field.role is Role.PRICE:
            return self.price(product, variants, ())
        if field.role is Role.UNIT_PRICE:
            return self.unit_price(product, variants[0]) if variants else None
        if field.role is Role.OPTION:
            return self._options(product, variants, field)
        if field.role is Role.STOCK:
            fact = stock_fact(self.voice, product, variants[0], ())
            if not isinstance(fact.value, Availability) or fact.value is Availability.UNKNOWN:
                return None
            short = self.voice.say(f"{STOCK_SENTENCES[fact.value]}_short")
            return Told(self.voice.dated(short, product.as_of(variants)), (fact,))
        if field.role in (Role.BRAND, Role.CATEGORY, Role.TAG, Role.CODE):
            text = self._plain(product, variants, field.role)
            return Told(text, (self.own(product, field.role.value, text),)) if text else None
        attributes = self.attributes(product, field)
        if not attributes:
            return None
        if (own := self._of_variants(product, variants, attributes)) is not None:
            return own
        facts = [attribute_fact(self.voice, product, a) for a in attributes]
        texts = [self._worded(f.text) for f in facts]
        return Told(", ".join(dict.fromkeys(texts)), tuple(facts))

    def _of_variants(
        self, product: Product, variants: Sequence[Variant], attributes: Sequence[Attribute]
    ) -> Told | None:
        """What a field says of some of the variants, where it says another thing of others."""
        told = by_variant(attributes[0].value, product.variants) if len(attributes) == 1 else None
        if told is None or not 0 < len(variants) < len(product.variants):
            return None
        meant = {v.id for v in variants}
        own = [value for v, value in zip(product.variants, told, strict=True) if v.id in meant]
        text = "; ".join(dict.fromkeys(own))
        return Told(text, (self.own(product, attributes[0].name, text),)) if text else None

    def attributes(self, product: Product, field: Field) -> list[Attribute]:
        """The attributes that a field stands for, in the customer's language where it can be."""
        text = product.texts.get(field.language) or product.text(self.voice.language)
        own = [n for n, a in enumerate(text.attributes) if fold(a.name.strip()) == fold(field.name)]
        theirs = product.text(self.voice.language)
        if theirs is not text and len(theirs.attributes) == len(text.attributes):
            return [theirs.attributes[n] for n in own]
        return [text.attributes[n] for n in own]

    def name(self, field: Field, product: Product) -> str:
        """What a field is called to the customer."""
        if field.role is Role.OPTION:
            return self.voice.option_name(product, field.name)
        if field.role in _NAMES:
            return self.voice.say(_NAMES[field.role])
        attributes = self.attributes(product, field)
        name = attributes[0].name if attributes else field.name
        return self.voice.field_name(product, re.sub(r"[_]+", " ", name).strip())

    def piece(self, product: Product, piece: Piece) -> Told:
        """A cell with its name, or a sentence of a product's own text."""
        if not piece.name:
            return Told(piece.text, (description_fact(self.voice, product, piece.text),))
        held = product.text(self.voice.language).attributes
        fact = attribute_fact(self.voice, product, next(a for a in held if a.name == piece.name))
        name, value = re.sub(r"_+", " ", piece.name).strip(), self._worded(fact.text)
        return Told(self.voice.say("field_value", name=name, value=value), (fact,))

    def _options(self, product: Product, variants: Sequence[Variant], field: Field) -> Told | None:
        found = dict.fromkeys(
            self.voice.option_value(product, o)
            for v in variants
            for o in v.options
            if fold(o.name) == fold(field.name)
            or fold(self.voice.option_name(product, o.name)) == fold(field.name)
        )
        if not found:
            return None
        text = ", ".join(found)
        return Told(text, (self.own(product, f"option:{field.name}", text),))

    def _plain(self, product: Product, variants: Sequence[Variant], role: Role) -> str:
        text = product.text(self.voice.language)
        match role:
            case Role.BRAND:
                return product.brand
            case Role.CATEGORY:
                return " / ".join(text.category)
            case Role.TAG:
                return ", ".join(text.tags)
            case _:
                return next((c for v in variants for c in (v.sku, v.gtin, v.mpn) if c), "")

    def own(self, product: Product, field: str, text: str) -> Fact:
        """What a row states of `product` in `field`."""
        origin = product.origin
        return Fact(
            self.voice.title(product),
            field,
            text,
            text,
            origin.source,
            origin.as_of,
            product.id,
            origin.place,
        )

    def _worded(self, text: str) -> str:
        """Yes and no in the customer's language."""
        if text.strip().lower() in ("yes", "ja", "true", "y", "wahr", "oui", "si", "sí", "✓", "x"):
            return self.voice.say("yes_word")
        if text.strip().lower() in ("no", "nein", "false", "n", "falsch", "non", "✗"):
            return self.voice.say("no_word")
        return text


_NAMES = {
    Role.PRICE: "fact_price",
    Role.LIST_PRICE: "fact_list_price",
    Role.STOCK: "fact_availability",
    Role.BRAND: "fact_brand",
    Role.CATEGORY: "fact_category",
}


def _is_told(detail: str, line: str) -> bool:
    """Whether a line without blanks says a detail already: "start: 20:00"."""
    return detail.replace(" ", "").replace(":", "", 1) in line or detail.replace(" ", "") in line
