"""What happens, for figures: one row for each thing, written in the transaction of what it is of.

    asked                     a message of a customer
    answered  lane            its reply: by code, by the model, by a person
    handed    reason, lane    its reply left it to a person; `lane` says so once one has answered
    about, shown, sold_out    goods that a reply spoke of, that stood as cards, that were not there
    never_had                 what was asked for and is in no row: the customer's words
    clicked, carted, ordered  what became of goods that were shown

A conversation's end leaves its rows without it, and takes the customer's words; who is erased takes
all of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from agent.events import CardShown, Event, Finished
from catalog.database import Database
from catalog.records import Availability
from catalog.tables import happenings


class What(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    HANDED = "handed"
    ABOUT = "about"
    SHOWN = "shown"
    SOLD_OUT = "sold_out"
    NEVER_HAD = "never_had"
    CLICKED = "clicked"
    CARTED = "carted"
    ORDERED = "ordered"


_LONGEST = 60
"""Characters of what was never had."""


def note(
    connection: sa.Connection, what: What, conversation: str, position: int = 0, **more: Any
) -> None:
    """One thing that happens now."""
    _add(connection, [_row(what, conversation, position, **more)])


def replied(
    connection: sa.Connection,
    conversation: str,
    position: int,
    events: Iterable[Event],
    finished: Finished,
    *,
    handed: bool,
    never_had: Sequence[str] = (),
) -> None:
    """A reply stands: by whom, how soon, of what."""
    cards = [event for event in events if isinstance(event, CardShown)]
    ms = finished.timings.ttft_ms
    what, lane = (What.HANDED, "") if handed else (What.ANSWERED, finished.lane)
    rows = [
        _row(what, conversation, position, lane=lane, reason=finished.kind, ms=ms),
        *(_row(What.ABOUT, conversation, position, item=id) for id in finished.products),
        *(_row(What.SHOWN, conversation, position, item=id) for id in {c.id: 1 for c in cards}),
        *(
            _row(What.SOLD_OUT, conversation, position, item=card.id)
            for card in cards
            if card.availability == Availability.OUT_OF_STOCK.value
        ),
        *(
            _row(What.NEVER_HAD, conversation, position, item=words[:_LONGEST])
            for words in never_had
        ),
    ]
    _add(connection, rows)


def by_person(connection: sa.Connection, conversation: str, positions: Iterable[int]) -> None:
    """A person has answered the turns at `positions`, and all that was left to one before."""
    h = happenings.c
    left = sa.and_(h.conversation_id == conversation, h.what == What.HANDED, h.lane == "")
    connection.execute(happenings.update().where(left).values(lane="person"))
    _add(
        connection,
        [_row(What.ANSWERED, conversation, position, lane="person") for position in positions],
    )


def forget_words(connection: sa.Connection, conversations: Sequence[str]) -> None:
    """Take what customers of these talks said."""
    h = happenings.c
    theirs = sa.and_(h.what == What.NEVER_HAD, h.conversation_id.in_(conversations))
    connection.execute(happenings.delete().where(theirs))


def forget(database: Database, before: datetime) -> None:
    """Delete what was counted earlier."""
    with database.writing() as connection:
        connection.execute(happenings.delete().where(happenings.c.at < before))


def _row(what: What, conversation: str, position: int, **more: Any) -> dict[str, Any]:
    empty = {"lane": "", "reason": "", "item": "", "ms": None, "pieces": 1, "amount": None,
             "currency": "", "key": None}  # fmt: skip
    given = {"what": str(what), "at": datetime.now(UTC), "conversation_id": conversation}
    return empty | given | {"position": position} | more


def _add(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(happenings.insert(), list(rows))
