"""Codes in a row's cells that a text of the business explains: "A, G" of "A = gluten, G = milk".

Menus write allergens so, with the key at their end or on a page of its own. Each such cell is told
and searched by what it means.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from catalog.cells import pieces, says_nothing
from catalog.records import Attribute, Passage, Product, ProductText

_PAIR = re.compile(
    r"(?:^|[\s,;•·|(])\(?(?P<code>[A-Za-z]\d?|\d{1,2})\)?\s{0,2}(?:=|:|–|\))\s{0,2}"
    r"(?P<means>[^\W\d_][^,;=•·|\n:]{1,40}?)"
    r"(?=\s{0,3}(?:[,;•·|\n]|\.(?:\s|$)|$|\(?(?:[A-Z]|\d{1,2})\)?\s{0,2}[=:]))",
    re.MULTILINE,
)
_BESIDE = re.compile(
    r"(?:^|[,;•·|.:(]\s{0,2}|\n)(?P<code>[A-Z]\d?|\d{1,2})\s(?P<means>[^\W\d_][^,;=•·|\n:.]{1,40})"
    r"(?=[,;•·|.\n)]|$)"
)
"""A key whose codes stand before their words and nothing between: "A Gluten, C Ei, F Soja"."""

_ROW = re.compile(r"•\s[^\W\d_]{2,30} [\w.-]{1,6}:")
"""What a table that is told as text begins its rows with: "• Zone 1:" is no key of anything."""

_LEAST = 3
"""Pairs that make a key, and not a remark."""

_EXPLAINED = 0.8
"""Of a field's cells have to consist of codes of the key."""


@dataclass(frozen=True, slots=True)
class Legends:
    """Which fields hold codes, and what these mean: (language, field) -> code -> meaning."""

    fields: Mapping[tuple[str, str], Mapping[str, str]]

    @classmethod
    def of(cls, products: Iterable[Product], passages: Iterable[Passage]) -> Legends:
        """The keys among `passages` that explain cells of `products`."""
        keys = _keys(passages)
        if not keys:
            return cls({})
        cells: dict[tuple[str, str], Counter[str]] = {}
        for product in products:
            for language, text in product.texts.items():
                for attribute in text.attributes:
                    cells.setdefault((language, attribute.name), Counter())[attribute.value] += 1
        found = {}
        for (language, name), counted in cells.items():
            key = keys.get(language) or next(iter(keys.values()))
            if _is_coded(counted, key):
                found[language, name] = key
        return cls(found)

    def told(self, product: Product) -> Product:
        """`product` with its codes as what they mean."""
        if not self.fields:
            return product
        texts = {code: self._text(code, text) for code, text in product.texts.items()}
        return product if texts == product.texts else replace(product, texts=texts)

    def _text(self, language: str, text: ProductText) -> ProductText:
        told = tuple(self._attribute(language, a) for a in text.attributes)
        return text if told == text.attributes else replace(text, attributes=told)

    def _attribute(self, language: str, attribute: Attribute) -> Attribute:
        key = self.fields.get((language, attribute.name))
        codes = _codes(attribute.value)
        if key is None or not codes or not all(code in key for code in codes):
            return attribute
        return replace(attribute, value=", ".join(key[code] for code in codes))


def _keys(passages: Iterable[Passage]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for passage in passages:
        text = _ROW.sub("•", passage.text[:8000])
        pairs = _pairs(_PAIR, text)
        if len(pairs) < _LEAST:
            pairs = _pairs(_BESIDE, text)
            pairs = pairs if _is_in_order(list(pairs)) else {}
        if len(pairs) >= _LEAST:
            found.setdefault(passage.language, {}).update(pairs)
    return found


def _pairs(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    found = pattern.finditer(text)
    return {m["code"].upper(): _balanced(m["means"].strip(" .")) for m in found}


def _is_in_order(codes: Sequence[str]) -> bool:
    """Whether codes follow each other as those of a key do: in prose "I" may begin a sentence."""
    ranks = [(code.isdigit(), int(code) if code.isdigit() else 0, code) for code in codes]
    return ranks == sorted(ranks)


def _codes(cell: str) -> Sequence[str]:
    """The codes of a cell: "A, C", "a c", "ACG"; none where it holds anything else."""
    if says_nothing(cell):
        return ()
    parts = [p.strip().upper() for piece in pieces(cell) for p in piece.split()]
    if len(parts) == 1 and parts[0].isalpha() and 1 < len(parts[0]) < 15 and cell.strip().isupper():
        parts = list(parts[0])
    return parts if parts and all(len(p) <= 2 for p in parts) else ()


def _is_coded(cells: Counter[str], key: Mapping[str, str]) -> bool:
    stated = {c: n for c, n in cells.items() if c.strip() and not says_nothing(c)}
    read = {c: _codes(c) for c in stated}
    held = sum(n for c, n in stated.items() if read[c] and all(code in key for code in read[c]))
    lettered = any(code.isalpha() for codes in read.values() for code in codes)
    # Numbers alone are codes where a cell lists several: "2" may be persons.
    several = sum(len(codes) > 1 for codes in read.values())
    distinct = len({code for codes in read.values() for code in codes})
    if not (lettered or several > len(read) / 3) or distinct < 2:
        return False
    return held >= _EXPLAINED * sum(stated.values())


def _balanced(text: str) -> str:
    """Without a bracket that is not closed."""
    return text.rpartition("(")[0].strip() if text.count("(") > text.count(")") else text
