"""An agent whose replies a test writes: it stands where `agent.answer` would, event by event."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import httpx2
from flask import Flask
from waitress import wasyncore
from werkzeug.test import TestResponse

from agent.answer import Incoming
from agent.config import Settings
from agent.errors import ConversationBusy, MessageError, UnknownConversation
from agent.events import (
    CardShown,
    Cited,
    Event,
    Evidence,
    Failed,
    Finished,
    HandedOff,
    Started,
    Suggested,
    TextDelta,
    Timings,
)
from agent.grounding.facts import Fact
from agent.turns import Glance, Turn
from catalog.records import Money
from tests.fake_backend import ScriptedBackend
from web.server import address, bind

Script = Callable[[Incoming], Iterator[Event]]

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

FACT = Fact(
    item="Vandre, blue, 42",
    field="price",
    value=Money(Decimal("149.95"), "EUR"),
    text="€149.95",
    source="/srv/shop/products.en.csv",
    as_of=NOW,
    item_id="vandre",
    place="row 12",
)
CARD = CardShown(
    id="vandre",
    title="Vandre",
    price="€149.95",
    list_price="€179.95",
    availability="in_stock",
    stock_text="In stock",
    image="/demo/pictures/vandre.svg",
    link="https://shop.example/products/vandre",
    options="blue, 42",
)
FINISHED = Finished("direct", "en", Timings(12.0, 34.0, 100, 90, 8), ("vandre",))


def full(incoming: Incoming) -> Iterator[Event]:
    """A reply with everything that one can have."""
    yield TextDelta("Yes: Vandre, ")
    yield TextDelta("")
    yield TextDelta("blue, size 42, €149.95.")
    yield Cited("returns", "https://shop.example/returns", "Returns")
    yield CARD
    yield Evidence((FACT,))
    yield Suggested(("Is there another colour?",))
    yield HandedOff(incoming.text, "help@shop.example")
    yield FINISHED


def saying(text: str) -> Script:
    """A reply of these words, one at a time."""

    def script(incoming: Incoming) -> Iterator[Event]:
        for word in text.split(" "):
            yield TextDelta(word + " ")
        yield Finished("direct", "en", Timings(1.0, 2.0))

    return script


def shop(**web: Any) -> Settings:
    """Settings of a small shop, without a limit of messages where the test sets none."""
    return Settings(
        business={"name": "Shop", "languages": ("en", "de"), "url": "https://shop.example"},
        web={"messages_per_minute": 0, "allowed_origins": ("https://other.example",)} | web,
    )


class FakeAgent:
    """Keeps conversations as the real one does, and answers by `script`.

    `closed` counts the replies that were given up, `asked` holds what came in.
    """

    def __init__(self, settings: Settings, script: Script = full) -> None:
        self.settings = settings
        self.business = settings.business.record()
        self.script = script
        self.backend = ScriptedBackend()
        self.catalog = SimpleNamespace(database=SimpleNamespace(is_shared=False))
        self.is_ready = True
        self.asked: list[Incoming] = []
        self.closed = 0
        self.thumbs: list[tuple[str, int]] = []
        self.clicked: list[str] = []
        self._turns: dict[tuple[str, str], list[Turn]] = {}
        self._busy: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def ready(self) -> bool:
        return self.is_ready

    def keeps(self) -> bool:
        return True

    def close(self) -> None:
        self.is_ready = False

    def is_writing(self) -> bool:
        return bool(self._busy)

    def history(self, conversation: str, visitor: str = "") -> list[Turn]:
        if (conversation, visitor) not in self._turns:
            raise UnknownConversation(f"There is no conversation {conversation!r}.", "conversation")
        return list(self._turns[conversation, visitor])

    @property
    def conversations(self) -> FakeAgent:
        return self

    def glance(self, conversation: str, visitor: str = "") -> Glance:
        return Glance("", None, len(self.history(conversation, visitor)))

    def thumb(self, conversation: str, visitor: str, message_id: str, thumb: int) -> None:
        if not any(t.message_id == message_id for t in self.history(conversation, visitor)):
            raise UnknownConversation(f"There is no {message_id!r}.", "conversation")
        self.thumbs.append((message_id, thumb))

    def click(self, conversation: str, visitor: str, product: str) -> None:
        self.history(conversation, visitor)
        if product != CARD.id:
            raise UnknownConversation(f"{product!r} was not shown.", "conversation")
        self.clicked.append(product)

    def copied(self, conversation: str, count: int) -> str:
        key = secrets.token_urlsafe(18)
        self._turns[key, ""] = self.history(conversation)[:count]
        return key

    def answer(self, incoming: Incoming) -> Iterator[Event]:
        self.asked.append(incoming)
        if not incoming.text.strip():
            raise MessageError("The message is empty.")
        if len(incoming.text) > self.settings.web.message_chars:
            raise MessageError(f"The message has {len(incoming.text)} characters.")
        key = (incoming.conversation or secrets.token_urlsafe(18), incoming.visitor)
        if incoming.conversation and not incoming.visitor and key not in self._turns:
            raise UnknownConversation(f"There is no conversation {key[0]!r}.", "conversation")
        with self._lock:
            if key in self._busy:
                raise ConversationBusy("A reply is being written.", "conversation")
            self._busy.add(key)
        try:
            yield from self._reply(incoming, key)
        except GeneratorExit:
            self.closed += 1
            raise
        finally:
            self._busy.discard(key)

    def _reply(self, incoming: Incoming, key: tuple[str, str]) -> Iterator[Event]:
        turns = self._turns.setdefault(key, [])
        yield Started(key[0], f"reply-{len(turns)}")
        said = next(
            (t for t in turns if t.message_id and t.message_id == incoming.message_id), None
        )
        if said is not None:
            yield TextDelta(said.reply)
            yield from (event for event in said.events if not isinstance(event, Started))
            return
        events: list[Event] = [Started(key[0], f"reply-{len(turns)}")]
        reply = ""
        for event in self.script(incoming):
            if isinstance(event, TextDelta):
                reply += event.text
            else:
                events.append(event)
            if isinstance(event, Finished):
                turns.append(_turn(len(turns), incoming, reply, tuple(events)))
            yield event
            if isinstance(event, Failed):
                return


def _turn(position: int, incoming: Incoming, reply: str, events: tuple[Event, ...]) -> Turn:
    return Turn(
        position=position,
        message_id=incoming.message_id,
        message=incoming.text,
        prompt=incoming.text,
        reply=reply,
        lane="direct",
        language="en",
        events=events,
        created=NOW,
        finished=NOW,
    )


def reply(agent: FakeAgent, incoming: Incoming) -> Iterator[Event]:
    """What `create_app` takes in place of `agent.answer.answer`."""
    return agent.answer(incoming)


@contextmanager
def serving(app: Flask, settings: Settings, threads: int = 8, port: int = 0) -> Iterator[str]:
    """`app` behind the real server on a free port of 127.0.0.1, or on `port`; its address."""
    web = settings.web.model_copy(update={"port": port, "threads": threads})
    server = bind(app, web)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield address(server, web)
    finally:
        # The loop ends when it has nothing to watch; only its own thread may take that away. It may
        # do so before the pull is over, which then finds the trigger closed.
        with suppress(OSError):
            server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
        thread.join(60)
        server.task_dispatcher.shutdown()
        assert not thread.is_alive()


def parts(response: TestResponse | httpx2.Response) -> list[dict[str, Any]]:
    """The parts of a whole stream, which must have come to its end; closes it."""
    text = response.text
    response.close()
    lines = [line for line in text.split("\n") if line.startswith("data: ")]
    assert lines[-1] == "data: [DONE]"
    return [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]


def sdk(
    text: str = "hi", *, id: str = "chat-1", message: str = "m1", **more: Any
) -> dict[str, Any]:
    """A request as the AI SDK sends it."""
    said = {"id": message, "role": "user", "parts": [{"type": "text", "text": text}]}
    return {"id": id, "messages": [said], "trigger": "submit-message", **more}
