"""A person takes a talk: the agent is silent, their words come once, and it never stays so."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from agent import attending
from agent.answer import Incoming, answer
from agent.attending import Outcome, release, say, take
from agent.config import Settings
from agent.events import CardShown, Event, Finished, Presence, Started, TextDelta
from agent.model.backend import Message
from agent.prompt import Budget, messages
from agent.shop import Agent
from agent.turns import Turn
from web import create_app
from web.commands.handoffs import handoffs

OPEN = "Who built the pyramids of Giza?"


@pytest.fixture
def agent(agent_saying: Callable[..., Agent]) -> Agent:
    return agent_saying()


def ask(agent: Agent, text: str, conversation: str = "", message_id: str = "") -> list[Event]:
    return list(answer(agent, Incoming(text, conversation, message_id)))


def begun(agent: Agent) -> str:
    events = ask(agent, "How much is the Fjell 2?")
    return next(e.conversation for e in events if isinstance(e, Started))


def words(events: list[Event]) -> str:
    return "".join(e.text for e in events if isinstance(e, TextDelta))


def did(turns: list[Turn]) -> list[str]:
    return [f"{e.did}" for t in turns for e in t.events if isinstance(e, Presence)]


def test_the_agent_is_silent_while_a_person_has_the_talk(agent: Agent) -> None:
    talk = begun(agent)
    assert take(agent, talk, "Anna") is Outcome.DONE
    events = ask(agent, "And the Fjell 3?", talk, "m1")
    assert words(events) == "Anna answers you here."
    assert isinstance(events[-1], Finished)
    assert events[-1].lane == "person"
    assert say(agent, talk, "Anna", "p1", "The Fjell 3 comes in May: call +49 30 1234567.") is (
        Outcome.DONE
    )
    turns = agent.history(talk)
    assert [(t.message, t.reply) for t in turns[1:]] == [
        ("", ""),
        ("And the Fjell 3?", ""),
        ("", "The Fjell 3 comes in May: call +49 30 1234567."),
    ]
    assert did(turns) == ["joined", "waited_for", "said"]
    # What was asked is not answered again, also when its client sends it once more.
    again = ask(agent, "And the Fjell 3?", talk, "m1")
    assert (words(again), again[-1].lane) == ("", "person")  # type: ignore[union-attr]


def test_the_agent_goes_on_where_the_person_left(agent: Agent) -> None:
    talk = begun(agent)
    take(agent, talk, "Anna")
    ask(agent, "I need a tent for two", talk, "m1")
    say(agent, talk, "Anna", "p1", "Then I would take the Fjell 4.")
    (shown,) = [e for e in agent.history(talk)[-1].events if isinstance(e, CardShown)]
    assert "Fjell 4" in shown.title
    assert release(agent, talk, "Anna") is Outcome.DONE
    assert "€" in words(ask(agent, "how much is it?", talk))


def test_the_model_reads_what_was_asked_and_what_the_person_said(agent: Agent) -> None:
    talk = begun(agent)
    take(agent, talk, "Anna")
    ask(agent, OPEN, talk, "m1")
    say(agent, talk, "Anna", "p1", "Write to me at anna@post.example.")
    prompt = messages(
        agent_prefix(), agent.history(talk), "And now?", Budget.within(4000), lambda t: len(t) // 4
    )
    assert [(m.role, m.text) for m in prompt[3:]] == [
        ("user", OPEN),
        ("assistant", "Write to me at …."),
        ("user", "And now?"),
    ]


def agent_prefix() -> Message:
    return Message("system", "You are.")


def test_what_was_left_open_is_answered_by_the_agent_after_the_return(agent: Agent) -> None:
    talk = begun(agent)
    take(agent, talk, "Anna")
    ask(agent, "How much is the Fjell 4?", talk, "m1")
    release(agent, talk, "Anna")
    assert "€" in words(ask(agent, "How much is the Fjell 4?", talk, "m1"))
    assert [t.message for t in agent.history(talk)] == [
        "How much is the Fjell 2?", "", "How much is the Fjell 4?", "",
    ]  # fmt: skip


def test_it_returns_by_the_clock(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = begun(agent)
    take(agent, talk, "Anna")
    assert attending.expired(agent) == []
    monkeypatch.setattr(attending, "person_s", lambda _: 0.0)
    assert "€" in words(ask(agent, "How much is the Fjell 4?", talk))
    (over,) = attending.expired(agent)
    assert release(agent, over.conversation, over.name) is Outcome.DONE
    assert attending.expired(agent) == []
    assert say(agent, talk, "Anna", "p1", "Still there?") is Outcome.TAKEN


def test_two_owners_at_once(agent: Agent) -> None:
    talk = begun(agent)
    outcomes: list[Outcome] = []
    threads = [
        threading.Thread(target=lambda n=n: outcomes.append(take(agent, talk, n)))
        for n in ("Anna", "Ben", "Cleo", "Dora")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [Outcome.DONE, *[Outcome.TAKEN] * 3]
    (name,) = [e.name for t in agent.history(talk) for e in t.events if isinstance(e, Presence)]
    other = "Ben" if name != "Ben" else "Anna"
    assert say(agent, talk, other, "p1", "Me!") is Outcome.TAKEN
    assert take(agent, talk, other, instead_of=name) is Outcome.DONE
    assert say(agent, talk, name, "p2", "Mine!") is Outcome.TAKEN
    assert say(agent, talk, other, "p1", "Me!") is Outcome.DONE
    assert say(agent, talk, other, "p1", "Me!") is Outcome.REPEATED
    assert [t.reply for t in agent.history(talk) if t.lane == "person" and t.reply] == ["Me!"]


@pytest.mark.parametrize("after", [0, 1], ids=["before a word", "after a sentence"])
def test_taken_in_mid_reply(agent: Agent, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    talk = begun(agent)

    def slow(*_: Any) -> Iterator[Event]:
        if after:
            yield TextDelta("Half of it.")
        while True:
            yield TextDelta("")

    monkeypatch.setattr("agent.answer._worded", slow)
    events = answer(agent, Incoming("And?", talk, "m1"))
    for _ in range(after + 2):
        next(events)
    assert take(agent, talk, "Anna") is Outcome.DONE
    rest = words(list(events))
    assert rest == ("" if after else "Anna answers you here.")
    say(agent, talk, "Anna", "p1", "The other half.")
    told = [(t.message, t.reply) for t in agent.history(talk)[1:]]
    assert told == [("And?", "Half of it." if after else ""), ("", ""), ("", "The other half.")]


def test_nobody_takes_what_is_not_there(agent: Agent) -> None:
    assert take(agent, "no-such-talk", "Anna") is Outcome.GONE
    assert say(agent, "no-such-talk", "Anna", "p1", "Hello") is Outcome.GONE
    assert release(agent, "no-such-talk", "Anna") is Outcome.GONE


def test_settings_say_for_how_long(settings: Settings, agent: Agent) -> None:
    assert attending.person_s(agent) == settings.channels.person_s == 300


def test_the_command_and_the_console_show_who_waits(agent_saying: Callable[..., Agent]) -> None:
    """A question with a contact, a talk just left to a person, and one that a person has taken."""
    agent = agent_saying()
    state = ["--state", str(agent.settings.state)]

    (started, *_) = ask(agent, OPEN)
    assert isinstance(started, Started)
    ask(agent, "anna@post.example", started.conversation)
    ask(agent, "Who won the chess match yesterday?")
    taken = begun(agent)
    take(agent, taken, "Ida")
    ask(agent, "Are you <i>there</i>?", taken)
    told = json.loads(CliRunner().invoke(handoffs, [*state, "--json"]).output)
    client = create_app(agent.settings, agent).test_client()
    client.post("/console/door", data={"name": "Ida"})
    waiting = client.get("/console").text.partition('id="running"')[0]
    assert waiting.count("<li>") == len(told) == 3
    assert {(one["question"], one.get("person", "")) for one in told} == {
        ("Who built the pyramids of Giza?", ""),
        ("Who won the chess match yesterday?", ""),
        ("Are you <i>there</i>?", "Ida"),
    }
    listed = CliRunner().invoke(handoffs, state, env={"COLUMNS": "140"}).output
    assert "Ida has it" in listed
    assert "Are you <i>there</i>?" in listed
