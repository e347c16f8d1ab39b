"""What an ingest has read, kept beside the catalog until one transaction makes it the catalog.

The staged rows lie in temporary tables: no reader sees them, they lock nobody out (visitors'
messages are written to the same database meanwhile), and they are gone with the connection, however
it ends. Only the switch at the end is a transaction on the catalog itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from catalog.database import Database
from catalog.edits import Edits, When
from catalog.inserting import Bound, Insert
from catalog.making import Rows
from catalog.tables import (
    catalog_state,
    edits,
    listings,
    passages,
    sources,
    texts,
    variants,
    withdrawn,
)

BATCH = 2000
"""Rows of one table that are sent to the database at once."""

_KEPT = {table.name: table for table in (listings, texts, variants, edits, passages)}


def _staged(table: sa.Table) -> sa.Table:
    columns = (sa.Column(column.name, column.type) for column in table.columns)
    return sa.Table(f"staged_{table.name}", _metadata, *columns, prefixes=["TEMPORARY"])


_metadata = sa.MetaData()
STAGED = {name: _staged(table) for name, table in _KEPT.items()}
GONE = sa.Table(
    "staged_gone",
    _metadata,
    sa.Column("kind", sa.Text),
    sa.Column("id", sa.Integer),
    sa.Column("item_id", sa.Text),
    prefixes=["TEMPORARY"],
)
APART = sa.Table(
    "staged_apart",
    _metadata,
    sa.Column("listing_id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("product_id", sa.Text, doc="as its source calls it"),
    prefixes=["TEMPORARY"],
)
"""For telling_apart.py, while it renames."""

_ALL = {**STAGED, "gone": GONE}


@dataclass(frozen=True, slots=True)
class Known:
    """An item as the catalog holds it: its row's id, what it said (see `mark`), where it stood."""

    id: int
    mark: int
    row: int


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A product that was deleted over the API: what its source said of it then, and when."""

    fingerprint: int
    when: When


@dataclass(slots=True)
class SourceRow:
    """One row of `sources`, as it will be after the switch."""

    id: int
    key: str
    name: str
    language: str
    rank: int
    settings: str
    read_at: datetime
    reading: int = 0
    """Which version of the catalog it met when it was read."""
    moved: bool = False
    """Its rank changed: who holds its products' offers must be decided anew."""


@dataclass(slots=True)
class _Next:
    listing: int
    passage: int


@dataclass(slots=True)
class Staging:
    """One ingest's staged rows. `stage_in` makes one; `switch` (switching.py) ends it."""

    connection: sa.Connection
    state: Path
    version: int
    """The catalog's version while this is staged; the switch makes it one more."""
    known_sources: dict[str, SourceRow]
    touched: int = 0
    """How many items are new, changed or gone."""
    read: list[SourceRow] = field(default_factory=list)
    pruned: list[SourceRow] = field(default_factory=list)
    edited: dict[int, Edits] = field(default_factory=dict)
    """What was said over the API, by the listing's id."""
    returned: list[tuple[int, str]] = field(default_factory=list)
    """(source, product) of what was deleted over the API, and is no longer held back."""
    _next: _Next = field(default_factory=lambda: _Next(1, 1))
    _waiting: dict[str, list[Bound]] = field(default_factory=dict)
    _inserts: dict[str, Insert] = field(default_factory=dict)

    def known(self, source: int, kind: str) -> dict[str, Known]:
        """What the catalog holds of a source, by item id. ~300 bytes each, 300 MB a million."""
        table = listings if kind == "product" else passages
        item_id = listings.c.product_id if kind == "product" else passages.c.passage_id
        query = sa.select(item_id, table.c.id, table.c.fingerprint, table.c.row)
        with self.connection.begin():
            rows = self.connection.execute(query.where(table.c.source_id == source))
            return {name: Known(id_, mark, row) for name, id_, mark, row in rows}

    def withdrawn(self, source: int) -> dict[str, Withdrawn]:
        """What was deleted over the API of a source's products, by their ids."""
        columns = withdrawn.c.product_id, withdrawn.c.fingerprint, withdrawn.c.at, withdrawn.c.made
        query = sa.select(*columns)
        with self.connection.begin():
            rows = self.connection.execute(query.where(withdrawn.c.source_id == source))
            return {name: Withdrawn(mark, When(at, made)) for name, mark, at, made in rows}

    def put(self, kind: str, rows: Rows) -> None:
        """Stage an item that is new or changed; here its rows get their number."""
        if kind == "product":
            number = self._next.listing
            self._next.listing += 1
        else:
            number = self._next.passage
            self._next.passage += 1
        for name, told in rows.items():
            self._add(name, [(number, *row) for row in told])

    def take_away(self, kind: str, item_id: str, known: Known) -> None:
        """Stage that a row of the catalog goes: its item changed, or is no longer in its source."""
        self._add("gone", [(kind, known.id, item_id)])

    @contextmanager
    def part(self, source: int) -> Iterator[None]:
        """What is staged in this block counts only if the block ends well."""
        first, touched = self._next.listing, self.touched
        try:
            yield
            self.flush()
        except BaseException:
            self._waiting.clear()
            self.touched = touched
            self._forget(source, first)
            raise

    def flush(self) -> None:
        """Send what waits to the database."""
        with self.connection.begin():
            for name, rows in self._waiting.items():
                if not rows:
                    continue  # a product without variants
                into = self._inserts.get(name)
                if into is None:
                    into = self._inserts[name] = Insert(_ALL[name], self.connection.dialect)
                into.send(self.connection, rows)
        self._waiting.clear()

    def _add(self, name: str, rows: list[Bound]) -> None:
        waiting = self._waiting.setdefault(name, [])
        waiting += rows
        if len(waiting) >= BATCH:
            self.flush()

    def _forget(self, source: int, first: int) -> None:
        with self.connection.begin():
            for name in ("listings", "passages"):
                table = STAGED[name]
                self.connection.execute(table.delete().where(table.c.source_id == source))
            for name in ("texts", "variants", "edits"):
                table = STAGED[name]
                self.connection.execute(table.delete().where(table.c.listing_id >= first))
            for kind, table in (("product", listings), ("passage", passages)):
                own = sa.select(table.c.id).where(table.c.source_id == source)
                gone = (GONE.c.kind == kind) & GONE.c.id.in_(own)
                self.connection.execute(GONE.delete().where(gone))

    def begin(self) -> None:
        """Make the temporary tables, and see where the catalog stands."""
        with self.connection.begin():
            _metadata.create_all(self.connection)
            self._next = _Next(_after(self.connection, listings), _after(self.connection, passages))
            said = self.connection.execute(sa.select(edits.c.listing_id, edits.c.said))
            self.edited = {listing: Edits.of(packed) for listing, packed in said}


def _after(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0) + 1


@contextmanager
def stage_in(database: Database) -> Iterator[Staging]:
    """A staging on a connection of its own. The caller holds the ingest's lock."""
    with database.reading() as connection:
        # Not back to the pool afterwards: the temporary tables live as long as the connection.
        connection.detach()
        with connection.begin():
            version = connection.execute(sa.select(catalog_state.c.version)).scalar_one()
            rows = connection.execute(sa.select(sources)).mappings().all()
        staging = Staging(
            connection, database.state, version, {row["key"]: SourceRow(**row) for row in rows}
        )
        staging.begin()
        yield staging
