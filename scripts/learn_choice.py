"""Learns agent/answering/choice.npz: whether rows or something written answers a question.

From the talks of tests/data/shops and the example questions of the lexicon; needs the extras
`learn` and `meaning`. Prints how many questions of shops that were left out go where they should.

    python scripts/learn_choice.py
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from agent.answering import choice  # noqa: E402
from agent.answering.choice import FEATURES, features  # noqa: E402
from agent.model.encoder import Bundled  # noqa: E402
from tests.talks import names, opened  # noqa: E402

Array = NDArray[np.float64]

WRITTEN = {"shipping", "returns", "warranty", "payment", "other"}
ROWS = {"price", "availability", "variants", "attribute", "comparison", "amount", "list"}
PER_KIND, WEIGHT = 45, 0.35
"""Example questions of each kind and language, and what one weighs beside a talk's."""

FIT = 0.1
"""How closely the features are followed: the inverse of the penalty on their weights."""


def main() -> None:
    random.seed(1)
    encoder = Bundled()
    _widened(FEATURES)
    given, plain, texts, labels, shops = _talks(encoder)
    examples, kinds = _examples()
    asked = encoder.questions(texts).astype(np.float64)
    known = encoder.questions(examples).astype(np.float64)
    learned = _Learned(given, asked, labels, known, kinds)
    hits = [learned.left_out(shops, shop) for shop in sorted(set(shops))]
    print(f"of shops left out: {np.mean(np.concatenate(hits)):.3f}")
    learned.write(ROOT / "agent" / "answering" / "choice.npz", shops, plain)


def _widened(wanted: int) -> None:
    """Makes what was learned before answer the talks, where features have been added since."""
    before = choice._learned()
    lacking = wanted - len(before.plain_mean)
    filled = {"mean": 0.0, "scale": 1.0, "weights": 0.0}
    arrays = {
        f"{kind}{name}": np.insert(own, len(before.plain_mean), np.full(lacking, value))
        for kind in ("", "plain_")
        for name, value in filled.items()
        for own in (getattr(before, f"{kind}{name}"),)
    }
    wide = replace(before, **arrays)
    choice._learned = lambda: wide  # type: ignore[assignment]


def _talks(encoder: Bundled) -> tuple[Array, Array, list[str], Array, NDArray[np.str_]]:
    """(features, the same without an encoder, the questions, whether something written answers, of
    which shop each is)."""
    given, plain, texts, labels, shops = [], [], [], [], []
    for name in names():
        with tempfile.TemporaryDirectory() as state:
            shop = opened(name, Path(state), encoder.passages, encoder.questions)
            unmeant = replace(shop.shelf, ask_meaning=None)
            for had in shop.talks():
                turn, asks = had.turn, had.query.asks
                about = turn.get("passage") or turn.get("rows") or turn.get("conditions")
                if turn["act"] in ("chat", "person") or not asks or not about:
                    continue
                state, language = had.state, had.query.language
                for shelf, found in ((shop.shelf, given), (unmeant, plain)):
                    goes_on = bool(asks[0].topic)
                    sought = shelf.seek(turn["q"], language, state.topic, goes_on)
                    found.append(features(asks[0], sought, shelf, state))
                texts.append(turn["q"])
                labels.append(bool(turn.get("passage")))
                shops.append(name)
            shop.catalog.close()
    return np.array(given), np.array(plain), texts, np.array(labels, float), np.array(shops)


def _examples() -> tuple[list[str], Array]:
    """Questions of the lexicon, their slots filled with words of the concepts."""
    rows = (ROOT / "catalog" / "concepts.tsv").read_text("utf-8").splitlines()
    texts, kinds = [], []
    for column, language in enumerate(("en", "de")):
        words = [row.split("\t")[column].split("|")[0] for row in rows]
        path = ROOT / "tests" / "data" / "asked" / f"{language}.toml"
        for kind, questions in tomllib.loads(path.read_text("utf-8")).items():
            if kind in WRITTEN | ROWS:
                for text in random.sample(questions, min(PER_KIND, len(questions))):
                    filled = re.sub(r"\{\w+\}", lambda _, own=words: random.choice(own), text)
                    texts.append(filled)
                    kinds.append(kind in WRITTEN)
    return texts, np.array(kinds, float)


class _Learned:
    def __init__(
        self, given: Array, asked: Array, labels: Array, known: Array, kinds: Array
    ) -> None:
        self.given, self.asked, self.labels = given, asked, labels
        self.known, self.kinds = known, kinds

    def meaning(self, own: NDArray[np.bool_]) -> Any:
        weights = np.concatenate([np.ones(own.sum()), np.full(len(self.kinds), WEIGHT)])
        vectors = np.vstack([self.asked[own], self.known])
        labels = np.concatenate([self.labels[own], self.kinds])
        return LogisticRegression(C=8, max_iter=2000).fit(vectors, labels, sample_weight=weights)

    def meant(self, shops: NDArray[np.str_], own: NDArray[np.bool_]) -> Array:
        """What meaning says of each question of `own`, learned without its shop."""
        found = np.zeros(len(self.labels))
        for shop in sorted(set(shops[own])):
            out = (shops == shop) & own
            found[out] = self.meaning(own & ~out).decision_function(self.asked[out])
        return found

    def left_out(self, shops: NDArray[np.str_], shop: str) -> NDArray[np.bool_]:
        own, out = shops != shop, shops == shop
        scaler, model = self.combined(own, self.meant(shops, own))
        meant = self.meaning(own).decision_function(self.asked[out])
        told = model.predict(scaler.transform(np.column_stack([self.given[out], meant])))
        return np.asarray(told == self.labels[out])

    def combined(self, own: NDArray[np.bool_], meant: Array) -> tuple[Any, Any]:
        whole = np.column_stack([self.given, meant])[own]
        scaler = StandardScaler().fit(whole)
        model = LogisticRegression(C=FIT, max_iter=2000)
        return scaler, model.fit(scaler.transform(whole), self.labels[own])

    def write(self, path: Path, shops: NDArray[np.str_], plainly: Array) -> None:
        every = np.ones(len(self.labels), np.bool_)
        meaning = self.meaning(every)
        scaler, model = self.combined(every, self.meant(shops, every))
        plain_scaler = StandardScaler().fit(plainly)
        plain = LogisticRegression(C=FIT, max_iter=2000)
        plain.fit(plain_scaler.transform(plainly), self.labels)
        arrays = {
            "meaning": meaning.coef_[0], "meaning_bias": meaning.intercept_[0],
            "mean": scaler.mean_, "scale": scaler.scale_,
            "weights": model.coef_[0], "bias": model.intercept_[0],
            "plain_mean": plain_scaler.mean_, "plain_scale": plain_scaler.scale_,
            "plain_weights": plain.coef_[0], "plain_bias": plain.intercept_[0],
        }  # fmt: skip
        np.savez(path, **{name: np.asarray(a, np.float32) for name, a in arrays.items()})


if __name__ == "__main__":
    main()
