"""What is there again now, and who is told: looked for once a second by the one that carries mail.

An ingest and a stock update end in the same table, so nobody has to say that something changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agent.restocked import available
from agent.shop import Agent
from catalog.records import Availability
from catalog.tables import listings, restocks, variants
from web.restock.kept import Kept, Row
from web.webhooks.outbox import Outbox

_AT_ONCE = 200
_BACK = (Availability.IN_STOCK.value, Availability.LIMITED.value)


class Restocking:
    """Finds and posts it. Used by one thread."""

    def __init__(self, agent: Agent, outbox: Outbox) -> None:
        assert agent.settings.mail is not None
        self._agent = agent
        self._outbox = outbox
        self._kept = Kept(agent.catalog.database, agent.settings.mail)
        self._after = 0

    def post(self, now: datetime) -> int:
        """How many letters that were."""
        rows = self._candidates()
        # Those whose row may not be spoken of stay, and must not stand in the others' way.
        self._after = rows[-1].id if len(rows) == _AT_ONCE else 0
        ids = list(dict.fromkeys(row.product_id for row in rows))
        found = {product.id: product for product in self._agent.products(ids)} if ids else {}
        back = [row for row in rows if available(found.get(row.product_id), row.variant_id)]
        return self._kept.tell(back, self._outbox, now) if back else 0

    def _candidates(self) -> Sequence[Row]:
        """Who waits for what stands in the catalog as there."""
        r, v = restocks.c, variants.c
        there = sa.exists().where(
            listings.c.product_id == r.product_id,
            listings.c.holds,
            v.listing_id == listings.c.id,
            v.availability.in_(_BACK),
            sa.or_(r.variant_id == "", v.id == r.variant_id),
        )
        query: sa.Select[Any] = sa.select(restocks).where(
            r.confirmed.is_not(None), r.told.is_(None), r.id > self._after, there
        )
        with self._agent.catalog.database.reading() as connection:
            return connection.execute(query.order_by(r.id).limit(_AT_ONCE)).all()
