"""How fast a model is on this machine, measured with the model itself.

    measure(path) -> Measurement      kept as <state>/measured/<file>.json, read by fit.py and by
                                      whoever must know how many tokens a second can be promised

Runs llama.cpp's low-level API in this process, as llama-bench does: prefill of a long prompt in
batches, decoding one token at a time with an empty cache and behind that prompt. Which tokens they
are does not matter to the speed, so they are made up and nothing is sampled.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import llama_cpp

from agent.errors import ModelError, ModelFileError
from agent.model.engine.log import last_words, listen
from agent.model.engine.opening import has_amx
from agent.model.inspection import inspect_model
from agent.model.machine import look

PROMPT_TOKENS: Final = 1024
DECODE_TOKENS: Final = 48
NEW_TOKENS: Final = 200
"""Of a typical turn: the question and a few lines of products."""
REPLY_TOKENS: Final = 60
_BATCH: Final = 256


@dataclass(frozen=True, slots=True)
class Measurement:
    """Speeds in tokens per second, sizes in bytes, times in seconds."""

    model: str
    file_bytes: int
    parameters: int
    machine: str
    versions: str
    threads: int
    gpu_layers: int
    measured_at: str
    load_s: float
    prefill_tps: float
    decode_tps: float
    decode_behind_tps: float
    """Behind `PROMPT_TOKENS` tokens, as in a real conversation."""
    kv_bytes_per_token: float
    memory_bytes: int
    """By how much the process grew: weights, KV cache and buffers."""
    disturbed: bool
    """Whether two rounds differed by more than a third: something else was computing."""

    @property
    def first_word_s(self) -> float:
        """Until the first word of a typical reply, the prefix being cached."""
        return NEW_TOKENS / self.prefill_tps

    @property
    def reply_s(self) -> float:
        """For a typical reply to its end, one visitor alone."""
        return self.first_word_s + REPLY_TOKENS / self.decode_behind_tps


def measure(
    path: Path, threads: int = 0, gpu_layers: int = -1, weights: Path | None = None
) -> Measurement:
    """Load the model and measure it: some seconds for a small one. `weights`: what is loaded for
    it (rewritten.py). Raises ModelError."""
    facts = inspect_model(path).require()
    machine = look()
    threads = threads or machine.cores
    before = _resident()
    began = time.perf_counter()
    with _context(weights or path, threads, gpu_layers) as (model, context):
        loaded = time.perf_counter() - began
        vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(model))
        _run(context, vocabulary, _BATCH, _BATCH)  # the first batch pays for waking threads up
        rounds = [_round(context, vocabulary) for _ in range(2)]
        best = [max(speeds) for speeds in zip(*rounds, strict=True)]
        return Measurement(
            model=path.name,
            file_bytes=facts.bytes,
            parameters=int(llama_cpp.llama_model_n_params(model)),
            machine=str(machine),
            versions=f"llama-cpp-python {llama_cpp.__version__}",
            threads=threads,
            gpu_layers=gpu_layers,
            measured_at=datetime.now(UTC).isoformat(timespec="seconds"),
            load_s=loaded,
            decode_tps=best[0],
            prefill_tps=best[1],
            decode_behind_tps=best[2],
            kv_bytes_per_token=best[3],
            memory_bytes=max(0, _resident() - before),
            disturbed=any(min(speeds) < 0.67 * max(speeds) for speeds in zip(*rounds, strict=True)),
        )


@contextmanager
def _context(path: Path, threads: int, gpu_layers: int) -> Iterator[tuple[Any, Any]]:
    listen()  # else llama.cpp tells its story on stderr, in the middle of our table
    llama_cpp.llama_backend_init()
    wanted = llama_cpp.llama_model_default_params()
    wanted.n_gpu_layers = 999 if gpu_layers < 0 else gpu_layers
    wanted.use_extra_bufts = not has_amx()
    model = llama_cpp.llama_model_load_from_file(str(path).encode(), wanted)
    if not model:
        raise ModelFileError(
            f"{path}: llama.cpp cannot load it ({last_words() or 'it does not say why'}). "
            "`tresen models verify` tests the file."
        )
    try:
        asked = llama_cpp.llama_context_default_params()
        asked.n_ctx = PROMPT_TOKENS + DECODE_TOKENS + _BATCH
        asked.n_batch = asked.n_ubatch = _BATCH
        asked.n_threads = asked.n_threads_batch = threads
        context = llama_cpp.llama_init_from_model(model, asked)
        if not context:
            raise ModelError(f"{path}: no context could be made of it ({last_words()}).")
        try:
            yield model, context
        finally:
            llama_cpp.llama_free(context)
    finally:
        llama_cpp.llama_model_free(model)


def _round(context: Any, vocabulary: int) -> tuple[float, float, float, float]:
    """Decoding, prefill, decoding behind it (tokens per second); bytes of KV per token."""
    _forget(context)
    decode = DECODE_TOKENS / _run(context, vocabulary, DECODE_TOKENS, 1)
    _forget(context)
    prefill = PROMPT_TOKENS / _run(context, vocabulary, PROMPT_TOKENS, _BATCH)
    kept_bytes = llama_cpp.llama_state_seq_get_size(context, 0) / PROMPT_TOKENS
    behind = DECODE_TOKENS / _run(context, vocabulary, DECODE_TOKENS, 1)
    return decode, prefill, behind, kept_bytes


def _forget(context: Any) -> None:
    llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(context), True)


def _run(context: Any, vocabulary: int, count: int, batch: int) -> float:
    """Decode `count` made-up tokens, `batch` at a time; the seconds it took."""
    made_up = [(1 + 7919 * n) % vocabulary for n in range(count)]
    began = time.perf_counter()
    for start in range(0, count, batch):
        some = made_up[start : start + batch]
        tokens = (llama_cpp.llama_token * len(some))(*some)
        status = llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(tokens, len(some)))
        if status != 0:
            raise ModelError(f"llama.cpp could not decode {len(some)} tokens (status {status}).")
    llama_cpp.llama_synchronize(context)
    return time.perf_counter() - began


def _resident() -> int:
    """Bytes of this process in memory; 0 where the system does not say it."""
    if sys.platform != "linux":
        return 0
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _folder(state: Path) -> Path:
    return state / "measured"


def keep(measured: Measurement, state: Path) -> Path:
    """Write it to the state folder, over a former one of the same model. Raises ModelError."""
    path = _folder(state) / f"{measured.model}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(measured), indent=2) + "\n", encoding="utf-8")
    except OSError as exc:
        raise ModelError(f"{path}: cannot be written: {exc.strerror}.") from exc
    return path


def kept(state: Path, model: str = "") -> list[Measurement]:
    """What was measured here, newest first; of `model` (a file's name) alone where it is given.

    A file that cannot be read is passed over: it is measured again when somebody asks for it.
    """
    found = []
    for path in _folder(state).glob("*.json"):
        try:
            measured = Measurement(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue
        if model in ("", measured.model):
            found.append(measured)
    return sorted(found, key=lambda one: one.measured_at, reverse=True)
