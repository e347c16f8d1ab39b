"""Learns agent/answering/evidence.npz: which of all that is written on an item answers a question.

From the questions of tests/data/shops and tests/data/routes that name the column that answers;
needs the extras `learn` and `meaning`, and some minutes. Prints, for shops that were left out, how
often the right piece is first, and of the first pieces by their chance how many are right.

    python scripts/learn_evidence.py
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from agent.answering import evidence  # noqa: E402
from agent.answering.evidence import FEATURES  # noqa: E402
from agent.answering.pieces import Piece, pieces_of  # noqa: E402
from agent.answering.shelf import Sought  # noqa: E402
from agent.model.encoder import Bundled  # noqa: E402
from agent.understanding.function_words import function_words  # noqa: E402
from agent.understanding.query import Ask  # noqa: E402
from catalog.folding import fold  # noqa: E402
from catalog.records import Product, ProductText  # noqa: E402
from tests.talks import ROUTES, SHOPS, Had, Shop, names, opened  # noqa: E402

Array = NDArray[np.float64]

PARTS = 9
"""So many parts of whole shops are left out in turn."""

MEANT = [0, 1, 2, 3, 15]
"""The features that are of meaning."""

UNSTATED = 0.5
"""What a question counts that is asked of an item whose right cell is taken away."""

SPOKEN_OF = 3
"""Of so many rows a question is at most."""


def main() -> None:
    encoder = Bundled()
    _widened(FEATURES)
    asked = _Asked()
    for among in (SHOPS, ROUTES):
        for name in names(among):
            with tempfile.TemporaryDirectory() as state:
                shop = opened(name, Path(state), encoder.passages, encoder.questions, among)
                rows = shop.catalog.products(list(shop.shelf.columns.ids))
                for had in shop.talks():
                    asked.add(had, shop, rows)
                shop.catalog.close()
    _report(asked)
    np.savez(ROOT / "agent" / "answering" / "evidence.npz", **_arrays(asked))


@dataclass
class _Asked:
    """Of each question the features of all pieces of its item, which are right, and its shop."""

    given: list[Array] = field(default_factory=list)
    labels: list[NDArray[np.bool_]] = field(default_factory=list)
    shops: list[str] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, had: Had, shop: Shop, rows: list[Product]) -> None:
        turn, shelf, language = had.turn, shop.shelf, had.query.language
        spoken_of = turn.get("rows") or ()
        if turn["act"] not in ("tell", "check") or not 0 < len(spoken_of) <= SPOKEN_OF:
            return
        meant = [p for p in rows if fold(str(spoken_of[0])) in _called(p)]
        if len(meant) != 1 or not had.query.asks:
            return
        text = meant[0].text(language)
        held = pieces_of(text)
        wanted = [*turn.get("fields", ()), *(c[0] for c in turn.get("conditions", ()))]
        right = np.array([any(_is_named(p.name, w) for w in wanted) for p in held], np.bool_)
        if not held or (wanted and not right.any() and not _is_of_offer(wanted)):
            return
        sought = shelf.seek(had.turn["q"], language, had.state.topic, False)
        ask = had.query.asks[0]
        if not right.any() and (ask.asks_price or ask.asks_stock):
            return  # answered by what was read
        book = function_words(language)
        words = tuple(t.text for t in sought.spoken if not book.is_small(t.folded))
        unread = replace(ask, fields=(), scaled=(), conditions=(), unused=words)
        self._add(shop, ask, text, held, right, sought)
        if right.any():
            self._add(shop, unread, text, held, right, sought)
            other = [p for p, own in zip(held, right, strict=True) if not own]
            if other:  # of an item that does not state it
                none = np.zeros(len(other), np.bool_)
                self._add(shop, unread, text, other, none, sought, UNSTATED)

    def _add(
        self,
        shop: Shop,
        ask: Ask,
        text: ProductText,
        held: Sequence[Piece],
        right: NDArray[np.bool_],
        sought: Sought,
        weight: float = 1.0,
    ) -> None:
        given = shop.shelf.evidence.features(ask, held, text, sought.spoken, sought.vector)
        self.given.append(given)
        self.labels.append(right)
        self.shops.append(shop.name)
        self.weights.append(weight)


def _widened(wanted: int) -> None:
    """Makes what was learned before answer the talks, where its features are others now: it is sure
    of nothing then."""
    before = evidence.learned()
    if len(before.mean) != wanted:
        zero, one, doubt = np.zeros(wanted), np.ones(wanted), np.array([-3.0])
        blank = replace(
            before, mean=zero, scale=one, weights=zero, bias=doubt, plain_weights=zero,
            plain_bias=doubt,
        )  # fmt: skip
        evidence.learned = lambda: blank  # type: ignore[assignment]


def _called(product: Product) -> Iterator[str]:
    """All that a talk may call a row by."""
    yield from (fold(product.id), *(fold(v.sku or v.id) for v in product.variants))
    for text in product.texts.values():
        yield fold(text.title)
        yield from (fold(a.value) for a in text.attributes if len(a.value) < 25)


def _is_named(name: str, wanted: str) -> bool:
    own, told = (set(re.findall(r"\w+", fold(n).replace("_", " "))) for n in (name, wanted))
    return bool(own) and own <= told


def _is_of_offer(wanted: list[str]) -> bool:
    """Whether a price or stock is asked for, which is no cell of those that are ranked."""
    offer = r"price|preis|€|eur|stock|bestand|verf|lager|qty|£|kosten|rate|available|places"
    return any(re.search(offer, fold(w)) for w in wanted)


def _fitted(asked: _Asked, own: list[int], without: Sequence[int] = ()) -> tuple[Any, Any]:
    given = np.vstack([asked.given[n] for n in own])
    labels = np.concatenate([asked.labels[n] for n in own])
    scaler = StandardScaler().fit(given)
    scaled = scaler.transform(given)
    scaled[:, list(without)] = 0.0
    weights = np.concatenate([np.full(len(asked.labels[n]), asked.weights[n]) for n in own])
    model = LogisticRegression(C=1.0, max_iter=2000).fit(scaled, labels, sample_weight=weights)
    return scaler, model


def _report(asked: _Asked) -> None:
    numbers = {name: n for n, name in enumerate(dict.fromkeys(asked.shops))}
    chances: dict[int, Array] = {}
    for part in range(PARTS):
        out = [n for n, name in enumerate(asked.shops) if numbers[name] % PARTS == part]
        scaler, model = _fitted(asked, [n for n in range(len(asked.shops)) if n not in set(out)])
        for n in out:
            chances[n] = model.predict_proba(scaler.transform(asked.given[n]))[:, 1]
    first = {n: bool(asked.labels[n][c.argmax()]) for n, c in chances.items()}
    told = [n for n in first if asked.labels[n].any()]
    print(
        f"{len(told)} questions, of shops left out: first {np.mean([first[n] for n in told]):.2f}"
    )
    for low in np.arange(0, 1, 0.1):
        some = [n for n, c in chances.items() if low <= c.max() < low + 0.1]
        print(f"{low:.1f}: {len(some):4} {np.mean([first[n] for n in some] or [0]):.2f}")


def _arrays(asked: _Asked) -> dict[str, Array]:
    every = list(range(len(asked.shops)))
    scaler, model = _fitted(asked, every)
    _, plain = _fitted(asked, every, MEANT)
    weights = plain.coef_[0].copy()
    weights[MEANT] = 0.0
    return {
        "mean": scaler.mean_, "scale": scaler.scale_,
        "weights": model.coef_[0], "bias": model.intercept_,
        "plain_weights": weights, "plain_bias": plain.intercept_,
    }  # fmt: skip


if __name__ == "__main__":
    main()
