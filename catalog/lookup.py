"""What the agent reads the catalog through: rows by id, rows by words, and the catalog's own words.

`refresh` before each question makes what has been ingested meanwhile visible, whoever ingested it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from catalog.database import Counts, Database, Stamp
from catalog.filters import ANY, Filters
from catalog.lock import INGEST, hold
from catalog.records import Passage, Product
from catalog.search import Hit, Search
from catalog.vocabulary import Vocabulary

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
            return self._with_rows(hits)
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
        self.database.close()


def _by_price(found: list[tuple[Product, float]], filters: Filters) -> list[tuple[Product, float]]:
    if not filters.order:
        return found
    sign = 1 if filters.order == "cheapest" else -1
    return sorted(found, key=lambda pair: sign * (filters.lowest(pair[0]) or 0))
