"""Everything that one business's agent works with, opened and closed together."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from agent.answering.said import Counter
from agent.answering.shelf import Shelf
from agent.computing import Computing
from agent.config import Settings
from agent.conversation import Conversations, Turn
from agent.model.backend import Backend, Message
from agent.model.choice import open_backend, word_vectors
from agent.model.encoder import Kept, bundled
from agent.periods import period
from agent.prompt import Budget, business_prefix
from agent.tally import Tally
from agent.truth.ages import Ages
from agent.truth.lexicon import everyday, languages
from agent.truth.names import Names
from agent.truth.orders import spoken_of, told_from
from agent.truth.render import Voice
from catalog.indexing import changed
from catalog.lookup import Catalog
from catalog.records import Business, Product
from catalog.survey import all_passages, all_products, passages_in

log = logging.getLogger("tresen.agent")

_PREFIX_PASSAGES = 200

_PATIENCE_S = 15.0
"""So long opening waits for the vectors of passages that are new: those of forty take 5 s."""


@dataclass(frozen=True, slots=True)
class Known:
    """What follows from the catalog as it stands: made anew when its stamp moves."""

    stamp: str
    names: Names
    prefix: Message
    shelf: Shelf


class Agent:
    """One business's agent. Safe from many threads; `answer` works with it."""

    def __init__(self, settings: Settings, catalog: Catalog, backend: Backend) -> None:
        self.settings = settings
        self.business: Business = settings.business.record()
        self.catalog = catalog
        self.backend = backend
        self.conversations = Conversations(catalog.database)
        self.budget = Budget.within(backend.context_tokens)
        self.guarded = True
        """False, and the model answers everything and unheld: what `tresen check --no-guard` asks,
        to show that the check sees what the guards prevent. Nothing else sets it."""
        self.voice: Literal["code", "model"] = settings.truth.voice
        """Who words what code knows; `tresen check --voice` sets it."""
        self.tally = Tally()
        self.computing = Computing()
        """A place is held while code looks for what to say; never while the model is waited for."""
        self.encoder: Kept | None = None
        """What finds by meaning; `open` sets it where there is one."""
        self._known: Known | None = None
        self._meaning: threading.Thread | None = None
        self._offers = -1
        """The version of the catalog whose offers the shelf holds."""
        self._learning = threading.Lock()

    @classmethod
    def open(cls, settings: Settings) -> Agent:
        """Open catalog and model; the model starts aside. Raises TresenError."""
        catalog = Catalog.open(settings.state, settings.database.url)
        try:
            agent = cls(settings, catalog, open_backend(settings))
        except BaseException:
            catalog.close()
            raise
        agent.encoder = bundled(settings.state) if settings.catalog.meaning else None
        agent.known()
        if agent._meaning is not None:
            agent._meaning.join(_PATIENCE_S)
        if (vectors := word_vectors(settings, agent.backend)) is not None:
            catalog.understand(vectors)
        return agent

    @property
    def offered(self) -> tuple[str, ...]:
        """The business's languages that there is a lexicon for; English where there is none."""
        return tuple(c for c in self.business.languages if c in languages()) or ("en",)

    def model_speaks(self, language: str) -> bool:
        """Whether the model is worth asking in `language`; one that nobody says it for is asked."""
        return not self.backend.languages or language in self.backend.languages

    @property
    def desk(self) -> str:
        """Where the people of the business are reached, for what stays open."""
        return self.settings.truth.handoff or self.business.email or self.business.phone

    def known(self) -> Known:
        """What the catalog says now. Nothing moved: one SELECT."""
        self.catalog.refresh()
        stamp = self.catalog.words
        known = self._known
        if known is not None and known.stamp == stamp and self._follows(known):
            return known
        with self._learning:
            if self._known is None or self._known.stamp != stamp or not self._follows(self._known):
                self._known = self._learn(stamp)
                self.backend.warm(self._known.prefix)
            return self._known

    def _understand(self, shelf: Shelf) -> None:
        """Gives the shelf's passages their vectors: at once where they are kept, else aside, since
        a sentence takes 20 ms and nobody waits for a thousand of them."""
        encoder = self.encoder
        if encoder is None or not shelf.passages.passages:
            return
        if encoder.knows(shelf.passages.texts):
            shelf.passages.understand(encoder.passages)
            return
        self._meaning = threading.Thread(
            target=shelf.passages.understand, args=(encoder.passages,), name="passages", daemon=True
        )
        self._meaning.start()

    def understood(self) -> None:
        """Wait until what was begun aside is done: passages are found by meaning."""
        if self._meaning is not None:
            self._meaning.join()

    def _follows(self, known: Known) -> bool:
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

    def counter(self, language: str, seed: str) -> Counter:
        """What stands behind the counter for one message in `language`."""
        ages = self.ages()
        return Counter(
            business=self.business,
            voice=Voice(language, seed, self.business.currency, ages.dated_before),
            now=datetime.now(ZoneInfo(self.business.timezone)),
            products=self.products,
            former_prices=self.settings.truth.former_prices,
        )

    def ages(self) -> Ages:
        """How old an offer may be now, as [truth] max_age has it."""
        most = period(self.settings.truth.max_age)
        now = datetime.now(ZoneInfo(self.business.timezone))
        return Ages(now - most if most else None, self.settings.truth.stale)

    def products(self, ids: Sequence[str]) -> list[Product]:
        """The products in the order of `ids`, as they may be spoken of; unknown ids are dropped."""
        return self.ages().offered(map(spoken_of, self.catalog.products(ids)))

    def history(self, conversation: str, visitor: str = "") -> list[Turn]:
        """The finished turns of a conversation, the oldest first. Raises UnknownConversation."""
        return list(self.conversations.find(conversation, visitor).turns)

    def copied(self, conversation: str, count: int) -> str:
        """The id of a new conversation that begins with the first `count` turns of `conversation`.

        Raises UnknownConversation.
        """
        return self.conversations.copy(conversation, count)

    def ready(self) -> bool:
        """Whether a reply could begin now."""
        return self.backend.ready()

    def keeps(self) -> bool:
        """Whether a message could be kept now: none is answered before it is."""
        return self.catalog.database.writable()

    def close(self) -> None:
        self.backend.close()
        self.catalog.close()

    def _learn(self, stamp: str) -> Known:
        words = self.catalog.vocabulary
        database = self.catalog.database
        stands = database.stamp()
        products = [spoken_of(product) for product in all_products(database)]
        passages = [told for p in all_passages(database) if (told := told_from(p))]
        encoder = self.encoder
        shelf = Shelf.of(
            products,
            passages,
            self.business.languages,
            None,
            encoder.questions if encoder else None,
        )
        self._understand(shelf)
        first = self.offered[0]
        written = passages_in(self.catalog.database, first, _PREFIX_PASSAGES)
        own_words = [told for passage in written if (told := told_from(passage))]
        own = sorted(words.categories.get(first, ()))
        plain = [*own, *everyday(self.offered)]
        names = Names.of(((p.id, t.title) for p in products for t in p.texts.values()), plain)
        prefix = business_prefix(self.business, own_words, own, self.budget, self.backend.count)
        log.info("catalog learned", extra={"stamp": stamp, "prefix_chars": len(prefix.text)})
        _set_aside()
        self._offers = stands.version
        return Known(stamp, names, prefix, shelf)


def _set_aside() -> None:
    """Leave what lives as long as the catalog out of the garbage collector's rounds.

    A round over the names of 10,000 products takes 150 ms, in the middle of somebody's reply.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
