"""One item: the values that are asked of it, its price and stock, or the item in short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from agent.answering.amount_asked import asks_amount, counted_in_title, counting, measured
from agent.answering.lines import Lines, Told
from agent.answering.not_offered import not_offered
from agent.answering.offer import Item, Offer
from agent.answering.pieces import is_telling
from agent.answering.result import Match
from agent.answering.said import Said, Shown
from agent.answering.selling import left_of, price_of, stock_of
from agent.answering.written import Written
from agent.understanding.query import Act, Ask
from catalog.folding import fold
from catalog.priced_per import names_units
from catalog.records import Money, Product, Variant
from catalog.schema import Field, Kind, Role
from catalog.text import tokens

PART = 5
"""Letters of a compound's first part."""

FEW = 5
"""Fields of an item in short."""


class OneItem:
    """Answers about one item, for one message."""

    def __init__(
        self, lines: Lines, languages: Sequence[str], near: Sequence[Field], written: Written
    ) -> None:
        """`near` are the fields that may be meant, the likeliest first."""
        self.lines = lines
        self.counter = lines.counter
        self.voice = lines.voice
        self.columns = lines.columns
        self.languages = languages
        self.near = near
        self.written = written

    def told_of(
        self, ask: Ask, product: Product, rows: tuple[int, ...], absent: tuple[str, ...]
    ) -> Said:
        """What is asked of one item, and why it cannot be had, where that is so."""
        said = self._told_of(self._without_sorts(ask, product), product, rows, absent)
        return self.written.standing(product, said)

    def _without_sorts(self, ask: Ask, product: Product) -> Ask:
        """`ask` without words for the sort of thing that it is: "piano lessons" of a "Piano" under
        "Individual lessons" whose price is per lesson."""
        text = product.text(self.voice.language)
        units = [a.value for a in text.attributes if names_units(a.name)]
        own = {
            k
            for sort in (*text.category, *text.tags, *units)
            for t in tokens(sort, self.languages)
            for k in t.keys
        }
        title = [t.folded for t in tokens(self.voice.title(product), ())]
        left = tuple(
            run
            for run in ask.unused
            if not all(
                t.keys & own or _begins(t.folded, title) for t in tokens(run, self.languages)
            )
        )
        return ask if left == ask.unused else replace(ask, unused=left)

    def _told_of(
        self, ask: Ask, product: Product, rows: tuple[int, ...], absent: tuple[str, ...]
    ) -> Said:
        variants = self.lines.variants(product, rows)
        item = Item(product, self.lines.common(product, variants), absent)
        if absent:
            return not_offered(product, absent, self.lines)
        card = (self.lines.shown(product, Match(0, rows)),)
        said = self._asked_for(ask, item, variants)
        if (amount := self._amount(ask, product, variants, said)) is not None:
            return replace(amount, shown=card)
        if said.sentences:
            return replace(said, shown=said.shown or card)
        if ask.claims:
            return self.priced(ask, item, product, variants)
        if (written := self._written(ask, item, variants, card)) is not None:
            return written
        if item.options and ask.scaled and ask.which:  # "what do they weigh" of one in 43
            columns = self.columns.columns
            scaled = [self.columns.schema.field(f) for f in ask.scaled if f in columns]
            return self._values(product, variants, scaled)
        if (
            item.options
            and Role.STOCK.value in self.columns.columns
            and variants[0].availability.value != "unknown"
        ):
            return stock_of(item, self.counter)
        if item.options and (said := self.priced(ask, item, product, variants)).sentences:
            return said
        if ask.which and asks_amount(ask, self.lines):  # "how long do they last"
            return self.written.unknown(ask, [product], (ask.text.strip(" ?!."),))
        said = self._short(item, product, variants)
        if said.sentences:
            return said
        return self.lines.below(self.voice.say("found"), [(product, Match(0, rows))], ())

    def _amount(
        self, ask: Ask, product: Product, variants: Sequence[Variant], said: Said
    ) -> Said | None:
        """An amount that no column of that name holds, where nothing else is `said` of it."""
        told = None if ask.fields else counted_in_title(ask, product, self.lines)
        known = said.sentences and not (said.handoff and ask.scaled)
        if told is None and not known and self._asked(ask, product) is None:
            likeliest = self.written.likeliest(ask, product)
            field = counting(ask, likeliest, self.near, self.lines)
            counted = self.lines.named(product, variants, field) if field is not None else None
            told = measured(ask, product, self.lines) or counted
        if told is None:
            return None
        line = self.voice.say("value_of", item=self.voice.title(product), list=told.text)
        return Said((line,), told.facts)

    def _asked_for(self, ask: Ask, item: Item, variants: Sequence[Variant]) -> Said:
        """The fields, the price and the stock that are asked for by their names."""
        product = item.product
        told_so = {Role.PRICE: ask.asks_price, Role.STOCK: ask.asks_stock}
        fields = [f for f in self.askable(ask, product) if not told_so.get(f.role)]
        if _differ_in_stock(variants, fields):
            # Which sizes there are, when some of them are gone, is told by what is there.
            fields = [f for f in fields if f.role is not Role.OPTION]
            ask = replace(ask, asks_stock=True)
        said = self._values(product, variants, fields) if fields else Said(())
        claimed = bool(ask.claims) and not fields
        if (ask.asks_price or claimed) and not any(f.kind is Kind.MONEY for f in fields):
            said = said.and_then(self.priced(ask, item, product, variants))
        if ask.asks_stock and not claimed and Role.STOCK.value in self.columns.columns:
            said = said.and_then(self.stock(ask, item, variants))
        return said

    def _written(
        self, ask: Ask, item: Item, variants: Sequence[Variant], card: tuple[Shown, ...]
    ) -> Said | None:
        """What is written of words that name no field, or that nothing is; None where the words
        are of its options, or there are none."""
        product, options = item.product, item.options
        telling = any(is_telling(t) for p in ask.unused for t in tokens(p, self.languages))
        if (not options or (telling and not ask.having)) and (
            own := self._asked(ask, product)
        ) is not None:
            line = self.voice.say("value_of", item=self.voice.title(product), list=own.text)
            return Said((line,), own.facts, card)
        if ask.unused and not (options and (ask.having or not telling)):
            unknown = self.written.unknown(ask, [product], ask.unused)
            if not ask.targets[0].mention or ask.yes_no or ask.which:
                return unknown  # what it costs was told before, or is not what is asked
            return unknown.and_then(self.priced(Ask(Act.TELL), item, product, variants))
        return None

    def _asked(self, ask: Ask, product: Product) -> Told | None:
        """What is written of what was asked, where anything was."""
        asks = ask.unused or ask.which or ask.yes_no
        return self.written.answer(ask, product) if asks else None

    def stock(self, ask: Ask, item: Item, variants: Sequence[Variant]) -> Said:
        """Whether it can be had; with a no before it where that was the question."""
        if ask.how_many and (left := left_of(item, self.counter)) is not None:
            return left
        told = stock_of(item, self.counter)
        gone = bool(variants) and all(v.availability.is_gone for v in variants)
        if not (gone and told.sentences and (ask.yes_no or ask.having)):
            return told
        first = self.voice.say("no") + told.sentences[0]
        return replace(told, sentences=(first, *told.sentences[1:]))

    def priced(self, ask: Ask, item: Item, product: Product, variants: Sequence[Variant]) -> Said:
        """Its price, or that nobody knows it; first a yes or no to one that the customer said."""
        card = (self.lines.shown(product, Match(0, ())),)
        if any(v.price for v in variants):
            said = price_of(item, self.counter)
        else:
            price = self.lines.price(product, variants, item.options)
            paid = [f for f in self.near if f.kind is Kind.MONEY]
            if price is None and any(self.lines.value(product, variants, f) for f in paid):
                return replace(self._values(product, variants, paid), shown=card)
            if price is None and not (ask.asks_price or ask.claims):
                return Said((), (), card)  # of a price that nobody asked for nothing is said
            if price is None:
                return Said(
                    (self.voice.say("price_unknown", item=self.voice.title(product)),),
                    (),
                    card,
                    handoff=True,
                )
            line = self.voice.say(
                "price_span", item=self.voice.label(product, item.options), words=price.text
            )
            said = Said((line,), price.facts, card)
        unit = self.lines.unit_price(product, variants[0]) if variants else None
        if unit is not None:
            said = said.and_then(Said((f"({unit.text}.)",), unit.facts))
        prices = {float(f.value.amount) for f in said.facts if isinstance(f.value, Money)}
        if ask.claims and prices:
            opening = "yes" if set(ask.claims) <= prices else "premise_wrong"
            first = self.voice.say(opening) + said.sentences[0]
            said = Said((first, *said.sentences[1:]), said.facts, said.shown)
        return said

    def _values(
        self, product: Product, variants: Sequence[Variant], fields: Sequence[Field]
    ) -> Said:
        told = [(f, self.lines.named(product, variants, f)) for f in fields]
        known = [t for _, t in told if t is not None]
        title = self.voice.title(product)
        if not known:
            # a column that stands in two languages is one thing that nobody knows
            own = [f for f in fields if f.language in ("", self.voice.language)] or fields
            what = self.voice.listed([self.lines.name(f, product) for f in own[:2]], "or")
            return Said((self.voice.say("not_stated", item=title, what=what),), handoff=True)
        line = self.voice.say(
            "value_of", item=title, list=", ".join(dict.fromkeys(t.text for t in known))
        )
        return Said((line,), tuple(f for t in known for f in t.facts))

    def askable(self, ask: Ask, product: Product) -> list[Field]:
        """The fields that are asked for, those that the product states first."""
        asked = [self.columns.schema.field(f) for f in ask.fields if f in self.columns.columns]
        known = {fold(o.name) for v in product.variants for o in v.options}
        scaled = [self.columns.schema.field(f) for f in ask.scaled if f in self.columns.columns]
        stated = [
            f
            for f in dict.fromkeys([*asked, *scaled])
            if self.lines.value(product, product.variants, f) is not None
        ]
        of_it = [f for f in asked if f.role is not Role.OPTION or fold(f.name) in known]
        if of_it and not any(f in asked for f in stated):
            # How long the battery lasts is not how long it is.
            likely = [f for f in stated if self.written.is_likely(ask, product, f)]
            return (likely or asked)[:4]
        return (stated or asked)[:4]

    def _short(self, item: Item, product: Product, variants: Sequence[Variant]) -> Said:
        """An item in short: its price, whether it can be had, its first fields."""
        said = self.priced(Ask(Act.TELL), item, product, variants)
        columns = self.columns.columns
        stock = Role.STOCK.value in columns and any(
            v.availability.value != "unknown" for v in variants
        )
        untold = not any(v.price for v in variants)  # beside a price it is told that all are gone
        if stock and (untold or not any(v.availability.is_gone for v in variants)):
            said = said.and_then(self._state(item))
        told = (
            self.lines.named(product, variants, f)
            for f in self.near
            if f.role is Role.ATTRIBUTE and not names_units(f.name)
        )
        known = list(islice((t for t in told if t is not None and len(t.text) < 80), FEW))
        if known:
            texts = dict.fromkeys(t.text for t in known)
            line = self.voice.say("value_of", item=self.voice.title(product), list=", ".join(texts))
            said = said.and_then(Said((line,), tuple(f for t in known for f in t.facts)))
        return said

    def _state(self, item: Item) -> Said:
        """Whether an item can be had, where that was not asked: without a yes."""
        offer = Offer(item, self.voice)
        if len({v.availability for v in offer.variants}) > 1:
            return stock_of(item, self.counter)
        state = offer.state()
        return Said((state.text,), (state,), offer.shown)


def _differ_in_stock(variants: Sequence[Variant], asked: Sequence[Field]) -> bool:
    """Whether some of the variants are gone, and all that they differ in is asked for."""
    gone = {v.availability.is_gone for v in variants if v.availability.value != "unknown"}
    values = {(o.name, o.value) for v in variants for o in v.options}
    names = [name for name, _ in values]
    differing = {fold(name) for name in names if names.count(name) > 1}
    own = {fold(f.name) for f in asked if f.role is Role.OPTION}
    return len(gone) == 2 and bool(differing) and differing <= own


def _begins(word: str, title: Sequence[str]) -> bool:
    """Whether a compound of a title begins with a word: the "keramik" of a "Keramikkrone"."""
    return len(word) >= PART and any(t.startswith(word) and t != word for t in title)
