"""What the agent reads the catalog through: rows by id, rows by words, and the catalog's own words.

`refresh` before each question makes what has been ingested meanwhile visible, whoever ingested it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

from catalog.database import Counts, Database, Stamp
from catalog.errors import StateError
from catalog.filters import ANY, Filters
from catalog.lock import INGEST, hold
from catalog.meaning import Encode, Meaning
from catalog.records import Passage, Product
from catalog.search import Hit, Search
from catalog.vocabulary import Vocabulary

log = logging.getLogger("tresen.catalog")

HEARD = 0.5
"""Of the words, where the shop knows fewer, meaning is asked too."""

NEAR = 0.3
"""Cosine below which two texts have nothing to do with each other ("piano lessons": 0.17)."""

RANKS, MEANT = 10, 0.8
"""What a rank weighs (1 / (RANKS + rank)), and how much less by meaning than by words."""

WINDOW, WINDOWS = 2, 4
"""Of what the index lets through, twice as many rows as are wanted are looked at, up to four times:
it is wrong about a price in the hour in which a sale begins, and about options that no one variant
has together. Terms of each two of a variant's options would double the time that indexing takes."""


class Catalog:
    """An open catalog. One object serves all threads of a process."""

    def __init__(self, database: Database, search: Search) -> None:
        self.database = database
        self.search = search
        self.vocabulary = Vocabulary()
        self.meaning: Meaning | None = None
        self._meaning_thread: threading.Thread | None = None
        self.words = ""
        """Changes with the words of products and passages, not with prices and stock."""
        self._seen = ""
        self._refreshing = threading.Lock()

    @classmethod
    def open(cls, state: Path, url: str = "") -> Catalog:
        """Open what lies in `state` (and in the database at `url`), empty where there is nothing.

        Raises StateError.
        """
        database = Database.open(state, url)
        try:
            catalog = cls(database, Search.open(state))
            catalog.refresh()
        except BaseException:
            database.close()
            raise
        return catalog

    def understand(self, encode: Encode, *, wait: bool = False) -> None:
        """From now on find by meaning too, where words find little.

        The vectors are made aside; with `wait` they are there when it returns.
        """
        self._wait_for_meaning()
        self.meaning = Meaning(self.database.state, encode)
        self._follow_meaning()
        if wait:
            self._wait_for_meaning()

    def _wait_for_meaning(self) -> None:
        if self._meaning_thread is not None:
            self._meaning_thread.join()

    def _follow_meaning(self) -> None:
        """In a thread: the vectors of 100,000 products take a minute, and nobody waits for them."""
        meaning, database = self.meaning, self.database
        if meaning is None or (self._meaning_thread and self._meaning_thread.is_alive()):
            return

        def follow() -> None:
            try:
                meaning.follow(database)
            except StateError as exc:
                log.warning("meaning is not up to date", extra={"error": str(exc)})

        self._meaning_thread = threading.Thread(target=follow, name="meaning", daemon=True)
        self._meaning_thread.start()

    def refresh(self) -> None:
        """See the newest committed catalog. Nothing moved: one SELECT. Raises StateError.

        Rows are always the newest; here the index and the vocabulary follow. One thread does it
        while the others go on with what they have.
        """
        stands = self.database.stamp()
        stamp = str(stands)
        if stamp == self._seen or not self._refreshing.acquire(blocking=False):
            return
        try:
            self._follow(stamp, f"{stands.epoch}:{stands.words}")
        finally:
            self._refreshing.release()

    def follows(self, stands: Stamp) -> bool:
        """Whether index and vocabulary are those of `stands`."""
        return self._seen == str(stands)

    def _follow(self, stamp: str, words: str) -> None:
        self.search.reload()
        if self.search.stamp != stamp:
            # An ingest that is at work brings the index itself. Where none is, one was killed
            # between its two commits, or another machine wrote the database.
            with hold(self.database.state / INGEST, wait=False) as held:
                if not held:
                    return
                self.search.follow(self.database)
        # A price alone changes no word, and the words of 100,000 products take seconds to read.
        if words != self.words:
            self.vocabulary = Vocabulary.read(self.database)
            self.words = words
            self._follow_meaning()
        self._seen = self.search.stamp

    def products(self, ids: Sequence[str]) -> list[Product]:
        """The products in the order of `ids`; unknown ids are dropped."""
        return self.database.products(ids)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages in the order of `ids`; unknown ids are dropped."""
        return self.database.passages(ids)

    def find_products(
        self, text: str, language: str, limit: int = 8, filters: Filters = ANY
    ) -> list[tuple[Product, float]]:
        """The products that `text` speaks of, best first, with scores that compare within it.

        With `filters`, only products of which a variant is all that they ask for, as the rows say
        now; a list in the order of prices is in the order of those variants' prices.
        """
        if not filters.narrows:
            hits = self.search.products(text, language, limit)
            return self._with_rows(self._with_meaning(hits, text, language, limit))
        found: list[tuple[Product, float]] = []
        for window in range(WINDOWS):
            hits = self.search.products(
                text, language, WINDOW * limit, filters, window * WINDOW * limit
            )
            rows = self._with_rows(hits)
            found += [(product, score) for product, score in rows if filters.admits(product)]
            if len(found) >= limit or len(hits) < WINDOW * limit:
                break
        return _by_price(found, filters)[:limit]

    def _with_meaning(self, hits: list[Hit], text: str, language: str, limit: int) -> list[Hit]:
        """`hits`, and where the shop knows few of the words, what is near to what they mean.

        Fused by rank (Cormack et al. 2009), for the two scores do not compare.
        """
        if self.meaning is None:
            return hits
        words, share = self.search.heard(text, language)
        if share >= HEARD:
            return hits
        near = [n for n in self.meaning.near(words, limit) if n.cosine >= NEAR]
        scores = {hit.id: 1 / (RANKS + place) for place, hit in enumerate(hits, 1)}
        for place, found in enumerate(near, 1):
            scores[found.id] = scores.get(found.id, 0.0) + MEANT / (RANKS + place)
        best = sorted(scores, key=lambda item: -scores[item])
        return [Hit(item, scores[item]) for item in best[:limit]]

    def _with_rows(self, hits: Sequence[Hit]) -> list[tuple[Product, float]]:
        scores = {hit.id: hit.score for hit in hits}
        return [(found, scores[found.id]) for found in self.database.products(list(scores))]

    def find_passages(
        self, text: str, language: str, limit: int = 4
    ) -> list[tuple[Passage, float]]:
        """The passages that `text` speaks of, best first, with scores that compare within it."""
        scores = {hit.id: hit.score for hit in self.search.passages(text, language, limit)}
        return [(found, scores[found.id]) for found in self.database.passages(list(scores))]

    def counts(self) -> Counts:
        return self.database.counts()

    def close(self) -> None:
        if self.meaning is not None:
            self.meaning.close()
        self._wait_for_meaning()
        self.database.close()


def _by_price(found: list[tuple[Product, float]], filters: Filters) -> list[tuple[Product, float]]:
    if not filters.order:
        return found
    sign = 1 if filters.order == "cheapest" else -1
    return sorted(found, key=lambda pair: sign * (filters.lowest(pair[0]) or 0))
