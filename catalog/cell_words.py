"""The words of tables in all languages together (cells.toml): who reads a cell knows no language
for certain, and "ja" is yes in any."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from catalog.kept_tables import toml_table

_WORDS: dict[str, dict[str, list[str]]] = toml_table(Path(__file__).with_name("cells.toml"))


def cell_words(*groups: str, language: str = "") -> tuple[str, ...]:
    """The words of `groups` as they are written, of one language or of all, the longest first."""
    told = [_WORDS[language]] if language else list(_WORDS.values())
    found = {word for book in told for group in groups for word in book.get(group, ())}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def either(words: Iterable[str]) -> str:
    """A pattern that matches any of `words`."""
    return "|".join(map(re.escape, words))


@cache
def languages() -> frozenset[str]:
    return frozenset(_WORDS) - {"signs"}
