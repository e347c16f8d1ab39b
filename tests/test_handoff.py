"""What the agent does not know is left open for a person, with a contact, exactly once."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from agent.answer import Incoming, answer
from agent.events import Evidence, HandedOff, Started, TextDelta
from agent.shop import Agent
from catalog.contacts import contact_in, half_a_contact, hidden
from web.commands.handoffs import handoffs

OPEN = "Who built the pyramids of Giza?"
OFFEN = "Wer hat die Pyramiden von Gizeh gebaut?"
ANNA = "anna.berg+zelt@post.example.org"


@dataclass(frozen=True)
class Told:
    text: str
    handed: HandedOff | None
    facts: str
    conversation: str


def ask(agent: Agent, text: str, conversation: str = "", message_id: str = "") -> Told:
    events = list(answer(agent, Incoming(text, conversation, message_id)))
    return Told(
        "".join(e.text for e in events if isinstance(e, TextDelta)),
        next((e for e in events if isinstance(e, HandedOff)), None),
        " ".join(f.text for e in events if isinstance(e, Evidence) for f in e.facts),
        next(e.conversation for e in events if isinstance(e, Started)),
    )


@pytest.fixture
def agent(agent_saying: Callable[..., Agent]) -> Agent:
    return agent_saying()


def kept(agent: Agent) -> list[tuple[str, str]]:
    return [(q.question, q.contact) for q in agent.conversations.open_questions.all()]


@pytest.mark.parametrize(
    ("question", "offer", "confirmed"),
    [
        (OPEN, "e-mail or phone number", f"Nordlicht Outdoor will answer you at {ANNA}."),
        (OFFEN, "E-Mail oder Telefonnummer", f"Nordlicht Outdoor antwortet dir an {ANNA}."),
    ],
)
def test_a_question_is_left_with_a_contact(
    agent: Agent, question: str, offer: str, confirmed: str
) -> None:
    first = ask(agent, question)
    assert offer in first.text
    assert first.handed == HandedOff(question, "hello@nordlicht.example")
    second = ask(agent, ANNA, first.conversation)
    assert confirmed in second.text
    assert second.text.count(".") == ANNA.count(".") + 1, "one sentence"
    assert second.handed == HandedOff(question, "hello@nordlicht.example", ANNA)
    assert ANNA not in second.facts
    assert kept(agent) == [(question, ANNA)]


@pytest.mark.parametrize("question", ["I want to talk to a human", "Kann mich jemand anrufen?"])
def test_a_person_is_never_said_to_come(agent: Agent, question: str) -> None:
    first = ask(agent, question)
    assert first.handed is not None
    second = ask(agent, "+49 (0)171 23 45 678", first.conversation)
    assert second.handed is not None
    assert second.handed.reply_to == "+49 (0)171 23 45 678"
    for word in ("transfer", "connect", "verbinde", "weiterleit"):
        assert word not in (first.text + second.text).lower()


def test_a_contact_and_a_wish_in_one_message(agent: Agent) -> None:
    told = ask(agent, "please have a real person call me at 0171 2345678")
    assert told.handed is not None
    assert told.handed.reply_to == "0171 2345678"
    assert kept(agent) == [("please have a real person call me at …", "0171 2345678")]


def test_the_same_message_again_is_one_row(agent: Agent) -> None:
    first = ask(agent, OPEN)
    one = ask(agent, ANNA, first.conversation, "m2")
    again = ask(agent, ANNA, first.conversation, "m2")
    assert one == again
    assert len(kept(agent)) == 1


def test_a_message_that_broke_off_and_comes_again_is_one_row(agent: Agent) -> None:
    first = ask(agent, OPEN)
    broken = answer(agent, Incoming(ANNA, first.conversation, "m2"))
    next(broken)
    next(broken)
    broken.close()
    ask(agent, ANNA, first.conversation, "m2")
    assert kept(agent) == [(OPEN, ANNA)]


def test_a_contact_is_corrected(agent: Agent) -> None:
    first = ask(agent, OPEN)
    ask(agent, "anna@post.example", first.conversation)
    ask(agent, f"sorry, it is {ANNA}", first.conversation)
    assert kept(agent) == [(OPEN, ANNA)]


@pytest.mark.parametrize(
    ("question", "no"), [(OPEN, "no thanks"), (OPEN, "never mind"), (OFFEN, "nein danke")]
)
def test_no_is_taken_for_no(agent: Agent, question: str, no: str) -> None:
    first = ask(agent, question)
    told = ask(agent, no, first.conversation)
    assert told.handed is None
    assert told.text.startswith(("All right", "In Ordnung"))
    assert kept(agent) == []


@pytest.mark.parametrize(
    ("question", "yes", "asks"),
    [(OPEN, "yes please", "which e-mail"), (OFFEN, "ja gerne", "welche E-Mail")],
)
def test_yes_without_a_contact_is_asked_for_one(
    agent: Agent, question: str, yes: str, asks: str
) -> None:
    first = ask(agent, question)
    told = ask(agent, yes, first.conversation)
    assert asks in told.text
    ask(agent, ANNA, first.conversation)
    assert kept(agent) == [(question, ANNA)]


@pytest.mark.parametrize(
    ("question", "other", "named"),
    [(OPEN, "ok what about tents", "Fjell 2"), (OFFEN, "ja und was kostet das Fjell 2", "189,90")],
)
def test_an_ok_that_opens_another_question_is_no_yes(
    agent: Agent, question: str, other: str, named: str
) -> None:
    first = ask(agent, question)
    assert named in ask(agent, other, first.conversation).text
    assert kept(agent) == []


@pytest.mark.parametrize("half", ["anna@", "anna@post", "@example.org", "0171 23", "12345"])
def test_half_a_contact_is_asked_for_again(agent: Agent, half: str) -> None:
    first = ask(agent, OPEN)
    told = ask(agent, half, first.conversation)
    assert half in told.text
    assert kept(agent) == []
    ask(agent, ANNA, first.conversation)
    assert kept(agent) == [(OPEN, ANNA)]


def test_what_was_left_is_withdrawn(agent: Agent) -> None:
    first = ask(agent, OPEN)
    ask(agent, ANNA, first.conversation)
    told = ask(agent, "please delete my address", first.conversation)
    assert "deleted" in told.text
    assert kept(agent) == []


def test_a_question_besides_is_answered(agent: Agent) -> None:
    first = ask(agent, OPEN)
    told = ask(agent, f"{ANNA}. And how much is the Fjell 2?", first.conversation)
    assert ANNA in told.text
    assert "€189.90" in told.text
    assert kept(agent) == [(OPEN, ANNA)]


def test_a_contact_that_nobody_asked_for_is_not_kept(agent: Agent) -> None:
    ask(agent, f"how much is the Fjell 2? I am {ANNA}")
    ask(agent, "is hello@nordlicht.example your address?")
    assert kept(agent) == []


def test_the_shops_own_contact_is_no_customers(agent: Agent) -> None:
    first = ask(agent, "I want to talk to a human")
    told = ask(agent, "so I write to hello@nordlicht.example", first.conversation)
    assert told.handed is None or not told.handed.reply_to
    assert kept(agent) == []


def test_no_contact_in_a_prompt_or_a_log(agent: Agent, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    first = ask(agent, f"Who built the pyramids? Tell me at {ANNA}")
    ask(agent, ANNA, first.conversation)
    ask(agent, "why should I recommend the Fjell 2 to my girlfriend?", first.conversation)
    assert agent.backend.requests
    for request in agent.backend.requests:
        assert ANNA not in " ".join(message.text for message in request.messages)
    assert ANNA not in caplog.text


def test_the_list_and_its_end(agent: Agent) -> None:
    first = ask(agent, OPEN + "\x1b[31m")
    ask(agent, ANNA, first.conversation)
    state = ["--state", str(agent.settings.state)]
    listed = CliRunner().invoke(handoffs, state, env={"COLUMNS": "120"})
    assert listed.exit_code == 0
    assert ANNA in listed.output
    assert OPEN in listed.output
    assert "\x1b" not in listed.output
    (entry,) = json.loads(CliRunner().invoke(handoffs, [*state, "--json"]).output)
    assert (entry["contact"], entry["language"], entry["done"]) == (ANNA, "en", None)
    done = CliRunner().invoke(handoffs, [*state, "--done", str(entry["id"])])
    assert "No question waits" in done.output
    (entry,) = json.loads(CliRunner().invoke(handoffs, [*state, "--all", "--json"]).output)
    assert entry["done"]
    missing = CliRunner().invoke(handoffs, [*state, "--done", "99"])
    assert missing.exit_code == 1
    assert "99" in str(missing.exception)


# -- the shape of a contact ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "contact",
    [
        "anna@example.org", "a.b-c_d+e@sub.example.co.uk", "jörg@müller.example", "0171 2345678",
        "+49 171 2345678", "030/23125550", "(030) 231 25 550", "+1 555-123-4567", "555-123-4567",
        "0049171 2345678",
    ],
)  # fmt: skip
def test_a_contact_is_found_in_a_sentence(contact: str) -> None:
    assert contact_in(f"write me: {contact}, thanks") == contact
    assert hidden(f"write me: {contact}, thanks") == "write me: …, thanks"


@pytest.mark.parametrize(
    "text",
    [
        "189,90 €", "size 42 or 43", "24.11.2026", "2026-11-24", "4006381333931", "0406381333931",
        "1.299,00", "anna@", "@anna", "a@b", "12345", "order 1002345678", "3 x 3 m", "0.5 1.5 2.0",
    ],
)  # fmt: skip
def test_what_is_no_contact(text: str) -> None:
    assert contact_in(text) == ""
    assert hidden(text) == text


@given(st.text(max_size=80))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert contact_in(hidden(text)) == ""
    half_a_contact(text)
