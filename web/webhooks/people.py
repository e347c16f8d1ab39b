"""Who writes, or was written to: where they are reached, in which talk, and in which language.

Nothing that they say is kept here.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

import sqlalchemy as sa

from agent.conversation_rows import stored_id
from catalog.database import Database
from catalog.tables import inbox, people
from web.webhooks.seam import Arrival, Channel


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """Whoever writes, on which channel and to which account of the business."""

    channel: str
    account: str
    id: str

    @property
    def conversation(self) -> str:
        """The id of their conversation, which their `visitor` makes nobody else's."""
        return f"{self.channel}:{self.account}:{self.id}"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person. `visitor` binds the conversation, and is told to nobody."""

    address: str
    visitor: str
    language: str
    greeted: bool
    heard: datetime


class People:
    """The table. Safe from many threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = inserting(database)

    def known(self, person: Person) -> Known:
        query = sa.select(
            people.c.address, people.c.visitor, people.c.language, people.c.greeted, people.c.heard
        ).where(is_of(people, person))
        with self._database.reading() as connection:
            return Known(*connection.execute(query).one())

    def met(
        self, connection: sa.Connection, channel: Channel, id: str, address: str, now: datetime
    ) -> Person:
        """Whoever the business itself has written to, at `address`; known from now on."""
        c = people.c
        here = sa.and_(c.channel == channel.name, c.account == channel.account)
        at = sa.select(c.person).where(here, c.address == address).order_by(c.heard.desc())
        person = connection.execute(at).scalars().first() or id
        new = {
            "channel": channel.name, "account": channel.account, "person": person,
            "address": address, "visitor": (visitor := _secret()), "language": "",
            "greeted": False, "heard": now,
        }  # fmt: skip
        met = Person(channel.name, channel.account, person)
        new["conversation"] = stored_id(met.conversation, visitor)
        connection.execute(self._insert(people).values(new).on_conflict_do_nothing())
        return met

    def heard(
        self, connection: sa.Connection, channel: Channel, arrival: Arrival, written: datetime
    ) -> None:
        """Whoever has written, known from now on by where they are reached."""
        person, visitor = Person(channel.name, channel.account, arrival.person), _secret()
        new = {
            "channel": channel.name,
            "account": channel.account,
            "person": arrival.person,
            "address": arrival.address,
            "visitor": visitor,
            "conversation": stored_id(person.conversation, visitor),
            "language": arrival.language,
            "greeted": False,
            "heard": written,
        }
        insert = self._insert(people).values(new)
        later = sa.case((people.c.heard > insert.excluded.heard, people.c.heard),
                        else_=insert.excluded.heard)  # fmt: skip
        connection.execute(
            insert.on_conflict_do_update(
                index_elements=list(people.primary_key.columns),
                set_={"address": insert.excluded.address, "heard": later},
            )
        )

    def greeted(self, connection: sa.Connection, person: Person, language: str) -> None:
        """They have had a reply, in this language."""
        them = people.update().where(is_of(people, person))
        connection.execute(them.values(greeted=True, language=language))

    def attended(self, connection: sa.Connection, person: Person, now: datetime | None) -> None:
        """A person of the business writes to them from `now` on; None: the agent again."""
        connection.execute(people.update().where(is_of(people, person)).values(attended=now))


def forget_people(database: Database, before: datetime) -> None:
    """Drop who has written nothing since `before`, and of whom nothing waits to be answered."""
    c = people.c
    old = sa.and_(
        c.heard < before,
        sa.or_(c.attended.is_(None), c.attended < before),
        ~sa.exists().where(theirs(), inbox.c.state == "waiting"),
    )
    with database.writing() as connection:
        connection.execute(people.delete().where(old))


def inserting(database: Database) -> Callable[[sa.Table], Any]:
    """The database's own insert, which may give way to a row that is there."""
    # Loaded by its name: PostgreSQL's takes 40 ms, which a server with SQLite starts without.
    dialect = import_module(f"sqlalchemy.dialects.{database.engine.dialect.name}")
    found: Callable[[sa.Table], Any] = dialect.insert
    return found


def _secret() -> str:
    return secrets.token_urlsafe(32)


def is_of(table: sa.Table, person: Person) -> sa.ColumnElement[bool]:
    c = table.c
    return sa.and_(c.channel == person.channel, c.account == person.account, c.person == person.id)


def theirs() -> sa.ColumnElement[bool]:
    """That a row of the inbox is of a row of people."""
    return sa.and_(*(inbox.c[name] == people.c[name] for name in ("channel", "account", "person")))
