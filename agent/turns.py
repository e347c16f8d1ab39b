"""What was said, as values: a turn, a conversation, and what it spoke of last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from agent.contacts import HIDDEN
from agent.events import (
    CardShown,
    Cited,
    Event,
    Evidence,
    Failed,
    Finished,
    HandedOff,
    Started,
    Suggested,
)

_KEPT: dict[str, TypeAdapter[Any]] = {
    kind.__name__: TypeAdapter(kind)
    for kind in (Started, Cited, CardShown, Evidence, Suggested, HandedOff, Finished, Failed)
}
"""The events that are stored; the words are the turn's `reply`."""

_BACK = 6
"""So many turns a product stays spoken of."""


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

    @property
    def told(self) -> str:
        """The reply as a model may read it: without a contact that the customer left."""
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

    def said(self, message_id: str) -> Turn | None:
        """The finished turn of the client's message `message_id`."""
        return next((t for t in self.turns if message_id and t.message_id == message_id), None)

    def spoken_products(self) -> tuple[str, ...]:
        """Ids of the products that the latest reply that had any spoke of, in its order."""
        return next((shown for _, shown in self._shown() if shown), ())

    def listed_products(self) -> tuple[str, ...]:
        """Ids of those of the latest reply that spoke of several; or the last two that were
        spoken of one after the other, where one of them was not in it."""
        single: list[str] = []
        for _, shown in self._shown():
            if len(shown) > 1:
                return shown if set(single) <= set(shown) else tuple([*single, *shown][:2][::-1])
            single += [id for id in shown if id not in single]
        return tuple(single[:2][::-1])

    def spoken_messages(self) -> tuple[str, ...]:
        """What the customer said since the first of `spoken_products` came up, the latest last."""
        spoken = frozenset(self.spoken_products()[:1])
        turns = [(turn, shown) for turn, shown in self._shown() if shown]
        mine = takewhile(lambda entry: spoken & set(entry[1]), turns)
        return tuple(turn.message for turn, _ in mine)[::-1]

    def _shown(self) -> Iterator[tuple[Turn, tuple[str, ...]]]:
        """The latest turns with the products that their replies showed, the latest first."""
        for turn in reversed(self.turns[-_BACK:]):
            cards = (event.id for event in turn.events if isinstance(event, CardShown))
            yield turn, tuple(dict.fromkeys(cards))

    def spoken_kind(self) -> str:
        """The kind of question that was answered last."""
        latest = self.turns[-1].events if self.turns else ()
        return next((e.kind for e in latest if isinstance(e, Finished)), "")


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
        events=tuple(_KEPT[entry["is"]].validate_python(entry["of"]) for entry in row.events),
        created=row.created,
        finished=row.finished,
    )


def packed(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Those of `events` that are stored, as the database has them."""
    return [_packed(event) for event in events if type(event).__name__ in _KEPT]


def _packed(event: Event) -> dict[str, Any]:
    kind = type(event).__name__
    return {"is": kind, "of": _KEPT[kind].dump_python(event, mode="json")}
