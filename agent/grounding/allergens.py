"""What is said to be in food and what is not, held to the columns that name allergens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from agent.grounding.clauses import Clause
from agent.grounding.ground import LANGUAGES, Ground, Piece
from agent.grounding.speech import Speech
from agent.grounding.words import tokens
from catalog.concepts import concepts_of
from catalog.text import Keys
from catalog.text import tokens as cut

_NAMED = (
    "gluten", "wheat", "lactose", "milk", "egg", "peanut", "nuts", "almond", "hazelnut", "walnut",
    "cashew", "pistachio", "sesame", "soy", "crustaceans", "molluscs", "fish", "celery", "mustard",
    "lupin", "sulphites",
)  # fmt: skip
"""What has to be named, by the concepts of catalog/concepts.tsv."""

_NEAR = 3
"""Words before it among which a "without" stands."""


@cache
def allergens() -> Keys:
    """The concepts of what has to be named."""
    return frozenset().union(*(concepts_of(name) for name in _NAMED))


@cache
def _columns() -> Keys:
    """The concepts that a column of allergens is named for."""
    return concepts_of("allergens")


@dataclass(frozen=True, slots=True)
class Allergens:
    """Holds what is said to be in goods to `ground`."""

    ground: Ground
    book: Speech

    def are_wrong(self, clause: Clause) -> bool:
        """Whether `clause` says of one of its goods that there is none of what its row names."""
        for token in cut(clause.text, LANGUAGES, "none"):
            allergen = token.keys & allergens()
            if not allergen or not self._is_denied(clause.text, token.start, token.end):
                continue
            if any(allergen & piece.keys for item in clause.items for piece in self._cells(item)):
                return True
        return False

    def _cells(self, item: str) -> list[Piece]:
        pieces = self.ground.by_item.get(item, [])
        return [p for p in pieces if not p.named.isdisjoint(_columns()) and not p.denies]

    def _is_denied(self, text: str, start: int, end: int) -> bool:
        """Whether it is said to be not there: "without egg", "glutenfrei"."""
        before = tokens(text[:start])[-_NEAR:]
        behind = tokens(text[end:])[:1]
        return bool(self.book.denying & set(before)) or bool(self.book.free & set(behind))
