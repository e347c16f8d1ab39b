"""The words of a question, cut and reduced as the index's own words are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tantivy import TextAnalyzer

from catalog.analysis import (
    SHORTEST_CODE,
    code_terms,
    names,
    numbers,
    parts,
    told,
    words,
)

WORDS = 48
"""A question has a dozen words. What is longer is cut: each word costs some forty terms."""

TYPO_LETTERS = 5
"""Shorter words are too near to each other: "boot" is one letter from "boat"."""

_MIXED = re.compile(r"[^\W\d_]+|\d+")
_PIECE = re.compile(r"[^\W_]+")
_SIGNS = ".,;:!?()\"'"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run without spaces that may be an article number, or its beginning, or parts of one."""

    codes: tuple[str, ...]
    begins: str
    parts: tuple[str, ...]


def told_terms(language: str, text: str) -> list[str]:
    """The words of `text` that say something, small letters, as typed; without words of asking."""
    return _terms(_told(language), text)


def said_in(language: str, text: str) -> list[str]:
    """The stems of `text` in `language`, numbers by both their word and their digits."""
    known = numbers(language)
    plain = text.lower().split()
    also = [known[word] for word in plain if word in known]
    return _terms(_words(language), " ".join([text, *also]))


def stems_of(language: str, word: str) -> list[str]:
    return _terms(_words(language), word)


def names_of(text: str) -> list[str]:
    """The words of `text` folded, and nothing else done to them."""
    return _terms(_names(), text)


def runs_of(word: str) -> list[str]:
    """All runs of four characters of `word`."""
    return list(dict.fromkeys(_parts().analyze(word)))


def torn(word: str) -> tuple[str, ...]:
    """Letters and digits that were typed as one: lykt400 is lykt 400."""
    found = tuple(_MIXED.findall(word))
    return found if len(found) > 1 else ()


def code_terms_of(text: str) -> list[Chunk]:
    """What in `text` looks like an article number: it holds a digit or a sign within."""
    found = []
    for run in dict.fromkeys(text.lower().split()):
        bare = run.strip(_SIGNS)
        pieces = tuple(_PIECE.findall(bare))
        joined = "".join(pieces)
        if len(joined) < SHORTEST_CODE:
            continue
        like = len(pieces) > 1 or any(char.isdigit() for char in joined)
        whole = code_terms(bare)[:1]
        begins = joined if like and len(joined) > SHORTEST_CODE else ""
        found.append(Chunk(whole, begins, pieces if like else ()))
    return found[:WORDS]


def _terms(analyzer: TextAnalyzer, text: str) -> list[str]:
    return list(dict.fromkeys(analyzer.analyze(text)))[:WORDS]


@cache
def _words(language: str) -> TextAnalyzer:
    return words(language)


@cache
def _told(language: str) -> TextAnalyzer:
    return told(language)


@cache
def _names() -> TextAnalyzer:
    return names()


@cache
def _parts() -> TextAnalyzer:
    return parts()


def joined(said: Sequence[str]) -> list[str]:
    """Each two neighbours as one word: "head lamp" is also "headlamp"."""
    return [first + second for first, second in pairwise(said)]
