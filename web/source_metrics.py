"""How the catalog's sources stand, read anew each time that `/metrics` is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from catalog.standing import standings


class SourceMetrics(Collector):
    """Seconds since 1970 of each source's last success and last fault, and whether it fails now."""

    def __init__(self, state: Path) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        read = GaugeMetricFamily(
            "tresen_source_read_timestamp_seconds", "When it was last read", labels=["source"]
        )
        failed = GaugeMetricFamily(
            "tresen_source_fault_timestamp_seconds",
            "When it last could not be read",
            labels=["source"],
        )
        failing = GaugeMetricFamily(
            "tresen_source_failing", "1: it could not be read the last time", labels=["source"]
        )
        for one in standings(self._state).values():
            if one.succeeded is not None:
                read.add_metric([one.public], one.succeeded.timestamp())
            if one.failed is not None:
                failed.add_metric([one.public], one.failed.timestamp())
            failing.add_metric([one.public], float(one.is_failing))
        yield from (read, failed, failing)
