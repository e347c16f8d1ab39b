"""Every reply carries its evidence: what stands in it in figures stands in a fact beside it.

The questions are those of `tresen check`, and the figures are read out of the replies by the
check's own reader, which shares no code with what writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from agent.answer import Incoming, answer
from agent.check.figures import Figure, figures, same
from agent.check.ground import Ground
from agent.check.question import Question
from agent.check.questions import made
from agent.events import Evidence, Finished, Started, TextDelta
from agent.grounding.facts import Fact
from agent.shop import Agent

ASKED = 100
SEED = 20
LANGUAGES = ("en", "de")


@dataclass
class Said:
    """A reply as it was told."""

    question: str
    text: str = ""
    lane: str = ""
    facts: list[Fact] = field(default_factory=list)


@pytest.fixture(scope="module")
def replies(agent: Agent) -> list[Said]:
    agent.known()
    ground = Ground.of(agent.catalog, agent.business, LANGUAGES, SEED)
    questions = made(ground, LANGUAGES, ASKED, SEED)
    return [said for question in questions for said in _said(agent, question)]


def _said(agent: Agent, question: Question) -> list[Said]:
    """The replies to what is said before the question, and to the question."""
    conversation = ""
    told = []
    for text in (*question.before, question.text):
        said = Said(text)
        for event in answer(agent, Incoming(text, conversation, language=question.language)):
            match event:
                case Started():
                    conversation = event.conversation
                case TextDelta():
                    said.text += event.text
                case Evidence():
                    said.facts += event.facts
                case Finished():
                    said.lane = event.lane
                case _:
                    pass
        told.append(said)
    return told


def _values(text: str) -> list[Figure]:
    """The amounts of money in `text`, and its numbers that have a unit."""
    return [figure for figure in figures(text) if figure.is_money or figure.measured]


def _bare(said: Said) -> list[str]:
    """The values of a reply that no fact beside it holds, in its value or in the name of what it
    is about ("Skjul tarp, size 3 × 3 m")."""
    held = [f"{fact.text} {fact.value} {fact.item}" for fact in said.facts]
    known = [figure for text in held for figure in _values(text)]
    return [v.text for v in _values(said.text) if not any(same(v, k) for k in known)]


def test_every_value_of_a_reply_by_code_stands_in_its_evidence(
    replies: list[Said],
) -> None:
    told = [said for said in replies if said.lane == "direct"]
    bare = [f"{said.question!r}: {_bare(said)} in {said.text!r}" for said in told if _bare(said)]
    assert not bare, "\n".join(bare)
    assert len(told) >= ASKED / 2
    assert sum(len(_values(said.text)) for said in told) >= ASKED / 2, "too few values to tell"


def test_every_fact_says_of_what_from_where_and_as_of_when(
    replies: list[Said],
) -> None:
    facts = [(said.question, fact) for said in replies for fact in said.facts]
    for question, fact in facts:
        assert all((fact.item, fact.field, fact.source, fact.text)), (question, fact)
        assert fact.as_of.tzinfo is not None, (question, fact)
    assert {"price", "availability", "passage"} <= {fact.field for _, fact in facts}


def test_a_value_that_is_missing_in_the_evidence_is_seen() -> None:
    said = Said("?", "Das Fjell 2 kostet 189,90 € und wiegt 2,1 kg.")
    assert _bare(said) == ["189,90 €", "2,1"]
