"""`tresen serve` killed with -9 between an owner's sending and the 200 of whoever carries it.

Real processes on the loopback: the program, a messenger's platform, a mail server. The kill comes
out of the other side's own handler, so that it always falls into that moment.
"""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.mail_servers import AGENT, CUSTOMER, OWNER, PostOffice, post_office, words
from tests.platform_server import platform_server, said, signed, whatsapp
from tests.test_webhooks_killed import ROOT, shop
from tests.webhook_shop import until

pytestmark = pytest.mark.slow

WORDS = "It is Ida: I keep one for you."
_START_S = 180


class Server:
    """`tresen serve` over `folder`, until it is killed; `start` begins it anew."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-c", "from web.cli import main; main()", "serve"]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--port", str(self.port)], cwd=self.folder, stdout=log, stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        until(self._listens, _START_S)

    def kill(self) -> None:
        """Without a word to it; nothing where it is dead already."""
        if self._process is not None and self.is_up():
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / ".tresen" / "tresen.db", timeout=30)) as held:
            return held.execute(query).fetchall()

    def states(self) -> list[str]:
        return [state for (state,) in self.rows("SELECT state FROM outbox ORDER BY id")]

    def _listens(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.folder / "log").read_text()
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False


class Owner:
    """Ida at the console, in the only talk there is."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def does(self, what: str, **form: str) -> None:
        """As her browser sends it; the line may break, as it does when the program is killed."""
        ((talk,),) = self.server.rows("SELECT id FROM conversations")
        page = f"/console/talks/{talk}"
        with httpx2.Client(base_url=self.server.url, timeout=60) as http:
            http.post("/console/door", data={"name": "Ida"})
            proof = re.search(r'name="proof" value="(\w+)"', http.get(page).text)
            assert proof
            form |= {"proof": proof[1], "key": "k" * 20}
            with suppress(httpx2.HTTPError):
                assert http.post(f"{page}/{what}", data=form).status_code == 303


class Killing(deque[Any]):
    """A platform's next answers, the program killed before it gives one."""

    def __init__(self, kill: Callable[[], None], answers: list[Any]) -> None:
        super().__init__(answers)
        self.kill = kill

    def popleft(self) -> Any:
        self.kill()
        return super().popleft()


@contextmanager
def serving(folder: Path, port: int) -> Iterator[Server]:
    server = Server(folder, port)
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.mark.parametrize("moment", ["cut before", "cut after"])
def test_a_messengers_200_is_not_heard(tmp_path: Path, unused_port: int, moment: str) -> None:
    """Whether or not the platform had it: the customer reads it once."""
    with platform_server() as platform:
        shop(tmp_path, platform, random.Random(3))
        with serving(tmp_path, unused_port) as server:
            webhook = f"{server.url}/webhooks/whatsapp"

            def delivers(body: dict[str, Any]) -> None:
                raw, headers = signed("whatsapp", body)
                httpx2.post(webhook, content=raw, headers=headers, timeout=60).raise_for_status()

            delivers(whatsapp(said("Hello", "wamid.1")))
            until(lambda: server.states() == ["sent"], 120)
            owner = Owner(server)
            owner.does("take")
            until(lambda: server.states() == ["sent"] * 2, 120)
            platform.script = Killing(server.kill, [moment])
            owner.does("say", text=WORDS)
            until(lambda: not platform.script, 120)
            assert server.states() == ["sent", "sent", "sending"]
            server.start()
            if moment == "cut after":  # the platform says that it has it, as it does
                ((key,),) = server.rows("SELECT key FROM outbox ORDER BY id DESC LIMIT 1")
                status = {"id": "wamid.x", "status": "sent", "biz_opaque_callback_data": key}
                delivers(whatsapp(statuses=[status]))
            until(lambda: server.states() == ["sent"] * 3, 120)
            assert platform.texts().count(WORDS) == 1
            assert server.rows("SELECT lane FROM turns WHERE reply LIKE 'It is Ida%'") == [
                ("person",)
            ]


@pytest.mark.parametrize("moment", ["before it is taken", "after it is taken"])
def test_a_mail_servers_250_is_not_heard(tmp_path: Path, unused_port: int, moment: str) -> None:
    """A mail server does not say later what it has: the mail is sent again under its own
    Message-ID, by which mail programs know it for the same."""
    with platform_server() as platform, post_office(imap=False) as office:
        shop(tmp_path, platform, random.Random(3))
        _with_mail(tmp_path / "tresen.toml", office)
        with serving(tmp_path, unused_port) as server:
            _asks(server)
            until(lambda: len(office.to(OWNER)) == 1, 120)
            kills(office, server, moment)
            Owner(server).does("say", text=WORDS)
            until(lambda: server.states()[1:] == ["sending"] and not server.is_up(), 120)
            server.start()
            until(lambda: server.states() == ["sent"] * 2, 120)
            time.sleep(1)  # a second one would come now
            got = office.to(CUSTOMER)
            assert len(got) == (2 if moment == "after it is taken" else 1)
            assert len({str(mail["Message-ID"]) for mail in got}) == 1
            assert all(WORDS in words(mail) for mail in got)
            assert server.rows("SELECT count(*) FROM turns WHERE reply LIKE 'It is Ida%'") == [(1,)]


def _with_mail(settings: Path, office: PostOffice) -> None:
    lines = ["", "[mail]", f'address = "{AGENT}"', f'owner = ["{OWNER}"]', "after_s = 0.5"]
    lines += ["[mail.smtp]", 'host = "127.0.0.1"', f"port = {office.smtp}", 'security = "none"']
    settings.write_text(settings.read_text() + "\n".join(lines) + "\n")


def _asks(server: Server) -> None:
    """A customer asks what only a person can answer, and leaves an address."""
    with httpx2.Client(base_url=server.url, timeout=60) as http:
        body = {"message": "Who built the pyramids of Giza?"}
        http.post("/api/chat", json=body).raise_for_status()
        ((talk,),) = server.rows("SELECT id FROM conversations")
        http.post("/api/chat", json={"message": CUSTOMER, "conversation": talk}).raise_for_status()


def kills(office: PostOffice, server: Server, moment: str) -> None:
    """The server of mails kills the program once, with the customer's mail."""
    keeps, killed = office.handle_DATA, [False]

    async def data(smtp: Any, session: Any, envelope: Any) -> str:
        mine = CUSTOMER in envelope.rcpt_tos and not killed[0]
        if mine and moment == "before it is taken":
            killed[0] = True
            server.kill()
            return "451 not now"
        said = await keeps(smtp, session, envelope)
        if mine:
            killed[0] = True
            server.kill()
        return said

    office.handle_DATA = data  # type: ignore[method-assign]
