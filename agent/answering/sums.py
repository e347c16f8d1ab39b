"""Quantities times prices, and what they come to: every figure is computed here from rows.

What has no price, what costs "from" so much and what may be several things is said, and never
guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agent.answering.lines import Lines, Told, total
from agent.answering.result import Match
from agent.answering.said import Said
from agent.answering.several import CANDIDATES, Entry, of_target
from agent.truth.facts import Fact, computed_fact
from agent.understanding.query import Ask, Condition, Target
from catalog.columns import Columns
from catalog.records import Money, Product, Variant
from catalog.schema import Field, Kind, Role


@dataclass(frozen=True, slots=True)
class Priced:
    """A price as it is told; `least` where it is the lowest of several."""

    money: Money
    told: Told
    least: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a sum: so many of a product, at its price; None where that is not known."""

    product: Product
    rows: tuple[int, ...]
    count: int
    price: Priced | None
    usual: Field | None = None
    """The column whose price was asked for and is not stated: the usual price is taken."""

    @property
    def amount(self) -> Money | None:
        if self.price is None:
            return None
        return Money(self.price.money.amount * self.count, self.price.money.currency)


class Sums:
    """Adds up what is named."""

    def __init__(self, lines: Lines, languages: Sequence[str]) -> None:
        self.lines = lines
        self.voice = lines.voice
        self.columns: Columns = lines.columns
        self.languages = languages

    def summed(self, ask: Ask) -> Said | None:
        """The parts with their prices, and their sum where all of them are known; None where no
        part is."""
        parts: list[Line] = []
        open_: list[tuple[Target, list[Entry]]] = []
        for target in ask.targets:
            entries = self._entries(target, ask)
            if len({p.id for p, _, _ in entries}) == 1:
                parts.append(self._line(entries[0], target.count, ask))
            else:
                open_.append((target, entries))
        if not any(p.price for p in parts) and not open_:
            return None
        said = self._listed(parts)
        for target, entries in open_:
            said = said.and_then(self._which(target, entries))
        known = [p for p in parts if p.amount is not None]
        if not open_ and len(known) == len(parts):
            said = said.and_then(self._total(ask, known, said.facts))
        if ask.unused:
            what = ", ".join(ask.unused[:3])
            said = said.and_then(Said((self.voice.say("unheard", what=what),)))
        return said

    def _entries(self, target: Target, ask: Ask) -> list[Entry]:
        """What a target may be, each in what it comes in; the first where all cost the same."""
        found = of_target(self.columns, self.lines.counter, self.languages, target, ask)
        own = {c.mention: c for c in (*target.options, *ask.conditions)}
        kept = [e for e in found if not any(self._varies(e[0], own[n]) for n in e[2])]
        prices = [self._line(e, 1, ask).price for e in kept]
        same = {p.money for p in prices if p is not None and not p.least}
        alike = len(same) == 1 and all(p is not None and not p.least for p in prices)
        return kept[:1] if alike else kept

    def _varies(self, product: Product, condition: Condition) -> bool:
        """Whether a product comes in several of what is asked, "large" of sizes, and not in that
        one: what comes in one version only is what is meant."""
        number = self.columns.number[product.id]
        rows = list(self.columns.variants(number))
        return any(self.columns.columns[f].stated[rows].any() for f in condition.fields)

    def _line(self, entry: Entry, count: int, ask: Ask) -> Line:
        product, rows, _ = entry
        asked = [f for f in map(self.columns.schema.field, ask.fields) if _is_price(f)]
        for field in asked:
            if (price := self._named_price(field, product, rows)) is not None:
                return Line(product, rows, count, price)
        price = self._price(product, self.lines.variants(product, rows))
        return Line(product, rows, count, price, asked[0] if asked else None)

    # -- in words ------------------------------------------------------------------------------

    def _listed(self, parts: Sequence[Line]) -> Said:
        """ "2 × Zorvel: €24.00 (€12.00 each); 1 × …", and what of it is not as it was asked."""
        lines: list[str] = []
        facts: list[Fact] = []
        notes: list[str] = []
        for part in parts:
            variants = self.lines.variants(part.product, part.rows)
            label = self.voice.label(part.product, self.lines.common(part.product, variants))
            if part.price is None or part.amount is None:
                notes.append(self.voice.say("price_unknown", item=label))
                continue
            facts += part.price.told.facts
            amount = self.voice.money(part.amount)
            if part.price.least:
                amount = self.voice.say("from_price", price=amount)
            count = self.voice.number(part.count)
            key = "total_line" if part.count == 1 else "total_line_each"
            each = self.voice.money(part.price.money)
            lines.append(self.voice.say(key, count=count, item=label, total=amount, each=each))
            if part.usual is not None:
                name = self.lines.name(part.usual, part.product)
                notes.append(self.voice.say("usual_price", item=label, name=name))
        cards = tuple(
            replace(self.lines.shown(p.product, Match(0, p.rows)), quantity=p.count) for p in parts
        )
        sentences = list(notes)
        if lines:
            told = self.voice.dated(f"{'; '.join(lines)}.", min(f.as_of for f in facts))
            sentences = [told, *notes]
        for part in parts:
            if part.price is not None and part.amount is not None:
                of = part.price.told.facts[0]
                text = self.voice.dated(self.voice.money(part.amount), of.as_of)
                facts.append(computed_fact(of.item, "total", part.amount, text, of))
        return Said(tuple(sentences), tuple(facts), cards, handoff=not lines, added_up=True)

    def _total(self, ask: Ask, parts: Sequence[Line], facts: Sequence[Fact]) -> Said:
        amounts = [p.amount for p in parts if p.amount is not None]
        least = any(p.price and p.price.least for p in parts)
        if len({m.currency for m in amounts}) != 1 or (len(amounts) == 1 and not least):
            return Said(())
        whole = total(amounts)
        oldest = min(facts, key=lambda f: f.as_of)
        text = self.voice.dated(self.voice.money(whole), oldest.as_of)
        fact = computed_fact(ask.text, "total", whole, text, oldest)
        return Said((self.voice.say("total_from" if least else "total_sum", total=text),), (fact,))

    def _which(self, target: Target, entries: Sequence[Entry]) -> Said:
        """What may be several things is asked back, each with its price."""
        if not entries:
            what = ", ".join((target.mention, *(c.mention for c in target.options)))
            return Said((self.voice.say("none_at_all", what=what),))
        told = [
            (p, rows, self.lines.line(p, Match(0, rows), ())) for p, rows, _ in entries[:CANDIDATES]
        ]
        items = self.voice.listed([t.text for _, _, t in told], "or")
        cards = tuple(self.lines.shown(p, Match(0, rows)) for p, rows, _ in told)
        facts = tuple(f for _, _, t in told for f in t.facts)
        return Said((self.voice.say("which_one", items=items),), facts, cards)

    # -- prices --------------------------------------------------------------------------------

    def _price(self, product: Product, variants: Sequence[Variant]) -> Priced | None:
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
