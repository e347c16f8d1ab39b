"""Slips in the words that ask: "chepest", "diffrence", "wich". Those that name goods are mended by
what the catalog calls them (spelling.py); these by what the language has.

Only a word that no row, passage, concept or small word knows is looked at. A long word is meant
where one letter is wrong, two of a very long one; a short one only where it asks ("which"), for
many words of five letters are one letter from another.
"""

from __future__ import annotations

from functools import cache, lru_cache

from agent.understanding.function_words import everyday_words, function_words
from agent.understanding.index import Index
from catalog.text import Token, keys, tokens

LONG, VERY_LONG, SHORTEST = 7, 10, 4
"""Letters of a word in which one is wrong, and in which two are; and of any that is looked at."""

READ = 600
"""Characters of a message that are looked at."""


def without_slips(text: str, language: str, index: Index) -> str:
    """The message with the words that ask as they are meant."""
    for token in reversed(tokens(text[:READ], ())):
        word = token.folded
        if len(word) < SHORTEST or not word.isalpha() or _is_known(token, language, index):
            continue
        if meant := _meant(word, language):
            text = text[: token.start] + meant + text[token.end :]
    return text


def is_slip(word: str, known: str) -> bool:
    """Whether a word is another, long enough, with one letter wrong: "tribühne"; nobody mistypes a
    first letter."""
    # Read where a word is not known, and not at each start.
    from rapidfuzz.distance import DamerauLevenshtein

    likely = min(len(word), len(known)) >= LONG and word[0] == known[0]
    return likely and DamerauLevenshtein.distance(word, known) == 1


def _is_known(token: Token, language: str, index: Index) -> bool:
    word = token.folded
    if word in _words(language) or function_words(language).is_small(word):
        return True
    if word in index.known or word in everyday_words():
        return True
    spoken = (language, *index.columns.languages)
    told = keys(token.text, spoken, "all")
    return any(k.startswith("c:") or k in index.columns.weights for k in told)


@lru_cache(maxsize=4096)
def _meant(word: str, language: str) -> str:
    """What a word is a slip of; empty where that is none, or one of several."""
    # Read at the first slip, and not at each start.
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    near = process.extract(
        word, sorted(_words(language)), scorer=DamerauLevenshtein.distance, score_cutoff=2, limit=4
    )
    asking = _asking(language)
    fits = [
        (distance, known)
        for known, distance, _ in near
        if (len(known) >= LONG and distance <= 1 + (len(known) >= VERY_LONG))
        or (known in asking and distance == 1 and known[0] == word[0])
    ]
    best = min((distance for distance, _ in fits), default=0)
    meant = [known for distance, known in fits if distance == best]
    return meant[0] if len({m[:5] for m in meant}) == 1 else ""


@cache
def _words(language: str) -> frozenset[str]:
    book = function_words(language)
    runs = [run for group in book.groups.values() for run in group]
    runs += [run for scale in book.scales for run in (*scale.more, *scale.less)]
    words = {word for run in runs for word in run} | book.degrees.words | book.degrees.plain
    return frozenset(word for word in words if len(word) > SHORTEST and word.isalpha())


@cache
def _asking(language: str) -> frozenset[str]:
    """The words of five letters and more that one asks by: "which", "welche"."""
    runs = function_words(language).groups["tell"]
    return frozenset(word for run in runs for word in run if len(word) > SHORTEST)
