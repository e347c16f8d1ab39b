"""Whether goods can be had: what a clause says of it, held to the rows of just the goods named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from agent.grounding.clauses import Clause
from agent.grounding.facts import Fact
from agent.grounding.ground import Ground, known
from agent.grounding.speech import Speech, says
from agent.grounding.words import tokens
from catalog.concepts import concepts_of
from catalog.records import Availability
from catalog.text import Keys


@cache
def _stock() -> Keys:
    """The concepts that a column of stock is named for."""
    return concepts_of("stock") | concepts_of("available") | concepts_of("left")


@dataclass(frozen=True, slots=True)
class Stock:
    """Holds what is said of stock to `ground`."""

    ground: Ground
    book: Speech

    def _counted(self, clause: Clause, gone: bool) -> bool:
        """Whether a row's count of what is left, or a passage, says that it is `gone` or not."""
        counts = [
            m.low == 0
            for item in clause.items
            for piece in self.ground.by_item.get(item, ())
            if not piece.named.isdisjoint(_stock())
            for m in piece.amounts
        ]
        if counts:
            return all(none == gone for none in counts)
        words = [*self.book.here, *self.book.gone, *self.book.ahead]
        phrases = [run for run in words if says(clause.words, [run])]
        return any(says(tokens(p.fact.text), phrases) for p in self.ground.passages)

    def is_wrong(self, clause: Clause, sentence: str) -> bool:
        """Whether it says of goods, narrowed by the values named, what their rows do not."""
        here, gone = says(clause.words, self.book.here), says(clause.words, self.book.gone)
        ahead = says(clause.words, self.book.ahead)
        gone = gone or (here and bool(self.book.denying & set(clause.words)))
        rows = [
            piece.fact for item in clause.items for piece in self.ground.by_item.get(item, ())
            if piece.field == "availability" and piece.fact.value is not Availability.UNKNOWN
        ]  # fmt: skip
        named = narrowed(rows, clause.text) or narrowed(rows, sentence)
        limited = bool(self.book.limiting & set(clause.words))
        if not rows:
            return (here or gone or ahead) and not self._counted(clause, gone)
        states = [f.value for f in named or rows if isinstance(f.value, Availability)]
        others = [f.value for f in rows if f not in named]
        if (
            limited
            and named
            and not gone
            and any(isinstance(state, Availability) and state.can_be_ordered for state in others)
        ):
            return True
        if not (here or gone or ahead):
            return bool(named) and all(state.is_gone for state in states)
        if ahead:
            return Availability.PREORDER not in states
        if gone:
            return any(state.can_be_ordered for state in states)
        return any(not state.can_be_ordered for state in states)


def narrowed(rows: Sequence[Fact], text: str) -> list[Fact]:
    """Those of `rows` whose options are named most in `text`."""
    told = [[t.keys for t in known(fact.item.partition(", ")[2], "none")] for fact in rows]
    if len(rows) > 1:
        shared = [w for w in told[0] if all(any(w == o for o in other) for other in told)]
        told = [[w for w in words if w not in shared] for words in told]
    said = [t.keys for t in known(text, "none")]
    scores = [sum(any(w & s for s in said) for w in words) for words in told]
    most = max(scores, default=0)
    return [fact for fact, score in zip(rows, scores, strict=True) if score == most and most]
