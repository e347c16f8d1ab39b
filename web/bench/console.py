"""The console over many conversations while customers talk: how long each page takes.

A copy of the state folder is filled with talks that were never had: as long as real ones, with
facts, questions left open and what is counted of them. The server is a process of its own, as for
`tresen bench web`.
"""

from __future__ import annotations

import random
import secrets
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import sqlalchemy as sa

from agent.counted import What
from catalog.database import Database
from catalog.survey import titles
from catalog.tables import (
    console_password,
    console_sessions,
    conversations,
    handoffs,
    happenings,
    turns,
)
from web.bench.visitors import Seen, talk
from web.bench.website import served

_LEFT_OUT = shutil.ignore_patterns("*.lock", "weights", "*.log")
_AT_ONCE = 500
_OPEN = 0.1
"""The share of messages that are left to a person."""
_LANES = ("direct",) * 6 + ("composed",) * 3 + ("fallback",)
_KINDS = ("find", "tell", "check", "person", "hours")


@dataclass(frozen=True, slots=True)
class Wish:
    """`turns` in each of the `conversations`, `talking` customers, each page `rounds` times."""

    conversations: int = 1000
    turns: int = 5
    talking: int = 8
    rounds: int = 40


def measure(
    config: Path | None, state: Path, wish: Wish, say: Callable[[str], None]
) -> dict[str, Any]:
    """Times of each page in ms. Raises TresenError."""
    with _filled(state, wish, say) as (copy, some), served(config, copy, _word()) as there:
        seen, end = Seen(), threading.Event()
        customers = [
            threading.Thread(
                target=talk, args=(there.url, there.questions, 7 * n, 0.5, end, seen), daemon=True
            )
            for n in range(wish.talking)
        ]
        for customer in customers:
            customer.start()
        try:
            pages = _visited(there.url, some, wish.rounds, say)
        finally:
            end.set()
        for customer in customers:
            customer.join(15)
    return {
        "conversations": wish.conversations,
        "turns": wish.conversations * wish.turns,
        "talking": wish.talking,
        "replies_meanwhile": len(seen.replies),
        "pages": pages,
        "p95_ms": max(page["p95_ms"] for page in pages),
    }


def _visited(
    url: str, talks: Sequence[str], rounds: int, say: Callable[[str], None]
) -> list[dict[str, Any]]:
    """Each page once a round, another talk each time."""
    times: dict[str, list[float]] = {}
    with httpx2.Client(timeout=60.0, follow_redirects=False) as client:
        client.post(f"{url}/console/door", data={"name": "Bench"})
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}")
            paths = {
                "today": "",
                "talk": f"/talks/{talks[number % len(talks)]}",
                "questions": "/questions",
                "goods": "/goods",
                "figures": "/figures?days=90",
                "figures list": "/figures/asked?days=90",
                "privacy": "/privacy",
            }
            for name, path in paths.items():
                begun = time.perf_counter()
                client.get(f"{url}/console{path}").raise_for_status()
                times.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
    return [
        {
            "page": name,
            "first_ms": round(taken[0], 1),
            "p50_ms": round(statistics.median(taken), 1),
            "p95_ms": round(sorted(taken)[int(0.95 * (len(taken) - 1))], 1),
        }
        for name, taken in times.items()
    ]


@contextmanager
def _filled(
    state: Path, wish: Wish, say: Callable[[str], None]
) -> Iterator[tuple[Path, Sequence[str]]]:
    """A copy of `state` with talks in it, and some of them by their ids."""
    with tempfile.TemporaryDirectory(prefix="tresen-bench-") as folder:
        copy = Path(folder) / "state"
        if state.is_dir():  # else a shop without goods
            shutil.copytree(state, copy, ignore=_LEFT_OUT)
        database = Database.open(copy)
        try:
            ids = [f"bench-{secrets.token_urlsafe(12)}" for _ in range(wish.conversations)]
            names = [title for _, title in titles(database)][:50] or ["shop"]
            with database.writing() as connection:
                connection.execute(console_password.delete())
                connection.execute(console_sessions.delete())
            for at in range(0, len(ids), _AT_ONCE):
                say(f"{at} of {len(ids)} conversations")
                with database.writing() as connection:
                    _fill(connection, ids[at : at + _AT_ONCE], wish.turns, names)
        finally:
            database.close()
        yield copy, random.Random(7).sample(ids, min(50, len(ids)))


def _fill(connection: sa.Connection, ids: Sequence[str], count: int, names: Sequence[str]) -> None:
    chance = random.Random(ids[0])
    now = datetime.now(UTC)
    said, counted, asked, begun = [], [], [], []
    for id in ids:
        at = now - timedelta(minutes=chance.uniform(0, 80 * 24 * 60))
        begun.append({"id": id, "visitor": "", "language": "en", "created": at, "touched": at})
        for position in range(count):
            left = chance.random() < _OPEN
            lane, name = chance.choice(_LANES), chance.choice(names)
            text = f"Is the {name} good for {chance.choice(('rain', 'snow', 'Norway', 'two'))}?"
            reply = f"{name}: in stock. It has what you asked for, as its row says. " * 3
            said.append(
                {
                    "conversation_id": id, "position": position, "message_id": f"m{position}",
                    "message": text, "prompt": text, "reply": reply, "lane": lane,
                    "language": "en", "events": [], "created": at, "finished": at,
                    "unanswered": left, "thumb": 0,
                }
            )  # fmt: skip
            same = {"at": at, "conversation_id": id, "position": position, "item": "",
                    "pieces": 1, "currency": "", "lane": "", "reason": "", "ms": None}  # fmt: skip
            became = {"what": str(What.HANDED)} if left else {"what": str(What.ANSWERED)}
            more = {"lane": "" if left else lane, "reason": chance.choice(_KINDS),
                    "ms": chance.expovariate(1 / 200)}  # fmt: skip
            counted += [
                same | {"what": str(What.ASKED)},
                same | became | more,
                same | {"what": str(What.SHOWN), "item": name},
                same | {"what": str(What.ABOUT), "item": name},
            ]
        if chance.random() < _OPEN:
            asked.append({"conversation_id": id, "position": 0, "question": text, "language": "en",
                          "contact": "anna@post.example", "created": at,
                          "done": None if chance.random() < _OPEN else at})  # fmt: skip
    connection.execute(conversations.insert(), begun)
    connection.execute(turns.insert(), said)
    connection.execute(happenings.insert(), counted)
    if asked:
        connection.execute(handoffs.insert(), asked)


def _word() -> str:
    return secrets.token_urlsafe(18)
