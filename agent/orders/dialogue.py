"""The page of orders: what a message wants of them, and what is said to it.

    wanted    an order is asked for, or what was asked back is told    None: none of it
    reply     what is missing is asked for; else the systems are asked, in turn, each with its time

Without a system that knows orders nothing is wanted here, and the agent says as before that it
cannot see them.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.answering.business import reach_facts, reached
from agent.answering.said import Counter, Said
from agent.errors import OrdersDown
from agent.events import OrderTalk, Stands
from agent.orders.given import Given, given_in, is_alone
from agent.orders.imported import ImportedOrders
from agent.orders.seam import Claim, Orders
from agent.orders.telling import told, untold
from agent.orders.tries import Tries
from agent.orders_settings import OrdersSection
from agent.turns import Conversation, Turn
from agent.understanding.query import About, Query
from catalog.database import Database
from catalog.orders.kept import KeptOrders
from catalog.orders.record import PlacedOrder

log = logging.getLogger("tresen.agent")

_BACK = 6
"""So many turns back what was said of an order still counts."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order that is asked for. `here`: what this message alone tells of it."""

    here: Given
    given: Given
    asks: bool
    """It asks by its words; else it tells only what was asked back."""


@dataclass(frozen=True, slots=True)
class OrderReply:
    said: Said
    talk: OrderTalk


class OrderDesk:
    """Answers where orders are. Safe from many threads."""

    def __init__(self, settings: OrdersSection, database: Database) -> None:
        self._kept = KeptOrders(database)
        self._remote = _systems(settings)
        self._tries = Tries(database, settings.tries)

    def wanted(
        self, conversation: Conversation, text: str, query: Query, own: tuple[str, ...]
    ) -> Wanted | None:
        """What `text` wants of orders; None where it is of something else, or nobody knows any."""
        asks = any(ask.about is About.ORDER for ask in query.asks)
        stands = _talk(conversation.turns[-1:])
        if not asks and stands is OrderTalk.NONE:
            return None
        if not (self._remote or self._kept.any()):
            return None
        here = given_in(text, own, asked_for=stands is OrderTalk.ASKED)
        if not here and not asks:
            return None
        if not asks and stands is OrderTalk.TOLD and not is_alone(text, here):
            return None  # "NL-1043?" is of orders still; "the Fjell 2 for 1200 €" is not
        before = _said_before(conversation, own)
        if here.number and not here.email and stands is OrderTalk.TOLD:
            before = replace(before, number="")
        return Wanted(here, here.or_else(before), asks)

    def reply(
        self, wanted: Wanted, counter: Counter, talk: str, line: str, phone: str
    ) -> OrderReply:
        """What is said to it. `talk` and `line` are whose tries are counted; `phone` is the number
        that the messenger vouches for. Waits for other systems."""
        given = wanted.given
        voice = counter.voice
        if not given.number:
            key = "order_ask_number" if given.email else "order_ask_both"
            key = "order_ask_number_phone" if phone and not given.email else key
            return OrderReply(Said((voice.say(key),)), OrderTalk.ASKED)
        if not given.email and not phone:
            return OrderReply(Said((voice.say("order_ask_email"),)), OrderTalk.ASKED)
        claim = Claim(given.number, given.email, "" if given.email else phone)
        try:
            found = self._found(claim, talk, line)
        except _TooMany:
            log.warning("order not looked up", extra={"reason": "too many tries"})
            return OrderReply(untold("order_too_many", counter), OrderTalk.TOLD)
        except OrdersDown as exc:
            log.error("order not looked up", extra={"reason": str(exc)})
            return OrderReply(untold("order_down", counter), OrderTalk.TOLD)
        if found is not None:
            return OrderReply(told(found, counter), OrderTalk.TOLD)
        key = "order_unknown" if claim.email else "order_unknown_phone"
        said = Said((voice.say(key),))
        if reached(counter):
            line_ = voice.say("order_status_contact", contact=reached(counter))
            said = said.and_then(Said((line_,), reach_facts(counter)))
        return OrderReply(said, OrderTalk.ASKED)

    def _found(self, claim: Claim, talk: str, line: str) -> PlacedOrder | None:
        """Raises OrdersDown where none has it and one could not be asked, and _TooMany."""
        mine = self._tries.begin(claim, talk, line)
        if mine is None:
            raise _TooMany
        down: OrdersDown | None = None
        for system in (*self._remote, ImportedOrders(self._kept)):
            try:
                found = system.find(claim)
            except OrdersDown as exc:
                down = exc
                continue
            if found is not None:
                self._tries.found(mine)
                return found
        if down is not None:
            self._tries.found(mine)  # nobody has learned anything by it
            raise down
        return None


class _TooMany(Exception):
    pass


def _systems(settings: OrdersSection) -> Sequence[Orders]:
    """Those of the settings. Loaded where there are some: an HTTP client takes 0.1 s to import."""
    if settings.signed is None and settings.woocommerce is None and settings.shopify is None:
        return ()
    from agent.orders.shopify import ShopifyOrders
    from agent.orders.signed import SignedOrders
    from agent.orders.wire import client
    from agent.orders.woocommerce import WooCommerceOrders

    http, seconds = client(settings.timeout_s), settings.timeout_s
    systems: list[Orders] = []
    if settings.signed is not None:
        systems.append(SignedOrders(settings.signed, http, seconds))
    if settings.woocommerce is not None:
        systems.append(WooCommerceOrders(settings.woocommerce, http, seconds))
    if settings.shopify is not None:
        systems.append(ShopifyOrders(settings.shopify, http, seconds))
    return systems


def _talk(turns: Sequence[Turn]) -> OrderTalk:
    left = (e.order for turn in turns for e in turn.events if isinstance(e, Stands))
    return next(left, OrderTalk.NONE)


def _said_before(conversation: Conversation, own: tuple[str, ...]) -> Given:
    """What the turns before, as long as they were of an order, told of it: the latest counts."""
    given = Given()
    turns = conversation.turns[-_BACK:]
    for at in range(len(turns) - 1, -1, -1):
        if _talk((turns[at],)) is OrderTalk.NONE:
            break
        asked_for = _talk(turns[max(0, at - 1) : at]) is OrderTalk.ASKED
        given = given.or_else(given_in(turns[at].message, own, asked_for=asked_for))
    return given
