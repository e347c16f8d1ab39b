"""The server: waitress, set so that streams leave at once and gone visitors are noticed."""

from __future__ import annotations

import errno
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


def bind(app: Flask, web: WebSection) -> Server:
    """A server that listens already; `.run()` serves. Raises WebError, as for a port in use."""
    options: dict[str, Any] = {
        "host": web.host,
        "port": web.port,
        "threads": web.threads,
        "connection_limit": _CONNECTIONS,
        # Only with a look ahead does waitress read a connection that it is answering, and so
        # learn that the other side has closed it.
        "channel_request_lookahead": 1,
        "max_request_body_size": _MAX_BODY,
        "clear_untrusted_proxy_headers": web.trusted_proxies == 0,
        "ident": None,
    }
    try:
        return cast(Server, waitress.create_server(app, **options))
    except OSError as exc:
        raise WebError(_reason(exc, web)) from exc
    except ValueError as exc:  # waitress' word for a host that has no address
        raise WebError(f"[web] host = {web.host!r}: no such address on this machine.") from exc


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
    return f"Cannot listen on {web.host}, port {web.port}: {error.strerror or error}."
