"""The words that a catalog's titles and categories are made of: what compounds are cut into.

Made of the database where the whole index is made anew, else asked of the index as it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from tantivy import Searcher

from catalog.analysis import PRODUCT
from catalog.compounds import JOINED, Known, ends, parts
from catalog.filters import folded
from catalog.tables import texts

_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = ("", "e", "n", "en", "er", "s")
_ONE_IN = 2000
"""A word that is in fewer titles than one of so many is a name. Syllables of names ("van", "elv")
would cut every word of a large catalog."""


class Lexicon:
    """Cuts the compounds of texts, and remembers each word's parts."""

    def __init__(self, known: dict[str, Known]) -> None:
        self._known = known
        self._parts: dict[tuple[str, str], tuple[str, ...]] = {}

    @classmethod
    def of_rows(cls, connection: sa.Connection) -> Lexicon:
        """The words of all titles, categories and tags that `connection` sees."""
        forms: dict[str, set[str]] = {language: set() for language in JOINED}
        titles: dict[str, Counter[str]] = {language: Counter() for language in JOINED}
        columns = texts.c
        query = sa.select(columns.language, columns.title, columns.category, columns.tags)
        query = query.where(columns.language.in_(sorted(JOINED)))
        shelves: dict[tuple[str, ...], None] = {}
        for language, title, category, tags in connection.execute(query):
            titles[language].update(set(_words(title)))
            shelves[language, *category, *tags] = None
        for language, *names in shelves:
            forms[language].update(_forms(_words(" ".join(names))))
        for language, counted in titles.items():
            least = counted.total() / 5 / _ONE_IN
            forms[language].update(_forms(w for w, often in counted.items() if often >= least))
        return cls({language: found.__contains__ for language, found in forms.items()})

    @classmethod
    def of_index(cls, searcher: Searcher) -> Lexicon:
        """The words of the titles, categories and tags that `searcher` finds."""

        def known(word: str) -> bool:
            return in_index(searcher, word)

        return cls(dict.fromkeys(JOINED, known))

    def parts(self, text: str, language: str) -> str:
        """The parts of all compounds in `text`, one space apart."""
        known = self._known.get(language)
        if known is None:
            return ""
        return " ".join(part for word in _words(text) for part in self._cut(word, language, known))

    def _cut(self, word: str, language: str, known: Known) -> tuple[str, ...]:
        found = self._parts.get((word, language))
        if found is None:
            found = _cut(word, known)
            self._parts[word, language] = found
        return found


def _cut(word: str, known: Known) -> tuple[str, ...]:
    def other(part: str) -> bool:
        return part != word and known(part)

    return parts(word, other, linked=True) or ends(word, other)


def in_index(searcher: Searcher, word: str) -> bool:
    """Whether a product's name, category or tag holds `word`, in a common form of it."""
    bare = folded(word)
    stems = {bare, *(bare.removesuffix(e) for e in _ENDINGS if len(bare) > len(e) + 3)}
    return any(
        searcher.doc_freq(field, form + ending)
        for form in stems
        for ending in _ENDINGS
        for field in (PRODUCT.plain, PRODUCT.name)
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _forms(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield word
        yield from (word.removesuffix(e) for e in _ENDINGS if len(word) > len(e) + 3)
