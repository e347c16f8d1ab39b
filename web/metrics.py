"""What `/metrics` shows. Each application has its own registry, so two can live in one process."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from agent.events import Event, Failed, Finished, Queued, TextDelta

log = logging.getLogger("tresen.web")

_TOKEN_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2)
_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60)


class Metrics:
    """Counters of replies and requests. No label ever holds what a customer wrote."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "tresen_http_requests", "Requests", ["route", "status"], registry=self.registry
        )
        self.replies = Counter(
            "tresen_replies", "Replies to their end", ["lane", "language"], registry=self.registry
        )
        self.failures = Counter(
            "tresen_reply_failures", "Replies that ended early", ["code"], registry=self.registry
        )
        self.running = Gauge("tresen_replies_running", "Being written", registry=self.registry)
        self.queued = Gauge("tresen_replies_queued", "Waiting", registry=self.registry)
        self.first_token = Histogram(
            "tresen_first_token_seconds",
            "From a message's arrival to the reply's first words",
            ["lane"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.token = Histogram(
            "tresen_time_per_token_seconds",
            "Between two tokens of a reply that the model writes, its mean",
            buckets=_TOKEN_SECONDS,
            registry=self.registry,
        )
        self.tokens = Counter(
            "tresen_tokens",
            "Tokens, by what became of them",
            ["kind"],
            registry=self.registry,
        )

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)

    def watch(self, events: Iterator[Event]) -> Generator[Event, None, None]:
        """Pass `events` on, and count them. Closing it closes them: the visitor has gone."""
        waits = ended = False
        self.running.inc()
        try:
            for event in events:
                if isinstance(event, Queued) != waits and not _is_heartbeat(event):
                    waits = not waits
                    self.queued.inc(1 if waits else -1)
                if isinstance(event, Failed | Finished):
                    ended = True
                    self._count_end(event)
                yield event
        except GeneratorExit:
            if not ended:
                self.failures.labels("left").inc()
                log.info("reply left before its end")  # the others are in the agent's own log
            raise
        finally:
            self.running.dec()
            if waits:
                self.queued.dec()
            if isinstance(events, Generator):
                events.close()

    def _count_end(self, event: Failed | Finished) -> None:
        if isinstance(event, Failed):
            self.failures.labels(event.code).inc()
            return
        timings = event.timings
        self.replies.labels(event.lane, event.language).inc()
        self.first_token.labels(event.lane).observe(timings.ttft_ms / 1000)
        if timings.completion_tokens > 1:
            seconds = (timings.total_ms - timings.ttft_ms) / 1000
            self.token.observe(seconds / (timings.completion_tokens - 1))
        self.tokens.labels("prompt").inc(timings.prompt_tokens)
        self.tokens.labels("cached").inc(timings.cached_tokens)
        self.tokens.labels("completion").inc(timings.completion_tokens)


def _is_heartbeat(event: Event) -> bool:
    return isinstance(event, TextDelta) and not event.text
