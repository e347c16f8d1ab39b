"""The files: one chat a line, as every trainer takes them; a share held back for the measure."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import IO

from agent.adapt.examples import AdaptError, Example

HELD = 10
"""One of so many subjects is held back, with all that is asked about it: a price that was learned
is no measure of reading prices."""


def parted(found: Sequence[Example], seed: int) -> tuple[list[Example], list[Example]]:
    """(to learn from, held back), each in an order that the seed shuffles."""
    shuffled = list(found)
    random.Random(seed).shuffle(shuffled)
    held = {subject for one in shuffled for subject in one.subjects if _is_held(subject, seed)}
    held = held or set(shuffled[-1].subjects)
    learned = [one for one in shuffled if one.subjects.isdisjoint(held)]
    return learned, [one for one in shuffled if not one.subjects.isdisjoint(held)]


@contextmanager
def opened(path: Path) -> Iterator[IO[str]]:
    """`path` to write to: what was there stays until all is written. Raises AdaptError."""
    aside = path.with_name(f"{path.name}.new")
    try:
        with aside.open("w", encoding="utf-8") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as exc:
        raise AdaptError(f"{path}: cannot be written ({exc.strerror}).") from exc
    finally:
        aside.unlink(missing_ok=True)


def write(file: IO[str], found: Sequence[Example]) -> None:
    """One line each: {"messages": [{"role": …, "content": …}, …]}."""
    for one in found:
        told = [{"role": message.role, "content": message.text} for message in one.messages]
        file.write(json.dumps({"messages": told}, ensure_ascii=False) + "\n")


def _is_held(subject: str, seed: int) -> bool:
    digest = blake2b(f"{seed}|{subject}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) % HELD == 0
