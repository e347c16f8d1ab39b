"""Resident memory of this process and the engine's, as Linux counts it."""

from __future__ import annotations

import os
from pathlib import Path

from agent.model.inspection import inspect_model
from agent.model.local import LocalBackend


def overhead_mb(backend: LocalBackend, context: int, kv_type: str) -> float:
    """Resident memory of both processes above what is loaded of the model and the KV cache, what is
    parked of it included, in 10^6 bytes."""
    facts = inspect_model(backend.weights)
    held = resident(os.getpid()) + resident(backend.engine.process_id)
    cached = facts.kv_bytes(kv_type) * context + backend.stats().engine.parked_bytes
    return round((held - facts.bytes - cached) / 1e6, 1)


def resident(pid: int) -> int:
    """Resident memory of a process in bytes: VmRSS of proc_pid_status(5)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0
