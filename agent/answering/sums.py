"""Bills in words: quantities times prices, and what they come to (bill.py), every figure computed
from rows.

What has no price, what costs "from" so much and what may be several things is said, and never
guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from agent.answering.bill import Line, Priced, ratio, rounded, total, worked
from agent.answering.lines import Lines
from agent.answering.resolve import find
from agent.answering.result import Match
from agent.answering.said import Said
from agent.answering.several import CANDIDATES, Entry, of_target
from agent.answering.tiers import tier_of
from agent.truth.facts import Fact, computed_fact
from agent.truth.render import Voice
from agent.understanding.conditions import holds
from agent.understanding.query import Act, Ask, Condition, Quantity, Target
from catalog.columns import Columns
from catalog.measures import Dimension, Measure, decimal_sign, measures
from catalog.priced_per import names_units, price_units
from catalog.records import Money, Product, Variant
from catalog.schema import Field, Kind, Role


class Sums:
    """Adds up what is named."""

    def __init__(self, lines: Lines, languages: Sequence[str]) -> None:
        self.lines = lines
        self.voice = lines.voice
        self.columns: Columns = lines.columns
        self.languages = languages

    def summed(self, ask: Ask) -> Said | None:
        """The parts with their prices, and what those come to whose price is known; None where no
        part's is."""
        parts: list[Line] = []
        open_: list[tuple[Target, list[Entry]]] = []
        for target in ask.targets:
            much = _of_target(target, ask)
            entries = self._entries(target, ask, much)
            if len({p.id for p, _, _ in entries}) == 1:
                parts.append(self._line(entries[0], target.count, ask, much))
            else:
                open_.append((target, entries))
        if not any(p.price for p in parts) and not open_:
            return None
        said = self._listed(parts)
        for target, entries in open_:
            said = said.and_then(self._which(target, entries))
        said = said.and_then(self._total(ask, parts, said.facts, bool(open_)))
        unheard = [*dict.fromkeys(_left_over(ask, parts))]
        if unheard:
            what = ", ".join(unheard[:3])
            said = said.and_then(Said((self.voice.say("unheard", what=what),)))
        return said

    def billed(self, ask: Ask) -> Said | None:
        """A bill of what is asked in the unit that its price is for: "3 kilo of that", "e-bikes, 2
        for 3 days"; None where no price of it is for what is said."""
        said = ask.quantities
        ordered = ask.order is not None or ask.relative is not None
        other = ordered or ask.asks_stock or ask.how_many or bool(ask.each or ask.about)
        fields = map(self.columns.schema.field, ask.fields)
        other = other or any(f.kind is not Kind.MONEY for f in fields)
        if not said or other or ask.act not in (Act.TELL, Act.CHECK, Act.FIND):
            return None
        if ask.having or (ask.yes_no and not ask.asks_price):
            return None
        targets = ask.targets or self._only(ask)
        if len(targets) != 1 or len(targets[0].products) != 1:
            return None
        target = replace(targets[0], count=max(targets[0].count, ask.quantity or 1))
        whole = replace(ask, act=Act.SUM, targets=(target,))
        entries = self._entries(target, whole, said)
        options = {f.id for f in self.columns.schema.of(Role.OPTION)}
        measured = {q.mention for q in said}
        checked = (c for c in ask.conditions if not set(c.fields) <= options)
        held = all(c.mention in measured or self._is_unit(c) for c in checked if ask.targets)
        if len(entries) != 1 or not held or entries[0][2]:
            return None
        line = self._line(entries[0], target.count, whole, said)
        return self.summed(whole) if line.quantities else None

    def by_unit(self, ask: Ask) -> Said | None:
        """ "€9.50 for 250 g, that is €3.80 per 100 g" of one thing whose row says how much is in
        it; None where it says nothing of the kind."""
        each = ask.each
        if each is None or len(ask.targets) != 1 or ask.order or ask.having:
            return None
        kept = tuple(c for c in ask.conditions if c.mention != each.mention)
        entries = self._entries(ask.targets[0], replace(ask, conditions=kept), ())
        if len(entries) != 1 or entries[0][2]:
            return None
        product, rows, _ = entries[0]
        price = self._price(product, self.lines.variants(product, rows))
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

    def _only(self, ask: Ask) -> tuple[Target, ...]:
        """What the conditions of a wish leave, its quantities aside, where that is one thing."""
        measured = {q.mention for q in ask.quantities}
        kept = [c for c in ask.conditions if c.mention not in measured and not self._is_unit(c)]
        if not kept or ask.unused:
            return ()
        found = find(replace(ask, conditions=tuple(kept)), self.columns, self.languages)
        if len(found.matches) != 1 or not found.is_checked:
            return ()
        return (Target((self.columns.ids[found.matches[0].product],), "", exact=True),)

    def _is_unit(self, condition: Condition) -> bool:
        """Whether it is of the column that says what a price is for."""
        known = [f for f in condition.fields if f in self.columns.columns]
        return bool(known) and all(names_units(self.columns.schema.field(f).name) for f in known)

    def _entries(self, target: Target, ask: Ask, said: Sequence[Quantity]) -> list[Entry]:
        """What a target may be, each in what it comes in; the first where all cost the same."""
        fitting = self._fitting(target, ask, said)
        measured = {q.mention for q in fitting}
        target = replace(
            target, options=tuple(c for c in target.options if c.mention not in measured)
        )
        kept = (c for c in ask.conditions if c.mention not in measured and not self._is_unit(c))
        ask = replace(ask, conditions=tuple(kept))
        found = of_target(self.columns, self.lines.counter, self.languages, target, ask)
        own = {c.mention: c for c in (*target.options, *ask.conditions)}
        kept_ = [e for e in found if not any(self._varies(e[0], own[n]) for n in e[2])]
        prices = [self._line(e, 1, ask, ()).price for e in kept_]
        same = {p.money for p in prices if p is not None and not p.least}
        alike = len(same) == 1 and all(p is not None and not p.least for p in prices)
        return kept_[:1] if alike else kept_

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
        return any(self.columns.columns[f].stated[rows].any() for f in condition.fields)

    def _line(self, entry: Entry, count: int, ask: Ask, said: Sequence[Quantity]) -> Line:
        product, rows, _ = entry
        variants = self.lines.variants(product, rows)
        units = price_units(product, variants)
        wanted = Target((product.id,), "", ())
        fitting = self._fitting(wanted, ask, said)
        count, taken, unfit = worked(units, count, fitting)
        asked = [f for f in map(self.columns.schema.field, ask.fields) if _is_price(f)]
        for field in asked:
            if (price := self._named_price(field, product, rows)) is not None:
                price = replace(price, units=units)
                return Line(product, rows, count, price, None, taken, unfit)
        price = self._price(product, variants)
        tier = tier_of(self.columns, count, rows[0]) if rows else None
        if tier is not None and price is not None and not price.least:
            price = self._named_price(tier, product, rows) or price
        price = price and replace(price, units=units)
        return Line(product, rows, count, price, asked[0] if asked else None, taken, unfit)

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
            lines.append(self._told(part, label, amount))
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

    def _told(self, part: Line, label: str, amount: str) -> str:
        """ "2 × Zorvel at €12.00 = €24.00", "Zorvel: 2,5 m × €12.00 = €30.00"."""
        assert part.price is not None
        count, each = self.voice.number(part.count), self.voice.money(part.price.money)
        if part.quantities:
            much = [_much(self.voice, q) for q in part.quantities]
            many = " × ".join([*([count] if part.count > 1 else []), *much])
            sizes = {per.dimension: per for per in part.price.units}
            if len(part.price.units) == 1 and any(
                ratio(q.base, sizes[q.dimension].size) != q.value for q in part.quantities
            ):
                measure = part.price.units[0].word
                each = self.voice.say("unit_price_of", price=each, measure=measure)
            return self.voice.say("total_line_of", item=label, much=many, each=each, total=amount)
        key = "total_line" if part.count == 1 else "total_line_each"
        return self.voice.say(key, count=count, item=label, total=amount, each=each)

    def _total(self, ask: Ask, parts: Sequence[Line], facts: Sequence[Fact], is_open: bool) -> Said:
        """What the lines come to; of those alone that are known, where others are not."""
        known = [p for p in parts if p.amount is not None]
        least = any(p.price and p.price.least for p in known)
        whole = total(known)
        partly = is_open or len(known) < len(parts)
        if whole is None or (len(known) == 1 and (partly or not least)):
            return Said(())
        oldest = min(facts, key=lambda f: f.as_of)
        text = self.voice.dated(self.voice.money(whole), oldest.as_of)
        fact = computed_fact(ask.text, "total", whole, text, oldest)
        key = "total_partly" if partly else "total_from" if least else "total_sum"
        return Said((self.voice.say(key, total=text),), (fact,))

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


def _much(voice: Voice, quantity: Quantity) -> str:
    """ "3 days" as it was said, with a figure for a word."""
    words = quantity.mention
    if words[:1].isdigit():
        return words
    return f"{voice.number(quantity.value)} {words.split()[-1]}"


def _of_target(target: Target, ask: Ask) -> tuple[Quantity, ...]:
    """What is said of how much of it: beside it, or of how long and for how many for all."""
    if len(ask.targets) == 1:
        return target.quantities or ask.quantities
    own = {q.dimension for q in target.quantities}
    told = [q.dimension for q in ask.quantities]
    shared = (
        replace(q, counted=False)
        for q in ask.quantities
        if q.dimension in (Dimension.TIME, Dimension.PERSONS)
        and q.dimension not in own
        and told.count(q.dimension) == 1
    )
    return (*target.quantities, *shared)


def _left_over(ask: Ask, parts: Sequence[Line]) -> list[str]:
    """What of a message no line takes up: strange words, and amounts that no price is for."""
    measured = {q.mention for p in parts for q in p.quantities}
    named = {c.mention for t in ask.targets for c in t.options} | {
        c.mention for c in ask.conditions
    }
    alone = [
        q.mention
        for q in ask.quantities
        if not (q.counted or q.mention in measured | named or q.dimension is Dimension.PERSONS)
    ]
    units = {q.unit for q in ask.quantities}
    return [*(w for w in ask.unused if w not in measured | units), *alone]


def _is_price(field: Field) -> bool:
    return field.kind is Kind.MONEY and field.role not in (Role.PRICE, Role.LIST_PRICE)
