"""How much of a message the phrases of a lexicon cover."""

from __future__ import annotations

from collections.abc import Sequence

from agent.truth.lexicon import Pattern
from agent.truth.words import same_word


def covered(
    words: Sequence[str], patterns: Sequence[Pattern], taken: frozenset[int] = frozenset()
) -> float:
    """The weight of the words that `patterns` cover, each word counted once."""
    worth = [0.0] * len(words)
    for pattern in patterns:
        for start in range(len(words) - len(pattern.words) + 1):
            if _fits(pattern.words, words[start : start + len(pattern.words)]):
                for at, part in enumerate(pattern.words, start):
                    if part != "_" and at not in taken:
                        worth[at] = max(worth[at], pattern.weight)
    return sum(worth)


def _fits(pattern: Sequence[str], words: Sequence[str]) -> bool:
    return all(
        part == "_"
        or (part.endswith("*") and word.startswith(part[:-1]))
        or part == word
        or (len(part) > 4 and not part.endswith("*") and same_word(word, part))
        or (len(part) > 6 and part.endswith("*") and same_word(word, part[:-1]))
        for part, word in zip(pattern, words, strict=True)
    )
