"""Who waits for what: requests, and those that were confirmed.

    asked ──► confirmed ──► told ──► forgotten, once its letter has left
      │           ▲           │
      ▼           └───────────┘ sold out again before it left
    forgotten, unconfirmed

A request that nobody confirms is nothing but a letter. What is asked for twice is one request.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa

from agent.mail_settings import MailSection
from catalog.database import Database
from catalog.tables import outbox, restocks
from web.mail import NAME
from web.webhooks.outbox import OPEN, Outbox
from web.webhooks.people import Person
from web.webhooks.seam import Outgoing

CONFIRM, RESTOCKED = "confirm", "restocked"
"""What its two letters are called."""
_LETTERS = 2
"""So often one request asks for its confirmation: whoever names another's address is not to fill
their mailbox."""
_UNCONFIRMED = 5
"""So many requests of one address stand unconfirmed."""
_DAYS = 180
_TRIED = timedelta(hours=72)
"""So long a mail server that takes nothing is tried."""

Row = sa.Row[Any]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is waited for, by whom. `who` is the address's digest (links.py)."""

    email: str
    who: str
    product: str
    variant: str
    language: str


class Kept:
    """The table. Safe from many threads and processes."""

    def __init__(self, database: Database, settings: MailSection | None) -> None:
        """Without `settings` nobody can ask, and what is over is forgotten all the same."""
        self._database = database
        self._address = settings.address if settings else ""
        self._confirm = timedelta(hours=settings.confirm_hours if settings else 0)
        self._waits = timedelta(days=days_of(settings))

    def ask(self, wish: Wish, box: Outbox, now: datetime) -> None:
        """Put a letter into `box` that asks for a confirmation, unless there were enough. Who has
        confirmed already gets the same letter: nobody else learns whether they had."""
        r = restocks.c
        same = sa.and_(
            r.who == wish.who, r.product_id == wish.product, r.variant_id == wish.variant
        )
        with self._database.writing(durable=True) as connection:
            row = connection.execute(sa.select(restocks).where(same)).first()
            if row is not None and self._is_over(connection, row, now):
                self._drop(connection, [row])
                row = None
            if row is None:
                row = self._new(connection, wish, now)
            if row is None or row.letters >= _LETTERS:
                return
            number = row.letters + 1
            values: dict[str, Any] = {"letters": number, "language": wish.language}
            if row.confirmed is None:
                values["asked"] = now
            connection.execute(restocks.update().where(r.id == row.id).values(**values))
            self._put(connection, box, row, CONFIRM, number, now, now + self._confirm)

    def confirm(self, name: str, now: datetime) -> Row | None:
        """The request that is called so, confirmed now or before; None: it is forgotten."""
        r = restocks.c
        is_open = sa.and_(r.name == name, r.confirmed.is_(None), r.asked > now - self._confirm)
        with self._database.writing(durable=True) as connection:
            connection.execute(restocks.update().where(is_open).values(confirmed=now))
            return connection.execute(self._named(name, now)).first()

    def named(self, name: str, now: datetime) -> Row | None:
        """The request that is called so; None where it is forgotten."""
        with self._database.reading() as connection:
            return connection.execute(self._named(name, now)).first()

    def end(self, who: str) -> None:
        """Nothing of whoever this stands for waits any more, and no letter leaves to them."""
        with self._database.writing(durable=True) as connection:
            rows = connection.execute(sa.select(restocks).where(restocks.c.who == who)).all()
            self._drop(connection, rows)

    def tell(self, rows: Iterable[Row], box: Outbox, now: datetime) -> int:
        """Put the letters to those of `rows` who wait still into `box`; how many these are."""
        r, found = restocks.c, 0
        with self._database.writing(durable=True) as connection:
            for row in rows:
                waits = sa.and_(r.id == row.id, r.name == row.name, r.told.is_(None))
                values = {"told": now, "round": row.round + 1}
                changed = connection.execute(restocks.update().where(waits).values(**values))
                if cast("sa.CursorResult[Any]", changed).rowcount:
                    self._put(connection, box, row, RESTOCKED, row.round + 1, now, now + _TRIED)
                    found += 1
        return found

    def wait_again(self, row: Row) -> None:
        """It was sold out before the letter left: that letter is none, and they wait on."""
        r = restocks.c
        same = sa.and_(r.id == row.id, r.round == row.round)
        with self._database.writing(durable=True) as connection:
            connection.execute(restocks.update().where(same).values(told=None))
            mine = outbox.c.key == _key(row, RESTOCKED, row.round)
            connection.execute(outbox.delete().where(mine))

    def forget(self, now: datetime) -> int:
        """Delete what is over: unconfirmed, told, or waited for too long. How many these were."""
        with self._database.writing() as connection:
            old = [row for row in connection.execute(sa.select(restocks).where(self._late(now)))
                   if self._is_over(connection, row, now)]  # fmt: skip
            self._drop(connection, old)
        return len(old)

    def counts(self) -> Mapping[str, int]:
        """How many wait for which product."""
        r = restocks.c
        query = sa.select(r.product_id, sa.func.count()).where(
            r.confirmed.is_not(None), r.told.is_(None)
        )
        with self._database.reading() as connection:
            return {id: int(n) for id, n in connection.execute(query.group_by(r.product_id))}

    # -- what is over ------------------------------------------------------------------------

    def _late(self, now: datetime) -> sa.ColumnElement[bool]:
        """What may be over; `_is_over` knows."""
        r = restocks.c
        unconfirmed = sa.and_(r.confirmed.is_(None), r.asked <= now - self._confirm)
        waited = r.confirmed <= now - self._waits
        return sa.or_(unconfirmed, waited, r.told.is_not(None))

    def _is_over(self, connection: sa.Connection, row: Row, now: datetime) -> bool:
        if row.confirmed is None:
            return bool(row.asked <= now - self._confirm)
        if row.told is None:
            return bool(row.confirmed <= now - self._waits)
        mine = outbox.c.key == _key(row, RESTOCKED, row.round), outbox.c.state.in_(OPEN)
        return connection.execute(sa.select(outbox.c.id).where(*mine)).first() is None

    def _named(self, name: str, now: datetime) -> sa.Select[Any]:
        r = restocks.c
        return sa.select(restocks).where(
            r.name == name, sa.or_(r.confirmed.is_not(None), r.asked > now - self._confirm)
        )

    @staticmethod
    def _drop(connection: sa.Connection, rows: Iterable[Row]) -> None:
        """With their letters: of who never confirmed, or has ended it, nothing is kept."""
        for row in rows:
            connection.execute(restocks.delete().where(restocks.c.id == row.id))
            connection.execute(outbox.delete().where(outbox.c.key.startswith(_prefix(row.name))))

    def _new(self, connection: sa.Connection, wish: Wish, now: datetime) -> Row | None:
        """A request as it begins; None where the address has enough that nobody confirms."""
        r = restocks.c
        open_ = r.who == wish.who, r.confirmed.is_(None), r.asked > now - self._confirm
        count = sa.select(sa.func.count()).select_from(restocks).where(*open_)
        if connection.execute(count).scalar_one() >= _UNCONFIRMED:
            return None
        name = secrets.token_hex(8)
        connection.execute(
            restocks.insert().values(
                name=name, who=wish.who, email=wish.email, product_id=wish.product,
                variant_id=wish.variant, language=wish.language, asked=now, letters=0, round=0,
            )
        )  # fmt: skip
        return connection.execute(sa.select(restocks).where(r.name == name)).first()

    def _put(
        self,
        connection: sa.Connection,
        box: Outbox,
        row: Row,
        letter: str,
        number: int,
        now: datetime,
        until: datetime,
    ) -> None:
        person = Person(NAME, self._address, row.email)
        body = {"letter": letter, "name": row.name, "round": number}
        key = _key(row, letter, number)
        box.put(connection, person, [Outgoing(body)], until, now, key=key)


def days_of(settings: MailSection | None) -> int:
    """So long somebody waits at most."""
    return settings.restock_days if settings else _DAYS


def _prefix(name: str) -> str:
    """What the keys of its letters begin with."""
    return f"restock:{name}:"


def _key(row: Row, letter: str, number: int) -> str:
    return f"{_prefix(row.name)}{letter}{number}"
