"""Learns agent/answering/plainly.npz: what an everyday question means in a business's words.

From tests/data/asked/topics.toml; needs the extras `learn` and `meaning`, and two minutes.
`scripts/learn_choice.py` comes after it.

    python scripts/learn_plainly.py
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from agent.model.encoder import Bundled  # noqa: E402
from tests.everyday import topics  # noqa: E402

Array = NDArray[np.float64]

LANGUAGES = ("en", "de")

SHARPNESS, PENALTY, STEPS = 0.02, 0.01, 60
"""How sharply near and far are told apart, how little the matrix departs from doing nothing, and
steps of the search."""


@dataclass(frozen=True)
class Examples:
    """Questions with the numbers of their topics; topics as they are written, in several ways."""

    questions: Array
    topics: NDArray[np.int64]
    written: tuple[Array, ...]


def main() -> None:
    given = _examples(Bundled())
    turn = _learned(given)
    turned = given.questions @ turn
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    path = ROOT / "agent" / "answering" / "plainly.npz"
    np.savez(path, turn=turn.astype(np.float16), usual=turned.mean(0).astype(np.float32))
    print(f"{len(given.questions)} questions on {len(given.written[0])} topics: {path}")


def _examples(encoder: Bundled) -> Examples:
    asked = [(q, n) for n, t in enumerate(topics()) for told in t.asked.values() for q in told]
    written = []
    for language in LANGUAGES:
        told = [t.written[language] for t in topics()]
        for texts in (
            [f"{heading}. {answer}" for heading, answer in told],
            [f"{heading}: {answer}" for heading, answer in told],
            [heading for heading, _ in told],
        ):
            written.append(encoder.passages(texts).astype(np.float64))
    questions = encoder.questions([q for q, _ in asked]).astype(np.float64)
    return Examples(questions, np.array([n for _, n in asked]), tuple(written))


def _learned(given: Examples) -> Array:
    """The matrix that brings each question nearer to its topic than to all others."""
    size = given.questions.shape[1]
    number = len(given.questions) * len(given.written)
    each = np.arange(len(given.questions))

    def loss(flat: Array) -> tuple[float, Array]:
        away = flat.reshape(size, size)
        turned = given.questions + given.questions @ away
        lost, slope = 0.0, np.zeros_like(away)
        for passages in given.written:
            near = turned @ passages.T / SHARPNESS
            near = np.exp(near - near.max(axis=1, keepdims=True))
            near /= near.sum(axis=1, keepdims=True)
            lost -= float(np.log(near[each, given.topics] + 1e-12).sum())
            near[each, given.topics] -= 1
            slope += given.questions.T @ (near @ passages) / SHARPNESS
        total = lost / number + PENALTY * float((away**2).sum())
        return total, (slope / number + 2 * PENALTY * away).ravel()

    start = np.zeros(size * size)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    return np.asarray(np.eye(size) + found.x.reshape(size, size))


if __name__ == "__main__":
    main()
