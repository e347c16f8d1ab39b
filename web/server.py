"""The server: waitress, set so that streams leave at once and gone visitors are noticed."""

from __future__ import annotations

import errno
import socket
import sys
from typing import Any, Protocol, cast

import waitress  # type: ignore[import-untyped]
from flask import Flask

from agent.config import WebSection
from web.errors import WebError


class Server(Protocol):
    """What waitress makes: it listens already."""

    def run(self) -> None:
        """Serve until the process is interrupted."""

    def close(self) -> None:
        """Stop listening."""


# waitress stops at 100 connections, browsers keep theirs open between two messages.
_CONNECTIONS = 1000
_MAX_BODY = 16 * 1024 * 1024
# Seconds that a thread may hold the interpreter while others wait; Python's own is 5 ms. A shorter
# turn lets a short request get between threads that each look for facts. How long /healthz takes
# under load is measured by `tresen bench web`.
_TURN_S = 0.001


def bind(app: Flask, web: WebSection) -> Server:
    """A server that listens already; `.run()` serves. Raises WebError, as for a port in use."""
    sys.setswitchinterval(_TURN_S)
    options: dict[str, Any] = {
        # Sockets of our own, because waitress leaves those open that it cannot bind.
        "sockets": _sockets(web),
        "threads": web.threads,
        "connection_limit": _CONNECTIONS,
        # Only with a look ahead does waitress read a connection that it is answering, and so
        # learn that the other side has closed it.
        "channel_request_lookahead": 1,
        "max_request_body_size": _MAX_BODY,
        # Nothing believes them but ProxyFix, where there is one; /preview asks whether any came.
        "clear_untrusted_proxy_headers": False,
        "ident": None,
    }
    return cast(Server, waitress.create_server(app, **options))


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
