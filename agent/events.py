"""What `answer` yields, in the order in which a channel may meet it.

    Started  Queued*  (TextDelta | Cited | CardShown)*  CartOffered?  Compared?  Evidence
    Suggested?
    HandedOff?  Finished | Failed

Every channel consumes the same events and only differs in how it writes them to its wire.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from agent.grounding.facts import Fact
from agent.understanding.state import State

Lane = Literal["direct", "composed", "fallback", "person"]
"""Who wrote it: code, the model, code where the model had no true sentence, a person."""


@dataclass(frozen=True, slots=True)
class Started:
    conversation: str
    message: str
    """The reply's own id."""


@dataclass(frozen=True, slots=True)
class Queued:
    """The reply waits for the engine: `position` others are before it, for about `seconds`."""

    position: int
    seconds: float


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the reply. All of them together are the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A page of the business that the reply rests on."""

    id: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class CardShown:
    """A product to show beside the words; every text is rendered for the customer's locale."""

    id: str
    title: str
    price: str
    list_price: str
    availability: str
    """The state's name, as in catalog.records.Availability."""
    stock_text: str
    image: str
    link: str
    options: str
    """The variant that is spoken of ("blue, 42"), or empty."""
    cart: str = ""
    """Where it is put into the shop's own cart; empty where that cannot be told."""
    variant: str = ""
    """The id of the variant that is spoken of, or empty."""


@dataclass(frozen=True, slots=True)
class CartOffered:
    """All that was added up, in one link to the shop's own cart: so many `pieces`."""

    url: str
    pieces: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Goods side by side, beside the words that say the same: a heading for each, and rows of what
    differs, each a name and a cell for each of the goods."""

    goods: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The facts that the reply states."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the customer may want to say next."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandedOff:
    """The question stays open for a person; `contact` is where that person can be reached."""

    question: str
    contact: str
    reply_to: str = ""
    """The contact that the customer left; empty while none is."""


class Did(StrEnum):
    JOINED = "joined"
    SAID = "said"
    LEFT = "left"
    WAITED_FOR = "waited_for"
    """The message is kept for them, and the agent is silent."""


@dataclass(frozen=True, slots=True)
class Presence:
    """What a person of the business did in the talk. `name` is how customers are told of them."""

    name: str
    did: Did


@dataclass(frozen=True, slots=True)
class Failed:
    """The reply ends here, unfinished. `code` is for programs, `text` for the customer."""

    code: Literal["engine_down", "overloaded", "generation_failed", "internal"]
    text: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """Times in milliseconds from the message's arrival; tokens as the model counts them."""

    ttft_ms: float
    total_ms: float
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    lane: Lane
    language: str
    timings: Timings
    products: tuple[str, ...] = field(default=())
    """Ids of the products that the reply speaks of."""
    kind: str = ""
    """What kind of question it answered (agent.grounding.understand.KINDS)."""


class OrderTalk(StrEnum):
    """What a turn did of an order."""

    NONE = ""
    ASKED = "asked"
    """Its number, or the e-mail address that it was placed with, is waited for."""
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Stands:
    """The dialogue's state after the reply: kept with its turn, told to nobody."""

    state: State
    order: OrderTalk = OrderTalk.NONE


Event = (
    Started
    | Queued
    | TextDelta
    | Cited
    | CardShown
    | CartOffered
    | Compared
    | Evidence
    | Suggested
    | HandedOff
    | Presence
    | Failed
    | Finished
    | Stands
)
