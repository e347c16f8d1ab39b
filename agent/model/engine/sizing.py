"""How much context a model gets on this machine, and whether it fits at all.

Known before anything is loaded: the model's shape and size from its header, the memory that is
free from /proc/meminfo, the limit of a container from its cgroup.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import llama_cpp

from agent.errors import ModelFileError
from agent.model.inspection import ModelFacts

_PREFIX_TOKENS: Final = 2048
_CONVERSATION_TOKENS: Final = 1536
"""What a visitor's part of the cache is reckoned with: about eight turns."""
_LEAST_CONTEXT: Final = 2048
_UNIT: Final = 256
"""llama.cpp counts cells in these."""
_BESIDES: Final = 300e6
"""Bytes for both processes, the compute buffers and what the machine needs to breathe."""


def context_size(facts: ModelFacts, asked: int, slots: int, kv_type: str, gpu_layers: int) -> int:
    """Cells of the KV cache for all sequences together. `asked` 0: what suits and fits.

    More than the model was trained for is meant: only each sequence has to stay below that.
    Raises ModelFileError that names the figures.
    """
    trained = facts.context or 4096
    most = trained * slots
    if asked > most:
        raise ModelFileError(
            f"[model] context = {asked:,}: {facts.path.name} reads {trained:,} tokens at once, so "
            f"{slots} slots can fill {most:,} at most."
        )
    wanted = asked or min(most, _PREFIX_TOKENS + slots * _CONVERSATION_TOKENS)
    wanted = -(-wanted // _UNIT) * _UNIT
    free = free_memory()
    if free is None or (gpu_layers != 0 and llama_cpp.llama_supports_gpu_offload()):
        return wanted  # the GPU's memory is llama.cpp's to know
    per_token = facts.kv_bytes(kv_type)
    room = int((free - facts.bytes - _BESIDES) / per_token) if per_token else wanted
    least = wanted if asked else min(wanted, _LEAST_CONTEXT)
    if room < least:
        needed = facts.bytes + least * per_token + _BESIDES
        raise ModelFileError(
            f"{facts.path.name} needs about {needed / 1e9:.1f} GB with {least:,} tokens of "
            f"context, and {free / 1e9:.1f} GB are free. Take a smaller model "
            "(`tresen models fit`), or a smaller [model] context or slots."
        )
    return wanted if room >= wanted else room // _UNIT * _UNIT


def free_memory() -> float | None:
    """Bytes that can be taken without swapping; None where the system does not say."""
    found = [*_meminfo(), *_cgroup()]
    return min(found) if found else None


def physical_cores() -> int:
    """Cores, not threads: two threads of a core share the unit that multiplies."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    cores = set()
    for folder in Path("/sys/devices/system/cpu").glob("cpu[0-9]*/topology"):
        number = int(folder.parent.name.removeprefix("cpu"))
        if allowed is None or number in allowed:
            cores.add(_text(folder / "thread_siblings_list"))
    return len(cores) or (len(allowed) if allowed else os.cpu_count() or 1)


def _meminfo() -> Iterator[float]:
    match = re.search(r"^MemAvailable:\s+(\d+) kB", _text(Path("/proc/meminfo")), re.MULTILINE)
    if match:
        yield int(match[1]) * 1024.0


def _cgroup() -> Iterator[float]:
    folder = Path("/sys/fs/cgroup")
    limit, used = _text(folder / "memory.max"), _text(folder / "memory.current")
    if limit.isdigit() and used.isdigit():
        # The page cache counts as used and is given back when it is needed.
        cached = re.search(r"^inactive_file (\d+)", _text(folder / "memory.stat"), re.MULTILINE)
        yield int(limit) - int(used) + (int(cached[1]) if cached else 0.0)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
