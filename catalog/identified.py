"""Products and variants by what names them: their ids, and the article numbers of variants."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from catalog.database import Database
from catalog.tables import listings, variants

Named = tuple[str, str]
"""(product, variant); the variant is empty where the whole product is named."""


def identified(database: Database, names: Sequence[str]) -> dict[str, tuple[Named, ...]]:
    """What each of `names` names; those that name nothing are not in it. Three queries for all.

    A product's id goes before a variant's, and that before an article number.
    """
    found: dict[str, list[Named]] = {}
    with database.reading() as connection:
        own = sa.select(listings.c.product_id).where(listings.c.product_id.in_(names))
        for product in connection.execute(own.where(listings.c.holds)).scalars():
            found.setdefault(product, []).append((product, ""))
        for column in (variants.c.id, variants.c.sku):
            left = [name for name in names if name not in found]
            offers = (
                sa.select(column, listings.c.product_id, variants.c.id)
                .join_from(listings, variants)
                .where(listings.c.holds, column.in_(left))
                .limit(20 * len(names))
            )
            for name, product, variant in connection.execute(offers) if left else ():
                found.setdefault(name, []).append((product, variant))
    return {name: tuple(dict.fromkeys(named)) for name, named in found.items()}
