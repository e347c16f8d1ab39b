"""Which products have a word: in their titles, anywhere, or as what there is none of in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from catalog.cell_words import cell_words
from catalog.folding import fold
from catalog.records import Product, ProductText
from catalog.text import Token, phrases, tokens

Numbers = NDArray[np.int32]

_WITHOUT, _LACKING = (frozenset(map(fold, cell_words(g))) for g in ("without", "lacking"))
_LACKING_ENDS = tuple(_LACKING)


class Postings:
    """Key -> the numbers of the products that have it, of so many `products`."""

    def __init__(self, products: int) -> None:
        self.title_tokens: list[list[tuple[Token, ...]]] = [[] for _ in range(products)]
        self._title_words: dict[str, set[int]] = defaultdict(set)
        self._words: dict[str, set[int]] = defaultdict(set)
        self._without: dict[str, set[int]] = defaultdict(set)

    def add(self, number: int, product: Product, described: bool) -> None:
        """Take in the product with this `number`; its description too where it is `described`."""
        for language, text in product.texts.items():
            self._add(number, language, text, described)

    def _add(self, number: int, language: str, text: ProductText, described: bool) -> None:
        title = tokens(text.title, (language,))
        self.title_tokens[number].append(title)
        for key in _keys(title, (language,)):
            self._title_words[key].add(number)
            self._words[key].add(number)
        told = [*text.category, *text.tags, *(f"{a.value} {a.unit}" for a in text.attributes)]
        if described:
            told.append(text.description)
        said = tokens(" \n ".join(told), (language,))
        for key in _keys(said, (language,)):
            self._words[key].add(number)
        for key in (*_lacking(title), *_lacking(said)):
            self._without[key].add(number)

    def title_words(self) -> dict[str, Numbers]:
        return _sorted(self._title_words)

    def words(self) -> dict[str, Numbers]:
        return _sorted(self._words)

    def without(self) -> dict[str, Numbers]:
        """By a word, the products that say they have none of it: "without sugar", "sugar-free"."""
        return _sorted(self._without)

    def weights(self) -> dict[str, float]:
        """log((N + 1) / (1 + rows that hold it)) + 0.2 by key; that of an unknown word by ''."""
        found = {
            key: float(np.log((len(self.title_tokens) + 2) / (1 + len(held)))) + 0.2
            for key, held in self._words.items()
        }
        found[""] = float(np.log(len(self.title_tokens) + 2)) + 0.2
        return found


def _keys(spoken: tuple[Token, ...], languages: Sequence[str]) -> set[str]:
    found = {key for token in spoken for key in token.keys}
    for span in phrases(spoken, languages):
        found |= span.concepts
    return found


def _lacking(words: tuple[Token, ...]) -> Iterator[str]:
    """The keys of what a text says that there is none of."""
    for at, word in enumerate(words):
        before = words[at - 1].folded if at else ""
        behind = words[at + 1].folded if at + 1 < len(words) else ""
        if before in _WITHOUT or behind in _LACKING:
            yield from (key for key in word.keys if not key.startswith("c:"))
        if not word.folded.endswith(_LACKING_ENDS):
            continue
        for end in _LACKING:
            if word.folded.endswith(end) and len(word.folded) > len(end) + 2:
                yield word.folded.removesuffix(end)


def _sorted(found: dict[str, set[int]]) -> dict[str, Numbers]:
    return {key: np.fromiter(sorted(held), np.int32, len(held)) for key, held in found.items()}
