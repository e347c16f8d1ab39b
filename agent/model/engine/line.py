"""The engine's end of the socket, heard by a thread of its own.

So the server never waits to be read while a step takes its time, and hears every quarter of a
second that this process is alive, and for how long it has been in its step (see pulse.py).
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue

from agent.model.engine.messages import Beat, Event, Opened, Order, Refused
from agent.model.engine.pulse import BEAT_S


class Line:
    """Orders in, events out. `begin` starts the thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._orders: SimpleQueue[Order | None] = SimpleQueue()
        self._sending = threading.Lock()
        self._step_since = 0.0

    def begin(self) -> None:
        threading.Thread(target=self._hear, name="line", daemon=True).start()

    def tell(self, said: Opened | Refused | Beat | Sequence[Event]) -> None:
        """Raises OSError where the server is gone."""
        with self._sending:
            self._connection.send(said)

    def orders(self, wait_s: float) -> Iterator[Order]:
        """What came in; waits for the first for up to `wait_s`. Raises EOFError at the end."""
        with contextlib.suppress(Empty):
            order = self._orders.get(timeout=wait_s) if wait_s else self._orders.get_nowait()
            while True:
                if order is None:
                    raise EOFError
                yield order
                order = self._orders.get_nowait()

    @contextlib.contextmanager
    def step(self) -> Iterator[None]:
        """Computed in this block."""
        self._step_since = time.monotonic()
        try:
            yield
        finally:
            self._step_since = 0.0

    def _hear(self) -> None:
        beaten = 0.0
        try:
            while True:
                if self._connection.poll(BEAT_S):
                    self._orders.put(self._connection.recv())
                now = time.monotonic()
                if now - beaten >= BEAT_S:
                    beaten, since = now, self._step_since
                    self.tell(Beat(now - since if since else 0.0))
        except (EOFError, OSError):
            self._orders.put(None)
