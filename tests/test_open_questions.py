"""Open questions of customers, asked with a model whose words never hold: what code says then
names a right product or quotes a right passage.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agent.answer import Incoming, answer
from agent.config import load
from agent.events import CardShown, Cited, Finished, TextDelta
from agent.shop import Agent
from catalog.lookup import Catalog
from catalog.survey import passages_in
from tests.conftest import DEMO
from tests.fake_backend import ScriptedBackend

DATA = Path(__file__).parent / "data" / "open_questions.jsonl"
QUESTIONS: list[dict[str, Any]] = [
    json.loads(line) for line in DATA.read_text("utf-8").splitlines()
]
ENOUGH = 0.85
"""The share of the questions whose replies have to name a right one, in each language."""
UNKNOWN = "A violin lesson costs €312.47 at the kayak school in Oslo."
"""What the model says each time: of no row, so that the guard lets none of it pass."""


class WrongBackend(ScriptedBackend):
    """A model that says UNKNOWN to every question."""

    def __init__(self) -> None:
        super().__init__(*[UNKNOWN] * len(QUESTIONS))


@dataclass(frozen=True)
class Reply:
    text: str
    products: frozenset[str]
    headings: frozenset[str]
    lane: str


@pytest.fixture(scope="module")
def agent(demo_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    state = tmp_path_factory.mktemp("open") / "state"
    shutil.copytree(demo_state, state)
    agent = Agent(load(DEMO / "tresen.toml", state=state), Catalog.open(state), WrongBackend())
    yield agent
    agent.close()


def asked(agent: Agent, question: dict[str, Any]) -> Reply:
    """The reply to a question that begins a conversation."""
    events = list(answer(agent, Incoming(question["text"], language=question["language"])))
    finished = events[-1]
    assert isinstance(finished, Finished), question["text"]
    return Reply(
        "".join(e.text for e in events if isinstance(e, TextDelta)),
        frozenset(finished.products) | {e.id for e in events if isinstance(e, CardShown)},
        frozenset(e.title for e in events if isinstance(e, Cited)),
        finished.lane,
    )


def is_right(question: dict[str, Any], reply: Reply) -> bool:
    named = reply.products & frozenset(question["products"])
    return bool(named or reply.headings & frozenset(question["passages"]))


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_code_says_names_a_right_product_or_passage(agent: Agent, language: str) -> None:
    own = [question for question in QUESTIONS if question["language"] == language]
    missed = [
        f"{question['text']!r} ({reply.lane}): {reply.text!r}"
        for question in own
        if not is_right(question, reply := asked(agent, question))
    ]
    assert len(missed) <= (1 - ENOUGH) * len(own), f"{len(missed)} missed:\n" + "\n".join(missed)


def test_no_word_of_such_a_model_is_passed_on(agent: Agent) -> None:
    assert not any("Oslo" in asked(agent, question).text for question in QUESTIONS[::8])


def test_the_questions_speak_of_what_there_is(agent: Agent) -> None:
    """Whoever renames a product or a heading of the demo shop finds here what to follow."""
    database = agent.catalog.database
    known = {p.heading[-1] for code in agent.offered for p in passages_in(database, code, 100)}
    for question in QUESTIONS:
        ids = question["products"]
        assert [product.id for product in agent.products(ids)] == ids
        assert set(question["passages"]) <= known, question["text"]
        assert ids or question["passages"], question["text"]
    assert len(QUESTIONS) >= 60
    assert len({question["text"] for question in QUESTIONS}) == len(QUESTIONS)
