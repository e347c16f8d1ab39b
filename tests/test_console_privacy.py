"""The console's privacy page: what lies where; one person found, exported, erased."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from agent.answer import Incoming, answer
from agent.events import Started
from agent.shop import Agent
from catalog.tables import conversations, happenings, metadata
from tests.fake_backend import ScriptedBackend
from web import create_app
from web.commands.privacy import privacy
from web.privacy import kinds

ANNA = "kanarienvogel-51@post.example"


@pytest.fixture
def agent(agent_saying: Callable[..., Agent]) -> Agent:
    return agent_saying()


@pytest.fixture
def client(agent: Agent) -> FlaskClient:
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


def post(client: FlaskClient, what: str, **form: str) -> TestResponse:
    proof = re.search(r'name="proof" value="(\w+)"', client.get("/console").text)
    assert proof
    return client.post(f"/console/privacy/{what}", data={"proof": proof[1], **form})


def test_found_exported_and_erased(agent: Agent, client: FlaskClient) -> None:
    other = ask(agent, "How much is the Fjell 2?")
    hers = ask(agent, "Who built the pyramids of Giza?", ANNA, "Do you have canarybirds?")
    page = post(client, "find", contact=ANNA.upper()).text
    assert "questions for a person</dt><dd>1<" in page
    assert "counted events" in page
    told = post(client, "export", contact=ANNA)
    assert told.headers["Content-Disposition"].startswith("attachment")
    assert ANNA in json.dumps(json.loads(told.text)["handoffs"])
    wrong = post(client, "erase", contact=ANNA, again="somebody@else.example")
    assert wrong.status_code == 422
    assert "Nothing was erased" in wrong.text
    assert post(client, "find", contact=ANNA).text.count("Erase for good") == 1
    done = post(client, "erase", contact=ANNA, again=ANNA)
    assert "Erased: " in done.text
    assert isinstance(agent.backend, ScriptedBackend)
    assert agent.backend.forgotten == [hers]
    assert "Nothing is kept of such a person." in post(client, "find", contact=ANNA).text
    files = [path for path in agent.settings.state.rglob("*") if path.is_file()]
    assert not [p.name for p in files if b"kanarienvogel" in p.read_bytes().lower()]
    with agent.catalog.database.reading() as connection:
        assert connection.execute(sa.select(conversations.c.id)).scalars().all() == [other]
        left = connection.execute(sa.select(happenings.c.conversation_id).distinct()).scalars()
        assert list(left) == [other]


@pytest.mark.parametrize("contact", ["", "a", "%", "<script>alert(1)</script>", "x" * 1000])
def test_what_names_nobody_finds_nobody(client: FlaskClient, contact: str) -> None:
    for what in ("find", "export", "erase"):
        answered = post(client, what, contact=contact, again=contact)
        assert answered.status_code in (200, 404)
        assert "Erase for good" not in answered.text
        assert "<script>alert" not in answered.text


def test_a_form_from_elsewhere_erases_nothing(agent: Agent, client: FlaskClient) -> None:
    ask(agent, "Who built the pyramids of Giza?", ANNA)
    form = {"contact": ANNA, "again": ANNA, "proof": "0" * 64}
    assert client.post("/console/privacy/erase", data=form).status_code == 403
    stranger = create_app(agent.settings, agent).test_client()
    assert stranger.post("/console/privacy/erase", data=form).status_code in (303, 403)
    assert "Erase for good" in post(client, "find", contact=ANNA).text


def test_everything_that_is_kept_of_people_stands_in_it(agent: Agent, client: FlaskClient) -> None:
    """Each table that is none of the catalog's or the console's own door; the limits in words."""
    told = {table.name for kept in kinds(agent.settings) for table in kept.tables}
    catalog = {"catalog_state", "changes", "sources", "listings", "texts", "variants", "edits",
               "withdrawn", "passages", "console_password", "console_sessions",
               "mailbox", "rates"}  # fmt: skip
    assert told == set(metadata.tables) - catalog
    page = client.get("/console/privacy").text
    assert "a network address may still ask" in page
    for setting in ("[web] keep_days", "[channels] keep_days", "[figures] keep_days"):
        assert setting in page
    assert str(agent.settings.state) in page


def test_the_command_says_the_same(agent: Agent) -> None:
    said = CliRunner().invoke(privacy, ["retention", "--state", str(agent.settings.state)])
    assert said.exit_code == 0
    assert "90 days ([web] keep_days)" in said.output
    assert "730 days ([figures] keep_days)" in said.output
    assert "30 days ([channels] keep_days)" in said.output
