"""Orders that were read of tables: kept by number, with a digest of who may ask.

Neither e-mail address nor phone number is kept, only what a given one can be compared with. The
number is in the digest, so that two orders of one person do not show that they are one person's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from catalog.database import Database
from catalog.orders.record import (
    OrderLine,
    OrderState,
    PlacedOrder,
    Shipment,
    folded_email,
    folded_number,
    folded_phone,
    is_number,
)
from catalog.records import Money
from catalog.tables import placed_orders

if TYPE_CHECKING:  # the readers of all formats, which no answer needs
    from catalog.orders.reading import Entry

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Said:
    """An order as a row holds it."""

    number: str
    state: OrderState
    words: str
    placed: date | None
    shipped: date | None
    expected: date | None
    delivered: date | None
    shipments: tuple[Shipment, ...]
    lines: tuple[OrderLine, ...]
    total: Money | None
    place: str


_PACKED = TypeAdapter(_Said)


@dataclass(frozen=True, slots=True)
class OrderSource:
    """A table of orders: how many of it are kept, as of when."""

    name: str
    orders: int
    as_of: datetime


class KeptOrders:
    """The table. Safe from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, source: str, entries: Sequence[Entry]) -> int:
        """Keep `entries` as all that the table `source` has; how many went that it had before."""
        with self._database.writing(durable=True) as connection:
            gone = connection.execute(
                placed_orders.delete().where(placed_orders.c.source == source)
            ).rowcount
            for at in range(0, len(entries), _AT_ONCE):
                rows = [_row(source, entry) for entry in entries[at : at + _AT_ONCE]]
                connection.execute(placed_orders.insert(), rows)
        return int(gone)

    def find(self, number: str, *, email: str = "", phone: str = "") -> PlacedOrder | None:
        """The order of that number, if the e-mail address or the phone number is its own."""
        key = folded_number(number)
        query = sa.select(placed_orders).where(
            placed_orders.c.number.endswith(key, autoescape=True)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(placed_orders.c.as_of.desc())).all()
        mine = (row for row in rows if is_number(number, row.number))
        return next((_order(row) for row in mine if _is_theirs(row, email, phone)), None)

    def of_person(self, contact: str) -> tuple[int, ...]:
        """The rows whose e-mail address or phone number `contact` is; their ids."""
        email, phone = contact if "@" in contact else "", contact if "@" not in contact else ""
        columns = (placed_orders.c[name] for name in ("id", "number", "email", "phone"))
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(*columns)).all()
        return tuple(row.id for row in rows if _is_theirs(row, email, phone))

    def any(self) -> bool:
        with self._database.reading() as connection:
            return connection.execute(sa.select(placed_orders.c.id).limit(1)).first() is not None

    def sources(self) -> Sequence[OrderSource]:
        c = placed_orders.c
        query = sa.select(c.source, sa.func.count(), sa.func.max(c.as_of)).group_by(c.source)
        with self._database.reading() as connection:
            return [OrderSource(*row) for row in connection.execute(query.order_by(c.source))]


def digest(number: str, contact: str) -> str:
    """What is kept of a folded contact; empty of none."""
    if not contact:
        return ""
    key = number.encode()[:64]
    return blake2b(contact.encode(), digest_size=20, key=key).hexdigest()


def _is_theirs(row: Any, email: str, phone: str) -> bool:
    """Compared without telling by its time how much of it is right."""
    mail = digest(row.number, folded_email(email))
    call = digest(row.number, folded_phone(phone))
    same_mail = bool(mail) and compare_digest(mail, row.email)
    return (bool(call) and compare_digest(call, row.phone)) or same_mail


def _row(source: str, entry: Entry) -> dict[str, Any]:
    order = entry.order
    key = folded_number(order.number)
    said = _Said(**{name: getattr(order, name) for name in _Said.__slots__})
    return {
        "source": source,
        "number": key,
        "email": digest(key, folded_email(entry.email)),
        "phone": digest(key, folded_phone(entry.phone)),
        "said": _PACKED.dump_python(said, mode="json"),
        "as_of": order.as_of,
    }


def _order(row: Any) -> PlacedOrder:
    said = _PACKED.validate_python(row.said)
    told = {name: getattr(said, name) for name in _Said.__slots__}
    return PlacedOrder(source=row.source, as_of=row.as_of, **told)


def forgotten(connection: sa.Connection, ids: Iterable[int]) -> None:
    """Delete rows by their ids, within a transaction of the caller's."""
    for some in _parts(list(ids)):
        connection.execute(placed_orders.delete().where(placed_orders.c.id.in_(some)))


def told(connection: sa.Connection, ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    """Rows by their ids, as plain values for JSON."""
    for some in _parts(list(ids)):
        query = sa.select(placed_orders).where(placed_orders.c.id.in_(some))
        for row in connection.execute(query):
            yield {"source": row.source, "as_of": row.as_of.isoformat(), **row.said}


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + _AT_ONCE] for at in range(0, len(ids), _AT_ONCE))
