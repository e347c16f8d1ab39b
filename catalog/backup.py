"""A business in one file: its database as it was at one moment, its settings, its sources' state.

The rest of a state folder (index, prefix, weights) is made anew from these. The database is copied
by SQLite's own backup, which waits for no visitor and holds none up.
"""

from __future__ import annotations

import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from catalog.connections import FILE
from catalog.database import Database
from catalog.errors import StateError
from catalog.private import own_folder
from catalog.standing import FILE as SOURCES

SETTINGS: Final = "tresen.toml"


@dataclass(frozen=True, slots=True)
class Restored:
    """Where the parts of a backup are now; `settings` is None where a file was in the way."""

    state: Path
    settings: Path | None


def back_up(database: Database, settings: Path | None, target: Path) -> int:
    """Write `target`, whole or not at all, for its owner alone. Returns its size in bytes.

    Raises StateError: there is such a file, it cannot be written, or the database is another
    server's to back up.
    """
    source = database.state / FILE
    if database.place != str(source):
        raise StateError(f"The records are in {database.place}: back them up with pg_dump.")
    if target.exists():
        raise StateError(f"{target} is there already. Name a file that is not.")
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as aside:
            _copy(source, Path(aside) / FILE)
            parts = {FILE: Path(aside) / FILE, SOURCES: database.state / SOURCES}
            if settings is not None:
                parts[SETTINGS] = settings
            packed = Path(aside) / "packed"
            with tarfile.open(packed, "x:gz") as archive:
                for name, path in parts.items():
                    if path.is_file():
                        archive.add(path, name)
            packed.chmod(0o600)
            os.link(packed, target)  # never over one that was put there meanwhile
    except (OSError, sqlite3.Error, tarfile.TarError) as exc:
        raise StateError(f"{target}: the backup cannot be written ({exc}).") from exc
    return target.stat().st_size


def restore(backup: Path, state: Path, settings: Path) -> Restored:
    """Put the parts of `backup` into `state`, and its settings at `settings` unless a file is
    there. Raises StateError: `state` has a database already, or `backup` is none."""
    if (state / FILE).exists():
        said = f"{state} holds a business already ({FILE}). Name an empty folder with --state."
        raise StateError(said)
    try:
        own_folder(state)
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=state) as aside:
            parts = _unpacked(backup, Path(aside))
            _checked(backup, parts.get(FILE))
            kept = settings if SETTINGS in parts and not settings.exists() else None
            if kept is not None:
                kept.write_bytes(parts[SETTINGS].read_bytes())
            if SOURCES in parts:
                parts[SOURCES].rename(state / SOURCES)
            parts[FILE].rename(state / FILE)  # last: a state without it is as good as empty
    except (OSError, EOFError, tarfile.TarError) as exc:
        raise StateError(f"{backup}: this is no whole backup ({exc}).") from exc
    return Restored(state, kept)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as copy:
        held.backup(copy)


def _unpacked(backup: Path, aside: Path) -> dict[str, Path]:
    """The parts that a backup has, by name; whatever else lies in the file stays there."""
    parts: dict[str, Path] = {}
    with tarfile.open(backup, "r:gz") as archive:
        for member in archive:
            if member.name in (FILE, SETTINGS, SOURCES) and member.isfile():
                archive.extract(member, aside, filter="data")
                parts[member.name] = aside / member.name
                parts[member.name].chmod(0o600)
    return parts


def _checked(backup: Path, database: Path | None) -> None:
    """Raises StateError where there is no database, or a broken one."""
    if database is None:
        raise StateError(f"{backup}: there is no {FILE} in it; this is no backup of Tresen.")
    try:
        with closing(sqlite3.connect(database)) as copy:
            told = str(copy.execute("PRAGMA quick_check").fetchone()[0])
    except sqlite3.Error as exc:
        raise StateError(f"{backup}: its {FILE} cannot be read ({exc}).") from exc
    if told != "ok":
        raise StateError(f"{backup}: its {FILE} is damaged ({told}).")
