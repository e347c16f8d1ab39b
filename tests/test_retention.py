"""What is kept of conversations and for how long; and who sees the counters."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from agent.answer import Incoming, answer
from agent.config import Settings, WebSection
from agent.shop import Agent
from catalog.tables import conversations, handoffs, inbox, people, turns
from tests.fake_backend import ScriptedBackend
from tests.fakes import FakeAgent, reply, shop
from tests.platform_server import Platform, said, whatsapp
from tests.webhook_shop import Shop, until
from web import create_app
from web.commands.init import _TEMPLATE
from web.retention import forget, forgetting

NOW = datetime.now(UTC)
OPEN = "why should I recommend the Fjell 2 to my girlfriend?"
KEY = "k3y-of-a-program-0123456789"


def ids(agent: Any, table: sa.Table = conversations) -> set[Any]:
    column = table.c.id if table is conversations else table.c.conversation_id
    with agent.catalog.database.reading() as connection:
        return set(connection.execute(sa.select(column)).scalars())


def aged(agent: Any, id: str, days: float) -> None:
    then = NOW - timedelta(days=days)
    with agent.catalog.database.writing() as connection:
        mine = conversations.c.id == id
        connection.execute(conversations.update().where(mine).values(touched=then))
        connection.execute(turns.update().where(turns.c.conversation_id == id).values(created=then))


def talk(agent: Agent, *messages: str) -> str:
    id = ""
    for message in messages:
        id = next(iter(events := list(answer(agent, Incoming(message, id))))).conversation
        assert events
    return id


def test_old_conversations_go_with_all_that_hangs_on_them(
    agent_saying: Callable[..., Agent],
) -> None:
    agent = agent_saying()
    asks = ("Can I talk to a person?", "anna@customer.example")
    old, young, alive = talk(agent, *asks), talk(agent, *asks), talk(agent, "hello")
    aged(agent, old, 91)
    aged(agent, young, 89)
    aged(agent, alive, 400)
    # Somebody comes back after a year, and the reply is still being written.
    agent.conversations.begin_turn(agent.conversations.find(alive), "m1", "are you there?")
    assert agent.settings.web.keep_days == 90
    assert forget(agent, 90, NOW) == 1
    assert ids(agent) == {young, alive}
    assert ids(agent, turns) == {young, alive}
    assert ids(agent, handoffs) == {young}


def test_many_go_in_small_steps(agent_saying: Callable[..., Agent]) -> None:
    agent = agent_saying()
    with agent.catalog.database.writing() as connection:
        long_ago = NOW - timedelta(days=100)
        rows = [
            {"id": f"c{n}", "visitor": "", "language": "en", "created": long_ago,
             "touched": long_ago}
            for n in range(450)
        ]  # fmt: skip
        connection.execute(conversations.insert(), rows)
    assert forget(agent, 0, NOW) == 0
    assert forget(agent, 90, NOW) == 450
    assert forget(agent, 90, NOW) == 0


def test_it_happens_while_it_is_served(agent_saying: Callable[..., Agent]) -> None:
    agent = agent_saying()
    old = talk(agent, "hello")
    aged(agent, old, 91)
    with forgetting(agent, 0):
        pass
    assert ids(agent) == {old}
    with forgetting(agent, 90, 0.02):
        until(lambda: ids(agent) == set())
        again = talk(agent, "hello")
        aged(agent, again, 91)
        until(lambda: ids(agent) == set())


def test_a_person_of_a_messenger_is_forgotten_with_what_they_said(tmp_path: Path) -> None:
    opened = Shop(tmp_path, Platform("http://127.0.0.1:9").settings("whatsapp"))
    agent: Any = SimpleNamespace(
        conversations=opened.conversations,
        catalog=SimpleNamespace(database=opened.database),
        settings=opened.settings,
        backend=ScriptedBackend(),
    )
    for number, person in enumerate(("old", "waiting", "young")):
        opened.post("whatsapp", whatsapp(said("hi", f"w{number}", person)))
    with opened.database.writing() as connection:
        past = NOW - timedelta(days=91)
        connection.execute(people.update().where(people.c.person != "young").values(heard=past))
        answered = inbox.c.person == "old"
        connection.execute(inbox.update().where(answered).values(state="answered"))
    forget(agent, 90, NOW)
    with opened.database.reading() as connection:
        left = set(connection.execute(sa.select(people.c.person)).scalars())
    opened.database.close()
    assert left == {"waiting", "young"}


def test_the_settings_say_so() -> None:
    """Where an owner looks for it: the file that `tresen init` writes, and the field itself."""
    line = re.search(r"^# keep_days = (\d+) +# (.+)$", _TEMPLATE, re.M)
    assert line is not None
    assert int(line[1]) == WebSection().keep_days == 90
    assert "deleted" in line[2]
    assert "never" in (WebSection.model_fields["keep_days"].description or "")


# -- the counters ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "headers", "peer", "status"),
    [
        ((), {}, "127.0.0.1", 200),
        ((), {}, "192.0.2.7", 403),
        ((), {"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 403),
        ((), {"Authorization": f"Bearer {KEY}"}, "192.0.2.7", 403),
        ((KEY,), {}, "127.0.0.1", 200),
        ((KEY,), {}, "192.0.2.7", 401),
        ((KEY,), {"Authorization": "Bearer something-else-0123"}, "192.0.2.7", 401),
        ((KEY,), {"Authorization": f"Bearer {KEY}"}, "192.0.2.7", 200),
    ],
)
def test_the_counters_are_shown_here_or_with_a_key(
    keys: tuple[str, ...], headers: dict[str, str], peer: str, status: int
) -> None:
    settings: Settings = shop(api_keys=keys)
    client = create_app(settings, FakeAgent(settings), reply).test_client()
    told = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": peer})
    assert told.status_code == status
    assert ("tresen_http_requests" in told.text) is (status == 200)


def test_what_others_have_deleted_leaves_the_models_memory_too(
    agent_saying: Callable[..., Agent],
) -> None:
    """As `tresen privacy erase` does beside a running server, or a server on another machine."""
    agent = agent_saying("The Fjell 2 is a good tent.", "The Fjell 2 is light.")
    gone, stays = talk(agent, OPEN), talk(agent, OPEN)
    assert isinstance(agent.backend, ScriptedBackend)
    assert set(agent.backend.kept()) == {gone, stays}
    with agent.catalog.database.writing() as connection:
        connection.execute(conversations.delete().where(conversations.c.id == gone))
    forget(agent, 0, NOW)
    assert agent.backend.forgotten == [gone]
    forget(agent, 0, NOW)
    assert agent.backend.forgotten == [gone]
