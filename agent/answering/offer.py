"""What a shop offers of one item: the variants that are meant, their prices, what can be had.

Every answer about goods is made of this and says it in its own way (items.py, described.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from agent.answering.said import Shown
from agent.grounding.facts import Fact, former_price_fact, price_fact, stock_fact
from agent.grounding.render import Voice
from catalog.priced_per import measure_of
from catalog.records import Availability, Money, Option, Product, Variant


@dataclass(frozen=True, slots=True)
class Item:
    """A product, narrowed by the options that are asked for."""

    product: Product
    options: tuple[Option, ...] = ()
    absent: tuple[str, ...] = ()
    """Values that are asked for and that this product does not come in ("size 52", "pink")."""

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Those that have all the options asked for; all of them where none has."""
        wanted = set(self.options)
        chosen = tuple(v for v in self.product.variants if wanted <= set(v.options))
        return chosen or self.product.variants


_ON_THE_SHELF = frozenset({Availability.IN_STOCK, Availability.LIMITED})


@dataclass(frozen=True, slots=True)
class Offer:
    """One item as it is offered, said in one voice."""

    item: Item
    voice: Voice

    # -- what is meant ---------------------------------------------------------------------------

    @property
    def product(self) -> Product:
        return self.item.product

    @property
    def variants(self) -> tuple[Variant, ...]:
        return self.item.variants

    @property
    def label(self) -> str:
        """The product, with the options that are asked for: "Vandre, Blue"."""
        return self.voice.label(self.product, self.item.options)

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The card: of the one variant where only one is meant."""
        one = self.variants[0] if len(self.variants) == 1 else None
        return (Shown(self.product, one),)

    def dated(self, text: str, variants: Sequence[Variant] = ()) -> str:
        """`text` with the day of the oldest of `variants` (all that are meant), where stale."""
        return self.voice.dated(text, self.product.as_of(variants or self.variants))

    # -- prices ----------------------------------------------------------------------------------

    def asked(self, price: Money) -> str:
        """A price with what it is for: "€39.90 per month"."""
        return told_price(price, self.product, self.variants, self.voice)

    @property
    def priced(self) -> tuple[Variant, ...]:
        """The variants with a price, the cheapest first."""
        known = [(v.price.amount, at, v) for at, v in enumerate(self.variants) if v.price]
        return tuple(variant for _, _, variant in sorted(known, key=lambda entry: entry[:2]))

    @property
    def range(self) -> tuple[Money | None, Money | None]:
        """The lowest and the highest price."""
        priced = self.priced
        return (priced[0].price, priced[-1].price) if priced else (None, None)

    @property
    def single_price(self) -> Money | None:
        """The price, where all variants that are meant have the same one."""
        low, high = self.range
        return low if low == high else None

    def price_facts(self) -> tuple[Fact, ...]:
        """Of the lowest price, and of the highest where that is another."""
        low, high = self.range
        ends = [next(v for v in self.priced if v.price == money) for money in (low, high) if money]
        if low == high:
            ends = ends[:1]
        found = (price_fact(self.voice, self.product, v, self.item.options) for v in ends)
        return tuple(fact for fact in found if fact is not None)

    def former_price(self) -> Fact | None:
        """What the cheapest variant cost before it was reduced."""
        return former_price_fact(self.voice, self.product, self.priced[0], self.item.options)

    # -- stock -----------------------------------------------------------------------------------

    @property
    def can_be_ordered(self) -> bool:
        return any(v.availability.can_be_ordered for v in self.variants)

    @property
    def is_here(self) -> bool:
        """Whether any of it lies in the shop: what can be ordered ahead does not."""
        return bool(on_the_shelf(self.variants))

    def state(self) -> Fact:
        """The state of the first variant, told of the item as it is asked for."""
        return stock_fact(self.voice, self.product, self.variants[0], self.item.options)

    def states(self, variants: Iterable[Variant]) -> tuple[Fact, ...]:
        """Of each variant its own."""
        return tuple(stock_fact(self.voice, self.product, v, v.options) for v in variants)

    # -- options ---------------------------------------------------------------------------------

    def varying(self) -> str:
        """The names of the options in which the variants that are meant differ."""
        values: dict[str, set[str]] = {}
        for option in (o for v in self.variants for o in v.options):
            values.setdefault(option.name, set()).add(option.value)
        names = [name for name, known in values.items() if len(known) > 1]
        return self.voice.listed([self.voice.option_name(self.product, name) for name in names])

    def values(self, variants: Sequence[Variant], fixed: Sequence[Option]) -> str:
        """The options that tell `variants` apart beside the `fixed` ones, grouped by their first:
        "blue (38, 39), red (40)"."""
        voice, product = self.voice, self.product
        rows = [tuple(o for o in v.options if o not in fixed) for v in variants]
        rows = [row for row in rows if row]
        if not rows:
            return voice.title(product)
        if max(map(len, rows)) == 1:
            said = [voice.option_value(product, row[0]) for row in rows]
            return f"{voice.option_name(product, rows[0][0].name)} {', '.join(said)}"
        first = list(dict.fromkeys(row[0] for row in rows))
        groups = []
        for option, members in groupby(
            sorted(rows, key=lambda row: first.index(row[0])), key=lambda row: row[0]
        ):
            rest = [" / ".join(voice.option_value(product, o) for o in row[1:]) for row in members]
            groups.append(
                f"{voice.option_value(product, option)} ({', '.join(filter(None, rest))})"
            )
        return ", ".join(groups)

    def marked(self, name: str) -> str:
        """The values of one option; one of which every variant is sold out is marked so."""
        out = []
        options = (o for v in self.product.variants for o in v.options if o.name == name)
        for option in dict.fromkeys(options):
            value = self.voice.option_value(self.product, option)
            having = [v for v in self.product.variants if option in v.options]
            gone = all(v.availability.is_gone for v in having)
            out.append(self.voice.say("sold_out_mark", value=value) if gone else value)
        return ", ".join(out)


def told_price(price: Money, product: Product, variants: Sequence[Variant], voice: Voice) -> str:
    """A price of these variants with what it is for: "€39.90 per month"."""
    measure, told = measure_of(product, variants), voice.money(price)
    return voice.say("unit_price_of", price=told, measure=measure) if measure else told


def on_the_shelf(variants: Iterable[Variant]) -> list[Variant]:
    """Those of `variants` that lie in the shop."""
    return [variant for variant in variants if variant.availability in _ON_THE_SHELF]


def lowest(product: Product) -> Variant | None:
    """Its cheapest variant, of those that can be ordered where some can; None: no price is known.

    Its card and a list name the same: a price "from" that nobody can pay is none.
    """
    return min(
        (v for v in product.variants if v.price),
        key=lambda v: (not v.availability.can_be_ordered, v.price.amount if v.price else 0),
        default=None,
    )
