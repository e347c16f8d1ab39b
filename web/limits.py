"""How much one address, and all together, may ask for at once.

Both are refused before any work is done for them, and say when to come back.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

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
            wait = (1 - left) / self._per_second
            raise TooMany(f"Too many messages from {address}: wait {wait:.0f} s.", wait)
        return line


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
