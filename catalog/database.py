"""The catalog's rows as they stand: products, passages, versions and counts.

Read and counted here. What changes them is staging.py and switching.py; the agent's conversations
are written by the agent, through `writing`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa

from catalog.connections import Connections
from catalog.edits import Edits
from catalog.records import Passage, Product
from catalog.rows import grouped, passage, product
from catalog.tables import catalog_state, edits, listings, passages, sources, texts, variants

BATCH = 1000
"""Ids in one SELECT: well below SQLite's 32,766 bound values."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the catalog holds now."""

    products: int
    variants: int
    passages: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which catalog (`epoch`), in which version; an index older than `whole` is made anew.

    `words` is the last version in which more than prices and stock changed.
    """

    epoch: str
    version: int
    whole: int
    words: int

    def __str__(self) -> str:
        return f"{self.epoch}:{self.version}"


class Database(Connections):
    """The catalog's rows. One object serves all threads of a process."""

    def stamp(self) -> Stamp:
        """Which catalog this is, and in which version."""
        columns = catalog_state.c
        with self.reading() as connection:
            row = connection.execute(
                sa.select(columns.epoch, columns.version, columns.whole, columns.words)
            )
            return Stamp(*row.one())

    def version(self) -> int:
        """Grows with each committed change of the catalog. One row of one table."""
        return self.stamp().version

    def counts(self) -> Counts:
        with self.reading() as connection:
            return count(connection)

    def products(self, ids: Sequence[str]) -> list[Product]:
        """The products in the order of `ids`, in all their languages; unknown ids are dropped."""
        found: dict[str, Product] = {}
        with self.reading() as connection:
            for batch in _batches(ids):
                found.update((p.id, p) for p in read_products(connection, batch))
        return [found[wanted] for wanted in ids if wanted in found]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """The passages in the order of `ids`; unknown ids are dropped."""
        query = sa.select(passages, sources.c.name.label("source"), sources.c.read_at).join_from(
            passages, sources
        )
        found: dict[str, Passage] = {}
        with self.reading() as connection:
            for batch in _batches(ids):
                rows = connection.execute(query.where(passages.c.passage_id.in_(batch)))
                found.update((row["passage_id"], passage(row)) for row in rows.mappings())
        return [found[wanted] for wanted in ids if wanted in found]


def count(connection: sa.Connection) -> Counts:
    """What the catalog holds, seen through `connection`."""
    held = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(listings.c.offers), 0))
    products, offers = connection.execute(held.where(listings.c.holds)).one()
    told = connection.execute(sa.select(sa.func.count()).select_from(passages)).scalar_one()
    return Counts(products=products, variants=int(offers), passages=told)


def read_products(connection: sa.Connection, ids: Sequence[str]) -> list[Product]:
    """The products of `ids` (at most BATCH), in any order, seen through `connection`."""
    query = (
        sa.select(listings, sources.c.name.label("source"), sources.c.read_at)
        .join_from(listings, sources)
        .where(listings.c.product_id.in_(ids))
        .order_by(listings.c.holds.desc(), sources.c.rank, listings.c.version.desc())
    )
    told = connection.execute(query).mappings().all()
    keys = [row["id"] for row in told]
    words = _rows_of(connection, texts, keys)
    offers = _rows_of(connection, variants, keys)
    said = sa.select(edits).where(edits.c.listing_id.in_(keys))
    over = {row.listing_id: Edits.of(row.said) for row in connection.execute(said)}
    groups = grouped(told, "product_id").values()
    return [product(group, words, offers, over) for group in groups]


def _rows_of(connection: sa.Connection, table: sa.Table, keys: list[int]) -> dict[Any, Any]:
    query = (
        sa.select(table)
        .where(table.c.listing_id.in_(keys))
        .order_by(table.c.listing_id, table.c.position)
    )
    return grouped(connection.execute(query).mappings().all(), "listing_id")


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(ids)
    while batch := list(islice(remaining, BATCH)):
        yield batch
