"""Several machines over one PostgreSQL: what they share, and what one of them does for all.

Each machine has a state folder and an index of its own. tests/test_many_killed.py kills them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from agent.answer import Incoming, answer
from agent.channels_settings import WhatsAppSection
from agent.config import load
from agent.conversation import Conversations
from agent.errors import ConversationBusy
from agent.events import TextDelta
from agent.shop import Agent
from agent.sources_settings import Listed
from catalog.database import Counts, Database
from catalog.editing import patch
from catalog.ingest import ingest
from catalog.item_fields import PatchFields
from catalog.lookup import Catalog
from catalog.report import Report
from tests import postgres
from tests.conftest import DEMO, demo_sources
from tests.fake_backend import ScriptedBackend
from web.errors import TooMany
from web.limits import SharedRate, forget_rates, rate_of
from web.schedule import Schedule
from web.webhooks.outbox import Outbox
from web.webhooks.people import Person
from web.webhooks.seam import Outgoing
from web.webhooks.whatsapp import WhatsApp

pytestmark = postgres.needed
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def machines(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Database, Database]]:
    """Two that have nothing in common but the database."""
    with (
        closing(Database.open(tmp_path / "one", postgres_url)) as one,
        closing(Database.open(tmp_path / "two", postgres_url)) as two,
    ):
        yield one, two


Machines = tuple[Database, Database]


def test_a_lease_is_held_by_one_and_free_when_it_ends(machines: Machines) -> None:
    one, two = machines
    with one.alone("schedule") as lease:
        assert lease is not None
        assert lease.stands()
        with two.alone("schedule") as other, one.alone("schedule") as same:
            assert other is None
            assert same is None, "nor has another thread of its holder"
        with two.alone("mail") as another:
            assert another is not None
    with two.alone("schedule") as next_one:
        assert next_one is not None


def test_a_lease_ends_with_its_holder_who_learns_of_it(machines: Machines) -> None:
    one, two = machines
    with one.alone("schedule") as lease:
        assert lease is not None
        _cut_off(two)
        with two.alone("schedule") as successor:
            assert successor is not None
            assert not lease.stands()
    with one.alone("schedule") as again:
        assert again is not None


def test_many_open_a_new_database_at_once(postgres_url: str, tmp_path: Path) -> None:
    opened: list[Database] = []
    threads = [
        threading.Thread(
            target=lambda n=n: opened.append(Database.open(tmp_path / str(n), postgres_url))
        )
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({str(database.stamp()) for database in opened}) == 1
    for database in opened:
        database.close()


def test_one_changes_the_catalog_at_a_time(machines: Machines) -> None:
    one, two = machines
    with one.changing() as held:
        assert held
        with two.changing(wait=False) as busy:
            assert not busy
    with two.changing(wait=False) as held:
        assert held


def test_what_an_address_may_ask_for_is_the_same_on_all(machines: Machines) -> None:
    one, two = (rate_of(database, "messages", 3) for database in machines)
    assert isinstance(one, SharedRate)
    for turn in range(3):
        (one, two)[turn % 2].take("192.0.2.1")
    for rate in (one, two):
        with pytest.raises(TooMany) as refused:
            rate.take("192.0.2.1")
        assert 0 < refused.value.retry_after <= 20.0
    one.take("192.0.2.2")
    rate_of(machines[0], "door", 6).take("192.0.2.1")
    forget_rates(machines[0], seconds=-1.0)
    two.take("192.0.2.1")


def test_a_clock_that_is_put_back_keeps_nobody_waiting(machines: Machines) -> None:
    rate = rate_of(machines[0], "messages", 60)

    def take(times: int) -> None:
        for _ in range(times):
            rate.take("192.0.2.1")

    with pytest.raises(TooMany):
        take(100)  # more flow in meanwhile
    with machines[0].writing() as connection:
        connection.execute(sa.text("UPDATE rates SET at = at + 3600"))
    with pytest.raises(TooMany) as refused:
        rate.take("192.0.2.1")
    assert refused.value.retry_after <= 1.0
    time.sleep(refused.value.retry_after + 0.1)
    rate.take("192.0.2.1")


def test_one_reads_sources_again_and_another_when_it_has_ended(machines: Machines) -> None:
    read: list[str] = []
    schedules = []
    for name, database in zip(("one", "two"), machines, strict=True):

        def sync(source: str, _shown: object, name: str = name) -> Report:
            read.append(name)
            return Report((), Counts(0, 0, 0), 0.0)

        schedules.append(
            Schedule([Listed("a", 1)], sync, alone=lambda d=database: d.alone("schedule"), look=0.1)
        )
    first, second = (threading.Thread(target=schedule.run) for schedule in schedules)
    first.start()
    _until(lambda: bool(read))
    second.start()
    time.sleep(0.5)
    assert set(read) == {"one"}
    schedules[0].stop()
    first.join()
    _until(lambda: read[-1] == "two")
    schedules[1].stop()
    second.join()


def test_one_reply_is_written_in_a_conversation(machines: Machines) -> None:
    one, two = (Conversations(database) for database in machines)
    id = one.open("", "", "en").id
    with one.replying(id, "m1"), pytest.raises(ConversationBusy), two.replying(id, "m2", 0.0):
        pass
    with two.replying(id, "m2"):
        pass


def test_a_price_changed_on_one_is_in_the_next_reply_of_the_other(
    postgres_url: str, tmp_path: Path
) -> None:
    agents = [_machine(tmp_path / name, postgres_url) for name in ("one", "two")]
    try:
        first, second = agents
        settings = first.settings
        catalog = first.catalog
        ingest(
            demo_sources(), catalog.database, catalog.search, business=settings.business.record()
        )
        assert first.known().prefix == second.known().prefix, "byte for byte, for one cache"
        assert "189" in _said(second, "How much is the Fjell 2 tent?", "")
        cheaper = PatchFields.model_validate({"price": "177.00"})
        for item in ("NO-FJELL-2-GRN", "NO-FJELL-2-SND"):
            patch(catalog.database, catalog.search, item, cheaper, business=first.business)
        assert "177" in _said(second, "How much is the Fjell 2 tent?", "")
    finally:
        for agent in agents:
            agent.close()


def test_what_a_killed_machine_was_sending_is_found_by_another(machines: Machines) -> None:
    """Its lease ends with it; whoever gets it knows that the request may have been sent."""
    one, two = machines
    channel = _whatsapp()
    person = Person("whatsapp", "1", "49170")
    boxes = [Outbox(database, 5.0) for database in machines]
    with one.writing() as connection:
        boxes[0].put(connection, person, [Outgoing({"a": 1})], None, NOW)
    with one.alone("messages:49170"):
        assert boxes[0].claim(person, NOW) is not None
        assert boxes[1].claim(person, NOW) is None
        later = NOW + timedelta(seconds=3)
        assert boxes[1].left(later) == [person]
        with two.alone("messages:49170") as lease:
            assert lease is None, "it is at work"
        _cut_off(two)
        with two.alone("messages:49170") as lease:
            assert lease is not None
            assert boxes[1].recover([channel], later, person) == 1
    assert boxes[1].claim(person, later) is None, "its receipt is waited for"
    assert boxes[1].claim(person, later + timedelta(seconds=6)) is not None


def _whatsapp() -> WhatsApp:
    told = {"phone_number_id": "1", "access_token": "t", "app_secret": "s", "verify_token": "v"}
    return WhatsApp(WhatsAppSection.model_validate(told))


def _machine(state: Path, url: str) -> Agent:
    settings = load(DEMO / "tresen.toml", state=state, database={"url": url})
    return Agent(settings, Catalog.open(state, url), ScriptedBackend())


def _said(agent: Agent, text: str, conversation: str) -> str:
    events = answer(agent, Incoming(text=text, conversation=conversation))
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def _cut_off(survivor: Database) -> None:
    """What the server does of its own when a machine is killed: its connections end."""
    own = sa.text(
        "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a JOIN pg_locks l USING (pid) "
        "WHERE l.locktype = 'advisory' AND a.pid <> pg_backend_pid()"
    )
    with survivor.reading() as connection:
        connection.execute(own)
    # It is told to end, and lets go of its locks when it does.
    _until(lambda: not _locked(survivor))


def _locked(survivor: Database) -> int:
    """Leases of others in this server's databases."""
    held = sa.text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
    )
    with survivor.reading() as connection:
        return int(connection.execute(held).scalar_one())


def _until(true: Callable[[], bool], seconds: float = 40.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
