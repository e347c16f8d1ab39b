"""What of all processes over one database one does at a time: a lease, held under a name.

With SQLite they are all on one machine, and a file in the state folder is locked. With PostgreSQL
they may be on many; there it is an advisory lock of one connection, which is kept for nothing else:
the server lets it go when that connection ends, so when its holder is killed, and after half a
minute when the holder's machine is cut off.

A row's lock (FOR UPDATE SKIP LOCKED) does the same only as long as its transaction is open. A model
writes for seconds, and a transaction that idles meanwhile keeps the server from tidying up.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from catalog.errors import StateError
from catalog.lock import hold

_NOTICED_S = (10, 5, 4)
"""A machine that is cut off: asked after so many seconds, again after so many, so often."""


@dataclass(frozen=True, slots=True)
class Lease:
    """What is held. A lease over a connection may be lost before it is given back."""

    leases: Leases | None = None
    connected: int = 0

    def stands(self) -> bool:
        """Whether it is still held: asked now and then by who holds it for long."""
        return self.leases is None or self.leases.is_connected(self.connected)


class Leases:
    """Those of one process over PostgreSQL. Safe from many threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._connection: sa.Connection | None = None
        self._connected = 0
        self._turn = threading.Lock()
        self._held: set[int] = set()

    @contextmanager
    def hold(self, name: str) -> Iterator[Lease | None]:
        """Hold `name`; None where anybody else does, in this process or another.

        Raises StateError where the server does not answer.
        """
        key = _key(name)
        with self._turn:
            lease = self._taken(key)
        try:
            yield lease
        finally:
            if lease is not None:
                with self._turn:
                    self._give_back(key, lease)

    def is_connected(self, connected: int) -> bool:
        """Whether what was held over that connection still is."""
        with self._turn:
            if connected != self._connected or self._connection is None:
                return False
            try:
                self._connection.execute(sa.text("SELECT 1"))
            except SQLAlchemyError:
                self._drop()
                return False
            return True

    def close(self) -> None:
        with self._turn:
            self._drop()

    def _taken(self, key: int) -> Lease | None:
        if key in self._held:  # the server would give it to the same connection twice
            return None
        for attempt in range(2):
            try:
                connection = self._connection or self._connect()
                query = sa.select(sa.func.pg_try_advisory_lock(key))
                if not connection.execute(query).scalar_one():
                    return None
                self._held.add(key)
                return Lease(self, self._connected)
            except SQLAlchemyError as exc:
                self._drop()  # the server was started again: once more over a new connection
                if attempt:
                    reason = getattr(exc, "orig", None) or exc
                    raise StateError(f"The database does not answer ({reason}).") from exc
        raise AssertionError("the second attempt returns or raises")

    def _give_back(self, key: int, lease: Lease) -> None:
        if lease.connected != self._connected or self._connection is None:
            return
        self._held.discard(key)
        try:
            self._connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))
        except SQLAlchemyError:
            self._drop()

    def _connect(self) -> sa.Connection:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # out of the pool, which others wait for
        self._connection = connection
        self._connected += 1
        idle, interval, count = _NOTICED_S
        for setting, value in (("idle", idle), ("interval", interval), ("count", count)):
            connection.exec_driver_sql(f"SET tcp_keepalives_{setting} = {value}")
        connection.exec_driver_sql("SET idle_session_timeout = 0")
        return connection

    def _drop(self) -> None:
        self._held.clear()
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.close()
        self._connection = None


@contextmanager
def hold_file(state: Path, name: str) -> Iterator[Lease | None]:
    """The same among the processes over one state folder."""
    with hold(state / f"{name}.lock", wait=False) as held:
        yield Lease() if held else None


def _key(name: str) -> int:
    """A number of 63 bits. Of a million names two are the same once in 10 million times."""
    return int.from_bytes(hashlib.sha256(f"tresen:{name}".encode()).digest()[:8]) >> 1
