"""What the model's engine says of itself, read anew each time that `/metrics` is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from agent.model.replies import Stats

_GAUGES = {
    "queued": "Replies that wait for the engine",
    "running": "Replies that the engine writes",
    "prefill_rate": "Tokens of prompts that are computed in a second",
    "cells_used": "Cells of the KV cache in use",
    "prefix_tokens": "Tokens of the prefix that all conversations share",
}
_COUNTERS = {
    "requests": "Replies that were asked of the model",
    "failed": "Replies that the model failed at",
    "cancelled": "Replies that were given up",
    "resampled": "Pieces that the guard refused",
    "conversation_hits": "Turns that found their conversation in the cache",
}


class EngineMetrics(Collector):
    """One reading of `stats` for each request; nothing where there is none."""

    def __init__(self, stats: Callable[[], Stats | None]) -> None:
        self._stats = stats

    def collect(self) -> Iterator[Metric]:
        stats = self._stats()
        if stats is None:  # the model is not loaded, or is a server's
            return
        for name, text in _GAUGES.items():
            yield GaugeMetricFamily(f"tresen_engine_{name}", text, getattr(stats.engine, name))
        restarts = "How often the engine was started again"
        yield CounterMetricFamily("tresen_engine_restarts", restarts, stats.engine.restarts)
        for name, text in _COUNTERS.items():
            yield CounterMetricFamily(f"tresen_engine_{name}", text, getattr(stats, name))

    def describe(self) -> list[Metric]:
        """Nothing, so that registering it does not ask an engine that is only just starting."""
        return []
