"""An owner writes to a customer on a messenger, by the outbox: once, in its window, or in words."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from agent.answer import Incoming
from agent.events import Event, Finished, Started, TextDelta, Timings
from catalog.tables import conversations, people
from tests.platform_server import (
    ACCOUNT,
    NUMBER,
    Platform,
    created,
    page,
    platform_server,
    said,
    update,
    whatsapp,
)
from tests.webhook_shop import Shop, until
from web.console import returning

CHANNELS = ("whatsapp", "messenger", "instagram", "telegram", "generic")
WORDS = "It is Ida: <b>I</b> keep one for you."


def keeping(agent: Any, incoming: Incoming) -> Iterator[Event]:
    """Says what it was told, and keeps it as the real agent does."""
    held = agent.conversations
    found = held.open(incoming.conversation, incoming.visitor, "en")
    yield Started(found.id, "r")
    position = held.begin_turn(found, incoming.message_id, incoming.text)
    yield TextDelta(f"You said: {incoming.text}")
    finished = Finished("direct", "en", Timings(1.0, 2.0))
    held.end_turn(
        found, position, prompt=incoming.text, reply=f"You said: {incoming.text}",
        events=(finished,), finished=finished,
    )  # fmt: skip
    yield finished


def writes(channel: str, text: str, number: int) -> Any:
    """What the platform sends when the customer writes `text`."""
    if channel == "generic":
        return created(text, id=f"m{number}")
    if channel == "telegram":
        return update(number, text)
    if channel == "whatsapp":
        return whatsapp(said(text, f"wamid.{number}"))
    more = {"id": ACCOUNT} if channel == "instagram" else {}
    return page({"message": {"mid": f"m{number}", "text": text}}, **more)


class Owner:
    """Somebody at the console of `shop`, on the machine that serves."""

    def __init__(self, shop: Shop, name: str = "Ida") -> None:
        self.shop = shop
        self.client = shop.app.test_client()
        self.client.post("/console/door", data={"name": name})

    def talk(self) -> str:
        with self.shop.database.reading() as connection:
            return f"/console/talks/{connection.execute(sa.select(conversations.c.id)).scalar()}"

    def page(self, path: str = "") -> str:
        return self.client.get(path or self.talk()).text

    def does(self, what: str, key: str = "k" * 20, **form: str) -> TestResponse:
        found = re.search(r'name="proof" value="(\w+)"', self.page())
        assert found
        form |= {"proof": found[1], "key": key}
        return self.client.post(f"{self.talk()}/{what}", data=form)


@pytest.fixture
def platform() -> Iterator[Platform]:
    with platform_server() as platform:
        yield platform


@contextmanager
def shop_at(platform: Platform, state: Path, **channels: Any) -> Iterator[Shop]:
    shop = Shop(state, platform.settings(**channels), keeping)
    try:
        yield shop
    finally:
        shop.database.close()


@pytest.mark.parametrize("channel", CHANNELS)
def test_taken_written_and_handed_back(platform: Platform, tmp_path: Path, channel: str) -> None:
    with shop_at(platform, tmp_path / "state") as shop, shop.answering():
        shop.post(channel, writes(channel, "first", 1), id="e1")
        until(lambda: platform.texts() == ["You said: first"])
        owner = Owner(shop)
        assert owner.does("take").status_code == 303
        until(lambda: platform.texts()[1:] == ["Ida has joined."])
        shop.post(channel, writes(channel, "and <i>in</i> blue?", 2), id="e2")
        until(lambda: "and &lt;i&gt;in&lt;/i&gt; blue?" in owner.page())
        assert "not answered yet" in owner.page()
        assert "Today" in owner.page("/console")
        for _ in range(2):  # pressed twice
            assert owner.does("say", text=WORDS).status_code == 303
        until(lambda: len(platform.texts()) == 3)
        assert "not answered yet" not in owner.page()
        assert owner.does("leave").status_code == 303
        until(lambda: len(platform.texts()) == 4)
        shop.post(channel, writes(channel, "thanks", 3), id="e3")
        until(lambda: [row.state for row in shop.sent()] == ["sent"] * 5)
        time.sleep(0.3)  # a second one would come now
    assert platform.texts() == [
        "You said: first", "Ida has joined.", WORDS, "The AI agent answers again.",
        "You said: thanks",
    ]  # fmt: skip
    assert [row.state for row in shop.sent()] == ["sent"] * 5


def test_it_returns_by_itself_and_says_so(platform: Platform, tmp_path: Path) -> None:
    with (
        shop_at(platform, tmp_path / "state", person_s=1.5) as shop,
        shop.answering(),
        returning(shop.app),
    ):
        shop.post("messenger", writes("messenger", "first", 1))
        until(lambda: len(platform.texts()) == 1)
        Owner(shop).does("take")
        shop.post("messenger", writes("messenger", "hello?", 2))
        until(lambda: len(platform.texts()) == 4)
    assert platform.texts()[1] == "Ida has joined."
    assert set(platform.texts()[2:]) == {"The AI agent answers again.", "You said: hello?"}


def test_outside_the_window_nothing_is_sent_and_the_words_are_kept(
    platform: Platform, tmp_path: Path
) -> None:
    with shop_at(platform, tmp_path / "state") as shop, shop.answering():
        shop.post("whatsapp", writes("whatsapp", "first", 1))
        until(lambda: len(platform.texts()) == 1)
        with shop.database.writing() as connection:
            late = datetime.now(UTC) - timedelta(hours=25)
            connection.execute(people.update().values(heard=late))
        owner = Owner(shop)
        assert "WhatsApp takes a message only within 24 hours" in owner.page()
        answer = owner.does("say", text="Are you still there?")
        assert answer.status_code == 409
        assert ">Are you still there?</textarea>" in answer.text
        assert "WhatsApp takes a message only within 24 hours" in answer.text
    assert len(shop.sent()) == 1


def test_what_is_refused_is_told_in_words(platform: Platform, tmp_path: Path) -> None:
    with shop_at(platform, tmp_path / "state") as shop, shop.answering():
        shop.post("whatsapp", writes("whatsapp", "first", 1))
        until(lambda: len(platform.texts()) == 1)
        owner = Owner(shop)
        owner.does("take")
        until(lambda: len(platform.texts()) == 2)
        refused = {"error": {"code": 131026, "message": "Message undeliverable"}}
        platform.script.append((400, refused, {}))
        owner.does("say", text="Hello")
        until(lambda: shop.outcome(2)[0] == "dead")
        page = owner.page()
    assert "Not delivered:" in page
    assert "131026" in page or "undeliverable" in page


@pytest.mark.parametrize("moment", ["before it is sent", "before the 200"])
def test_an_ended_program_loses_and_doubles_nothing(
    platform: Platform, tmp_path: Path, moment: str
) -> None:
    """The words are kept with their request in one transaction; a start finds it again."""
    with shop_at(platform, tmp_path / "state") as shop:
        with shop.answering():
            shop.post("whatsapp", writes("whatsapp", "first", 1))
            until(lambda: len(platform.texts()) == 1 and shop.outcome()[0] == "sent")
        owner = Owner(shop)
        if moment == "before the 200":
            platform.script.extend((200, "cut after"))
        assert owner.does("say", text="Hello").status_code == 303
    with shop_at(platform, tmp_path / "state", confirm_s=30.0) as again, again.answering():
        until(lambda: platform.texts()[1:] == ["Ida has joined.", "Hello"])
        if moment == "before the 200":
            until(lambda: again.outcome(2)[0] == "unsure")
            assert "has not confirmed it yet" in Owner(again).page()
            status = {"id": "wamid.x", "status": "delivered"}
            status["biz_opaque_callback_data"] = again.sent()[2].key
            again.post("whatsapp", whatsapp(statuses=[status]))
        until(lambda: again.outcome(2)[0] == "sent")
        (turn,) = [t for t in again.talk("whatsapp", NUMBER, "491701") if t.reply == "Hello"]
    assert turn.lane == "person"
    assert platform.texts() == ["You said: first", "Ida has joined.", "Hello"]


def test_what_was_begun_before_is_not_answered_twice(platform: Platform, tmp_path: Path) -> None:
    """Taken in mid-reply: the customer's message is the person's, and stays so."""
    with shop_at(platform, tmp_path / "state", quiet_s=3.0) as shop, shop.answering():
        shop.post("generic", writes("generic", "first", 1), id="e1")
        until(lambda: len(platform.texts()) == 1)
        owner = Owner(shop)
        shop.post("generic", writes("generic", "second", 2), id="e2")
        owner.does("say", text="Me.")
        time.sleep(4.0)
    assert platform.texts() == ["You said: first", "Ida has joined.", "Me."]
    assert [t.message for t in shop.talk("generic", "", "p1")] == ["first", "", "second"]
