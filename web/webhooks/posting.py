"""A request to a platform, and what its answer means for the message in it.

Told apart is what decides about a second message to a customer: refused before it arrived (send
again), answered with an error (as the error says), and no answer at all (it may have arrived).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any

import httpx2
from pydantic_core import from_json

from web.webhooks.seam import Later, Never, Outcome, Unsure

# Its lines name the whole address, in which Telegram's token stands.
logging.getLogger("httpx2").setLevel(logging.WARNING)
logging.getLogger("httpcore2").setLevel(logging.WARNING)

TIMEOUT_S = 10.0
_MARK_TIMEOUT_S = 3.0
SHORTEST_WAIT_S, LONGEST_WAIT_S = 1.0, 3600.0
"""What a platform may have us wait: its own numbers are believed within these."""
_ID_CHARS = 512
NO_ID = "taken, it says, and gives no id"

_UNREACHED = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError)


def client() -> httpx2.Client:
    """The client that all channels share; safe from many threads."""
    return httpx2.Client(timeout=TIMEOUT_S, follow_redirects=False)


def post(
    http: httpx2.Client, url: str, headers: Mapping[str, str], **body: Any
) -> httpx2.Response | Outcome:
    """The platform's answer, or what its absence means. `body` is httpx's `json` or `content`."""
    try:
        return http.post(url, headers=dict(headers), **body)
    except _UNREACHED as exc:
        return Later(f"not reached ({type(exc).__name__})")
    except (httpx2.UnsupportedProtocol, httpx2.InvalidURL):
        return Never("the address cannot be used")
    except httpx2.RequestError as exc:
        return Unsure(f"no answer ({type(exc).__name__})")


def hint(http: httpx2.Client, url: str, headers: Mapping[str, str], body: Any) -> None:
    """A read or typing mark: nice to have, so that it failed is only worth a line."""
    try:
        http.post(url, headers=dict(headers), json=body, timeout=_MARK_TIMEOUT_S)
    except httpx2.HTTPError as exc:
        logging.getLogger("tresen.web").info("mark failed", extra={"error": type(exc).__name__})


def answer_of(response: httpx2.Response) -> dict[str, Any]:
    """The answer's object; empty where it is none."""
    try:
        read = from_json(response.content)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def by_status(response: httpx2.Response, code: int | None = None) -> Outcome:
    """What an error's HTTP status alone says, or the `code` in its body that stands for one."""
    status = response.status_code if code is None else code
    reason, after = f"HTTP {status}", retry_after(response)
    if status == 429:
        return Later(reason, after, wide=True)
    if status in (502, 504):  # a gateway's word: what is behind it may have taken the message
        return Unsure(reason)
    if status >= 500 or status in (408, 425):
        return Later(reason, after)
    return Never(reason)


def wait_of(told: object) -> float | None:
    """Seconds to wait, by whatever a platform says; None where that is no number.

    One reading for all channels: what is infinite, negative or of 400 digits is a platform's
    mistake, and no reason to hold a customer's replies for ever or to send them without a break.
    """
    if isinstance(told, bool) or not isinstance(told, str | int | float):
        return None
    try:
        seconds = float(told)
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, SHORTEST_WAIT_S), LONGEST_WAIT_S) if isfinite(seconds) else None


def id_of(told: object) -> str:
    """The id that a platform gave to a message; empty where it gave none that can be kept."""
    if isinstance(told, int) and not isinstance(told, bool) and abs(told) < 2**63:
        return str(told)
    if not isinstance(told, str) or len(told) > _ID_CHARS:
        return ""
    return told.strip().encode("utf-8", "ignore").decode().replace("\0", "")


def retry_after(response: httpx2.Response) -> float | None:
    """Seconds, from either of the header's two forms, within what is believed."""
    value = response.headers.get("Retry-After", "").strip()
    if not value:
        return None
    if (seconds := wait_of(value)) is not None:
        return seconds
    try:
        until = parsedate_to_datetime(value)
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        return wait_of((until - datetime.now(UTC)).total_seconds())
    except (ValueError, OverflowError):
        return None
