"""What a person of the shop writes in the platform's own inbox: the agent's next reply knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.channels_settings import ChannelsSection
from agent.overheard import TO_THE_MODEL
from agent.shop import Agent
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


@pytest.fixture
def counter(
    agent_saying: Callable[..., Agent], platform: Platform
) -> Callable[..., tuple[Agent, Any]]:
    def make(*replies: str) -> tuple[Agent, Any]:
        agent = agent_saying(*replies)
        channels = ChannelsSection.model_validate(platform.settings("messenger"))
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


def test_it_means_the_product_that_the_person_named(
    counter: Callable[..., tuple[Agent, Any]], platform: Platform
) -> None:
    _, app = counter()
    with answering(app):
        say(app, "Which tent for two people?", "m1")
        until(lambda: len(platform.messages()) >= 1)
        seen = len(platform.messages())
        overheard(app)
        say(app, "how much is it?", "m2")
        until(lambda: len(platform.messages()) > seen)
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
