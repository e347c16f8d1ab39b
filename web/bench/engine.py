"""The engine's figures, one function each, every ratio measured in one run on one machine.

`measure` is the page. Our side runs in this process with the engine's own beside it; where a peer
is given, both are spoken to over HTTP.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from agent.config import ModelSection
from agent.grounding.pieces import PieceGuard
from agent.model.backend import Backend, Done, Generation, Message, Piece, Sampling
from agent.model.local import LocalBackend
from web.bench.door import opened
from web.bench.load import Load, Measured, Speak, prefix_of, question_of, speak_at_once
from web.bench.memory import overhead_mb
from web.bench.peers import llama_cpp_server, speaking_to

TABLE = ((1, 2, 4, 8, 16), (500, 1000, 2000, 4000))
"""Visitors, and tokens of the prefix, of the table."""
Shown = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What to measure. `peer` is "llama_cpp.server" or empty, `peer_url` a server that runs."""

    model: Path
    settings: ModelSection
    load: Load = field(default_factory=Load)
    peer: str = ""
    peer_url: str = ""
    table: bool = True
    rounds: int = 3


def measure(wish: Wish, shown: Shown = lambda _: None) -> dict[str, Any]:
    """Everything, as the contract's object without `machine`, `model` and `versions`."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        with running(wish, state) as backend:
            shown("our engine, alone and together")
            ours = together(backend, wish, "ours")
            alone = median_run(backend, replace(wish.load, visitors=1), wish, "alone")
            shown("the guard on and off")
            guard = guard_cost(backend, wish)
            shown("a second turn")
            second = second_turn(backend, wish)
            shown("Python's share of a step")
            python = python_share(backend, wish)
            cells = _settings(wish, wish.load).context
            memory = overhead_mb(backend, cells, wish.settings.kv_type)
            beside = list(peers(backend, wish, shown))
        shown("a restart, with the prefix stored and without")
        restarted = restart(wish, state)
        rows = list(table(wish, state, shown)) if wish.table else []
    peer = beside[0] if beside else None
    return {
        "ours": ours.to_json(),
        "peer": peer["peer"] if peer else None,
        "beside": beside,
        "ratios": {
            "ttft_to_peer": peer["ttft"] if peer else None,
            "batch_gain": round(ours.tokens_per_s / alone.tokens_per_s, 2),
            "python_share": python,
            "guard": guard,
            "restart": restarted["ratio"],
            "second_turn": second,
        },
        "rss_overhead_mb": memory,
        "restart": restarted,
        "table": rows,
    }


@contextmanager
def running(wish: Wish, state: Path, prefix: int = 0) -> Iterator[LocalBackend]:
    """The engine with room for the load, its prefix warm: some visitor has been there before."""
    load = replace(wish.load, prefix=prefix or wish.load.prefix)
    backend = LocalBackend.open(wish.model, state, _settings(wish, load))
    try:
        backend.warm(prefix_of(load, backend.count))
        _until(backend.ready)
        list(speak_ours(backend)("first", (prefix_of(load, backend.count),
                                           Message("user", "Hello")), 4))  # fmt: skip
        yield backend
    finally:
        backend.close()


def _settings(wish: Wish, load: Load) -> ModelSection:
    """Room for the load: the prefix once, and for each visitor a question, a reply, a turn more."""
    each = 2 * (load.question + load.reply) + 64
    cells = load.prefix + max(16, load.visitors) * each + 512
    slots = max(wish.settings.slots, load.visitors)
    return wish.settings.model_copy(update={"context": -(-cells // 256) * 256, "slots": slots})


def speak_ours(backend: Backend, guarded: bool = False) -> Speak:
    """Speaks to `backend` in this process."""
    checker = PieceGuard.of(["189.90"], (), ["Fjell 2"]) if guarded else None

    def speak(conversation: str, prompt: tuple[Message, ...], most: int) -> Iterator[int]:
        request = Generation(conversation, prompt, most, Sampling(temperature=0.3), checker)
        for piece in backend.generate(request):
            if isinstance(piece, Piece):
                yield int(bool(piece.text))

    return speak


def together(backend: LocalBackend, wish: Wish, run: str) -> Measured:
    """The load itself: all its visitors at once."""
    return median_run(backend, wish.load, wish, run)


def median_run(backend: LocalBackend, load: Load, wish: Wish, run: str) -> Measured:
    """The run with the median first-token time out of `wish.rounds`, each with new visitors."""
    runs = [
        speak_at_once(speak_ours(backend), load, backend.count, f"{run}{number}")
        for number in range(wish.rounds)
    ]
    return sorted(runs, key=lambda r: r.ttft_p50_ms)[len(runs) // 2]


def guard_cost(backend: LocalBackend, wish: Wish) -> float:
    """Tokens per second with the guard on / off: the median of pairs of runs, one after the other.

    Only decoding is compared, at the load's visitors; what the guard forbids is the same work as
    what it lets pass, plus another draw.
    """
    pairs: list[float] = []
    for number in range(2 * wish.rounds):
        rates: dict[bool, float] = {}
        for on in (number % 2 == 0, number % 2 == 1):  # either goes first as often
            run = speak_at_once(
                speak_ours(backend, on), wish.load, backend.count, f"guard{on}{number}"
            )
            rates[on] = run.tokens_per_s
        pairs.append(rates[True] / rates[False])
    return round(median(pairs), 3)


def second_turn(backend: LocalBackend, wish: Wish) -> float:
    """Tokens computed for second turns / tokens that are new in them."""
    computed = new = 0
    for number in range(4):
        name = f"second{number}"
        prefix = prefix_of(wish.load, backend.count)
        first = (prefix, question_of(wish.load, backend.count, name))
        said, done = _said(backend, name, first)
        before = done.prompt_tokens + done.completion_tokens
        asked = question_of(wish.load, backend.count, f"{name} again")
        turn = (*first, Message("assistant", said), asked)
        _, again = _said(backend, name, turn)
        computed += again.prompt_tokens - again.cached_tokens
        new += again.prompt_tokens - before
    return round(computed / new, 3)


def python_share(backend: LocalBackend, wish: Wish) -> float:
    """The share of the engine's steps that is spent outside llama_decode and sampling."""
    before = backend.stats().engine
    speak_at_once(speak_ours(backend), wish.load, backend.count, "share")
    time.sleep(0.5)  # the engine tells its sums when it falls idle
    after = backend.stats().engine
    busy = after.busy_s - before.busy_s
    native = after.native_s - before.native_s
    return round(1 - native / busy, 4)


def restart(wish: Wish, state: Path) -> dict[str, float]:
    """First token after a start, in ms from the start: with the prefix stored, and without."""
    times: dict[str, float] = {}
    for name in ("stored", "not_stored"):
        if name == "not_stored":
            shutil.rmtree(state / "prefix", ignore_errors=True)
        begun = time.perf_counter()
        backend = LocalBackend.open(wish.model, state, wish.settings)
        try:
            prompt = (
                prefix_of(wish.load, backend.count),
                question_of(wish.load, backend.count, f"restart {name}"),
            )
            opened_at = time.perf_counter()
            for piece in speak_ours(backend)(f"restart {name}", prompt, 2):
                if piece:
                    break
            times[f"{name}_ms"] = round((time.perf_counter() - opened_at) * 1000, 1)
            times[f"{name}_with_load_ms"] = round((time.perf_counter() - begun) * 1000, 1)
            time.sleep(1.0)  # the prefix is written beside the loop
        finally:
            backend.close()
    return {**times, "ratio": round(times["stored_ms"] / times["not_stored_ms"], 4)}


def table(wish: Wish, state: Path, shown: Shown) -> Iterator[dict[str, Any]]:
    """First-token time and throughput over visitors and prefix lengths."""
    for prefix in TABLE[1]:
        with running(replace(wish, load=replace(wish.load, visitors=16)), state, prefix) as backend:
            for visitors in TABLE[0]:
                shown(f"{visitors} visitors, a prefix of {prefix} tokens")
                load = replace(wish.load, visitors=visitors, prefix=prefix)
                run = speak_at_once(
                    speak_ours(backend), load, backend.count, f"t{prefix}-{visitors}"
                )
                yield {
                    "visitors": visitors,
                    "prefix_tokens": prefix,
                    "ttft_p50_ms": run.ttft_p50_ms,
                    "tokens_per_s": run.tokens_per_s,
                }


def peers(backend: LocalBackend, wish: Wish, shown: Shown) -> Iterator[dict[str, Any]]:
    """Each peer under the same load as we are, both over HTTP, by turns in the same run."""
    with ExitStack() as stack:
        address = stack.enter_context(opened(backend))
        ours = speaking_to(address)
        if wish.peer:
            shown(f"beside {wish.peer}")
            threads = wish.settings.threads or 2
            context = wish.load.prefix + wish.load.question + wish.load.reply + 256
            with llama_cpp_server(wish.model, threads, context) as peer:
                yield _beside(backend, wish, wish.peer, ours, speaking_to(peer))
        if wish.peer_url:
            shown(f"beside {wish.peer_url}")
            yield _beside(backend, wish, wish.peer_url, ours, speaking_to(wish.peer_url))


def _beside(
    backend: LocalBackend, wish: Wish, name: str, ours: Speak, theirs: Speak
) -> dict[str, Any]:
    prefix = prefix_of(wish.load, backend.count)
    list(theirs("warm", (prefix, Message("user", "Hello")), 4))
    runs: dict[str, list[Measured]] = {"ours": [], "theirs": []}
    for number in range(wish.rounds):
        for side, speak in (("ours", ours), ("theirs", theirs)):
            run = speak_at_once(speak, wish.load, backend.count, f"{side}{number}-{name}")
            runs[side].append(run)
    best = {s: sorted(r, key=lambda m: m.ttft_p50_ms)[len(r) // 2] for s, r in runs.items()}
    return {
        "peer": {**best["theirs"].to_json(), "name": name},
        "ours": best["ours"].to_json(),
        "ttft": round(best["ours"].ttft_p50_ms / best["theirs"].ttft_p50_ms, 4),
        "tokens_per_s": round(best["ours"].tokens_per_s / best["theirs"].tokens_per_s, 3),
    }


def _said(backend: Backend, name: str, prompt: tuple[Message, ...]) -> tuple[str, Done]:
    text, done = "", None
    for piece in backend.generate(Generation(name, prompt, 48)):
        if isinstance(piece, Piece):
            text += piece.text
        elif isinstance(piece, Done):
            done = piece
    assert done is not None
    return text, done


def _until(ready: Callable[[], bool], seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while not ready() and time.monotonic() < end:
        time.sleep(0.02)


def written(result: dict[str, Any]) -> str:
    return json.dumps(result, indent=2, ensure_ascii=False)
