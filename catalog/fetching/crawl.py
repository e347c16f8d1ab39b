"""A website, page by page: the story of one crawl.

    read its robots.txt ─► queue the first page and the sitemaps' ─► ask for the nearest page
                                                      ▲                    │
                                                      └── queue its links ─┘

Each page ends in one of these: kept, with new content or as it was (304); gone (404, 410);
refused, with a reason (robots.txt, noindex, no page, too long, another host); or not answered,
where what it gave earlier stays. Killed anywhere, the next crawl goes on where this one was.
"""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from catalog.errors import TresenError
from catalog.fetching import robots, sitemaps
from catalog.fetching.address import Site, joined
from catalog.fetching.client import Answer, Ask, Client
from catalog.fetching.limits import FetchError, Limits
from catalog.fetching.store import Page, Store, Told
from catalog.fetching.survey import Survey, is_media, is_pdf, surveyed

log = logging.getLogger("tresen.catalog")

VARIANTS = 200
"""Addresses that differ by their query alone: a list's pages, and not all filters of it."""

KNOWN = 20
"""Times `max_pages` addresses are known of at most: what is beyond is never asked for."""

HOSTS = 50
"""Reasons that the addresses of sitemaps are left for, each told by itself: a host is one."""

FAILURES = 5
"""Pages in a row without an answer, after which a server is left in peace."""

Shown = Callable[[int, int], None]
"""Called with the pages that were read, and the pages that are known."""


class Crawl:
    """One crawl of one site. `run` is all of it."""

    def __init__(
        self,
        start: str,
        store: Store,
        client: Client,
        limits: Limits,
        shown: Shown,
        survey: Survey = surveyed,
    ) -> None:
        self._start = start
        self._store = store
        self._client = client
        self._limits = limits
        self._shown = shown
        self._survey = survey
        self._site = Site.of(start)
        self._failures = 0
        self._bytes = 0
        self.notes: list[str] = []
        """What is to be told of the crawl as a whole."""

    def run(self) -> None:
        """Read the site. Raises FetchError where nothing of it may or can be read now."""
        until = time.monotonic() + self._limits.total_seconds
        self._robots = robots.read(self._client, self._start, self._limits)
        self._client.delay = self._robots.delay
        if not self._robots.allow(self._start):
            raise FetchError(
                f"{self._start}: robots.txt forbids it. For your own site, add these lines to it: "
                '"User-agent: tresen" and "Allow: /"',
                passing=True,
            )
        self._store.queue([self._start], 0)
        # Half of the time at most: a list of pages is of no use without a page.
        self._queue_sitemaps(until - self._limits.total_seconds / 2)
        while (page := self._store.next()) is not None:
            if reason := self._stop(until):
                done, known = self._store.counts()
                self.notes.append(f"{reason}: {known - done} known pages were not asked for")
                break
            self._visit_safely(page)
            self._shown(*self._store.counts())
        self._store.finish()

    def _stop(self, until: float) -> str:
        limits = self._limits
        if self._store.counts()[0] >= limits.max_pages:
            return f"stopped after {limits.max_pages} pages ([catalog.fetch] max_pages)"
        if self._bytes > limits.total_bytes:
            return f"stopped after {self._bytes} bytes ([catalog.fetch] total_bytes)"
        if time.monotonic() > until:
            return f"stopped after {limits.total_seconds:g} s ([catalog.fetch] total_seconds)"
        if self._failures >= FAILURES:
            return f"stopped: {FAILURES} pages in a row were not answered"
        return ""

    def _queue_sitemaps(self, until: float) -> None:
        """All that the site lists, once a round. What is another host's is counted and left."""
        if self._store.note("listed") == str(self._store.round):
            return
        foreign: dict[str, int] = {}
        listed: list[str] = []
        client, named, notes = self._client, self._robots.sitemaps, self.notes
        found = sitemaps.pages(client, named, self._start, self._limits, notes.append, until)
        for link in found:
            address = joined(link, self._start)
            if len(listed) >= self._limits.max_pages * KNOWN:
                break
            if reason := self._site.lacks(address) if address else "is no address of the web":
                reason = reason if reason in foreign or len(foreign) < HOSTS else "leads elsewhere"
                foreign[reason] = foreign.get(reason, 0) + 1
            elif not is_media(address):
                listed.append(address)
        self.notes += [f"sitemap: {n} addresses left, as each {why}" for why, n in foreign.items()]
        self._store.queue(listed, 1)
        self._store.set_note("listed", str(self._store.round))

    def _visit_safely(self, page: Page) -> None:
        """Whatever a page does to its reader, it costs no other page."""
        try:
            self._visit(page)
        except TresenError:
            raise
        except Exception as exc:  # its parsers and codecs raise whatever a page makes them
            log.warning("a page cannot be read", exc_info=exc)
            reason = f"{page.address}: it cannot be read ({type(exc).__name__}: {exc!s:.80})"
            self._settle_failed(page, FetchError(reason, passing=True))

    def _visit(self, page: Page) -> None:
        if not self._robots.allow(page.address):
            self._store.settle(page, "robots.txt forbids it")
            return
        body = io.BytesIO()
        ask = Ask(body, self._limits.page_bytes, self._limits.page_seconds, pages_only=True)
        try:
            answer = self._client.follow(page.address, ask, self._conditions, self._lacks)
        except FetchError as exc:
            self._settle_failed(page, exc)
            return
        if answer.address != page.address:
            self._store.settle(page, "", moved=answer.address)
            if self._store.is_done(answer.address):
                return
            page = self._store.page(answer.address) or Page(answer.address, page.depth)
        if answer.status not in (200, 304):
            self._settle_failed(page, answer.refused())
            return
        self._failures = 0
        self._bytes += len(body.getvalue())
        try:
            self._keep(page, answer, body.getvalue())
        except FetchError as exc:
            self._settle_failed(page, exc)

    def _keep(self, page: Page, answer: Answer, content: bytes) -> None:
        """A page was answered: keep it where it is one, and queue what it leads to."""
        now = datetime.now(UTC).isoformat()
        if answer.is_unchanged and page.held:
            self._store.keep(replace(page, seen=now), None)
            self._queue_links(page, page.told)
            return
        said = Told()
        if not is_pdf(content):
            found = self._survey(content, answer.headers, page.address)
            if found is None:
                self._store.settle(page, f"no page: it begins with {content[:12]!r}")
                return
            content, said = found
        page = replace(
            page,
            etag=answer.headers.get("etag", ""),
            modified=answer.headers.get("last-modified", ""),
            seen=now,
            told=said,
        )
        if said.is_hidden:
            self._store.settle(page, "the page asks to be in no index (noindex)")
        else:
            self._store.keep(page, content)
        self._queue_links(page, said)

    def _settle_failed(self, page: Page, error: FetchError) -> None:
        """What gives no page any more, for 404 and 410, goes; for all that may pass it stays."""
        self._failures = self._failures + 1 if error.down else 0
        reason = str(error).removeprefix(f"{page.address}: ")
        if "answers 429" in reason:
            self._client.delay = min(robots.SLOWEST, max(1.0, 2 * self._client.delay))
        if error.passing and page.held:
            reason = f"{reason}; what it gave earlier stays"
        self._store.settle(page, reason, keeps=error.passing)

    def _queue_links(self, page: Page, said: Told) -> None:
        if page.depth >= self._limits.max_depth:
            return
        twins = (said.canonical, *(address for _, address in said.alternates))
        self._store.queue(self._wanted([*twins, *said.links]), page.depth + 1)

    def _wanted(self, links: Iterable[str]) -> list[str]:
        if self._store.counts()[1] > self._limits.max_pages * KNOWN:
            return []
        wanted = []
        for link in dict.fromkeys(filter(None, links)):
            if self._site.lacks(link) or is_media(link) or not self._robots.allow(link):
                continue
            path, mark, _ = link.partition("?")
            if mark and self._store.variants(path) >= VARIANTS:
                continue
            wanted.append(link)
        return wanted

    def _conditions(self, address: str) -> Mapping[str, str]:
        page = self._store.page(address)
        return page.conditions if page is not None else {}

    def _lacks(self, address: str) -> str:
        """Why a redirect is not followed."""
        if reason := self._site.lacks(address):
            return reason
        return "" if self._robots.allow(address) else "robots.txt forbids"
