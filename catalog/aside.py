"""A second process that works beside this one: a plain function and its arguments there, its result
back.

Python computes on one core of a process; an ingest has two things to do at once. It is a fresh
interpreter, not a fork: no lock, connection or main module is inherited. It ends when this process
ends, in whatever way: its socket is then closed.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from catalog.garbage import rarely_collected

T = TypeVar("T")
Kept = TypeVar("Kept")
Sent = TypeVar("Sent")

AHEAD = 2
"""What is sent before it is done: one thing in the other's hands, and the next."""

MOST = 8
"""Tasks that are held at once; then the first of them is waited for."""

FEW = 4
"""Tasks that are done before another process is begun: that takes half a second."""

_ROOT = str(Path(__file__).resolve().parent.parent)


class Gone(Exception):
    """The process was killed, or could not be begun: what it was to do is still to be done."""


class Aside:
    """One process that does one thing after the other, until `close`.

    What is next is sent while it still works: what it would wait for is this process's lock on
    Python, which a thread gets only every 5 ms from one that computes.
    """

    def __init__(self) -> None:
        self._sending = ThreadPoolExecutor(1, thread_name_prefix="aside-sending")
        self._receiving = ThreadPoolExecutor(1, thread_name_prefix="aside-receiving")
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._greeted: Future[bool] | None = None

    def begin(self, task: Callable[..., Any]) -> None:
        """Have it begun for `task`, where there is a core for it. Nobody waits: see `is_ready`."""
        if self._greeted is None and sys.executable and (os.cpu_count() or 1) > 1:
            self._greeted = self.submit(_greeted, task)

    @property
    def is_ready(self) -> bool:
        """Whether it has been begun, and takes what is submitted at once."""
        greeted = self._greeted
        return greeted is not None and greeted.done() and greeted.exception() is None

    def submit(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """`function(*arguments)`, there. It is one that its module knows by name, and everything
        that it takes and gives can be pickled.

        The result raises what the function raised, or Gone.
        """
        sent = self._sending.submit(self._send, function, arguments)
        return self._receiving.submit(self._receive, sent)

    def close(self) -> None:
        """End it; what is not done yet is not done."""
        self._receiving.shutdown(wait=False, cancel_futures=True)
        self._sending.shutdown(wait=False, cancel_futures=True)
        if self._process is not None:
            self._process.kill()  # whoever waits for it is woken
        self._sending.shutdown()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._receiving.shutdown()
        if self._connection is not None:
            self._connection.close()

    def _send(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Connection:
        try:
            if self._connection is None:
                self._process, self._connection = _begun()
            self._connection.send((function, arguments))
        except OSError as exc:
            raise Gone(str(exc)) from exc
        return self._connection

    def _receive(self, sent: Future[Connection]) -> Any:
        try:
            result, error = sent.result().recv()
        except (OSError, EOFError, CancelledError) as exc:
            raise Gone(str(exc)) from exc
        if error is not None:
            raise error
        return result


def in_turn(
    aside: Aside | None,
    tasks: Iterable[tuple[Kept, Sent]],
    here: Callable[[Sent], T],
    there: Callable[[Sent], T],
) -> Iterator[tuple[Kept, T]]:
    """What becomes of each task, in their order, made by whichever process is free.

    A task is what is kept of it here, and what is sent. `here` and `there` do the same. Without an
    `aside`, and after it is gone, all is done here.
    """
    begun: deque[tuple[Kept, Sent, Future[T]]] = deque()

    def ended() -> tuple[Kept, T]:
        kept, sent, future = begun.popleft()
        try:
            return kept, future.result()
        except Gone:
            return kept, here(sent)

    for number, (kept, sent) in enumerate(tasks):
        waiting = sum(not future.done() for _, _, future in begun)
        if aside is not None and number >= FEW:
            aside.begin(there)
        if aside is not None and aside.is_ready and waiting < AHEAD:
            future = aside.submit(there, sent)
        else:
            future = Future()
            future.set_result(here(sent))
        begun.append((kept, sent, future))
        while begun and (begun[0][2].done() or len(begun) > MOST):
            yield ended()
    while begun:
        yield ended()


def _greeted(_task: Callable[..., Any]) -> bool:
    """It is there, and has loaded the modules that the task needs."""
    return True


def _begun() -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = socket.socketpair()
    path = os.environ.get("PYTHONPATH")
    environment = {**os.environ, "PYTHONPATH": f"{_ROOT}:{path}" if path else _ROOT}
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "catalog.aside", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment,
            # Ctrl-C is for the one whom it was said to, who then ends this one.
            process_group=0,
        )
    return process, Connection(ours.detach())


def work(connection: Connection) -> None:
    """Do what is asked, until nobody asks any more."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            function, arguments = connection.recv()
            try:
                result, error = function(*arguments), None
            except Exception as exc:  # noqa: BLE001 - whatever it is, who asked raises it
                result, error = None, exc
            connection.send((result, error))


if __name__ == "__main__":
    with rarely_collected():
        work(Connection(int(sys.argv[1])))
