"""Who answers: a thread that sees what is to be done, and workers, each with one person at a time.

    waiting messages ── quiet for a moment? ──► a turn ──► the agent ──► outbox ──► platform
    outbox ─────────── due? ───────────────────────────────────────────────────────┘

All state is in the tables, so a program that is killed at any moment goes on from them. One process
works at a time: it holds a lock in the state folder, and another one waits for it meanwhile.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import httpx2

from agent.config import Settings
from catalog.errors import StateError
from catalog.lock import hold
from web.desk import Desk
from web.webhooks.answering import Answering, Postponed
from web.webhooks.inbox import Inbox, Person, Waiting
from web.webhooks.metrics import MessageMetrics
from web.webhooks.outbox import Outbox, Row
from web.webhooks.posting import client
from web.webhooks.seam import Channel, Later, Never, Outcome, Sent, Unsure

log = logging.getLogger("tresen.web")

LOCK = "messages.lock"
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
    ) -> None:
        self._database = desk.agent.catalog.database
        self._settings = settings.channels
        self._channels = channels
        self._inbox, self._outbox, self._metrics = inbox, outbox, metrics
        self._stopping = threading.Event()
        self._awake = threading.Event()
        self._answering = Answering(desk, settings, self._stopping.is_set)
        self._thread = threading.Thread(target=self._run, name="messages", daemon=True)
        self._busy: set[Person] = set()
        self._resting: dict[Person, float] = {}
        self._marked: dict[Person, int] = {}
        self._paused: dict[str, float] = {}
        self._gone: set[str] = set()
        self._unsettled: deque[tuple[Channel, Row, Outcome]] = deque()

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
        return channel in self._gone

    # -- what is to be done ------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            with hold(self._database.state / LOCK, wait=False) as held:
                if held:
                    self._work()
            self._stopping.wait(_TICK_S)

    def _work(self) -> None:
        forgotten = 0.0
        workers = ThreadPoolExecutor(self._settings.workers, "messages")
        with client() as http, workers as pool:
            left = self._outbox.recover(self._channels.values(), _now())
            log.info("messages are answered", extra={"left_open": left})
            while not self._stopping.is_set():
                try:
                    wait = self._dispatch(pool, http)
                    if time.monotonic() - forgotten > _FORGET_S:
                        forgotten = time.monotonic()
                        self._inbox.forget(_now())
                        self._outbox.forget(_now())
                except StateError as exc:
                    log.error("messages cannot be read", extra={"error": str(exc)})
                    wait = _AFTER_ERROR_S
                self._awake.wait(wait)
                self._awake.clear()

    def _dispatch(self, pool: ThreadPoolExecutor, http: httpx2.Client) -> float:
        """Give out what can be done now. Seconds until there is more to do."""
        self._settle_left()
        now, wait = _now(), _TICK_S
        todo: dict[Person, tuple[Waiting | None, bool]] = {}
        for person, due in self._outbox.heads():
            if person.channel not in self._channels:
                continue
            seconds = max((due - now).total_seconds(), self._pause(person.channel))
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

    def _pause(self, channel: str) -> float:
        return self._paused.get(channel, 0.0) - time.monotonic()

    # -- one person --------------------------------------------------------------------------------

    def _serve(
        self, http: httpx2.Client, person: Person, waiting: Waiting | None, ready: bool
    ) -> None:
        channel = self._channels[person.channel]
        if waiting is not None and self._marked.get(person) != waiting.newest:
            self._mark(http, channel, waiting)
        self._send(http, channel, person)
        if ready and not self._stopping.is_set() and self._answer(channel, person):
            self._send(http, channel, person)

    def _served(self, person: Person, job: Future[None]) -> None:
        error = job.exception()
        if error is not None:
            log.error("message not served", extra={"error": type(error).__name__}, exc_info=error)
            self._resting[person] = time.monotonic() + _AFTER_ERROR_S
        self._busy.discard(person)
        self._awake.set()

    def _mark(self, http: httpx2.Client, channel: Channel, waiting: Waiting) -> None:
        self._marked[waiting.person] = waiting.newest
        if self._pause(channel.name) <= 0:
            message, address = self._inbox.newest(waiting)
            channel.mark(http, address, message)

    def _answer(self, channel: Channel, person: Person) -> bool:
        """Put the reply to what waits into the outbox; whether there is one."""
        batch = self._inbox.take(person)
        if batch is None:
            return False
        known = self._inbox.known(person)
        letter = self._answering.letter(person, known, batch, _now())
        if isinstance(letter, Postponed):
            self._resting[person] = time.monotonic() + letter.seconds
            return False
        outgoing = channel.write(letter) if letter.text else []
        until = known.heard + channel.window if channel.window else None
        with self._database.writing() as connection:
            # One transaction: a message is answered exactly when its reply stands in the outbox.
            if self._inbox.answered(connection, person, batch, letter.language):
                self._outbox.put(connection, person, outgoing, until, _now())
        self._resting.pop(person, None)
        self._marked.pop(person, None)
        return True

    def _send(self, http: httpx2.Client, channel: Channel, person: Person) -> None:
        """Send what is due, in order, until something is not taken."""
        while self._pause(channel.name) <= 0 and not self._stopping.is_set():
            row = self._outbox.claim(person, _now())
            if row is None:
                return
            outcome = self._sent(http, channel, row)
            self._heed(channel, outcome)
            state = self._settle(channel, row, outcome)
            self._tell(channel, row, outcome, state)
            if state not in ("sent", "dead") and not isinstance(outcome, Never):
                return

    def _sent(self, http: httpx2.Client, channel: Channel, row: Row) -> Outcome:
        if channel.name in self._gone:
            return Never("the channel is closed", final=True)
        if row.until < _now():
            return Never("too late: the window has closed", final=True)
        try:
            return channel.send(http, row.key, row.body)
        except Exception as exc:
            log.error("sending failed", extra={"channel": channel.name}, exc_info=exc)
            return Unsure(f"not sent to its end ({type(exc).__name__})", answered=True)

    def _settle(self, channel: Channel, row: Row, outcome: Outcome) -> str:
        """Keep what became of `row`, whatever goes wrong in it: a row that stayed in `sending`
        would hold all that comes later to that person. What the database cannot keep now is kept
        when it can be; "sending" until then."""
        try:
            return self._outbox.settle(row, outcome, channel, _now())
        except StateError as exc:
            log.error("not kept yet", extra={"channel": channel.name, "error": str(exc)})
            self._unsettled.append((channel, row, outcome))
            return "sending"
        except Exception as exc:
            log.error("not settled", extra={"channel": channel.name}, exc_info=exc)
            plain = Sent() if isinstance(outcome, Sent) else Later(type(exc).__name__)
            return self._outbox.settle(row, plain, channel, _now())

    def _settle_left(self) -> None:
        """What the database could not keep before. Raises StateError while it still cannot."""
        while self._unsettled:
            channel, row, outcome = self._unsettled[0]
            state = self._outbox.settle(row, outcome, channel, _now())
            self._unsettled.popleft()
            self._tell(channel, row, outcome, state)

    def _heed(self, channel: Channel, outcome: Outcome) -> None:
        """What concerns the whole channel, at once: other workers are sending meanwhile."""
        if isinstance(outcome, Later) and outcome.wide:
            seconds = outcome.after if outcome.after is not None else channel.delays[0]
            self._paused[channel.name] = time.monotonic() + seconds
        if isinstance(outcome, Never) and outcome.gone:
            self._gone.add(channel.name)
            log.error("channel closed by the other side", extra={"channel": channel.name})

    def _tell(self, channel: Channel, row: Row, outcome: Outcome, state: str) -> None:
        self._metrics.outcomes.labels(channel.name, state).inc()
        extra = {"channel": channel.name, "attempts": row.attempts}
        if state == "sent":
            log.info("sent", extra=extra)
            return
        extra["reason"] = getattr(outcome, "reason", "")
        if state == "dead":
            log.error("reply given up", extra=extra)
        else:
            log.warning("not taken", extra={**extra, "now": state})


def _now() -> datetime:
    return datetime.now(UTC)
