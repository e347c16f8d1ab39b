"""What the fields of a catalog are called, word by word: the built-in ones, its columns' own names,
and what the owner calls them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from agent.understanding.function_words import everyday_words
from catalog.cell_words import cell_words
from catalog.columns import Columns
from catalog.folding import fold
from catalog.schema import Field, Role
from catalog.text import Token, phrases, tokens

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


class FieldNames:
    def __init__(self, columns: Columns) -> None:
        self.by_key: dict[str, list[tuple[Field, tuple[Token, ...]]]] = defaultdict(list)
        """A key or concept -> the fields with it in their names, and the words that have it."""
        self.whole: set[tuple[str, str]] = set()
        """(field's id, concept) where the whole name means it: "how much" of "price", and not of
        "member price"."""
        owners = tuple(dict.fromkeys((*columns.languages, "en")))
        for column in columns.columns.values():
            self._add_names(column.field, owners)

    def _add_names(self, field: Field, owners: tuple[str, ...]) -> None:
        if field.role not in (Role.TAG, Role.CATEGORY):
            name = _BUILT_IN.get(field.role, field.name)
            self._add_name(field, name, spoken_in(field.language))
            if re.fullmatch(r"[^\W\d_]{1,4}[- _][^\W\d_]{2,4}", name):  # "coop" of "co-op"
                self._add_name(field, re.sub(r"[- _]", "", name), spoken_in(field.language))
        for name in field.names:  # the owner's, in whatever language
            self._add_name(field, name, owners)

    def _add_name(self, field: Field, name: str, languages: tuple[str, ...]) -> None:
        words = telling(tokens(_spaced(name), languages))
        words = tuple(t for t in words if t.folded not in _BESIDE_NAMES) or words
        for key in {k for t in words for k in t.keys}:
            self.by_key[key].append((field, words))
            if len(words) == 1:
                self.whole.add((field.id, key))
        for span in phrases(words, languages):
            for concept in sorted(span.concepts):
                self.by_key[concept].append((field, words[span.start : span.end]))
                if span.end - span.start == len(words):
                    self.whole.add((field.id, concept))


def telling(words: Sequence[Token]) -> tuple[Token, ...]:
    """Without the small words of any language; all of them where nothing else is there."""
    kept = tuple(t for t in words if t.folded not in everyday_words())
    return kept or tuple(words)


def spoken_in(language: str) -> tuple[str, ...]:
    """The languages in which a field's words are read: its own, and English."""
    return tuple(dict.fromkeys(filter(None, (language, "en"))))


def _spaced(name: str) -> str:
    return "".join(
        f" {c}" if c.isupper() and n and name[n - 1].islower() else c for n, c in enumerate(name)
    ).replace("_", " ")
