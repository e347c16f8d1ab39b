"""Resident memory of this process and the engine's, as Linux counts it."""

from __future__ import annotations

import os
from pathlib import Path

from agent.model.local import LocalBackend


def resident_mb(backend: LocalBackend) -> float:
    """Both processes together, in MB (10^6 bytes)."""
    return sum(_resident(pid) for pid in (os.getpid(), backend.process_id)) / 1e6


def _resident(pid: int) -> int:
    """VmRSS in bytes (proc_pid_status(5))."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0
