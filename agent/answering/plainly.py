"""A question's meaning, turned to how businesses write: "where can I light up" to "Smoking".

Customers and answers share no word, and the encoder was not taught what a small business is asked.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]

USUAL = 0.7
"""So much is taken away of what all questions have in common: else a passage that is near to any
question ("Arrival") is near to each."""


def plainly(vector: Vector) -> Vector:
    """What is asked, as an answer would say it: no unit vector, its products lie near 0.2.

    Learned by `scripts/learn_plainly.py` from everyday questions on 154 topics, of no shop. Of 508
    questions in other words to eight businesses the first passage was right for 46 % without it.
    """
    held = _learned()
    if held is None or held[0].shape[0] != vector.shape[0]:
        return vector  # of another encoder than was learned from
    turn, usual = held
    turned = vector @ turn
    turned /= np.linalg.norm(turned) or 1.0
    return np.asarray(turned - USUAL * usual, np.float32)


@cache
def _learned() -> tuple[NDArray[np.float32], Vector] | None:
    """The matrix, and the mean of all turned questions that it was learned from."""
    path = Path(__file__).with_name("plainly.npz")
    if not path.exists():
        return None
    with np.load(path) as held:
        return held["turn"].astype(np.float32), held["usual"].astype(np.float32)
