"""Of one person everything is told, and erased so that no byte of it stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.answer import Incoming, answer
from agent.attending import say, take
from agent.events import Started
from agent.shop import Agent
from tests.platform_server import Platform
from tests.test_console_messengers import keeping, writes
from tests.webhook_shop import Shop
from web.commands.privacy import privacy
from web.privacy import erase, export, find

CANARY = "kanarienvogel-7391"
ANNA = f"{CANARY}@post.example"


def lies_in(folder: Path) -> list[str]:
    """The files of `folder` in which the canary is."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if CANARY.encode() in path.read_bytes()]


def talk(agent: Agent, *texts: str) -> str:
    conversation = ""
    for text in texts:
        for event in answer(agent, Incoming(text, conversation)):
            if isinstance(event, Started):
                conversation = event.conversation
    return conversation


@pytest.mark.sqlite
def test_no_byte_stays_of_a_website_visitor(agent_saying: Callable[..., Agent]) -> None:
    agent = agent_saying()
    database = agent.catalog.database
    other = talk(agent, "How much is the Fjell 2?")
    mine = talk(agent, f"Who is {CANARY}?", ANNA)
    take(agent, mine, "Ida")
    say(agent, mine, "Ida", "p" * 20, f"Hello {CANARY}!")
    assert lies_in(database.state)
    found = find(database, ANNA.upper())
    told = json.dumps(export(database, found))
    assert f"Hello {CANARY}!" in told
    assert ANNA in told
    gone = erase(database, found)
    assert (gone["conversations"], gone["handoffs"], gone["turns"] >= 4) == (1, 1, True)
    assert lies_in(database.state) == []
    assert agent.history(other)
    assert not find(database, ANNA)


@pytest.mark.sqlite
def test_no_byte_stays_of_a_messengers_customer(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "state", Platform("http://127.0.0.1:9").settings("generic"), keeping)
    for number, who in enumerate((CANARY, "p2")):
        body = writes("generic", f"hello from {who}", number)
        body["data"]["person"] = who
        shop.post("generic", body, id=f"e{number}")
    found = find(shop.database, CANARY)
    assert [row["person"] for row in export(shop.database, found)["inbox"]] == [CANARY]
    erase(shop.database, found)
    assert [row.person for row in shop.rows()] == ["p2"]
    assert lies_in(tmp_path) == []
    shop.database.close()


@pytest.mark.parametrize("contact", ["", "  ", "a", "%", "__", "nobody@post.example"])
def test_what_names_nobody_erases_nobody(agent_saying: Callable[..., Agent], contact: str) -> None:
    agent = agent_saying()
    kept = talk(agent, "How much is the Fjell 2?")
    assert not find(agent.catalog.database, contact)
    assert agent.history(kept)


def test_the_command(agent_saying: Callable[..., Agent]) -> None:
    agent = agent_saying()
    mine = talk(agent, f"I am {CANARY}")
    place = ["--state", str(agent.settings.state)]
    run = CliRunner().invoke
    assert CANARY in run(privacy, ["export", CANARY, *place]).output
    assert run(privacy, ["erase", CANARY, *place], input="n\n").exit_code == 1
    assert agent.history(mine)
    assert "erased" in run(privacy, ["erase", CANARY, "--yes", *place]).output
    assert lies_in(agent.settings.state) == []
    assert run(privacy, ["export", CANARY, *place]).exit_code != 0
    assert "90 days" in run(privacy, ["retention", *place]).output
