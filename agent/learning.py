"""What is known of the catalog: learned aside when it changes, while the last state answers on.

A catalog of 50,000 products takes seconds to learn. A change of prices takes milliseconds, and a
small catalog little more, so whoever asks waits a moment for it, and never longer.
"""

from __future__ import annotations

import gc
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from agent.answering.shelf import Shelf
from agent.grounding.lexicon import everyday
from agent.grounding.names import Names
from agent.grounding.orders import spoken_of, told_from
from agent.model.backend import Backend, Message
from agent.model.encoder import Kept
from agent.prompt import Budget, business_prefix
from catalog.corrections import Corrections
from catalog.database import Stamp
from catalog.errors import TresenError
from catalog.fields import faults_of
from catalog.indexing import changed
from catalog.legends import Legends
from catalog.lookup import Catalog
from catalog.records import Business, Product
from catalog.survey import all_passages, all_products, passages_in

log = logging.getLogger("tresen.agent")

T = TypeVar("T")

WAIT_S = 0.8
"""So long after a change is seen visitors wait for it; then the state before answers them."""

_PREFIX_PASSAGES = 200

_MEANING_S = 15.0
"""So long opening waits for the vectors of passages that are new: those of forty take 5 s."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the model and its guard need: no question that code answers does."""

    names: Names
    prefix: Message


class Once(Generic[T]):
    """A value that is made when it is first asked for, whoever asks."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T] = []

    def __call__(self) -> T:
        with self._lock:
            if not self._made:
                self._made.append(self._make())
            return self._made[0]


@dataclass(frozen=True, slots=True)
class Known:
    """What follows from the catalog as it stood: made anew when its stamp moves."""

    stamp: str
    shelf: Shelf
    legends: Legends
    spoken: Once[Spoken]

    @property
    def names(self) -> Names:
        return self.spoken().names

    @property
    def prefix(self) -> Message:
        """Waits until the model is loaded: it counts the prefix's tokens. Raises ModelError."""
        return self.spoken().prefix


class Learner:
    """Follows one catalog. Safe from many threads; one of its own does the work."""

    def __init__(
        self,
        catalog: Catalog,
        business: Business,
        backend: Backend,
        languages: Sequence[str],
        prepared: bool = True,
        corrections: Corrections | None = None,
    ) -> None:
        self.catalog = catalog
        self.encoder: Kept | None = None
        """What finds by meaning, where there is one."""
        self._business = business
        self._backend = backend
        self._languages = languages
        self._corrections = corrections or Corrections()
        self._warned: frozenset[str] = frozenset()
        self._known: Known | None = None
        self._offers = -1
        """The version of the catalog whose offers the shelf holds."""
        self._asking = threading.Lock()
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="learning")
        self._running: Future[Known] | None = None
        self._until = 0.0
        self._meaning: threading.Thread | None = None
        self._prepared = prepared
        """The model is there: what is learned is given to it before anybody is answered by it."""
        self._preparing: threading.Thread | None = None

    def known(self) -> Known:
        """What the catalog says now, or said before a change that is still being learned.

        Nothing moved: one SELECT. Raises StateError.
        """
        known, stands = self._known, self.catalog.database.stamp()
        if known is not None and self._is_of(known, stands):
            return known
        with self._asking:
            if self._running is None or self._running.done():
                self._running = self._aside.submit(self._catch_up)
                self._until = time.monotonic() + WAIT_S
            running, left = self._running, max(0.0, self._until - time.monotonic())
        try:
            return running.result(None if known is None else left)
        except TimeoutError:
            if known is None or running.done():
                raise
            return known

    def caught_up(self, seconds: float) -> bool:
        """Wait until what the catalog says now is known, at most so long; whether it is."""
        end = time.monotonic() + seconds
        while not self._is_of(self.known(), self.catalog.database.stamp()):
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def understood(self, seconds: float | None = _MEANING_S) -> None:
        """Wait until what was begun aside is done: passages are found by meaning."""
        if self._meaning is not None:
            self._meaning.join(seconds)

    def prepare(self) -> None:
        """Load the model and let it read the prefix; returns at once, what fails is logged."""
        if self._preparing is None and not self._prepared:
            self._preparing = threading.Thread(target=self._prepare, name="prepare", daemon=True)
            self._preparing.start()

    def _prepare(self) -> None:
        try:
            known = self.known()
            _set_aside()
            self._backend.warm(known.prefix)
            self._prepared = True
            if (newest := self._known) is not None and newest is not known:
                self._backend.warm(newest.prefix)  # learned while the model was being loaded
        except TresenError as exc:
            log.warning("the model is not prepared", extra={"error": str(exc)})

    def close(self) -> None:
        self._aside.shutdown(cancel_futures=True)

    def _is_of(self, known: Known, stands: Stamp) -> bool:
        return (
            self._offers == stands.version
            and self.catalog.follows(stands)
            and known.stamp == self.catalog.words
        )

    def _catch_up(self) -> Known:
        self.catalog.refresh()
        stamp = self.catalog.words
        known = self._known
        if known is None or known.stamp != stamp or not self._follow_offers(known):
            known = self._learn(stamp)
            if self._prepared:
                known.spoken()
            self._known = known
            if self._prepared:
                self._backend.warm(known.prefix)
        return known

    def _follow_offers(self, known: Known) -> bool:
        """Brings the shelf's offers up to date; False where it has to be made anew."""
        database = self.catalog.database
        version = database.stamp().version
        if version == self._offers:
            return True
        with database.reading() as connection:
            moved = [
                id
                for kind, ids in changed(connection, self._offers)
                if kind == "product"
                for id in ids
            ]
        products = self.catalog.products(moved)
        if len(products) < len(moved) or not all(map(known.shelf.columns.set_offers, products)):
            return False
        self._offers = version
        return True

    def _learn(self, stamp: str) -> Known:
        words = self.catalog.vocabulary
        database = self.catalog.database
        stands = database.stamp()
        passages = [told for p in all_passages(database) if (told := told_from(p))]
        rows = list(all_products(database))
        legends = Legends.of(rows, passages)
        products = [spoken_of(legends.told(product)) for product in rows]
        asked = self.encoder.questions if self.encoder else None
        languages, corrections = self._business.languages, self._corrections
        shelf = Shelf.of(products, passages, languages, None, asked, corrections)
        self._warn(faults_of(corrections, shelf.columns.schema.fields, products))
        self._understand(shelf)
        log.info("catalog learned", extra={"stamp": stamp})
        if self._prepared:
            _set_aside()
        self._offers = stands.version
        own = tuple(sorted(words.categories.get(self._languages[0], ())))
        return Known(stamp, shelf, legends, Once(partial(self._spoken, products, own)))

    def _spoken(self, products: Sequence[Product], own: Sequence[str]) -> Spoken:
        written = passages_in(self.catalog.database, self._languages[0], _PREFIX_PASSAGES)
        own_words = [told for passage in written if (told := told_from(passage))]
        plain = [*own, *everyday(self._languages)]
        names = Names.of(((p.id, t.title) for p in products for t in p.texts.values()), plain)
        budget = Budget.within(self._backend.context_tokens)
        prefix = business_prefix(self._business, own_words, own, budget, self._backend.count)
        return Spoken(names, prefix)

    def _warn(self, faults: tuple[str, ...]) -> None:
        """A catalog changes, and settings that held do not any more: no reason not to answer."""
        for fault in faults:
            if fault not in self._warned:
                log.warning(fault)
        self._warned = frozenset(faults)

    def _understand(self, shelf: Shelf) -> None:
        """Gives the shelf's passages and fields their vectors: at once where they are kept, else
        aside, since a sentence takes 20 ms and nobody waits for a thousand of them."""
        encoder = self.encoder
        if encoder is None:
            return
        if encoder.knows(shelf.texts):
            shelf.understand(encoder.passages)
            return
        self._meaning = threading.Thread(
            target=shelf.understand, args=(encoder.passages,), name="meaning", daemon=True
        )
        self._meaning.start()


def _set_aside() -> None:
    """Leave what lives as long as the catalog out of the garbage collector's rounds.

    A round over the names of 10,000 products takes 150 ms, in the middle of somebody's reply.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
