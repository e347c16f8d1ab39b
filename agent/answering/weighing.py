"""How likely something written answers an ask, and that its first passage does: learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agent.answering.goods import lift, said_of
from agent.answering.shelf import Shelf, Sought
from agent.understanding.function_words import everyday_words
from agent.understanding.query import Act, Ask
from agent.understanding.state import State

MIDDLE = 0.2
"""The cosine that is usual."""

FEATURES = 56
"""How many numbers `features` gives."""


def features(ask: Ask, sought: Sought, shelf: Shelf, state: State) -> list[float]:
    """What the choice between rows and passages is learned from."""
    return [
        *_of_message(ask, sought, shelf),
        *_of_talk(ask, sought, state),
        *_of_goods(sought, shelf),
    ]


def _of_goods(sought: Sought, shelf: Shelf) -> list[float]:
    """How near the nearest goods are, in meaning and by the words that their rows say."""
    telling = [t for t in sought.spoken if t.folded not in everyday_words() and not t.is_number]
    share = said_of(telling, shelf.columns)
    held = float(share.max()) if len(share) else 0.0
    cosines = shelf.goods.near(sought.vector)
    if cosines is None or not len(cosines):
        return [0.0, 0.0, held, held]
    nearest = int(cosines.argmax())
    own = float(share[nearest]) if nearest < len(share) else 0.0
    return [10 * (float(cosines.max()) - 0.8), lift(cosines), held, own]


def _of_talk(ask: Ask, sought: Sought, state: State) -> list[float]:
    """How the question stands in the talk."""
    named = any(t.mention for t in ask.targets)
    filled = any(not t.mention for t in ask.targets)
    asked = ask.asks_price or ask.asks_stock or ask.fields
    nothing = not (ask.targets or ask.conditions or ask.order or asked)
    written = bool(state.topic)
    return [
        sought.ranks[0].lift if sought.ranks else 0.0,
        sought.ranks[0].alone if sought.ranks else 0.0,
        float(written),
        float(bool(ask.topic)),
        float(bool(state.focus)),
        float(len(state.focus) > 1),
        float(bool(state.listed)),
        float(filled),
        float(state.ask is not None),
        float(state.ask is not None and state.ask.act is Act.FIND),
        float(not (written or state.focus or state.ask)),
        float(written and nothing),
        float(written and filled),
        float(written and named),
        float(filled and bool(ask.unused)),
        float(named and bool(ask.unused)),
        min(16, len(ask.text.split())) / 16,
    ]


def _of_message(ask: Ask, sought: Sought, shelf: Shelf) -> list[float]:
    ranks, spoken, vector = sought.ranks, sought.spoken, sought.vector
    best = ranks[0] if ranks else None
    second = ranks[1].score if len(ranks) > 1 else 0.0
    telling = [t for t in spoken if t.folded not in everyday_words() and not t.is_number]
    strange = [t for t in telling if not shelf.columns.knows(t)]
    written = [t for t in strange if shelf.passages.knows(t)]
    return [
        1.0,
        ask.explained,
        best.words if best else 0.0,
        best.headed if best else 0.0,
        (best.cosine - MIDDLE) * 10 if best and best.cosine else 0.0,
        (best.score - second) if best else 0.0,
        float(bool(ask.targets)),
        float(any(t.exact for t in ask.targets)),
        min(3.0, len(ask.conditions)),
        float(bool(ask.fields or ask.scaled)),
        float(ask.order is not None or ask.relative is not None),
        float(ask.asks_price),
        float(ask.asks_stock),
        float(ask.classed),
        min(4.0, sum(len(u.split()) for u in ask.unused)),
        float(ask.act is Act.CHECK),
        float(ask.act in (Act.COUNT, Act.SUM, Act.COMPARE)),
        float(ask.more),
        float(ask.about is not None),
        float(any("title" in c.fields for c in ask.conditions)),
        float(ask.refers.value != "none"),
        float(ask.follows),
        float(ask.quantity > 0),
        len(strange) / max(1, len(telling)),
        len(written) / max(1, len(telling)),
        min(12, len(telling)) / 12,
        float(ask.act.value == "find"),
        float(ask.act.value == "tell"),
        ask.explained * (best.words if best else 0.0),
        float(bool(ask.targets)) * ask.explained,
        float(ask.having),
        float(ask.yes_no),
        float(ask.which),
        float(is_of_row(ask, shelf)),
        10 * (shelf.meant.nearest(vector) - 0.8),
    ]


class Weighed(NamedTuple):
    """Two probabilities: that something `written` answers, and no row; that the first passage is
    the `right` one."""

    written: float
    right: float


@dataclass(frozen=True, slots=True)
class _Learned:
    """Linear models: of a question's meaning, and two of `features` with what the first says (a
    row each of `weights`). The `plain` ones are for where there is no encoder.

    Learned by `scripts/learn_choice.py` from the talks of 36 shops.
    """

    meaning: NDArray[np.float32]
    meaning_bias: NDArray[np.float32]
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    plain_mean: NDArray[np.float32]
    plain_scale: NDArray[np.float32]
    plain_weights: NDArray[np.float32]
    plain_bias: NDArray[np.float32]

    def weighed(self, given: Sequence[float], vector: NDArray[np.float32] | None) -> Weighed:
        if vector is None:
            at = (np.array(given, np.float32) - self.plain_mean) / self.plain_scale
            told = self.plain_weights @ at + self.plain_bias
        else:
            meant = float(vector @ self.meaning + self.meaning_bias[0])
            at = (np.array([*given, meant], np.float32) - self.mean) / self.scale
            told = self.weights @ at + self.bias
        return Weighed(*(1 / (1 + np.exp(-told.astype(np.float64)))).tolist())


@cache
def learned() -> _Learned:
    with np.load(Path(__file__).with_name("choice.npz")) as held:
        return _Learned(**{f.name: held[f.name] for f in fields(_Learned)})


def weigh(ask: Ask, sought: Sought, shelf: Shelf, state: State) -> Weighed:
    return learned().weighed(features(ask, sought, shelf, state), sought.vector)


def is_of_row(ask: Ask, shelf: Shelf) -> bool:
    """Whether every word of it is explained, and the row of what is named states what it asks:
    "and when is she open" of a practice whose row has its hours."""
    if ask.unused or not ask.fields or not ask.targets:
        return False
    columns = shelf.columns
    rows = columns.of_products(
        columns.number[p] for t in ask.targets for p in t.products if p in columns.number
    )
    asked = (columns.columns[f].stated for f in ask.fields if f in columns.columns)
    return any(bool((stated & rows).any()) for stated in asked)
