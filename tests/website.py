"""A website on the loopback, which says and does what a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Website:
    """`pages` by path: a text, bytes, or (status, headers, body). `asked` lists the requests."""

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    address: str = ""
    drip: set[str] = field(default_factory=set)
    """Paths that are answered a byte at a time, for ever."""

    def sells(self, path: str, sku: str, price: str, language: str = "en", more: str = "") -> None:
        offer = {"@type": "Offer", "price": price, "priceCurrency": "EUR"}
        data = {"@type": "Product", "name": f"Tent {sku}", "sku": sku, "offers": offer}
        self.pages[path] = html("", json.dumps(data), language, more)


def html(body: str, data: str = "", language: str = "en", more: str = "") -> str:
    script = f'<script type="application/ld+json">{data}</script>' if data else ""
    head = f'<meta charset="utf-8"><title>Page</title>{more}{script}'
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'


def links(*paths: str) -> str:
    return " ".join(f'<a href="{path}">x</a>' for path in paths)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Website

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        found = self.site.pages.get(self.path, (404, {}, b""))
        status, headers, body = found if isinstance(found, tuple) else (200, {}, found)
        content = body.encode() if isinstance(body, str) else body
        tag = headers.get("ETag")
        if tag and self.headers.get("If-None-Match") == tag:
            self.site.conditions.append(self.path)
            status, content = 304, b""
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(OSError):
            if self.path in self.site.drip:
                for _ in range(600):
                    self.wfile.write(content[:1])
                    self.wfile.flush()
                    threading.Event().wait(0.05)
            self.wfile.write(content)


@contextmanager
def website() -> Iterator[Website]:
    site = Website()
    handler = type("Handler", (_Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
