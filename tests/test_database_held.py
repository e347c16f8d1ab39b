"""Another program holds the database: whoever asks is told so in time, and reading goes on."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx2
import pytest

from agent.answer import Incoming, answer
from agent.config import Settings
from agent.events import Failed, Started, TextDelta
from agent.shop import Agent
from catalog.connections import FILE, SWITCHING
from catalog.database import Database
from catalog.errors import DatabaseBusy
from catalog.lock import hold
from catalog.lookup import Catalog
from catalog.patience import patience
from tests.fake_backend import ScriptedBackend
from tests.fakes import serving
from web import create_app

PRICE = {"message": "How much is the Fjell 2?"}


@contextmanager
def held(state: Path, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """Hold the lock as a program of somebody else's does: a backup, a browser of databases."""
    with closing(sqlite3.connect(state / FILE, isolation_level=None)) as other:
        other.execute(begin)
        yield
        other.execute("ROLLBACK")


@contextmanager
def held_aside(state: Path, seconds: float, *, switching: bool) -> Iterator[None]:
    """The same for so long, meanwhile; `switching`: by an ingest that puts its rows in place."""
    holds = threading.Event()

    def run() -> None:
        with held(state):
            if switching:
                with hold(state / SWITCHING):
                    holds.set()
                    time.sleep(seconds)
            holds.set()
            time.sleep(0 if switching else seconds)

    thread = threading.Thread(target=run)
    thread.start()
    assert holds.wait(60)
    yield
    thread.join(60)


@pytest.fixture
def shop(settings: Settings) -> Iterator[Agent]:
    agent = Agent(settings, Catalog.open(settings.state), ScriptedBackend())
    yield agent
    agent.close()


@pytest.fixture
def client(shop: Agent, settings: Settings) -> Iterator[httpx2.Client]:
    free = settings.web.model_copy(update={"messages_per_minute": 0})
    settings = settings.model_copy(update={"web": free})
    with (
        serving(create_app(settings, shop), settings, threads=16) as address,
        httpx2.Client(base_url=address, timeout=60) as client,
    ):
        yield client


@pytest.mark.alone
def test_whoever_asks_is_told_in_time_and_answered_afterwards(
    client: httpx2.Client, settings: Settings
) -> None:
    said = client.post("/api/chat", json=PRICE).text
    conversation = said.partition('"conversation": "')[2].partition('"')[0]

    def ask(number: int) -> tuple[int, str, float]:
        time.sleep(0.2 * number)  # so that some are half through their patience when it is theirs
        begun = time.monotonic()
        goes_on = {**PRICE, "conversation": conversation} if number == 0 else PRICE
        reply = client.post("/api/chat", json=goes_on)
        return reply.status_code, reply.headers.get("Retry-After", ""), time.monotonic() - begun

    with held(settings.state), ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(ask, range(8)))
        ready = client.get("/readyz")
        begun = time.monotonic()
        read = [client.get(path) for path in ("/healthz", f"/api/conversations/{conversation}")]
        reading_s = time.monotonic() - begun
    assert {(status, wait) for status, wait, _ in replies} == {(503, "2")}
    assert max(seconds for _, _, seconds in replies) < 2.3, "1.5 s, side by side"
    assert (ready.status_code, ready.json()["error"]["code"]) == (503, "database_busy")
    assert [reply.status_code for reply in read] == [200, 200]
    assert reading_s < 1.0
    assert "189.90" in client.post("/api/chat", json=PRICE).text.replace('"delta": "', "")
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(("seconds", "switching"), [(0.5, False), (3.0, True)])
def test_a_short_write_and_an_ingests_switch_are_waited_for(
    client: httpx2.Client, settings: Settings, seconds: float, switching: bool
) -> None:
    with held_aside(settings.state, seconds, switching=switching):
        assert client.post("/api/chat", json=PRICE).status_code == 200


@pytest.mark.alone
def test_reading_waits_for_no_writer(settings: Settings) -> None:
    with held(settings.state):
        begun = time.monotonic()
        catalog = Catalog.open(settings.state)
        assert catalog.find_products("Fjell 2", "en")
        assert catalog.database.products(["fjell-2"])
        assert time.monotonic() - begun < 3.0
        assert not catalog.database.writable(0.1)
        catalog.close()


@pytest.mark.alone
def test_whoever_has_exclusive_use_is_not_waited_for_by_readers_either(settings: Settings) -> None:
    database = Database.open(settings.state)
    with closing(sqlite3.connect(settings.state / FILE, isolation_level=None)) as other:
        database.close()
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        with patience(0.3), pytest.raises(DatabaseBusy), database.reading() as connection:
            connection.exec_driver_sql("SELECT * FROM catalog_state")
        assert time.monotonic() - begun < 2.0
    database.close()


def test_a_reply_that_was_told_and_cannot_be_kept_says_so(
    shop: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.answer._ENDING_S", 0.2)
    events = answer(shop, Incoming(PRICE["message"]))
    told = [next(events), next(events)]
    assert isinstance(told[0], Started)
    with held(shop.settings.state):
        told += list(events)
    assert "189.90" in "".join(event.text for event in told if isinstance(event, TextDelta))
    assert isinstance(told[-1], Failed)
    assert shop.history(told[0].conversation) == []
