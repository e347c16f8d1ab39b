"""Who answers: a thread that sees what is to be done, and workers, each with one person at a time.

    waiting messages ── quiet for a moment? ──► a turn ──► the agent ──► outbox ──► platform
    outbox ─────────── due? ───────────────────────────────────────────────────────┘

All state is in the tables, so a program that is killed at any moment goes on from them. Over one
SQLite file one process works at a time, and another one waits for it. Over PostgreSQL all of them
do, each with other people: who serves a person holds a lease on them, and whoever gets it next
finds what the one before has left.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx2

from agent.config import Settings
from catalog.errors import StateError
from web.desk import Desk
from web.webhooks.answering import Answering, Postponed
from web.webhooks.inbox import Inbox, Waiting
from web.webhooks.metrics import MessageMetrics
from web.webhooks.outbox import Outbox
from web.webhooks.people import Person
from web.webhooks.posting import client
from web.webhooks.seam import Channel, Sender
from web.webhooks.sending import Sending
from web.webhooks.tries import Tries

log = logging.getLogger("tresen.web")

LEASE = "messages"
_ELSEWHERE_S = 0.25
"""How long somebody is left to the machine that serves them now, before it is asked again."""
_LEFT_S = 2.0
"""How long a request is on its way before it is looked whether its sender still lives."""
_TICK_S = 1.0
"""How long at most until the tables are looked at again, for what another process put there."""
_LONGEST_QUIET = 4
"""In quiet times: who never stops writing is answered nevertheless."""
_AFTER_ERROR_S = 5.0
_FORGET_S = 3600.0


class Worker:
    """`start`, `wake` when something came in, `stop`."""

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        channels: Mapping[str, Channel],
        inbox: Inbox,
        outbox: Outbox,
        metrics: MessageMetrics,
        senders: Mapping[str, Sender],
    ) -> None:
        self._database = desk.agent.catalog.database
        self._settings = settings.channels
        self._channels, self._senders = channels, senders
        self._inbox, self._outbox, self._tries = inbox, outbox, Tries(self._database)
        self._stopping = threading.Event()
        self._awake = threading.Event()
        self._answering = Answering(desk, settings, self._stopping.is_set)
        self._sending = Sending(outbox, metrics, self._stopping.is_set)
        self._thread = threading.Thread(target=self._run, name="messages", daemon=True)
        self._busy: set[Person] = set()
        self._resting: dict[Person, float] = {}
        self._marked: dict[Person, int] = {}

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Something came in: look now."""
        self._awake.set()

    def stop(self) -> None:
        """End. What is being written is given up, and written again after the next start."""
        self._stopping.set()
        self._awake.set()
        self._thread.join()

    def gone(self, channel: str) -> bool:
        """Whether the other side has said that it takes no more replies."""
        return self._sending.gone(channel)

    # -- what is to be done ------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self._database.is_shared:
                self._work()
            else:
                with self._database.alone(LEASE) as lease:
                    if lease:
                        self._work()
            self._stopping.wait(_TICK_S)

    def _work(self) -> None:
        forgotten = 0.0
        workers = ThreadPoolExecutor(self._settings.workers, "messages")
        with client() as http, workers as pool:
            if not self._database.is_shared:
                left = self._outbox.recover(self._senders.values(), _now())
                log.info("messages are answered", extra={"left_open": left})
            while not self._stopping.is_set():
                try:
                    wait = self._dispatch(pool, http)
                    if time.monotonic() - forgotten > _FORGET_S:
                        forgotten = time.monotonic()
                        before = _now() - timedelta(days=self._settings.keep_days)
                        self._inbox.forget(before)
                        self._outbox.forget(before)
                except StateError as exc:
                    log.error("messages cannot be read", extra={"error": str(exc)})
                    wait = _AFTER_ERROR_S
                self._awake.wait(wait)
                self._awake.clear()

    def _dispatch(self, pool: ThreadPoolExecutor, http: httpx2.Client) -> float:
        """Give out what can be done now. Seconds until there is more to do."""
        self._sending.settle_left()
        now, wait = _now(), _TICK_S
        todo: dict[Person, tuple[Waiting | None, bool]] = {}
        if self._database.is_shared:
            left_by = self._outbox.left(now - timedelta(seconds=_LEFT_S))
            todo.update((p, (None, False)) for p in left_by if p.channel in self._senders)
        for person, due in self._outbox.heads():
            if person.channel not in self._senders:
                continue
            seconds = max((due - now).total_seconds(), self._sending.pause(person.channel))
            if seconds <= 0:
                todo[person] = (None, False)
            else:
                wait = min(wait, seconds)
        for waiting in self._inbox.waiting():
            if waiting.person.channel not in self._channels:
                continue
            seconds = self._until_quiet(waiting, now)
            seen = self._marked.get(waiting.person) == waiting.newest
            if seconds <= 0 or not (seen or self._attended(waiting, now) > 0):
                todo[waiting.person] = (waiting, seconds <= 0)
            if seconds > 0:
                wait = min(wait, seconds)
        for person, (left, ready) in todo.items():
            rest = self._resting.get(person, 0.0) - time.monotonic()
            if rest > 0:
                wait = min(wait, rest)
            elif person not in self._busy:
                self._resting.pop(person, None)
                self._busy.add(person)
                job = pool.submit(self._serve, http, person, left, ready)
                job.add_done_callback(partial(self._served, person))
        return max(wait, 0.005)

    def _until_quiet(self, waiting: Waiting, now: datetime) -> float:
        quiet = self._settings.quiet_s
        if waiting.begun:
            return 0.0
        ends = min(
            waiting.last + timedelta(seconds=quiet),
            waiting.first + timedelta(seconds=_LONGEST_QUIET * quiet),
        )
        return max((ends - now).total_seconds(), self._attended(waiting, now))

    def _attended(self, waiting: Waiting, now: datetime) -> float:
        """Seconds for which they are left to the person of the business who has written."""
        if waiting.attended is None:
            return 0.0
        return self._settings.person_s - (now - waiting.attended).total_seconds()

    # -- one person --------------------------------------------------------------------------------

    def _serve(
        self, http: httpx2.Client, person: Person, waiting: Waiting | None, ready: bool
    ) -> None:
        if not self._database.is_shared:
            self._serve_alone(http, person, waiting, ready)
            return
        with self._database.alone(f"{LEASE}:{person.conversation}") as lease:
            if lease is None:
                self._resting[person] = time.monotonic() + _ELSEWHERE_S
                return
            if not self._sending.keeps(person):
                self._outbox.recover([self._senders[person.channel]], _now(), person)
            self._serve_alone(http, person, waiting, ready)

    def _serve_alone(
        self, http: httpx2.Client, person: Person, waiting: Waiting | None, ready: bool
    ) -> None:
        sender, channel = self._senders[person.channel], self._channels.get(person.channel)
        if channel and waiting is not None and self._marked.get(person) != waiting.newest:
            self._mark(http, channel, waiting)
        self._sending.send(http, sender, person)
        if channel and ready and not self._stopping.is_set() and self._answer(channel, person):
            self._sending.send(http, sender, person)

    def _served(self, person: Person, job: Future[None]) -> None:
        error = job.exception()
        if error is not None:
            log.error("message not served", extra={"error": type(error).__name__}, exc_info=error)
            self._resting[person] = time.monotonic() + _AFTER_ERROR_S
        self._busy.discard(person)
        self._awake.set()

    def _mark(self, http: httpx2.Client, channel: Channel, waiting: Waiting) -> None:
        self._marked[waiting.person] = waiting.newest
        if self._sending.pause(channel.name) <= 0:
            message, address = self._inbox.newest(waiting)
            channel.mark(http, address, message)

    def _answer(self, channel: Channel, person: Person) -> bool:
        """Put the reply to what waits into the outbox; whether there is one."""
        batch = self._inbox.take(person)
        if batch is None:
            return False
        known = self._inbox.people.known(person)
        tries = self._tries.begin(person, batch.turn, _now())
        written = self._answering.written(channel, person, known, batch, tries)
        if isinstance(written, Postponed):
            if not written.counts:
                self._tries.undo(batch.turn)
            self._resting[person] = time.monotonic() + written.seconds
            return False
        until = known.heard + channel.window if channel.window else None
        with self._database.writing() as connection:
            # One transaction: a message is answered exactly when its reply stands in the outbox.
            if self._inbox.answered(connection, person, batch, written.language):
                self._outbox.put(connection, person, written.outgoing, until, _now())
                self._tries.end(connection, batch.turn)
                if written.given_up:
                    self._tries.give_up(connection, person, written.given_up, tries, _now())
        self._resting.pop(person, None)
        self._marked.pop(person, None)
        return True


def _now() -> datetime:
    return datetime.now(UTC)
