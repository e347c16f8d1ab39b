"""What mail knows of a talk, and of its mailbox: numbers, and how far both sides have read.

told      up to this turn the business has been mailed
reached   up to this turn the customer has read in the chat, or has been mailed
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agent.turns import PERSON, Turn
from catalog.database import Database
from catalog.tables import conversations, mail_talks, mailbox


@dataclass(frozen=True, slots=True)
class Seen:
    """How far the mailbox was looked at. Its UIDs count only while `validity` is the same."""

    validity: int
    last: int


@dataclass(frozen=True, slots=True)
class State:
    """How the mailbox stands: `fault` says why it cannot be read, else it is empty."""

    read: datetime | None
    fault: str


def number(connection: sa.Connection, conversation: str) -> int:
    """The talk's number among mail's; one that has none gets one."""
    c = mail_talks.c
    found = connection.execute(sa.select(c.id).where(c.conversation_id == conversation)).scalar()
    if found is not None:
        return int(found)
    values = {"conversation_id": conversation, "told": -1, "reached": -1}
    (made,) = connection.execute(mail_talks.insert().values(values)).inserted_primary_key or (0,)
    return int(made)


def advance(connection: sa.Connection, conversation: str, **columns: int) -> None:
    """Note how far somebody has read; never less far than before."""
    mine = mail_talks.c.id == number(connection, conversation)
    for name, position in columns.items():
        before = mail_talks.c[name] < position
        connection.execute(mail_talks.update().where(mine, before).values({name: position}))


def secret(database: Database) -> str:
    """What signs the addresses: made once, and kept with the talks that it is for."""
    query = sa.select(mailbox.c.secret)
    with database.reading() as connection:
        found = connection.execute(query).scalar()
    if found is None:
        with database.writing(durable=True) as connection:
            found = connection.execute(query).scalar()
            if found is None:
                found = secrets.token_urlsafe(32)
                values = {"id": 1, "secret": found, "validity": 0, "last": 0, "fault": ""}
                connection.execute(mailbox.insert().values(values))
    return str(found)


def seen(database: Database) -> Seen:
    query = sa.select(mailbox.c.validity, mailbox.c.last)
    with database.reading() as connection:
        return Seen(*(connection.execute(query).first() or (0, 0)))


def keep_seen(connection: sa.Connection, now: Seen) -> None:
    connection.execute(mailbox.update().values(validity=now.validity, last=now.last))


def note_read(database: Database, now: datetime, fault: str) -> None:
    """The mailbox was looked into, or could not be."""
    values = {"fault": fault} if fault else {"fault": "", "read": now}
    with database.writing() as connection:
        connection.execute(mailbox.update().values(**values))


def state(database: Database) -> State:
    query = sa.select(mailbox.c.read, mailbox.c.fault)
    with database.reading() as connection:
        return State(*(connection.execute(query).first() or (None, "")))


def note_history(database: Database, names: Iterable[str], turns: Iterable[Turn]) -> None:
    """A customer's chat has fetched `turns` of the talk that is kept under one of `names`: what a
    person said in them need not be mailed."""
    said = [turn.position for turn in turns if turn.lane == PERSON and turn.reply]
    if not said:
        return
    c, m = conversations.c, mail_talks.c
    query = sa.select(c.id, m.reached).where(c.id.in_(list(names)))
    query = query.join_from(conversations, mail_talks, m.conversation_id == c.id, isouter=True)
    with database.reading() as connection:
        row = connection.execute(query).first()
    if row is not None and (row.reached is None or row.reached < said[-1]):
        with database.writing() as connection:
            advance(connection, row.id, reached=said[-1])
