"""What so much of something costs: which row is meant, at which of its prices, in which unit. The
lines of a bill (bill.py), which sums.py puts in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from agent.answering.bill import Line, Priced, worked
from agent.answering.lines import Lines
from agent.answering.several import CANDIDATES, Entry, of_target
from agent.answering.tiers import of_count, tier_of
from agent.understanding.conditions import holds
from agent.understanding.query import Ask, Condition, Quantity, Target
from catalog.columns import Columns
from catalog.packs import pack_of
from catalog.priced_per import names_units, price_units
from catalog.records import Money, Product, Variant
from catalog.schema import Field, Kind, Role


class Pricing:
    """Finds the price of what is named."""

    def __init__(self, lines: Lines, languages: Sequence[str]) -> None:
        self.lines = lines
        self.voice = lines.voice
        self.columns: Columns = lines.columns
        self.languages = languages

    def entries(self, target: Target, ask: Ask, said: Sequence[Quantity]) -> list[Entry]:
        """What a target may be, each in what it comes in; the first where all cost the same."""
        fitting = self._fitting(target, ask, said)
        measured = {q.mention for q in fitting}
        target = replace(
            target, options=tuple(c for c in target.options if c.mention not in measured)
        )
        kept = (c for c in ask.conditions if c.mention not in measured and not self.is_unit(c))
        ask = replace(ask, conditions=tuple(kept))
        found = of_target(self.columns, self.lines.counter, self.languages, target, ask)
        own = {c.mention: c for c in (*target.options, *ask.conditions)}
        kept_ = [e for e in found if not any(self._varies(e[0], own[n]) for n in e[2])]
        prices = [self.line(e, 1, ask, ()).price for e in kept_]
        same = {p.money for p in prices if p is not None and not p.least}
        alike = len(same) == 1 and all(p is not None and not p.least for p in prices)
        return kept_[:1] if alike else kept_

    def line(self, entry: Entry, count: int, ask: Ask, said: Sequence[Quantity]) -> Line:
        product, rows, _ = entry
        variants = self.lines.variants(product, rows)
        units = price_units(product, variants)
        wanted = Target((product.id,), "", ())
        fitting = self._fitting(wanted, ask, said)
        pack = pack_of(product)
        count, taken, unfit = worked(units, count, fitting)
        if pack is not None and not taken:
            count = pack.packs_of(count, ask.text)
        fields = (f for f in ask.fields if f not in ask.beside)
        asked = [f for f in map(self.columns.schema.field, fields) if _is_price(f)]
        for field in asked:
            if (price := self._named_price(field, product, rows)) is not None:
                price = replace(price, units=units)
                return Line(product, rows, count, price, None, taken, unfit, pack)
        price = self.price(product, of_count(variants, count))
        tier = tier_of(self.columns, count, rows[0]) if rows else None
        if tier is not None and price is not None and not price.least:
            price = self._named_price(tier, product, rows) or price
        price = price and replace(price, units=units)
        usual = asked[0] if asked else None
        return Line(product, rows, count, price, usual, taken, unfit, pack)

    def surcharges(self, line: Line, ask: Ask) -> list[Line]:
        """What is asked with and paid beside the price of a line, a line each: "with the
        deposit". It is asked of each piece, for however long."""
        found = []
        for field in map(self.columns.schema.field, ask.beside):
            price = self._named_price(field, line.product, line.rows)
            if price is not None:
                found.append(Line(line.product, line.rows, line.count, price, surcharge=field))
        return found

    def is_unit(self, condition: Condition) -> bool:
        """Whether it is of the column that says what a price is for."""
        known = [f for f in condition.fields if f in self.columns.columns]
        return bool(known) and all(names_units(self.columns.schema.field(f).name) for f in known)

    def _fitting(self, target: Target, ask: Ask, said: Sequence[Quantity]) -> tuple[Quantity, ...]:
        """Those of what is said of how much that a price of `target` is for, and that name none of
        what it comes in: the 3 m of "elastic 25 mm, 3 m"."""
        products = self.lines.counter.products(target.products[:CANDIDATES])
        units = {per.dimension for p in products for per in price_units(p, p.variants)}
        conditions = {c.mention: c for c in (*target.options, *ask.conditions)}
        rows = self.columns.of_products(
            self.columns.number[p] for p in target.products if p in self.columns.number
        )
        found = []
        for quantity in said:
            named = conditions.get(quantity.mention)
            is_option = named is not None and bool(
                (holds(named, self.columns, self.languages) & rows).any()
            )
            if quantity.dimension in units and not is_option:
                found.append(quantity)
        return tuple(found)

    def _varies(self, product: Product, condition: Condition) -> bool:
        """Whether a product comes in several of what is asked, "large" of sizes, and not in that
        one: what comes in one version only is what is meant."""
        number = self.columns.number[product.id]
        rows = list(self.columns.variants(number))
        known = (self.columns.columns[f] for f in condition.fields if f in self.columns.columns)
        return any(column.stated[rows].any() for column in known)

    def price(self, product: Product, variants: Sequence[Variant]) -> Priced | None:
        """The lowest price, as it is told, and whether another may be higher."""
        priced = sorted(
            (v for v in variants if v.price), key=lambda v: v.price.amount if v.price else 0
        )
        spans = [v.price_span for v in variants if v.price_span and v.price_span.low]
        money = priced[0].price if priced else spans[0].low if spans and spans[0] else None
        price = self.lines.price(product, variants, ())
        if money is None or price is None:
            return None
        return Priced(money, price, not priced or len({v.price for v in priced}) > 1)

    def _named_price(self, field: Field, product: Product, rows: Sequence[int]) -> Priced | None:
        """A price that stands in a column of its own and is asked for: "in the low season"."""
        column = self.columns.columns[field.id]
        low, high = column.low[rows[0]], column.high[rows[0]]
        told = self.lines.named(product, self.lines.variants(product, rows), field)
        if told is None or low != high:
            return None
        money = Money(Decimal(str(round(float(low), 2))), self.voice.currency)
        return Priced(money, told)


def _is_price(field: Field) -> bool:
    return field.kind is Kind.MONEY and field.role not in (Role.PRICE, Role.LIST_PRICE)
