"""What a site asks of those who read it by program: its robots.txt (RFC 9309)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego

from catalog.fetching.client import AGENT, Ask, Client
from catalog.fetching.limits import FetchError, Limits

MOST = 500 << 10
"""Bytes that are read of it: RFC 9309 asks for 500 KiB at least, and those who read the web take
no more."""

MOST_RULES = 2000
"""Rules for this program that are held: each address is looked up in all of them."""

MOST_SITEMAPS = 500

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
    rules = Protego.parse("\n".join(_ours(whole.decode("utf-8", "replace"))))
    asked = rules.crawl_delay(AGENT) or 0.0
    return Robots(rules, min(SLOWEST, max(limits.delay, asked)), tuple(rules.sitemaps))


def _ours(text: str) -> Iterator[str]:
    """The lines that say something to this program: its groups, those for all, and the sitemaps.

    The parser keeps each rule of a group once for each program that the group names: 500 KB of a
    hostile file would become 400 million rules.
    """
    ours = naming = False
    rules = sitemaps = 0
    for line in text.splitlines():
        told = line.partition("#")[0].strip().lower()
        if told.startswith(("user-agent", "useragent", "user agent")):
            ours, naming = ours and naming, True
            if _names_us(told):
                ours = True
                yield line
        elif told.startswith(("sitemap", "site-map")):
            sitemaps += 1
            if sitemaps <= MOST_SITEMAPS:
                yield line
        elif told:
            naming = False
            rules += ours
            if ours and rules <= MOST_RULES:
                yield line


def _names_us(told: str) -> bool:
    """Whether a line that names a program names this one, or all."""
    name = told.partition("agent")[2].lstrip(": \t").replace("*", "").strip()
    return not name or name in AGENT or AGENT in name
