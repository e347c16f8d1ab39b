"""What was said, as values: a turn, a conversation, and what it spoke of last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from agent.events import (
    CardShown,
    CartOffered,
    Cited,
    Compared,
    Event,
    Evidence,
    Failed,
    Finished,
    HandedOff,
    Presence,
    Stands,
    Started,
    Suggested,
)
from agent.understanding.state import State
from catalog.contacts import HIDDEN, hidden

PERSON = "person"
"""The lane of a turn in which a person of the business spoke. Its `message` is empty where they
spoke unasked, its `reply` while they had not yet, or where they only came or went."""

_KEPT: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        Started,
        Cited,
        CardShown,
        CartOffered,
        Compared,
        Evidence,
        Suggested,
        HandedOff,
        Presence,
        Stands,
        Finished,
        Failed,
    )
}
"""The events that are stored; the words are the turn's `reply`."""


@cache
def _adapter(kind: str) -> TypeAdapter[Event]:
    return TypeAdapter(_KEPT[kind])


@dataclass(frozen=True, slots=True)
class Turn:
    """A message and its reply. `prompt` is the message as the model was given it, facts and all.

    `reply` is empty, and `finished` None, while it is being written or where it broke off.
    """

    position: int
    message_id: str
    message: str
    prompt: str
    reply: str
    lane: str
    language: str
    events: tuple[Event, ...]
    created: datetime
    finished: datetime | None
    page: str = ""
    """The path of the website's page that the message was written on; empty: of none."""

    @property
    def told(self) -> str:
        """The reply as a model may read it: without a contact that the customer left, or that a
        person of the business wrote. Of an order a model reads nothing, which leaves the turn out
        (see agent/prompt.py)."""
        if any(isinstance(e, Stands) and e.order for e in self.events):
            return ""
        if self.lane == PERSON:
            return hidden(self.reply)
        left = (e.reply_to for e in self.events if isinstance(e, HandedOff) and e.reply_to)
        reply = self.reply
        for contact in left:
            reply = reply.replace(contact, HIDDEN)
        return reply


@dataclass(frozen=True, slots=True)
class Conversation:
    id: str
    language: str
    turns: tuple[Turn, ...]
    """Those with a reply, the oldest first."""
    visitor: str = ""
    """The hash of the secret that it is bound to; empty: who knows its id may read it."""
    attendant: str = ""
    """The person of the business who has taken it, and when they last wrote. attending.py says for
    how long that holds."""
    attended: datetime | None = None
    pointed_at: tuple[str, ...] = ()
    """The products that the message which arrives is asked of."""

    def about(self, products: tuple[str, ...]) -> Conversation:
        """The same, asked of `products` (ids); as it is where there are none."""
        return replace(self, pointed_at=products) if products else self

    def said(self, message_id: str) -> Turn | None:
        """The finished turn of the client's message `message_id`."""
        return next((t for t in self.turns if message_id and t.message_id == message_id), None)

    @property
    def state(self) -> State:
        """What stands: as the latest reply left it, with what a person of the business showed
        since; or the products that are pointed at."""
        if self.pointed_at:
            return State(self.pointed_at, self.pointed_at if len(self.pointed_at) > 1 else ())
        for turn in reversed(self.turns):
            left = next((e.state for e in turn.events if isinstance(e, Stands)), None)
            if left is not None:
                return left
            shown = tuple(dict.fromkeys(e.id for e in turn.events if isinstance(e, CardShown)))
            if shown:
                return State(shown, shown if len(shown) > 1 else ())
        return State()


@dataclass(frozen=True, slots=True)
class Glance:
    """Who has taken a conversation and when they last wrote, and how many turns are told."""

    attendant: str
    attended: datetime | None
    told: int


def turn_of(row: sa.Row[Any]) -> Turn:
    """The turn that a row holds."""
    return Turn(
        position=row.position,
        message_id=row.message_id,
        message=row.message,
        prompt=row.prompt,
        reply=row.reply,
        lane=row.lane,
        language=row.language,
        events=tuple(_adapter(entry["is"]).validate_python(entry["of"]) for entry in row.events),
        created=row.created,
        finished=row.finished,
        page=row.page,
    )


def packed(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Those of `events` that are stored, as the database has them."""
    return [_packed(event) for event in events if type(event).__name__ in _KEPT]


def _packed(event: Event) -> dict[str, Any]:
    kind = type(event).__name__
    return {"is": kind, "of": _adapter(kind).dump_python(event, mode="json")}
