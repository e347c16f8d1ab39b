"""One person's replies on their way to the platform, in order, until something is not taken."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime

import httpx2

from catalog.errors import StateError
from web.webhooks.metrics import MessageMetrics
from web.webhooks.outbox import Outbox, Row
from web.webhooks.people import Person
from web.webhooks.seam import Later, Never, Outcome, Sender, Sent, Unsure

log = logging.getLogger("tresen.web")


class Sending:
    """Sends what stands in the outbox. Safe from many threads."""

    def __init__(
        self, outbox: Outbox, metrics: MessageMetrics, stopping: Callable[[], bool]
    ) -> None:
        self._outbox = outbox
        self._metrics = metrics
        self._stopping = stopping
        self._paused: dict[str, float] = {}
        self._gone: set[str] = set()
        self._unsettled: deque[tuple[Sender, Row, Outcome]] = deque()

    def gone(self, channel: str) -> bool:
        """Whether the other side has said that it takes no more replies."""
        return channel in self._gone

    def pause(self, channel: str) -> float:
        """Seconds for which nothing may be sent on `channel`."""
        return self._paused.get(channel, 0.0) - time.monotonic()

    def send(self, http: httpx2.Client, channel: Sender, person: Person) -> None:
        """Send what is due, in order, until something is not taken."""
        while self.pause(channel.name) <= 0 and not self._stopping():
            row = self._outbox.claim(person, _now())
            if row is None:
                return
            outcome = self._sent(http, channel, row)
            self._heed(channel, outcome)
            state = self._settle(channel, row, outcome)
            self._tell(channel, row, outcome, state)
            if state not in ("sent", "dead") and not isinstance(outcome, Never):
                return

    def keeps(self, person: Person) -> bool:
        """Whether it is known here what became of a request to them, and not yet in the table."""
        return any(row.person == person for _, row, _ in tuple(self._unsettled))

    def settle_left(self) -> None:
        """What the database could not keep before. Raises StateError while it still cannot."""
        while self._unsettled:
            channel, row, outcome = self._unsettled[0]
            state = self._outbox.settle(row, outcome, channel, _now())
            self._unsettled.popleft()
            self._tell(channel, row, outcome, state)

    def _sent(self, http: httpx2.Client, channel: Sender, row: Row) -> Outcome:
        if channel.name in self._gone:
            return Never("the channel is closed", final=True)
        if row.until < _now():
            return Never("too late: the window has closed", final=True)
        try:
            return channel.send(http, row.key, row.body)
        except Exception as exc:  # the request may have left: no fault tells whether it has
            log.error("sending failed", extra={"channel": channel.name}, exc_info=exc)
            return Unsure(f"not sent to its end ({type(exc).__name__})", answered=True)

    def _settle(self, channel: Sender, row: Row, outcome: Outcome) -> str:
        """Keep what became of `row`, whatever goes wrong in it: a row that stayed in `sending`
        would hold all that comes later to that person. What the database cannot keep now is kept
        when it can be; "sending" until then."""
        try:
            return self._outbox.settle(row, outcome, channel, _now())
        except StateError as exc:
            log.error("not kept yet", extra={"channel": channel.name, "error": str(exc)})
            self._unsettled.append((channel, row, outcome))
            return "sending"
        except Exception as exc:  # what a platform answered cannot be kept: see above
            log.error("not settled", extra={"channel": channel.name}, exc_info=exc)
            plain = Sent() if isinstance(outcome, Sent) else Later(type(exc).__name__)
            return self._outbox.settle(row, plain, channel, _now())

    def _heed(self, channel: Sender, outcome: Outcome) -> None:
        """What concerns the whole channel, at once: other workers are sending meanwhile."""
        if isinstance(outcome, Later) and outcome.wide:
            seconds = outcome.after if outcome.after is not None else channel.delays[0]
            self._paused[channel.name] = time.monotonic() + seconds
        if isinstance(outcome, Never) and outcome.gone:
            self._gone.add(channel.name)
            log.error("channel closed by the other side", extra={"channel": channel.name})

    def _tell(self, channel: Sender, row: Row, outcome: Outcome, state: str) -> None:
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
