"""Lists for so many people: what is too small is not offered."""

from __future__ import annotations

import pytest

from agent.answer import Incoming, answer
from agent.events import CardShown
from agent.shop import Agent


@pytest.mark.parametrize(
    ("question", "fits", "too_small"),
    [
        ("tents for 4 people", {"fjell-4"}, {"tind-1", "fjell-2", "fjell-2-light"}),
        ("Welche Zelte für 4 Leute habt ihr?", {"fjell-4"}, {"tind-1", "fjell-2"}),
        ("do you have a tent for two people", {"fjell-2", "fjell-2-light"}, {"tind-1"}),
        ("zelt für zwei personen?", {"fjell-2", "fjell-2-light"}, {"tind-1"}),
    ],
)
def test_what_is_too_small_is_not_offered(
    agent: Agent, question: str, fits: set[str], too_small: set[str]
) -> None:
    cards = {e.id for e in answer(agent, Incoming(question)) if isinstance(e, CardShown)}
    assert fits <= cards
    assert not too_small & cards


def test_where_none_is_large_enough_all_are_shown(agent: Agent) -> None:
    cards = {
        e.id for e in answer(agent, Incoming("tents for 9 people")) if isinstance(e, CardShown)
    }
    assert cards
