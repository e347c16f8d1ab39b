"""A hub on the loopback that speaks the Hugging Face Hub's protocol, and misbehaves when asked to.

Written after what huggingface_hub 2.4 asks and reads: /owner/name/resolve/revision/file answers
with X-Repo-Commit, X-Linked-Etag and X-Linked-Size and leads to another host, where the bytes lie.
"""

from __future__ import annotations

import hashlib
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CONTENT = bytes(range(256)) * 12_000  # 3 MB
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """What the server has, how it misbehaves, and what it was asked for."""

    files: dict[str, bytes] = field(default_factory=lambda: {"m.gguf": CONTENT})
    refuse: tuple[int, str] | None = None
    """Status and X-Error-Code for every question about a file."""
    cut_after: list[int] = field(default_factory=list)
    """Bytes after which the next downloads are cut, one entry each."""
    fail_with: list[int] = field(default_factory=list)
    """Statuses that the next downloads are answered with."""
    send: bytes | None = None
    """What is sent in place of the content."""
    ranges: bool = True
    published: str | None = None
    """The hash that is told in place of the true one."""
    asked: list[str] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    cdn_tokens: list[str | None] = field(default_factory=list)
    address: str = ""
    cdn: str = ""
    """The files lie on another host, as the real hub's do."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_HEAD(self) -> None:
        self._resolve()

    def do_GET(self) -> None:
        if self.path.startswith("/cdn/"):
            self._send_file()
        else:
            self._resolve()

    def _resolve(self) -> None:
        """The hub's answer to /owner/name/resolve/revision/file: a redirect with the metadata."""
        match = re.fullmatch(r"/o/m/resolve/([\w.]+)/(.+)", self.path)
        name = match[2] if match else ""
        self.hub.tokens.append(self.headers.get("Authorization"))
        if self.hub.refuse is not None:
            self._short(self.hub.refuse[0], {"X-Error-Code": self.hub.refuse[1]})
        elif match is None:
            self._short(404, {"X-Error-Code": "RepoNotFound"})
        elif match[1] not in ("main", COMMIT):
            self._short(404, {"X-Error-Code": "RevisionNotFound"})
        elif name not in self.hub.files:
            self._short(404, {"X-Error-Code": "EntryNotFound"})
        else:
            content = self.hub.files[name]
            sha256 = self.hub.published or hashlib.sha256(content).hexdigest()
            told = {
                "Location": f"{self.hub.cdn}/cdn/{name}",
                "X-Repo-Commit": COMMIT,
                "X-Linked-Etag": f'"{sha256}"',
                "X-Linked-Size": str(len(content)),
            }
            self._short(302, told)

    def _short(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send_file(self) -> None:
        asked = self.headers.get("Range", "")
        self.hub.asked.append(asked)
        self.hub.cdn_tokens.append(self.headers.get("Authorization"))
        if self.hub.fail_with:
            self._short(self.hub.fail_with.pop(0), {})
            return
        content = self.hub.send or self.hub.files[self.path.removeprefix("/cdn/")]
        start = int(asked[6:].rstrip("-")) if asked and self.hub.ranges else 0
        body = content[start:]
        self.send_response(206 if asked and self.hub.ranges else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.hub.cut_after:
            self.wfile.write(body[: self.hub.cut_after.pop(0)])
            self.wfile.flush()
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.wfile.write(body)


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@contextmanager
def serving_hub() -> Iterator[Hub]:
    """A hub and the host of its files, each on a port of its own."""
    served = Hub()
    handler = type("Bound", (Handler,), {"hub": served})
    with serving(handler) as served.address, serving(handler) as served.cdn:
        yield served
