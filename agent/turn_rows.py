"""Turns as rows: a customer's message, its reply, and what a person of the business says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from agent import counted
from agent.events import Event, Finished, HandedOff
from agent.turns import PERSON, packed
from catalog.tables import conversations, turns


def add_turn(
    connection: sa.Connection,
    conversation: str,
    message_id: str,
    message: str,
    language: str,
    page: str = "",
) -> int:
    """Keep a message that nobody has answered yet; its position."""
    position = _next(connection, conversation)
    connection.execute(
        turns.insert().values(
            conversation_id=conversation,
            position=position,
            message_id=message_id,
            message=message,
            prompt=message,
            reply="",
            lane="",
            language=language,
            events=[],
            created=datetime.now(UTC),
            page=page,
        )
    )
    counted.note(connection, counted.What.ASKED, conversation, position)
    return position


def finish_turn(
    connection: sa.Connection,
    conversation: str,
    position: int,
    *,
    prompt: str,
    reply: str,
    events: Sequence[Event],
    finished: Finished,
    never_had: Sequence[str] = (),
) -> None:
    """Keep the reply to a message, with its conversation's language and what is counted of it."""
    now = datetime.now(UTC)
    handed = any(isinstance(e, HandedOff) and not e.reply_to for e in events)
    connection.execute(
        turns.update()
        .where(turns.c.conversation_id == conversation, turns.c.position == position)
        .values(
            prompt=prompt,
            reply=reply,
            lane=finished.lane,
            language=finished.language,
            events=packed(events),
            finished=now,
            unanswered=handed,
        )
    )
    touched = conversations.update().where(conversations.c.id == conversation)
    connection.execute(touched.values(language=finished.language, touched=now))
    counted.replied(
        connection, conversation, position, events, finished, handed=handed, never_had=never_had
    )


def person_turn(
    connection: sa.Connection,
    conversation: str,
    message_id: str,
    *,
    message: str = "",
    prompt: str,
    reply: str = "",
    language: str,
    events: list[dict[str, Any]],
) -> bool:
    """Add a turn in the lane `person`, with its events packed; False: it is there."""
    now = datetime.now(UTC)
    mine = turns.c.conversation_id == conversation
    same = sa.select(turns.c.id).where(mine, turns.c.message_id == message_id)
    if connection.execute(same).first():
        return False
    position = _next(connection, conversation)
    if message:
        counted.note(connection, counted.What.ASKED, conversation, position)
    if reply:
        counted.by_person(connection, conversation, [position] if message else [])
    connection.execute(
        turns.insert().values(
            conversation_id=conversation,
            position=position,
            message_id=message_id,
            message=message,
            prompt=prompt,
            reply=reply,
            lane=PERSON,
            language=language,
            events=events,
            created=now,
            finished=now,
        )
    )
    touched = conversations.update().where(conversations.c.id == conversation)
    connection.execute(touched.values(touched=now))
    return True


def _next(connection: sa.Connection, conversation: str) -> int:
    mine = turns.c.conversation_id == conversation
    last = connection.execute(sa.select(sa.func.max(turns.c.position)).where(mine)).scalar()
    return 0 if last is None else int(last) + 1
