"""The server: waitress, set so that streams leave at once and gone visitors are noticed."""

from __future__ import annotations

import errno
import socket
import sys
from typing import Any, Protocol, cast

from flask import Flask
from waitress.adjustments import Adjustments  # type: ignore[import-untyped]
from waitress.server import MultiSocketServer  # type: ignore[import-untyped]
from waitress.task import ThreadedTaskDispatcher  # type: ignore[import-untyped]

from agent.config import WebSection
from web.connections import Door, House, most_connections
from web.errors import WebError


class Server(Protocol):
    """What waitress makes: it listens already."""

    def run(self) -> None:
        """Serve until the process is interrupted."""

    def close(self) -> None:
        """Stop listening."""


_MAX_BODY = 16 * 1024 * 1024
# Seconds that a thread may hold the interpreter while others wait; Python's own is 5 ms. A shorter
# turn lets a short request get between threads that each look for facts. How long /healthz takes
# under load is measured by `tresen bench web`.
_TURN_S = 0.001


def bind(app: Flask, web: WebSection) -> Server:
    """A server that listens already; `.run()` serves. Raises WebError, as for a port in use."""
    sys.setswitchinterval(_TURN_S)
    most = most_connections()
    options: dict[str, Any] = {
        # Sockets of our own, because waitress leaves those open that it cannot bind.
        "sockets": _sockets(web),
        # select() ends the process at the first descriptor above 1,023.
        "asyncore_use_poll": True,
        # Never reached: what waitress would do there is shut the door (connections.py).
        "connection_limit": 2 * most + 100,
        # Only with a look ahead does waitress read a connection that it is answering, and so
        # learn that the other side has closed it.
        "channel_request_lookahead": 1,
        "max_request_body_size": _MAX_BODY,
        # Nothing believes them but ProxyFix, where there is one; /preview asks whether any came.
        "clear_untrusted_proxy_headers": False,
        "ident": None,
    }
    adjusted = Adjustments(**options)
    threads = ThreadedTaskDispatcher()
    threads.set_thread_count(web.threads)
    house = House(most, most if web.trusted_proxies else None)
    watched: dict[int, Any] = {}
    doors = [
        Door(
            house,
            app,
            watched,
            True,
            sock,
            dispatcher=threads,
            adj=adjusted,
            bind_socket=False,
            sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
        )
        for sock in adjusted.sockets
    ]
    if len(doors) == 1:
        return cast(Server, doors[0])
    places = [(door.effective_host, door.effective_port) for door in doors]
    many = MultiSocketServer(watched, adjusted, places, threads, doors[0].log_info)
    return cast(Server, many)


def _sockets(web: WebSection) -> list[socket.socket]:
    """A bound socket for each address of the host; "localhost" may have two."""
    bound: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(
            web.host or None, web.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        for family, kind, protocol, _, place in dict.fromkeys(found):
            sock = socket.socket(family, kind, protocol)
            bound.append(sock)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.bind(place)
    except OSError as exc:
        for sock in bound:
            sock.close()
        raise WebError(_reason(exc, web)) from exc
    return bound


def address(server: Server, web: WebSection) -> str:
    """Where a browser finds `server`: "http://127.0.0.1:8080"."""
    listening = getattr(server, "effective_listen", None)
    port = listening[0][1] if listening else getattr(server, "effective_port", web.port)
    host = "127.0.0.1" if web.host in ("0.0.0.0", "*", "") else web.host
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _reason(error: OSError, web: WebSection) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {web.port} on {web.host} is in use already. End the program that uses it, "
            f"or take another one with --port."
        )
    if error.errno == errno.EACCES:
        return f"Port {web.port} on {web.host} may not be used by you. Ports from 1024 on may be."
    if isinstance(error, socket.gaierror):
        return f"[web] host = {web.host!r}: no such address."
    return f"Cannot listen on {web.host}, port {web.port}: {error.strerror or error}."
