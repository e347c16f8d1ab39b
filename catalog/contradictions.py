"""Two sources that say different prices of one product: which holds is told, and what may be wrong.

Which of two listings gives the offer is decided in switching.py; here the owner hears of it.
"""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from catalog.database import Database
from catalog.rows import SCALE
from catalog.tables import listings, sources, variants

MOST = 20
"""Contradictions that are told."""

RATES = (5, 7, 8, 9, 10, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 27)
"""Rates of taxes on goods, in percent."""


def contradictions(database: Database) -> dict[str, list[str]]:
    """Sentences by the source whose price does not hold. Raises StateError."""
    ours, theirs = listings.alias("ours"), listings.alias("theirs")
    one, other = variants.alias("one"), variants.alias("other")
    held, lost = sources.alias("held"), sources.alias("lost")
    same = (ours.c.product_id == theirs.c.product_id) & (ours.c.source_id != theirs.c.source_id)
    query = (
        sa.select(
            held.c.name, lost.c.name, ours.c.product_id, one.c.price, other.c.price, one.c.currency
        )
        .select_from(ours)
        .join(theirs, same & ours.c.holds & sa.not_(theirs.c.holds))
        .join(one, (one.c.listing_id == ours.c.id) & (one.c.position == 0))
        .join(other, (other.c.listing_id == theirs.c.id) & (other.c.position == 0))
        .join(held, held.c.id == ours.c.source_id)
        .join(lost, lost.c.id == theirs.c.source_id)
        .where(one.c.price != other.c.price, one.c.currency == other.c.currency)
        .where(ours.c.offers == theirs.c.offers)
        .limit(MOST)
    )
    found: dict[str, list[str]] = {}
    with database.reading() as connection:
        if connection.execute(sa.select(sa.func.count()).select_from(sources)).scalar_one() < 2:
            return found
        for holds, loses, product, price, was, code in connection.execute(query):
            low, high = (Decimal(amount) / SCALE for amount in sorted((price, was)))
            told = (
                f"{product} costs {_plain(price)} {code} by {holds}, which holds, and "
                f"{_plain(was)} {code} by {loses}."
            )
            if rate := _rate(low, high):
                told += f" They differ by {rate} % tax: one of them may be without it."
            found.setdefault(loses, []).append(told)
    return found


def without_price(database: Database) -> int:
    """How many variants have neither a price nor its words. Raises StateError."""
    query = sa.select(sa.func.count()).select_from(variants)
    query = query.join(listings, listings.c.id == variants.c.listing_id)
    query = query.where(listings.c.holds, variants.c.price.is_(None), variants.c.price_span == ())
    with database.reading() as connection:
        return int(connection.execute(query).scalar_one())


def _plain(amount: int) -> str:
    return f"{(Decimal(amount) / SCALE).quantize(Decimal('0.01'))}"


def _rate(low: Decimal, high: Decimal) -> int:
    """The rate of tax by which two prices differ; 0 where it is none."""
    cent = Decimal("0.01")
    return next((r for r in RATES if abs((low * (100 + r) / 100).quantize(cent) - high) <= cent), 0)
