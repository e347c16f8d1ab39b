"""Whether a request comes from the machine that serves, by no proxy.

A proxy on the same machine also comes from loopback, so what a proxy gives itself away by is looked
for: its headers, another host's name, HTTP/1.0.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request

from web.addresses import is_loopback

_PROXIES = ("Forwarded", "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP")


def is_here() -> bool:
    """Whether the request comes from this machine, as far as that can be told, and by no proxy."""
    before = request.environ.get("werkzeug.proxy_fix.orig", {}).get("REMOTE_ADDR", "")
    peers = [request.remote_addr or "", before] if before else [request.remote_addr or ""]
    named = any(name.startswith("X-Forwarded") for name in request.headers.keys())  # noqa: SIM118
    return (
        all(is_loopback(peer) for peer in peers)
        and is_loopback(urlsplit(f"//{request.host}").hostname or "")
        and not named
        and not any(name in request.headers for name in _PROXIES)
        and request.environ.get("SERVER_PROTOCOL") != "HTTP/1.0"
        and request.headers.get("Origin", request.host_url.rstrip("/"))
        == request.host_url.rstrip("/")
    )
