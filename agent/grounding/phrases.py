"""Where the phrases of a lexicon stand in a message, and how much of it they cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from agent.grounding.words import same_word


def runs(words: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> Iterator[range]:
    """Where `phrases` stand in `words`."""
    letters = _letters(words)
    for phrase in phrases:
        if phrase[0][0] in letters:
            yield from _places(words, phrase)


def _letters(words: Sequence[str]) -> frozenset[str]:
    """What phrases in `words` may begin with: nobody mistypes a first letter (words.same_word)."""
    return frozenset({word[0] for word in words if word} | {"_"})


def _places(words: Sequence[str], phrase: Sequence[str]) -> Iterator[range]:
    length, first = len(phrase), phrase[0]
    letter = first[0]
    for start in range(len(words) - length + 1):
        word = words[start]
        if (
            (letter == "_" or word[:1] == letter)
            and _is(first, word)
            and (length == 1 or all(map(_is, phrase[1:], words[start + 1 : start + length])))
        ):
            yield range(start, start + length)


@lru_cache(maxsize=131_072)
def _is(part: str, word: str) -> bool:
    """Whether `word` is that part of a phrase, inflected or mistyped where it is long enough."""
    if part in ("_", word):
        return True
    if part.endswith("*"):
        stem = part[:-1]
        return word.startswith(stem) or (len(part) > 6 and same_word(word, stem))
    return len(part) > 4 and same_word(word, part)
