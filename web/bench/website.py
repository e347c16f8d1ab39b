"""A website under load: many visitors with an open stream, some of them talking, for minutes.

The server is `tresen serve`'s own, in a process of its own, with one thing added: a message that is
a secret word of this run is answered by a stream that stays open. Without it nobody could tell
streams that wait from replies that are slow.
"""

from __future__ import annotations

import multiprocessing
import secrets
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from agent.answer import Incoming, answer
from agent.config import load
from agent.events import Event, Queued, Started, TextDelta
from agent.model.later import Later
from agent.model.local import LocalBackend
from agent.shop import Agent
from catalog.errors import TresenError
from catalog.survey import titles
from web import create_app
from web.bench.health import Health, looked_after
from web.bench.memory import resident
from web.bench.visitors import Seen, Waiting, shop, talk
from web.desk import Answer
from web.server import address, bind

_BEAT_S = 1.0
_ASKED = ("How much is the {}?", "Is the {} in stock?", "Why should I take the {}?")
_SAMPLE_S = 1.0
_START_S, _MODEL_S = 300.0, 120.0
"""How long a server may take to start, and its model to be there: after that code answers."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many: streams that stay open, visitors who talk; and for how many seconds.

    The streams come one after the other within `arrival_s`; `pause_s` is what a talking visitor
    takes from a reply's end to the next question. Both in seconds.
    """

    waiting: int = 200
    talking: int = 16
    seconds: float = 60.0
    pause_s: float = 1.0
    arrival_s: float = 5.0
    agents: int = 0
    """Programs that search without a pause, all from one address."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: its address, its processes, and what can be asked of it."""

    url: str
    processes: dict[str, int]
    questions: tuple[str, ...]


def holding(word: str, reply: Answer) -> Answer:
    """`reply`, but a message that is `word` gets a stream that stays open, with heartbeats."""

    def held(agent: Agent, incoming: Incoming) -> Iterator[Event]:
        if incoming.text != word:
            yield from reply(agent, incoming)
            return
        yield Started(secrets.token_urlsafe(18), "held")
        yield Queued(1, _BEAT_S)
        while True:
            time.sleep(_BEAT_S)
            yield TextDelta("")

    return held


@contextmanager
def served(config: Path | None, state: Path | None, word: str) -> Iterator[Served]:
    """The server in a process of its own. Raises TresenError where it does not start."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(config, state, word, theirs))
    process.start()
    theirs.close()
    try:
        if not ours.poll(_START_S):
            raise TresenError("The server did not start within five minutes.")
        try:
            told = ours.recv()
        except EOFError as exc:
            raise TresenError("The server ended while it was starting.") from exc
        if isinstance(told, TresenError):
            raise told
        yield told
    finally:
        ours.close()  # which the server takes for the end
        process.join(30)
        if process.is_alive():
            process.kill()
            process.join()


def load_of(crowd: Crowd, there: Served, word: str, say: Callable[[str], None]) -> dict[str, Any]:
    """Let `crowd` in, and tell what it saw: counts, times in ms, memory in MB (10^6 bytes)."""
    seen, shopped, end = Seen(), Seen(), threading.Event()
    jobs: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
        (Waiting(there.url, crowd.waiting, crowd.arrival_s, word, seen).stay, (end,)),
        *(
            (talk, (there.url, there.questions, 7 * n, crowd.pause_s, end, seen))
            for n in range(crowd.talking)
        ),
        *((shop, (there.url, there.questions, 7 * n, end, shopped)) for n in range(crowd.agents)),
    ]
    threads = [threading.Thread(target=job, args=given, daemon=True) for job, given in jobs]
    memory: dict[str, list[float]] = {name: [] for name in there.processes}
    with looked_after(there.url) as health:
        for thread in threads:
            thread.start()
        begun = time.monotonic()
        while (passed := time.monotonic() - begun) < crowd.seconds:
            time.sleep(min(_SAMPLE_S, crowd.seconds - passed))
            for name, pid in there.processes.items():
                memory[name].append(resident(pid) / 1e6)
            say(f"{passed:.0f} of {crowd.seconds:.0f} s, {len(seen.replies)} replies")
        well = health()
        end.set()
    for thread in threads:
        thread.join(15)
    agents = {
        "wanted": crowd.agents,
        "answers": len(shopped.replies),
        "refused_429": shopped.refused.total(),
        "refused_without_retry_after": shopped.unsaid,
        "errors": dict(shopped.failed),
        "answer": _times(shopped.replies),
    }
    return _told(crowd, seen, well, memory) | {"agents": agents}


def beside_agents(
    crowd: Crowd, there: Served, word: str, say: Callable[[str], None]
) -> dict[str, Any]:
    """The same crowd without its agents for half as long, and then with them: what they cost the
    customers, as ratios."""
    alone = load_of(
        replace(crowd, agents=0, waiting=0, seconds=crowd.seconds / 2), there, word, say
    )
    told = load_of(crowd, there, word, say)
    ratios = {
        name: round(told[name]["p50_ms"] / alone[name]["p50_ms"], 2)
        for name in ("ttft", "whole_reply", "health")
        if told[name] and alone[name]
    }
    ratios["replies_per_s"] = round(told["replies"] / max(1, 2 * alone["replies"]), 2)
    return told | {"without_agents": alone, "ratios": ratios}


def _told(crowd: Crowd, seen: Seen, well: Health, memory: dict[str, list[float]]) -> dict[str, Any]:
    return {
        "seconds": crowd.seconds,
        "streams": {"wanted": crowd.waiting, "opened": seen.opened, "cut": seen.cut},
        "talking": crowd.talking,
        "pause_s": crowd.pause_s,
        "arrival_s": crowd.arrival_s,
        "replies": len(seen.replies),
        "lanes": dict(seen.lanes),
        "refused_429": seen.refused.total(),
        "refused_without_retry_after": seen.unsaid,
        "errors": dict(seen.failed + well.failed),
        "health": _times(well.times),
        "ttft": _times(seen.first_words),
        "whole_reply": _times(seen.replies),
        "memory": {name: _memory(samples) for name, samples in memory.items()},
    }


def _times(samples: Sequence[float]) -> dict[str, float]:
    if not samples:
        return {}
    ordered = sorted(samples)
    found = {"p50_ms": statistics.median(ordered), "max_ms": ordered[-1]}
    found["p99_ms"] = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return {name: round(value, 1) for name, value in found.items()}


def _memory(samples: Sequence[float]) -> dict[str, float]:
    """Of a fifth of the time each: after the beginning, and at the end; and what lies between."""
    fifth = max(1, len(samples) // 5)
    early = statistics.fmean(samples[fifth : 2 * fifth] or samples)
    late = statistics.fmean(samples[-fifth:])
    return {
        "early_mb": round(early, 1),
        "late_mb": round(late, 1),
        "growth_mb": round(late - early, 1),
        "max_mb": round(max(samples), 1),
    }


def _serve(config: Path | None, state: Path | None, word: str, parent: Connection) -> None:
    """The other process: serve until `parent` is closed."""
    try:
        overrides = {} if state is None else {"state": state}
        # All visitors come from one address here, and the port is whatever is free.
        web = {"port": 0, "host": "127.0.0.1", "messages_per_minute": 0}
        ucp = {"requests_per_minute": 1_000_000}
        settings = load(config, web=web, ucp=ucp, **overrides)
        agent = Agent.open(settings)
        agent.prepare()
    except TresenError as exc:
        parent.send(TresenError(str(exc)))
        return
    try:
        server = bind(create_app(settings, agent, holding(word, answer)), settings.web)
        threading.Thread(target=server.run, daemon=True).start()
        deadline = time.monotonic() + _MODEL_S
        while not agent.ready() and time.monotonic() < deadline:
            time.sleep(0.1)
        agent.known()  # a shop that has just been opened is learned first
        processes = {"server": multiprocessing.current_process().pid or 0}
        if isinstance(later := agent.backend, Later) and isinstance(
            local := later.there(), LocalBackend
        ):
            processes["engine"] = local.engine.process_id
        names = [title for _, title in titles(agent.catalog.database)][:50] or ["shop"]
        asked = tuple(text.format(name) for name in names for text in _ASKED)
        parent.send(Served(address(server, settings.web), processes, asked))
        parent.poll(None)  # until the other side closes it
    finally:
        agent.close()
