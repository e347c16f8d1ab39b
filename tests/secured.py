"""A server on the loopback behind TLS, with a certificate of its own that nobody else trusts."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

_OPENSSL = shutil.which("openssl")


def certificate(folder: Path) -> Path:
    """A file with a key and a certificate for localhost and 127.0.0.1."""
    if not _OPENSSL:
        pytest.skip("no openssl on this machine: apt install openssl")
    key, cert = folder / "key.pem", folder / "cert.pem"
    command = [
        _OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key),
        "-out", str(cert), "-days", "2", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    cert.write_text(cert.read_text() + key.read_text())
    return cert


@contextmanager
def secured(server: str, cert: Path) -> Iterator[str]:
    """The https address that leads to the http one of `server`."""
    parts = urlsplit(server)
    with door(cert) as (listening, address):
        ends: list[socket.socket] = []

        def serve() -> None:
            while True:
                try:
                    here, _ = listening.accept()
                except ssl.SSLError:
                    continue  # somebody who does not trust the certificate
                except OSError:
                    return
                try:
                    there = socket.create_connection((parts.hostname or "", parts.port or 80))
                except OSError:
                    here.close()
                    continue  # nobody listens, as while the server is being ended
                ends.extend((here, there))
                for source, target in ((here, there), (there, here)):
                    threading.Thread(target=_carry, args=(source, target), daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield address
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            for end in ends:
                end.close()
            thread.join(5)


@contextmanager
def door(cert: Path) -> Iterator[tuple[ssl.SSLSocket, str]]:
    """A listening socket that speaks TLS, and its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert)
    with (
        socket.create_server(("127.0.0.1", 0)) as plain,
        context.wrap_socket(plain, server_side=True) as listening,
    ):
        yield listening, f"https://127.0.0.1:{listening.getsockname()[1]}"


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError, ValueError):
        while piece := source.recv(65_536):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
