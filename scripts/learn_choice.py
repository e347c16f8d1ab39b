"""Learns agent/answering/choice.npz: whether rows or something written answers a question, and how
likely the first passage does.

From the talks of tests/data/shops and tests/data/routes, and the example questions of
tests/data/asked; needs the extras `learn` and `meaning`, and a minute. Prints, for questions of
shops that were left out, how many go where they should, and of the first passages by their
probability how many are right.

    python scripts/learn_choice.py
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from agent.answering import weighing  # noqa: E402
from agent.answering.shelf import Shelf  # noqa: E402
from agent.answering.weighing import FEATURES, features  # noqa: E402
from agent.model.encoder import Bundled  # noqa: E402
from tests.everyday import topics  # noqa: E402
from tests.talks import ROUTES, SHOPS, Had, Shop, names, opened  # noqa: E402

Array = NDArray[np.float64]

WRITTEN = {"shipping", "returns", "warranty", "payment", "other"}
ROWS = {"price", "availability", "variants", "attribute", "comparison", "amount", "list"}
PER_KIND, WEIGHT = 45, 0.35
"""Example questions of each kind and language, and what one weighs beside a talk's."""

PARTS = 6
"""So many parts of whole shops are left out in turn."""

FIT = 0.1
"""How closely the features are followed: the inverse of the penalty on their weights."""


def main() -> None:
    random.seed(1)
    encoder = Bundled()
    _widened(FEATURES)
    talks = _talks(encoder)
    examples, kinds = _examples()
    known = encoder.questions(examples).astype(np.float64)
    learned = _Learned(talks, encoder.questions(talks.texts).astype(np.float64), known, kinds)
    _report(learned.left_out(), learned.labels)
    np.savez(ROOT / "agent" / "answering" / "choice.npz", **learned.arrays())


def _report(told: Array, labels: Array) -> None:
    print(f"of shops left out: {np.mean((told[:, 0] >= 0.5) == labels[:, 0]):.3f}")
    for low in np.arange(0, 1, 0.1):
        some = (told[:, 1] >= low) & (told[:, 1] < low + 0.1)
        print(f"{low:.1f}: {some.sum():5} {labels[some, 1].mean():.2f}")


def _widened(wanted: int) -> None:
    """Makes what was learned before answer the talks, where features have been added since."""
    before = weighing.learned()
    lacking = wanted - len(before.plain_mean)
    filled = {"mean": 0.0, "scale": 1.0, "weights": 0.0}
    arrays = {
        f"{kind}{name}": np.insert(own, [len(before.plain_mean)] * lacking, value, axis=-1)
        for kind in ("", "plain_")
        for name, value in filled.items()
        for own in (getattr(before, f"{kind}{name}"),)
    }
    wide = replace(before, **arrays)
    weighing.learned = lambda: wide  # type: ignore[assignment]


@dataclass
class _Talks:
    """Of each question its features, with an encoder and without (`plain`), its text and shop, and
    two labels: something written answers, the first passage is right."""

    given: list[list[float]] = field(default_factory=list)
    labels: list[list[bool]] = field(default_factory=list)
    plain: list[list[float]] = field(default_factory=list)
    plain_labels: list[list[bool]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    shops: list[str] = field(default_factory=list)

    def add(self, had: Had, shop: Shop, unmeant: Shelf) -> None:
        ask, state, language = had.query.asks[0], had.state, had.query.language
        right = had.turn.get("passage")
        for shelf, given, labels in (
            (shop.shelf, self.given, self.labels),
            (unmeant, self.plain, self.plain_labels),
        ):
            sought = shelf.seek(had.turn["q"], language, state.topic, bool(ask.topic))
            first = sought.ranks[0].passage.heading[-1:] if sought.ranks else ()
            given.append(features(ask, sought, shelf, state))
            labels.append([bool(right), first == (right,)])
        self.texts.append(had.turn["q"])
        self.shops.append(shop.name)


def _talks(encoder: Bundled) -> _Talks:
    talks = _Talks()
    for among in (SHOPS, ROUTES):
        for name in names(among):
            with tempfile.TemporaryDirectory() as state:
                shop = opened(name, Path(state), encoder.passages, encoder.questions, among)
                unmeant = replace(shop.shelf, ask_meaning=None)
                for had in shop.talks():
                    if had.turn["act"] not in ("chat", "person") and had.query.asks:
                        talks.add(had, shop, unmeant)
                shop.catalog.close()
    return talks


def _examples() -> tuple[list[str], Array]:
    """Example questions, their slots filled with words of the concepts; on topics all are for
    something written."""
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
    on_topics = [q for topic in topics() for asked in topic.asked.values() for q in asked]
    return texts + on_topics, np.array(kinds + [True] * len(on_topics), float)


class _Learned:
    def __init__(self, talks: _Talks, asked: Array, known: Array, kinds: Array) -> None:
        self.given, self.labels = np.array(talks.given), np.array(talks.labels, float)
        self.plain, self.plain_labels = np.array(talks.plain), np.array(talks.plain_labels, float)
        numbers = {name: n for n, name in enumerate(dict.fromkeys(talks.shops))}
        self.parts = np.array([numbers[name] % PARTS for name in talks.shops])
        self.asked, self.known, self.kinds = asked, known, kinds

    def meaning(self, own: NDArray[np.bool_]) -> Any:
        weights = np.concatenate([np.ones(own.sum()), np.full(len(self.kinds), WEIGHT)])
        vectors = np.vstack([self.asked[own], self.known])
        labels = np.concatenate([self.labels[own, 0], self.kinds])
        return LogisticRegression(C=8, max_iter=2000).fit(vectors, labels, sample_weight=weights)

    def meant(self, own: NDArray[np.bool_]) -> Array:
        """What meaning says of each question of `own`, learned without its part."""
        found = np.zeros(len(self.labels))
        for part in sorted(set(self.parts[own])):
            out = (self.parts == part) & own
            found[out] = self.meaning(own & ~out).decision_function(self.asked[out])
        return found

    def left_out(self) -> Array:
        """Both probabilities of each question, learned without its part."""
        told = np.zeros_like(self.labels)
        for part in range(PARTS):
            own, out = self.parts != part, self.parts == part
            given = np.column_stack([self.given, self.meant(own)])[own]
            meant = self.meaning(own).decision_function(self.asked[out])
            asked = np.column_stack([self.given[out], meant])
            told[out] = _fitted(given, self.labels[own]).told(asked)
        return told

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        every = np.ones(len(self.labels), np.bool_)
        meaning = self.meaning(every)
        both = _fitted(np.column_stack([self.given, self.meant(every)]), self.labels)
        plain = _fitted(self.plain, self.plain_labels)
        arrays = {
            "meaning": meaning.coef_[0], "meaning_bias": meaning.intercept_,
            **both.arrays(""), **plain.arrays("plain_"),
        }  # fmt: skip
        return {name: np.asarray(a, np.float32) for name, a in arrays.items()}


@dataclass
class _Fitted:
    """A linear model for each label, over features of the same scale."""

    scaler: Any
    models: list[Any]

    def told(self, given: Array) -> Array:
        scaled = self.scaler.transform(given)
        return np.column_stack([m.predict_proba(scaled)[:, 1] for m in self.models])

    def arrays(self, kind: str) -> dict[str, Array]:
        return {
            f"{kind}mean": self.scaler.mean_, f"{kind}scale": self.scaler.scale_,
            f"{kind}weights": np.stack([m.coef_[0] for m in self.models]),
            f"{kind}bias": np.concatenate([m.intercept_ for m in self.models]),
        }  # fmt: skip


def _fitted(given: Array, labels: Array) -> _Fitted:
    scaler = StandardScaler().fit(given)
    scaled = scaler.transform(given)
    models = [LogisticRegression(C=FIT, max_iter=2000).fit(scaled, kind) for kind in labels.T]
    return _Fitted(scaler, models)


if __name__ == "__main__":
    main()
