"""What the server knows of the engine: a plain value, for metrics and tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineState:
    """What is known of the engine at a moment."""

    queued: int
    running: int
    restarts: int
    prefill_rate: float
    cells_used: int
    kept: int
    prefix_tokens: int
    prefix_seconds: float
    prefix_restored: bool
    busy_s: float
    """Seconds that the engine's steps took since it began, and of them those in llama.cpp."""
    native_s: float
    parked_bytes: int
