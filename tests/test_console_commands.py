"""`tresen handoffs` says what the console says of who waits (`tresen channels`: see
test_webhooks_sending.py)."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import unescape

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from agent.answer import Incoming, answer
from agent.events import Started
from agent.shop import Agent
from web import create_app
from web.commands.handoffs import handoffs
from web.console.talks import Talks

QUESTIONS = ("Who built the pyramids of Giza?", "Who won the chess match?", "Who wrote Hamlet?")


@pytest.fixture
def agent(agent_saying: Callable[..., Agent]) -> Agent:
    return agent_saying()


@pytest.fixture
def owner(agent: Agent) -> FlaskClient:
    client = create_app(agent.settings, agent).test_client()
    client.post("/console/door", data={"name": "Ida"})
    return client


def ask(agent: Agent, *texts: str) -> str:
    talk = ""
    for text in texts:
        for event in answer(agent, Incoming(text, talk)):
            if isinstance(event, Started):
                talk = event.conversation
    return talk


def test_who_waits_is_the_same_on_the_page_and_in_the_list(
    agent: Agent, owner: FlaskClient
) -> None:
    """One with a contact, two who were just told that only a person knows, one who was answered."""
    ask(agent, QUESTIONS[0], "anna@customer.example")
    for question in QUESTIONS[1:]:
        ask(agent, question)
    ask(agent, "How much is the Fjell 2?")
    state = str(agent.settings.state)
    said = CliRunner().invoke(handoffs, ["--json", "--state", state])
    listed = [entry["question"] for entry in json.loads(said.output)]
    waiting = Talks(agent.catalog.database, agent.settings.channels.person_s).waiting()
    assert sorted(listed) == sorted(QUESTIONS)
    assert len(waiting) == len(listed)
    page = owner.get("/console").text
    assert all(question in unescape(page) for question in listed)
    first = json.loads(said.output)[0]["id"]
    assert CliRunner().invoke(handoffs, ["--done", str(first), "--state", state]).exit_code == 0
    again = CliRunner().invoke(handoffs, ["--json", "--state", state])
    left = {entry["question"] for entry in json.loads(again.output)}
    now = Talks(agent.catalog.database, agent.settings.channels.person_s).waiting()
    assert len(left) == len(now) == len(QUESTIONS) - 1
