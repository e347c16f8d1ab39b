"""A request to a system that knows orders: bounded in time and length, redirected nowhere."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

import httpx2
from pydantic_core import from_json

from agent.errors import OrdersDown

# Its lines name the whole address, in which an e-mail address may stand.
logging.getLogger("httpx2").setLevel(logging.WARNING)
logging.getLogger("httpcore2").setLevel(logging.WARNING)

LONGEST = 1 << 20
"""Bytes of an answer."""


def client(timeout_s: float) -> httpx2.Client:
    """Safe from many threads."""
    return httpx2.Client(timeout=timeout_s, follow_redirects=False)


def asked(
    http: httpx2.Client,
    method: str,
    url: str,
    timeout_s: float,
    headers: Mapping[str, str],
    **body: Any,
) -> tuple[bytes, Mapping[str, str]]:
    """The answer's bytes and headers, within `timeout_s` as a whole. Raises OrdersDown."""
    until = time.monotonic() + timeout_s
    read = bytearray()
    try:
        with http.stream(method, url, headers=dict(headers), **body) as answer:
            if answer.status_code != 200:
                raise OrdersDown(f"the order system answered HTTP {answer.status_code}")
            for piece in answer.iter_bytes():
                read += piece
                if len(read) > LONGEST:
                    raise OrdersDown(f"the order system's answer has more than {LONGEST} bytes")
                if time.monotonic() > until:
                    raise OrdersDown(f"the order system's answer took more than {timeout_s:g} s")
            return bytes(read), answer.headers
    except (httpx2.HTTPError, httpx2.InvalidURL) as exc:
        raise OrdersDown(f"the order system gave no answer ({type(exc).__name__})") from exc


def as_json(raw: bytes) -> Any:
    """Raises OrdersDown."""
    try:
        return from_json(raw)
    except ValueError as exc:
        raise OrdersDown("the order system's answer is no JSON") from exc
