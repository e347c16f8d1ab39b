"""What this machine has for a model: cores, memory, memory bandwidth, a GPU.

Everything is looked up in files and by one program (`nvidia-smi`); what cannot be found out is None
and is said to be unknown.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import llama_cpp
import numpy as np

_CGROUP: Final = Path("/sys/fs/cgroup/memory.max")
_CPUINFO: Final = Path("/proc/cpuinfo")
_MEMINFO: Final = Path("/proc/meminfo")
_APPLE_SHARE: Final = 0.7
"""Of a Mac's common memory, what its GPU may take (Metal's recommendedMaxWorkingSetSize is between
two thirds and three quarters of it)."""


@dataclass(frozen=True, slots=True)
class Gpu:
    name: str
    bytes: int
    usable: bool
    """Whether the llama.cpp that is installed here was built for it."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Bytes, and bytes per second."""

    cpu: str
    cores: int
    memory: int | None
    available: int | None
    gpu: Gpu | None
    bandwidth: float | None = None

    def __str__(self) -> str:
        memory = "memory unknown" if self.memory is None else f"{self.memory / 1e9:.1f} GB memory"
        reads = "" if self.bandwidth is None else f", reads {self.bandwidth / 1e9:.0f} GB/s"
        gpu = "no GPU" if self.gpu is None else f"{self.gpu.name} {self.gpu.bytes / 1e9:.0f} GB"
        return f"{self.cpu}, {self.cores} cores, {memory}{reads}, {gpu}"


def give_back() -> None:
    """Let the machine have again what was freed: reading a vocabulary leaves 11 MB behind. Only
    glibc can be asked (malloc_trim(3))."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def look(measure: bool = False) -> Machine:
    """This machine; with `measure` its memory bandwidth too, which takes about half a second."""
    cores = physical_cores()
    memory, available = _memory()
    return Machine(
        cpu=_cpu_name(),
        cores=cores,
        memory=memory,
        available=available,
        gpu=_nvidia() or _apple(memory),
        bandwidth=read_bandwidth(cores) if measure else None,
    )


def physical_cores() -> int:
    """Cores that are not another one's second thread, and that this process may use."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    seen: set[tuple[str, str]] = set()
    package = ""
    for line in _lines(_CPUINFO):
        key, _, value = line.partition(":")
        if key.strip() == "physical id":
            package = value.strip()
        elif key.strip() == "core id":
            seen.add((package, value.strip()))
    return max(1, min(len(seen) or (allowed or 1), allowed or 1))


def _cpu_name() -> str:
    for line in _lines(_CPUINFO):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine() or "unknown processor"


def _memory() -> tuple[int | None, int | None]:
    """All of it and what is free now, within the container's limit where there is one."""
    told = {}
    for line in _lines(_MEMINFO):
        key, _, value = line.partition(":")
        told[key] = int(value.split()[0]) * 1024
    total, available = told.get("MemTotal"), told.get("MemAvailable")
    if total is None and hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = "".join(_lines(_CGROUP)).strip()
    if limit.isdigit() and total is not None:
        total = min(total, int(limit))
        available = None if available is None else min(available, total)
    return total, available


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:  # another system than Linux
        return []


def _nvidia() -> Gpu | None:
    query = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(query, capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    for line in told.splitlines():
        name, _, mebibytes = line.rpartition(",")
        if mebibytes.strip().isdigit():
            return Gpu(name.strip(), int(mebibytes) * 2**20, _built_for_gpu())
    return None


def _apple(memory: int | None) -> Gpu | None:
    if platform.system() != "Darwin" or platform.machine() != "arm64" or memory is None:
        return None
    return Gpu("Apple GPU (shared memory)", int(memory * _APPLE_SHARE), _built_for_gpu())


def _built_for_gpu() -> bool:
    return bool(llama_cpp.llama_supports_gpu_offload())


def read_bandwidth(threads: int, megabytes: int = 96, rounds: int = 3) -> float:
    """Bytes per second that `threads` threads read together from memory: the best of `rounds`.

    A model's weights are read once for each token, so this bounds its speed. The arrays are larger
    than a processor's cache, and numpy's reductions let go of the interpreter's lock.
    """
    arrays = [np.ones(megabytes * 1_000_000 // 8, dtype=np.int64) for _ in range(threads)]
    best = 0.0
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(rounds):
            began = time.perf_counter()
            list(pool.map(np.max, arrays))
            best = max(best, threads * megabytes * 1e6 / (time.perf_counter() - began))
    return best
