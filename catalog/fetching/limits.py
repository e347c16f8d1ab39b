"""How much of other people's servers, and of this machine, one fetch may take."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.errors import SourceError


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds. [catalog.fetch] of the settings has the same names."""

    allow_private: frozenset[str] = frozenset()
    """Hosts ("intranet.shop", "localhost:8000") that may lie in a private network, by name. One
    without a port is allowed at its source's own, else at 80 and 443: redirects reach no other."""
    delay: float = 0.5
    """Between two requests to one host; a longer Crawl-delay of its robots.txt holds."""
    max_pages: int = 5000
    """Pages of one site, the refused ones too."""
    max_depth: int = 16
    """Links from the first page, or from the sitemap."""
    page_bytes: int = 4 << 20
    page_seconds: float = 60.0
    """For one answer as a whole: a server that drips is given up, whatever it sends meanwhile."""
    total_bytes: int = 2 << 30
    """Of all pages that one crawl reads."""
    total_seconds: float = 3600.0
    """For one crawl. What it did not reach stays as it was, and is told."""
    file_bytes: int = 2 << 30
    """Of a feed or another single file, unpacked."""
    file_seconds: float = 1800.0


class FetchError(SourceError):
    """An address gave nothing that can be used.

    `passing`: it may do so later, and what it gave earlier stays. `down`: the server gave no
    answer, or says that it cannot; to go on asking it would be of no use.
    """

    def __init__(self, text: str, *, passing: bool = False, down: bool = False) -> None:
        super().__init__(text)
        self.passing = passing or down
        self.down = down


class PrivateAddress(FetchError):
    """A name leads to this machine or into a private network, and nobody allowed it."""


class TooLong(FetchError):
    """An answer is longer than it may be."""
