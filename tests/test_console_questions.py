"""Questions: what nobody could answer is grouped, answered once, and in the very next reply."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from agent.answer import Incoming, answer
from agent.config import Settings
from agent.events import Evidence, Started, TextDelta
from agent.shop import Agent
from catalog.answers import Answers
from catalog.ingest import ingest
from web import create_app
from web.commands.answers import answers
from web.console.questions import Asked, grouped

OPEN = "Who built the pyramids of Giza?"
SHARPEN = "Do you sharpen axes?"
NASTY = "<script>alert(1)</script> {{7*7}}"


@pytest.fixture
def agent(agent_saying: Callable[..., Agent]) -> Agent:
    return agent_saying()


@pytest.fixture
def client(agent: Agent) -> FlaskClient:
    client = create_app(agent.settings, agent, answer).test_client()
    client.post("/console/door", data={"name": "Anna"})
    return client


def ask(agent: Agent, text: str, conversation: str = "") -> tuple[str, list[str], str]:
    """The reply, the places of its facts, and the conversation."""
    events = list(answer(agent, Incoming(text, conversation)))
    places = [f.place for e in events if isinstance(e, Evidence) for f in e.facts]
    said = "".join(e.text for e in events if isinstance(e, TextDelta))
    return said, places, next(e.conversation for e in events if isinstance(e, Started))


def does(client: FlaskClient, path: str, **form: str) -> int:
    proof = re.search(r'name="proof" value="(\w+)"', client.get("/console").text)
    assert proof
    return client.post(f"/console/{path}", data={"proof": proof[1], **form}).status_code


def turns(client: FlaskClient) -> str:
    found = re.search(r'name="turns" value="([\d,]+)"', client.get("/console/questions").text)
    return found[1] if found else ""


def test_answered_once_it_is_in_the_very_next_reply(client: FlaskClient, agent: Agent) -> None:
    for text in (OPEN, "who built the pyramids of giza", OPEN.lower()):
        ask(agent, text)
    page = client.get("/console/questions").text
    assert "asked 3×" in page
    assert page.count('href="/console/talks/') == 3
    assert OPEN in client.get("/console").text.split('id="running"')[0]
    text = "Khufu had them built, and we sell a poster of it at the counter."
    assert does(client, "questions/answer", question=OPEN, text=text, turns=turns(client)) == 303
    assert OPEN not in client.get("/console").text.split('id="running"')[0], "nobody waits any more"
    said, places, _ = ask(agent, OPEN)
    assert text in said
    assert any(re.fullmatch(r"Anna, \d{4}-\d\d-\d\d \d\d:\d\d UTC", place) for place in places)
    assert turns(client) == ""
    assert text in client.get("/console/questions").text


def test_it_can_be_edited_and_withdrawn(client: FlaskClient, agent: Agent) -> None:
    does(client, "questions/answer", question=SHARPEN, text="Yes, on Fridays at the counter.")
    assert "Fridays" in ask(agent, SHARPEN)[0]
    does(
        client, "questions/answer", id="1", question=SHARPEN, text="Yes, on Mondays at the counter."
    )
    said = ask(agent, SHARPEN)[0]
    assert ("Mondays" in said, "Fridays" in said) == (True, False)
    assert does(client, "answers/1/withdraw") == 303
    assert "Mondays" not in ask(agent, SHARPEN)[0]
    assert does(client, "answers/9/withdraw") == 422


def test_what_customers_think_little_of_is_a_question(client: FlaskClient, agent: Agent) -> None:
    shop = client.application.test_client()
    body = {"message": "How much is the Fjell 2?", "messageId": "m1"}
    reply = shop.post("/api/chat", json=body)
    talk = re.search(r'"conversation": "([^"]+)"', reply.text)
    assert talk
    path = f"/api/conversations/{talk[1]}/thumbs"
    assert shop.post(path, json={"messageId": "m1", "thumb": "down"}).status_code == 204
    assert "1 replies thumbed down" in client.get("/console/questions").text
    assert shop.post(path, json={"messageId": "m1", "thumb": "none"}).status_code == 204
    assert turns(client) == ""
    for wrong, status in (
        ({"messageId": "m2", "thumb": "up"}, 404),
        ({"messageId": "m1", "thumb": 5}, 422),
        ({"messageId": "m1"}, 422),
    ):
        assert shop.post(path, json=wrong).status_code == status
    other = shop.post("/api/conversations/none/thumbs", json={"messageId": "m1", "thumb": "up"})
    assert other.status_code == 404


def test_what_needs_no_answer_goes(client: FlaskClient, agent: Agent) -> None:
    ask(agent, OPEN)
    assert does(client, "questions/none", turns=f"{turns(client)},x,-1,{'9' * 99}") == 303
    assert turns(client) == ""


@pytest.mark.parametrize(
    "form", [{}, {"question": "x" * 401, "text": "y"}, {"question": "q", "text": " "}]
)
def test_what_is_not_taken_stays_in_its_form(client: FlaskClient, form: dict[str, str]) -> None:
    assert does(client, "questions/answer", **form) == 422


def test_scripts_in_questions_and_answers_are_words(client: FlaskClient, agent: Agent) -> None:
    ask(agent, f"{NASTY} {OPEN}")
    does(client, "questions/answer", question=NASTY, text=NASTY)
    page = client.get("/console/questions").text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}") >= 3


def test_no_ingest_takes_an_answer_away(client: FlaskClient, agent: Agent, tmp_path: Path) -> None:
    does(client, "questions/answer", question=SHARPEN, text="Yes, on Fridays at the counter.")
    file = tmp_path / "other.md"
    file.write_text("# Parking\n\nBehind the house.\n")
    catalog = agent.catalog
    business = agent.business
    ingest([str(file)], catalog.database, catalog.search, business=business, prune=True)
    assert "Fridays" in ask(agent, SHARPEN)[0]


def test_the_export_is_a_faq_like_any_other(
    client: FlaskClient, agent: Agent, settings: Settings, tmp_path: Path
) -> None:
    text = "Yes.\n\n# Not a heading\n\nOn Fridays."
    does(client, "questions/answer", question=SHARPEN, text=text)
    place = ["--state", str(settings.state)]
    told = CliRunner().invoke(answers, ["export", *place])
    assert told.output.startswith(f"## {SHARPEN}\n\nYes.\n\n\\# Not a heading")
    assert re.search(r"<!-- Anna, \d{4}-\d\d-\d\d -->\n$", told.output)
    file = tmp_path / "answers.md"
    file.write_text(told.output)
    report = ingest([str(file)], agent.catalog.database, agent.catalog.search,
                    business=agent.business)  # fmt: skip
    assert [(one.read, one.rejected_count) for one in report.sources] == [(1, 0)]
    listed = CliRunner().invoke(answers, ["list", "--json", *place])
    assert '"author": "Anna"' in listed.output


def test_two_write_at_once(agent: Agent) -> None:
    kept = Answers(agent.catalog.database, agent.catalog.search)
    first = kept.write("Do you sharpen axes?", "Yes.", "en", "Anna")
    second = kept.write("Do you sharpen axes?", "No.", "en", "Ben")
    assert first != second
    assert [one.author for one in kept.all()] == ["Ben", "Anna"]


def test_the_same_question_in_other_words_stays_apart_and_slips_do_not() -> None:
    texts = (
        "Do you repair zips?",
        "do you repair zip",
        "Do you sell zips?",
        "you repair zips, do you",
    )
    asked = [
        Asked(n, f"c{n}", "t0", text, "en", datetime.now(UTC), False)
        for n, text in enumerate(texts)
    ]
    assert [[one.turn for one in group.asked] for group in grouped(asked)] == [[0, 1, 3], [2]]
