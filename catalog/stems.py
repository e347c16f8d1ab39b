"""A word's stem, by the stemmers that the index is made with: hike and hiking are one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

import tantivy
from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from catalog.analysis import STEMMED
from catalog.languages import having, language_table

_SHORTEST = 3
"""Letters of a stem: Snowball's Turkish leaves "ça" of tents and of bags."""

STEMMERS = str(vars(tantivy)["__version__"]).partition(",")[0].replace(" ", "-")
"""Whose they are: "tantivy-v0.27.0". Another release may stem otherwise."""


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """The stem of `word` in `language` (ISO 639-1), by tantivy's stemmer; by the endings that the
    language's stems.toml says where there is none, or where it leaves too little."""
    stemmer = _stemmer(language)
    found = stemmer.analyze(word) if stemmer else []
    return _long_enough(found[0] if found else "", word, language)


def stems(words: Sequence[str], language: str) -> list[str]:
    """`stem` of each of `words`, none of which holds a space: one call for thousands of them."""
    if language not in STEMMED:
        return [_long_enough("", word, language) for word in words]
    spaced = TextAnalyzerBuilder(Tokenizer.whitespace())
    analyzer = spaced.filter(Filter.stemmer(STEMMED[language])).build()
    found = analyzer.analyze(" ".join(words))
    if language not in having("stems.toml"):
        return list(found)
    return [_long_enough(*pair, language) for pair in zip(found, words, strict=True)]


def _long_enough(found: str, word: str, language: str) -> str:
    """`found`, a stem of `word`, unless it is nothing, or short in a language with a stems.toml."""
    if found and (len(found) >= _SHORTEST or language not in having("stems.toml")):
        return found
    return _cut(word, *_endings(language))


def _cut(word: str, endings: tuple[str, ...], least: int) -> str:
    """`word` without the first of `endings` that leaves `least` letters."""
    for ending in endings:
        if len(word) >= len(ending) + least and word.endswith(ending):
            return word.removesuffix(ending)
    return word


@cache
def _endings(language: str) -> tuple[tuple[str, ...], int]:
    """What a word of `language` may end in, the longest first, and the letters that stay."""
    if language not in having("stems.toml"):
        return (), 0
    told = language_table(language, "stems.toml")
    return tuple(sorted(told["endings"].split(), key=lambda e: (-len(e), e))), told["least"]


@cache
def _stemmer(language: str) -> TextAnalyzer | None:
    if language not in STEMMED:
        return None
    raw = TextAnalyzerBuilder(Tokenizer.raw())
    return raw.filter(Filter.stemmer(STEMMED[language])).build()
