"""A line that goes dead without a word, as a telephone's in a tunnel: nothing is closed, nothing
comes. Lines that were open in there stay dead; those made afterwards work."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Tunnel:
    """`address` leads to the server. `inside` is set while the traveller is in there."""

    address: str
    inside: threading.Event = field(default_factory=threading.Event)


@contextmanager
def tunnel(server: str) -> Iterator[Tunnel]:
    host, port = server.removeprefix("http://").split(":")
    ends: list[socket.socket] = []
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        made = Tunnel(f"http://127.0.0.1:{door.getsockname()[1]}")

        def serve() -> None:
            with suppress(OSError):
                while True:
                    here, _ = door.accept()
                    try:
                        there = socket.create_connection((host, int(port)))
                    except OSError:  # nobody listens, as while the server is being ended
                        here.close()
                        continue
                    ends.extend((here, there))
                    dead = threading.Event()
                    for source, target in ((here, there), (there, here)):
                        carrier = threading.Thread(
                            target=_carry, args=(source, target, made.inside, dead)
                        )
                        threads.append(carrier)
                        carrier.start()

        at_door = threading.Thread(target=serve)
        at_door.start()
        yield made
        door.shutdown(socket.SHUT_RDWR)
        at_door.join()
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join()
    for end in ends:
        end.close()


def _carry(
    source: socket.socket, target: socket.socket, inside: threading.Event, dead: threading.Event
) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            if inside.is_set():
                dead.set()
            if not dead.is_set():
                target.sendall(data)
    with suppress(OSError):
        if not dead.is_set():
            target.shutdown(socket.SHUT_RDWR)
