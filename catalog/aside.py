"""A second process that works beside this one: a plain function and its arguments there, its result
back.

Python computes on one core of a process; an ingest has two things to do at once. It is a fresh
interpreter, not a fork: no lock, connection or main module is inherited. It ends when this process
ends, in whatever way: its socket is then closed.

Where it reads what others wrote it has `Bounds`: of its memory, which the kernel keeps, and of the
time without progress, which this process keeps.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from catalog.bounds import OWN_MB, Bounds

T = TypeVar("T")
Kept = TypeVar("Kept")
Sent = TypeVar("Sent")

AHEAD = 2
"""What is sent before it is done: one thing in the other's hands, and the next."""

MOST = 8
"""Tasks that are held at once; then the first of them is waited for."""

FEW = 4
"""Tasks that are done before another process is begun: that takes half a second."""

WATCH = 0.1
"""Seconds between two looks at how much memory it takes."""

START = 60.0
"""Seconds until it says its first word."""

_ROOT = str(Path(__file__).resolve().parent.parent)


class Gone(Exception):
    """The process was killed, or could not be begun: what it was to do is still to be done."""


class Aside:
    """One process that does one thing after the other, until `close`.

    What is next is sent while it still works: what it would wait for is this process's lock on
    Python, which a thread gets only every 5 ms from one that computes.
    """

    def __init__(self, bounds: Bounds | None = None) -> None:
        self._bounds = bounds
        self._ended = ""
        self.mark: object = None
        """How far it has come, as `beat_by` tells it there."""
        self._sending = ThreadPoolExecutor(1, thread_name_prefix="aside-sending")
        self._receiving = ThreadPoolExecutor(1, thread_name_prefix="aside-receiving")
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._greeted: Future[bool] | None = None

    def begin(self, task: Callable[..., Any], *, anyhow: bool = False) -> None:
        """Have it begun for `task`, where there is a core for it. Nobody waits: see `is_ready`."""
        if self._greeted is None and sys.executable and (anyhow or (os.cpu_count() or 1) > 1):
            self._greeted = self.submit(_greeted, task)

    @property
    def is_ready(self) -> bool:
        """Whether it has been begun, and takes what is submitted at once."""
        greeted = self._greeted
        return greeted is not None and greeted.done() and greeted.exception() is None

    def submit(self, function: Callable[..., T], *arguments: Any) -> Future[T]:
        """`function(*arguments)`, there. It is one that its module knows by name, and everything
        that it takes and gives can be pickled. An argument may be the result of another `submit`.

        The result raises what the function raised, or Gone.
        """
        sent = self._sending.submit(self._send, function, arguments)
        return self._receiving.submit(self._receive, sent)

    @property
    def is_gone(self) -> bool:
        """Whether it was begun, and has ended. One that lets go of its socket is at its end."""
        if self._process is None:
            return False
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.1)
        return self._process.returncode is not None

    def end(self, reason: str) -> None:
        """End it now; whoever waits for it is told `reason`."""
        self._ended = reason
        if self._process is not None:
            self._process.kill()
            self._process.wait()

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
        given = [one.result() if isinstance(one, Future) else one for one in arguments]
        try:
            if self._connection is None:
                self._process, self._connection = _begun(self._bounds)
            self._connection.send((function, given))
        except OSError as exc:
            raise Gone(self._why(str(exc))) from exc
        return self._connection

    def _receive(self, sent: Future[Connection]) -> Any:
        try:
            result, error = self._received(sent.result())
        except (OSError, EOFError, CancelledError) as exc:
            raise Gone(self._why(str(exc))) from exc
        if error is not None:
            raise error
        return result

    def _received(self, connection: Connection) -> tuple[Any, Exception | None]:
        """What comes of the task that is done next; signs of life come before it."""
        bounds, last = self._bounds, time.monotonic()
        while True:
            while bounds is not None and not connection.poll(WATCH):
                patience = bounds.silent_seconds if self.mark is not None else START
                if time.monotonic() - last > patience:
                    self._give_up(f"nothing came of it for {patience:g} s", "silent_seconds")
                self._watch_memory(bounds)
            what, *said = connection.recv()
            if what == "done":
                return said[0], said[1]
            if said[0] is not None and said[0] != self.mark:
                self.mark, last = said[0], time.monotonic()

    def _watch_memory(self, bounds: Bounds) -> None:
        """The kernel's own limit lies higher: libraries that run into it do not always end."""
        assert self._process is not None
        with contextlib.suppress(OSError, ValueError, IndexError):
            pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
            if pages * resource.getpagesize() > (bounds.memory_mb + OWN_MB) << 20:
                self._give_up(f"it took more than {bounds.memory_mb} MB", "memory_mb")

    def _give_up(self, reason: str, setting: str) -> NoReturn:
        told = f"{reason} ([catalog.read] {setting})"
        self.end(told)
        raise Gone(told)

    def _why(self, otherwise: str) -> str:
        """Why it ended, as the report tells it."""
        if self._ended or self._process is None:
            return self._ended or otherwise
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return otherwise
        name = signal.Signals(-code).name if code < 0 else str(code)
        most = f" It may take {self._bounds.memory_mb} MB." if self._bounds is not None else ""
        return f"its reader ended ({name}).{most}"


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


def _begun(bounds: Bounds | None) -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = socket.socketpair()
    path = os.environ.get("PYTHONPATH")
    environment = {**os.environ, "PYTHONPATH": f"{_ROOT}:{path}" if path else _ROOT}
    with theirs:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "catalog.working", str(theirs.fileno())),
                str(bounds.memory_mb if bounds is not None else 0),
            ],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=environment,
            # Ctrl-C is for the one whom it was said to, who then ends this one.
            process_group=0,
        )
    return process, Connection(ours.detach())
