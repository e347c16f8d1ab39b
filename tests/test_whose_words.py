"""Whose words are told to whom, at every door and whatever is tried: each one's only to itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.answer import Incoming
from agent.conversation import Conversations
from agent.events import Event, Finished, Started, TextDelta, Timings
from agent.shop import Agent
from catalog.database import Database
from tests.fakes import parts, shop
from web import create_app

SECRET = "My order is 4711, my address anna@example.com."
STANDARD = "Of course."


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def assistant(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


class Talking:
    """An application over real conversations, whose agent says the same to everything.

    `heard` are the words of the conversation that the last message was answered in.
    """

    def __init__(self, state: Path) -> None:
        self.database = Database.open(state)
        self.conversations = Conversations(self.database)
        self.heard: list[str] = []
        set_up = shop()
        agent: Any = SimpleNamespace(
            settings=set_up,
            catalog=SimpleNamespace(database=self.database),
            business=set_up.business.record(),
            backend=None,
            copied=self.conversations.copy,
            history=lambda id, visitor="": self.conversations.find(id, visitor).turns,
        )
        self.client: FlaskClient = create_app(set_up, agent, self._answer).test_client()

    def _answer(self, agent: Any, incoming: Incoming) -> Iterator[Event]:
        said = self.conversations.open(incoming.conversation, incoming.visitor, "en")
        self.heard = [turn.message for turn in said.turns]
        yield Started(said.id, "r")
        place = self.conversations.begin_turn(said, f"m{len(said.turns)}", incoming.text)
        yield TextDelta(STANDARD)
        done = Finished("direct", "en", Timings(1.0, 2.0))
        self.conversations.end_turn(
            said, place, prompt=incoming.text, reply=STANDARD, events=(), finished=done
        )
        yield done


@dataclass
class Client:
    """One program, with what it knows: its own words, and the names that it was given."""

    secret: str
    said: list[str] = field(default_factory=list)
    talk: list[dict[str, str]] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)


NUMBERS = count()
WHO = st.integers(0, 2)
FIRST = st.sampled_from(["hello", "hi", "do you have tents?"])
STEP = st.one_of(
    st.tuples(st.just("begin"), WHO, FIRST),
    st.tuples(st.just("go on"), WHO, FIRST | st.none()),
    st.tuples(st.just("by id"), WHO, st.sampled_from(["/api/chat", "/v1"])),
    st.tuples(st.just("own name"), WHO, st.none()),
    st.tuples(st.just("claim"), WHO, st.lists(FIRST, min_size=1, max_size=3)),
    st.tuples(st.just("stored name"), WHO, st.sampled_from(["/api/chat", "/v1", "read"])),
)


@pytest.fixture(scope="module")
def talking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talking]:
    talking = Talking(tmp_path_factory.mktemp("talking"))
    yield talking
    talking.database.close()


class Play:
    """Takes the steps, and holds what each client is told against what it has sent."""

    def __init__(self, talking: Talking) -> None:
        self.talking = talking
        self.clients = [Client(f"secret-of-a-client-{next(NUMBERS)}") for _ in range(3)]

    def step(self, kind: str, who: int, what: Any) -> None:
        me, them = self.clients[who], self.clients[(who + 1) % 3]
        own = f"a secret of {who}, {next(NUMBERS)}"
        match kind:
            case "begin":
                me.talk = []
                self._whole(me, what)
            case "go on":
                self._whole(me, what or own)
            case "by id" if me.given:
                self._named(me, own, what, me.given[-1], {})
            case "own name":
                self._named(me, own, "/v1", "mine", {"X-Tresen-Visitor": me.secret})
            case "claim":
                claimed = [m for text in what for m in (user(text), assistant(STANDARD))]
                me.said += what
                me.talk = claimed
                self._whole(me, own)
            case "stored name" if them.stored:
                for headers in ({}, {"X-Tresen-Visitor": me.secret}):
                    self._named(me, own, what, them.stored[-1], headers)

    def _whole(self, me: Client, text: str) -> None:
        me.talk.append(user(text))
        me.said.append(text)
        told = self.talking.client.post("/v1/chat/completions", json={"messages": me.talk})
        body = told.get_json()
        me.talk.append(assistant(body["choices"][0]["message"]["content"]))
        me.given.append(body["tresen"]["conversation"])
        self._holds(me, me.given[-1], {})

    def _named(self, me: Client, text: str, door: str, name: str, headers: dict[str, str]) -> None:
        me.said.append(text)
        self.talking.heard = []
        client = self.talking.client
        if door == "/v1":
            body = {"messages": [user(text)], "conversation": name}
            told = client.post("/v1/chat/completions", json=body, headers=headers)
            if name == "mine":
                me.stored.append(told.get_json()["tresen"]["conversation"])
        elif door == "/api/chat":
            body = {"message": text, "conversation": name}
            told = client.post("/api/chat", json=body, headers=headers, buffered=True)
        self._holds(me, name, headers)

    def _holds(self, me: Client, name: str, headers: dict[str, str]) -> None:
        read = self.talking.client.get(f"/api/conversations/{name}", headers=headers)
        messages = read.get_json().get("messages", ())
        told = [part["text"] for m in messages if m["role"] == "user" for part in m["parts"]]
        assert set(told) <= set(me.said), "it reads what it did not send"
        assert set(self.talking.heard) <= set(me.said), "it is answered out of another's words"


@settings(deadline=None, max_examples=80)
@given(st.lists(STEP, min_size=2, max_size=10))
def test_nothing_that_a_client_did_not_send_is_told_to_it(
    talking: Talking, steps: list[tuple[str, int, Any]]
) -> None:
    play = Play(talking)
    for step in steps:
        play.step(*step)


@pytest.mark.parametrize("door", ["/v1/chat/completions", "/api/chat"])
def test_the_same_first_words_open_nobodys_conversation(talking: Talking, door: str) -> None:
    """Begun without an id, gone on with the id that was given; then somebody has the same words."""
    client, first = talking.client, f"hello by {door}"
    begun = client.post("/v1/chat/completions", json={"messages": [user(first)]}).get_json()
    mine = begun["tresen"]["conversation"]
    body: dict[str, Any] = {"conversation": mine}
    body |= {"message": SECRET} if door == "/api/chat" else {"messages": [user(SECRET)]}
    assert client.post(door, json=body, buffered=True).status_code == 200
    claimed = [user(first), assistant(STANDARD), user("what was my order?")]
    other = client.post("/v1/chat/completions", json={"messages": claimed}).get_json()["tresen"]
    read = client.get(f"/api/conversations/{other['conversation']}").get_json()["messages"]
    assert SECRET not in str(read)
    assert [m["parts"][0]["text"] for m in read if m["role"] == "user"] == [
        first, "what was my order?",
    ]  # fmt: skip
    assert talking.heard == [first]


def test_a_talk_that_is_no_longer_kept_begins_anew(talking: Talking) -> None:
    first = [user("is there a sale?")]
    client = talking.client
    said = client.post("/v1/chat/completions", json={"messages": first}).get_json()
    with talking.database.writing() as connection:
        connection.exec_driver_sql(
            "DELETE FROM conversations WHERE id = ?", (said["tresen"]["conversation"],)
        )
    talk = [*first, assistant(STANDARD), user("and when?")]
    assert client.post("/v1/chat/completions", json={"messages": talk}).status_code == 200
    assert talking.heard == []


def test_the_stored_name_of_a_chosen_one_needs_its_visitors_secret(
    agent_saying: Callable[..., Agent],
) -> None:
    """Each reply tells it, so it must open nothing to who has read it somewhere."""
    agent = agent_saying()
    client = create_app(agent.settings, agent).test_client()
    mine = {"X-Tresen-Visitor": "m" * 32}
    body = {"message": SECRET, "conversation": "c", "messageId": "m1"}
    told = parts(client.post("/api/chat", json=body, headers=mine))
    stored = told[0]["messageMetadata"]["conversation"]
    assert stored != "c"
    for headers in ({}, {"X-Tresen-Visitor": "x" * 32}):
        assert client.get(f"/api/conversations/{stored}", headers=headers).status_code == 404
    refused = client.post("/api/chat", json={"message": "and my order?", "conversation": stored})
    assert refused.status_code == 404
    talk = {"messages": [user("and my order?")], "conversation": stored}
    assert client.post("/v1/chat/completions", json=talk).status_code == 404
    assert client.get(f"/api/conversations/{stored}", headers=mine).status_code == 200
