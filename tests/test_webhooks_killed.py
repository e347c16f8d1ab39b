"""`tresen serve` killed with -9 again and again, while people write on WhatsApp.

The platform repeats what was not acknowledged, repeats some that was, sends several at once, and
reports what it has. Some kills come at a random moment; some at the worst one: the platform has
taken a reply, and the program does not know it yet.
"""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from agent.config import load
from catalog.ingest import ingest
from catalog.lookup import Catalog
from tests.platform_server import Call, Platform, platform_server, said, signed, text_of, whatsapp
from tests.webhook_shop import until

ROOT = Path(__file__).parent.parent
MESSAGES = int(os.environ.get("TRESEN_KILL_MESSAGES", "40"))
"""500 in the long run, which takes some minutes."""
PEOPLE = 16
ANYTIME, SENT = max(2, MESSAGES // 25), max(2, MESSAGES // 33)
"""Kills of the two sorts. A start takes two seconds on an idle machine, and more on a busy one."""
SYLLABLES = ("bra", "kel", "fost", "min", "dur", "wak", "tol", "rez", "gim", "par", "nox", "lud")


class Program:
    """`tresen serve`, started again whenever it was killed."""

    def __init__(
        self,
        folder: Path,
        port: int,
        draw: random.Random,
        anytime: int = ANYTIME,
        up_s: tuple[float, float] = (0.2, 1.0),
    ) -> None:
        self.up_s = up_s
        self.anytime = anytime
        self.folder, self.port, self.draw = folder, port, draw
        self.kills = {"anytime": 0, "sent": 0}
        self.over = threading.Event()
        self.is_dead = False
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def run(self) -> None:
        """Until `over`: start, let it listen, kill it some time later."""
        while not self.over.is_set():
            self._start()
            if self.kills["anytime"] < self.anytime:
                self.over.wait(self.draw.uniform(*self.up_s))
                self.kill("anytime")
            while not self.over.is_set() and self._process and self._process.poll() is None:
                self.over.wait(0.05)
        with self._lock:
            assert self._process is not None
            self._process.terminate()
            # Asked to end before it listens, it just ends.
            ended = (0, -signal.SIGTERM, *([-signal.SIGKILL] if self.is_dead else ()))
            assert self._process.wait(60) in ended

    def kill_for_good(self) -> None:
        """As a machine that is taken away."""
        with self._lock:
            self.is_dead = True
            assert self._process is not None
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def kill(self, when: str) -> None:
        with self._lock:
            running = self._process is not None and self._process.poll() is None
            if running and self._process and not self.over.is_set():
                os.kill(self._process.pid, signal.SIGKILL)
                self._process.wait()
                self.kills[when] += 1

    def _start(self) -> None:
        command = [sys.executable, "-c", "from web.cli import main; main()", "serve"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with self._lock, (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                cwd=self.folder, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
            process = self._process
        while process.poll() is None and not self.over.is_set():
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)


class People:
    """Those who write: each asks, waits for the reply, and asks again."""

    def __init__(
        self,
        url: str,
        prices: dict[str, str],
        draw: random.Random,
        http: httpx2.Client | None = None,
    ) -> None:
        self.url = f"{url}/webhooks/whatsapp"
        self.prices, self.draw = prices, draw
        self.http = http or httpx2.Client(timeout=5)
        self.asked: dict[str, list[str]] = defaultdict(list)
        self.got: dict[str, list[str]] = defaultdict(list)
        self.keys: list[str] = []
        self.acknowledged: list[dict[str, Any]] = []
        self.changed = threading.Condition()

    def close(self) -> None:
        self.http.close()

    def take(self, call: Call) -> None:
        with self.changed:
            self.got[call.body["to"]].append(text_of(call))
            self.keys.append(call.body["biz_opaque_callback_data"])
            self.changed.notify_all()

    def talk_at_once(self, people: int, messages: int) -> None:
        """So many, until each has the replies to its share of the messages."""
        with ThreadPoolExecutor(people) as pool:
            talks = [
                pool.submit(self.talk, f"49170{n}", len(range(n, messages, people)))
                for n in range(people)
            ]
            for talk in talks:
                talk.result()

    def talk(self, person: str, count: int) -> None:
        for number in range(count):
            name = self.draw.choice(list(self.prices))
            self.asked[person].append(name)
            message = said(f"How much is the {name}?", f"wamid.{person}.{number}", person)
            repeated = self.draw.sample(self.acknowledged, min(len(self.acknowledged), 2))
            batch = [message, *repeated] if self.draw.random() < 0.3 else [message]
            self.draw.shuffle(batch)
            self.deliver(whatsapp(*batch))
            self.acknowledged.append(message)
            with self.changed:
                expected = number + 1
                assert self.changed.wait_for(lambda n=expected: len(self.got[person]) >= n, 300), (
                    f"{person} was not answered"
                )

    def deliver(self, body: dict[str, Any]) -> None:
        """As a platform does: until it is acknowledged."""
        raw, headers = signed("whatsapp", body)
        while True:
            with suppress(httpx2.HTTPError):
                if self.http.post(self.url, content=raw, headers=headers).is_success:
                    return
            time.sleep(0.1)


def shop(
    folder: Path, platform: Platform, draw: random.Random, database: str = ""
) -> dict[str, str]:
    """A small shop, ingested; its names with their prices."""
    names = {"".join(draw.sample(SYLLABLES, 3)).capitalize() for _ in range(40)}
    prices = {name: f"{n + 10}.{draw.randrange(10, 99)}" for n, name in enumerate(sorted(names))}
    with (folder / "products.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Handle", "Title", "Type", "Published", "Variant SKU", "Variant Price"])
        for name, price in prices.items():
            rows.writerow([name.lower(), name, "Lamps", "true", f"S-{name}", price])
    channels = platform.settings("whatsapp", quiet_s=0.05, confirm_s=6.0)
    section = channels.pop("whatsapp")
    lines = ["[business]", 'name = "Shop"', 'currency = "EUR"']
    # Nobody listens there: what is asked here is answered by code.
    lines += ["[model.remote]", 'base_url = "http://127.0.0.1:9/v1"', 'model = "none"']
    if database:
        lines += ["[database]", f"url = {json.dumps(database)}", "[web]", "trusted_proxies = 1"]
    lines += ["[channels]", *(f"{key} = {json.dumps(value)}" for key, value in channels.items())]
    lines += ["[channels.whatsapp]", *(f"{k} = {json.dumps(v)}" for k, v in section.items())]
    (folder / "tresen.toml").write_text("\n".join(lines))
    settings = load(folder / "tresen.toml", state=folder / ".tresen")
    catalog = Catalog.open(settings.state, settings.database.url)
    business = settings.business.record()
    ingest([str(folder / "products.csv")], catalog.database, catalog.search, business=business)
    catalog.close()
    return prices


def still_open(folder: Path) -> int:
    """Replies that may yet be sent, or sent again."""
    with closing(sqlite3.connect(folder / ".tresen" / "tresen.db", timeout=30)) as database:
        query = "SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'dead')"
        return int(database.execute(query).fetchone()[0])


@pytest.mark.slow
def test_no_message_is_lost_or_answered_twice(tmp_path: Path, unused_port: int) -> None:
    draw = random.Random()
    begun = time.monotonic()
    with platform_server() as platform, ThreadPoolExecutor(4) as reports:
        prices = shop(tmp_path, platform, draw)
        program = Program(tmp_path, unused_port, draw)
        people = People(f"http://127.0.0.1:{unused_port}", prices, draw)

        worst = set(draw.sample(range(1, MESSAGES), SENT))

        def taken(call: Call) -> None:
            people.take(call)
            key = call.body["biz_opaque_callback_data"]
            status = {"id": f"wamid.{key}", "status": "sent", "biz_opaque_callback_data": key}
            reports.submit(people.deliver, whatsapp(statuses=[status]))
            number = sum(map(len, people.got.values()))
            if number in worst:
                program.kill("sent")

        platform.taken = taken
        running = threading.Thread(target=program.run)
        running.start()
        try:
            people.talk_at_once(PEOPLE, MESSAGES)
            until(lambda: not still_open(tmp_path), 180)
        finally:
            program.over.set()
            running.join()
            people.http.close()
    print(f"{MESSAGES} messages, kills {program.kills}, {time.monotonic() - begun:.0f} s")
    # All may be answered before the last kill at a random moment; those of the other sort come.
    assert program.kills["anytime"] >= 1
    assert program.kills["sent"] >= 1
    assert len(people.keys) == len(set(people.keys)), "a reply was sent twice"
    assert sum(map(len, people.got.values())) == MESSAGES
    for person, names in people.asked.items():
        for name, reply in zip(names, people.got[person], strict=True):
            assert f"€{prices[name]}" in reply
