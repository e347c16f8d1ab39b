"""Several items in one answer: their sum, and what tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import numpy as np

from agent.answering.lines import Lines, Told, total
from agent.answering.resolve import Match, holds
from agent.answering.said import Counter, Said
from agent.truth.facts import Fact, computed_fact
from agent.understanding.query import Ask, Target
from catalog.columns import Columns
from catalog.records import Money, Product, Variant
from catalog.schema import Field, Kind, Role

CANDIDATES = 4
"""So many things that a name may mean are all answered, instead of asking back."""

DIFFER = 6
"""Fields in which two items differ are told."""

Priced = tuple[Money, Told, bool]
"""A price, as it is told, and whether it is the least of several."""

Entry = tuple[Product, tuple[int, ...], tuple[str, ...]]
"""A product, its rows that have the options asked for, and the options that it does not have."""


def of_target(
    columns: Columns, counter: Counter, languages: Sequence[str], target: Target, ask: Ask
) -> list[Entry]:
    """The products that a target may mean, with the rows that have the options asked for."""
    options = {f.id: f for f in columns.schema.of(Role.OPTION)}
    narrowing = [c for c in ask.conditions if set(c.fields) <= set(options)]
    out = []
    for product in counter.products(target.products[:CANDIDATES]):
        number = columns.number.get(product.id)
        if number is None:
            continue
        rows = np.array(list(columns.variants(number)))
        absent: list[str] = []
        for condition in narrowing:
            kept = rows[holds(condition, columns, languages)[rows]]
            if len(kept):
                rows = kept
            else:
                absent.append(condition.mention)
        out.append((product, tuple(rows.tolist()), tuple(absent)))
    whole = [e for e in out if not e[2]]
    return whole or out


class Several:
    """Answers about more than one item."""

    def __init__(self, lines: Lines, languages: Sequence[str], near: Sequence[Field]) -> None:
        self.lines = lines
        self.voice = lines.voice
        self.columns = lines.columns
        self.languages = languages
        self.near = near

    def _entries(self, target: Target, ask: Ask) -> list[Entry]:
        return of_target(self.columns, self.lines.counter, self.languages, target, ask)

    # -- sums ----------------------------------------------------------------------------------

    def summed(self, ask: Ask) -> Said | None:
        """Quantities times prices, and their sum; None where a price is not known."""
        lines: list[str] = []
        facts: list[Fact] = []
        amounts: list[Money] = []
        cards = []
        lower = False
        for target in ask.targets:
            entry = next(iter(self._entries(target, ask)), None)
            if entry is None:
                continue
            product, rows, _ = entry
            variants = self.lines.variants(product, rows)
            found = self._named_price(ask, product, rows) or self._price(product, variants)
            if found is None:
                return None
            money, price, least = found
            lower = lower or least
            cards.append(self.lines.shown(product, Match(0, rows)))
            facts += price.facts
            times = Money(money.amount * target.count, money.currency)
            amounts.append(times)
            label = self.voice.label(product, self.lines.common(product, variants))
            count = self.voice.number(target.count)
            lines.append(
                self.voice.say("total_line", count=count, item=label, total=self.voice.money(times))
            )
        if not amounts or len({m.currency for m in amounts}) != 1 or not facts:
            return None
        whole = total(amounts)
        told = min(f.as_of for f in facts)
        text = self.voice.dated(self.voice.money(whole), told)
        oldest = min(facts, key=lambda f: f.as_of)
        computed = [
            computed_fact(ask.text, "total", m, self.voice.dated(self.voice.money(m), told), oldest)
            for m in (*amounts, whole)
        ]
        end = self.voice.say("total_from" if lower else "total_sum", total=text)
        body = self.voice.dated(f"{'; '.join(lines)}.", told)
        sentences = (body, end) if len(lines) > 1 or lower else (body,)
        return Said(sentences, (*facts, *computed), tuple(cards))

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
        return money, price, not priced or len({v.price for v in priced}) > 1

    def _named_price(
        self, ask: Ask, product: Product, rows: Sequence[int]
    ) -> tuple[Money, Told, bool] | None:
        """A price that stands in a column of its own and is asked for: "in the low season"."""
        currency = self.voice.currency
        for id in ask.fields:
            column = self.columns.columns.get(id)
            if (
                column is None
                or column.field.kind is not Kind.MONEY
                or column.field.role is Role.PRICE
            ):
                continue
            low, high = column.low[rows[0]], column.high[rows[0]]
            told = self.lines.named(product, self.lines.variants(product, rows), column.field)
            if told is not None and low == high:
                return Money(Decimal(str(round(float(low), 2))), currency), told, False
        return None

    # -- differences ---------------------------------------------------------------------------

    def compared(self, ask: Ask, asked: Sequence[Field]) -> Said | None:
        """Items side by side, with what differs or is `asked`, and the difference in price."""
        entries = [e for t in ask.targets[:4] for e in self._entries(t, ask)[:1]]
        if len(entries) < 2:
            return None
        told = [self._told(product, rows, asked) for product, rows, _ in entries]
        if not asked:
            told = _differing(told)
        said = Said(())
        for (product, rows, _), values in zip(entries, told, strict=True):
            price = self.lines.price(product, self.lines.variants(product, rows), ())
            known = [*([price] if price else []), *values.values()]
            facts = tuple(f for t in known for f in t.facts)
            texts = ", ".join(dict.fromkeys(t.text for t in known))
            line = self.voice.say("compare", item=self.voice.title(product), list=texts)
            said = said.and_then(Said((line,), facts, (self.lines.shown(product, Match(0, rows)),)))
        return said.and_then(self._gap(entries))

    def _told(
        self, product: Product, rows: Sequence[int], asked: Sequence[Field]
    ) -> dict[str, Told]:
        """What a product states, by field: of those `asked`, else of all."""
        variants = self.lines.variants(product, rows)
        own = (f for f in self.near if f.role is Role.ATTRIBUTE and f.kind is not Kind.TEXT)
        told = ((f.id, self.lines.named(product, variants, f)) for f in asked or own)
        return {id: t for id, t in told if t is not None}

    def _gap(self, entries: Sequence[tuple[Product, tuple[int, ...], tuple[str, ...]]]) -> Said:
        prices = []
        for product, rows, _ in entries[:2]:
            known = [v.price for v in self.lines.variants(product, rows) if v.price]
            if len({m.amount for m in known}) != 1:
                return Said(())
            prices.append(known[0])
        if len(prices) < 2 or prices[0].currency != prices[1].currency or prices[0] == prices[1]:
            return Said(())
        cheaper = entries[0][0] if prices[0].amount < prices[1].amount else entries[1][0]
        gap = Money(abs(prices[0].amount - prices[1].amount), prices[0].currency)
        title = self.voice.title(cheaper)
        oldest = min(self._as_of(product, rows) for product, rows, _ in entries[:2])
        text = self.voice.dated(self.voice.money(gap), oldest)
        own = replace(self.lines._own(cheaper, "price", ""), as_of=oldest)
        fact = computed_fact(title, "difference", gap, text, own)
        return Said((self.voice.say("cheaper", item=title, difference=text),), (fact,))

    def _as_of(self, product: Product, rows: tuple[int, ...]) -> datetime:
        return product.as_of(self.lines.variants(product, rows))


def _differing(told: Sequence[dict[str, Told]]) -> list[dict[str, Told]]:
    """The fields in which not all say the same; what all of them say is no difference."""
    ids = dict.fromkeys(id for values in told for id in values)
    differ = [id for id in ids if len({v[id].text if id in v else "" for v in told}) > 1][:DIFFER]
    return [{id: values[id] for id in differ if id in values} for values in told]
