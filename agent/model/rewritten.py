"""A small model's weights in a form that the CPU computes quicker: written once, kept beside it.

llama.cpp computes some types of weights one row at a time, because it has no kernel that takes a
batch of them (ggml-cpu's `repack.cpp` and `sgemm.cpp`: Q4_1 and Q5_1 are missing in both).
Rewritten as Q8_0, which holds every value of theirs to half a percent of its block's largest, such
a file is half as large again and a batch of prompts is computed quicker: 210 against 145 tokens/s
behind 2,000 (SmolLM2-135M Q4_1, 2 cores, AVX-512), eight replies written at 151 against 121. One
reply alone is as quick as before where the model is small; a large one is bound by reading its
weights, and stays as it is.

    <state>/weights/<file>.<size>-<time of change>.q8_0.gguf

Written by a process of its own (`python -m agent.model.rewritten FROM TO THREADS`): what llama.cpp
asserts about a file that is not as it should be ends the process in which it does.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import llama_cpp

import agent
from agent.config import ModelSection
from agent.model.engine.log import last_words, listen
from agent.model.inspection import ModelFacts
from agent.model.machine import Machine

log = logging.getLogger("tresen.model")

_ROW_BY_ROW: Final = ("Q4_1", "Q5_1")
_MOST_BYTES: Final = 1_000_000_000
_LARGER: Final = 1.8
"""Of a Q8_0 to a Q4_1 of the same model: 34 bytes to 20 for 32 values, and at most that."""
_ROOM: Final = 500e6
"""Bytes that stay free, in memory and on the disk."""
_Q8_0: Final = 7  # LLAMA_FTYPE_MOSTLY_Q8_0
_ROOT: Final = Path(agent.__file__).resolve().parent.parent


def weights_of(facts: ModelFacts, state: Path, machine: Machine, section: ModelSection) -> Path:
    """The file to load for the model of `facts`, as `[model] weights` says."""
    if section.weights == "as_is":
        return facts.path
    return quick_weights(facts, state, machine, section.threads or machine.cores)


def quick_weights(facts: ModelFacts, state: Path, machine: Machine, threads: int) -> Path:
    """The file to load for the model of `facts`: its own, or a quicker one in `state`.

    Where it cannot be written, the model's own file is used and the log says why.
    """
    if facts.quantization not in _ROW_BY_ROW or facts.bytes > _MOST_BYTES:
        return facts.path
    if llama_cpp.llama_supports_gpu_offload():
        return facts.path
    if machine.available is not None and machine.available < facts.bytes * _LARGER + _ROOM:
        return facts.path
    about = facts.path.stat()
    name = f"{facts.path.stem}.{about.st_size}-{about.st_mtime_ns}.q8_0.gguf"
    wanted = state / "weights" / name
    if wanted.exists():
        return wanted
    try:
        _write(facts.path, wanted, threads)
    except OSError as exc:
        log.warning("weights not rewritten", extra={"error": str(exc)})
        return facts.path
    return wanted


def _write(source: Path, wanted: Path, threads: int) -> None:
    """Write aside, fsync, rename; what was rewritten of other files goes. Raises OSError."""
    wanted.parent.mkdir(parents=True, exist_ok=True)
    free = os.statvfs(wanted.parent)
    if free.f_bavail * free.f_frsize < source.stat().st_size * _LARGER + _ROOM:
        raise OSError(f"{wanted.parent}: too little room on the disk")
    aside = wanted.with_name(f"{wanted.name}.{os.getpid()}.part")
    try:
        files = (str(source.resolve()), str(aside.resolve()))
        command = [sys.executable, "-m", __spec__.name, *files, str(threads)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=_ROOT)
        if done.returncode != 0:
            said = done.stderr.strip().rpartition("\n")[2]
            raise OSError(f"{source}: llama.cpp cannot rewrite it ({done.returncode}: {said})")
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        aside.rename(wanted)
    finally:
        aside.unlink(missing_ok=True)
    for older in wanted.parent.glob("*.gguf*"):
        if older.name != wanted.name and not older.name.startswith(f"{wanted.name}."):
            with contextlib.suppress(OSError):
                older.unlink()


def main(source: str, target: str, threads: str) -> int:
    """Rewrite `source`, in this process. Returns llama.cpp's code: 0 is done."""
    listen()
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype, params.nthread, params.allow_requantize = _Q8_0, int(threads), True
    code = llama_cpp.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(params))
    sys.stderr.write(last_words())
    return int(code)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
