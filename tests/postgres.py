"""A PostgreSQL of the tests' own: a folder that is thrown away, a socket in it, no port.

With TRESEN_TEST_POSTGRES set every database that a test opens in a state folder is one of this
server instead of an SQLite file: `own` starts a server from Debian's packages, and fails where
there are none; an address (of a user who may create databases) takes the one that runs there.
A copied state folder means a copied database, as it does with a file.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

VARIABLE = "TRESEN_TEST_POSTGRES"
NAMED = ".database"
"""The file in a state folder that says which database is its own."""
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`: of Debian's packages, the newest."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


needed = pytest.mark.skipif(
    VARIABLE not in os.environ and programs() is None, reason="PostgreSQL is not installed"
)
"""On tests that speak to one of their own, wherever the others' databases are."""


@contextmanager
def postgresql(options: str = _QUICK) -> Iterator[str]:
    """The address of a server that is there for the block; its database is empty."""
    given = os.environ.get(VARIABLE, "own")
    if given != "own":
        yield given
        return
    binaries = programs()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="tresen-pg-", dir="/tmp"))  # a socket's path is short
    user = _user()
    shutil.chown(folder, user)
    data = folder / "data"
    initdb = ["--auth=trust", "--username=tresen", "--encoding=UTF8", "--no-sync"]
    _run([binaries / "initdb", *initdb, f"--pgdata={data}"], user)
    control = [binaries / "pg_ctl", f"--pgdata={data}", "--wait", "--silent"]
    listening = f"-c listen_addresses= -c unix_socket_directories={folder} {options}"
    try:
        _run([*control, "start", f"--options={listening}", f"--log={folder}/log"], user)
        yield f"postgresql://tresen@/postgres?host={folder}"
    finally:
        _run([*control, "stop", "--mode=immediate"], user)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def listening(user: str, password: str, name: str, port: int) -> Iterator[Path]:
    """A server of its own on `port` of loopback with the database `name`, entered by `password`
    alone, as an image makes one; yields the folder of its programs."""
    binaries, runs = programs(), _user()
    assert binaries is not None
    folder = Path(tempfile.mkdtemp(prefix="tresen-pg-", dir="/tmp"))
    (folder / "password").write_text(password)
    for path in (folder, folder / "password"):
        shutil.chown(path, runs)
    data = folder / "data"
    initdb = ["--auth=scram-sha-256", f"--username={user}", f"--pwfile={folder}/password"]
    _run([binaries / "initdb", *initdb, "--no-sync", f"--pgdata={data}"], runs)
    control = [binaries / "pg_ctl", f"--pgdata={data}", "--wait", "--silent"]
    at = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    try:
        _run([*control, "start", f"--options={at} {_QUICK}", f"--log={folder}/log"], runs)
        database(f"postgresql://{user}:{password}@127.0.0.1:{port}/postgres", name)
        yield binaries
    finally:
        _run([*control, "stop", "--mode=immediate"], runs)
        shutil.rmtree(folder, ignore_errors=True)


def database(server: str, name: str, like: str = "template0") -> str:
    """The address of the database `name` on `server`, made as a copy of `like` if it is missing."""
    address = sa.make_url(server).set(drivername="postgresql+psycopg")
    asking = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with asking.connect() as connection:
        known = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
        if connection.execute(known, {"name": name}).first() is None:
            connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'))
    asking.dispose()
    return address.set(database=name).render_as_string(hide_password=False)


def database_of(server: str, state: Path) -> str:
    """The address of the database of a state folder; of a copied one, a copy."""
    name = "t" + hashlib.sha256(str(state.resolve()).encode()).hexdigest()[:20]
    named = state / NAMED
    with _making:
        like = named.read_text() if named.exists() else "template0"
        address = database(server, name, like)
        named.write_text(name)
    return address


_making = threading.Lock()
"""Several threads may open one new folder at once; PostgreSQL makes a database of a name once."""


def _user() -> str:
    """Who runs it: PostgreSQL refuses to be run by root."""
    if os.getuid():
        return pwd.getpwuid(os.getuid()).pw_name
    return "postgres" if any(p.pw_name == "postgres" for p in pwd.getpwall()) else "nobody"


def _run(command: list[Path | str], user: str) -> None:
    other = {"user": user, "group": pwd.getpwnam(user).pw_gid} if not os.getuid() else {}
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=300,
        **other,
    )  # type: ignore[call-overload]
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr or done.stdout}")
