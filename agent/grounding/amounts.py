"""Whether the amounts of a clause are the rows', a passage's, or a difference between rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from agent.grounding.asked import Asked
from agent.grounding.clauses import Clause, content, is_beside
from agent.grounding.computed import is_difference
from agent.grounding.facts import Fact
from agent.grounding.ground import LANGUAGES, Ground, Piece
from agent.grounding.numerals import Figure, figures
from agent.grounding.speech import Speech, says
from agent.grounding.stock import narrowed
from agent.grounding.words import tokens
from catalog.concepts import concepts_of
from catalog.measures import Dimension, Measure
from catalog.records import Money
from catalog.text import Keys, keys

_FOLLOWING = re.compile(r"[\s-]*([^\W\d_]+)")

_FEW = 12
"""As many of a thing are spoken of as some for a customer, rather than as what there is."""

_BARE = (Dimension.NUMBER, Dimension.PIECES)

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
                or self._of_goods(figure, clause)
            ):
                return True
        return False

    def _carried(self, figure: Figure, clause: Clause, told: Sequence[Keys], sentence: str) -> bool:
        """Whether a passage holds it, or one of the items named; where none is named, each."""
        if figure.dimension is Dimension.MONEY:
            return self._priced(figure, clause, told, sentence)
        telling = told if figure.dimension in _COUNTED else ()
        if any(_carries(piece, figure, telling) for piece in self.ground.passages):
            return True
        held = self._held(figure, clause.items, clause, sentence)
        return bool(held) and (all(held) if clause.loose else any(held))

    def _held(
        self, figure: Figure, items: Iterable[str], clause: Clause, sentence: str
    ) -> list[bool]:
        """Of each of `items` whether a row of it states the amount."""
        return [
            any(
                _carries(p, figure) for p in _of_kind(self._stating(item, clause, sentence), figure)
            )
            for item in items
        ]

    def _priced(self, figure: Figure, clause: Clause, told: Sequence[Keys], sentence: str) -> bool:
        """Whether a sum of money is a passage's on what the clause is about, or the price of the
        goods that were named last; "10 € more" is a difference, and no price."""
        own = _keys(clause.text, self.book)
        terms = [p for p in self.ground.passages if _has_money(p)]
        if any(_carries(piece, figure) for piece in _nearest(terms, own or told)):
            return True
        if self._is_difference(figure, clause):
            return False
        if not clause.names_any and any(not k.isdisjoint(p.keys) for p in terms for k in own):
            return False  # what the passage says of it is another sum
        if terms and clause.unspoken and not clause.mentions:
            return False  # "they start at" may be of the passage's vouchers
        held = self._held(figure, clause.owners(figure.measure.start), clause, sentence)
        return bool(held) and all(held)

    def _is_difference(self, figure: Figure, clause: Clause) -> bool:
        """Whether a word behind the sum says how much more it is, "10 € teurer", or one anywhere
        that it is no price: "you save 10 €"."""
        graded = [*self.book.surplus, *self.book.lack]
        behind = tokens(clause.text[figure.measure.end :])[:2]
        return says(behind, graded) or says(clause.words, self.book.saving)

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
        if figure.dimension is Dimension.MONEY and not self._is_difference(figure, clause):
            return False
        kinds = {figure.dimension}
        if figure.dimension in _COUNTED:
            kinds.add(Dimension.MONEY)
        sign = self._sign(clause)
        named = frozenset().union(*(ids for _, ids in clause.mentions)) - clause.items
        return any(is_difference(self.ground, figure, clause.items, d, sign, named) for d in kinds)

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

    def _of_goods(self, figure: Figure, clause: Clause) -> bool:
        """Whether it counts goods rather than says something of them: "two Fjell tents", "the other
        two"."""
        count = figure.measure.value
        if figure.dimension not in (Dimension.NUMBER, Dimension.PIECES) or not count.is_integer():
            return False
        behind = _FOLLOWING.match(clause.text, figure.measure.end)
        if behind is None:
            before = tokens(clause.text[: figure.measure.start])[-1:]
            return count <= len(self.ground.titles) and bool(self.book.pointing & set(before))
        at = clause.start + behind.start(1)
        return (
            1 < count <= _FEW and at in clause.names and not self.book.limiting & set(clause.words)
        )


def _keys(text: str, book: Speech) -> list[Keys]:
    return [token.keys for token in content(text, book)]


def _of_kind(pieces: list[Piece], figure: Figure) -> list[Piece]:
    """Of the pieces those that count persons, where persons are told: "age 3+" says of no table of
    three."""
    if figure.dimension is not Dimension.PERSONS:
        return pieces
    counting = [p for p in pieces if any(m.dimension is Dimension.PERSONS for m in p.amounts)]
    return counting or pieces


def _lowest(priced: Sequence[Fact]) -> list[Fact]:
    """Of prices that no option was named for: where they differ, the lowest alone."""
    amounts = [f.value.amount for f in priced if isinstance(f.value, Money)]
    return [f for f in priced if isinstance(f.value, Money) and f.value.amount == min(amounts)]


def _has_money(piece: Piece) -> bool:
    return any(measure.dimension is Dimension.MONEY for measure in piece.amounts)


def _nearest(pieces: Sequence[Piece], telling: Sequence[Keys]) -> list[Piece]:
    """Of `pieces` those that share most of the `telling` words, and half of them at least; a whole
    sentence only where no clause of it shares as many."""
    if not telling:
        return list(pieces)
    shares = [(sum(not k.isdisjoint(p.keys) for k in telling), p) for p in pieces]
    most = max((share for share, _ in shares), default=0)
    if most < len(telling) / 2:
        return []
    best = [piece for share, piece in shares if share == most]
    return [p for p in best if not p.parts] or best


def _carries(piece: Piece, figure: Figure, telling: Sequence[Keys] = ()) -> bool:
    """Whether `piece` holds the amount, of the same kind, and one of the `telling` words."""
    if telling and all(keys.isdisjoint(piece.keys) for keys in telling):
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
    elif figure.dimension not in (_COUNTED if held.dimension in _COUNTED else _BARE):
        return False  # "from three people" is no age from three years
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
