"""A request to a platform, and what its answer means for the message in it.

Told apart is what decides about a second message to a customer: refused before it arrived (send
again), answered with an error (as the error says), and no answer at all (it may have arrived).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
from pydantic_core import from_json

from web.webhooks.seam import Later, Never, Outcome, Unsure

# Its lines name the whole address, in which Telegram's token stands.
logging.getLogger("httpx2").setLevel(logging.WARNING)
logging.getLogger("httpcore2").setLevel(logging.WARNING)

TIMEOUT_S = 10.0
_MARK_TIMEOUT_S = 3.0
_LONGEST_WAIT_S = 3600.0

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


def by_status(response: httpx2.Response, after: float | None = None) -> Outcome:
    """What an error's HTTP status alone says."""
    status, reason = response.status_code, f"HTTP {response.status_code}"
    after = after if after is not None else retry_after(response)
    if status == 429:
        return Later(reason, after, wide=True)
    if status in (502, 504):  # a gateway's word: what is behind it may have taken the message
        return Unsure(reason)
    if status >= 500 or status in (408, 425):
        return Later(reason, after)
    return Never(reason)


def retry_after(response: httpx2.Response) -> float | None:
    """Seconds, from either of the header's two forms; at most an hour."""
    value = response.headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        seconds = (until - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT_S) if seconds == seconds else None
