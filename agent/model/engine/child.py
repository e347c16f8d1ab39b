"""One life of the engine's process, as the server sees it: begun, spoken to, ended."""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import agent
from agent.model.engine.messages import Options, Order

_ROOT = str(Path(agent.__file__).resolve().parent.parent)
_GRACE_S = 3.0
_SEND_S = 1
"""What is not sent by then meets a process that hangs; since half of it may be, it is killed."""
_MALLOC = {"MALLOC_MMAP_THRESHOLD_": str(4 << 20)}
"""glibc's (mallopt(3)): blocks of megabytes stay apart from the heap, however many come and go.
Left alone the threshold grows with them, and the heap kept 28 MB of what had been freed."""


class Child:
    """A fresh interpreter, not a fork: no lock, connection or main module is inherited."""

    def __init__(self, options: Options, log: Path) -> None:
        """Begin the process and tell it what to open. What it prints goes to `log`."""
        ours, theirs = socket.socketpair()
        path = os.environ.get("PYTHONPATH")
        environment = {**_MALLOC, **os.environ, "PYTHONPATH": f"{_ROOT}:{path}" if path else _ROOT}
        log.parent.mkdir(parents=True, exist_ok=True)
        with theirs, log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "agent.model.engine", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
            )
        # Its thread reads at all times. Where a process that was stopped does not, nobody here
        # waits for it.
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", _SEND_S, 0))
        self._connection = Connection(ours.detach())
        self._log = log
        self._sending = threading.Lock()
        self.hangs = False
        """Whether it was killed because it took no order."""
        with contextlib.suppress(OSError):  # already dead: `receive` says so
            self._connection.send(options)

    @property
    def pid(self) -> int:
        return self._process.pid

    def send(self, order: Order) -> None:
        """Tell it something. Raises OSError when it is gone."""
        with self._sending:
            try:
                self._connection.send(order)
            except BlockingIOError:
                self.hangs = True
                self.kill()
                raise

    def speaks(self, wait_s: float) -> bool:
        """Whether it has said something, or is gone; waits for it for up to `wait_s`."""
        return self._connection.poll(wait_s)

    def receive(self) -> Any:
        """The next it says. Raises EOFError or OSError when it is gone."""
        return self._connection.recv()

    def kill(self) -> None:
        """End it at once, even where it was stopped."""
        self._process.kill()

    def end(self) -> str:
        """End it, gently at first; why it had ended, where it had, in a few words."""
        self._hang_up()
        try:
            status = self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        with self._sending:
            self._connection.close()
        how = f"signal {-status}" if status < 0 else f"status {status}"
        said = self._last_line()
        return f"{how}: {said}" if said else how

    def _hang_up(self) -> None:
        """Close both directions, which wakes whoever waits in `receive` or `send`."""
        with (
            contextlib.suppress(OSError),
            socket.socket(fileno=os.dup(self._connection.fileno())) as end,
        ):
            end.shutdown(socket.SHUT_RDWR)

    def _last_line(self) -> str:
        try:
            lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return ""
        return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "")
