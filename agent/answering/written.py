"""What is written on an item, told as far as it answers: as what was asked, or as what comes
nearest, or that nothing is written of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.answering.lines import Lines, Told
from agent.answering.pieces import MAYBE, OPEN, SURE, Piece, Weighed
from agent.answering.result import Match
from agent.answering.said import Said
from agent.understanding.query import Ask
from catalog.awaited import says_when_back
from catalog.cells import is_withheld
from catalog.folding import fold
from catalog.priced_per import names_units
from catalog.records import Product
from catalog.schema import Field

Weigh = Callable[[Ask, Product], Sequence[Weighed]]
"""A question and an item to what is written on it, the likeliest answer first."""

TWO = 2
"""So many pieces are told of one item, where both are what was asked: "how long and how many"."""

NAMED = 3
"""So many items are named of which nothing is written."""


class Written:
    def __init__(self, lines: Lines, weigh: Weigh) -> None:
        self.lines = lines
        self.voice = lines.voice
        self.weigh = weigh

    def answer(self, ask: Ask, product: Product) -> Told | None:
        """What is written of what was asked; None where that is not sure."""
        sure = [w.piece for w in self.weigh(ask, product) if w.is_sure]
        sure = [piece for piece in sure if not names_units(piece.name)]  # told with the price
        return self._told(product, sure[:TWO])

    def likeliest(self, ask: Ask, product: Product) -> str:
        """The name (folded) of the cell that most likely answers; empty where it has none."""
        return next((w.piece.folded for w in self.weigh(ask, product)), "")

    def says(self, ask: Ask, product: Product) -> bool:
        """Whether anything that is written of it says a word that nothing took."""
        return any(w.says for w in self.weigh(ask, product))

    def chance(self, ask: Ask, product: Product, names: Sequence[str]) -> float:
        """How likely the cell of one of the columns `names` (folded) is what was asked; 1 where
        there is none of that name: a price, a category."""
        held = [w.chance for w in self.weigh(ask, product) if w.piece.folded in names]
        return max(held, default=1.0)

    def is_likely(self, ask: Ask, product: Product, field: Field) -> bool:
        return self.chance(ask, product, [fold(field.name)]) >= SURE

    def unknown(self, ask: Ask, products: Sequence[Product], what: Sequence[str]) -> Said:
        """That nothing is written of `what`; with what comes nearest of it, where anything may."""
        titles = list(dict.fromkeys(self.voice.title(p) for p in products))
        listed = self.voice.listed(titles[:NAMED], "or")
        words = self.voice.listed([self.voice.say("quoted", text=w) for w in what[:NAMED]])
        line = self.voice.say("not_stated", item=listed, what=words)
        cards = tuple(self.lines.shown(p, Match(0, ())) for p in products)
        said = Said((line,), (), cards, handoff=True)
        if len(products) > 1:
            return said
        [product] = products
        least = MAYBE if ask.yes_no else OPEN
        near = [w.piece for w in self.weigh(ask, product)[:TWO] if w.chance >= least]
        told = self._told(product, near)
        if told is None:
            return said
        line = self.voice.say("nearest_stated", text=told.text)
        return said.and_then(Said((line,), told.facts))

    def standing(self, product: Product, said: Said) -> Said:
        """`said`, and behind it why an item cannot be had at present, or when it can be again,
        where a cell of it says so: "closed until June", "back from 10.02."."""
        gone = bool(product.variants) and all(v.availability.is_gone for v in product.variants)
        for attribute in product.text(self.voice.language).attributes:
            if not (
                is_withheld(attribute.value)
                or (gone and says_when_back(attribute.name, attribute.value))
            ):
                continue
            if any(attribute.value in sentence for sentence in said.sentences):
                return said
            told = self.lines.piece(product, Piece(attribute.name, attribute.value))
            line = self.voice.say("value_of", item=self.voice.title(product), list=told.text)
            return said.and_then(Said((line,), told.facts))
        return said

    def _told(self, product: Product, pieces: Sequence[Piece]) -> Told | None:
        if not pieces:
            return None
        told = [self.lines.piece(product, piece) for piece in pieces]
        text = ", ".join(dict.fromkeys(t.text for t in told))
        return replace(told[0], text=text, facts=tuple(f for t in told for f in t.facts))
