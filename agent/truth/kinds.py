"""The kind of a question and its language, by what was learned from the examples (learning.py).

Some microseconds a message: a look-up of its features and a sum.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from agent.truth.features import features
from agent.truth.lexicon import FOLDER

KINDS = (
    "order_status", "person", "returns", "warranty", "payment", "hours", "shipping", "amount",
    "comparison", "variants", "price", "attribute", "contact", "list", "availability", "other",
    "small_talk",
)  # fmt: skip

ABOUT_ITEMS = frozenset({"price", "availability", "variants", "attribute", "comparison", "amount"})

_NAMELESS = frozenset({"list", "hours", "contact", "small_talk"})
"""Whoever names a product asks none of these."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a message may ask, the likeliest kind first."""

    kinds: tuple[str, ...]
    margin: float
    """By how much the first is before the second: below 0.5 it is wrong as often as right."""
    languages: dict[str, float]
    """Language -> its score; 0 is neither for it nor against it."""


def guess(words: tuple[str, ...], spelt: Collection[str] = (), named: bool = False) -> Guess:
    """Judge a message as masking.py gives it. `named`: it names a product surely."""
    learned = _learned()
    scores = learned.scores(features(words, spelt))
    kinds = dict(zip(learned.kinds, scores.tolist(), strict=False))
    if named:
        kinds = {kind: score for kind, score in kinds.items() if kind not in _NAMELESS}
    ranked = sorted(kinds, key=lambda kind: -kinds[kind])
    spoken = dict(zip(learned.languages, scores[len(learned.kinds) :].tolist(), strict=True))
    return Guess(tuple(ranked), kinds[ranked[0]] - kinds[ranked[1]], spoken)


def spoken_language(scores: dict[str, float], before: str, offered: Sequence[str]) -> str:
    """The likeliest of the `offered` languages; that of the conversation where it is a near thing.

    A business that offers no language of the lexicon is answered in English.
    """
    known = {code: scores[code] for code in offered if code in scores}
    if not known:
        return "en"
    best = max(known, key=lambda code: known[code])
    near = before in known and known[best] - known[before] < _NEAR
    return before if near else best


_NEAR = 0.75
"""A difference that "ok" or a product's name alone may have."""


@dataclass(frozen=True)
class _Learned:
    place: dict[int, int]
    weights: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float32]
    kinds: tuple[str, ...]
    languages: tuple[str, ...]

    def scores(self, found: dict[int, float]) -> npt.NDArray[np.float32]:
        known = [(self.place[key], weight) for key, weight in found.items() if key in self.place]
        rows = self.weights[[at for at, _ in known]].astype(np.float32)
        shares = np.array([weight for _, weight in known], np.float32)
        return np.asarray(shares @ rows * self.scale, np.float32)


@cache
def _learned() -> _Learned:
    with np.load(FOLDER / "kinds.npz") as store:
        return _Learned(
            place={key: at for at, key in enumerate(store["keys"].tolist())},
            weights=store["weights"],
            scale=store["scale"],
            kinds=tuple(store["kinds"].tolist()),
            languages=tuple(store["languages"].tolist()),
        )
