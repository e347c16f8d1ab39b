"""Learns agent/grounding/claiming.npz: whether a sentence claims anything of goods or terms.

From tests/data/claims; needs the extras `learn` and `meaning`. Prints how many sentences are told
rightly that were left out, a tenth at a time, the two languages' together.

    python scripts/learn_claiming.py
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from agent.grounding.claiming import SPREAD  # noqa: E402
from agent.model.encoder import Bundled  # noqa: E402

WRITTEN = ROOT / "tests" / "data" / "claims"

PARTS = 10


def main() -> None:
    texts: list[str] = []
    labels: list[int] = []
    places: list[int] = []
    for path in sorted(WRITTEN.glob("*.tsv")):
        for place, line in enumerate(path.read_text("utf-8").splitlines()):
            label, text = line.split("\t")
            texts.append(text)
            labels.append(int(label))
            places.append(place % PARTS)  # a line and its translation stand at the same place
    vectors = np.asarray(Bundled().questions(texts), np.float64)
    claims, parts = np.array(labels), np.array(places)
    mean = vectors.mean(0)
    given = (vectors - mean) * SPREAD
    told = np.zeros(len(texts))
    for part in range(PARTS):
        out = parts == part
        told[out] = _fitted(given[~out], claims[~out]).predict(given[out])
    print(f"{len(texts)} sentences, of those left out told rightly: {np.mean(told == claims):.2f}")
    model = _fitted(given, claims)
    np.savez(
        ROOT / "agent" / "grounding" / "claiming.npz",
        mean=mean, weights=model.coef_[0], bias=model.intercept_,
    )  # fmt: skip


def _fitted(given: np.ndarray, claims: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=1.0, max_iter=3000).fit(given, claims)


if __name__ == "__main__":
    main()
