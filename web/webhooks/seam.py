"""What a channel is to inbox and outbox, and the values that pass between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

import httpx2
from werkzeug.datastructures import Headers

from agent.events import CardShown, HandedOff

Kind = Literal["text", "start", "image", "voice", "order", "other"]
"""`start`: somebody opened the chat and has not said anything yet (Telegram's /start)."""

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that a person did on a channel.

    The platform repeats it under the id `event`; `message` is the message that was written, edited
    or deleted. `address` is where replies go, `language` what the platform knows of the person's.
    """

    event: str
    message: str
    person: str
    address: str
    kind: Kind
    text: str
    written: datetime
    change: Literal["new", "edited", "deleted"] = "new"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform says of a message of ours: that it has it, or why it `failed`.

    It is known again by our `key`, by `platform_id`, or by its `text` to `person`. Words that
    are none of ours were written by a person of the business, to somebody at `address`.
    """

    key: str = ""
    platform_id: str = ""
    person: str = ""
    text: str = ""
    address: str = ""
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request of a platform, read. `odd` are the places in it that were not understood."""

    arrivals: tuple[Arrival, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CartButton:
    """A link into the shop's own cart, and what stands on its button."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A reply as a channel is to write it. `text` holds everything that must be said."""

    address: str
    person: str
    text: str
    language: str
    words: Mapping[str, str]
    """What the channels say by themselves (`[messages]` of web.words)."""
    cards: tuple[CardShown, ...] = ()
    retailer_ids: tuple[str, ...] = ()
    """For each card: its id in a catalog of the platform."""
    suggestions: tuple[str, ...] = ()
    handoff: HandedOff | None = None
    answers: tuple[str, ...] = ()
    """The platform's ids of the messages that this answers."""
    cart: CartButton | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request to the platform; `instead` goes out where `body` is refused for good."""

    body: Body
    instead: Body = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    platform_id: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """It was not taken, and may be later: in `after` seconds where the platform said so.

    `wide`: nothing else would be taken by this channel until then either.
    """

    reason: str
    after: float | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """It was sent, and no answer came: the platform may have it or not.

    `answered`: one did come that says neither.
    """

    reason: str
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """It will not be taken.

    `gone`: nor will anything else on this channel. `final`: nor in another form.
    """

    reason: str
    gone: bool = False
    final: bool = False


Outcome = Sent | Later | Unsure | Never


class Sender(Protocol):
    """What the outbox sends by: a channel, or mail."""

    @property
    def name(self) -> str:
        """A channel's is the last part of its address, /webhooks/<name>."""
        ...

    @property
    def account(self) -> str:
        """The business's own number, page, bot or mailbox."""
        ...

    @property
    def confirms(self) -> bool:
        """Whether the platform reports later, with our key, which messages it has taken."""
        ...

    @property
    def delays(self) -> Sequence[float]:
        """Seconds before each next attempt; the last one counts for all that follow."""
        ...

    def send(self, http: httpx2.Client, key: str, body: Body) -> Outcome:
        """Send one request. `key` is the same at each attempt, and no other message's."""
        ...


class Channel(Sender, Protocol):
    """One platform, and the business's account there."""

    @property
    def window(self) -> timedelta | None:
        """How long after a person's latest message the platform takes a reply."""
        ...

    def challenge(self, arguments: Mapping[str, str]) -> str | None:
        """The answer to a verify handshake; None where it is not to be given."""
        ...

    def verify(self, raw: bytes, headers: Headers) -> None:
        """Raises Unsigned or Forged."""
        ...

    def read(self, raw: bytes, headers: Headers) -> Delivery:
        """What a verified request says. Raises RequestError where its sender is to mend it."""
        ...

    def phone(self, address: str) -> str:
        """The phone number at `address` that the platform has verified; empty where it knows none.
        It proves whose an order is."""
        ...

    def mark(self, http: httpx2.Client, address: str, message: str) -> None:
        """Show the person that `message` has been read, and that a reply is being written."""
        ...

    def write(self, letter: Letter) -> list[Outgoing]:
        """The reply in the channel's form, within its limits, in the order of sending."""
        ...
