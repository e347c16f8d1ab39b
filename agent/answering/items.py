"""What is named: which items those are, and what is said of each of them (one_item.py)."""

from __future__ import annotations

from collections.abc import Sequence

from agent.answering.alike import telling_apart
from agent.answering.lines import Lines
from agent.answering.one_item import OneItem
from agent.answering.result import Match
from agent.answering.said import Said
from agent.answering.several import CANDIDATES, Entry, of_target
from agent.answering.written import Weigh, Written
from agent.understanding.function_words import function_words
from agent.understanding.query import Ask
from catalog.records import Product
from catalog.schema import Field
from catalog.text import tokens

UNREAD = 2
"""Runs of unread words that are told of a question on what was told before."""


class Items:
    """Answers about the items that are named, one after the other."""

    def __init__(
        self, lines: Lines, languages: Sequence[str], near: Sequence[Field], weigh: Weigh
    ) -> None:
        """`near` are the fields that may be meant, the likeliest first; `weigh` tells how likely
        each thing that is written on an item answers."""
        self.written = Written(lines, weigh)
        self.one = OneItem(lines, languages, near, self.written)
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
            entries = [(p, Match(0, rows)) for p, rows, _ in named]
            told = telling_apart(self.lines, entries, ())
            return self.lines.below(self.voice.say("found"), entries, told)
        named = self._saying(ask, named)
        if ask.unused and len(named) > 1 and not self._is_plain(ask):
            # "What about beans?" of several that were told before: of those that say it, or none
            speaking = [e for e in named if self.written.answer(ask, e[0])]
            if not speaking and not any(absent for _, _, absent in named):
                return self.written.unknown(ask, [p for p, _, _ in named], ask.unused)
            named = speaking or named
        for product, rows, absent in named:
            said = said.and_then(self.one.told_of(ask, product, rows, absent))
        said = said.and_then(self._also(ask, named))
        pointed = not ask.targets[0].mention and 0 < len(ask.unused) <= UNREAD
        if said.sentences and pointed and self._is_plain(ask):
            what = ", ".join(ask.unused)  # "is that organic?", of what was told before
            said = said.and_then(Said(("\n" + self.voice.say("unheard", what=what),)))
        return said if said.sentences else None

    def _also(self, ask: Ask, named: list[Entry]) -> Said:
        """What else is called so, where it is asked whether there is such a thing: "do you have a
        dry riesling" of a "Riesling dry" and a "Riesling dry, litre bottle"."""
        plain = not (ask.fields or ask.scaled or ask.asks_price or ask.claims or ask.conditions)
        words = [t.folded for t in tokens(ask.text, ())]
        left = function_words(self.voice.language).says("stock", words)
        if len(named) != 1 or not (ask.having and plain) or left or named[0][2]:
            return Said(())
        others = self._called_so(named[0][0], self.voice.title(named[0][0]))
        coded = any(map(str.isdigit, ask.targets[0].mention))
        if coded or not others:
            return Said(())
        told = [self.lines.line(p, Match(0, rows), ()) for p, rows, _ in others]
        line = self.voice.say("also_called_so", items="; ".join(t.text for t in told))
        return Said((line,), tuple(f for t in told for f in t.facts))

    def _saying(self, ask: Ask, named: list[Entry]) -> list[Entry]:
        """Of several that were told before those of which a word is written that is asked with the
        price or a value: "what is the one with a jug"."""
        if len(named) < 2 or not (ask.unused and self._is_plain(ask)) or ask.targets[0].mention:
            return named
        return [e for e in named if self.written.says(ask, e[0])] or named

    def _is_plain(self, ask: Ask) -> bool:
        """Whether a field, the price or stock is asked for by its name."""
        return bool(ask.fields or ask.scaled or ask.asks_price or ask.asks_stock or ask.claims)

    def _called_so(self, product: Product, mention: str) -> list[Entry]:
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

    def named(self, ask: Ask) -> list[Entry]:
        found = [
            e
            for t in ask.targets
            for e in of_target(self.columns, self.counter, self.languages, t, ask)
        ]
        return found[:CANDIDATES]

    def asked(self, ask: Ask) -> list[Field]:
        """The fields that are asked for of the first that is named."""
        first = next(iter(self.counter.products(ask.targets[0].products[:1])), None)
        return self.one.askable(ask, first) if first is not None else []
