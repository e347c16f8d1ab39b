"""Sixteen made-up shops of as many kinds, and what their customers ask: rates with floors.

The choice between rows and passages is learned from these talks, so they are no measure of shops
that nobody has seen; they are what must not get worse. No line of them is tuned to.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from agent.answering.ranking import is_gone
from agent.answering.resolve import find
from agent.answering.shelf import Sought
from agent.answering.weighing import features
from agent.understanding.conditions import holds
from agent.understanding.query import Ask, Op
from agent.understanding.state import State
from tests.talks import Had, Shop, names, opened

FLOOR, FIRST = 0.56, 0.62
"""Shares of turns that are right by words alone, without an encoder; measured less three points."""


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> list[Shop]:
    state = tmp_path_factory.mktemp("shops")
    return [opened(name, state / name) for name in names()]


@pytest.fixture(scope="module")
def had(shops: list[Shop]) -> list[Had]:
    return [turn for shop in shops for turn in shop.talks()]


def test_so_many_turns_are_right(had: list[Had]) -> None:
    wrong = [f"{h.shop}: {h.turn['q']} -> {h.text[:150]}" for h in had if not h.right]
    first = [h for h in had if h.place == 0]
    rate, early = _share(had), _share(first)
    assert (rate >= FLOOR, early >= FIRST) == (True, True), f"{rate:.3f} {early:.3f} {wrong}"


def test_what_is_listed_satisfies_what_is_asked(shops: list[Shop]) -> None:
    """The invariant, over every talk: each row of a result holds each condition that was checked,
    and no row that holds them all is left out."""
    for shop in shops:
        columns = shop.shelf.columns
        languages = ("en", "de", *columns.languages)
        for turn in shop.talks():
            for ask in turn.query.asks:
                result = find(Ask(ask.act, conditions=ask.conditions), columns, languages)
                given_up = (*result.unstated, *result.uncalled, *result.sold_out)
                texts = [replace(c, fields=()) for c in result.by_text]
                told = [c for c in ask.conditions if c not in (*given_up, *result.by_text)]
                checked = [*told, *texts]
                every = np.ones(columns.rows, np.bool_)
                for condition in checked:
                    every &= holds(condition, columns, languages)
                for match in result.matches if result.sold_out else ():
                    assert is_gone(match, columns), turn.turn["q"]
                shown = {row for match in result.matches for row in match.rows}
                assert shown == set(np.flatnonzero(every).tolist()), turn.turn["q"]
                near = {row for match in result.near for row in match.rows}
                for condition in checked:
                    if near and condition.op is Op.LACKS:
                        assert all(holds(condition, columns, languages)[list(near)]), turn.turn["q"]


def test_the_learned_choice_is_of_these_features(tmp_path: Path) -> None:
    """`scripts/learn_choice.py` is run anew whenever a feature is added or taken away."""
    shop = opened("films", tmp_path)
    given = features(
        Ask(act=next(iter(shop.talks())).query.asks[0].act),
        Sought((), None, ()),
        shop.shelf,
        State(),
    )
    with np.load(Path("agent/answering/choice.npz")) as held:
        assert held["plain_weights"].shape == (2, len(given))
        assert held["weights"].shape == (2, len(given) + 1)


def _share(turns: list[Had]) -> float:
    return sum(turn.right for turn in turns) / len(turns)


def test_a_message_is_read_the_same_in_each_process() -> None:
    """What is kept of sets is in no order of its own: that differs from process to process."""
    told = {
        subprocess.run(
            [sys.executable, "-c", READ, "guesthouse"],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            cwd=Path(__file__).parents[1],
        ).stdout
        for seed in ("1", "3")
    }
    assert len(told) == 1


READ = """
import sys, tempfile
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tests.talks import opened
with tempfile.TemporaryDirectory() as state:
    shop = opened(sys.argv[1], Path(state))
    for had in shop.talks():
        print(had.query, had.text)
    shop.catalog.close()
"""
