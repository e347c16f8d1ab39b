"""Values of what is named: those that are asked for, or the item in short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from agent.answering.evidence import is_telling
from agent.answering.lines import Lines, Told
from agent.answering.offer import Item, Offer
from agent.answering.result import Match
from agent.answering.said import Said
from agent.answering.selling import left_of, price_of, stock_of
from agent.answering.several import CANDIDATES, Entry, of_target
from agent.answering.written import Weigh, Written
from agent.understanding.query import Act, Ask
from catalog.records import Money, Product, Variant
from catalog.schema import Field, Kind, Role
from catalog.text import fold, tokens

UNREAD = 2
"""Runs of unread words that are told of a question on what was told before."""

FEW = 5
"""Fields of an item in short."""


class Items:
    """Answers about one item after the other."""

    def __init__(
        self, lines: Lines, languages: Sequence[str], near: Sequence[Field], weigh: Weigh
    ) -> None:
        """`near` are the fields that may be meant, the likeliest first; `weigh` tells how likely
        each thing that is written on an item answers."""
        self.written = Written(lines, weigh)
        self.near = near
        self.counter = lines.counter
        self.voice = lines.voice
        self.columns = lines.columns
        self.languages = languages
        self.lines = lines

    def told(self, ask: Ask) -> Said | None:
        """Values of what is named: those that are asked for, or the item in short."""
        said = Said(())
        named = self.named(ask)
        asks = (
            ask.fields or ask.scaled or ask.asks_price or ask.asks_stock or ask.unused or ask.claims
        )
        bare = bool(ask.targets[0].mention) and not ask.conditions
        if len(named) == 1 and not asks and not named[0][2] and bare:
            named = [*named, *self._called_so(named[0][0], ask.targets[0].mention)]
        if len(named) > 1 and not asks and not any(absent for _, _, absent in named):
            return self._each(named)
        named = self._saying(ask, named)
        if ask.unused and len(named) > 1 and not self._is_plain(ask):
            # "What about beans?" of several that were told before: of those that say it, or none
            speaking = [e for e in named if self.written.answer(ask, e[0])]
            if not speaking and not any(absent for _, _, absent in named):
                return self.written.unknown(ask, [p for p, _, _ in named], ask.unused)
            named = speaking or named
        for product, rows, absent in named:
            said = said.and_then(self.told_of(ask, product, rows, absent))
        pointed = not ask.targets[0].mention and 0 < len(ask.unused) <= UNREAD
        if said.sentences and pointed and self._is_plain(ask):
            what = ", ".join(ask.unused)  # "is that organic?", of what was told before
            said = said.and_then(Said(("\n" + self.voice.say("unheard", what=what),)))
        return said if said.sentences else None

    def _saying(self, ask: Ask, named: list[Entry]) -> list[Entry]:
        """Of several that were told before those of which a word is written that is asked with the
        price or a value: "what is the one with a jug"."""
        if len(named) < 2 or not (ask.unused and self._is_plain(ask)) or ask.targets[0].mention:
            return named
        return [e for e in named if self.written.says(ask, e[0])] or named

    def _is_plain(self, ask: Ask) -> bool:
        """Whether a field, the price or stock is asked for by its name."""
        return bool(ask.fields or ask.scaled or ask.asks_price or ask.asks_stock or ask.claims)

    def _called_so(
        self, product: Product, mention: str
    ) -> list[tuple[Product, tuple[int, ...], tuple[str, ...]]]:
        """The products whose titles hold all words of this one's: "Bulb H7 Longlife"; none where
        it is called by its code."""
        columns = self.columns
        number = columns.number.get(product.id)
        if number is None or not columns.title_tokens[number]:
            return []
        own = {k for title in columns.title_tokens[number] for t in title for k in t.keys}
        if not any(own & t.keys for t in tokens(mention, self.languages)):
            return []
        alike: set[int] | None = None
        for token in columns.title_tokens[number][0]:
            having = {
                int(n)
                for k in token.keys
                if not k.startswith("c:")
                for n in columns.title_words.get(k, ())
            }
            alike = having if alike is None else alike & having
        words = len(columns.title_tokens[number][0])
        longer = {n for n in alike or () if len(columns.title_tokens[n][0]) > words}
        others = sorted(longer)[: CANDIDATES - 1]  # "B to A" is no "A to B" with more to it
        return [
            (p, tuple(columns.variants(columns.number[p.id])), ())
            for p in self.counter.products([columns.ids[n] for n in others])
        ]

    def _each(self, named: Sequence[tuple[Product, tuple[int, ...], tuple[str, ...]]]) -> Said:
        """Several that a name may mean, a line each."""
        told = [(p, rows, self.lines.line(p, Match(0, rows), ())) for p, rows, _ in named]
        lines = [self.voice.say("found"), *(f"– {t.text}" for _, _, t in told)]
        cards = tuple(self.lines.shown(p, Match(0, rows)) for p, rows, _ in told)
        return Said(("\n".join(lines),), tuple(f for _, _, t in told for f in t.facts), cards)

    def told_of(
        self, ask: Ask, product: Product, rows: tuple[int, ...], absent: tuple[str, ...]
    ) -> Said:
        """What is asked of one item, and why it cannot be had, where that is so."""
        said = self._told_of(ask, product, rows, absent)
        return self.written.standing(product, said)

    def _told_of(
        self, ask: Ask, product: Product, rows: tuple[int, ...], absent: tuple[str, ...]
    ) -> Said:
        variants = self.lines.variants(product, rows)
        options = self.lines.common(product, variants)
        item = Item(product, options, absent)
        if absent:
            return self.absent(product, absent)
        said = Said(())
        told_so = {Role.PRICE: ask.asks_price, Role.STOCK: ask.asks_stock}
        fields = [f for f in self._askable(ask, product) if not told_so.get(f.role)]
        card = (self.lines.shown(product, Match(0, rows)),)
        if fields:
            said = self._values(product, variants, fields)
        claimed = bool(ask.claims) and not fields
        if (ask.asks_price or claimed) and not any(f.kind is Kind.MONEY for f in fields):
            said = said.and_then(self.priced(ask, item, product, variants))
        if ask.asks_stock and not claimed and Role.STOCK.value in self.columns.columns:
            said = said.and_then(self.stock(ask, item, variants))
        if said.sentences:
            return Said(
                said.sentences,
                said.facts,
                said.shown or card,
                said.cited,
                said.suggestions,
                said.handoff,
            )
        if ask.claims:
            return self.priced(ask, item, product, variants)
        telling = any(is_telling(t) for p in ask.unused for t in tokens(p, self.languages))
        if (not options or (telling and not ask.having)) and (
            own := self._asked(ask, product)
        ) is not None:
            line = self.voice.say("value_of", item=self.voice.title(product), list=own.text)
            return Said((line,), own.facts, card)
        if ask.unused and not (options and (ask.having or not telling)):
            unknown = self.written.unknown(ask, [product], ask.unused)
            if not ask.targets[0].mention:
                return unknown  # what it costs was told before
            return unknown.and_then(self.priced(Ask(Act.TELL), item, product, variants))
        if (
            options
            and Role.STOCK.value in self.columns.columns
            and variants[0].availability.value != "unknown"
        ):
            return stock_of(item, self.counter)
        if options and (said := self.priced(ask, item, product, variants)).sentences:
            return said
        said = self._short(item, product, variants)
        return said if said.sentences else self._each([(product, rows, absent)])

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

    def _short(self, item: Item, product: Product, variants: Sequence[Variant]) -> Said:
        """An item in short: its price, whether it can be had, its first fields."""
        said = self.priced(Ask(Act.TELL), item, product, variants)
        columns = self.columns.columns
        stock = Role.STOCK.value in columns and any(
            v.availability.value != "unknown" for v in variants
        )
        if stock and not any(v.availability.is_gone for v in variants):
            said = said.and_then(self._state(item))
        told = (
            self.lines.named(product, variants, f) for f in self.near if f.role is Role.ATTRIBUTE
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

    def absent(self, product: Product, absent: tuple[str, ...]) -> Said:
        title = self.voice.title(product)
        line = self.voice.say("no_variant", item=title, value=self.voice.listed(absent))
        names = dict.fromkeys(o.name for v in product.variants for o in v.options)
        values = [
            ", ".join(
                dict.fromkeys(
                    self.voice.option_value(product, o)
                    for v in product.variants
                    for o in v.options
                    if o.name == n
                )
            )
            for n in names
        ]
        lists = [
            self.voice.say("variants_of", name=self.voice.option_name(product, n), values=v)
            for n, v in zip(names, values, strict=True)
        ]
        fact = self.lines._own(product, "options", "; ".join(lists))
        card = (self.lines.shown(product, Match(0, ())),)
        if not lists:
            return Said((line,), (fact,), card)
        return Said((line, f"{title}: {'; '.join(lists)}."), (fact,), card)

    def not_there(self, ask: Ask) -> Said:
        """A name with a number that no product has: said, with those that are called like it."""
        target = ask.targets[0]
        products = self.counter.products(target.products[:3])
        told = [
            self.lines.line(
                p, Match(0, tuple(self.columns.variants(self.columns.number[p.id]))), ()
            )
            for p in products
        ]
        none = self.voice.say("there_is_no", name=target.mention)
        near = "\n" + self.voice.say("close_to_it", items="; ".join(t.text for t in told))
        cards = tuple(self.lines.shown(p, Match(0, ())) for p in products)
        return Said((none, near), tuple(f for t in told for f in t.facts), cards, handoff=True)

    # -- what is meant -------------------------------------------------------------------------

    def named(self, ask: Ask) -> list[tuple[Product, tuple[int, ...], tuple[str, ...]]]:
        found = [
            e
            for t in ask.targets
            for e in of_target(self.columns, self.counter, self.languages, t, ask)
        ]
        return found[:CANDIDATES]

    def asked(self, ask: Ask) -> list[Field]:
        """The fields that are asked for of the first that is named."""
        first = next(iter(self.counter.products(ask.targets[0].products[:1])), None)
        return self._askable(ask, first) if first is not None else []

    def _askable(self, ask: Ask, product: Product) -> list[Field]:
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


def folded(phrases: Sequence[str], languages: Sequence[str]) -> list[str]:
    return [
        fold(t.text) for phrase in phrases for t in tokens(phrase, languages) if len(t.text) > 3
    ]
