"""What people say around a question: "hi! a question:", "thanks"."""

from __future__ import annotations

from collections.abc import Sequence

from agent.truth.lexicon import courtesies

_LEAST = 2
"""So many words at least are a question of their own: "hi there" is none."""


def without(words: Sequence[str], offered: Sequence[str]) -> tuple[str, ...]:
    """`words` without the greeting before and the thanks behind them, in any offered language.

    All of them where hardly anything else is said.
    """
    said = courtesies(offered)
    rest = list(words)
    while start := next((len(p) for p in said if tuple(rest[: len(p)]) == p), 0):
        rest = rest[start:]
    while end := next((len(p) for p in said if rest and tuple(rest[-len(p) :]) == p), 0):
        rest = rest[:-end]
    return tuple(rest) if len(rest) >= _LEAST else tuple(words)
