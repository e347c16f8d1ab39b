"""The talks as the owner sees them: who waits, what runs, what ended without an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from agent.attending import holder
from catalog.database import Database
from catalog.tables import conversations, handoffs, inbox, mail_talks, outbox, people, turns

RUNNING = timedelta(minutes=10)
"""A talk runs for so long after its last word."""
_LOOKED_BACK = timedelta(days=7)
_SHOWN = 50
"""Talks in a list: what is older is found by its question."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A talk in a list: what the customer said last, when, where; who has it. `contact` is what
    they left, `question` the number of what stays open."""

    id: str
    said: str
    when: datetime
    channel: str
    person: str = ""
    contact: str = ""
    question: int = 0


@dataclass(frozen=True, slots=True)
class Today:
    waiting: Sequence[Listed]
    running: Sequence[Listed]
    unanswered: Sequence[Listed]


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A reply that reached nobody, and why. `talk` is empty where it is not known any more."""

    talk: str
    channel: str
    person: str
    reason: str
    when: datetime


class Talks:
    """The lists. Safe from many threads."""

    def __init__(self, database: Database, person_s: float) -> None:
        self._database = database
        self._person_s = person_s

    def today(self) -> Today:
        """The three lists, each talk in the first that it belongs to."""
        now = datetime.now(UTC)
        with self._database.reading() as connection:
            open_ = self._waiting(connection, now)
            running = self._running(connection, now - RUNNING)
            unanswered = self._unanswered(connection, now - _LOOKED_BACK, now - RUNNING)
        seen = {one.id for one in open_}
        running = [one for one in running if one.id not in seen]
        seen |= {one.id for one in running}
        return Today(open_, running, [one for one in unanswered if one.id not in seen])

    def waiting(self) -> list[Listed]:
        """Who waits for a person: the first of the three."""
        with self._database.reading() as connection:
            return self._waiting(connection, datetime.now(UTC))

    def undelivered(self) -> list[Undelivered]:
        """What was given up in the last seven days, the newest first."""
        o, m = outbox.c, mail_talks.c
        theirs = sa.and_(*(o[n] == people.c[n] for n in ("channel", "account", "person")))
        query = (
            sa.select(o.key, o.channel, o.person, o.error, o.changed, people.c.conversation)
            .join_from(outbox, people, theirs, isouter=True)
            .where(o.state == "dead", o.changed >= datetime.now(UTC) - _LOOKED_BACK)
            .order_by(o.changed.desc())
            .limit(_SHOWN)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            mine = m.id.in_([_number(row.key) for row in rows if row.channel == "mail"])
            found = connection.execute(sa.select(m.id, m.conversation_id).where(mine))
            talks = {row.id: row.conversation_id for row in found}
        return [
            Undelivered(
                row.conversation or talks.get(_number(row.key), ""),
                row.channel,
                row.person,
                row.error,
                row.changed,
            )
            for row in rows
        ]

    def mark(self) -> str:
        """Changes whenever a page may look different: what is watched once a second."""
        parts = (
            sa.select(sa.func.max(turns.c.id)),
            sa.select(sa.func.max(conversations.c.touched)),
            sa.select(sa.func.count(), sa.func.max(conversations.c.attended)).where(
                conversations.c.attended.is_not(None)
            ),
            sa.select(sa.func.count(), sa.func.count(handoffs.c.done)).select_from(handoffs),
            sa.select(sa.func.max(inbox.c.id)),
            sa.select(sa.func.max(outbox.c.changed)),
        )
        with self._database.reading() as connection:
            return "|".join(str(connection.execute(part).first()) for part in parts)

    def _waiting(self, connection: sa.Connection, now: datetime) -> list[Listed]:
        """What is open, and who has just been told that only a person knows."""
        open_ = self._open(connection)
        seen = {one.id for one in open_}
        just = self._unanswered(connection, now - RUNNING, now)
        return [*open_, *(one for one in just if one.id not in seen)]

    def _open(self, connection: sa.Connection) -> list[Listed]:
        """Questions with a contact; talks that a person has taken and in which something waits."""
        h = handoffs.c
        questions = (
            sa.select(h.conversation_id, h.question, h.created, people.c.channel, h.contact, h.id)
            .join_from(handoffs, people, people.c.conversation == h.conversation_id, isouter=True)
            .where(h.done.is_(None))
            .order_by(h.id)
            .limit(_SHOWN)
        )
        asked = [
            Listed(row[0], row[1], row[2], row[3] or "", contact=row[4], question=row[5])
            for row in connection.execute(questions)
        ]
        c = conversations.c
        query = self._listed().where(c.attendant != "", c.attended.is_not(None))
        taken = [self._of(row) for row in connection.execute(query)]
        return [*asked, *(one for one in taken if one.person and self._waits(connection, one.id))]

    def _waits(self, connection: sa.Connection, id: str) -> bool:
        c = turns.c
        left = sa.select(c.id).where(c.conversation_id == id, c.finished.is_(None)).limit(1)
        theirs = sa.and_(
            people.c.channel == inbox.c.channel,
            people.c.account == inbox.c.account,
            people.c.person == inbox.c.person,
        )
        here = (
            sa.select(inbox.c.id)
            .join_from(inbox, people, theirs)
            .where(people.c.conversation == id, inbox.c.state == "waiting")
            .limit(1)
        )
        return any(connection.execute(query).first() is not None for query in (left, here))

    def _running(self, connection: sa.Connection, since: datetime) -> list[Listed]:
        c = conversations.c
        query = self._listed().where(sa.or_(c.touched >= since, c.attended.is_not(None)))
        rows = connection.execute(query.order_by(c.touched.desc()).limit(_SHOWN))
        return [self._of(row) for row in rows]

    def _unanswered(
        self, connection: sa.Connection, since: datetime, until: datetime
    ) -> list[Listed]:
        """Those whose last word left the question open."""
        later = turns.alias()
        c = turns.c
        ended = (
            sa.select(c.conversation_id)
            .where(
                c.unanswered,
                c.settled.is_(None),
                c.created.between(since, until),
                ~sa.exists().where(
                    later.c.conversation_id == c.conversation_id, later.c.position > c.position
                ),
            )
            .order_by(c.created.desc())
            .limit(_SHOWN)
        )
        query = self._listed().where(conversations.c.id.in_(ended))
        rows = connection.execute(query.order_by(conversations.c.touched.desc()))
        return [self._of(row) for row in rows]

    def _listed(self) -> sa.Select[Any]:
        c = conversations.c
        said = (
            sa.select(turns.c.message)
            .where(turns.c.conversation_id == c.id, turns.c.message != "")
            .order_by(turns.c.position.desc())
            .limit(1)
            .scalar_subquery()
        )
        return sa.select(
            c.id, said, c.touched, people.c.channel, c.attendant, c.attended
        ).join_from(conversations, people, people.c.conversation == c.id, isouter=True)

    def _of(self, row: sa.Row[Any, Any, Any, Any, Any, Any]) -> Listed:
        id, said, touched, channel, attendant, attended = row
        person = holder(attendant, attended, self._person_s)
        return Listed(id, said or "", touched, channel or "", person)


def _number(key: str) -> int:
    """A letter's talk, by its key: "mail:12:…"; 0 where it is of none."""
    number = key.split(":")[1] if key.count(":") == 2 else ""
    return int(number) if number.isdecimal() else 0
