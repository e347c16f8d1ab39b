"""How often an order may be asked for in vain: counted in the database, over all processes.

Counted are a number, a contact, a talk and a line each for itself, as digests, for an hour. What
was found is not counted: who knows their order may ask as often as they like.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import sqlalchemy as sa

from agent.orders.seam import Claim
from catalog.database import Database
from catalog.orders.record import folded_email, folded_number, folded_phone
from catalog.tables import order_tries

WINDOW = timedelta(hours=1)
_LINE = 4
"""So many times as much for one line: many people may share it."""


class Tries:
    """Safe from many threads and processes."""

    def __init__(self, database: Database, most: int) -> None:
        self._database = database
        self._most = most

    def begin(self, claim: Claim, conversation: str, line: str) -> Sequence[int] | None:
        """Count a try before it is made; its rows, for `found`. None: there were too many."""
        now = datetime.now(UTC)
        keys = {
            _key("number", folded_number(claim.number)): self._most,
            _key("contact", folded_email(claim.email) or folded_phone(claim.phone)): self._most,
            _key("talk", conversation): self._most,
        } | ({_key("line", line): self._most * _LINE} if line else {})
        if self._over(keys, now, 0):
            return None
        mine = []
        with self._database.writing() as connection:
            connection.execute(order_tries.delete().where(order_tries.c.at < now - WINDOW))
            for key in keys:
                new = connection.execute(order_tries.insert().values(key=key, at=now))
                mine.append(int((new.inserted_primary_key or (0,))[0]))
        # Counted again with this one: of many at once none goes unseen by all others.
        if self._over(keys, now, 1):
            self.found(mine)
            return None
        return mine

    def found(self, mine: Sequence[int]) -> None:
        """The try was not in vain, or was not made."""
        with self._database.writing() as connection:
            connection.execute(order_tries.delete().where(order_tries.c.id.in_(mine)))

    def _over(self, keys: dict[str, int], now: datetime, own: int) -> bool:
        c = order_tries.c
        query = (
            sa.select(c.key, sa.func.count())
            .where(c.key.in_(keys), c.at >= now - WINDOW)
            .group_by(c.key)
        )
        with self._database.reading() as connection:
            return any(count - own >= keys[key] for key, count in connection.execute(query))


def _key(kind: str, value: str) -> str:
    return blake2b(f"{kind}\0{value}".encode(), digest_size=16).hexdigest()
