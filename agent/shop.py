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

from agent.computing import Computing
from agent.config import Settings
from agent.conversation import Conversations, Turn
from agent.model.backend import Backend, Message
from agent.model.choice import open_backend, word_vectors
from agent.narrowing import find
from agent.periods import period
from agent.prompt import Budget, business_prefix
from agent.tally import Tally
from agent.truth.ages import Ages
from agent.truth.direct.said import Counter
from agent.truth.lexicon import everyday, languages
from agent.truth.masking import Vocabulary
from agent.truth.names import Names
from agent.truth.orders import spoken_of, told_from
from agent.truth.render import Voice
from agent.truth.words import tokens
from catalog.lookup import Catalog
from catalog.records import Business, Passage, Product
from catalog.survey import passages_in, titles

log = logging.getLogger("tresen.agent")

_PREFIX_PASSAGES = 200


@dataclass(frozen=True, slots=True)
class Known:
    """What follows from the catalog as it stands: made anew when its stamp moves."""

    stamp: str
    vocabulary: Vocabulary
    prefix: Message


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
        self._known: Known | None = None
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
        agent.known()
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
        if known is not None and known.stamp == stamp:
            return known
        with self._learning:
            if self._known is None or self._known.stamp != stamp:
                self._known = self._learn(stamp)
                self.backend.warm(self._known.prefix)
            return self._known

    def counter(self, language: str, seed: str) -> Counter:
        """What stands behind the counter for one message in `language`."""
        ages = self.ages()

        def find_products(text: str, limit: int) -> list[tuple[Product, float]]:
            found = find(self.catalog, text, language, limit)
            offered = ages.offered(spoken_of(product) for product, _ in found)
            return list(zip(offered, (score for _, score in found), strict=True))

        def find_passages(text: str, limit: int) -> list[tuple[Passage, float]]:
            found = self.catalog.find_passages(text, language, limit)
            return [(told, score) for entry, score in found if (told := told_from(entry))]

        return Counter(
            business=self.business,
            voice=Voice(language, seed, self.business.currency, ages.dated_before),
            now=datetime.now(ZoneInfo(self.business.timezone)),
            find_products=find_products,
            find_passages=find_passages,
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
        categories = [name for names in words.categories.values() for name in names]
        options = [v for named in words.options.values() for vs in named.values() for v in vs]
        plain = [*categories, *options, *everyday(self.offered)]
        vocabulary = Vocabulary(
            names=Names.of(titles(self.catalog.database), plain),
            options=frozenset(token for value in options for token in tokens(value)),
            categories=frozenset(token for name in categories for token in tokens(name)),
        )
        first = self.offered[0]
        written = passages_in(self.catalog.database, first, _PREFIX_PASSAGES)
        passages = [told for passage in written if (told := told_from(passage))]
        own = sorted(words.categories.get(first, ()))
        prefix = business_prefix(self.business, passages, own, self.budget, self.backend.count)
        log.info("catalog learned", extra={"stamp": stamp, "prefix_chars": len(prefix.text)})
        _set_aside()
        return Known(stamp, vocabulary, prefix)


def _set_aside() -> None:
    """Leave what lives as long as the catalog out of the garbage collector's rounds.

    A round over the names of 10,000 products takes 150 ms, in the middle of somebody's reply.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
