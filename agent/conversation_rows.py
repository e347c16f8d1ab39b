"""Conversations as rows: whose they are, and how they are begun, found, copied and deleted.

A conversation that its client named is stored under another id, which is bound to the client's
visitor; of the visitor only a hash is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from agent import counted
from agent.turns import Conversation, Glance, Turn, turn_of
from catalog.tables import conversations, turns


def stored_id(id: str, visitor: str) -> str:
    """The id under which a conversation is kept that its client calls `id`."""
    if not id or not visitor:
        return id
    return "v-" + hashlib.sha256(f"{visitor}\0{id}".encode()).hexdigest()[:40]


def hashed(visitor: str) -> str:
    return hashlib.sha256(visitor.encode()).hexdigest() if visitor else ""


def begin(connection: sa.Connection, key: str, visitor: str, language: str) -> None:
    """A new conversation that is stored as `key`."""
    now = datetime.now(UTC)
    connection.execute(
        conversations.insert().values(
            id=key, visitor=hashed(visitor), language=language, created=now, touched=now
        )
    )


def loaded(connection: sa.Connection, key: str) -> Conversation | None:
    """The conversation that is stored as `key`, whosoever it is."""
    row = connection.execute(sa.select(conversations).where(conversations.c.id == key)).first()
    return None if row is None else _conversation(connection, row)


def owned(connection: sa.Connection, id: str, visitor: str) -> Conversation | None:
    """The conversation that is called `id`, if it is the visitor's or nobody's in particular."""
    row = connection.execute(sa.select(conversations).where(_owned(id, visitor))).first()
    return None if row is None else _conversation(connection, row)


def glanced(connection: sa.Connection, id: str, visitor: str) -> Glance | None:
    """How the visitor's conversation `id` stands, without reading it."""
    c = conversations.c
    told = sa.select(sa.func.count()).where(
        turns.c.conversation_id == c.id, turns.c.finished.is_not(None)
    )
    query = sa.select(c.attendant, c.attended, told.scalar_subquery())
    row = connection.execute(query.where(_owned(id, visitor))).first()
    return None if row is None else Glance(*row)


def copy_turns(connection: sa.Connection, id: str, key: str, last: Turn) -> None:
    """The finished turns of `id` up to the `last` one, in the conversation `key` too."""
    columns = [c for c in turns.c if c.name not in ("id", "conversation_id")]
    mine = sa.select(sa.literal(key), *columns).where(
        turns.c.conversation_id == id,
        turns.c.finished.is_not(None),
        turns.c.position <= last.position,
    )
    names = ["conversation_id", *(c.name for c in columns)]
    connection.execute(turns.insert().from_select(names, mine))


def delete_old(connection: sa.Connection, before: datetime, most: int) -> int:
    """Delete up to `most` in which nothing was said since `before`; how many that were."""
    c = conversations.c
    begun = sa.exists().where(turns.c.conversation_id == c.id, turns.c.created >= before)
    old = sa.select(c.id).where(c.touched < before, ~begun)
    ids = connection.execute(old.limit(most)).scalars().all()
    counted.forget_words(connection, ids)
    connection.execute(conversations.delete().where(c.id.in_(ids)))
    return len(ids)


def those_of(connection: sa.Connection, ids: Sequence[str]) -> set[str]:
    """Those of `ids` that there are."""
    there = sa.select(conversations.c.id).where(conversations.c.id.in_(ids))
    return set(connection.execute(there).scalars())


def _owned(id: str, visitor: str) -> sa.ColumnElement[bool]:
    """One of a client's own naming is stored under another name, which replies tell; that name too
    opens it for its visitor alone."""
    c = conversations.c
    return sa.and_(c.id.in_({stored_id(id, visitor), id}), c.visitor == hashed(visitor))


def _conversation(connection: sa.Connection, row: sa.Row[Any]) -> Conversation:
    query = (
        sa.select(turns)
        .where(turns.c.conversation_id == row.id, turns.c.finished.is_not(None))
        .order_by(turns.c.position)
    )
    said = tuple(turn_of(entry) for entry in connection.execute(query))
    return Conversation(row.id, row.language, said, row.visitor, row.attendant, row.attended)
