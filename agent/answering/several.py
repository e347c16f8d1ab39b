"""Several items in one answer: what tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import numpy as np

from agent.answering.lines import Lines, Told
from agent.answering.result import Match
from agent.answering.said import Counter, Said, Table
from agent.grounding.facts import computed_fact
from agent.understanding.conditions import holds
from agent.understanding.function_words import function_words
from agent.understanding.query import Ask, Condition, Target
from catalog.columns import Columns
from catalog.folding import fold
from catalog.measures import decimal_sign, measures
from catalog.records import Money, Product
from catalog.schema import Field, Kind, Role

_BESIDE = 4
"""Goods that are read side by side on a phone."""

CANDIDATES = 4
"""So many things that a name may mean are all answered, instead of asking back."""

DIFFER = 6
"""Fields in which two items differ are told."""

Entry = tuple[Product, tuple[int, ...], tuple[str, ...]]
"""A product, its rows that have the options asked for, and the options that it does not have."""


def of_target(
    columns: Columns, counter: Counter, languages: Sequence[str], target: Target, ask: Ask
) -> list[Entry]:
    """The products that a target may mean, with the rows that have the options asked for."""
    said = {f for c in target.options for f in c.fields}
    shared = [c for c in ask.conditions if _options_of(c, columns) and not said & {*c.fields}]
    out = []
    for product in counter.products(target.products[:CANDIDATES]):
        number = columns.number.get(product.id)
        if number is None:
            continue
        every = rows = np.array(list(columns.variants(number)))
        absent: list[str] = []
        met: list[str] = []
        own = (as_option(c, rows, columns) for c in shared)
        for condition in (*target.options, *(c for c in own if c is not None)):
            kept = rows[holds(condition, columns, languages)[rows]]
            if not len(kept):
                kept = _by_size(condition, rows, columns, languages)
            if len(kept):
                rows = kept
                met.append(condition.mention)
            elif holds(condition, columns, languages)[every].any():
                absent += [*met, condition.mention]  # in black and in 40, and not in both
            else:
                absent.append(condition.mention)
        chosen = [c for c in shared if as_option(c, every, columns) is not None]
        for condition in (c for c in ask.conditions if c not in chosen):
            kept = rows[holds(condition, columns, languages)[rows]]
            rows = kept if len(kept) else rows  # "with 32 GB", of which one variant has as many
        out.append((product, tuple(rows.tolist()), tuple(dict.fromkeys(absent))))
    whole = [e for e in out if not e[2]]
    return whole or out


def as_option(condition: Condition, rows: np.ndarray, columns: Columns) -> Condition | None:
    """A condition as it is held to the variants of one product: by the options that its rows
    state, whatever else other products write there ("grade: A (black)"); None where none does."""
    options = _options_of(condition, columns)
    if {*condition.fields} <= {*options}:
        return condition
    stated = tuple(id for id in options if columns.columns[id].stated[rows].any())
    return replace(condition, fields=stated) if stated else None


def _options_of(condition: Condition, columns: Columns) -> tuple[str, ...]:
    """The options (ids) that a condition is of, by their name: the colour that some boots are
    chosen by is a plain property of a bag that comes in one."""
    alike = (id for f in condition.fields if f in columns.columns for id in columns.alike(f))
    roles = ((id, columns.columns[id].field.role) for id in dict.fromkeys(alike))
    return tuple(id for id, role in roles if role is Role.OPTION)


def _by_size(
    condition: Condition, rows: np.ndarray, columns: Columns, languages: Sequence[str]
) -> np.ndarray:
    """The largest, or smallest, of what comes in sizes that are told in numbers: "groß" of a pizza
    of 26 or 32 cm."""
    said = {(fold(value),) for value in condition.values}
    books = [function_words(code) for code in languages]
    most = any(not said.isdisjoint(book.groups["large"]) for book in books)
    least = any(not said.isdisjoint(book.groups["small_one"]) for book in books)
    for id in condition.fields if most is not least else ():
        low = columns.columns[id].low[rows]
        if np.isfinite(low).all() and len(set(low.tolist())) > 1:
            end = float(low.max() if most else low.min())
            return np.asarray(rows[low == end])
    return rows[:0]


@dataclass(frozen=True, slots=True)
class Ends:
    """Items by a field: the places of those with most (or least) of it first."""

    field: Field
    best_first: tuple[int, ...]
    differ: bool


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

    # -- differences ---------------------------------------------------------------------------

    def compared(self, ask: Ask, asked: Sequence[Field]) -> Said | None:
        """Items side by side, with what differs or is `asked`, and by how much; the first is the
        one with more or less of it, where that was asked."""
        each = [e for t in ask.targets for e in self._entries(t, ask)[:1]]
        entries, beyond = each[:_BESIDE], each[_BESIDE:]
        if len(entries) < 2:
            return None
        ends = self._ends(ask, entries)
        if ends is not None:
            asked = [ends.field]
        told = [self._told(product, rows, asked) for product, rows, _ in entries]
        if not asked:
            told = _differing(told)
        said = Said(())
        pairs = list(zip(entries, told, strict=True))
        if ends is not None and not ask.yes_no:
            pairs = [pairs[n] for n in ends.best_first]
        for (product, rows, _), values in pairs:
            price = self.lines.price(product, self.lines.variants(product, rows), ())
            known = [*([price] if price else []), *values.values()]
            facts = tuple(f for t in known for f in t.facts)
            texts = ", ".join(dict.fromkeys(t.text for t in known))
            title = self.voice.title(product)
            line = self.voice.say("compare", item=title, list=texts)
            if not known:
                names = [self.lines.name(f, product) for f in asked]
                line = self.voice.say(
                    "not_stated", item=title, what=self.voice.listed(names or [title])
                )
            said = said.and_then(Said((line,), facts, (self.lines.shown(product, Match(0, rows)),)))
        if ends is not None and ask.yes_no and len(entries) == 2:
            verdict = self.voice.say("yes" if ends.best_first[0] == 0 and ends.differ else "no")
            first, *rest = said.sentences
            said = replace(said, sentences=(verdict + first, *rest))
        if len(pairs) == 2:  # of more nobody could tell which two it is between
            gap = self._apart(asked[0], pairs) if len(asked) == 1 else Said(())
            said = said.and_then(gap if gap.sentences else self._gap([e for e, _ in pairs]))
        if beyond:
            more = self.voice.listed([self.voice.title(product) for product, _, _ in beyond])
            said = said.and_then(Said((self.voice.say("unheard", what=more),)))
        return replace(said, table=self._table(pairs))

    def _table(self, pairs: Sequence[tuple[Entry, dict[str, Told]]]) -> Table | None:
        """What was told, cell by cell: prices, and each field; None where nothing was."""
        goods = tuple(self.voice.title(product) for (product, _, _), _ in pairs)
        prices = [
            self.lines.price(product, self.lines.variants(product, rows), ())
            for (product, rows, _), _ in pairs
        ]
        rows = []
        if any(prices):
            cells = tuple(price.text if price else "" for price in prices)
            rows.append((self.voice.say("fact_price"), cells))
        for id in dict.fromkeys(id for _, values in pairs for id in values):
            name = self.lines.name(self.columns.schema.field(id), pairs[0][0][0])
            told = tuple(values[id].text if id in values else "" for _, values in pairs)
            rows.append((name, tuple(text.rpartition(": ")[2] for text in told)))
        return Table(goods, tuple(rows)) if rows else None

    def _ends(self, ask: Ask, entries: Sequence[Entry]) -> Ends | None:
        """The field that items are ordered by, with which of them comes first; None where no
        order is asked or one of them does not state it."""
        asked = ask.order or ask.relative
        if asked is None:
            return None
        for id in (asked.field, *asked.others):
            column = self.columns.columns[id]
            ends = [
                column.high[list(rows)].max() if asked.most else column.low[list(rows)].min()
                for _, rows, _ in entries
            ]
            if not np.isnan(ends).any():
                order = np.argsort([-e if asked.most else e for e in ends], kind="stable")
                return Ends(column.field, tuple(order.tolist()), ends[0] != ends[1])
        return None

    def _apart(self, field: Field, pairs: Sequence[tuple[Entry, dict[str, Told]]]) -> Said:
        """By how much two items differ in a measured field."""
        told = [values.get(field.id) for _, values in pairs]
        known = [t for t in told if t is not None]
        if len(known) < 2 or field.kind is not Kind.QUANTITY:
            return Said(())
        sign = decimal_sign(self.voice.language)
        found = [list(measures(t.text.rpartition(": ")[2], sign)) for t in known]
        if any(len(some) != 1 or not some[0].single or not some[0].value for some in found):
            return Said(())
        one, other = (some[0] for some in found)
        if one.dimension is not other.dimension or one.low == other.low:
            return Said(())
        base = one.low / one.value
        value = Decimal(str(round(abs(one.low - other.low) / base, 4))).normalize()
        unit = one.unit or field.unit
        text = f"{self.voice.number(value)} {unit}".strip()
        fact = computed_fact(
            self.voice.title(pairs[0][0][0]), "difference", value, text, known[0].facts[0]
        )
        return Said((self.voice.say("difference", difference=text),), (fact,))

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
        own = replace(self.lines.own(cheaper, "price", ""), as_of=oldest)
        fact = computed_fact(title, "difference", gap, text, own)
        return Said((self.voice.say("cheaper", item=title, difference=text),), (fact,))

    def _as_of(self, product: Product, rows: tuple[int, ...]) -> datetime:
        return product.as_of(self.lines.variants(product, rows))


def _differing(told: Sequence[dict[str, Told]]) -> list[dict[str, Told]]:
    """The fields in which not all say the same; what all of them say is no difference."""
    ids = dict.fromkeys(id for values in told for id in values)
    differ = [id for id in ids if len({v[id].text if id in v else "" for v in told}) > 1][:DIFFER]
    return [{id: values[id] for id in differ if id in values} for values in told]
