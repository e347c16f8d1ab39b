"""What a person of the shop writes in the platform's own inbox: the agent's next reply knows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from agent.channels_settings import ChannelsSection
from agent.overheard import TO_THE_MODEL
from agent.shop import Agent
from catalog.tables import outbox
from tests.platform_server import (
    ACCOUNT,
    NUMBER,
    PAGE,
    Platform,
    created,
    page,
    platform_server,
    said,
    signed,
    whatsapp,
)
from tests.webhook_shop import Shop, until
from web import create_app
from web.webhooks import answering

WORDS = "Hello, this is Ida. I would take the Fjell 2, and I keep one for you."


@pytest.fixture
def platform() -> Iterator[Platform]:
    with platform_server() as platform:
        yield platform


@pytest.fixture
def shop(platform: Platform, tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path / "state", platform.settings())
    yield shop
    shop.database.close()


def echo(channel: str, text: str = WORDS, id: str = "m_human", **more: Any) -> Any:
    """What the platform tells of a message that a person has written, not this program."""
    if channel == "generic":
        return created(text, id=id) | {"type": "message.answered"}
    if channel == "whatsapp":
        entry = {"from": "49301234", "to": "491701", "id": id, "timestamp": "1", "type": "text"}
        body = whatsapp(message_echoes=[{**entry, "text": {"body": text}}])
        body["entry"][0]["changes"][0]["field"] = "smb_message_echoes"
        return body
    account = PAGE if channel == "messenger" else ACCOUNT
    message = {"mid": id, "text": text, "is_echo": True, **more}
    ids = {"sender": {"id": account}, "recipient": {"id": "psid-1"}}
    return page({"message": message, **ids}, id=account)


def asking(channel: str, text: str, id: str) -> Any:
    return (
        created(text, id=id)
        if channel == "generic"
        else page({"message": {"mid": id, "text": text}})
    )


TALKS = {
    "whatsapp": (NUMBER, "491701"),
    "messenger": (PAGE, "psid-1"),
    "instagram": (ACCOUNT, "psid-1"),
    "generic": ("", "p1"),
}


@pytest.mark.parametrize("channel", TALKS)
def test_it_enters_the_conversation_once_and_is_not_answered(
    shop: Shop, platform: Platform, channel: str
) -> None:
    with shop.answering():
        for number in range(3):
            assert shop.post(channel, echo(channel), id=f"event-{number}").status_code == 200
        (turn,) = shop.talk(channel, *TALKS[channel])
        assert (turn.message, turn.reply, turn.lane) == ("", WORDS, "person")
    assert shop.rows() == []
    assert platform.messages() == []
    assert 'what="overheard"' in shop.client.get("/metrics").text


@pytest.mark.parametrize("channel", ["messenger", "generic"])
def test_it_answers_what_the_customer_had_asked(
    platform: Platform, tmp_path: Path, channel: str
) -> None:
    shop = Shop(tmp_path / "slow", platform.settings(quiet_s=2.0))
    with shop.answering():
        for number in (1, 2):
            body = asking(channel, f"question {number}", f"m{number}")
            shop.post(channel, body, id=f"a{number}")
        shop.post(channel, echo(channel), id="e1")
        time.sleep(3.0)
        (turn,) = shop.talk(channel, *TALKS[channel])
    assert (turn.message, turn.reply, turn.lane) == ("question 1\nquestion 2", WORDS, "person")
    assert [(row.state, row.text) for row in shop.rows()] == [("answered", "")] * 2
    assert (platform.messages(), shop.asked) == ([], [])
    shop.database.close()


def test_the_customer_is_left_to_that_person_for_a_while_and_not_longer(
    platform: Platform, tmp_path: Path
) -> None:
    shop = Shop(tmp_path / "left", platform.settings(person_s=4.0))
    begun = time.monotonic()
    with shop.answering():
        shop.post("messenger", echo("messenger"))
        shop.post("messenger", asking("messenger", "thanks!", "m1"))
        other = {"message": {"mid": "m2", "text": "hi"}, "sender": {"id": "psid-2"}}
        shop.post("messenger", page(other))
        until(lambda: len(platform.messages()) == 2)
    assert time.monotonic() - begun >= 4.0
    # Somebody else is answered at once.
    assert platform.texts() == ["You said: hi", "You said: thanks!"]
    shop.database.close()


def test_an_echo_of_our_own_is_not_overheard(shop: Shop, platform: Platform) -> None:
    """Messenger's carries our key, Instagram's only the words or the id that it gave."""
    with shop.answering():
        shop.post("messenger", page({"message": {"mid": "m1", "text": "hi"}}))
        shop.post("instagram", page({"message": {"mid": "m1", "text": "hi"}}, id=ACCOUNT))
        until(lambda: len(platform.messages()) == 2 and {r.state for r in shop.sent()} == {"sent"})
        for row in shop.sent():
            keyed = {"metadata": row.key} if row.channel == "messenger" else {}
            body = echo(row.channel, "You said: hi", row.platform_id, **keyed)
            assert shop.post(row.channel, body).status_code == 200
    metrics = shop.client.get("/metrics").text
    assert 'what="overheard"' not in metrics


def test_on_whatsapp_a_person_is_found_by_their_number(shop: Shop) -> None:
    both = [{"wa_id": "491701", "user_id": "DE.1", "profile": {"name": "A"}}]
    shop.post("whatsapp", whatsapp(said("hi", "wamid.1"), contacts=both))
    shop.post("whatsapp", echo("whatsapp"))
    assert [turn.reply for turn in shop.talk("whatsapp", NUMBER, "DE.1")] == [WORDS]


def test_bad_echoes_lose_nothing_else(shop: Shop) -> None:
    body = echo("whatsapp")
    value = body["entry"][0]["changes"][0]["value"]
    value["message_echoes"] = ["x", {"id": 5}, *value["message_echoes"], {"id": "a", "to": "b"}]
    assert shop.post("whatsapp", body).status_code == 200
    assert len(shop.talk("whatsapp", *TALKS["whatsapp"])) == 1
    assert shop.post("generic", created(" ") | {"type": "message.answered"}).status_code == 422


# -- the real agent --------------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["messenger", "generic"])
def test_what_cannot_be_read_of_it_is_kept_all_the_same(
    shop: Shop, channel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error would have the platform send it again, for days."""

    def broken(*_: Any) -> Any:
        raise OverflowError

    monkeypatch.setattr("agent.overheard.language_of", broken)
    assert shop.post(channel, echo(channel), id="event-1").status_code == 200
    (turn,) = shop.talk(channel, *TALKS[channel])
    assert turn.reply == WORDS


@pytest.fixture
def counter(
    agent_saying: Callable[..., Agent], platform: Platform
) -> Callable[..., tuple[Agent, Any]]:
    def make(*replies: str) -> tuple[Agent, Any]:
        agent = agent_saying(*replies)
        channels = ChannelsSection.model_validate(platform.settings("messenger", person_s=0))
        return agent, create_app(agent.settings.model_copy(update={"channels": channels}), agent)

    return make


def say(app: Any, text: str, id: str) -> None:
    raw, headers = signed("messenger", page({"message": {"mid": id, "text": text}}))
    assert (
        app.test_client().post("/webhooks/messenger", data=raw, headers=headers).status_code == 200
    )


def overheard(app: Any) -> None:
    raw, headers = signed("messenger", echo("messenger"))
    assert (
        app.test_client().post("/webhooks/messenger", data=raw, headers=headers).status_code == 200
    )


def all_sent(agent: Agent) -> bool:
    """Whether a reply of several pieces has them all behind it."""
    with agent.catalog.database.reading() as connection:
        return set(connection.execute(sa.select(outbox.c.state)).scalars()) == {"sent"}


def test_it_means_the_product_that_the_person_named(
    counter: Callable[..., tuple[Agent, Any]], platform: Platform
) -> None:
    agent, app = counter()
    with answering(app):
        say(app, "Which tent for two people?", "m1")
        until(lambda: len(platform.messages()) >= 1 and all_sent(agent))
        seen = len(platform.messages())
        overheard(app)
        say(app, "how much is it?", "m2")
        until(lambda: len(platform.messages()) > seen and all_sent(agent))
    assert "189.90" in platform.texts()[-1]
    assert "Fjell 2" in platform.texts()[-1]


def test_the_model_reads_it_as_the_shops_words(
    counter: Callable[..., tuple[Agent, Any]], platform: Platform
) -> None:
    agent, app = counter("That is a fine tent.")
    with answering(app):
        overheard(app)
        say(app, "Why would that be good for a family that likes quiet lakes?", "m2")
        until(lambda: bool(platform.messages()))
    backend: Any = agent.backend
    prompt = [(message.role, message.text) for message in backend.requests[-1].messages]
    assert prompt[1:3] == [("user", TO_THE_MODEL), ("assistant", WORDS)]
    assert prompt[3][0] == "user"
