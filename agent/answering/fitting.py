"""Whether one thing goes with another, by what their rows say of each other.

A cell that lists it     yes; in a column of what it does not go with, no
a cell or sentence       that names it otherwise is quoted: "fits all our prams but the Mini"
neither                  what the one fits is told; no, where that column names the other elsewhere
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agent.answering.lines import Lines, Told
from agent.answering.pieces import Piece, pieces_of
from agent.answering.result import Match
from agent.answering.said import Said
from agent.understanding.called_by import is_denying, is_of_fit
from agent.understanding.fitting import longer_names, names_of
from agent.understanding.function_words import function_words
from agent.understanding.mention import names_it
from agent.understanding.query import Ask, Target
from catalog.folding import fold
from catalog.records import Product
from catalog.schema import Field
from catalog.text import tokens


@dataclass(frozen=True, slots=True)
class _Names:
    """What a product is called by others, and what is called so and more."""

    names: tuple[tuple[tuple[str, ...], frozenset[tuple[str, ...]]], ...]

    def said_in(self, text: str) -> bool:
        spoken = tokens(text, ())
        return any(names_it(spoken, name, longer) for name, longer in self.names)


class Fitting:
    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.voice, self.columns = lines.voice, lines.columns

    def answer(self, ask: Ask) -> Said | None:
        """Whether the first thing that is named goes with the second; None where nothing is
        written of it."""
        if not ask.fits or len(ask.targets) != 2:
            return None
        first, second = (self._products(t) for t in ask.targets)
        pairs = [(one, other) for one in first for other in second]
        for told in (self._stated(ask, pairs), self._named(ask, pairs), self._what(pairs)):
            if told is not None:
                return told
        return None

    def _products(self, target: Target) -> Sequence[Product]:
        return self.lines.counter.products(target.products)

    # -- by a column ---------------------------------------------------------------------------

    def _stated(self, ask: Ask, pairs: Sequence[tuple[Product, Product]]) -> Said | None:
        """By a column that lists what goes with it: yes, or no."""
        mentions = [t.mention for t in ask.targets]
        found: list[tuple[bool, Product, Piece]] = []
        for one, other in pairs:
            ways = ((one, other, mentions[1]), (other, one, mentions[0]))
            found += [hit for way in ways for hit in self._listed(*way)]
        if not found or len({is_so for is_so, _, _ in found}) > 1:
            return None
        said = Said(())
        for is_so, product, piece in found[:2]:
            told = self.lines.piece(product, piece)
            key = "checked_yes" if is_so else "checked_no"
            line = self.voice.say(key, item=self.voice.title(product), list=told.text)
            said = said.and_then(self._with_card(line, told, product))
        return said

    def _listed(
        self, one: Product, other: Product, mention: str
    ) -> Iterator[tuple[bool, Product, Piece]]:
        names = self._names(other, mention)
        for field, piece in self._cells(one):
            values = self._values(field, one)
            denied = is_denying(field)
            if any(map(names.said_in, values)):
                if not self._denies(piece.text):
                    yield not denied, one, piece
            elif not denied and values and self._known(field, names):
                yield False, one, piece

    def _known(self, field: Field, names: _Names) -> bool:
        """Whether the column names it in another row."""
        return any(names.said_in(v.text) for v in self.columns.columns[field.id].values.values())

    def _cells(self, product: Product) -> Iterator[tuple[Field, Piece]]:
        """The cells of columns that are called by what goes together."""
        for piece in pieces_of(product.text(self.voice.language)):
            if piece.name and (field := self._field(piece.name)) is not None:
                yield field, piece

    def _field(self, name: str) -> Field | None:
        fields = (c.field for c in self.columns.columns.values())
        named = (
            f for f in fields if fold(f.name) == fold(name) and is_of_fit(f, self.columns.languages)
        )
        return next(named, None)

    def _values(self, field: Field, product: Product) -> Sequence[str]:
        rows = set(self.columns.variants(self.columns.number[product.id]))
        values = self.columns.columns[field.id].values.values()
        return [v.text for v in values if not rows.isdisjoint(v.rows)]

    # -- by words ------------------------------------------------------------------------------

    def _named(self, ask: Ask, pairs: Sequence[tuple[Product, Product]]) -> Said | None:
        """By what is written on one of them and names the other, as it stands there."""
        for one, other in pairs:
            ways = ((one, other, ask.targets[1].mention), (other, one, ask.targets[0].mention))
            for product, named, mention in ways:
                names = self._names(named, mention)
                pieces = pieces_of(product.text(self.voice.language))
                if told := [p for p in pieces if names.said_in(p.text)]:
                    return self._quoted(product, told[:2])
        return None

    def _what(self, pairs: Sequence[tuple[Product, Product]]) -> Said | None:
        """By what the first of them goes with, or says of that."""
        for product, _ in pairs:
            words = function_words(self.voice.language)
            cells = [piece for _, piece in self._cells(product)]
            for piece in pieces_of(product.text(self.voice.language)):
                if words.says("fits", [t.folded for t in tokens(piece.text, ())]):
                    cells.append(piece)
            if cells:
                return self._quoted(product, list(dict.fromkeys(cells))[:2])
        return None

    def _quoted(self, product: Product, pieces: Sequence[Piece]) -> Said:
        told = [self.lines.piece(product, piece) for piece in pieces]
        text = ", ".join(t.text for t in told)
        line = self.voice.say("value_of", item=self.voice.title(product), list=text)
        whole = replace(told[0], text=text, facts=tuple(f for t in told for f in t.facts))
        return self._with_card(line, whole, product)

    def _with_card(self, line: str, told: Told, product: Product) -> Said:
        return Said((line,), told.facts, (self.lines.shown(product, Match(0, ())),))

    def _names(self, product: Product, mention: str) -> _Names:
        number = self.columns.number[product.id]
        names = names_of(number, mention, self.columns)
        return _Names(tuple((name, longer_names(name, self.columns)) for name in names))

    def _denies(self, text: str) -> bool:
        words = [t.folded for t in tokens(text, ())]
        return function_words(self.voice.language).says("negate", words)
