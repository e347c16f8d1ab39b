"""What came in, kept before it is acknowledged, each thing once; and what is to be answered next.

A message waits until its reply stands in the outbox. Those that are answered together carry the
same `turn`, given before the answer is begun: after a crash the same messages are answered as the
same turn, which the agent then knows already. Their words are kept in the conversation only.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from catalog.database import Database
from catalog.tables import inbox, people
from web.webhooks.people import People, Person, inserting, is_of, theirs
from web.webhooks.seam import Arrival, Channel, Kind

_TOGETHER = 20


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
        self._insert = inserting(database)
        self.people = People(database)
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
            .join_from(inbox, people, theirs())
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
        address = sa.select(people.c.address).where(is_of(people, waiting.person))
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one(), connection.execute(address).scalar_one()

    def unanswered(self, connection: sa.Connection, person: Person) -> tuple[Entry, ...]:
        """What they have written and nobody has begun to answer, the oldest first."""
        c = inbox.c
        query = sa.select(c.id, c.message, c.kind, c.text).where(
            is_of(inbox, person), *_untouched()
        )
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
        self.people.attended(connection, person, now)

    def take(self, person: Person) -> Batch | None:
        """The next messages to answer, as one turn. The same again until they are answered."""
        mine = sa.and_(is_of(inbox, person), inbox.c.state == "waiting")
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
        self.people.greeted(connection, person, language)
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
            self.people.heard(connection, channel, arrival, min(arrival.written, now))
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
