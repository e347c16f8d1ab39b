"""The sources that are read again by themselves, while `tresen serve` runs: one thread, one at a
time. What comes of it is logged; the catalog that is there serves on meanwhile. Whatever goes wrong
with one reading is told, and the next one is made.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

from agent.sources_settings import Listed
from catalog.errors import TresenError
from catalog.leases import Lease
from catalog.report import Progress, Report

log = logging.getLogger("tresen.schedule")

Sync = Callable[[str, Callable[[Progress], None]], Report]
"""Reads one source again, with a word of progress now and then."""

Fault = Callable[[str, str], None]
"""Told a source and why it could not be read, where no report says so; "": it was read."""

Alone = Callable[[], AbstractContextManager[Lease | None]]
"""Gives the lease of who reads again, or None where another process holds it."""

_LONGEST = 60.0
_LOOK_S = 5.0
"""How often it is looked whether the lease still stands, or is free."""
_PATIENCE = 10.0


class Stopped(TresenError):
    """The server ends. What was fetched by then is kept, and the next crawl goes on from it."""


class Schedule:
    """Which source is due when. `run` is the thread's work, until `stop` is called."""

    def __init__(
        self,
        sources: Sequence[Listed],
        sync: Sync,
        clock: Callable[[], float] = time.monotonic,
        fault: Fault | None = None,
        alone: Alone | None = None,
        look: float = _LOOK_S,
    ) -> None:
        self._look = look
        self._sync = sync
        self._alone = alone or (lambda: nullcontext(Lease()))
        self._fault = fault or _unheard
        self._clock = clock
        self._every = {entry.source: entry.every for entry in sources if entry.every}
        # What was not read while the server was down is due when it comes up.
        self._due = dict.fromkeys(self._every, clock())
        self._end = threading.Event()

    def run(self) -> None:
        """Of the processes over one database one reads; when it has ended, another one does."""
        while not self._end.is_set():
            try:
                with self._alone() as lease:
                    while lease is not None and lease.stands() and not self._end.is_set():
                        self._end.wait(min(self.step(), self._look))
            except TresenError as exc:
                log.warning("no source is read again", extra={"reason": str(exc)})
            self._end.wait(self._look)

    def step(self) -> float:
        """Read what is due; the seconds until more may be."""
        for source, due in self._due.items():
            if due <= self._clock() and not self._end.is_set():
                self._read_safely(source)
                self._due[source] = self._clock() + self._every[source]
        left = min(self._due.values(), default=_LONGEST) - self._clock()
        return max(0.0, min(_LONGEST, left))

    def stop(self) -> None:
        self._end.set()

    def _read_safely(self, source: str) -> None:
        """The thread has to live: what ends it ends all that is read again, without a word."""
        try:
            self._read(source)
            self._fault(source, "")
        except Stopped:
            return  # what was read until now is read again when the server comes up
        except TresenError as exc:
            self._tell(source, str(exc))
        except Exception as exc:  # whatever a reader raises over foreign data: see above
            log.exception("sync broke off", extra={"source": source})
            self._tell(source, f"{type(exc).__name__}: {exc}")

    def _tell(self, source: str, reason: str) -> None:
        log.warning("sync failed", extra={"source": source, "reason": reason})
        try:
            self._fault(source, reason)
        except Exception:  # it is told in the log already, and the thread has to live
            log.exception("a fault cannot be kept", extra={"source": source})

    def _read(self, source: str) -> None:
        report = self._sync(source, self._go_on)
        total = report.total
        for failed in report.failed:
            log.warning("sync failed", extra={"source": failed.source, "reason": failed.error})
        changed = {name: getattr(total, name) for name in ("new", "changed", "removed")}
        log.info("synced", extra={"source": source, **changed})

    def _go_on(self, _progress: Progress) -> None:
        if self._end.is_set():
            raise Stopped("the server ends")


def _unheard(_source: str, _fault: str) -> None:
    """Nobody keeps it; it is logged."""


@contextmanager
def scheduled(
    sources: Sequence[Listed], sync: Sync, fault: Fault | None = None, alone: Alone | None = None
) -> Iterator[None]:
    """Run the schedule beside the block, where any source has one."""
    schedule = Schedule(sources, sync, fault=fault, alone=alone)
    thread = threading.Thread(target=schedule.run, name="schedule", daemon=True)
    if any(entry.every for entry in sources):
        thread.start()
    try:
        yield
    finally:
        schedule.stop()
        if thread.is_alive():
            thread.join(_PATIENCE)
