"""The names of one state of the catalog, and a message's words as this catalog writes them."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from agent.understanding.function_words import (
    everyday_words,
    function_words,
    small_words,
)
from agent.understanding.limits import Limits
from agent.understanding.spelling import Spelling
from catalog.cell_words import cell_words
from catalog.cells import is_plain
from catalog.columns import Column, Columns, Value
from catalog.cycles import Cycle, of_column
from catalog.per_time import time_of
from catalog.schema import Field, Kind, Role
from catalog.text import Token, concepts_of, fold, keys, phrases, tokens


class Index:
    """The names of one state of the catalog. Safe from many threads."""

    def __init__(self, columns: Columns, passages: Iterable[str] = ()) -> None:
        self.columns = columns
        self.values: dict[str, list[tuple[Column, Value]]] = defaultdict(list)
        self.concepts: dict[str, list[tuple[Column, Value]]] = defaultdict(list)
        self.initials: dict[str, list[tuple[Column, Value]]] = defaultdict(list)
        self.field_names: dict[str, list[tuple[Field, tuple[Token, ...]]]] = defaultdict(list)
        self.wholly_named: set[tuple[str, str]] = set()
        """(field's id, concept) where the whole name means it: "how much" of "price", and not of
        "member price"."""
        self.cycles: dict[tuple[Cycle, int], list[tuple[Column, Value]]] = defaultdict(list)
        """A day of the week or a month -> the values that it is in: "Di-Sa" of Saturday."""
        self.cyclic: set[str] = set()
        """The fields (ids) whose values are days or months."""
        for column in columns.columns.values():
            self._add_names(column.field)
            self._add_cycle(column)
            if column.field.kind is Kind.TEXT or column.field.role is Role.STOCK:
                continue
            if fold(column.field.name) in _PRICED_BY:
                continue  # nobody wishes for a "night" or a "person" that a price is for
            for value in column.values.values():
                if is_plain(value.text):
                    continue
                self._add_value(column, value)
        passages = list(passages)
        self.known = self._vocabulary(passages)
        self.trade = self._trade(passages)
        self.files = self._files()
        """The key of a word that one file alone is called by -> that file."""
        coded = Kind.CODE
        values = (
            k for k, held in self.values.items() if any(c.field.kind is not coded for c, _ in held)
        )
        names = (*columns.title_words, *values, *self.field_names)
        self.spelling = Spelling(columns, names, self.known)
        self.literal = self._literal_titles()
        self.code_parts = self._code_parts()

    def _add_names(self, field: Field) -> None:
        if field.role not in (Role.TAG, Role.CATEGORY):
            name = _BUILT_IN.get(field.role, field.name)
            self._add_name(field, name, _of(field.language))
            if re.fullmatch(r"[^\W\d_]{1,4}[- _][^\W\d_]{2,4}", name):  # "coop" of "co-op"
                self._add_name(field, re.sub(r"[- _]", "", name), _of(field.language))
        for name in field.names:  # the owner's, in whatever language
            self._add_name(field, name, tuple(dict.fromkeys((*self.columns.languages, "en"))))

    def _add_name(self, field: Field, name: str, languages: tuple[str, ...]) -> None:
        words = _telling(tokens(_spaced(name), languages))
        words = tuple(t for t in words if t.folded not in _BESIDE_NAMES) or words
        for key in {k for t in words for k in t.keys}:
            self.field_names[key].append((field, words))
            if len(words) == 1:
                self.wholly_named.add((field.id, key))
        for span in phrases(words, languages):
            for concept in span.concepts:
                self.field_names[concept].append((field, words[span.start : span.end]))
                if span.end - span.start == len(words):
                    self.wholly_named.add((field.id, concept))

    def _add_value(self, column: Column, value: Value) -> None:
        if not value.tokens or len(value.tokens) > 12:
            return
        for key in {k for t in value.tokens for k in t.keys}:
            self.values[key].append((column, value))
        if (short := _initials(column, value)) is not None:
            self.initials[short].append((column, value))
        languages = _of(column.field.language)
        telling = _telling(value.tokens)
        whole = {telling, value.tokens}  # "Washington D.C." has a "d"
        for words in whole:
            for span in phrases(words, languages):
                if span.end - span.start == len(words):
                    for concept in span.concepts:
                        self.concepts[concept].append((column, value))
        if len(telling) == 1:
            for key in telling[0].keys:
                if key.startswith("c:"):
                    self.concepts[key].append((column, value))

    def _add_cycle(self, column: Column) -> None:
        if column.field.role not in (Role.ATTRIBUTE, Role.OPTION, Role.CATEGORY):
            return
        told = {v.text: v for v in column.values.values()}
        for text, parts in of_column(list(told), _of(column.field.language)).items():
            self.cyclic.add(column.field.id)
            for place in parts.held:
                self.cycles[parts.cycle, place].append((column, told[text]))

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
                if len(words) > 1 and not small.isdisjoint(words) and not small.issuperset(words):
                    found[words[0]].append((words, product))
        return dict(found)

    def _trade(self, passages: Sequence[str]) -> frozenset[str]:
        """The keys of words for what all rows are, though some are called so: of "hotels.csv" the
        hotels, of a directory of practices the practice. They keep no row from another."""
        files = set(self.columns.sources)
        names = [word for file in files for word in _words_of_file(file)] if len(files) == 1 else []
        found = {k for word in names for k in _of_any_language(word)} - _OF_FILES
        alike = passages if self.columns.of_one_sort else ()
        told = [{k for t in tokens(text, self.columns.languages) for k in t.keys} for text in alike]
        if len(told) >= _TOLD:
            often = Counter(key for some in told for key in some if key in self.columns.title_words)
            found |= {key for key, times in often.items() if times >= _OFTEN * len(told)}
        if self._where(_TOWNS) and self.columns.of_one_sort:
            # What a directory of places in several towns writes of all of them: the "table" of a
            # restaurant is no "Ottoman Table".
            said = {key for some in told for key in some}
            named = self.columns.title_words
            most = _OFTEN * len(self.columns.ids)
            found |= {key for key in said if key in named and len(named[key]) <= most}
        if not found:
            return frozenset()
        speech = {
            key for word in everyday_words() for key in keys(word, self.columns.languages, "none")
        }
        return frozenset(found - speech - set(self.values) - set(self.concepts))

    def _files(self) -> dict[str, str]:
        """ "Courses" of courses.csv beside prices.csv: what is read from it are those, whatever
        they are called. None where an everyday word, a field or a value of its own rows is called
        so: the "room" that extras are priced by takes none of the rooms of rooms.csv."""
        sources = sorted(set(self.columns.sources))
        found: dict[str, set[str]] = defaultdict(set)
        for source in sources:
            for word in _words_of_file(source):
                for key in _of_any_language(word):
                    found[key].add(source)
        if len(sources) < 2:
            return {}
        if not found:
            return {}
        speech = {k for w in everyday_words() for k in keys(w, self.columns.languages, "none")}
        other = speech | _OF_FILES | _LISTS | {*self.field_names}
        once = {k: next(iter(v)) for k, v in found.items() if len(v) == 1 and k not in other}
        return {k: source for k, source in once.items() if source not in self._valued_in(k)}

    @cached_property
    def words_of_files(self) -> dict[str, frozenset[str]]:
        """File -> the keys of all words that it is called by, others' too."""
        return {
            source: frozenset(k for word in _words_of_file(source) for k in _of_any_language(word))
            for source in set(self.columns.sources)
        }

    def _valued_in(self, key: str) -> set[str]:
        """The files whose rows have a word as a whole value."""
        held = [*self.values.get(key, ()), *self.concepts.get(key, ())]
        rows = {row for _, value in held if len(_telling(value.tokens)) == 1 for row in value.rows}
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


def _words_of_file(source: str) -> list[str]:
    """The words that a file is called by, without its language: "rooms.de.csv" of rooms."""
    stem = re.sub(r"\.[a-z]{2}$", "", Path(source).stem)
    return [word.lower() for word in re.findall(r"[^\W\d_]{3,30}", stem)]


def _of_any_language(word: str) -> frozenset[str]:
    """The keys of a word in any language; of a German compound those of its head as well, and
    "ae" stands for "ä" as in names of files: "mietgeraete" are "Geräte"."""
    umlauts = re.sub("[aou]e", lambda found: _UMLAUTS[found[0]], word)
    last = (umlauts[n:] for n in range(_FIRST_PART, len(umlauts) - _LAST_PART + 1))
    german = (k for form in (word, umlauts, *last) for k in keys(form, ("de", "en")))
    return frozenset((*keys(word, ("en", "de")), *german))


_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}
_FIRST_PART, _LAST_PART = 3, 5
"""Letters of the parts of a compound."""


def _initials(column: Column, value: Value) -> str | None:
    """What a name of several words is called for short: "LA", "GP"."""
    words = [t.text for t in value.tokens]
    named = column.field.kind is Kind.CHOICE and 2 <= len(words) <= 4
    if not named or not all(w.isalpha() and w[0].isupper() for w in words):
        return None
    return "".join(fold(w[0]) for w in words)


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


_OF_FILES = frozenset({"products", "en:product", "items", "catalog"})
"""What a file is called that says nothing of what is in it."""

_LISTS = frozenset(k for w in cell_words("lists") for k in keys(fold(w), ("en", "de")))
"""What files of anything are called: "price list"."""

_PRICED_BY = frozenset(map(fold, cell_words("priced_by")))
"""What a column is called that tells what prices are for."""

_CODES = 50_000
"""Codes above which none is known by a part of it: the parts are three or four times as many."""

_TOLD, _OFTEN = 8, 0.25
"""A word for what all rows are stands in a quarter of at least so many written answers."""

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
_TOWNS = ("city", "town")
_WHERE = (*_TOWNS, "location", "area", "district", "region", "country")
_BESIDE_NAMES = frozenset(map(fold, cell_words("in_names")))
"""What stands in a column's name and names nothing: its unit, and the small words before it."""
