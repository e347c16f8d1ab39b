"""One reply on its way through the model: which of its tokens the cache holds, which wait."""

from __future__ import annotations

from collections.abc import Sequence as Tokens
from dataclasses import dataclass, field

from agent.model.engine.messages import Request


@dataclass(slots=True, eq=False)
class Sequence:
    """Grows by one token a step once its prompt is computed. Owned by the scheduler.

    `tokens[:computed]` are in the cache under `seat`; the rest is still to be computed. While a
    reply is written that is exactly one token, the one that was drawn last.
    """

    request: Request
    seat: int
    tokens: list[int]
    computed: int
    version: int
    """Which prefix its first `shared` cells are shared with."""
    shared: int
    due: int
    """Its place in the order of computing: the prompt tokens that were computed before it came,
    and its own. A short question passes a long one; a long one is never passed by those who came
    more than its length later."""
    waited: int = 0
    """Steps for which it waited with its second word while others had no first one."""
    cached: int = field(init=False)

    def __post_init__(self) -> None:
        self.cached = self.computed

    @property
    def pending(self) -> int:
        return len(self.tokens) - self.computed

    @property
    def written(self) -> int:
        """Tokens of the reply so far."""
        return len(self.tokens) - len(self.request.tokens)


@dataclass(frozen=True, slots=True)
class Slice:
    """`count` tokens of a sequence from `start` on, to be computed in the next step."""

    sequence: Sequence
    start: int
    count: int

    @property
    def draws(self) -> bool:
        """Whether a next token is to be drawn behind it."""
        return self.start + self.count == len(self.sequence.tokens)


def common(first: Tokens[int], second: Tokens[int]) -> int:
    """How many tokens both begin with."""
    shorter = min(len(first), len(second))
    if first[:shorter] == second[:shorter]:
        return shorter
    return next(place for place in range(shorter) if first[place] != second[place])
