"""Where the phrases of a lexicon stand in a message, and how much of it they cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.truth.lexicon import Lexicon, Pattern
from agent.truth.words import same_word


def covered(
    words: Sequence[str], patterns: Sequence[Pattern], taken: frozenset[int] = frozenset()
) -> float:
    """The weight of the words that `patterns` cover, each word counted once."""
    worth = [0.0] * len(words)
    for pattern in patterns:
        for span in spans(words, pattern):
            for at, part in zip(span, pattern.words, strict=True):
                if part != "_" and at not in taken:
                    worth[at] = max(worth[at], pattern.weight)
    return sum(worth)


def spans(words: Sequence[str], pattern: Pattern) -> list[range]:
    """The positions of each run of `words` that is the phrase."""
    length = len(pattern.words)
    return [
        range(start, start + length)
        for start in range(len(words) - length + 1)
        if _fits(pattern.words, words[start : start + length])
    ]


def says(words: Sequence[str], phrase: str, book: Lexicon) -> bool:
    """Whether one of the lexicon's phrases of that name stands in `words`."""
    return any(True for _ in runs(words, book.phrases[phrase]))


def runs(words: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> Iterator[range]:
    """Where `phrases` stand in `words`."""
    for phrase in phrases:
        for start in range(len(words) - len(phrase) + 1):
            if _fits(phrase, words[start : start + len(phrase)]):
                yield range(start, start + len(phrase))


def _fits(pattern: Sequence[str], words: Sequence[str]) -> bool:
    return all(
        part == "_"
        or (part.endswith("*") and word.startswith(part[:-1]))
        or part == word
        or (len(part) > 4 and not part.endswith("*") and same_word(word, part))
        or (len(part) > 6 and part.endswith("*") and same_word(word, part[:-1]))
        for part, word in zip(pattern, words, strict=True)
    )
