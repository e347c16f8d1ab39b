"""What a site asks of those who read it by program: its robots.txt (RFC 9309)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego

from catalog.fetching.client import AGENT, Ask, Client
from catalog.fetching.limits import FetchError, Limits

MOST = 500 << 10
"""Bytes that are read of it: RFC 9309 asks for 500 KiB at least, and those who read the web take
no more."""

SLOWEST = 30.0
"""Seconds between two pages that a site may ask for."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for this program, `delay` in seconds, and where the sitemaps lie."""

    rules: Protego
    delay: float
    sitemaps: tuple[str, ...]

    def allow(self, address: str) -> bool:
        return bool(self.rules.can_fetch(address, AGENT))


def read(client: Client, start: str, limits: Limits) -> Robots:
    """The rules of the site that `start` is of.

    None there (4xx): all is allowed. A server that cannot answer now (5xx, 429, no answer) must be
    taken for one that forbids everything: raises FetchError.
    """
    address = urljoin(start, "/robots.txt")
    body = io.BytesIO()
    answer = client.follow(address, Ask(body, MOST, limits.page_seconds, cut=True))
    if answer.status == 429 or answer.status >= 500:
        raise FetchError(
            f"{address}: the server answers {answer.status}; "
            "until it says what may be read, nothing is",
            down=True,
        )
    # The last line may be half a line.
    text = body.getvalue() if answer.status == 200 else b""
    whole = text.rpartition(b"\n")[0] if answer.cut else text
    rules = Protego.parse(whole.decode("utf-8", "replace"))
    asked = rules.crawl_delay(AGENT) or 0.0
    return Robots(rules, min(SLOWEST, max(limits.delay, asked)), tuple(rules.sitemaps))
