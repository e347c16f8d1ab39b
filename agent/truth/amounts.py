"""Whether the amounts of a clause are the rows', a passage's, or a difference between rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from agent.truth.asked import Asked
from agent.truth.clauses import Clause, content, is_beside
from agent.truth.computed import is_difference
from agent.truth.facts import Fact
from agent.truth.ground import LANGUAGES, Ground, Piece
from agent.truth.numerals import Figure, figures
from agent.truth.speech import Speech, says
from agent.truth.stock import narrowed
from agent.truth.words import tokens
from catalog.measures import Dimension, Measure
from catalog.records import Money
from catalog.text import Keys, concepts_of, keys

_COUNTED = (Dimension.NUMBER, Dimension.PIECES, Dimension.PERSONS, Dimension.STARS)


@dataclass(frozen=True, slots=True)
class Amounts:
    """Holds the amounts that are said to `ground`, and to what was asked."""

    ground: Ground
    asked: Asked
    book: Speech

    def are_wrong(self, clause: Clause, sentence: str) -> bool:
        """Whether `clause` of `sentence` has an amount that nothing carries."""
        told = _keys(sentence, self.book) or _keys(self.asked.text, self.book)
        for figure in figures(clause.text, self.asked.language):
            if not (
                self._carried(figure, clause, told, sentence)
                or self._computed(figure, clause)
                or self._of_customer(figure, clause)
            ):
                return True
        return False

    def _carried(self, figure: Figure, clause: Clause, told: Sequence[Keys], sentence: str) -> bool:
        """Whether a passage holds it, or one of the items named; where none is named, each."""
        if figure.dimension is Dimension.MONEY:
            told = _keys(clause.text, self.book) or list(told)
        elif figure.dimension not in _COUNTED:
            told = ()
        if any(_carries(piece, figure, told) for piece in self.ground.passages):
            return True
        held = [
            any(_carries(piece, figure, told) for piece in self._stating(item, clause, sentence))
            for item in clause.items
        ]
        return bool(held) and (all(held) if clause.loose else any(held))

    def _stating(self, item: str, clause: Clause, sentence: str) -> list[Piece]:
        """The pieces of `item`; of its prices those of the variants that are named, and former
        ones only where a reduction is spoken of."""
        pieces = self.ground.by_item.get(item, [])
        priced = [p.fact for p in pieces if p.field == "price"]
        named = narrowed(priced, clause.text) or narrowed(priced, sentence) or _lowest(priced)
        reduced = says(tokens(sentence), self.book.reduced)
        return [
            p for p in pieces
            if (p.field != "price" or p.fact in named) and (p.field != "list_price" or reduced)
        ]  # fmt: skip

    def _computed(self, figure: Figure, clause: Clause) -> bool:
        """Whether it is told as a difference, and is one between the rows; never a rounded one."""
        if figure.rounded or not says(clause.words, self.book.differing):
            return False
        kinds = {figure.dimension}
        if figure.dimension in _COUNTED:
            kinds.add(Dimension.MONEY)
        sign = self._sign(clause)
        return any(is_difference(self.ground, figure, clause.items, d, sign) for d in kinds)

    def _sign(self, clause: Clause) -> int:
        """1: what is spoken of has more of it, -1: less; 0 where it is not said of one."""
        if len(clause.items) != 1:
            return 0
        if says(clause.words, self.book.surplus):
            return 1
        return -1 if says(clause.words, self.book.lack) else 0

    def _of_customer(self, figure: Figure, clause: Clause) -> bool:
        """Whether the customer's own amount is taken up: "for 3 people"; never one of money."""
        money = figure.dimension is Dimension.MONEY
        if money or not is_beside(clause.text, figure.measure.start, self.book):
            return False
        return any(
            Dimension.MONEY is not said.dimension
            and said.measure.value == figure.measure.value
            and (said.dimension is figure.dimension or said.dimension in _COUNTED)
            for said in figures(self.asked.text, self.asked.language)
        )


def _keys(text: str, book: Speech) -> list[Keys]:
    return [token.keys for token in content(text, book)]


def _lowest(priced: Sequence[Fact]) -> list[Fact]:
    """Of prices that no option was named for: where they differ, the lowest alone."""
    amounts = [f.value.amount for f in priced if isinstance(f.value, Money)]
    return [f for f in priced if isinstance(f.value, Money) and f.value.amount == min(amounts)]


def _carries(piece: Piece, figure: Figure, telling: Sequence[Keys]) -> bool:
    """Whether `piece` holds the amount, of the same kind."""
    if not piece.item and telling and all(k.isdisjoint(piece.keys) for k in telling):
        return False
    return any(_is(figure, piece, measure) for measure in piece.amounts)


def _is(figure: Figure, piece: Piece, held: Measure) -> bool:
    """Whether `held` is the amount that is told. A bare number is of any kind; one with a unit is a
    bare one only of a column that is named for it."""
    told = figure.measure
    if figure.dimension is held.dimension:
        return figure.is_told(held.low) or (held.high != held.low and figure.is_told(held.high))
    if held.dimension in _COUNTED and figure.dimension not in _COUNTED:
        if not piece.item or not _is_named_for(piece, figure):
            return False
    elif figure.dimension not in _COUNTED:
        return False
    factor = told.value / told.low if told.low else 1.0
    ends = {held.value, held.high * (held.value / held.low if held.low else 1.0)}
    return any(figure.low * factor - 1e-6 <= end <= figure.high * factor + 1e-6 for end in ends)


@cache
def _named_of(dimension: Dimension) -> Keys:
    """The concepts that columns of its bare numbers are named for."""
    if dimension is Dimension.MONEY:
        return concepts_of("price")
    return concepts_of("age") | concepts_of("duration")


def _is_named_for(piece: Piece, figure: Figure) -> bool:
    """Whether a column says by its name what its bare numbers count: "price", "age"."""
    if figure.dimension is Dimension.MONEY:
        return not piece.named.isdisjoint(_named_of(Dimension.MONEY)) or "€" in piece.field
    if figure.dimension is Dimension.TIME:
        return not piece.named.isdisjoint(_named_of(Dimension.TIME))
    unit = keys(figure.measure.unit, LANGUAGES, "none")
    return not unit.isdisjoint(piece.named)
