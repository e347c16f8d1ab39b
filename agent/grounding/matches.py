"""Titles held against a message: which of its tokens are which words of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.grounding.titles import Title
from agent.grounding.words import is_number

NEAR = 3
"""So many tokens at most a word stands from the rest of its name."""


@dataclass(frozen=True, slots=True)
class Naming:
    """One product that a message names: at which tokens, and how fully (0 to 1)."""

    product: str
    positions: frozenset[int]
    share: float
    unknown: str = ""
    """The name as typed, where a word or number in it or behind it is none of this product's."""


@dataclass(frozen=True, slots=True)
class Named:
    """`sure` in the order of the message; `close` are those that a part of a name may mean."""

    sure: tuple[Naming, ...] = ()
    close: tuple[Naming, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A title held against a message: `where` maps the message's tokens to the title's words."""

    title: Title
    where: dict[int, int]
    weight: float
    share: float
    """Of the name's weight."""
    telling: bool
    """Whether a word of it is more than everyday speech."""
    whole: bool
    """Whether no word of the name is missing."""

    @property
    def span(self) -> int:
        return max(self.where) - min(self.where)

    @property
    def rank(self) -> tuple[float, int, int, float]:
        return -round(self.weight, 3), self.span, min(self.where), -self.share

    def naming(self, said: Sequence[str] = (), stranger: int | None = None) -> Naming:
        """`stranger` is the token of `said` that makes it a name that nobody has."""
        if stranger is None:
            return Naming(self.title.product, frozenset(self.where), self.share)
        first, last = min(self.where), stranger
        if stranger < first:  # what another title begins with: then the rest belongs to it
            first, last = stranger, max(self.where)
        unknown = " ".join(said[first : last + 1])
        positions = frozenset({*self.where, stranger})
        return Naming(self.title.product, positions, self.share, unknown)


def rivals(best: Match, matches: Sequence[Match]) -> list[Match]:
    """One match for each product that `best`'s tokens may as well mean.

    Only one where the tokens are the whole name of one of them: "Vandre" is not "Vandre Mid".
    """
    first: dict[str, Match] = {}
    for match in sorted(matches, key=lambda match: -match.share):
        if match.where.keys() == best.where.keys() and match.weight > best.weight * 0.95:
            first.setdefault(match.title.product, match)
    whole = [match for match in first.values() if match.whole]
    return whole if len(whole) == 1 else list(first.values())


def beside(
    where: dict[int, int], place: int, word: str, said: Sequence[str], found: Sequence[int]
) -> int | None:
    """The token that `word` is: the one nearest to the rest of the name, and none far from it.

    A number is a name's behind it only: the 2 of "Fjell 2" is not that of "2 people".
    """
    free = [at for at in found if at not in where]
    if is_number(word) and place:
        free = [at for at in free if at - 1 in where or (at + 2 in where and said[at + 1] == "er")]
    if not free:
        return None
    start, anchor = next(iter(where.items()))
    at = min(free, key=lambda at: (abs(at - start - (place - anchor)), at))
    return at if min(abs(at - other) for other in where) <= NEAR else None
