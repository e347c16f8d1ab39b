"""The real vllm-router before two servers: a conversation stays with its worker, and goes on with
the other one when that dies. vLLM itself, which needs a GPU, is not among them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest

from agent.answer import Incoming, answer
from agent.config import RemoteSection, Settings
from agent.errors import GenerationFailed
from agent.events import Event, Failed, Finished, TextDelta
from agent.model.backend import Done, Generation, Message, Piece
from agent.model.remote import RemoteBackend
from agent.model.routing import Routing
from agent.shop import Agent
from catalog.lookup import Catalog
from tests.ports import free_port
from tests.webhook_shop import until

ROUTER = Path(sys.executable).with_name("vllm-router")
PREFIX = Message("system", "You are the assistant of a shop that sells tents. " * 8)

pytestmark = pytest.mark.skipif(not ROUTER.exists(), reason="vllm-router is not installed")


class Fleet:
    """Two workers and their router."""

    def __init__(self, address: str, workers: dict[str, str]) -> None:
        self.address = address
        self.workers = workers
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def asked(self, name: str) -> list[dict[str, Any]]:
        told = httpx2.get(f"{self.workers[name]}/asked", timeout=60).json()
        return [one for one in told if "x-session-id" in one["headers"]]

    def kill(self, name: str) -> None:
        os.kill(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()

    def backend(self, business: str = "Shop", **more: Any) -> RemoteBackend:
        settings = RemoteSection(base_url=f"{self.address}/v1", model="m", **more)
        return RemoteBackend(settings, business=business, sleep=lambda _: time.sleep(1.5))


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    ports = [free_port() for _ in range(4)]
    workers = {
        name: f"http://127.0.0.1:{port}" for name, port in zip(("Anna", "Ben"), ports, strict=False)
    }
    found = Fleet(f"http://127.0.0.1:{ports[2]}", workers)
    routing = [
        str(ROUTER), "--worker-urls", *workers.values(), "--policy", "consistent_hash",
        "--port", str(ports[2]), "--prometheus-port", str(ports[3]),
        "--worker-startup-check-interval", "1", "--health-check-interval-secs", "1",
        "--health-failure-threshold", "1", "--log-level", "error",
    ]  # fmt: skip
    with ExitStack() as stack:
        for (name, _), port in zip(workers.items(), ports, strict=False):
            command = [sys.executable, "-m", "tests.openai_worker", name, str(port)]
            found.processes[name] = stack.enter_context(_running(command))
        for address in workers.values():
            until(lambda a=address: _answers(a), 120)  # type: ignore[misc]
        stack.enter_context(_running(routing))
        until(lambda: _answers(found.address), 120)
        yield found


def test_a_conversation_stays_with_its_worker_and_its_words_are_cached_there(fleet: Fleet) -> None:
    backend = fleet.backend()
    speakers: dict[str, set[str]] = {}
    # By the names of ports, which are others each time, the router may give many to one of them.
    for talk in (f"talk {n}" for n in range(64)):
        if len(speakers) >= 8 and len(set.union(*speakers.values())) == 2:
            break
        messages = [PREFIX]
        for turn in range(3):
            messages.append(Message("user", f"{talk}: question {turn} " * 10))
            text, done = _said(backend, talk, *messages)
            speakers.setdefault(talk, set()).add(text.split()[0])
            messages.append(Message("assistant", text))
            assert turn == 0 or done.cached_tokens > 0.5 * done.prompt_tokens
        assert done.completion_tokens == 40
    assert all(len(names) == 1 for names in speakers.values()), speakers
    assert {name for names in speakers.values() for name in names} == {"Anna", "Ben"}
    for name in fleet.workers:
        for request in fleet.asked(name):
            body = request["body"]
            assert body["user"] == request["headers"]["x-session-id"]
            assert "talk" not in body["user"]
            assert body["messages"][0]["content"] == PREFIX.text
    salts = {r["body"]["cache_salt"] for name in fleet.workers for r in fleet.asked(name)}
    assert len(salts) == 1
    backend.close()


def test_a_worker_dies_and_its_talks_go_on_elsewhere(fleet: Fleet) -> None:
    backend = fleet.backend()
    at: dict[str, str] = {}
    while len(at) < 6 or (len(set(at.values())) < 2 and len(at) < 64):
        talk = f"talk {len(at)}"
        at[talk] = _said(backend, talk, PREFIX, Message("user", "Hello"))[0].split()[0]
    assert set(at.values()) == {"Anna", "Ben"}
    fleet.kill("Anna")
    for talk in at:
        text, _ = _said(backend, talk, PREFIX, Message("user", "Hello"))
        assert text.split()[0] == "Ben"
    backend.close()


def test_a_worker_that_dies_while_it_speaks(fleet: Fleet) -> None:
    backend = fleet.backend()
    pieces = backend.generate(Generation("talk", (PREFIX, Message("user", "HOLD"))))
    first = next(piece.text for piece in pieces if isinstance(piece, Piece) and piece.text)
    fleet.kill(first.strip())
    with pytest.raises(GenerationFailed, match="broke off in the middle of a reply"):
        list(pieces)
    backend.close()


def test_a_customer_whose_reply_broke_off_is_answered_by_code(
    fleet: Fleet, settings: Settings
) -> None:
    backend = fleet.backend()
    agent = Agent(settings, Catalog.open(settings.state), backend)
    events = list(answer(agent, Incoming(text="BREAK what do you think of camping in the rain?")))
    agent.close()
    assert not any(isinstance(event, Failed) for event in events)
    assert _text(events)
    (end,) = (event for event in events if isinstance(event, Finished))
    assert end.lane in ("fallback", "direct")


def test_each_worker_has_read_the_prefix_before_a_visitor_comes(fleet: Fleet) -> None:
    backend = fleet.backend(workers=[f"{address}/v1" for address in fleet.workers.values()])
    backend.warm(PREFIX)
    until(lambda: all(len(_prefixes(fleet, name)) == 1 for name in fleet.workers))
    for talk in range(4):
        _, done = _said(backend, f"talk {talk}", PREFIX, Message("user", "Hello"))
        assert done.cached_tokens >= 0.8 * len(PREFIX.text.split())
    backend.close()


def test_businesses_share_nothing_and_machines_of_one_business_all() -> None:
    settings = RemoteSection(base_url="http://127.0.0.1:9/v1", model="m")
    one, same, other = (Routing.of(settings, name) for name in ("A", "A", "B"))
    assert one == same
    assert one.salt != other.salt
    assert one.session("c") != other.session("c")
    assert one.session("c") not in (one.session("d"), "c")


def _prefixes(fleet: Fleet, name: str) -> list[Any]:
    told = httpx2.get(f"{fleet.workers[name]}/asked", timeout=60).json()
    return [one for one in told if one["body"]["max_tokens"] == 1]


def _said(backend: RemoteBackend, conversation: str, *messages: Message) -> tuple[str, Done]:
    pieces = list(backend.generate(Generation(conversation, tuple(messages))))
    assert isinstance(pieces[-1], Done)
    return "".join(p.text for p in pieces if isinstance(p, Piece)), pieces[-1]


def _text(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


def _answers(address: str) -> bool:
    with suppress(httpx2.HTTPError):
        return httpx2.get(f"{address}/health", timeout=5).is_success
    return False


@contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
