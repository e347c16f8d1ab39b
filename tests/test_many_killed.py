"""Three `tresen serve` over one PostgreSQL behind nginx, killed with -9 while people write.

What is written on WhatsApp goes through nginx to any of them, and is repeated to any. The platform
knows each reply's key; a reply that is lost or sent twice is seen. And people on the website keep
their talks when their machine dies.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa

from catalog.database import Database
from catalog.tables import outbox
from tests import postgres
from tests.platform_server import Call, platform_server, whatsapp
from tests.test_deploy import certificate, nginx, running
from tests.test_webhooks_killed import People, Program, shop
from tests.webhook_shop import until

__all__ = ["certificate"]

MACHINES = 3
MESSAGES = int(os.environ.get("TRESEN_KILL_MESSAGES", "60"))
"""10,000 in the long run, which takes an hour on two cores."""
PEOPLE = 12
KILLS = max(3, MESSAGES // 60)
"""Of each machine, at most."""
UP_S = (0.2, 1.0) if MESSAGES < 200 else (3.0, 20.0)
"""Seconds after which one is killed that listens again: a start takes two."""
DURABLE = "-c max_connections=200"
"""As it is run in earnest: what is committed is on the disk."""

pytestmark = [
    pytest.mark.slow,
    postgres.needed,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]


@dataclass
class House:
    """The machines, and what is before them."""

    url: str
    database: Database
    programs: list[Program]
    prices: dict[str, str]
    people: People
    log: Path

    def served_by(self) -> list[int]:
        """The machine of each request for a reply, as nginx has noted it."""
        ports = [program.port for program in self.programs]
        noted = re.findall(r"/api/chat .*127\.0\.0\.1:(\d+)$", self.log.read_text(), re.MULTILINE)
        return [ports.index(int(port)) for port in noted]


@contextmanager
def house(
    folder: Path, certificate: tuple[Path, Path], ports: list[int], kills: int
) -> Iterator[House]:
    """Machines of the same settings, over a database that one of them has filled."""
    draw = random.Random()
    with (
        postgres.postgresql(DURABLE) as server,
        platform_server() as platform,
        ExitStack() as stack,
    ):
        address = postgres.database(server, "tresen")
        one = folder / "one"
        one.mkdir()
        prices = shop(one, platform, draw, address)
        programs = []
        for number in range(MACHINES):
            own = folder / f"machine-{number}"
            own.mkdir()
            shutil.copy(one / "tresen.toml", own / "tresen.toml")
            programs.append(Program(own, ports[number], draw, kills, UP_S))
        url = f"https://agent.example:{ports[-1]}"
        for program in programs:
            running_one = threading.Thread(target=program.run)
            running_one.start()
            stack.callback(running_one.join)
            stack.callback(program.over.set)
        for program in programs:
            until(lambda port=program.port: listens(port), 240)  # type: ignore[misc]
        before = many(programs, ports[-1], certificate, folder)
        curl = ["curl", "-skf", "--resolve", f"agent.example:{ports[-1]}:127.0.0.1"]
        stack.enter_context(running(before, curl, f"{url}/healthz"))
        http = httpx2.Client(timeout=60, verify=False, headers={"Host": "agent.example"})
        here = f"https://127.0.0.1:{ports[-1]}"
        people = stack.enter_context(closing(People(here, prices, draw, http)))
        database = stack.enter_context(closing(Database.open(folder / "looked", address)))
        reports = stack.enter_context(ThreadPoolExecutor(4))

        def taken(call: Call) -> None:
            people.take(call)
            key = call.body["biz_opaque_callback_data"]
            status = {"id": f"wamid.{key}", "status": "sent", "biz_opaque_callback_data": key}
            reports.submit(people.deliver, whatsapp(statuses=[status]))

        platform.taken = taken
        yield House(here, database, programs, prices, people, folder / "served.log")


def many(
    programs: list[Program], port: int, certificate: tuple[Path, Path], folder: Path
) -> list[str]:
    """nginx with deploy/nginx-many.conf, before these machines."""
    command = nginx("", port, certificate, folder, "nginx-many.conf")
    written = (folder / "nginx.conf").read_text()
    for number, program in enumerate(programs, 11):
        written = written.replace(f"10.0.0.{number}:8080", f"127.0.0.1:{program.port}")
    noted = f"log_format up '$request_uri $upstream_addr'; access_log {folder}/served.log up;"
    (folder / "nginx.conf").write_text(written.replace("access_log off;", noted))
    return command


def test_no_message_is_lost_or_answered_twice(
    tmp_path: Path, certificate: tuple[Path, Path], unused_ports: list[int]
) -> None:
    begun = time.monotonic()
    with house(tmp_path, certificate, unused_ports, KILLS) as held:
        people = held.people
        people.talk_at_once(PEOPLE, MESSAGES)
        until(lambda: not still_open(held.database), 240)
        kills = [program.kills["anytime"] for program in held.programs]
    print(f"{MESSAGES} messages, kills {kills}, {time.monotonic() - begun:.0f} s")
    assert sum(kills) >= 2
    assert len(people.keys) == len(set(people.keys)), "a reply was sent twice"
    assert sum(map(len, people.got.values())) == MESSAGES
    for person, names in people.asked.items():
        for name, reply in zip(names, people.got[person], strict=True):
            assert f"€{held.prices[name]}" in reply


def test_a_visitor_stays_with_a_machine_and_goes_on_with_another_when_it_dies(
    tmp_path: Path, certificate: tuple[Path, Path], unused_ports: list[int]
) -> None:
    with house(tmp_path, certificate, unused_ports, 0) as held:
        name, other = list(held.prices)[:2]
        with httpx2.Client(timeout=60, verify=False) as visitor:
            first = asked(visitor, held.url, {"message": f"How much is the {name}?"})
            assert f"€{held.prices[name]}" in first["text"]
            talk = first["conversation"]
            for _ in range(4):
                said = {"message": f"How much is the {other}?", "conversation": talk}
                assert f"€{held.prices[other]}" in asked(visitor, held.url, said)["text"]
            until(lambda: len(held.served_by()) == 5)
            served = held.served_by()
            assert len(set(served)) == 1, "the cookie keeps them together"
            dead = held.programs[served[0]]
            dead.over.set()
            dead.kill_for_good()
            # "And ...?" is understood from what was said on the machine that is no more.
            said = {"message": f"And the {name}?", "conversation": talk}
            assert f"€{held.prices[name]}" in asked(visitor, held.url, said)["text"]
            until(lambda: len(held.served_by()) == 6)
            assert held.served_by()[-1] != served[0]
            ready = visitor.get(f"{held.url}/readyz")
            assert ready.status_code in (200, 503)


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def asked(visitor: httpx2.Client, url: str, body: dict[str, Any]) -> dict[str, str]:
    """The reply's text, and the conversation that it stands in."""
    answer = visitor.post(f"{url}/api/chat", json=body, headers={"Host": "agent.example"})
    assert answer.status_code == 200, answer.text
    parts = [
        json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: {")
    ]
    text = "".join(part["delta"] for part in parts if part["type"] == "text-delta")
    start = next(part for part in parts if part["type"] == "start")
    conversation = start.get("messageMetadata", {}).get("conversation", "")
    return {"text": text, "conversation": conversation or body.get("conversation", "")}


def still_open(database: Database) -> int:
    """Replies that may yet be sent, or sent again."""
    query = sa.select(sa.func.count()).select_from(outbox)
    with database.reading() as connection:
        open_ = query.where(outbox.c.state.not_in(("sent", "dead")))
        return int(connection.execute(open_).scalar_one())
