"""What came in, kept before it is acknowledged, each thing once; and what is to be answered next.

A message waits until its reply stands in the outbox. Those that are answered together carry the
same `turn`, given before the answer is begun: after a crash the same messages are answered as the
same turn, which the agent then knows already. Their words are kept in the conversation only.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, cast

import sqlalchemy as sa

from agent.conversation_rows import stored_id
from catalog.database import Database
from catalog.tables import inbox, people
from web.webhooks.seam import Arrival, Channel, Kind

_TOGETHER = 20


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person with messages that wait: `first` and `last` came in then. `begun`: in a turn.

    `attended` is when a person of the business last wrote to them.
    """

    person: Person
    first: datetime
    last: datetime
    newest: int
    begun: bool
    attended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    id: int
    message: str
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages that are answered together, in the order in which they were written."""

    turn: str
    entries: tuple[Entry, ...]
    since: datetime

    @property
    def text(self) -> str:
        return "\n".join(entry.text for entry in self.entries if entry.text.strip())


class Inbox:
    """The table. Safe from many threads and processes."""

    def __init__(self, database: Database, chars: int) -> None:
        self._database = database
        # Loaded by its name: PostgreSQL's takes 40 ms, which a server with SQLite starts without.
        dialect = import_module(f"sqlalchemy.dialects.{database.engine.dialect.name}")
        self._insert: Callable[[sa.Table], Any] = dialect.insert
        self._chars = chars

    def keep(
        self, connection: sa.Connection, channel: Channel, arrivals: Iterable[Arrival],
        now: datetime,
    ) -> list[str]:  # fmt: skip
        """Take in what is new; what became of each arrival, in words for the counters."""
        return [self._keep(connection, channel, arrival, now) for arrival in arrivals]

    def waiting(self) -> list[Waiting]:
        c = inbox.c
        query = (
            sa.select(
                c.channel, c.account, c.person, sa.func.min(c.received), sa.func.max(c.received),
                sa.func.max(c.id), sa.func.max(c.turn), sa.func.max(people.c.attended),
            )
            .join_from(inbox, people, _theirs())
            .where(c.state == "waiting")
            .group_by(c.channel, c.account, c.person)
            .order_by(sa.func.min(c.id))
            .limit(1000)
        )  # fmt: skip
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [Waiting(Person(a, b, d), f, g, h, bool(t), w) for a, b, d, f, g, h, t, w in rows]

    def newest(self, waiting: Waiting) -> tuple[str, str]:
        """The platform's id of the newest message, and where its writer is reached."""
        query = sa.select(inbox.c.message).where(inbox.c.id == waiting.newest)
        address = sa.select(people.c.address).where(_is(people, waiting.person))
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one(), connection.execute(address).scalar_one()

    def known(self, person: Person) -> Known:
        query = sa.select(
            people.c.address, people.c.visitor, people.c.language, people.c.greeted, people.c.heard
        ).where(_is(people, person))
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

    def unanswered(self, connection: sa.Connection, person: Person) -> tuple[Entry, ...]:
        """What they have written and nobody has begun to answer, the oldest first."""
        c = inbox.c
        query = sa.select(c.id, c.message, c.kind, c.text).where(_is(inbox, person), *_untouched())
        rows = connection.execute(query.order_by(c.written, c.id)).all()
        return tuple(Entry(*row) for row in rows)

    def attended(self, person: Person, answered: Iterable[Entry], now: datetime) -> None:
        """A person of the business has written to them, and so answered what stood there."""
        ids = [entry.id for entry in answered]
        with self._database.writing() as connection:
            self.attend(connection, person, ids, now)

    def attend(
        self, connection: sa.Connection, person: Person, ids: Iterable[int], now: datetime | None
    ) -> None:
        """They are left to a person of the business from `now` on (None: to the agent again), who
        has answered the entries with these `ids`."""
        connection.execute(
            inbox.update()
            .where(inbox.c.id.in_(ids), *_untouched())
            .values(state="answered", text="")
        )
        connection.execute(people.update().where(_is(people, person)).values(attended=now))

    def take(self, person: Person) -> Batch | None:
        """The next messages to answer, as one turn. The same again until they are answered."""
        mine = sa.and_(_is(inbox, person), inbox.c.state == "waiting")
        query = sa.select(inbox).where(mine).order_by(inbox.c.written, inbox.c.id)
        with self._database.writing() as connection:
            rows = connection.execute(query).all()
            turn = next((row.turn for row in rows if row.turn), "")
            if turn:
                rows = [row for row in rows if row.turn == turn]
            elif rows:
                turn = secrets.token_urlsafe(12)
                rows = _that_fit(rows, self._chars)
                connection.execute(
                    inbox.update().where(inbox.c.id.in_([row.id for row in rows])).values(turn=turn)
                )
        if not rows:
            return None
        entries = tuple(Entry(row.id, row.message, row.kind, row.text) for row in rows)
        return Batch(turn, entries, min(row.received for row in rows))

    def answered(
        self, connection: sa.Connection, person: Person, batch: Batch, language: str
    ) -> bool:
        """Close the turn; False where somebody else has. In the transaction of the reply."""
        mine = sa.and_(inbox.c.turn == batch.turn, inbox.c.state == "waiting")
        closed = connection.execute(inbox.update().where(mine).values(state="answered", text=""))
        connection.execute(
            people.update().where(_is(people, person)).values(greeted=True, language=language)
        )
        return bool(cast("sa.CursorResult[Any]", closed).rowcount)

    def forget(self, before: datetime) -> None:
        """Drop what no platform repeats any more."""
        with self._database.writing() as connection:
            old = sa.and_(inbox.c.state != "waiting", inbox.c.received < before)
            connection.execute(inbox.delete().where(old))

    def counts(self) -> dict[str, int]:
        """Waiting messages by channel."""
        query = sa.select(inbox.c.channel, sa.func.count()).where(inbox.c.state == "waiting")
        with self._database.reading() as connection:
            rows = connection.execute(query.group_by(inbox.c.channel)).all()
        return {row[0]: row[1] for row in rows}

    # -- one arrival -------------------------------------------------------------------------------

    def _keep(
        self, connection: sa.Connection, channel: Channel, arrival: Arrival, now: datetime
    ) -> str:
        c = inbox.c
        here = sa.and_(c.channel == channel.name, c.account == channel.account)
        same = sa.and_(here, c.message == arrival.message)
        either = sa.or_(sa.and_(here, c.event == arrival.event), same)
        before = connection.execute(sa.select(c.event).where(either)).scalars().all()
        if arrival.event in before or (arrival.change == "new" and before):
            return "repeated"  # or its edit or deletion has overtaken it
        open_ = sa.and_(same, *_untouched())
        late = channel.window is not None and now - arrival.written > channel.window
        state, told = ("dropped", "late") if late else ("waiting", arrival.change)
        if arrival.change == "deleted":
            connection.execute(inbox.update().where(open_).values(state="dropped", text=""))
            state = "dropped"
        elif arrival.change == "edited":
            changed = connection.execute(
                inbox.update().where(open_).values(text=arrival.text, kind=arrival.kind)
            )
            if cast("sa.CursorResult[Any]", changed).rowcount or arrival.kind != "text":
                state = "dropped"
        if not self._add(connection, channel, arrival, now, state):
            return "repeated"
        if state == "waiting":
            self._hear(connection, channel, arrival, min(arrival.written, now))
        return told

    def _add(
        self, connection: sa.Connection, channel: Channel, arrival: Arrival, now: datetime,
        state: str,
    ) -> bool:  # fmt: skip
        values = {
            "channel": channel.name,
            "account": channel.account,
            "person": arrival.person,
            "event": arrival.event,
            "message": arrival.message,
            "kind": arrival.kind,
            "text": arrival.text.replace("\0", "") if state == "waiting" else "",
            "written": arrival.written,
            "received": now,
            "state": state,
            "turn": "",
        }
        added = connection.execute(self._insert(inbox).values(values).on_conflict_do_nothing())
        return bool(cast("sa.CursorResult[Any]", added).rowcount)

    def _hear(
        self, connection: sa.Connection, channel: Channel, arrival: Arrival, written: datetime
    ) -> None:
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


def forget_people(database: Database, before: datetime) -> None:
    """Drop who has written nothing since `before`, and of whom nothing waits to be answered."""
    c = people.c
    old = sa.and_(
        c.heard < before,
        sa.or_(c.attended.is_(None), c.attended < before),
        ~sa.exists().where(_theirs(), inbox.c.state == "waiting"),
    )
    with database.writing() as connection:
        connection.execute(people.delete().where(old))


def _secret() -> str:
    return secrets.token_urlsafe(32)


def _is(table: sa.Table, person: Person) -> sa.ColumnElement[bool]:
    c = table.c
    return sa.and_(c.channel == person.channel, c.account == person.account, c.person == person.id)


def _theirs() -> sa.ColumnElement[bool]:
    return sa.and_(*(inbox.c[name] == people.c[name] for name in ("channel", "account", "person")))


def _untouched() -> tuple[sa.ColumnElement[bool], ...]:
    return inbox.c.state == "waiting", inbox.c.turn == ""


def _that_fit(rows: Iterable[sa.Row[Any]], chars: int) -> list[sa.Row[Any]]:
    """As many as one message may hold; at least one."""
    taken: list[sa.Row[Any]] = []
    for row in rows:
        chars -= len(row.text) + 1
        if taken and (chars < 0 or len(taken) == _TOGETHER):
            break
        taken.append(row)
    return taken
