"""How soon each command is there, beside `import flask, sqlalchemy`: by turns, in one run.

Each is a process of its own over the demo shop, begun as a shell begins it. `serve` counts until
a message by HTTP has its answer, with the model's prefix kept from before; the prompt until it is
shown in a terminal. What Python compiles it keeps: pip does so when it installs a program, so here
each way is gone once before it is measured, and its bytecode kept in a folder of this run.
"""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from web.errors import WebError

QUESTION = "How much is the Fjell 2?"
_PEER = ("-c", "import flask, sqlalchemy")
_TRESEN = ("-c", "from web.cli import main; main()")
_PATIENCE_S = 600.0


def measure(config: Path, state: Path, rounds: int) -> dict[str, Any]:
    """Medians in milliseconds, and as ratios to the peer's. Raises WebError."""
    placed = ("--config", str(config), "--state", str(state))
    ways: dict[str, Callable[[], float]] = {
        "peer": lambda: _run(*_PEER),
        "help": lambda: _run(*_TRESEN, "--help"),
        "chat_once": lambda: _run(*_TRESEN, "chat", *placed, "--once", QUESTION),
        "prompt": lambda: _prompt("chat", *placed),
        "serve": lambda: _serve(placed),
    }
    with TemporaryDirectory(prefix="tresen-bytecode-") as kept:
        os.environ["PYTHONPYCACHEPREFIX"] = kept
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        _serve(placed, until_ready=True)
        return _measured(ways, rounds)


def _measured(ways: dict[str, Callable[[], float]], rounds: int) -> dict[str, Any]:
    for way in ways.values():
        way()
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name].append(way())
    peer = median(taken["peer"])
    return {
        "peer": {"name": "import flask, sqlalchemy", "p50_ms": round(peer * 1000, 1)},
        "p50_ms": {n: round(median(t) * 1000, 1) for n, t in taken.items() if n != "peer"},
        "ratios": {n: round(median(t) / peer, 2) for n, t in taken.items() if n != "peer"},
    }


def _run(*arguments: str) -> float:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        raise WebError(f"{arguments[-1]!r} ended with {done.returncode}: {done.stderr.decode()}")
    return time.perf_counter() - began


def _prompt(*arguments: str) -> float:
    """Seconds until the prompt is shown in a terminal."""
    ours, theirs = pty.openpty()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *_TRESEN, *arguments], stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    try:
        shown = b""
        while "›".encode() not in shown:
            if time.perf_counter() - began > _PATIENCE_S:
                raise WebError("The terminal's prompt was not shown.")
            if select.select([ours], [], [], 0.2)[0]:
                piece = os.read(ours, 65536)
                if b"\x1b[6n" in piece:  # where the cursor is: prompt_toolkit waits for it
                    os.write(ours, b"\x1b[1;1R")
                shown += piece
        return time.perf_counter() - began
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _serve(placed: tuple[str, ...], *, until_ready: bool = False) -> float:
    """Seconds until a message has its answer; with `until_ready`, until the model could."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *_TRESEN, "serve", *placed, "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        while not (_is_ready(url) if until_ready else _answers(url)):
            if process.poll() is not None or time.perf_counter() - began > _PATIENCE_S:
                raise WebError("The server did not answer.")
            time.sleep(0.01)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _answers(url: str) -> bool:
    body = json.dumps({"message": QUESTION}).encode()
    return b"[DONE]" in _asked(Request(f"{url}/api/chat", body, {"Content-Type": _JSON}))


def _is_ready(url: str) -> bool:
    return bool(_asked(Request(f"{url}/readyz")))


def _asked(request: Request) -> bytes:
    """What comes; nothing where nobody listens yet, or is not ready."""
    try:
        with urlopen(request, timeout=_PATIENCE_S) as response:
            read: bytes = response.read()
            return read
    except (URLError, OSError):
        return b""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


_JSON = "application/json"
