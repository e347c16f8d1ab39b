"""How many connections may be open, and which ones go when there are more.

waitress stops accepting at its limit, so that whoever fills it with silent connections shuts the
door for all until they time out after two minutes. Here the door stays open: the new one comes in,
and the one that has been silent for longest goes. Silent is a connection without a request that is
complete and unanswered, however many bytes of one it has sent.

One address may have half of all connections, so that alone it displaces nobody but itself; behind a
proxy, which is one address for all visitors, it may have all.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.server import TcpWSGIServer  # type: ignore[import-untyped]

from web.addresses import owner

log = logging.getLogger("tresen.web")

CONNECTIONS = 1000
"""At most; browsers keep theirs open between two messages."""
RESERVED = 160
"""Descriptors for everything else: the database's 32 connections take two each, then the index,
the engine's pipes, what goes out to platforms, files."""
_LEAST = 16
_SHARE = 2
_AT_ONCE = 16
"""The part of all connections that goes at once, so that looking for them costs little for each."""
_QUIET_S = 10.0
"""Between two lines of the log about a full house."""
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n"
)


def most_connections() -> int:
    """How many may be open: below the descriptors that the process is allowed."""
    if sys.platform == "win32":  # pragma: no cover
        return 400  # select() there takes 512
    import resource

    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed == resource.RLIM_INFINITY:
        return CONNECTIONS
    return max(_LEAST, min(CONNECTIONS, allowed - RESERVED, allowed * 4 // 5))


class Link(HTTPChannel):  # type: ignore[misc]
    """A connection that knows whose it is, and since when it has nothing to do."""

    def __init__(self, server: Door, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:
        self.owner = owner(str(addr[0]) if isinstance(addr, tuple) and addr else "")
        self.idle_since = time.monotonic()
        super().__init__(server, sock, addr, adj, map=map)

    @property
    def silent(self) -> bool:
        """Whether nothing is lost with it but a half request."""
        return not (self.requests or self.total_outbufs_len or self.will_close)

    def service(self) -> None:
        super().service()
        self.idle_since = time.monotonic()

    def add_channel(self, map: Any = None) -> None:
        super().add_channel(map)
        self.server.house.links[self.owner] += 1

    def del_channel(self, map: Any = None) -> None:
        super().del_channel(map)
        links = self.server.house.links
        links[self.owner] -= 1
        if links[self.owner] <= 0:
            del links[self.owner]


class House:
    """The connections of all doors together. Only the server's own loop works with it."""

    def __init__(self, most: int, of_one: int | None = None) -> None:
        self.most = most
        self.of_one = of_one if of_one is not None else max(1, most // _SHARE)
        self.links: Counter[str] = Counter()
        self.map: dict[int, Any] = {}
        self._told = 0.0

    def admit(self, address: str) -> bool:
        """Whether one more of `address` may come in; the longest silent ones go for it."""
        mine = owner(address)
        if self.links[mine] >= self.of_one and not self._release(mine, self.of_one):
            return False
        return self.links.total() < self.most or self._release("", self.most)

    def release_any(self) -> bool:
        """Let silent ones go, as when the process may open nothing more."""
        return self._release("", self.most)

    def _release(self, mine: str, most: int) -> bool:
        """Mark the longest silent ones (of `mine`; empty: of all) to be closed; is there any?

        Marked and not closed: a number that is closed here could be given to a new connection
        while the loop still holds an event of the old one.
        """
        found = sorted(self._silent(mine), key=lambda link: link.idle_since)
        if not found and any(link.will_close for link in self._links(mine)):
            return True  # they go in this very round
        self._tell(len(found))
        for link in found[: max(1, most // _AT_ONCE)]:
            link.will_close = True
        return bool(found)

    def _silent(self, mine: str) -> Iterator[Link]:
        return (link for link in self._links(mine) if link.silent)

    def _links(self, mine: str) -> Iterator[Link]:
        return (
            link
            for link in self.map.values()
            if isinstance(link, Link) and (not mine or link.owner == mine)
        )

    def _tell(self, silent: int) -> None:
        if time.monotonic() - self._told > _QUIET_S:
            self._told = time.monotonic()
            extra = {"open": self.links.total(), "most": self.most, "silent": silent}
            log.warning("as many connections as may be: the longest silent ones go", extra=extra)


class Door(TcpWSGIServer):  # type: ignore[misc]
    """One listening socket of the house."""

    channel_class = Link

    def __init__(self, house: House, *args: Any, **more: Any) -> None:
        self.house = house
        super().__init__(*args, **more)
        house.map = self._map

    def handle_accept(self) -> None:
        """Let the next one in, or tell it that the house is full of those who are served."""
        try:
            accepted = self.accept()
            if accepted is None:
                return
            sock, address = accepted
        except OSError:  # no descriptor is left, or it has gone already
            self.house.release_any()
            return
        try:
            self.set_socket_options(sock)
        except OSError:  # macOS: it has gone already
            sock.close()
            return
        if self.house.admit(str(address[0])):
            Link(self, sock, address, self.adj, map=self._map)
            return
        with suppress(OSError):
            sock.setblocking(False)
            sock.send(_FULL)
        sock.close()
