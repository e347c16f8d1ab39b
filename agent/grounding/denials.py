"""Denials and affirmations: what is said to be or not to be so, held to the pieces it rests on.

Those share most words with it; where they deny and it does not, or the other way round, or say the
opposite in other words (opposed.py), it is turned round.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.grounding.asked import Asked
from agent.grounding.clauses import Clause, content
from agent.grounding.ground import Ground, Piece
from agent.grounding.opposed import is_opposed
from agent.grounding.speech import Speech, says
from catalog.text import Keys

_QUOTED = 0.7
"""The share of a clause's telling words that one sentence of a passage has to hold."""


@dataclass(frozen=True, slots=True)
class Denials:
    """Holds what is denied and affirmed to `ground`."""

    ground: Ground
    asked: Asked
    book: Speech

    def are_wrong(self, clause: Clause, alone: bool) -> bool:
        """Whether `clause` is turned round; `alone`, it is all of its sentence. Those of stock are
        held by themselves."""
        if says(clause.words, [*self.book.here, *self.book.gone, *self.book.ahead]):
            return False
        return self._is_turned(clause, alone) or self._is_opposed(clause)

    def carrying(self, clause: Clause) -> int:
        """How many of its words the piece has that it rests on."""
        telling = self._telling(clause)
        return self._best(telling, clause)[1] if telling else 0

    def _telling(self, clause: Clause) -> list[Keys]:
        return [
            token.keys
            for token in content(clause.text, self.book)
            if token.start + clause.start not in clause.names
        ]

    def _denies(self, clause: Clause) -> bool:
        return bool(self.book.denying & set(clause.words))

    def _is_turned(self, clause: Clause, alone: bool) -> bool:
        """Whether `clause` denies what the piece says that it rests on, or the other way round."""
        denies = self._denies(clause)
        telling = self._telling(clause)
        if not telling and alone and (denies or says(clause.words, self.book.affirming)):
            telling = [token.keys for token in content(self.asked.text, self.book)]
        if not telling:
            figures = any(c.isdigit() for c in clause.text)
            ours = bool(self.book.ourselves & set(clause.words))
            return denies and (clause.names_any or ours or figures)
        best, most = self._best(telling, clause)
        if not most:
            return denies
        of_passage = not clause.names_any and not any(piece.item for piece in best)
        if of_passage and most < _QUOTED * len(telling):
            return True
        by_item: dict[str, list[bool]] = {}
        for piece in best:
            by_item.setdefault(piece.item, []).append(self._fits(piece, denies, clause))
        return not all(any(fits) for fits in by_item.values())

    def _best(self, telling: list[Keys], clause: Clause) -> tuple[list[Piece], int]:
        """The pieces that share most words with a clause, and how many."""
        shares = [
            (sum(not said.isdisjoint(piece.keys) for said in telling), piece)
            for piece in self.ground.about(clause.items)
            if piece.field not in ("title", "availability")
        ]
        most = max((share for share, _ in shares), default=0)
        return _narrowest([piece for share, piece in shares if share == most]), most

    def _fits(self, piece: Piece, denies: bool, clause: Clause) -> bool:
        if piece.limits:
            return denies or bool(self.book.limiting & set(clause.words))
        return piece.denies == denies

    def _is_opposed(self, clause: Clause) -> bool:
        """Whether what is written of what `clause` speaks of says the opposite in other words."""
        telling = [token.keys for token in content(clause.text, self.book)]
        about = [
            piece
            for piece in self.ground.about(clause.items)
            if not piece.parts
            and piece.field not in ("title", "description")
            and (any(not said.isdisjoint(piece.keys) for said in telling) or not telling)
        ]
        return is_opposed(clause.words, self._denies(clause), about, self.asked.language)


def _narrowest(best: list[Piece]) -> list[Piece]:
    """Of pieces that say the same in a cell and in a longer text, or in a clause and in the whole
    sentence, the shorter ones: those tell what is denied."""
    celled = {piece.item for piece in best if piece.field.startswith("attribute:")}
    parted = {id(piece.fact) for piece in best if piece.field == "passage" and not piece.parts}
    return [
        piece
        for piece in best
        if not (piece.field == "description" and piece.item in celled)
        and not (piece.parts and id(piece.fact) in parted)
    ]
