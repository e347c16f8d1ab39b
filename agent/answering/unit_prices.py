"""What something costs by the kilogram or the litre, where its row says how much is in it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from agent.answering.bill import ratio, rounded
from agent.answering.lines import Lines
from agent.answering.pricing import Pricing
from agent.answering.result import Match
from agent.answering.said import Said
from agent.grounding.facts import computed_fact
from agent.understanding.query import Ask, Quantity
from catalog.measures import Dimension, Measure, decimal_sign, measures
from catalog.records import Money, Product


class UnitPrices:
    """Works out prices by what is in a thing."""

    def __init__(self, lines: Lines, pricing: Pricing) -> None:
        self.lines = lines
        self.voice = lines.voice
        self.pricing = pricing

    def by_unit(self, ask: Ask) -> Said | None:
        """ "€9.50 for 250 g, that is €3.80 per 100 g" of one thing whose row says how much is in
        it; None where it says nothing of the kind."""
        each = ask.each
        if each is None or len(ask.targets) != 1 or ask.order or ask.having:
            return None
        kept = tuple(c for c in ask.conditions if c.mention != each.mention)
        entries = self.pricing.entries(ask.targets[0], replace(ask, conditions=kept), ())
        if len(entries) != 1 or entries[0][2]:
            return None
        product, rows, _ = entries[0]
        price = self.pricing.price(product, self.lines.variants(product, rows))
        amount = self._content(product, each)
        if price is None or price.least or amount is None:
            return None
        money = price.money.amount * ratio(each.base, amount.low)
        own = Money(rounded(money, price.money.amount), price.money.currency)
        of = price.told.facts[0]
        text = self.voice.dated(self.voice.money(own), of.as_of)
        number = self.voice.number(Decimal(str(amount.value)).normalize())
        line = self.voice.say(
            "by_unit",
            item=self.voice.title(product),
            price=self.voice.money(price.money),
            amount=f"{number} {amount.unit}".strip(),
            each=text,
            measure=each.mention,
        )
        facts = (*price.told.facts, computed_fact(of.item, "unit_price", own, text, of))
        return Said((line,), facts, (self.lines.shown(product, Match(0, rows)),))

    def _content(self, product: Product, each: Quantity) -> Measure | None:
        """The one amount of that dimension that a row states, or else its title."""
        if each.dimension not in (Dimension.MASS, Dimension.VOLUME):
            return None
        text = product.text(self.voice.language)
        cells = [f"{a.value} {a.unit}".strip() for a in text.attributes]
        for told in (cells, [text.title]):
            found = [
                m
                for cell in told
                for m in measures(cell, decimal_sign(self.voice.language))
                if m.dimension is each.dimension and m.single and m.low > 0
            ]
            if found:
                return found[0] if len({m.low for m in found}) == 1 else None
        return None
