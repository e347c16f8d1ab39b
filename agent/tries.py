"""How often something may be tried: counted in the database, over all processes, for an hour.

Counted are the names of who tries and of what is tried, each for itself and as a digest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

import sqlalchemy as sa

from catalog.database import Database
from catalog.tables import tries

WINDOW = timedelta(hours=1)


class Tries:
    """Safe from many threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, most: Mapping[str, int]) -> Sequence[int] | None:
        """Count a try of each key of `most` (see `key`) before it is made; its rows, for `undo`.
        None: there were too many of one of them."""
        now = datetime.now(UTC)
        if self._over(most, now, 0):
            return None
        mine = []
        with self._database.writing() as connection:
            connection.execute(tries.delete().where(tries.c.at < now - WINDOW))
            for one in most:
                new = connection.execute(tries.insert().values(key=one, at=now))
                mine.append(int((new.inserted_primary_key or (0,))[0]))
        # Counted again with this one: of many at once none goes unseen by all others.
        if self._over(most, now, 1):
            self.undo(mine)
            return None
        return mine

    def undo(self, mine: Sequence[int]) -> None:
        """The try does not count after all."""
        with self._database.writing() as connection:
            connection.execute(tries.delete().where(tries.c.id.in_(mine)))

    def _over(self, most: Mapping[str, int], now: datetime, own: int) -> bool:
        c = tries.c
        query = (
            sa.select(c.key, sa.func.count())
            .where(c.key.in_(most), c.at >= now - WINDOW)
            .group_by(c.key)
        )
        with self._database.reading() as connection:
            return any(count - own >= most[key] for key, count in connection.execute(query))


def key(kind: str, value: str) -> str:
    """What a try is counted under."""
    return blake2b(f"{kind}\0{value}".encode(), digest_size=16).hexdigest()
