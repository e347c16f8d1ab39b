"""Which of all that is written on one item answers a question: its cells, its remark, the sentences
of its description. One ranking of all of them by words, by meaning and by what was read; learned.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import chain
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.answering.passages import Encode
from agent.answering.pieces import CELL, Piece, Weighed, is_telling, pieces_of, spaced
from agent.understanding.function_words import everyday_words
from agent.understanding.query import Ask
from catalog.cells import yes_or_no
from catalog.columns import Columns
from catalog.folding import fold
from catalog.records import Product, ProductText
from catalog.text import Token, tokens

MOST = 4_000
"""So many texts are encoded of all cells and sentences: each takes 20 ms once, and 1.5 kB."""

ALONE = 0.03
"""What stands alone lies so far before the next, in cosines."""

COMPOUND = 5
"""A word of so many letters may be the end of a compound."""

FEATURES, LEFT = 17, 13
"""How many numbers `features` gives; which of them counts the words that nothing took."""

_COMMON, _SIGNS = 3, 60

Vector = NDArray[np.float32]


class Evidence:
    """What is written on the items of one catalog, with what it means."""

    def __init__(self, products: Sequence[Product], columns: Columns) -> None:
        self._columns = columns
        self._vectors: dict[str, Vector] = {}
        held = chain.from_iterable(pieces_of(t) for p in products for t in p.texts.values())
        told: dict[str, None] = {}
        values: dict[str, Counter[str]] = defaultdict(Counter)
        for piece in held:
            if piece.name:
                values[piece.name][piece.text] += 1
            if piece.is_long and len(told) < MOST:
                told[piece.told] = None
        self._common = {
            name: f"{spaced(name)}: {', '.join(v for v, _ in c.most_common(_COMMON))[:_SIGNS]}"
            for name, c in values.items()
        }
        names = chain.from_iterable((spaced(n), c) for n, c in self._common.items())
        self.texts = list(dict.fromkeys([*names, *told]))
        """All that `understand` encodes."""
        self._ids = {
            (c.field.language, fold(c.field.name)): c.field.id for c in columns.columns.values()
        }

    def understand(self, encode: Encode) -> None:
        if self.texts:
            self._vectors = dict(zip(self.texts, encode(self.texts), strict=True))

    def rank(
        self,
        ask: Ask,
        product: Product,
        language: str,
        spoken: Sequence[Token],
        vector: Vector | None,
    ) -> list[Weighed]:
        """What is written on `product`, the likeliest answer first."""
        text = product.text(language)
        held = pieces_of(text)
        if not held:
            return []
        meant = vector if self._vectors else None
        given = self.features(ask, held, text, spoken, meant)
        chances = learned().chances(given, meant is not None)
        says = given[:, LEFT] > 0
        found = [Weighed(p, float(c), bool(s)) for p, c, s in zip(held, chances, says, strict=True)]
        return sorted(found, key=lambda w: (-w.is_sure, -w.chance))

    def features(
        self,
        ask: Ask,
        held: Sequence[Piece],
        text: ProductText,
        spoken: Sequence[Token],
        vector: Vector | None,
    ) -> NDArray[np.float64]:
        """(pieces, FEATURES): what the ranking is learned from."""
        titled = {k for t in tokens(text.title, self._columns.languages) for k in t.keys}
        asked = [
            t for t in spoken if t.folded not in everyday_words() and t.keys.isdisjoint(titled)
        ]
        left = [t for phrase in ask.unused for t in tokens(phrase, self._columns.languages)]
        left = [t for t in left if t.keys.isdisjoint(titled) and is_telling(t)]
        named, meant = self._cosines(held, vector)
        read = self._read(ask)
        is_read = any(p.folded in some for some in read.values() for p in held if p.name)
        rows = []
        for place, piece in enumerate(held):
            name, own = self._tokens(spaced(piece.name)), self._tokens(piece.text)
            is_yes = yes_or_no(piece.text) is not None
            said = _said(left, name, own)
            rows.append(
                [
                    named[place],
                    _apart(named, place),
                    meant[place],
                    _apart(meant, place),
                    min(2, _shared(asked, name)),
                    min(2, _shared(asked, own)),
                    is_yes,
                    any(c.isdigit() for c in piece.text),
                    *(bool(piece.name) and piece.folded in some for some in read.values()),
                    is_yes and ask.yes_no,
                    is_read,
                    said,
                    said == len(left) > 0,
                    _ahead(meant, place),
                    log(len(held)),
                ]
            )
        return np.array(rows, np.float64)

    def _read(self, ask: Ask) -> dict[str, set[str]]:
        """The folded names of the fields that were read, by how."""
        columns = self._columns.columns
        ids = {
            "fields": ask.fields,
            "scaled": ask.scaled,
            "conditions": tuple(f for c in ask.conditions for f in c.fields),
        }
        return {
            how: {fold(columns[i].field.name) for i in some if i in columns}
            for how, some in ids.items()
        }

    def _cosines(
        self, held: Sequence[Piece], vector: Vector | None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How near the names of pieces are to a question, and what they say."""
        if vector is None:
            return np.zeros(len(held)), np.zeros(len(held))
        names = [self._near(spaced(p.name) if p.name else p.told, vector) for p in held]
        says = []
        for piece, name in zip(held, names, strict=True):
            own = self._near(piece.told, vector) if piece.is_long else None
            common = self._near(self._common.get(piece.name, ""), vector)
            usual = None if name is None or common is None else (name + common) / 2
            says.append(own if own is not None else usual)
        return _filled(names), _filled(says)

    def _near(self, text: str, vector: Vector) -> float | None:
        held = self._vectors.get(text)
        return None if held is None else float(held @ vector)

    def _tokens(self, text: str) -> tuple[Token, ...]:
        return tokens(text[:CELL], self._columns.languages)


def _shared(asked: Sequence[Token], held: Sequence[Token]) -> int:
    keys = {k for t in held for k in t.keys}
    return sum(not t.keys.isdisjoint(keys) for t in asked)


@dataclass(frozen=True, slots=True)
class _Learned:
    """A linear model of `features`; the `plain` one is for where there is no encoder.

    Learned by `scripts/learn_evidence.py` from the talks of 36 shops.
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    plain_weights: NDArray[np.float64]
    plain_bias: NDArray[np.float64]

    def chances(self, given: NDArray[np.float64], meant: bool) -> NDArray[np.float64]:
        weights = self.weights if meant else self.plain_weights
        bias = self.bias if meant else self.plain_bias
        told = ((given - self.mean) / self.scale) @ weights + bias
        return np.asarray(1 / (1 + np.exp(-told)), np.float64)


@cache
def learned() -> _Learned:
    with np.load(Path(__file__).with_name("evidence.npz")) as held:
        return _Learned(**{f.name: held[f.name] for f in fields(_Learned)})


def _said(left: Sequence[Token], name: Sequence[Token], own: Sequence[Token]) -> int:
    """How many of the words that nothing took a piece says, alone or as the end of a compound: a
    "Vulkollanmatte" is a "Matte"."""
    held = {k for t in (*name, *own) for k in t.keys}
    ends = [t.folded for t in (*name, *own)]
    return sum(
        not t.keys.isdisjoint(held)
        or (len(t.folded) >= COMPOUND and any(e.endswith(t.folded) for e in ends))
        for t in left
    )


def _apart(values: NDArray[np.float64], place: int) -> float:
    """How far one lies from the mean of all, in their standard deviations."""
    return float((values[place] - values.mean()) / (values.std() + 0.005))


def _ahead(values: NDArray[np.float64], place: int) -> float:
    """How far the best lies before the next, any other behind the best. It tells more than all else
    that is of meaning: without it the chances are a tenth further off."""
    others = np.delete(values, place)
    return float(values[place] - others.max()) if len(others) else ALONE


def _filled(values: Sequence[float | None]) -> NDArray[np.float64]:
    """What is not known is as the others are."""
    known = [v for v in values if v is not None]
    usual = sum(known) / len(known) if known else 0.0
    return np.array([usual if v is None else v for v in values], np.float64)
