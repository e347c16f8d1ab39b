"""The way out: which machines may be connected to, and how long one answer may take.

A name is resolved once, its addresses are checked, and the connection goes to an address that was
checked: nothing between the check and the connection asks again, so a DNS that answers otherwise
the second time is never asked a second time. Every connection comes through here, those of
redirects too. No proxy is used: it would resolve the name itself.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore2

from catalog.fetching.limits import FetchError, PrivateAddress

Resolve = Callable[[str, int], Sequence[str]]
"""A name and a port to addresses, as texts. Raises OSError."""

# RFC 4291: what else is of IPv6 is local to something, or nobody's ("fec0::1").
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_USUAL_PORTS = frozenset((80, 443))

# RFC 6052: an IPv4 address as an IPv6-only network's DNS64 writes it.
_NAT64 = IPv6Network("64:ff9b::/96")


def resolved(host: str, port: int) -> list[str]:
    """The system's own answer. It also reads 2130706433, 0x7f.1 and 017700000001 as 127.0.0.1."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in found))


def is_public(address: str) -> bool:
    """Whether it is an address of the internet at large, however it is wrapped."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    while isinstance(found, IPv6Address) and (inner := _inner(found)) is not None:
        found = inner
    if isinstance(found, IPv6Address) and found not in _GLOBAL_UNICAST:
        return False
    return found.is_global and not (
        found.is_multicast or found.is_reserved or found.is_private or found.is_link_local
    )


def _inner(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that the packets go to in the end."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour


class Guard(httpcore2.NetworkBackend):
    """Connects to what is allowed, until `until`. One thread at a time."""

    def __init__(
        self,
        allow_private: frozenset[str],
        resolve: Resolve = resolved,
        network: httpcore2.NetworkBackend | None = None,
        home: tuple[str, int] | None = None,
    ) -> None:
        """`home` is the host and port that the owner named as a source."""
        self._allowed = frozenset(name.casefold() for name in allow_private)
        self._home = home
        self._resolve = resolve
        self._network = network or httpcore2.SyncBackend()
        self.until = 0.0
        """When the answer must be there as a whole, by time.monotonic()."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers. Raises FetchError where one is private."""
        last: Exception | None = None
        for address in self._checked(host, port):
            try:
                stream = self._network.connect_tcp(
                    address, port, self.left(timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as exc:
                last = exc
            else:
                return _Timed(stream, self)
        raise last or httpcore2.ConnectError("its name has no address")

    def _checked(self, host: str, port: int) -> Sequence[str]:
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as exc:
            reason = getattr(exc, "strerror", None) or exc
            raise FetchError(f"{host}: no such name ({reason})", down=True) from exc
        if not self._is_allowed(host.casefold(), port):
            for address in found:
                if not is_public(address):
                    raise PrivateAddress(
                        f"{host} is {address}, an address of this machine or of a private network. "
                        "If it is your own, allow it by name and port: "
                        f'[catalog] allow_private = ["{host}:{port}"]'
                    )
        return found

    def _is_allowed(self, host: str, port: int) -> bool:
        """A name alone is allowed at the port that its source has, else at the web's own two: a
        redirect must not reach whatever else listens on that machine."""
        if f"{host}:{port}" in self._allowed or f"[{host}]:{port}" in self._allowed:
            return True
        home = self._home[1] if self._home is not None and self._home[0] == host else 80
        ports = _USUAL_PORTS if home in _USUAL_PORTS else {home}
        return host in self._allowed and port in ports

    def left(self, timeout: float | None) -> float:
        """Seconds for the next step. Raises ReadTimeout where none are left."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the answer took too long")
        return min(left, timeout) if timeout is not None else left


class _Timed(httpcore2.NetworkStream):
    """A connection whose every read ends with the answer's time.

    A limit for each read alone never ends with a server that sends a byte a second.
    """

    def __init__(self, stream: httpcore2.NetworkStream, guard: Guard) -> None:
        self._stream = stream
        self._guard = guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._guard.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._guard.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, self._guard.left(timeout))
        return _Timed(inner, self._guard)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
