"""Reads over the whole catalog: every title, and a language's passages."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from catalog.database import Database
from catalog.records import Passage, Product
from catalog.tables import listings, passages, texts


def titles(database: Database) -> Iterator[tuple[str, str]]:
    """(product id, title) for every product in every language; as many as the catalog holds."""
    query = sa.select(listings.c.product_id, texts.c.title).join_from(listings, texts)
    with database.reading() as connection:
        yield from ((row.product_id, row.title) for row in connection.execute(query))


def passages_in(database: Database, language: str, limit: int) -> list[Passage]:
    """The first `limit` passages in `language`, in the order of their sources and rows."""
    query = (
        sa.select(passages.c.passage_id)
        .where(passages.c.language == language)
        .order_by(passages.c.source_id, passages.c.row)
        .limit(limit)
    )
    with database.reading() as connection:
        ids = list(connection.execute(query).scalars())
    return database.passages(ids)


def all_products(database: Database) -> Iterator[Product]:
    """Every product, in the order of its source and row; as many as the catalog holds."""
    query = (
        sa.select(listings.c.product_id)
        .where(listings.c.holds)
        .order_by(listings.c.source_id, listings.c.row, listings.c.product_id)
    )
    with database.reading() as connection:
        ids = list(dict.fromkeys(connection.execute(query).scalars()))
    for start in range(0, len(ids), 400):
        yield from database.products(ids[start : start + 400])


def all_passages(database: Database) -> list[Passage]:
    """Every passage, in the order of its source and row."""
    query = sa.select(passages.c.passage_id).order_by(passages.c.source_id, passages.c.row)
    with database.reading() as connection:
        ids = list(connection.execute(query).scalars())
    return database.passages(ids)
