"""The sources that are read again by themselves, while `tresen serve` runs: one thread, one at a
time. What comes of it is logged; the catalog that is there serves on meanwhile.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from agent.sources_settings import Listed
from catalog.errors import TresenError
from catalog.report import Progress, Report

log = logging.getLogger("tresen.schedule")

Sync = Callable[[str, Callable[[Progress], None]], Report]
"""Reads one source again, with a word of progress now and then."""

_LONGEST = 60.0
_PATIENCE = 10.0


class Stopped(TresenError):
    """The server ends. What was fetched by then is kept, and the next crawl goes on from it."""


class Schedule:
    """Which source is due when. `run` is the thread's work, until `stop` is called."""

    def __init__(
        self, sources: Sequence[Listed], sync: Sync, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sync = sync
        self._clock = clock
        self._every = {entry.source: entry.every for entry in sources if entry.every}
        # What was not read while the server was down is due when it comes up.
        self._due = dict.fromkeys(self._every, clock())
        self._end = threading.Event()

    def run(self) -> None:
        while not self._end.wait(self.step()):
            pass

    def step(self) -> float:
        """Read what is due; the seconds until more may be."""
        for source, due in self._due.items():
            if due <= self._clock() and not self._end.is_set():
                self._read(source)
                self._due[source] = self._clock() + self._every[source]
        left = min(self._due.values(), default=_LONGEST) - self._clock()
        return max(0.0, min(_LONGEST, left))

    def stop(self) -> None:
        self._end.set()

    def _read(self, source: str) -> None:
        try:
            report = self._sync(source, self._go_on)
        except TresenError as exc:
            log.warning("sync failed", extra={"source": source, "reason": str(exc)})
            return
        total = report.total
        for failed in report.failed:
            log.warning("sync failed", extra={"source": failed.source, "reason": failed.error})
        changed = {name: getattr(total, name) for name in ("new", "changed", "removed")}
        log.info("synced", extra={"source": source, **changed})

    def _go_on(self, _progress: Progress) -> None:
        if self._end.is_set():
            raise Stopped("the server ends")


@contextmanager
def scheduled(sources: Sequence[Listed], sync: Sync) -> Iterator[None]:
    """Run the schedule beside the block, where any source has one."""
    schedule = Schedule(sources, sync)
    thread = threading.Thread(target=schedule.run, name="schedule", daemon=True)
    if any(entry.every for entry in sources):
        thread.start()
    try:
        yield
    finally:
        schedule.stop()
        if thread.is_alive():
            thread.join(_PATIENCE)
