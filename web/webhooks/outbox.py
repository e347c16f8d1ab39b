"""What goes out: each request to a platform, from its reply's end until it is sent or given up.

    waiting ──► sending ──► sent
       ▲           ├──────► dead     refused for good, or too late
       ├───────────┤
       └─ unsure ◄─┘        sent, and no answer came: the platform's receipt is waited for

A row says `sending` before its request leaves, in a transaction of its own. Whoever finds one in
that state after a start knows that a crash left it open whether the platform has it. Where the
platform reports what it has (WhatsApp's statuses, Messenger's echoes), the row waits for that and
is sent again only when none comes; the generic channel's receiver knows the repeated id; Telegram
offers neither, and there the message is sent again.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from catalog.database import Database
from catalog.tables import outbox
from web.webhooks.people import Person
from web.webhooks.seam import (
    Body,
    Channel,
    Later,
    Never,
    Outcome,
    Outgoing,
    Receipt,
    Sender,
    Sent,
    Unsure,
)
from web.webhooks.tries import TRYING

OPEN = ("waiting", "unsure", "sending")
_NO_WINDOW = timedelta(hours=25)
"""How long a channel without a window is tried: longer than the generic channel's last delay."""


ANSWERED_TRIES = 3
"""How often a message is sent whose platform answers and never says that it has it: it may have
each of them."""
_BELIEVED = 3
"""How often a platform is believed that asks for less than the channel's own delay."""


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    key: str
    person: Person
    body: Body
    instead: Body
    state: str
    attempts: int
    due: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A reply that reached nobody, and why. It holds no word of it."""

    id: int
    channel: str
    person: str
    reason: str
    attempts: int
    at: datetime


class Outbox:
    """The table. Safe from many threads and processes; to one person one of them sends."""

    def __init__(self, database: Database, confirm_s: float) -> None:
        self._database = database
        self._confirm = timedelta(seconds=confirm_s)

    def put(
        self,
        connection: sa.Connection,
        person: Person,
        letters: Iterable[Outgoing],
        until: datetime | None,
        now: datetime,
        *,
        key: str = "",
    ) -> None:
        """Add requests, to be sent in this order; one with a `key` of its own once only."""
        if key and connection.execute(sa.select(outbox.c.id).where(outbox.c.key == key)).first():
            return
        for letter in letters:
            connection.execute(
                outbox.insert().values(
                    key=key or secrets.token_urlsafe(18),
                    channel=person.channel,
                    account=person.account,
                    person=person.id,
                    body=letter.body,
                    instead=letter.instead,
                    state="waiting",
                    attempts=0,
                    due=now,
                    until=until or now + _NO_WINDOW,
                    platform_id="",
                    error="",
                    changed=now,
                )
            )

    def recover(
        self, channels: Iterable[Sender], now: datetime, person: Person | None = None
    ) -> int:
        """What a crash left open: of all, or of the one `person`. How many rows that are.

        Asked only where nobody else may be sending them.
        """
        found = 0
        with self._database.writing() as connection:
            for channel in channels:
                left = sa.and_(outbox.c.state == "sending", outbox.c.channel == channel.name)
                if person is not None:
                    own = (outbox.c.account == person.account, outbox.c.person == person.id)
                    left = sa.and_(left, *own)
                values: dict[str, Any] = (
                    {"state": "unsure", "due": now + self._confirm}
                    if channel.confirms
                    else {"state": "waiting", "due": now}
                )
                changed = connection.execute(outbox.update().where(left).values(**values))
                found += cast("sa.CursorResult[Any]", changed).rowcount
        return found

    def heads(self) -> list[tuple[Person, datetime]]:
        """Whose next request is due when. One person's are sent one after the other."""
        c = outbox.c
        first = sa.select(sa.func.min(c.id)).where(c.state.in_(OPEN))
        first = first.group_by(c.channel, c.account, c.person)
        query = (
            sa.select(c.channel, c.account, c.person, c.due)
            .where(c.id.in_(first), c.state != "sending")
            .order_by(c.due)
            .limit(1000)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [(Person(a, b, d), due) for a, b, d, due in rows]

    def left(self, before: datetime) -> list[Person]:
        """Whose request has been on its way since `before`: its sender may have been killed."""
        c = outbox.c
        query = sa.select(c.channel, c.account, c.person).distinct()
        query = query.where(c.state == "sending", c.changed < before).limit(1000)
        with self._database.reading() as connection:
            return [Person(*row) for row in connection.execute(query)]

    def claim(self, person: Person, now: datetime) -> Row | None:
        """The person's next request, if it is due: from now on it may have been sent."""
        c = outbox.c
        mine = sa.and_(
            c.channel == person.channel, c.account == person.account, c.person == person.id
        )
        query = sa.select(outbox).where(mine, c.state.in_(OPEN)).order_by(c.id).limit(1)
        with self._database.reading() as connection:
            if not _is_due(connection.execute(query).first(), now):
                return None
        with self._database.writing() as connection:
            row = connection.execute(query).first()
            if row is None or not _is_due(row, now):
                return None
            claimed = {"state": "sending", "attempts": row.attempts + 1, "changed": now}
            connection.execute(outbox.update().where(c.id == row.id).values(**claimed))
        return Row(
            row.id, row.key, person, dict(row.body), dict(row.instead), row.state,
            row.attempts + 1, row.due, row.until,
        )  # fmt: skip

    def settle(self, row: Row, outcome: Outcome, channel: Sender, now: datetime) -> str:
        """Keep what became of a claimed row. The state that it has now."""
        values: dict[str, Any] = {"changed": now}
        match outcome:
            case Sent(platform_id):
                values |= {"state": "sent", "platform_id": platform_id, "error": "", "body": {}}
            case Never(reason) if row.instead and not (outcome.final or outcome.gone):
                instead = {"state": "waiting", "due": now, "body": row.instead, "instead": {}}
                values |= {**instead, "error": reason}
            case Never(reason):
                values |= {"state": "dead", "error": reason}
            case Unsure(reason) if outcome.answered and row.attempts >= ANSWERED_TRIES:
                values |= {"state": "dead", "error": f"{reason}, {row.attempts} times"}
            case Unsure(reason) if channel.confirms:
                values |= {"state": "unsure", "due": now + self._confirm, "error": reason}
            case Later(reason) | Unsure(reason):
                after = outcome.after if isinstance(outcome, Later) else None
                due = now + timedelta(seconds=_delay(row.attempts, channel, after))
                values |= {"state": "waiting", "due": due, "error": reason}
                if due > row.until:
                    values |= {"state": "dead", "error": f"{reason}, until it was too late"}
        mine = sa.and_(outbox.c.id == row.id, outbox.c.state == "sending")
        with self._database.writing() as connection:
            connection.execute(outbox.update().where(mine).values(**values))
        return str(values["state"])

    def confirm(
        self, connection: sa.Connection, channel: Channel, receipts: Iterable[Receipt],
        now: datetime,
    ) -> list[str]:  # fmt: skip
        """What platforms report: sent after all, or failed after all. The reasons of failures."""
        c = outbox.c
        here = sa.and_(c.channel == channel.name, c.account == channel.account)
        failures = []
        for receipt in receipts:
            row = self._meant(connection, here, receipt)
            if row is None:
                continue
            values: dict[str, Any] = {"changed": now}
            if receipt.failed:
                values |= {"state": "dead", "error": receipt.failed}
                failures.append(receipt.failed)
            elif row.state in ("unsure", "sending"):
                values |= {"state": "sent", "body": {}, "error": ""}
            else:
                continue
            if receipt.platform_id:
                values["platform_id"] = receipt.platform_id
            connection.execute(outbox.update().where(c.id == row.id).values(**values))
        return failures

    def foreign(
        self, connection: sa.Connection, channel: Channel, receipts: Iterable[Receipt]
    ) -> list[Receipt]:
        """Those of messages with words in them that never stood here; ask before `confirm`."""
        c = outbox.c
        here = sa.and_(c.channel == channel.name, c.account == channel.account)
        found = []
        for receipt in receipts:
            if not receipt.text.strip() or not receipt.platform_id or receipt.failed:
                continue
            ours = sa.or_(c.platform_id == receipt.platform_id, c.key == (receipt.key or None))
            if connection.execute(sa.select(c.id).where(here, ours)).first() is None and (
                self._meant(connection, here, receipt) is None
            ):
                found.append(receipt)
        return found

    def dead_letters(self, limit: int = 50) -> list[DeadLetter]:
        """The newest replies that were given up."""
        c = outbox.c
        query = sa.select(c.id, c.channel, c.person, c.error, c.attempts, c.changed)
        query = query.where(c.state == "dead").order_by(c.changed.desc()).limit(limit)
        with self._database.reading() as connection:
            return [DeadLetter(*row) for row in connection.execute(query)]

    def counts(self) -> dict[tuple[str, str], int]:
        """Rows by channel and state."""
        c = outbox.c
        query = sa.select(c.channel, c.state, sa.func.count()).where(c.state != TRYING)
        query = query.group_by(c.channel, c.state)
        with self._database.reading() as connection:
            return {(a, b): count for a, b, count in connection.execute(query)}

    def forget(self, before: datetime) -> None:
        with self._database.writing() as connection:
            over = outbox.c.state.in_(("sent", "dead", TRYING))
            old = sa.and_(over, outbox.c.changed < before)
            connection.execute(outbox.delete().where(old))

    def _meant(
        self, connection: sa.Connection, here: sa.ColumnElement[bool], receipt: Receipt
    ) -> sa.Row[Any] | None:
        c = outbox.c
        alive = sa.select(outbox).where(here, c.state.not_in(("dead", TRYING)))
        for column, value in ((c.key, receipt.key), (c.platform_id, receipt.platform_id)):
            if value and (row := connection.execute(alive.where(column == value)).first()):
                return row
        if not receipt.person or not receipt.text:
            return None
        mine = alive.where(c.person == receipt.person, c.state.in_(("unsure", "sending")))
        for row in connection.execute(mine.order_by(c.id)):
            if row.body and row.body.get("message", {}).get("text") == receipt.text:
                return row
        return None


def _is_due(row: sa.Row[Any] | None, now: datetime) -> bool:
    return row is not None and row.state != "sending" and row.due <= now


def _delay(attempts: int, channel: Sender, after: float | None) -> float:
    """Seconds until the next attempt; jittered, so that a whole backlog does not come at once."""
    planned = channel.delays[min(attempts, len(channel.delays)) - 1]
    if after is not None:
        after = max(after, planned) if attempts > _BELIEVED else after
        return after + random.uniform(0, min(1.0, planned / 4))
    return planned * random.uniform(0.75, 1.25)
