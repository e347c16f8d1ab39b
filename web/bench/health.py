"""Somebody who looks whether the server is well, while others talk to it.

In a process of its own: what it waits for is then the server, and not the interpreter that the
talking visitors share.
"""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

_PATIENCE_S = 5.0
_EVERY_S = 0.25


@dataclass(slots=True)
class Health:
    """How long each answer took, in ms; and the answers that were none, by what they were."""

    times: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)


@contextmanager
def looked_after(url: str) -> Iterator[Callable[[], Health]]:
    """Ask for the server's health four times a second; what is yielded ends it and tells."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_look, args=(url, theirs))
    process.start()
    theirs.close()
    ours.recv()  # it looks

    def told() -> Health:
        ours.send(None)
        seen: Health = ours.recv()
        return seen

    try:
        yield told
    finally:
        ours.close()
        process.join(2 * _PATIENCE_S)
        if process.is_alive():
            process.kill()
            process.join()


def _look(url: str, parent: Connection) -> None:
    """The other process: look until `parent` says something, or is gone."""
    parts = urlsplit(url)
    place = (parts.hostname or "127.0.0.1", parts.port or 80)
    asked = f"GET /healthz HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode()
    seen = Health()
    parent.send(None)
    while not parent.poll(_EVERY_S):
        begun = time.perf_counter()
        try:
            # A connection of its own each time, as whoever watches a website has it.
            with socket.create_connection(place, timeout=_PATIENCE_S) as link:
                link.sendall(asked)
                status = link.recv(4096).split(b" ", 2)[1]
        except (OSError, IndexError) as exc:
            seen.failed[f"health {type(exc).__name__}"] += 1
            continue
        seen.times.append((time.perf_counter() - begun) * 1000)
        if status != b"200":
            seen.failed[f"health {status.decode()}"] += 1
    try:
        parent.recv()
    except EOFError:
        return
    parent.send(seen)
