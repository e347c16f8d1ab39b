"""Everything that one business's agent works with, opened and closed together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from agent.answering.said import Counter, Shown
from agent.carts import Carts, Good
from agent.computing import Computing
from agent.config import Settings
from agent.conversation import Conversations
from agent.grounding.ages import Ages
from agent.grounding.claiming import Claiming
from agent.grounding.lexicon import languages
from agent.grounding.orders import spoken_of, told_from
from agent.grounding.render import Voice
from agent.learning import Known, Learner
from agent.model.backend import Backend
from agent.model.choice import open_backend
from agent.model.encoder import bundled
from agent.model.later import waited_for
from agent.orders.dialogue import OrderDesk
from agent.periods import period
from agent.prompt import Budget
from agent.tally import Tally
from agent.turns import Turn
from catalog.garbage import loading
from catalog.legends import Legends
from catalog.lookup import Catalog
from catalog.records import Business, Product
from catalog.survey import all_passages, all_products


class Agent:
    """One business's agent. Safe from many threads; `answer` works with it."""

    def __init__(
        self, settings: Settings, catalog: Catalog, backend: Backend, *, prepared: bool = True
    ) -> None:
        """`prepared`: the model is there; its prefix follows the catalog from the beginning."""
        self.settings = settings
        self.business: Business = settings.business.record()
        self.corrections = settings.catalog.corrections()
        self.catalog = catalog
        self.backend = backend
        self.conversations = Conversations(catalog.database)
        self.carts = Carts(settings.shop, self.business)
        self.orders = OrderDesk(settings.orders, catalog.database)
        self.guarded = True
        """False, and the model answers everything and unheld: what `tresen check --no-guard` asks,
        to show that the check sees what the guards prevent. Nothing else sets it."""
        self.voice: Literal["code", "model"] = settings.truth.voice
        """Who words what code knows; `tresen check --voice` sets it."""
        self.waits_for_model = False
        """True: an open question waits until the model is loaded, however long that takes."""
        self.tally = Tally()
        self.computing = Computing()
        """A place is held while code looks for what to say; never while the model is waited for."""
        self.learner = Learner(
            catalog, self.business, backend, self.offered, prepared, self.corrections
        )

    @classmethod
    def open(cls, settings: Settings) -> Agent:
        """Open the catalog; the model is loaded where a reply needs it, or by `prepare`.

        Raises TresenError.
        """
        backend = open_backend(settings)
        catalog = Catalog.open(settings.state, settings.database.url)
        agent = cls(settings, catalog, backend, prepared=False)
        try:
            agent.learner.encoder = bundled(settings.state) if settings.catalog.meaning else None
            with loading():
                agent.known()
            agent.learner.understood()
        except BaseException:  # raised again: what is open is closed first, at Ctrl-C too
            agent.close()
            raise
        return agent

    def prepare(self, *, wait: bool = False) -> None:
        """Load the model aside, and let it read the business's prefix, before anybody asks.

        With `wait` the model is loaded when it returns; raises ModelError then.
        """
        self.learner.prepare()
        if wait:
            for _ in waited_for(self.backend):
                pass

    @property
    def budget(self) -> Budget:
        """How much of a prompt each of its parts may take. Waits until the model is loaded."""
        return Budget.within(self.backend.context_tokens)

    @property
    def offered(self) -> tuple[str, ...]:
        """The business's languages that there is a lexicon for; English where there is none."""
        return tuple(c for c in self.business.languages if c in languages()) or ("en",)

    def model_speaks(self, language: str) -> bool:
        """Whether the model is worth asking in `language`; one that nobody says it for is asked."""
        return not self.backend.languages or language in self.backend.languages

    @property
    def claiming(self) -> Claiming | None:
        """What tells a model's claims from its advice; None without an encoder."""
        encoder = self.learner.encoder
        return Claiming(encoder.questions) if encoder else None

    @property
    def desk(self) -> str:
        """Where the people of the business are reached, for what stays open."""
        return self.settings.truth.handoff or self.business.email or self.business.phone

    def known(self) -> Known:
        """What the catalog says now, or said before a change that is still being learned."""
        return self.learner.known()

    def counter(self, language: str, seed: str) -> Counter:
        """What stands behind the counter for one message in `language`."""
        ages = self.ages()
        return Counter(
            business=self.business,
            voice=Voice(language, seed, self.business.currency, ages.dated_before, self.offered[0]),
            now=datetime.now(ZoneInfo(self.business.timezone)),
            products=self.products,
            former_prices=self.settings.truth.former_prices,
            cart=self.cart,
        )

    def cart(self, shown: Sequence[Shown]) -> str:
        """The link that puts these into the shop's own cart; empty where one of them is not one
        variant, or there is no such link."""
        goods = []
        for one in shown:
            variants = one.product.variants
            variant = one.variant or (variants[0] if len(variants) == 1 else None)
            if variant is None:
                return ""
            goods.append(Good(one.product, variant, one.quantity))
        return self.carts.link(goods)

    def ages(self) -> Ages:
        """How old an offer may be now, as [truth] max_age has it."""
        return ages_of(self.settings)

    def products(self, ids: Sequence[str]) -> list[Product]:
        """The products in the order of `ids`, as they may be spoken of; unknown ids are dropped."""
        legends = self.known().legends
        rows = map(self.corrections.shown, self.catalog.products(ids))
        return self.ages().offered([spoken_of(legends.told(row)) for row in rows])

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
        self.learner.close()
        self.backend.close()
        self.catalog.close()


def ages_of(settings: Settings) -> Ages:
    """How old an offer may be now, as [truth] max_age has it."""
    most = period(settings.truth.max_age)
    now = datetime.now(ZoneInfo(settings.business.timezone))
    return Ages(now - most if most else None, settings.truth.stale)


def offered(settings: Settings, catalog: Catalog) -> Iterator[Product]:
    """Every product as the agent speaks of it, without an agent: legends read, orders left out,
    stale offers withheld where the settings say so."""
    rows = list(all_products(catalog.database))
    legends = Legends.of(
        rows, [p for one in all_passages(catalog.database) if (p := told_from(one))]
    )
    corrections, ages = settings.catalog.corrections(), ages_of(settings)
    for row in rows:
        yield from ages.offered([spoken_of(legends.told(corrections.shown(row)))])
