"""Whether rows or something written answers an ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.answering.passages import Ranked
from agent.answering.shelf import Shelf, Sought
from agent.understanding.function_words import everyday_words
from agent.understanding.query import About, Act, Ask
from agent.understanding.state import State
from catalog.text import Token, fold

CERTAINLY, SURELY, PERHAPS = 0.8, 0.65, 0.25
"""Probabilities from which on a written answer is told alone, and beside the rows: of shops left
out 25 of 674 questions for rows got a passage alone, 30 of 223 for passages rows alone (36 and 37
with 0.5 and 0.33)."""


STANDS_OUT, BY_COSINE, MIDDLE = 1.6, 20.0, 0.2
"""A passage is near if its `lift` and BY_COSINE times what its cosine is above MIDDLE are together
so much. Of the right passages for 508 questions in other words to eight businesses 8 % lie below;
what a vet is asked is near to something of a railway for 54 % (65 % before `plainly`)."""

MAY_BE_MEANT, LIKELY = 0.6, 0.5
"""Where none is near the first passage is told with a doubt, if it stands out so much and the
question is for something written with this probability: of 365 everyday questions to 26 shops 57,
of which it answers 27; of 489 that no passage answers 3."""

SURELY_NEAR, TO_BUSINESS, HELD = 0.185, 0.245, 0.3
"""Where none can stand out a passage is near by its cosine; without an encoder by the share of the
question's words that it holds."""


def is_near(ranked: Ranked) -> bool:
    if not ranked.cosine:
        return ranked.words >= HELD
    if not ranked.lift:
        return ranked.cosine >= SURELY_NEAR or ranked.words >= HELD
    return _nearness(ranked) >= STANDS_OUT


def _nearness(ranked: Ranked) -> float:
    return ranked.lift + BY_COSINE * (ranked.cosine - MIDDLE)


def _may_be_meant(ranked: Ranked) -> bool:
    """Less than near, and enough to ask whether it is meant."""
    return bool(ranked.lift) and _nearness(ranked) >= MAY_BE_MEANT


_FEW = 3


class Route(StrEnum):
    ROWS = "rows"
    PASSAGE = "passage"
    BOTH = "both"
    OFFER = "offer"
    """A passage that may be meant: something written is asked for, and none is near."""
    BUSINESS = "business"
    NOTHING = "nothing"


FEATURES = 51
"""How many numbers `features` gives."""


def features(ask: Ask, sought: Sought, shelf: Shelf, state: State) -> list[float]:
    """What the choice between rows and passages is learned from."""
    return [*_of_message(ask, sought, shelf), *_of_talk(ask, sought, state)]


def _of_talk(ask: Ask, sought: Sought, state: State) -> list[float]:
    """How the question stands in the talk."""
    named = any(t.mention for t in ask.targets)
    filled = any(not t.mention for t in ask.targets)
    asked = ask.asks_price or ask.asks_stock or ask.fields
    nothing = not (ask.targets or ask.conditions or ask.order or asked)
    written = bool(state.topic)
    return [
        sought.ranks[0].lift if sought.ranks else 0.0,
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
        float(_is_of_row(ask, shelf)),
        10 * (shelf.meant.nearest(vector) - 0.8),
    ]


@dataclass(frozen=True, slots=True)
class _Learned:
    """Two linear models: of a question's meaning, and of `features` with what the first says.

    Learned from the talks of sixteen shops by `scripts/learn_choice.py`; of shops that were left
    out, 90 % of all questions went where they should (88 % without what stands in the talk).
    """

    meaning: NDArray[np.float32]
    meaning_bias: float
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: float
    plain_mean: NDArray[np.float32]
    plain_scale: NDArray[np.float32]
    plain_weights: NDArray[np.float32]
    plain_bias: float

    def written(self, given: Sequence[float], vector: NDArray[np.float32] | None) -> float:
        """The probability that something written answers, and no row."""
        if vector is None:
            at = (np.array(given, np.float32) - self.plain_mean) / self.plain_scale
            return _logistic(float(at @ self.plain_weights) + self.plain_bias)
        meant = float(vector @ self.meaning) + self.meaning_bias
        at = (np.array([*given, meant], np.float32) - self.mean) / self.scale
        return _logistic(float(at @ self.weights) + self.bias)


@cache
def _learned() -> _Learned:
    with np.load(Path(__file__).with_name("choice.npz")) as held:
        return _Learned(**{f.name: _plain(held[f.name]) for f in fields(_Learned)})


def _plain(array: NDArray[np.float32]) -> Any:
    return float(array) if array.ndim == 0 else array


def _logistic(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


def _is_of_row(ask: Ask, shelf: Shelf) -> bool:
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


def _names_rows(ask: Ask) -> bool:
    return bool(ask.targets or ask.conditions or ask.fields or ask.order)


def _is_unnamed(ask: Ask) -> bool:
    """Whether no row names what is asked for: a word or three are left over, and nothing else."""
    named = ask.conditions or ask.targets or ask.fields
    left = sum(len(run.split()) for run in ask.unused)
    return ask.act is Act.FIND and 0 < left <= _FEW and not named


def _is_of_goods(ask: Ask, best: Ranked, shelf: Shelf) -> bool:
    """Whether a passage is near to what is asked for by itself: "do you sell laptops?" is near to
    "Do you sell vouchers?", and laptops are not."""
    wanted = shelf.seek(" ".join(ask.unused), shelf.columns.languages[0], "", False)
    near = wanted.ranks[0] if wanted.ranks else None
    return near is not None and near.passage.id == best.passage.id and is_near(near)


def _is_headed(ask: Ask, best: Ranked, shelf: Shelf, spoken: Sequence[Token]) -> bool:
    """Whether a word that no row explains is the heading of what is written: "and sending two of
    them to Austria?" is of rows and of "Sending"."""
    left = {fold(word) for run in ask.unused for word in run.split()}
    return any(
        t.folded in left and not shelf.columns.knows(t) and shelf.passages.heads(best.passage, t)
        for t in spoken
    )


def choose(ask: Ask, sought: Sought, shelf: Shelf, state: State) -> Route:
    """Where the answer of `ask` is looked for."""
    ranks, spoken = sought.ranks, sought.spoken
    best = ranks[0] if ranks and is_near(ranks[0]) else None
    if ask.about is not None and not ask.targets and not ask.order:
        near = best is not None and (best.cosine > TO_BUSINESS or best.headed > 0.5)
        if ask.about is About.ORDER or not near or not ask.unused:
            return Route.BUSINESS
        return Route.PASSAGE
    if _is_of_row(ask, shelf) or (ask.claims and ask.targets):
        return Route.ROWS
    written = _learned().written(features(ask, sought, shelf, state), sought.vector)
    if best is None:
        perhaps = bool(ranks) and _may_be_meant(ranks[0]) and not ask.having
        return Route.OFFER if perhaps and written >= LIKELY else Route.ROWS
    wanted = ask.having and _is_unnamed(ask) and written < CERTAINLY
    if wanted and not _is_of_goods(ask, best, shelf):
        return Route.ROWS
    if written >= SURELY:
        return Route.PASSAGE
    if written >= PERHAPS:
        return Route.BOTH if _names_rows(ask) else Route.PASSAGE
    return Route.BOTH if _is_headed(ask, best, shelf, spoken) else Route.ROWS
