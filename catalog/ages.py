"""Columns of ages, and ages that a cell tells in a word: "adults" is from 18 on, "all ages" any."""

from __future__ import annotations

from functools import cache, lru_cache

from catalog.cell_words import cell_words
from catalog.concepts import concepts_of
from catalog.folding import fold
from catalog.text import tokens

ADULT = 18
"""Years from which on one is grown up, where nobody says otherwise."""

SHORT = 4
"""Letters of a word for ages that no other begins with: "age", "wiek"."""

LONGEST = 24
"""Characters of a cell that tells an age in a word."""


def least_age(cell: str) -> int | None:
    """The years from which on a word of a column of ages admits: 18 of "adults", 0 of "all ages";
    None of any other."""
    said = fold(cell.strip(" .")) if len(cell) <= LONGEST else ""
    return ADULT if said in _adults() else 0 if said in _any() else None


@lru_cache(maxsize=1024)
def is_age(name: str, language: str = "en") -> bool:
    """Whether a column says how old somebody has to be: "age from", "Âge", "FSK"."""
    wanted = {"en:age", *concepts_of("age")}
    return any(
        t.folded in _ages() or t.folded.startswith(_begun()) or not wanted.isdisjoint(t.keys)
        for t in tokens(name.replace("_", " "), (language or "en", "en"))
    )


@cache
def _ages() -> frozenset[str]:
    return frozenset(map(fold, cell_words("age")))


@cache
def _begun() -> tuple[str, ...]:
    """The words for ages that others begin with."""
    return tuple(word for word in _ages() if len(word) > SHORT)


@cache
def _adults() -> frozenset[str]:
    return frozenset(map(fold, cell_words("adults")))


@cache
def _any() -> frozenset[str]:
    return frozenset(map(fold, cell_words("any_age")))
