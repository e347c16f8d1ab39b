"""Whether replies stay as quick, memory as small and rows as short when there are more of them.

New visitors first, each with a message or two; then one talk that does not end. Code answers, so
that what is measured is everything but the model: reading, finding, the talk's state, the database.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from agent.answer import Incoming, answer
from agent.config import DatabaseSection, Settings
from agent.events import Started
from agent.shop import Agent
from catalog.survey import titles
from web.bench.memory import resident
from web.errors import WebError

POINTS = 10
_LEFT_OUT = shutil.ignore_patterns("*.lock", "prefix", "models")
_ASKED = ("How much is the {}?", "Is the {} in stock?", "And what does it cost?", "Tell me of {}.")


@dataclass(frozen=True, slots=True)
class Wish:
    """So many talks of two messages, and then one of so many turns."""

    conversations: int
    turns: int


@dataclass(frozen=True, slots=True)
class Point:
    """A tenth of the way: replies by then, and how the last tenth was."""

    replies: int
    p50_ms: float
    p95_ms: float
    rss_mb: float
    bytes_per_turn: float


def measure(settings: Settings, wish: Wish, say: Callable[[str], None]) -> dict[str, Any]:
    """Raises WebError where there is nothing to ask for, and what opening an agent raises."""
    with _copied(settings) as agent:
        names = [title for _, title in titles(agent.catalog.database)][:200]
        if not names:
            raise WebError("The catalog is empty: `tresen ingest` fills it.")
        for name in names[:20]:  # what is computed once is no growth
            _reply(agent, _ASKED[0].format(name), "")
        many = _run(agent, _visitors(names, wish.conversations), "visitors", say)
        one = _run(agent, _one_talk(names, wish.turns), "turns of one talk", say)
    return {
        "conversations": wish.conversations,
        "turns": wish.turns,
        "many": [asdict(point) for point in many],
        "one": [asdict(point) for point in one],
        "ratios": {"many": _ratios(many), "one": _ratios(one)},
    }


Asked = tuple[str, bool]
"""A message, and whether it begins a talk."""


def _visitors(names: list[str], count: int) -> list[Asked]:
    return [
        (_ASKED[2 * second].format(names[number % len(names)]), not second)
        for number in range(count)
        for second in (0, 1)
    ]


def _one_talk(names: list[str], turns: int) -> list[Asked]:
    return [
        (_ASKED[turn % len(_ASKED)].format(names[turn // 2 % len(names)]), turn == 0)
        for turn in range(turns)
    ]


def _run(agent: Agent, asked: list[Asked], what: str, say: Callable[[str], None]) -> list[Point]:
    points, taken, talk = [], [], ""
    size, since = _size(agent), 0
    every = max(1, len(asked) // POINTS)
    for number, (text, begins) in enumerate(asked, 1):
        begun = time.perf_counter()
        talk = _reply(agent, text, "" if begins else talk)
        taken.append((time.perf_counter() - begun) * 1000)
        if number % every == 0:
            say(f"{number} of {len(asked)} replies ({what})")
            now = _size(agent)
            points.append(
                Point(
                    number,
                    round(statistics.median(taken), 2),
                    round(sorted(taken)[ceil(0.95 * len(taken)) - 1], 2),
                    round(resident(os.getpid()) / 1e6, 1),
                    round((now - size) / (number - since)),
                )
            )
            taken, size, since = [], now, number
    return points


def _reply(agent: Agent, text: str, talk: str) -> str:
    """The talk that it stands in."""
    events = list(answer(agent, Incoming(text=text, conversation=talk)))
    return next(event.conversation for event in events if isinstance(event, Started))


def _ratios(points: list[Point]) -> dict[str, float]:
    """The last tenth to the first: 1 is flat."""
    first, last = points[0], points[-1]
    return {
        "p50": round(last.p50_ms / first.p50_ms, 2),
        "rss": round(last.rss_mb / first.rss_mb, 2),
        "bytes_per_turn": round(last.bytes_per_turn / max(1.0, first.bytes_per_turn), 2),
    }


def _size(agent: Agent) -> int:
    """Bytes of the database that hold something."""
    with agent.catalog.database.reading() as connection:
        pages, free, each = (
            int(connection.execute(sa.text(f"PRAGMA {name}")).scalar_one())
            for name in ("page_count", "freelist_count", "page_size")
        )
    return (pages - free) * each


@contextmanager
def _copied(settings: Settings) -> Iterator[Agent]:
    """An agent over a copy of the state folder; its model is not loaded."""
    with tempfile.TemporaryDirectory(prefix="tresen-bench-") as folder:
        copy = Path(folder) / "state"
        if settings.state.is_dir():
            shutil.copytree(settings.state, copy, ignore=_LEFT_OUT)
        own = {"state": copy, "database": DatabaseSection()}
        agent = Agent.open(settings.model_copy(update=own))
        try:
            yield agent
        finally:
            agent.close()
