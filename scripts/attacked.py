"""What scripts/attack.py attacks: a server of the demo shop, and one visitor who talks meanwhile.

Server, visitor and attacker are three processes, on loopback alone. The visitor comes from
127.0.0.1, keeps within the default limits, and does as the widget does: after 429 it comes back
when it was told to. Attackers come from other addresses of 127.0.0.0/8.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2

ROOT = Path(__file__).parent.parent
ASKED = (
    ("How much is the Fjell 2?", "189.90"),
    ("What does the Vandre cost in blue?", "149.95"),
    ("Until when are you open on Saturday?", "16:00"),
    ("Was kostet das Fjell 2?", "189,90"),
)
"""Questions, and what a right answer has in it."""
_PAUSE_S = 2.2
_PATIENCE_S = 40.0
_START_S = 60.0
COMMAND = "from web.cli import main; main()"
NO_MODEL = {
    "TRESEN_MODEL__REMOTE__BASE_URL": "http://127.0.0.1:9",
    "TRESEN_MODEL__REMOTE__MODEL": "-",
}
"""A model that is not there: code answers, and what the server does is its own work."""


@dataclass(slots=True)
class Seen:
    """What the visitor met. Times in seconds; `worst` from a message's first sending to its end."""

    asked: int = 0
    worst: float = 0.0
    waits: list[float] = field(default_factory=list)
    health_worst: float = 0.0
    refused: int = 0
    lost: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What an attack brought in. `told`: to how many somebody else's words were told; `failed`:
    how much else of it went as it must not."""

    note: str
    told: int = 0
    failed: int = 0


@dataclass(slots=True)
class Attacked:
    """The server under attack; when it has ended, what its log says too."""

    url: str
    state: Path
    process: subprocess.Popen[bytes]
    seen: Seen = field(default_factory=Seen)
    crashed: bool = False
    tracebacks: int = 0
    log: str = ""


@contextmanager
def prepared() -> Iterator[Path]:
    """A state folder with the demo shop in it, made once; each server has a copy."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        with _server(state, NO_MODEL, 0) as attacked:
            _wait_for(attacked)
        yield state


@contextmanager
def attacked(prepared: Path, env: Mapping[str, str], descriptors: int = 0) -> Iterator[Attacked]:
    """A server with its visitor, who begins when it answers and ends with the block."""
    state = prepared.parent / f"state-{time.monotonic_ns()}"
    shutil.copytree(prepared, state)
    with _server(state, env, descriptors) as there:
        _wait_for(there)
        ours, theirs = multiprocessing.Pipe()
        visitor = multiprocessing.get_context("spawn").Process(
            target=_visit, args=(there.url, theirs), daemon=True
        )
        visitor.start()
        ours.recv()  # the first answer is there
        try:
            yield there
        finally:
            ours.send("end")
            if ours.poll(_PATIENCE_S + 5):
                there.seen = ours.recv()
            visitor.join(5)
            visitor.kill()
            there.crashed = there.process.poll() is not None
    shutil.rmtree(state)


@contextmanager
def _server(state: Path, env: Mapping[str, str], descriptors: int) -> Iterator[Attacked]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def limited() -> None:
        if descriptors:
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

    log = state.parent / f"log-{port}"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "demo", "--state", str(state), "--port", str(port)],
            cwd=state.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **env},
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=limited,
        )
        there = Attacked(f"http://127.0.0.1:{port}", state, process)
        try:
            yield there
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()
            process.wait()
            there.log = log.read_text("utf-8", "replace")
            there.tracebacks = there.log.count("Traceback (most recent call last)")


def _wait_for(there: Attacked) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end and there.process.poll() is None:
        with suppress(httpx2.HTTPError):
            if httpx2.get(f"{there.url}/healthz").status_code == 200:
                return
        time.sleep(0.2)
    raise SystemExit(f"The server does not answer at {there.url}.")


# -- the visitor, in a process of its own ----------------------------------------------------------


def _visit(url: str, parent: Connection) -> None:
    """Asks a question every two seconds until told to end, and looks at /healthz meanwhile."""
    seen, end = Seen(), threading.Event()
    with httpx2.Client(base_url=url, timeout=_PATIENCE_S) as client:
        _ask(client, 0, Seen())  # the first one is before the attack, and no part of the figures
        parent.send("begun")
        health = threading.Thread(target=_look, args=(url, seen, end))
        health.start()
        while not parent.poll(0):
            begun = time.monotonic()
            seen.asked += 1
            _ask(client, seen.asked, seen)
            seen.waits.append(time.monotonic() - begun)
            parent.poll(max(0.0, begun + _PAUSE_S - time.monotonic()))
    end.set()
    health.join(_PATIENCE_S)
    seen.worst = max(seen.waits, default=0.0)
    parent.send(seen)


def _look(url: str, seen: Seen, end: threading.Event) -> None:
    with httpx2.Client(base_url=url, timeout=_PATIENCE_S) as client:
        while not end.wait(0.25):
            asked = time.monotonic()
            with suppress(httpx2.HTTPError):
                client.get("/healthz")
            seen.health_worst = max(seen.health_worst, time.monotonic() - asked)


def _ask(client: httpx2.Client, number: int, seen: Seen) -> None:
    """One message, sent again under its id until it has its reply, as the widget does."""
    question, answer = ASKED[number % len(ASKED)]
    end = time.monotonic() + _PATIENCE_S
    body = {"message": question, "conversation": "mine", "messageId": f"m{number}"}
    headers = {"X-Tresen-Visitor": "v" * 32}
    while time.monotonic() < end:
        try:
            told = client.post("/api/chat", json=body, headers=headers)
        except httpx2.HTTPError:
            time.sleep(0.5)
            continue
        if told.status_code in (429, 409, 503):
            seen.refused += 1
            time.sleep(float(told.headers.get("Retry-After", 1)))
            continue
        if told.status_code == 200 and "[DONE]" in told.text:
            seen.wrong += answer not in told.text
            return
        time.sleep(0.5)
    seen.lost += 1


# -- what attackers need ---------------------------------------------------------------------------


def address(number: int) -> str:
    """One of 60,000 addresses of this machine that are not the visitor's."""
    return f"127.{1 + number // 250 % 250}.0.{1 + number % 250}"


def client_from(source: str, url: str, timeout: float = 30.0) -> httpx2.Client:
    """Without certificates: to read them takes more of the machine than most attacks do."""
    transport = httpx2.HTTPTransport(local_address=source, verify=False)
    return httpx2.Client(base_url=url, timeout=timeout, transport=transport)


def connect(url: str, source: str) -> socket.socket | None:
    """A connection that says nothing; None where it is not taken."""
    place = urlsplit(url)
    at = (place.hostname or "", place.port or 0)
    with suppress(OSError):
        return socket.create_connection(at, 2, source_address=(source, 0))
    return None


def channels(there: Attacked) -> dict[str, Any]:
    """What `tresen channels --json` says of the server's state."""
    import json

    told = subprocess.run(
        [sys.executable, "-c", COMMAND, "channels", "--json", "--state", str(there.state)],
        cwd=there.state.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found
