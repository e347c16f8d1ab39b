"""All that is kept of one person: found by a contact, told as plain values, erased without a trace.

A person is found by the e-mail address or phone number that they left or wrote, by a messenger's
id, or by a conversation's. With them go their conversations, what was left open in them, what came
in and goes out by a messenger or by mail, what is known of them there, what they wait for, and
their orders out of tables (which the next `tresen orders ingest` of a table that has them brings
back). Of SQLite the freed pages are overwritten as well, so that no byte of it stays in the state
folder. A server's memory is reached at once from its own console, and within the hour from
elsewhere (retention.py). Not reached are backups, and what a platform or a mailbox has.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from agent.config import Settings
from catalog.database import Database
from catalog.errors import StateError
from catalog.orders import kept
from catalog.orders.kept import KeptOrders
from catalog.tables import (
    answers,
    conversations,
    handoffs,
    happenings,
    inbox,
    mail_talks,
    outbox,
    people,
    placed_orders,
    restocks,
    tries,
    turns,
)
from web.restock.kept import days_of

_AT_ONCE = 500
_WHO = ("channel", "account", "person")
_OF_TALKS = (conversations, turns, handoffs, mail_talks, happenings)

Id = TypeVar("Id", str, int)


class Kind(StrEnum):
    """What is kept, by for how long."""

    TALKS = "talks"
    MESSAGES = "messages"
    FIGURES = "figures"
    ORDERS = "orders"
    ANSWERS = "answers"
    RESTOCKS = "restocks"


@dataclass(frozen=True, slots=True)
class Kept:
    """`days` until it is deleted, 0: never, None: with its source; `setting` says so."""

    kind: Kind
    days: int | None
    setting: str
    tables: tuple[sa.Table, ...]


def kinds(settings: Settings) -> tuple[Kept, ...]:
    """All that is kept of people, by for how long."""
    return (
        Kept(Kind.TALKS, settings.web.keep_days, "[web] keep_days",
             (conversations, turns, handoffs, mail_talks)),
        Kept(Kind.MESSAGES, settings.channels.keep_days, "[channels] keep_days",
             (people, inbox, outbox)),
        Kept(Kind.FIGURES, settings.figures.keep_days, "[figures] keep_days", (happenings,)),
        Kept(Kind.ORDERS, None, "", (placed_orders,)),
        Kept(Kind.ANSWERS, 0, "", (answers,)),
        Kept(Kind.RESTOCKS, days_of(settings.mail), "[mail] restock_days", (restocks, tries)),
    )  # fmt: skip


def rows(database: Database, one: Kept) -> dict[str, int]:
    """How many rows of each table there are."""
    count = sa.select(sa.func.count())
    with database.reading() as connection:
        return {
            table.name: int(connection.execute(count.select_from(table)).scalar_one())
            for table in one.tables
        }


@dataclass(frozen=True, slots=True)
class Found:
    """Where a person's data lie: conversations by their ids, who they are on messengers, and the
    rows of their orders."""

    talks: tuple[str, ...]
    people: tuple[tuple[str, str, str], ...]
    letters: tuple[int, ...] = ()
    """Mails to them, and to the business about them: rows of the outbox."""

    orders: tuple[int, ...] = ()
    restocks: tuple[int, ...] = ()
    """What they wait for."""

    def __bool__(self) -> bool:
        return any((self.talks, self.people, self.letters, self.orders, self.restocks))


def find(database: Database, contact: str) -> Found:
    """What is kept of whoever `contact` names; as it is written, capital letters aside."""
    contact = contact.strip()
    if len(contact) < 3:  # it would be in everybody's words
        return Found((), ())
    written = turns.c.message.icontains(contact, autoescape=True)
    same = sa.func.lower(handoffs.c.contact) == contact.lower()
    addressed = people.c.address.endswith(contact, autoescape=True)
    with database.reading() as connection:
        met = connection.execute(
            sa.select(*(people.c[name] for name in _WHO), people.c.conversation).where(
                sa.or_(people.c.person == contact, people.c.conversation == contact, addressed)
            )
        ).all()
        ids = {row.conversation for row in met if row.conversation}
        for query in (
            sa.select(conversations.c.id).where(conversations.c.id == contact),
            sa.select(handoffs.c.conversation_id).where(same),
            sa.select(turns.c.conversation_id).where(written).distinct(),
        ):
            ids |= set(connection.execute(query).scalars())
        query = sa.select(*(people.c[name] for name in _WHO))
        theirs = {tuple(row[:3]) for row in met}
        for some in _parts(ids):
            theirs |= {tuple(r) for r in connection.execute(
                query.where(people.c.conversation.in_(some)))}  # fmt: skip
        letters = _letters(connection, ids, contact)
        waits = sa.select(restocks.c.id).where(sa.func.lower(restocks.c.email) == contact.lower())
        awaited = tuple(connection.execute(waits).scalars())
    orders = KeptOrders(database).of_person(contact)
    return Found(tuple(sorted(ids)), tuple(sorted(theirs)), letters, orders, awaited)


def export(database: Database, found: Found) -> dict[str, Any]:
    """All of it as plain values for JSON, by the table that it lies in."""
    told: dict[str, list[dict[str, Any]]] = {
        table.name: [] for table in (*_OF_TALKS, people, inbox, outbox, restocks)
    }
    with database.reading() as connection:
        for some in _parts(found.talks):
            for table in _OF_TALKS:
                column = table.c.id if table is conversations else table.c.conversation_id
                told[table.name] += _rows(connection, table, column.in_(some))
        for who in found.people:
            for table in (people, inbox, outbox):
                told[table.name] += _rows(connection, table, _is(table, who))
        for part in _parts(found.restocks):
            told[restocks.name] += _rows(connection, restocks, restocks.c.id.in_(part))
        for part in _parts(found.letters):
            told[outbox.name] += _rows(connection, outbox, outbox.c.id.in_(part))
        told["placed_orders"] = list(kept.told(connection, found.orders))
    return told


def erase(database: Database, found: Found) -> dict[str, int]:
    """Delete all of it; how many rows of each table that were. Raises StateError."""
    gone = {name: len(rows) for name, rows in export(database, found).items()}
    with database.writing(durable=True) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete=ON")
        for part in _parts(found.restocks):
            connection.execute(restocks.delete().where(restocks.c.id.in_(part)))
        for part in _parts(found.letters):
            connection.execute(outbox.delete().where(outbox.c.id.in_(part)))
        for some in _parts(found.talks):  # what is of a talk goes with it
            connection.execute(happenings.delete().where(happenings.c.conversation_id.in_(some)))
            connection.execute(conversations.delete().where(conversations.c.id.in_(some)))
        for who in found.people:
            for table in (people, inbox, outbox):
                connection.execute(table.delete().where(_is(table, who)))
        kept.forgotten(connection, found.orders)
    _overwrite(database)
    return gone


def _letters(connection: sa.Connection, ids: set[str], contact: str) -> tuple[int, ...]:
    """Mails to `contact`, and those about the talks `ids`, to whomever."""
    c, m = outbox.c, mail_talks.c
    mail = c.channel == "mail"
    query = sa.select(c.id).where(mail, sa.func.lower(c.person) == contact.lower())
    found = set(connection.execute(query).scalars())
    for some in _parts(ids):
        for number in connection.execute(sa.select(m.id).where(m.conversation_id.in_(some))):
            about = sa.select(c.id).where(mail, c.key.startswith(f"mail:{number.id}:"))
            found |= set(connection.execute(about).scalars())
    return tuple(sorted(found))


def _overwrite(database: Database) -> None:
    """Make the file anew, and empty its journal: what was deleted stands in neither."""
    if database.engine.dialect.name != "sqlite":
        return
    try:
        with closing(database.engine.raw_connection()) as held:
            raw = cast("sqlite3.Connection", held.driver_connection)
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except (sqlite3.Error, sa.exc.SQLAlchemyError) as exc:
        raise StateError(
            "It is deleted, but the file could not be made anew while others use it: traces may "
            f"stand in freed pages ({exc}). Do it once more when it is quiet."
        ) from exc


def _rows(
    connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]
) -> list[dict[str, Any]]:
    hidden = ("visitor", "who")  # secrets, and no data
    # In their order, which PostgreSQL does not keep of rows that were changed.
    rows = sa.select(table).where(where).order_by(*table.primary_key)
    return [
        {name: _plain(value) for name, value in row.items() if name not in hidden}
        for row in connection.execute(rows).mappings()
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _is(table: sa.Table, who: tuple[str, str, str]) -> sa.ColumnElement[bool]:
    return sa.and_(*(table.c[name] == value for name, value in zip(_WHO, who, strict=True)))


def _parts(ids: Iterable[Id]) -> Iterable[list[Id]]:
    whole = list(ids)
    return (whole[at : at + _AT_ONCE] for at in range(0, len(whole), _AT_ONCE))
