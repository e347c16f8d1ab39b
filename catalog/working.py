"""The process that works aside (aside.py), as it is inside: it does one thing after the other,
gives signs of life meanwhile, and takes no more memory than it may.
"""

from __future__ import annotations

import contextlib
import pickle
import resource
import sys
import threading
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from catalog.bounds import OWN_MB
from catalog.garbage import rarely_collected

BEAT = 0.5
"""Seconds between two signs of life while it works."""

_marks: list[Callable[[], object]] = []


def beat_by(mark: Callable[[], object]) -> None:
    """From now on `mark` tells how far this process has come; the same again is no progress."""
    _marks[:] = [mark]


class _Beating:
    """Signs of life, from a thread of its own, for as long as a task is done.

    What keeps Python's lock for itself (a pattern that never ends) gives none.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sending = threading.Lock()
        self._works = threading.Event()
        threading.Thread(target=self._beat, name="beating", daemon=True).start()

    def begin(self) -> None:
        self._works.set()

    def end(self, result: object, error: Exception | None) -> None:
        self._works.clear()
        with self._sending:
            self._connection.send(("done", result, error))

    def _beat(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while self._works.wait():
                time.sleep(BEAT)
                mark = None
                with contextlib.suppress(OSError, ValueError):  # a file that is closed just now
                    mark = _marks[0]() if _marks else None
                with self._sending:
                    if self._works.is_set():
                        self._connection.send(("alive", mark))


def work(connection: Connection) -> None:
    """Do what is asked, until nobody asks any more."""
    beating = _Beating(connection)
    with contextlib.suppress(EOFError, OSError):
        connection.send(("alive", "begun"))
        while True:
            function, arguments = connection.recv()
            beating.begin()
            try:
                result, error = function(*arguments), None
            except Exception as exc:  # noqa: BLE001 - whatever it is, who asked raises it
                result, error = None, _portable(exc)
            beating.end(result, error)


def _portable(error: Exception) -> Exception:
    """The error where it can be sent, else one that says the same."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - a class of a library may break in any way
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _confine(memory_mb: int) -> None:
    """Have the kernel refuse more than twice of it, beside what Python has taken by now: what is
    asked for at once is never there to be looked at."""
    try:
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        most = taken + ((2 * memory_mb + OWN_MB) << 20)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (OSError, ValueError):
        return  # a system that cannot: the time is bounded all the same


def main(arguments: Sequence[str]) -> None:
    """The process: `arguments` are its end of the socket, and its megabytes (0: any number)."""
    descriptor, memory_mb = map(int, arguments)
    with rarely_collected():
        if memory_mb:
            import_module("catalog.there")  # what it takes itself is not the source's
            _confine(memory_mb)
        work(Connection(descriptor))


if __name__ == "__main__":
    # The module under its own name, for what is sent by name to find its state.
    import_module("catalog.working").main(sys.argv[1:])
