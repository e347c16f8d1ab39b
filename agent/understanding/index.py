"""The names of one state of the catalog, and a message's words as this catalog writes them.

What values and titles are called is here, what fields are in field_names.py, what
all rows of a file are in trade.py, what says when in when.py.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from agent.understanding.called_by import is_of_fit, says_contents
from agent.understanding.field_names import FieldNames, spoken_in, telling
from agent.understanding.function_words import function_words, small_words
from agent.understanding.limits import Limits
from agent.understanding.spelling import Spelling
from agent.understanding.trade import files_of, trade_of, words_of_files
from agent.understanding.when import When
from catalog.cell_words import cell_words
from catalog.cells import is_plain
from catalog.column import Column, Value
from catalog.columns import Columns
from catalog.concepts import broader, concepts_of
from catalog.folding import fold
from catalog.per_time import time_of
from catalog.schema import Kind, Role
from catalog.sources.stock_meanings import is_stock
from catalog.text import Token, phrases, tokens


class Index:
    """The names of one state of the catalog. Safe from many threads."""

    def __init__(self, columns: Columns, passages: Iterable[str] = ()) -> None:
        self.columns = columns
        self.values: dict[str, list[tuple[Column, Value]]] = defaultdict(list)
        self.concepts: dict[str, list[tuple[Column, Value]]] = defaultdict(list)
        self.kinds: dict[str, list[tuple[Column, Value]]] = defaultdict(list)
        """A concept -> the values that are kinds of it: cashews of nuts."""
        self.initials: dict[str, list[tuple[Column, Value]]] = defaultdict(list)
        self.heads = _heads(columns)
        """By a product's number, what its title is before what it says more of it."""
        names = FieldNames(columns)
        self.field_names, self.wholly_named = names.by_key, names.whole
        for column in columns.columns.values():
            if column.field.kind is Kind.TEXT or column.field.role is Role.STOCK:
                continue
            if fold(column.field.name) in _PRICED_BY or is_stock(column.field.name):
                continue  # no "night" that a price is for is wished for, and stock is told apart
            for value in column.values.values():
                if is_plain(value.text):
                    continue
                self._add_value(column, value)
        passages = list(passages)
        self.when = When(columns, passages)
        self.known = self._vocabulary(passages)
        in_towns = bool(self._where(_TOWNS))
        self.trade = trade_of(columns, passages, in_towns, {*self.values, *self.concepts})
        self.files = files_of(columns, self.field_names, self._valued_in)
        """The key of a word that one file alone is called by -> that file."""
        coded = Kind.CODE
        values = (
            k for k, held in self.values.items() if any(c.field.kind is not coded for c, _ in held)
        )
        words = (*columns.title_words, *values, *self.field_names)
        self.spelling = Spelling(columns, words, self.known)
        self.literal = self._literal_titles()
        self.code_parts = self._code_parts()

    def _add_value(self, column: Column, value: Value) -> None:
        if not value.tokens or len(value.tokens) > 12:
            return
        for key in {k for t in value.tokens for k in t.keys}:
            self.values[key].append((column, value))
        if (short := _initials(column, value)) is not None:
            self.initials[short].append((column, value))
        languages = spoken_in(column.field.language)
        kept = telling(value.tokens)
        whole = {kept, value.tokens}  # "Washington D.C." has a "d"
        for words in whole:
            for span in phrases(words, languages):
                if span.end - span.start == len(words):
                    for concept in span.concepts:
                        self.concepts[concept].append((column, value))
        if len(kept) == 1:
            for key in kept[0].keys:
                if key.startswith("c:"):
                    self.concepts[key].append((column, value))
        own = {key for t in value.tokens for key in t.keys if key.startswith("c:")}
        own |= {c for span in phrases(value.tokens, languages) for c in span.concepts}
        for wider in sorted({w for key in own for w in broader().get(key, ())}):
            self.kinds[wider].append((column, value))

    def _code_parts(self) -> dict[tuple[str, ...], list[tuple[Column, Value]]]:
        """What of a code may stand for it: its first or last three parts or more, and a number of
        four figures in it: VANDRE-BLU-42 of NO-VANDRE-BLU-42, 4720 of SP-4720."""
        found: dict[tuple[str, ...], list[tuple[Column, Value]]] = defaultdict(list)
        coded = [c for c in self.columns.columns.values() if c.field.kind is Kind.CODE]
        if sum(len(c.values) for c in coded) > _CODES:
            return {}
        for column in coded:
            for value in column.values.values():
                parts = tuple(t.folded for t in value.tokens)
                some = {parts[:n] for n in range(3, len(parts))}
                some |= {parts[-n:] for n in range(3, len(parts))}
                some |= {(p,) for p in parts if len(p) > 3 and p.isdigit() and len(parts) > 1}
                for part in some:
                    found[part].append((column, value))
        return dict(found)

    def _literal_titles(self) -> dict[str, list[tuple[tuple[str, ...], int]]]:
        """First word -> titles with a small word in them, as they are written: in "Umi no Ki" and
        "The Nothing Box" it means nothing of its own."""
        small = small_words()
        found: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        for product, titles in enumerate(self.columns.title_tokens):
            for title in titles:
                words = tuple(t.folded for t in title)
                for said in dict.fromkeys((words, words[: _before_amount(title)])):
                    if len(said) > 1 and not small.isdisjoint(said) and not small.issuperset(said):
                        found[said[0]].append((said, product))
        return dict(found)

    @cached_property
    def words_of_files(self) -> dict[str, frozenset[str]]:
        """File -> the keys of all words that it is called by, others' too."""
        return words_of_files(self.columns)

    def _valued_in(self, key: str) -> set[str]:
        """The files whose rows have a word as a whole value."""
        held = [*self.values.get(key, ()), *self.concepts.get(key, ())]
        rows = {row for _, value in held if len(telling(value.tokens)) == 1 for row in value.rows}
        return {self.columns.sources[int(self.columns.product_of[row])] for row in rows}

    def _vocabulary(self, passages: Iterable[str]) -> frozenset[str]:
        """Folded words that are no slip of another: of rows, passages and of speech."""
        found = {key for key in self.columns.words if ":" not in key}
        found |= {key for key in self.values if ":" not in key}
        found |= {key for key in self.field_names if ":" not in key}
        for text in passages:
            found |= {t.folded for t in tokens(text, ())}
        return frozenset(w for w in found if len(w) > 3 and not w[0].isdigit())

    @cached_property
    def limits(self) -> Limits:
        """The limits that its texts state: "up to 12 kg"."""
        return Limits(self.columns)

    @cached_property
    def sorts(self) -> dict[int, frozenset[str]]:
        """product -> the keys of what its categories are called."""
        found: dict[int, set[str]] = defaultdict(set)
        for field in self.columns.schema.of(Role.CATEGORY):
            for value in self.columns.columns[field.id].values.values():
                own = {k for t in value.tokens for k in t.keys}
                for product in set(self.columns.product_of[value.rows].tolist()):
                    found[product] |= own
        return {product: frozenset(own) for product, own in found.items()}

    @cached_property
    def contents(self) -> tuple[str, ...]:
        """The fields (ids) that say in words what one gets, or what is in something."""
        columns = self.columns.columns.values()
        return tuple(c.field.id for c in columns if says_contents(c.field) and not c.has_amounts)

    @cached_property
    def fits(self) -> frozenset[str]:
        """The fields (ids) that say what goes together: "fits", "passend für"."""
        fields = (column.field for column in self.columns.columns.values())
        return frozenset(f.id for f in fields if is_of_fit(f, self.columns.languages))

    @cached_property
    def sort_keys(self) -> frozenset[str]:
        """The keys of what tables are called after."""
        sorts = [t for s in self.columns.table_sorts for t in tokens(s, self.columns.languages)]
        return frozenset(k for token in sorts for k in token.keys)

    @cached_property
    def lengths(self) -> dict[float, list[tuple[str, str]]]:
        """Minutes -> the (field, value) of the options that are a price's for so long."""
        found: dict[float, list[tuple[str, str]]] = defaultdict(list)
        for field in self.columns.schema.of(Role.OPTION):
            for value in self.columns.columns[field.id].values.values():
                if (length := time_of(value.text)) is not None:
                    found[round(length, 3)].append((field.id, value.text))
        return dict(found)

    @cached_property
    def beside_in_titles(self) -> frozenset[tuple[str, str]]:
        """Words that stand beside each other in titles with small words: "no Ki"."""
        runs = (words for titles in self.literal.values() for words, _ in titles)
        return frozenset(pair for words in runs for pair in itertools.pairwise(words))

    @cached_property
    def places(self) -> frozenset[str]:
        """The fields (ids) that say where something is."""
        return self._where(_WHERE)

    def _where(self, names: Sequence[str]) -> frozenset[str]:
        where = {k for name in names for k in (fold(name), *concepts_of(name))}
        named = {f.id for key in where for f, _ in self.field_names.get(key, ())}
        return frozenset(id for id in named if self.columns.columns[id].field.kind is Kind.CHOICE)

    # -- words ---------------------------------------------------------------------------------

    def read(self, text: str, language: str) -> tuple[Token, ...]:
        """The words of a message; what nobody knows by what it is a slip of."""
        languages = tuple(dict.fromkeys([language, *self.columns.languages]))
        return self.spelling.mend(tokens(text, languages), languages, function_words(language))


def _before_amount(title: Sequence[Token]) -> int:
    """How many words stand before the amount that a title ends with: "Pain sans gluten 300 g"."""
    end = next((n for n, token in enumerate(title) if token.is_number), len(title))
    return end if len(title) - end <= _AMOUNT else len(title)


_AMOUNT = 2
"""Words of an amount at the end of a title."""


def _initials(column: Column, value: Value) -> str | None:
    """What a name of several words is called for short: "LA", "GP"."""
    words = [t.text for t in value.tokens]
    named = column.field.kind is Kind.CHOICE and 2 <= len(words) <= 4
    if not named or not all(w.isalpha() and w[0].isupper() for w in words):
        return None
    return "".join(fold(w[0]) for w in words)


_PRICED_BY = frozenset(map(fold, cell_words("priced_by")))
"""What a column is called that tells what prices are for."""

_CODES = 50_000
"""Codes above which none is known by a part of it: the parts are three or four times as many."""

_TOWNS = ("city", "town")
_WHERE = (*_TOWNS, "location", "area", "district", "region", "country")


_HEAD = re.compile(r"(?<=\w)(?::\s|\s[–—|-]\s)")


def _heads(columns: Columns) -> dict[int, tuple[Token, ...]]:
    """What titles begin with that only one has, before a colon or a dash: the "Sugar flowers 1" of
    "Sugar flowers 1: rose and leaf"."""
    found: dict[tuple[str, ...], list[tuple[int, tuple[Token, ...]]]] = defaultdict(list)
    for number, title in enumerate(columns.titles):
        cut = _HEAD.search(title)
        head = tokens(title[: cut.start()], columns.languages[:1]) if cut else ()
        if len(head) > 1:
            found[tuple(t.folded for t in head)].append((number, head))
    return {number: head for own in found.values() if len(own) == 1 for number, head in own}
