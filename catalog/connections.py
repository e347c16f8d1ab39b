"""Connections to where everything is kept: SQLite in the state folder, or PostgreSQL by address.

Readers wait for nobody. Writers stand in line, as long as patience.py says. Errors of the driver
are translated here.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import (
    ArgumentError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)

from catalog import migrations
from catalog.errors import DatabaseBusy, StateError
from catalog.leases import Lease, Leases, hold_file
from catalog.line import Line
from catalog.lock import INGEST, hold
from catalog.patience import SWITCH_S, patience, patience_s
from catalog.private import own_file, own_folder

FILE = "tresen.db"
_BUSY = "The database is being written by another program. Try again in a moment."
SWITCHING = "switch.lock"
"""The file in the state folder that an ingest holds while it makes what it read the catalog."""

CONNECTIONS = 32
"""Open at once, at most. Of 256 threads of the web server two look for facts at a time, and the
others hold one for a millisecond; each takes two descriptors, of which many systems allow 1,024."""
_OTHERS_HOLD = ("55P03", "40P01", "40001")
"""PostgreSQL's codes of a lock that is not free in time, of a deadlock, of a change in between."""
_WRITER, _SWITCHER = 7_211_998, 7_211_999
"""PostgreSQL's advisory locks of who writes, and of an ingest that makes what it read the catalog:
numbers of no other meaning."""
_AGAIN_S = 0.2
"""How often it is looked whether another machine has done with the catalog."""
_POOL: dict[str, Any] = {"pool_size": 16, "max_overflow": CONNECTIONS - 16}


class Connections:
    """Reading and writing. One object serves all threads of a process."""

    def __init__(self, engine: sa.Engine, state: Path) -> None:
        self.engine = engine
        self.state = state
        # SQLite has one writer at a time, and lets others look again after up to 100 ms, in no
        # order. Of eight threads that write at once one waited five seconds; in a line none does.
        self._turn = Line()
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._leases = Leases(engine)
        event.listen(engine, "begin", self._begin_sqlite if self._is_sqlite else _begin_postgresql)

    @classmethod
    def open(cls, state: Path, url: str = "") -> Self:
        """Open the database in `state`, or at `url`, and bring it to today's tables.

        The folder is made where it is missing. Raises StateError.
        """
        try:
            own_folder(state)
        except OSError as exc:
            raise StateError(
                f"{state}: the state folder cannot be made ({exc.strerror}). "
                "Give another one with --state DIR."
            ) from exc
        database = cls(_engine(state, url), state)
        try:
            database._upgrade()
        except StateError:
            database.close()
            raise
        return database

    def _upgrade(self) -> None:
        # The first connection turns the file to WAL, for which SQLite does not wait: of two that
        # open a new folder at once, one was told "database is locked" despite its busy_timeout.
        with hold(self.state / "open.lock"):
            if self._is_sqlite and self.engine.url.database:
                own_file(Path(self.engine.url.database))
            with self.reading() as connection:
                if migrations.done(connection):
                    return
            with self.writing() as connection:
                if not migrations.done(connection):  # by another machine, meanwhile
                    migrations.upgrade(connection)

    @property
    def place(self) -> str:
        """Where it is, as people know it: the file, or the address without its password."""
        if self._is_sqlite:
            return str(self.state / FILE)
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def url(self) -> str:
        """Its address, with the password: for another process that opens it."""
        return self.engine.url.render_as_string(hide_password=False)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one state of the database throughout. It waits for no writer.

        Raises StateError.
        """
        with self._translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, durable: bool = False) -> Iterator[sa.Connection]:
        """A connection in a transaction that is committed at the end of the block.

        It is a writer from its first statement: SQLite refuses to make a writer of a reader whose
        view is outdated, without waiting. `durable`: on the disk itself when the block ends, so
        that a power cut takes nothing back; else a crash of the program takes nothing back, and a
        power cut the last moments. It waits for other writers as long as patience.py says, then
        raises DatabaseBusy. IntegrityError passes; else raises StateError.
        """
        with (
            self._in_line() as waited,
            self._translated(),
            self.engine.connect().execution_options(
                writing="durable" if durable else "plain", waited=waited
            ) as connection,
            connection.begin(),
        ):
            yield connection

    def writable(self, seconds: float = 1.0) -> bool:
        """Whether something could be written within `seconds`."""
        try:
            with patience(seconds), self.writing():
                return True
        except StateError:
            return False

    @property
    def is_shared(self) -> bool:
        """Whether processes on other machines may use it as well."""
        return not self._is_sqlite

    @contextmanager
    def alone(self, name: str) -> Iterator[Lease | None]:
        """What one process does of all that use this database; None where another one does it.

        Raises StateError.
        """
        with self._leases.hold(name) if self.is_shared else hold_file(self.state, name) as lease:
            yield lease

    @contextmanager
    def changing(self, *, wait: bool = True) -> Iterator[bool]:
        """Alone among those who change the catalog, here and on other machines. Whether it is held:
        with `wait` it always is. Raises StateError."""
        with hold(self.state / INGEST, wait=wait) as held:
            if not held or not self.is_shared:
                yield held
                return
            while True:
                with self._leases.hold("catalog") as lease:
                    if lease is not None or not wait:
                        yield lease is not None
                        return
                time.sleep(_AGAIN_S)

    @contextmanager
    def _in_line(self) -> Iterator[float]:
        """This thread's turn among those of the process; the seconds that it waited for it."""
        if not self._is_sqlite:
            yield 0.0
            return
        begun = time.monotonic()
        taken = self._turn.acquire(timeout=patience_s())
        if not taken and not (self._switches() and self._turn.acquire(timeout=SWITCH_S)):
            raise DatabaseBusy(_BUSY)
        try:
            yield time.monotonic() - begun
        finally:
            self._turn.release()

    def _begin_sqlite(self, connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        writing, waited = options.get("writing"), options.get("waited", 0.0)
        # A connection of the pool may have served another kind, or somebody of other patience.
        _wait(connection, max(0.0, patience_s() - (waited if waited > 0.1 else 0.0)))
        if not writing:
            connection.exec_driver_sql("BEGIN")
            return
        synchronous = "FULL" if writing == "durable" else "NORMAL"
        connection.exec_driver_sql(f"PRAGMA synchronous={synchronous}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as exc:
            if not (_is_busy(exc) and patience_s() < SWITCH_S and self._switches()):
                raise
            _wait(connection, SWITCH_S)
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    def _switches(self) -> bool:
        """Whether it is an ingest that writes now."""
        with hold(self.state / SWITCHING, wait=False) as free:
            return not free

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except SQLAlchemyError as exc:
            if _is_busy(exc):
                raise DatabaseBusy(_BUSY) from exc
            reason = getattr(exc, "orig", None) or exc
            raise StateError(
                f"{self.place}: the database cannot be used ({reason}). "
                "Is the disk full, the folder read-only, or another program holding it?"
            ) from exc

    def close(self) -> None:
        self._leases.close()
        self.engine.dispose()


def _engine(state: Path, url: str) -> sa.Engine:
    if url and not url.startswith("sqlite"):
        try:
            remote = sa.create_engine(_driver(url), pool_pre_ping=True, **_POOL)
            event.listen(remote, "connect", _set_up_postgresql)
            return remote
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as exc:
            raise StateError(
                f"[database] url: {exc}. Expected postgresql://user:password@host/name "
                "(with the extra postgresql installed), or nothing, for a file in the state folder."
            ) from exc
    address = url or sa.URL.create("sqlite", database=str(state / FILE))
    engine = sa.create_engine(address, **_POOL)
    event.listen(engine, "connect", _set_up_sqlite)
    return engine


def _driver(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg{separator}{rest}" if scheme.startswith("postgres") else url


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own, late BEGIN is switched off; `Database` says it instead.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={round(patience_s() * 1000)}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    connection.adapters.register_dumper(str, import_module("catalog.nul").WithoutNul)


def _wait(connection: sa.Connection, seconds: float) -> None:
    if connection.info.get("wait") != seconds:  # said once: a transaction is as quick as before
        connection.exec_driver_sql(f"PRAGMA busy_timeout={round(seconds * 1000)}")
        connection.info["wait"] = seconds


def _begin_postgresql(connection: sa.Connection) -> None:
    """Writers stand in line as they do with SQLite: between a SELECT and the UPDATE that rests on
    it nobody writes, on any machine. The server's line is a fair one.

    What need not be durable is not waited for until it is on the disk, so the line is quick.
    """
    patience = round(patience_s() * 1000)
    writing = connection.get_execution_options().get("writing")
    if not writing:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience}")
        return
    switches = round(max(SWITCH_S, patience_s()) * 1000)
    if writing == "switch":
        first = f"SET LOCAL lock_timeout = {switches}; SELECT pg_advisory_xact_lock({_SWITCHER})"
    else:
        free = f"pg_try_advisory_xact_lock_shared({_SWITCHER})"
        wait = f"CASE WHEN {free} THEN '{patience}' ELSE '{switches}' END"
        first = f"SELECT set_config('lock_timeout', {wait}, true)"
    commit = "on" if writing in ("durable", "switch") else "off"
    # One round trip; said anew in each transaction, of which each is another's.
    connection.exec_driver_sql(
        f"{first}; SELECT pg_advisory_xact_lock({_WRITER}); SET LOCAL synchronous_commit = {commit}"
    )


def _is_busy(error: SQLAlchemyError) -> bool:
    """Whether others hold what is wanted: SQLite's lock, PostgreSQL's, or every connection."""
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        )
    return isinstance(error, TimeoutError) or getattr(cause, "sqlstate", "") in _OTHERS_HOLD
