"""Bills in words: quantities times prices, and what they come to (bill.py), every figure computed
from rows.

What has no price, what costs "from" so much and what may be several things is said, and never
guessed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from agent.answering.alike import telling_apart
from agent.answering.bill import Line, ratio, total
from agent.answering.lines import Lines, Told
from agent.answering.offer import Item
from agent.answering.pricing import Pricing
from agent.answering.resolve import find
from agent.answering.result import Match
from agent.answering.said import Said
from agent.answering.selling import left_of, stock_of
from agent.answering.several import CANDIDATES, Entry
from agent.grounding.facts import Fact, attribute_fact, computed_fact
from agent.grounding.render import Voice
from agent.understanding.conditions import holds
from agent.understanding.query import Act, Ask, Quantity, Target
from catalog.columns import Columns
from catalog.measures import Dimension
from catalog.schema import Field, Kind, Role


class Sums:
    """Adds up what is named."""

    def __init__(self, lines: Lines, languages: Sequence[str]) -> None:
        self.lines = lines
        self.voice = lines.voice
        self.pricing = Pricing(lines, languages)
        self.columns: Columns = lines.columns
        self.languages = languages

    def summed(self, ask: Ask) -> Said | None:
        """The parts with their prices, and what those come to whose price is known; None where no
        part's is."""
        parts: list[Line] = []
        open_: list[tuple[Target, list[Entry]]] = []
        for target in ask.targets:
            much = _of_target(target, ask)
            entries = self.pricing.entries(target, ask, much)
            if len({p.id for p, _, _ in entries}) == 1:
                part = self.pricing.line(entries[0], target.count, ask, much)
                parts += [part, *self.pricing.surcharges(part, ask)]
            else:
                open_.append((target, entries))
        if not any(p.price for p in parts) and not open_:
            return None
        said = self._listed(parts) if parts else Said((), added_up=True)
        for target, entries in open_:
            said = said.and_then(self._which(target, entries, ask))
        said = said.and_then(self._total(ask, parts, said.facts, bool(open_)))
        if not any(q.dimension is Dimension.TIME for q in ask.quantities):
            for part in parts:
                said = said.and_then(self._left(part, asked=ask.having or ask.asks_stock))
        rows = [row for p in parts for row in p.rows]
        rows += [row for _, entries in open_ for _, own, _ in entries for row in own]
        unheard = [*dict.fromkeys((*_left_over(ask, parts), *self._unmet(ask, parts, rows)))]
        if unheard:
            what = ", ".join(unheard[:3])
            said = said.and_then(Said((self.voice.say("unheard", what=what),)))
        exact = all(p.price is not None and not p.price.least for p in parts)
        known = exact and not (open_ or unheard)
        return replace(said, bill=total(parts) if known else None)

    def _left(self, part: Line, *, asked: bool) -> Said:
        """How many are there, where that is `asked` or they are fewer than are counted."""
        options = self.lines.common(part.product, self.lines.variants(part.product, part.rows))
        item = Item(part.product, options)
        if part.surcharge is not None or part.quantities or part.pack is not None:
            return Said(())
        if all(variant.availability.is_gone for variant in item.variants):
            return replace(stock_of(item, self.lines.counter), shown=())
        counts = [v.stock for v in item.variants if not v.availability.is_gone]
        known = [count for count in counts if count is not None]
        if len(known) < len(counts) or (sum(known) >= part.count and not asked):
            return Said(())
        left = left_of(item, self.lines.counter)
        return Said(()) if left is None else replace(left, shown=())

    def _unmet(self, ask: Ask, parts: Sequence[Line], rows: Sequence[int]) -> list[str]:
        """What else is asked for and none of `rows`, counted or asked back, is: "two tents and a
        lamp", where the lamp is none of the lines."""
        measured = {q.mention for p in parts for q in p.quantities}
        open_ = (c for c in ask.conditions if c.mention not in measured | {""})
        return [
            c.mention
            for c in open_
            if not self.pricing.is_unit(c)
            and not holds(c, self.columns, self.languages)[list(rows)].any()
        ]

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
        entries = self.pricing.entries(target, whole, said)
        options = {f.id for f in self.columns.schema.of(Role.OPTION)}
        measured = {q.mention for q in said}
        checked = (c for c in ask.conditions if not set(c.fields) <= options)
        own = self.columns.of_products(self.columns.number[p] for p in targets[0].products)
        held = not ask.targets or all(
            c.mention in measured
            or self.pricing.is_unit(c)
            or holds(c, self.columns, self.languages)[own].all()
            for c in checked
        )
        if len(entries) != 1 or not held or entries[0][2]:
            return None
        line = self.pricing.line(entries[0], target.count, whole, said)
        return self.summed(whole) if line.quantities else None

    def counted(self, ask: Ask) -> Said | None:
        """ "10 lavender plants, what do they come to": so many of what a wish finds, where that is
        one thing or a few; None where it asks for no sum."""
        asks = ask.asks_price or ask.adds
        other = ask.order or ask.relative or ask.more or ask.having or ask.yes_no or ask.targets
        money = all(self.columns.schema.field(f).kind is Kind.MONEY for f in ask.fields)
        if ask.quantity < 2 or not asks or other or not money:
            return None
        measured = {q.mention for q in ask.quantities}
        kept = tuple(
            c for c in ask.conditions if c.mention not in measured and not self.pricing.is_unit(c)
        )
        found = find(replace(ask, conditions=kept), self.columns, self.languages)
        products = tuple(dict.fromkeys(self.columns.ids[m.product] for m in found.matches))
        if not found.is_checked or not 0 < len(products) <= CANDIDATES:
            return None
        options = {f.id for f in self.columns.schema.of(Role.OPTION)}
        own = tuple(c for c in kept if options.intersection(c.fields))
        target = Target(products, "", own, ask.quantity)
        return self.summed(replace(ask, act=Act.SUM, targets=(target,), conditions=()))

    def _only(self, ask: Ask) -> tuple[Target, ...]:
        """What the conditions of a wish leave, its quantities aside, where that is one thing."""
        measured = {q.mention for q in ask.quantities}
        kept = [
            c for c in ask.conditions if c.mention not in measured and not self.pricing.is_unit(c)
        ]
        if not kept or _beside(ask, {w for mention in measured for w in mention.split()}):
            return ()
        plain = replace(ask, conditions=tuple(kept), unused=())
        found = find(plain, self.columns, self.languages)
        if len(found.matches) != 1 or not found.is_checked:
            return ()
        return (Target((self.columns.ids[found.matches[0].product],), "", exact=True),)

    # -- in words ------------------------------------------------------------------------------

    def _listed(self, parts: Sequence[Line]) -> Said:
        """ "2 × Zorvel: €24.00 (€12.00 each); 1 × …", and what of it is not as it was asked."""
        lines: list[str] = []
        facts: list[Fact] = []
        notes: list[str] = []
        for part in parts:
            variants = self.lines.variants(part.product, part.rows)
            label = self.voice.label(part.product, self.lines.common(part.product, variants))
            if part.surcharge is not None:
                label = f"{label} ({self.lines.name(part.surcharge, part.product)})"
            if part.price is None or part.amount is None:
                notes.append(self.voice.say("price_unknown", item=label))
                continue
            facts += part.price.told.facts
            amount = self.voice.money(part.amount)
            if part.price.least:
                amount = self.voice.say("from_price", price=amount)
            lines.append(self._told(part, label, amount))
            if part.pack is not None and part.count > 1:
                name, stated = part.pack.stated.name.replace("_", " "), part.pack.stated
                fact = attribute_fact(self.voice, part.product, stated)
                facts.append(fact)
                told = self.voice.say("field_value", name=name, value=fact.text)
                notes.append(self.voice.say("compare", item=label, list=told))
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
                facts.append(self._whole(part))
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

    def _which(self, target: Target, entries: Sequence[Entry], ask: Ask) -> Said:
        """What may be several things is asked back, each with its price, or with that of so
        many."""
        if not entries:
            what = ", ".join((target.mention, *(c.mention for c in target.options)))
            return Said((self.voice.say("none_at_all", what=what),))
        shown = [(product, Match(0, rows)) for product, rows, _ in entries[:CANDIDATES]]
        apart = telling_apart(self.lines, shown, ())
        told = [self._candidate(entry, target, ask, apart) for entry in entries[:CANDIDATES]]
        items = self.voice.listed([t.text for t in told], "or")
        cards = tuple(self.lines.shown(p, Match(0, rows)) for p, rows, _ in entries[:CANDIDATES])
        facts = tuple(f for t in told for f in t.facts)
        return Said((self.voice.say("which_one", items=items),), facts, cards)

    def _candidate(self, entry: Entry, target: Target, ask: Ask, apart: Sequence[Field]) -> Told:
        """One of several that may be meant; `apart`: the fields that tell them apart."""
        product, rows, _ = entry
        part = self.pricing.line(entry, target.count, ask, _of_target(target, ask))
        if target.count < 2 or part.price is None or part.amount is None:
            return self.lines.line(product, Match(0, rows), apart)
        variants = self.lines.variants(product, rows)
        label = self.voice.label(product, self.lines.common(product, variants))
        details = [self.lines.detail(product, variants, field) for field in apart]
        if words := ", ".join(detail.text for detail in details if detail is not None):
            label = f"{label} ({words})"
        amount = self.voice.money(part.amount)
        if part.price.least:
            amount = self.voice.say("from_price", price=amount)
        return Told(self._told(part, label, amount), (*part.price.told.facts, self._whole(part)))

    def _whole(self, part: Line) -> Fact:
        """What one line comes to."""
        assert part.price is not None
        assert part.amount is not None
        of = part.price.told.facts[0]
        text = self.voice.dated(self.voice.money(part.amount), of.as_of)
        return computed_fact(of.item, "total", part.amount, text, of)


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
    taken = {w for mention in measured for w in mention.split()}
    return [*_beside(ask, taken), *alone]


def _beside(ask: Ask, taken: Collection[str]) -> list[str]:
    """What of the words that nothing took is none of those `taken` by an amount: of "3 days" the
    "days" are read."""
    return [run for run in ask.unused if not set(run.split()) <= set(taken)]
