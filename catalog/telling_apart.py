"""Two tables that both count their rows from 1 are not one catalog: what only shares its number
with a product of another source is called by its own source, too ("2 (plates.csv)").

One product may stand in several files: a price list that was renamed, a website beside its feed, a
file for each language. So sources of one language are asked whether most of what they share has one
name; only of those that do not, each product that has another name becomes one of its own. Those of
two languages are asked for their prices: a translation has the same. It keeps that id for as long
as its source has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from catalog.edits import KEY as API
from catalog.staging import APART, GONE, STAGED, SourceRow, Staging
from catalog.tables import listings, texts, variants

_WORD = re.compile(r"\w+")

FEWEST = 2
"""Products that two languages' files share by their prices, before they are told apart by those."""

ALIKE = 0.5
"""Two titles are of one thing that share more than this of the shorter one's words."""


def id_apart(item_id: str, source: str) -> str:
    """What a product is called whose id another source gave to something else."""
    return item_id + _suffix(source)


def _suffix(source: str) -> str:
    return f" ({source})"


def tell_apart(row: SourceRow, staging: Staging) -> int:
    """Rename what was staged of `row` as new, and is another source's product only by its id.

    Gives their number.
    """
    others = _others(row, staging)
    rivals = [source.id for source in others if source.language == row.language]
    foreign = [source.id for source in others if source.language != row.language]
    if not others:
        return 0
    staging.flush()
    connection = staging.connection
    with connection.begin():
        strange = _priced_otherwise(connection, row, foreign) if foreign else {}
        if strange:
            _rename(connection, strange, _suffix(row.name))
            return len(strange)
        if not rivals:
            return 0
        shared = _shared(connection, row, rivals)
        apart = {listing: own for (listing, own), same in shared.items() if not same}
        alike = len(shared) - len(apart)
        if not apart or alike + _together(connection, row, rivals) >= len(apart):
            return 0
        _rename(connection, apart, _suffix(row.name))
    return len(apart)


def _others(row: SourceRow, staging: Staging) -> list[SourceRow]:
    """The other sources."""
    known = {source.id: source for source in (*staging.known_sources.values(), *staging.read)}
    gone = {source.id for source in staging.pruned}
    return [
        source
        for source in known.values()
        if source.id not in {row.id, *gone} and API not in (source.key, row.key)
    ]


def _shared(
    connection: sa.Connection, row: SourceRow, rivals: list[int]
) -> dict[tuple[int, str], bool]:
    """(listing, product) that is new of `row` and that others have: whether it has their name."""
    found: dict[tuple[int, str], bool] = {}
    for listing, id, ours, other in _both(connection, row, rivals, texts, "title", ("language",)):
        key = (listing, id)
        found[key] = found.get(key, False) or are_alike(ours, other)
    return found


def _priced_otherwise(
    connection: sa.Connection, row: SourceRow, foreign: list[int]
) -> dict[int, str]:
    """(listing, product) that is new of `row` and that sources of other languages have, where most
    of them cost something else there: no translation; none where they do not, or too few tell."""
    found: dict[int, str] = {}
    same: dict[int, bool] = {}
    told = _both(connection, row, foreign, variants, "price", ("position", "currency"))
    for listing, id, ours, other in told:
        if ours is not None and other is not None:
            found[listing] = id
            same[listing] = same.get(listing, False) or ours == other
    alike = sum(same.values())
    return found if len(found) >= FEWEST and alike < ALIKE * len(found) else {}


def _both(
    connection: sa.Connection,
    row: SourceRow,
    others: list[int],
    table: sa.Table,
    value: str,
    at: Sequence[str],
) -> Iterator[tuple[int, str, Any, Any]]:
    """(listing, product, its `value`, theirs) of what is new of `row` and stands in `others` too,
    in the catalog or staged beside it: in the rows of `table` that have the same columns `at`."""
    own, own_part = STAGED["listings"], STAGED[table.name]
    before = listings.alias("before")
    is_known = sa.exists().where(
        before.c.source_id == row.id, before.c.product_id == own.c.product_id
    )
    gone = sa.select(GONE.c.id).where(GONE.c.kind == "product")
    for theirs, part in ((listings, table), (own.alias("theirs"), own_part.alias("part"))):
        same = (part.c[name] == own_part.c[name] for name in at)
        query = (
            sa.select(own.c.id, own.c.product_id, own_part.c[value], part.c[value])
            .join_from(own, own_part, own_part.c.listing_id == own.c.id)
            .join(theirs, theirs.c.product_id == own.c.product_id)
            .join(part, sa.and_(part.c.listing_id == theirs.c.id, *same))
            .where(own.c.source_id == row.id, theirs.c.source_id.in_(others), ~is_known)
        )
        if theirs is listings:
            query = query.where(theirs.c.id.not_in(gone))
        yield from (tuple(found) for found in connection.execute(query))


def are_alike(title: str, other: str) -> bool:
    """Whether two titles of one language may be of one thing."""
    ours, theirs = (set(_WORD.findall(text.casefold())) for text in (title, other))
    fewer = min(len(ours), len(theirs))
    return ours == theirs or len(ours & theirs) > ALIKE * fewer


def _together(connection: sa.Connection, row: SourceRow, rivals: list[int]) -> int:
    """How many products the catalog has of both `row` and another."""
    rival = listings.alias("rival")
    query = (
        sa.select(sa.func.count(listings.c.product_id.distinct()))
        .join_from(listings, rival, rival.c.product_id == listings.c.product_id)
        .where(listings.c.source_id == row.id, rival.c.source_id.in_(rivals))
    )
    return int(connection.execute(query).scalar_one())


def _rename(connection: sa.Connection, apart: dict[int, str], suffix: str) -> None:
    rows = [{"listing_id": listing, "product_id": own} for listing, own in apart.items()]
    connection.execute(APART.insert(), rows)
    told, offered = STAGED["listings"], STAGED["variants"]
    ids = sa.select(APART.c.listing_id)
    query = told.update().where(told.c.id.in_(ids))
    connection.execute(query.values(product_id=told.c.product_id + suffix))
    rest = sa.func.substr(offered.c.id, sa.func.length(APART.c.product_id) + 1)
    called = sa.select(APART.c.product_id + suffix + rest).where(
        APART.c.listing_id == offered.c.listing_id
    )
    renamed = offered.update().where(offered.c.listing_id.in_(ids))
    connection.execute(renamed.values(id=called.scalar_subquery()))
    connection.execute(APART.delete())
