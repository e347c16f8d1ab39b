"""A word's stem, by the stemmers that the index is made with: hike and hiking are one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from catalog.analysis import STEMMED


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """The stem of `word` in `language` (ISO 639-1); the word itself where there is no stemmer."""
    stemmer = _stemmer(language)
    found = stemmer.analyze(word) if stemmer else []
    return found[0] if found else word


def stems(words: Sequence[str], language: str) -> list[str]:
    """`stem` of each of `words`, none of which holds a space: one call for thousands of them."""
    if language not in STEMMED:
        return list(words)
    spaced = TextAnalyzerBuilder(Tokenizer.whitespace())
    analyzer = spaced.filter(Filter.stemmer(STEMMED[language])).build()
    return list(analyzer.analyze(" ".join(words)))


@cache
def _stemmer(language: str) -> TextAnalyzer | None:
    if language not in STEMMED:
        return None
    raw = TextAnalyzerBuilder(Tokenizer.raw())
    return raw.filter(Filter.stemmer(STEMMED[language])).build()
