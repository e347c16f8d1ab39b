"""The prefix is computed on each worker of a server before a visitor waits for it.

With no addresses of workers it is asked for once, of the server itself. A worker that was away and
is back has forgotten it, and is asked again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

import httpx2
import openai

from agent.model.backend import Message

log = logging.getLogger("tresen.model")

LOOK_S = 15.0
"""How often it is looked whether a worker is there."""


class Warming:
    """A thread, while there is a prefix to keep warm. `ask` asks one address for one token."""

    def __init__(
        self,
        workers: Sequence[str],
        ask: Callable[[str, Message], None],
        alive: Callable[[str], bool],
        look_s: float = LOOK_S,
    ) -> None:
        self._workers = tuple(workers)
        self._ask, self._alive, self._look_s = ask, alive, look_s
        self._prefix: Message | None = None
        self._warm: set[str] = set()
        self._end = threading.Event()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def warm(self, prefix: Message) -> None:
        """`prefix` is the one to keep warm from now on. Returns at once."""
        with self._changed:
            self._prefix, self._warm = prefix, set()
            self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="warming", daemon=True)
                self._thread.start()

    def close(self) -> None:
        self._end.set()
        with self._changed:
            self._changed.notify_all()

    def _run(self) -> None:
        while not self._end.is_set():
            with self._changed:
                prefix = self._prefix
            for address in self._workers or ("",):
                if prefix is not None and not self._end.is_set():
                    self._look(address, prefix)
            with self._changed:
                if prefix is self._prefix and not self._end.is_set():
                    # Without workers to look after it is done once it has been asked for.
                    done = not self._workers and "" in self._warm
                    self._changed.wait(None if done else self._look_s)

    def _look(self, address: str, prefix: Message) -> None:
        if address and not self._alive(address):
            self._warm.discard(address)
            return
        if address in self._warm:
            return
        try:
            self._ask(address, prefix)
        except (openai.OpenAIError, httpx2.HTTPError) as exc:
            log.info("the prefix is not computed yet", extra={"reason": type(exc).__name__})
            return
        with self._changed:
            if prefix is self._prefix:
                self._warm.add(address)
