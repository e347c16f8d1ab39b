"""How much one address, and all together, may ask for at once.

Machines that share a database share what an address may ask for. Both are refused before any work
is done for them, and say when to come back.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

import sqlalchemy as sa

from catalog.connections import Connections
from catalog.tables import rates
from web.addresses import owner
from web.errors import ServerBusy, TooMany

# A bucket is two numbers, so this bounds the memory that a flood of addresses can take.
_ADDRESSES = 20_000


class Rate:
    """A bucket of messages for each line: `per_minute` flow in, a third of it fits in.

    A line is an IPv4 address, or a /64 of IPv6, in which one person has as many addresses as they
    like. A person types three quick messages and is not stopped; a loop is, within seconds.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / 60
        self._room = max(3.0, per_minute / 3)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str) -> str:
        """Take one message from the bucket that `address` shares. Raises TooMany.

        The line of `address`; empty where lines are not told apart.
        """
        if not self._per_second:
            return ""
        line = owner(address)
        now = self._clock()
        with self._lock:
            left, since = self._buckets.pop(line, (self._room, now))
            left = min(self._room, left + (now - since) * self._per_second)
            taken = left >= 1
            self._buckets[line] = (left - 1 if taken else left, now)
            if len(self._buckets) > _ADDRESSES:
                self._buckets.popitem(last=False)
        if not taken:
            raise self._refusal(address, left)
        return line

    def _refusal(self, address: str, left: float) -> TooMany:
        wait = (1 - left) / self._per_second
        return TooMany(f"Too many messages from {address}: wait {wait:.0f} s.", wait)


class SharedRate(Rate):
    """The same bucket on all machines over one PostgreSQL, by the server's clock.

    It is a row, and taking from it one statement: 0.3 ms on one machine.
    """

    def __init__(self, database: Connections, name: str, per_minute: int) -> None:
        super().__init__(per_minute)
        self._database, self._name = database, name

    def take(self, address: str) -> str:
        """As Rate does. Raises StateError too."""
        if not self._per_second:
            return ""
        line = owner(address)
        asked = {"line": f"{self._name} {line}", "room": self._room, "flow": self._per_second}
        with self._database.writing() as connection:
            left, taken = connection.execute(_TAKE, asked).one()
        if not taken:
            raise self._refusal(address, left)
        return line


_SINCE = "GREATEST(0, EXTRACT(EPOCH FROM clock_timestamp()) - rates.at)"
"""A clock that was put back lets nobody wait for it."""
_LEFT = f"LEAST(:room, rates.fill + {_SINCE} * :flow)"
_TAKE = sa.text(f"""
    INSERT INTO rates (line, fill, at, taken)
    VALUES (:line, :room - 1, EXTRACT(EPOCH FROM clock_timestamp()), TRUE)
    ON CONFLICT (line) DO UPDATE SET
        fill = {_LEFT} - CASE WHEN {_LEFT} >= 1 THEN 1 ELSE 0 END,
        at = EXTRACT(EPOCH FROM clock_timestamp()),
        taken = {_LEFT} >= 1
    RETURNING fill, taken
""")


def rate_of(database: Connections, name: str, per_minute: int) -> Rate:
    """The rate `name`: of this process, or of all machines that share `database`."""
    return SharedRate(database, name, per_minute) if database.is_shared else Rate(per_minute)


def forget_rates(database: Connections, seconds: float = 3600.0) -> None:
    """Drop the buckets of whom nothing was heard for so long: they are full again."""
    if database.is_shared:
        old = rates.c.at < sa.extract("epoch", sa.func.clock_timestamp()) - seconds
        with database.writing() as connection:
            connection.execute(rates.delete().where(old))


class Places:
    """The replies that may be written at once, so that threads are left for everything else."""

    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)
        self._count = count

    def take(self) -> Callable[[], None]:
        """Take a place; what is returned gives it back, once. Raises ServerBusy."""
        if not self._free.acquire(blocking=False):
            raise ServerBusy(f"{self._count} replies are being written: try again soon.", 2)
        given = threading.Lock()

        def give_back() -> None:
            if given.acquire(blocking=False):
                self._free.release()

        return give_back
