"""The prompt's budget: what is left out, and that the beginning moves as rarely as can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from agent.model.backend import Message
from agent.prompt import LONGEST_MESSAGE, Budget, business_prefix, messages, turn_text
from agent.turns import Turn
from catalog.records import Business, Hours, Origin, Passage

NOW = datetime(2026, 11, 20, tzinfo=UTC)
BUSINESS = Business("Nordlicht", phone="030 1", opening_hours=(Hours((0, 1), "10:00", "19:00"),))


def words(text: str) -> int:
    return len(text.split())


def turn(number: int, length: int = 20) -> Turn:
    said = " ".join([f"m{number}"] * length)
    return Turn(number, str(number), said, said, said, "direct", "en", (), NOW, NOW)


def passage(number: int) -> Passage:
    return Passage(str(number), ("Returns",), "word " * 50, "en", Origin("a.md", "x", NOW))


def test_the_prefix_fits_its_budget_and_is_the_same_each_time() -> None:
    budget = Budget(prefix=200, conversation=1000, facts=100)
    made = [
        business_prefix(BUSINESS, [passage(n) for n in range(9)], ["Tents"], budget, words)
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert words(made[0].text) <= 200
    assert "Nordlicht" in made[0].text
    assert "10:00" in made[0].text


def test_what_is_no_shop_is_called_what_it_is() -> None:
    budget = Budget(prefix=200, conversation=1000, facts=100)
    inn = replace(BUSINESS, name="Zur Möwe", kind="restaurant")
    told = business_prefix(inn, [], [], budget, words).text
    assert ("Zur Möwe, which is: restaurant" in told, "shop" in told) == (True, False)


def test_facts_are_cut_at_their_budget_and_a_question_never() -> None:
    budget = Budget(prefix=0, conversation=100, facts=10)
    text = turn_text("my question", ["one two three four"] * 9, budget, words)
    assert text.endswith("my question")
    assert text.count("one two") == 2


def test_the_oldest_half_goes_when_a_conversation_outgrows_its_budget() -> None:
    budget = Budget(prefix=0, conversation=160 + 96 + 500, facts=0)
    prefix = Message("system", "p")
    starts = []
    for count in range(1, 40):
        made = messages(prefix, [turn(n) for n in range(count)], "now", budget, words)
        assert made[0] == prefix
        assert made[-1].text == "now"
        assert sum(words(m.text) + 8 for m in made[1:-1]) <= 500
        starts.append(made[1].text.split()[0])
    moved = sum(a != b for a, b in pairwise(starts))
    assert moved <= len(starts) // 4, "each move costs the computing of all that is behind it"


def octets(text: str) -> int:
    """As a vocabulary counts signs that it has no token for."""
    return len(text.encode())


@pytest.mark.parametrize("context", [512, 1024, 2048, 8192])
@pytest.mark.parametrize("message", ["🙂" * 4000, "x" * 4000, "ab " * 1300, "日本語" * 1300])
def test_no_message_outgrows_the_context(message: str, context: int) -> None:
    budget = Budget.within(context)
    prefix = business_prefix(BUSINESS, [], [f"Category {n}" for n in range(3000)], budget, octets)
    facts = ["one two three four"] * 40
    turn = turn_text(f"Is this {message} the Fjell?", facts, budget, octets)
    prompt = messages(prefix, [], turn, budget, octets)
    assert sum(octets(m.text) + 8 for m in prompt) < context
    assert octets(turn) <= budget.facts + 2 * 40 + LONGEST_MESSAGE + 8
    assert "Is this" in turn
    assert turn.endswith("the Fjell?")
