"""Floods of connections: whoever says nothing goes first, and nobody else notices."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from agent.answer import Incoming
from agent.events import Event, TextDelta
from tests.fakes import FINISHED, FakeAgent, reply, saying, serving, shop
from web import create_app
from web.addresses import is_loopback, owner

MOST = 20

_SERVER = """
import os, resource, sys
from web import create_app
from web.server import address, bind
from tests.fakes import FakeAgent, reply, saying, shop
allowed, taken = int(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, allowed))
held = [os.open(os.devnull, os.O_RDONLY) for _ in range(taken)]
agent = FakeAgent(shop(port=0), saying("Fine."))
server = bind(create_app(agent.settings, agent, reply), agent.settings.web)
print(address(server, agent.settings.web), flush=True)
server.run()
"""


@contextmanager
def own_process(allowed: int, taken: int = 0) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server of its own with `allowed` descriptors, of which `taken` are in use already."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(allowed), str(taken)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip(), process
    finally:
        process.kill()
        process.communicate()


def links_to(url: str, count: int, source: str = "127.0.0.1") -> list[socket.socket]:
    """So many connections that say nothing; fewer where they are not taken."""
    place = urlsplit(url)
    found = []
    for _ in range(count):
        with suppress(OSError):
            at = (place.hostname or "", place.port or 0)
            found.append(socket.create_connection(at, 2, source_address=(source, 0)))
    return found


def is_open(link: socket.socket) -> bool:
    link.settimeout(0.05)
    try:
        return link.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False


def asked(url: str, source: str = "127.0.0.1") -> float:
    """Seconds that a visitor with a new connection waits for a reply."""
    begun = time.monotonic()
    with httpx2.Client(transport=httpx2.HTTPTransport(local_address=source), timeout=60) as client:
        told = client.post(f"{url}/api/chat", json={"message": "x"})
    assert told.status_code == 200
    assert told.text.endswith("data: [DONE]\n\n")
    return time.monotonic() - begun


@pytest.mark.alone
@pytest.mark.parametrize(("allowed", "taken", "flood"), [(256, 0, 400), (2048, 1030, 300)])
def test_a_flood_ends_no_process_and_shuts_no_door(allowed: int, taken: int, flood: int) -> None:
    """More connections than descriptors; and descriptors above those that select() can take."""
    with own_process(allowed, taken) as (url, process):
        links = links_to(url, flood)
        try:
            waits = [asked(url) for _ in range(5)]
        finally:
            for link in links:
                link.close()
        assert process.poll() is None
        process.terminate()
        _, errors = process.communicate(timeout=60)
    assert max(waits) < 2
    assert "Traceback" not in errors


@pytest.fixture
def small_house(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.server.most_connections", lambda: MOST)


@pytest.mark.alone
@pytest.mark.usefixtures("small_house")
def test_the_longest_silent_go_and_who_is_served_stays() -> None:
    go_on = threading.Event()

    def slow(_: Incoming) -> Iterator[Event]:
        yield TextDelta("first ")
        assert go_on.wait(60)
        yield FINISHED

    agent = FakeAgent(shop(), slow)
    app = create_app(agent.settings, agent, reply)
    with (
        serving(app, agent.settings) as url,
        httpx2.Client(timeout=60) as client,
        client.stream("POST", f"{url}/api/chat", json={"message": "hi"}) as response,
    ):
        lines = response.iter_lines()
        assert "start" in next(lines)
        links = [link for n in range(3 * MOST) for link in links_to(url, 1, f"127.0.0.{2 + n % 8}")]
        try:
            agent.script = saying("Fine.")
            assert asked(url) < 1
            assert not is_open(links[0])
            assert is_open(links[-1])
        finally:
            for link in links:
                link.close()
        go_on.set()
        assert any("[DONE]" in line for line in lines)


@pytest.mark.alone
@pytest.mark.usefixtures("small_house")
def test_half_a_request_is_silence() -> None:
    agent = FakeAgent(shop(), saying("Fine."))
    with serving(create_app(agent.settings, agent, reply), agent.settings) as url, ExitStack() as s:
        for number in range(3 * MOST):
            for link in links_to(url, 1, f"127.0.0.{2 + number % 8}"):
                s.callback(link.close)
                with suppress(OSError):
                    link.sendall(b"POST /api/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 9")
        assert asked(url) < 1


@pytest.mark.alone
@pytest.mark.usefixtures("small_house")
def test_one_address_displaces_only_itself() -> None:
    agent = FakeAgent(shop(), saying("Fine."))
    with serving(create_app(agent.settings, agent, reply), agent.settings) as url:
        (mine,) = links_to(url, 1)
        others = links_to(url, 3 * MOST, "127.0.0.2")
        try:
            assert asked(url) < 1
            assert is_open(mine)
            assert sum(map(is_open, others)) <= MOST // 2
        finally:
            for link in [mine, *others]:
                link.close()


@pytest.mark.usefixtures("small_house")
def test_where_all_are_served_the_next_is_told_when_to_come_back() -> None:
    go_on = threading.Event()

    def slow(_: Incoming) -> Iterator[Event]:
        yield TextDelta("first ")
        assert go_on.wait(60)
        yield FINISHED

    agent = FakeAgent(shop(threads=40), slow)
    app = create_app(agent.settings, agent, reply)
    with serving(app, agent.settings, threads=40) as url, ExitStack() as stack:
        for number in range(MOST):
            transport = httpx2.HTTPTransport(local_address=f"127.0.0.{2 + number % 4}")
            client = stack.enter_context(httpx2.Client(transport=transport, timeout=60))
            stack.enter_context(client.stream("POST", f"{url}/api/chat", json={"message": "hi"}))
        refused = httpx2.get(f"{url}/healthz", timeout=60)
        go_on.set()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("", "somewhere", False),
    ],
)
def test_whose_an_address_is(one: str, other: str, same: bool) -> None:
    assert (owner(one) == owner(other)) is same


@pytest.mark.parametrize(
    ("host", "own"),
    [("localhost", True), ("127.0.0.9", True), ("::1", True), ("::ffff:127.0.0.1", True),
     ("192.0.2.1", False), ("shop.example", False)],
)  # fmt: skip
def test_what_is_this_machine(host: str, own: bool) -> None:
    assert is_loopback(host) is own
