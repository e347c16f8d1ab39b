"""Whether a text holds a word, in whatever form a language has for it."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from agent.truth.words import in_compound, is_number
from catalog.compounds import JOINED
from catalog.stems import stem

PART, COMPOUND = 5, 9
"""Letters that the end of one compound and the beginning of another must share to speak of the
same, and those that a compound has at least: "Nubukleder" and "Lederstiefel"."""


def holds(text: Collection[str], word: str, language: str) -> bool:
    """Whether `word` is among the words of `text`, inflected or in a compound. All folded."""
    return word in text or any(one_word(word, known, language) for known in text)


def touches(text: Collection[str], word: str, language: str) -> bool:
    """Whether a compound of `text` has a part of the compound `word`."""
    if language not in JOINED or len(word) < COMPOUND:
        return False
    return any(len(known) >= COMPOUND and _shared(word, known) for known in text)


@lru_cache(maxsize=65_536)
def one_word(word: str, known: str, language: str) -> bool:
    """Whether two words are forms of one, or one is a part of the other's compound."""
    if is_number(word) or is_number(known):
        return word == known
    root = stem(word, language)
    if root == stem(known, language):
        return True
    if language not in JOINED:  # a "weekend" is no week
        return False
    return in_compound(known, root) or in_compound(word, known)


@lru_cache(maxsize=65_536)
def _shared(left: str, right: str) -> bool:
    return any(
        first.endswith(last[:letters])
        for first, last in ((left, right), (right, left))
        for letters in range(PART, min(len(left), len(right)))
    )
