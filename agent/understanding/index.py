"""The names of one state of the catalog, and a message's words as this catalog writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from agent.understanding.function_words import (
    FunctionWords,
    everyday_words,
    function_words,
    spoken_languages,
)
from catalog.cell_words import cell_words
from catalog.cells import is_plain
from catalog.columns import Column, Columns, Value
from catalog.schema import Field, Kind, Role
from catalog.text import Token, fold, keys, opposites, phrases, tokens

MENDED = 80
"""Words of a message whose slips are looked for: each costs a look at every word of the catalog."""

SLIP = 0.78
"""Similarity from which an unknown word is taken for a known one (Damerau and Levenshtein, as a
share of the longer word): one letter in five, two in ten."""

SWAP = 0.74
"""The same where it is the same letters: "tnet"."""


class Index:
    """The names of one state of the catalog. Safe from many threads."""

    def __init__(self, columns: Columns, passages: Iterable[str] = ()) -> None:
        self.columns = columns
        self.values: dict[str, list[tuple[Column, Value]]] = defaultdict(list)
        self.concepts: dict[str, list[tuple[Column, Value]]] = defaultdict(list)
        self.field_names: dict[str, list[tuple[Field, tuple[Token, ...]]]] = defaultdict(list)
        for column in columns.columns.values():
            self._add_names(column.field)
            if column.field.kind is Kind.TEXT or column.field.role is Role.STOCK:
                continue
            for value in column.values.values():
                if is_plain(value.text):
                    continue
                self._add_value(column, value)
        self.known = self._vocabulary(passages)
        self.literal = self._literal_titles()

    def _add_names(self, field: Field) -> None:
        if field.role not in (Role.TAG, Role.CATEGORY):
            self._add_name(field, _BUILT_IN.get(field.role, field.name), _of(field.language))
        for name in field.names:  # the owner's, in whatever language
            self._add_name(field, name, tuple(dict.fromkeys((*self.columns.languages, "en"))))

    def _add_name(self, field: Field, name: str, languages: tuple[str, ...]) -> None:
        words = _telling(tokens(_spaced(name), languages))
        words = tuple(t for t in words if t.folded not in _BESIDE_NAMES) or words
        for key in {k for t in words for k in t.keys}:
            self.field_names[key].append((field, words))
        for span in phrases(words, languages):
            for concept in span.concepts:
                self.field_names[concept].append((field, words[span.start : span.end]))

    def _add_value(self, column: Column, value: Value) -> None:
        if not value.tokens or len(value.tokens) > 12:
            return
        for key in {k for t in value.tokens for k in t.keys}:
            self.values[key].append((column, value))
        languages = _of(column.field.language)
        telling = _telling(value.tokens)
        for span in phrases(telling, languages):
            if span.end - span.start == len(telling):
                for concept in span.concepts:
                    self.concepts[concept].append((column, value))
        if len(telling) == 1:
            for key in telling[0].keys:
                if key.startswith("c:"):
                    self.concepts[key].append((column, value))

    def _literal_titles(self) -> dict[str, list[tuple[tuple[str, ...], int]]]:
        """First word -> titles with a small word in them, as they are written: in "Umi no Ki" and
        "The Nothing Box" it means nothing of its own."""
        small = {w for code in spoken_languages() for w in function_words(code).small}
        found: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        for product, titles in enumerate(self.columns.title_tokens):
            for title in titles:
                words = tuple(t.folded for t in title)
                if len(words) > 1 and not small.isdisjoint(words) and not small.issuperset(words):
                    found[words[0]].append((words, product))
        return dict(found)

    def _vocabulary(self, passages: Iterable[str]) -> frozenset[str]:
        """Folded words that are no slip of another: of rows, passages and of speech."""
        found = {key for key in self.columns.words if ":" not in key}
        found |= {key for key in self.values if ":" not in key}
        found |= {key for key in self.field_names if ":" not in key}
        for text in passages:
            found |= {t.folded for t in tokens(text, ())}
        return frozenset(w for w in found if len(w) > 3 and not w[0].isdigit())

    @cached_property
    def spelled(self) -> tuple[str, ...]:
        return tuple(sorted(self.known))

    # -- words ---------------------------------------------------------------------------------

    def read(self, text: str, language: str) -> tuple[Token, ...]:
        """The words of a message; what nobody knows by what it is a slip of."""
        languages = tuple(dict.fromkeys([language, *self.columns.languages]))
        book = function_words(language)
        read = tokens(text, languages)
        mended = (self._spelled(t, languages, book) for t in read[:MENDED])
        return (*(t for some in mended for t in some), *read[MENDED:])

    def _spelled(
        self, token: Token, languages: tuple[str, ...], book: FunctionWords
    ) -> tuple[Token, ...]:
        word = token.folded
        if book.is_small(word):
            # "hat" of a German message is no English hat.
            own = keys(token.text, (book.language,), "none")
            return (Token(token.text, token.start, token.end, own, word),)
        whole = keys(token.text, languages, "none")
        if any(k in self.columns.weights for k in whole if not k.startswith("c:")):
            # A known "Rucksack" is found by itself, and no "Schlafsack" for its end.
            return (Token(token.text, token.start, token.end, whole, word),)
        if book.language == "de" and not any(k in self.columns.weights for k in whole):
            for first, last in _cuts(token):
                if self._is_cut(first, last, languages):
                    both = (self._spelled(part, languages, book) for part in (first, last))
                    return tuple(t for some in both for t in some)
        return (self._mended(token, languages, book),)

    def _is_cut(self, first: Token, last: Token, languages: tuple[str, ...]) -> bool:
        """Whether rows have what a compound ends with, word for word, or as another form of it
        behind a word that is known; or a value that it begins with."""
        weights = self.columns.weights
        before, after = (keys(t.text, languages, "none") for t in (first, last))
        if last.folded in weights and len(last.text) > 3:
            return len(first.text) > 3
        known = any(k in weights or k.startswith("c:") for k in before)
        if known and any(k in weights for k in after if not k.startswith("c:")):
            return len(first.text) > 3
        return any(k in self.values for k in before if not k.startswith("c:"))

    def _mended(self, token: Token, languages: tuple[str, ...], book: FunctionWords) -> Token:
        word = token.folded
        token = Token(token.text, token.start, token.end, keys(token.text, languages, "all"), word)
        if len(word) < 4 or word[0].isdigit() or self.columns.knows(token) or word in self.known:
            return token
        if (denied := self._denied(token, languages, book)) is not None:
            return denied
        if (
            book.is_small(word)
            or any(k.startswith("c:") for k in token.keys)
            or word in everyday_words()
        ):
            return token
        best = process.extractOne(
            word, self.spelled, scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=SWAP
        )
        swapped = best is not None and sorted(best[0]) == sorted(word)
        if best is None or best[0][0] != word[0] or not (swapped or best[1] >= SLIP):
            return token
        meant = keys(best[0], languages)
        return Token(token.text, token.start, token.end, token.keys | meant, token.folded)

    def _denied(
        self, token: Token, languages: tuple[str, ...], book: FunctionWords
    ) -> Token | None:
        """An unknown word that denies one of this catalog: "ungiftig", "unscented"."""
        meant = [k for c in token.keys for k in opposites().get(c, ())]
        for prefix in book.degrees.negating:
            rest = token.folded.removeprefix(prefix)
            if rest != token.folded and len(rest) > 3:
                meant += keys(rest, languages)
        known = frozenset(k for k in meant if k in self.values or k in self.field_names)
        if not known:
            return None
        return replace(token, keys=known, denies=True)


_LINKS = ("", "s", "n", "en", "es", "er", "e")


def _cuts(token: Token) -> Iterator[tuple[Token, Token]]:
    """The two parts that a German compound may have, the longest last part first."""
    text = token.text
    for at in range(3, len(text) - 3):
        first, last = text[:at], text[at:]
        for link in _LINKS:
            own = first.removesuffix(link) if link else first
            if len(own) > 2 and (not link or own != first):
                start = token.start
                yield (
                    Token(own, start, start + len(own), frozenset(), fold(own)),
                    Token(last, start + at, token.end, frozenset(), fold(last)),
                )


def _telling(words: Sequence[Token]) -> tuple[Token, ...]:
    """Without the small words of any language; all of them where nothing else is there."""
    kept = tuple(t for t in words if t.folded not in everyday_words())
    return kept or tuple(words)


def _spaced(name: str) -> str:
    return "".join(
        f" {c}" if c.isupper() and n and name[n - 1].islower() else c for n, c in enumerate(name)
    ).replace("_", " ")


def _of(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (language, "en"))))


_BUILT_IN = {
    Role.BRAND: "brand",
    Role.CATEGORY: "category",
    Role.TAG: "tag",
    Role.PRICE: "price",
    Role.LIST_PRICE: "former price",
    Role.UNIT_PRICE: "unit price",
    Role.STOCK: "stock",
    Role.CODE: "code",
}
_BESIDE_NAMES = frozenset(map(fold, cell_words("in_names")))
"""What stands in a column's name and names nothing: its unit, and the small words before it."""
