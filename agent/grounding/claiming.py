"""Whether a sentence claims anything of goods or terms, by its meaning: "I'd take the small one"
does not, "it comes with a lid" does.

A linear model over the encoder's vectors, learned by `scripts/learn_claiming.py` from sentences
written by hand about no business in particular (tests/data/claims).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

SPREAD = 8.0
"""What the vectors are multiplied by, less their mean: they lie close together."""


@dataclass(frozen=True, slots=True)
class Claiming:
    """`encode` gives the meaning of texts as the encoder of questions does."""

    encode: Encode

    def chance(self, text: str) -> float:
        """How likely `text` claims something."""
        learned = _learned()
        (vector,) = self.encode([text])
        if len(vector) != len(learned.weights):
            return UNSURE  # of another encoder than was learned from
        told = (vector - learned.mean) * SPREAD @ learned.weights + learned.bias[0]
        return float(1 / (1 + np.exp(-told)))


UNSURE = 0.5


@dataclass(frozen=True, slots=True)
class _Learned:
    mean: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]


@cache
def _learned() -> _Learned:
    with np.load(Path(__file__).with_name("claiming.npz")) as held:
        return _Learned(**{f.name: held[f.name] for f in fields(_Learned)})
