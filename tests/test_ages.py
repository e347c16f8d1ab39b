"""What is older than [truth] max_age is said with its date, or not at all, wherever it is said."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.answer import Incoming, answer
from agent.config import load
from agent.errors import ConfigError
from agent.events import CardShown, Event, Evidence, Finished, HandedOff, TextDelta
from agent.periods import period
from agent.shop import Agent
from catalog.lookup import Catalog
from catalog.tables import sources
from tests.conftest import DEMO
from tests.fake_backend import ScriptedBackend

READ = datetime.now(UTC) - timedelta(days=5)
OPEN = "why should I recommend the Fjell 2 to my girlfriend?"
DATED = re.compile(r"\(as of \d+ [A-Z][a-z]+( \d{4})?\)")
Opened = Callable[..., Agent]


@pytest.fixture
def opened(demo_state: Path, tmp_path: Path) -> Iterator[Opened]:
    """Makes an agent over a demo shop that was read five days ago."""
    state = tmp_path / "state"
    shutil.copytree(demo_state, state)
    made: list[Agent] = []

    def make(*replies: str, age: timedelta = timedelta(days=5), **truth: str) -> Agent:
        settings = load(DEMO / "tresen.toml", state=state, truth=truth)
        catalog = Catalog.open(state)
        with catalog.database.writing() as connection:
            connection.execute(sources.update().values(read_at=datetime.now(UTC) - age))
        made.append(Agent(settings, catalog, ScriptedBackend(*replies)))
        return made[-1]

    yield make
    for agent in made:
        agent.close()


def ask(agent: Agent, text: str) -> tuple[str, list[Event]]:
    events = list(answer(agent, Incoming(text)))
    assert isinstance(events[-1], Finished)
    words = "".join(e.text for e in events if isinstance(e, TextDelta))
    return words.replace("\xa0", " "), events


def card(events: list[Event]) -> CardShown:
    return next(e for e in events if isinstance(e, CardShown))


def facts(events: list[Event]) -> list[str]:
    return [f.text.replace("\xa0", " ") for e in events if isinstance(e, Evidence) for f in e.facts]


QUESTIONS = (
    "How much is the Fjell 2?",
    "How much is the Vandre?",
    "Is the Fjell 4 available?",
    "Do you have the Vandre in blue, size 42?",
    "Is the Vandre in stock?",
    "tents under 300 €",
    "what do 3 Fjell 2 cost altogether?",
    "compare the Fjell 2 and the Fjell 4",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_stale_offers_are_said_with_their_date(opened: Opened, question: str) -> None:
    text, events = ask(opened(max_age="3d"), question)
    sentences = re.split(r"(?<=[.:])\s+|\n", text)
    priced = [s for s in sentences if any(word in s for word in ("€", "stock", "sold out"))]
    assert priced, text
    for sentence in priced:
        assert DATED.search(sentence), sentence
    shown = card(events)
    assert DATED.search(shown.price)
    assert DATED.search(shown.stock_text)
    assert all(DATED.search(f) for f in facts(events) if "€" in f or "stock" in f)


def test_the_date_is_the_sources_day_in_the_customers_language(opened: Opened) -> None:
    agent = opened(max_age="3d")
    day = READ.astimezone(agent.ages().oldest.tzinfo).day  # type: ignore[union-attr]
    text, _ = ask(agent, "How much is the Fjell 2?")
    assert f"€189.90 (as of {day} " in text or f"(as of {day} " in text
    text, _ = ask(agent, "Was kostet das Fjell 2?")
    assert f"189,90 € (Stand {day}. " in text


@pytest.mark.parametrize("question", QUESTIONS)
def test_stale_offers_are_withheld(opened: Opened, question: str) -> None:
    text, events = ask(opened(max_age="3d", stale="withheld"), question)
    said = " ".join([text, *facts(events), card(events).price if "tents" not in question else ""])
    assert "€" not in said.replace("300 €", "")
    said = re.sub(r"whether .*? is in stock", "", said)
    assert not re.search(r"\bin stock\b|sold out|ready to go", said), said
    for shown in (e for e in events if isinstance(e, CardShown)):
        assert (shown.price, shown.list_price, shown.stock_text) == ("", "", "")


def test_what_is_withheld_is_left_open_for_a_person(opened: Opened) -> None:
    agent = opened(max_age="3d", stale="withheld")
    for question in ("How much is the Fjell 2?", "Is the Fjell 4 available?"):
        _, events = ask(agent, question)
        assert any(isinstance(e, HandedOff) for e in events)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("truth", [{}, {"max_age": "6d"}, {"max_age": "2w", "stale": "withheld"}])
def test_fresh_offers_are_said_as_they_are(
    opened: Opened, question: str, truth: dict[str, str]
) -> None:
    text, events = ask(opened(**truth), question)
    assert "as of" not in " ".join(
        [text, card(events).price, card(events).stock_text, *facts(events)]
    )
    assert card(events).price


def test_what_does_not_change_has_no_date(opened: Opened) -> None:
    for stale in ("dated", "withheld"):
        agent = opened(max_age="3d", stale=stale)
        assert "2.1 kg." in ask(agent, "how heavy is the Fjell 2?")[0]
        assert "as of" not in ask(agent, "how long can I return something?")[0]


def test_the_model_is_held_to_the_date(opened: Opened) -> None:
    day = ask(opened(max_age="3d"), "How much is the Fjell 2?")[0]
    day = day.partition("(as of ")[2].partition(")")[0]
    undated = "The Fjell 2 costs €189.90. The Fjell 2 is in stock."
    agent = opened(undated, max_age="3d")
    text, events = ask(agent, OPEN)
    assert "Fjell 2 costs €189.90." not in text
    assert events[-1].lane == "fallback"
    dated = f"The Fjell 2 costs €189.90 (as of {day})."
    text, events = ask(opened(dated, max_age="3d"), OPEN)
    assert (text, events[-1].lane) == (dated, "composed")


def test_the_model_reads_the_date_or_nothing(opened: Opened) -> None:
    for stale, price in (("dated", True), ("withheld", False)):
        agent = opened(max_age="3d", stale=stale)
        ask(agent, OPEN)
        turn = agent.backend.requests[0].messages[-1].text.replace("\xa0", " ")
        assert ("€189.90 (as of " in turn) == price
        assert ("in stock (as of " in turn) == price
        assert price or "in stock" not in turn


@contextmanager
def refused(value: str, **truth: str) -> Iterator[None]:
    with pytest.raises(ConfigError) as error:
        load(None, truth=truth)
    assert repr(value) in str(error.value)
    assert "[truth]" in str(error.value)
    yield


@pytest.mark.parametrize("value", ["3", "d", "3 days", "-1d", "0d", "1.5d", "3d 2h", "soon"])
def test_an_age_that_cannot_be_read_is_named(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with refused(value, max_age=value):
        pass
    with refused("hidden", stale="hidden"):
        pass


def test_periods() -> None:
    assert period("") is None
    assert period("90s") == timedelta(seconds=90)
    assert period(" 36 H ") == timedelta(hours=36)
    assert period("2w") == timedelta(days=14)
