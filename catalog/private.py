"""What lies in the state folder is its owner's alone: customers' words and contacts are in it.

Folders 0700, files 0600, whatever the umask. The folder and its databases are made so here, since
a program of somebody else's may hold the agent (`create_app`); all other files by `own_umask`,
under which each command runs.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_OTHERS = 0o077
_KEPT = ("index", "fetched", "prefix", "weights", "measured", "models")
"""The folders that the program keeps in a state folder, whatever else lies there."""


@contextmanager
def own_umask() -> Iterator[None]:
    """In the block, what this process and its children make is its owner's alone."""
    before = os.umask(_OTHERS)
    try:
        yield
    finally:
        os.umask(before)


def own_folder(folder: Path) -> None:
    """Make `folder`, and close it to others where it is open. Raises OSError where there is none.

    A folder of another owner's, and one on a disk that knows no modes, is left as it is.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_open(folder):
        return
    with suppress(PermissionError):
        folder.chmod(0o700)
    for path in (*folder.glob("*"), *(p for name in _KEPT for p in (folder / name).rglob("*"))):
        # Only what is the program's: `--state .` makes the program a guest in a project's folder.
        kept = path.parent != folder or path.name in _KEPT or path.suffix in (".lock", ".log")
        if (
            kept
            or path.name.startswith("tresen.db")
            or path.name in ("typed", "sources.json", "refused.json")
        ):
            _close(path)


def own_file(path: Path) -> None:
    """Make an empty file at `path` for SQLite, which gives its -wal and -shm the same mode.

    Made aside and linked there: to open and close a file here would let go of every lock that
    another thread's SQLite holds on it (fcntl(2)).
    """
    if path.exists():
        _close(path)
        return
    with suppress(OSError):  # no such folder, or a disk without links: SQLite says it, or makes it
        descriptor, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(descriptor)
        try:
            os.link(aside, path)
        finally:
            Path(aside).unlink()


def _close(path: Path) -> None:
    if not path.is_symlink() and _is_open(path):
        with suppress(PermissionError):
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)


def _is_open(path: Path) -> bool:
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS)
    except FileNotFoundError:  # gone meanwhile
        return False
