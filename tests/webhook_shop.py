"""An application with its messengers over a small database, whose replies a test writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from agent.answer import Incoming
from agent.answering.shelf import Shelf
from agent.config import Settings
from agent.conversation import Conversations
from agent.events import Event, Finished, Started, TextDelta, Timings
from agent.turns import Turn
from catalog.database import Database
from catalog.tables import inbox, outbox, people
from tests.platform_server import signed
from web import create_app
from web.webhooks import answering

Reply = Callable[[Any, Incoming], Iterator[Event]]


def echoing(_: Any, incoming: Incoming) -> Iterator[Event]:
    """Says what it was told."""
    yield Started("c", "r")
    yield TextDelta(f"You said: {incoming.text}")
    yield Finished("direct", "en", Timings(1.0, 2.0))


class Shop:
    """An application with its messengers, over a database of its own."""

    def __init__(
        self, state: Path, channels: dict[str, Any], reply: Reply = echoing, **business: Any
    ) -> None:
        own = {"name": "Shop", "languages": ("en", "de"), "url": "https://shop.example"}
        self.settings = Settings(
            business=own | business,
            channels=channels,
            state=state,
        )
        self.asked: list[Incoming] = []
        self.database = Database.open(state)
        self.conversations = Conversations(self.database)
        empty = Shelf.of((), (), ("en", "de"))
        agent: Any = SimpleNamespace(
            settings=self.settings,
            catalog=SimpleNamespace(database=self.database, products=lambda ids: []),
            business=self.settings.business.record(),
            backend=None,
            conversations=self.conversations,
            offered=("en", "de"),
            known=lambda: SimpleNamespace(shelf=empty),
            products=lambda ids: [],
        )

        def answer(agent: Any, incoming: Incoming) -> Iterator[Event]:
            self.asked.append(incoming)
            return reply(agent, incoming)

        self.app = create_app(self.settings, agent, answer)
        self.client: FlaskClient = self.app.test_client()

    def post(self, channel: str, body: Any, **signing: Any) -> TestResponse:
        raw, headers = signed(channel, body, **signing)
        return self.client.post(f"/webhooks/{channel}", data=raw, headers=headers)

    def rows(self) -> list[sa.Row[Any]]:
        with self.database.reading() as connection:
            return list(connection.execute(sa.select(inbox).order_by(inbox.c.id)))

    def sent(self) -> list[sa.Row[Any]]:
        with self.database.reading() as connection:
            return list(connection.execute(sa.select(outbox).order_by(outbox.c.id)))

    def talk(self, channel: str, account: str, person: str) -> list[Turn]:
        """What was said in a person's conversation."""
        mine = (people.c.channel == channel, people.c.account == account, people.c.person == person)
        with self.database.reading() as connection:
            visitor = connection.execute(sa.select(people.c.visitor).where(*mine)).scalar_one()
        return list(self.conversations.find(f"{channel}:{account}:{person}", visitor).turns)

    def outcome(self, row: int = 0) -> tuple[str, str]:
        """State and error of a row of the outbox."""
        found = self.sent()
        return (found[row].state, found[row].error) if len(found) > row else ("", "")

    @contextmanager
    def answering(self) -> Iterator[None]:
        with answering(self.app):
            yield


def until(true: Callable[[], bool], seconds: float = 40.0) -> None:
    """Patient: nothing here measures time, and two cores may have much else to do."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
