"""A slow line between a browser and a server: what is sent at once arrives in small pieces."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 100
"""Bytes."""

PAUSE = 0.02
"""Seconds between two pieces, longer than a browser's frame: 5 kB a second."""


@contextmanager
def slow_line(address: str) -> Iterator[str]:
    """Yields the address of loopback that leads to the server at `address`, slowly."""
    host, port = address.removeprefix("http://").split(":")
    lines: list[tuple[socket.socket, threading.Thread]] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        at_door = threading.Thread(target=_serve, args=(door, (host, int(port)), lines))
        at_door.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        door.shutdown(socket.SHUT_RDWR)
        at_door.join()
    for visitor, line in lines:
        with suppress(OSError):  # a browser keeps its lines open; some it has closed itself
            visitor.shutdown(socket.SHUT_RDWR)
        line.join()


def _serve(
    door: socket.socket,
    server: tuple[str, int],
    lines: list[tuple[socket.socket, threading.Thread]],
) -> None:
    with suppress(OSError):  # the door is closed
        while True:
            visitor, _ = door.accept()
            lines.append((visitor, threading.Thread(target=_connect, args=(visitor, server))))
            lines[-1][1].start()


def _connect(visitor: socket.socket, server: tuple[str, int]) -> None:
    with visitor:
        try:
            there = socket.create_connection(server)
        except OSError:  # nobody listens, as while the server is being ended
            return
        with there:
            asking = threading.Thread(target=_carry, args=(visitor, there, 1 << 16, 0.0))
            asking.start()
            _carry(there, visitor, PIECE, PAUSE)
            asking.join()


def _carry(source: socket.socket, target: socket.socket, size: int, pause: float) -> None:
    """Until either of the two has gone."""
    with suppress(OSError):
        while data := source.recv(size):
            target.sendall(data)
            time.sleep(pause)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
