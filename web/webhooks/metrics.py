"""What `/metrics` shows of the messengers: counters, and gauges read from the tables when asked."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from web.webhooks.inbox import Inbox
from web.webhooks.outbox import Outbox


class MessageMetrics:
    """Counters. No label ever holds who wrote, or what."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.arrivals = Counter(
            "tresen_inbox_arrivals",
            "What came in: new, edited, deleted, repeated, late, odd",
            ["channel", "what"],
            registry=registry,
        )
        self.outcomes = Counter(
            "tresen_outbox_outcomes",
            "Attempts to send, by what the row is afterwards; failed: by a later receipt",
            ["channel", "outcome"],
            registry=registry,
        )
        self.acknowledged = Histogram(
            "tresen_webhook_seconds",
            "From a webhook's request to its 200",
            ["channel"],
            buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5),
            registry=registry,
        )


class Boxes(Collector):
    """How full they are: one reading for each request."""

    def __init__(self, inbox: Inbox, outbox: Outbox) -> None:
        self._inbox = inbox
        self._outbox = outbox

    def collect(self) -> Iterator[Metric]:
        text = "Messages that wait for their reply"
        waiting = GaugeMetricFamily("tresen_inbox_waiting", text, labels=["channel"])
        for channel, count in self._inbox.counts().items():
            waiting.add_metric([channel], count)
        yield waiting
        text = "Requests to platforms, of the last 30 days: waiting, sending, unsure, sent, dead"
        rows = GaugeMetricFamily("tresen_outbox_rows", text, labels=["channel", "state"])
        for (channel, state), count in self._outbox.counts().items():
            rows.add_metric([channel, state], count)
        yield rows

    def describe(self) -> list[Metric]:
        """Nothing, so that registering it asks no database."""
        return []
