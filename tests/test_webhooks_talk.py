"""What is answered on a messenger, how often, and in which words."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from agent.answer import Incoming
from agent.events import (
    Event,
    Failed,
    Finished,
    Started,
    TextDelta,
    Timings,
)
from agent.shop import Agent
from tests.platform_server import (
    NUMBER,
    Platform,
    created,
    now_s,
    page,
    platform_server,
    said,
    signed,
    text_of,
    update,
    whatsapp,
)
from tests.webhook_shop import Reply, Shop, echoing, until
from web import create_app
from web.webhooks import answering
from web.words import messages

EN, DE = messages("en"), messages("de")


@pytest.fixture
def platform() -> Iterator[Platform]:
    with platform_server() as platform:
        yield platform


@pytest.fixture
def open_shop(platform: Platform, tmp_path: Path) -> Iterator[Callable[..., Shop]]:
    """Makes a shop that answers already."""
    with ExitStack() as stack:

        def make(*names: str, reply: Reply = echoing, **more: Any) -> Shop:
            shop = Shop(tmp_path / "state", platform.settings(*names, **more), reply)
            stack.callback(shop.database.close)
            stack.enter_context(shop.answering())
            return shop

        yield make


def showing(*events: Event, text: str = "Here.", language: str = "en") -> Reply:
    def reply(_: Any, incoming: Incoming) -> Iterator[Event]:
        yield Started("c", "r")
        yield TextDelta(text)
        yield from events
        yield Finished("direct", language, Timings(1.0, 2.0))

    return reply


def test_quick_messages_are_answered_once_in_the_order_they_were_written(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    shop = open_shop("whatsapp", quiet_s=1.5)
    shop.post("whatsapp", whatsapp(said("anybody there?", "w0", person="491702")))
    until(lambda: len(platform.messages()) == 1)
    now = now_s()
    for text, id, ago in (("in 42?", "w3", 0), ("do you have", "w1", 4), ("the blue one", "w2", 2)):
        shop.post("whatsapp", whatsapp(said(text, id, timestamp=str(now - ago))))
        time.sleep(0.1)
    until(lambda: len(platform.messages()) == 2)
    shop.post("whatsapp", whatsapp(said("thanks", "w4")))
    until(lambda: len(platform.messages()) == 3)
    assert [i.text for i in shop.asked[1:]] == ["do you have\nthe blue one\nin 42?", "thanks"]
    assert platform.texts()[2] == "You said: thanks"


def test_people_are_answered_in_parallel_and_each_in_order(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    go_on = threading.Event()

    def reply(agent: Any, incoming: Incoming) -> Iterator[Event]:
        assert incoming.text != "slow" or go_on.wait(60)
        yield from echoing(agent, incoming)

    shop = open_shop("telegram", reply=reply, quiet_s=0)
    shop.post("telegram", update(1, "slow", person=1))
    until(lambda: len(shop.asked) == 1)
    shop.post("telegram", update(2, "second", person=1))
    for person in range(2, 8):
        shop.post("telegram", update(person * 10, "quick", person=person))
    until(lambda: len(platform.messages()) == 6)
    assert {call.body["chat_id"] for call in platform.messages()} == set(range(2, 8))
    go_on.set()
    until(lambda: len(platform.messages()) == 8)
    own = [text_of(call) for call in platform.messages() if call.body["chat_id"] == 1]
    assert own == ["You said: slow", "You said: second"]


def test_a_photo_and_a_voice_note_get_a_polite_word_in_the_same_reply(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    shop = open_shop("whatsapp", quiet_s=0.3)
    photo = {"type": "image", "image": {"id": "1"}}
    voice = {"type": "audio", "audio": {"id": "2", "voice": True}}
    bodies = [said("hi", "w1"), said("", "w2", **photo), said("", "w3", **voice)]
    shop.post("whatsapp", whatsapp(*bodies))
    until(lambda: bool(platform.messages()))
    own = EN["messages"]
    assert platform.texts() == [f"You said: hi\n\n{own['image']}\n\n{own['voice']}"]


@pytest.mark.parametrize("language", ["de", "fr", "tr"])
def test_the_words_around_a_reply_are_in_its_language(
    open_shop: Callable[..., Shop], platform: Platform, language: str
) -> None:
    """The shop's own languages are English and German; a customer is answered in his."""
    shop = open_shop("whatsapp", reply=showing(text="Ici.", language=language), quiet_s=0.3)
    photo = {"type": "image", "image": {"id": "1"}}
    shop.post("whatsapp", whatsapp(said("où ?", "w1"), said("", "w2", **photo)))
    until(lambda: bool(platform.messages()))
    assert platform.texts() == [f"Ici.\n\n{messages(language)['messages']['image']}"]


@pytest.mark.parametrize(
    ("more", "kind"),
    [({"photo": []}, "image"), ({"voice": {}}, "voice"), ({"dice": {}}, "other")],
)
def test_what_is_no_text_is_answered_in_the_persons_language(
    open_shop: Callable[..., Shop], platform: Platform, more: dict[str, Any], kind: str
) -> None:
    shop = open_shop("telegram")
    shop.post("telegram", update(1, **more))
    until(lambda: bool(platform.messages()))
    assert platform.texts() == [DE["messages"][kind]]
    assert shop.asked == []


def test_a_caption_is_a_question(open_shop: Callable[..., Shop], platform: Platform) -> None:
    shop = open_shop("telegram")
    shop.post("telegram", update(1, photo=[], caption="in blue?"))
    until(lambda: bool(platform.messages()))
    assert platform.texts() == [f"You said: in blue?\n\n{EN['messages']['image']}"]


def test_silence_where_nobody_expects_a_reply(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    shop = open_shop()
    reaction = {"type": "reaction", "reaction": {"message_id": "x", "emoji": "👍"}}
    status = {"id": "wamid.x", "status": "read", "timestamp": "1", "recipient_id": "2"}
    shop.post("whatsapp", whatsapp(said("", "w1", **reaction)))
    shop.post("whatsapp", whatsapp(statuses=[status]))
    echo = {"mid": "m1", "text": "hi", "is_echo": True}
    shop.post("messenger", page({"message": echo}, {"read": {"watermark": 1}}))
    group = update(1, "hi", chat={"id": -5, "type": "group"})
    shop.post("telegram", group)
    shop.post("telegram", {"update_id": 9, "poll": {}})
    shop.post("generic", created("last"))
    until(lambda: bool(platform.messages()))
    assert platform.texts() == ["You said: last"]


def test_edits_and_deletions(open_shop: Callable[..., Shop], platform: Platform) -> None:
    """Before the reply they change the question; after it an edit is a new one."""
    shop = open_shop("whatsapp", quiet_s=1.5)

    def edited(id: str, of: str, text: str) -> dict[str, Any]:
        inner = {"type": "text", "text": {"body": text}}
        change = {"original_message_id": of, "message": inner}
        return {**said("", id), "type": "edit", "edit": change}

    def deleted(id: str, of: str) -> dict[str, Any]:
        return {**said("", id), "type": "revoke", "revoke": {"original_message_id": of}}

    shop.post("whatsapp", whatsapp(said("in 42?", "w1"), said("never mind", "w2")))
    shop.post("whatsapp", whatsapp(edited("e1", "w1", "in 43?"), deleted("d1", "w2")))
    until(lambda: len(platform.messages()) == 1)
    shop.post("whatsapp", whatsapp(edited("e2", "w1", "in 44?")))
    until(lambda: len(platform.messages()) == 2)
    # An edit and a deletion that overtook their messages.
    shop.post("whatsapp", whatsapp(deleted("d2", "w3"), edited("e3", "w4", "green?")))
    shop.post("whatsapp", whatsapp(said("gone", "w3"), said("grean?", "w4")))
    until(lambda: len(platform.messages()) == 3)
    assert [i.text for i in shop.asked] == ["in 43?", "in 44?", "green?"]


def test_the_first_reply_says_who_writes(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    shop = open_shop("telegram", disclosure=True, quiet_s=0)
    shop.post("telegram", update(1, "/start"))
    until(lambda: len(platform.messages()) == 1)
    told = DE["widget"]["disclosure_long"].format(name="Shop")
    assert "KI-Agent" in told
    assert platform.texts()[0] == f"{told}\n\n{DE['widget']['greeting']}"
    shop.post("telegram", update(2, "hi"))
    until(lambda: len(platform.messages()) == 2)
    assert platform.texts()[1] == "You said: hi"


def test_read_and_typing_marks(open_shop: Callable[..., Shop], platform: Platform) -> None:
    shop = open_shop("whatsapp", "messenger", "telegram")
    shop.post("whatsapp", whatsapp(said("hi", "wamid.1")))
    shop.post("messenger", page({"message": {"mid": "m1", "text": "hi"}}))
    shop.post("telegram", update(1, "hi"))
    until(lambda: len(platform.messages()) == 3)
    marks = {call.path: [c.body for c in platform.marks() if c.path == call.path]
             for call in platform.marks()}  # fmt: skip
    (read,) = marks[f"/wa/{NUMBER}/messages"]
    assert read["status"] == "read"
    assert read["message_id"] == "wamid.1"
    assert read["typing_indicator"] == {"type": "text"}
    (facebook,) = (found for path, found in marks.items() if path.startswith("/fb"))
    assert [body["sender_action"] for body in facebook] == ["mark_seen", "typing_on"]
    (telegram,) = (found for path, found in marks.items() if path.startswith("/tg"))
    assert telegram == [{"chat_id": 77, "action": "typing"}]


def test_a_reply_that_fails_is_written_again(
    open_shop: Callable[..., Shop], platform: Platform
) -> None:
    codes = ["overloaded", "engine_down"]

    def reply(agent: Any, incoming: Incoming) -> Iterator[Event]:
        if codes:
            yield Started("c", "r")
            yield Failed(codes.pop(0), "One moment.", 0.05)
            return
        yield from echoing(agent, incoming)

    shop = open_shop("whatsapp", reply=reply, quiet_s=0)
    shop.post("whatsapp", whatsapp(said("hi", "w1")))
    until(lambda: bool(platform.messages()))
    assert platform.texts() == ["You said: hi"]
    assert len({i.message_id for i in shop.asked}) == 1


def test_what_fails_thrice_is_said(open_shop: Callable[..., Shop], platform: Platform) -> None:
    def reply(_: Any, incoming: Incoming) -> Iterator[Event]:
        yield Started("c", "r")
        yield Failed("generation_failed", "That did not work.", 0.02)

    shop = open_shop("whatsapp", reply=reply, quiet_s=0)
    shop.post("whatsapp", whatsapp(said("hi", "w1")))
    until(lambda: bool(platform.messages()))
    assert platform.texts() == ["That did not work."]
    assert len(shop.asked) == 3


def test_too_long_a_message_is_answered_politely(
    agent_saying: Callable[..., Agent], platform: Platform
) -> None:
    """With the agent itself, which refuses it; and a question that it answers, with a link."""
    agent = agent_saying()
    channels = type(agent.settings.channels)(**platform.settings("telegram"))
    settings = agent.settings.model_copy(update={"channels": channels})
    app = create_app(settings, agent)
    with answering(app):
        for number, text in enumerate(("x" * 5000, "What does the Vandre cost in blue?")):
            raw, headers = signed("telegram", update(number, text, person=number))
            app.test_client().post("/webhooks/telegram", data=raw, headers=headers)
        until(lambda: len(platform.messages()) == 2)
    texts = {call.body["chat_id"]: text_of(call) for call in platform.messages()}
    assert texts[0] == DE["messages"]["too_long"]
    assert "149" in texts[1]
    assert "http" in texts[1]
