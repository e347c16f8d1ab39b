"""The one transaction that makes what is staged the catalog. Killed anywhere in it, nothing is."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from catalog.connections import SWITCHING
from catalog.database import Counts, count
from catalog.errors import StateError
from catalog.lock import hold
from catalog.staging import GONE, STAGED, SourceRow, Staging
from catalog.tables import (
    catalog_state,
    changes,
    edits,
    listings,
    passages,
    sources,
    texts,
    variants,
    withdrawn,
)

REMEMBERED = 1000
"""Versions back to which changes are kept; an index that is older is made anew."""


def switch(staging: Staging, *, dry_run: bool = False) -> Counts:
    """Make what is staged the catalog, and count it. A dry run counts, and takes all of it back.

    Raises StateError where another machine changed the catalog since the staging began.
    """
    staging.flush()
    connection = staging.connection.execution_options(writing="switch")
    with connection.begin() as transaction, hold(staging.state / SWITCHING):
        _check(connection, staging)
        _save_sources(connection, staging)
        moved = any(row.moved for row in staging.read)
        if staging.touched or moved:
            _replace(connection)
            decide_holders(connection, None if moved else _touched("product"))
            _remember(connection, staging, whole=moved)
        for source, product in staging.returned:
            own = (withdrawn.c.source_id == source) & (withdrawn.c.product_id == product)
            connection.execute(withdrawn.delete().where(own))
        for row in staging.pruned:
            connection.execute(sources.delete().where(sources.c.id == row.id))
        counts = count(connection)
        if dry_run:
            transaction.rollback()
    return counts


def _check(connection: sa.Connection, staging: Staging) -> None:
    # The lock in the state folder keeps this machine's ingests apart; PostgreSQL may have others'.
    query = sa.select(catalog_state.c.version).with_for_update()
    if connection.execute(query).scalar_one() != staging.version:
        raise StateError(
            "The catalog was changed by another machine while this one read its sources. "
            "Nothing was changed here: ingest again."
        )


def _save_sources(connection: sa.Connection, staging: Staging) -> None:
    known = {row.id for row in staging.known_sources.values()}
    for row in staging.read:
        if row.id in known:
            query = sources.update().where(sources.c.id == row.id)
            connection.execute(query, _values(row))
        else:
            connection.execute(sources.insert(), _values(row))


def _values(row: SourceRow) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in sources.columns}


def _replace(connection: sa.Connection) -> None:
    for kind, table in (("product", listings), ("passage", passages)):
        gone = sa.select(GONE.c.id).where(GONE.c.kind == kind)
        # A listing's texts and variants go with it (ON DELETE CASCADE).
        connection.execute(table.delete().where(table.c.id.in_(gone)))
    for table in (listings, texts, variants, edits, passages):
        staged = STAGED[table.name]
        names = [column.name for column in table.columns]
        rows = sa.select(*(staged.c[name] for name in names))
        connection.execute(table.insert().from_select(names, rows))


def _touched(kind: str) -> sa.CompoundSelect[Any]:
    """The ids of all items of one kind that are new, changed or gone."""
    if kind == "product":
        staged = sa.select(STAGED["listings"].c.product_id)
    else:
        staged = sa.select(STAGED["passages"].c.passage_id)
    return staged.union(sa.select(GONE.c.item_id).where(GONE.c.kind == kind))


def decide_holders(connection: sa.Connection, products: sa.SelectBase | None) -> None:
    """Whose offers hold, for products that several listings tell: those `products`, or all (None).

    One that has offers before one that has only texts; the business's first language before the
    others; and among equals the one that said something new last: a price list that was renamed
    must not go on under its old name.
    """
    rival, told_by = listings.alias("rival"), sources.alias("told_by")
    best = (
        sa.select(rival.c.id)
        .join(told_by, told_by.c.id == rival.c.source_id)
        .where(rival.c.product_id == listings.c.product_id)
        .order_by(
            sa.case((rival.c.offers > 0, 0), else_=1),
            told_by.c.rank,
            rival.c.version.desc(),
            rival.c.id.desc(),
        )
        .limit(1)
        .correlate(listings)
        .scalar_subquery()
    )
    own = listings.alias("own")
    unheld = sa.func.sum(sa.case((own.c.holds, 0), else_=1))
    undecided = sa.select(own.c.product_id).group_by(own.c.product_id)
    undecided = undecided.having((sa.func.count() > 1) | (unheld > 0))
    if products is not None:
        undecided = undecided.where(own.c.product_id.in_(products))
    query = listings.update().where(listings.c.product_id.in_(undecided))
    connection.execute(query.values(holds=listings.c.id == best))


def _remember(connection: sa.Connection, staging: Staging, *, whole: bool) -> None:
    """Raise the version, and write down what changed in it for the index to follow."""
    version = staging.version + 1
    oldest = version if whole or _is_most(connection, staging) else version - REMEMBERED
    state = catalog_state.c
    # Written without a function: SQLite's max() of two is PostgreSQL's greatest().
    floor = sa.case((state.whole > oldest, state.whole), else_=oldest)
    values = {"version": version, "whole": floor, "words": version}
    connection.execute(catalog_state.update().values(**values))
    connection.execute(changes.delete().where(changes.c.version <= oldest))
    if oldest == version:
        return
    for kind in ("product", "passage"):
        touched = _touched(kind).subquery()
        ids = sa.select(touched.c[0])
        connection.execute(
            changes.delete().where(changes.c.kind == kind, changes.c.item_id.in_(ids))
        )
        rows = sa.select(sa.literal(kind), touched.c[0], sa.literal(version))
        connection.execute(changes.insert().from_select(["kind", "item_id", "version"], rows))


def remember_item(
    connection: sa.Connection, kind: str, item_id: str, version: int, *, words: bool
) -> None:
    """The same for one item that was changed by itself. `words`: more than prices and stock."""
    values = {"version": version, **({"words": version} if words else {})}
    connection.execute(catalog_state.update().values(**values))
    own = (changes.c.kind == kind) & (changes.c.item_id == item_id)
    connection.execute(changes.delete().where(own))
    row = {"kind": kind, "item_id": item_id, "version": version}
    connection.execute(changes.insert(), row)


def _is_most(connection: sa.Connection, staging: Staging) -> bool:
    """Whether so much changed that the index is made anew faster than it is mended."""
    held = count(connection)
    return staging.touched * 2 > held.products + held.passages
