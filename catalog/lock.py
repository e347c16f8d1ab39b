"""A lock between processes, held by whoever changes what lies in the state folder.

It is an exclusive transaction in an empty SQLite file: the same on every system, waited for, and
let go by the kernel when its holder is killed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from catalog.errors import StateError
from catalog.private import own_file

INGEST = "ingest.lock"
"""The file in the state folder that is held by whoever changes the catalog or its index."""


@contextmanager
def hold(path: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock at `path` (a file that is made for it). Yields whether it is held.

    With `wait`, until it is free; without, False at once where another holds it. Not reentrant.
    Raises StateError where the file cannot be made.
    """
    own_file(path)
    try:
        # One second at a time, so that Ctrl-C is noticed in between.
        connection = sqlite3.connect(path, timeout=1.0 if wait else 0.0, isolation_level=None)
    except sqlite3.Error as exc:
        raise StateError(f"{path}: cannot be written ({exc})") from exc
    with closing(connection):
        yield _taken(connection, path, wait)


def _taken(connection: sqlite3.Connection, path: Path, wait: bool) -> bool:
    while True:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as exc:
            if exc.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise StateError(f"{path}: cannot be locked ({exc})") from exc
            if not wait:
                return False
        else:
            return True
