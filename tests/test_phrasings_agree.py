"""The same question in ten phrasings has the same facts beside its replies.

The phrasings in tests/data/agreeing.toml are as people type: slips, slang, no marks. They are
answered by code; a model that says nothing that holds stands behind it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from agent.answer import Incoming, answer
from agent.events import Evidence, Finished
from agent.shop import Agent

DATA = Path(__file__).parent / "data" / "agreeing.toml"
ASKED: dict[str, dict[str, Any]] = tomllib.loads(DATA.read_text("utf-8"))
LANGUAGES = ("en", "de")
OPEN_AT_MOST = 6
"""So many of the 747 phrasings got another answer when they were first asked: it only shrinks."""

Told = frozenset[tuple[str, str, str]]
"""Field, item and value of each fact beside a reply."""


def _told(agent: Agent, text: str, language: str) -> tuple[str, Told]:
    """The lane of the reply to `text`, the first of a conversation, and the facts beside it."""
    events = list(answer(agent, Incoming(text, "", language=language)))
    facts = [fact for event in events if isinstance(event, Evidence) for fact in event.facts]
    end = events[-1]
    assert isinstance(end, Finished), text
    return end.lane, frozenset((fact.field, fact.item_id, str(fact.value)) for fact in facts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", ASKED)
def test_phrasings_agree(agent: Agent, fact: str, language: str) -> None:
    entry = ASKED[fact]
    told = {text: _told(agent, text, language) for text in entry[language]}
    first = next(iter(told.values()))
    other = {text: said for text, said in told.items() if said != first}
    assert not other, f"not as {first}: {other}"
    lane, facts = first
    item = entry["item"].format(language=language)
    assert lane == "direct"
    assert sorted({field.partition(":")[0] for field, _, _ in facts}) == entry["fields"]
    assert {about.partition("#")[0] for _, about, _ in facts} == {item}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", ASKED)
def test_what_is_open_is_open_still(agent: Agent, fact: str, language: str) -> None:
    entry = ASKED[fact]
    right = _told(agent, entry[language][0], language)
    agreeing = [t for t in entry.get(f"open_{language}", []) if _told(agent, t, language) == right]
    assert not agreeing, "these agree by now: move them up"


def test_there_are_enough_phrasings() -> None:
    settled = [e for e in ASKED.values() if all(len(set(e[code])) >= 10 for code in LANGUAGES)]
    left = sum(len(e.get(f"open_{code}", [])) for e in ASKED.values() for code in LANGUAGES)
    assert len(settled) >= 20
    assert left <= OPEN_AT_MOST
