"""Many rows of one table to the database, as its driver takes them.

SQLAlchemy's own way makes a dict of bound values of each row, which was a tenth of an ingest's
time. Here rows are tuples that another process may have bound; the statement is compiled once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from catalog.tables import Packed, packed

Bound = tuple[Any, ...]
"""A row's values in the order of its table's columns, as a driver takes them."""


def unnumbered(table: sa.Table, row: Mapping[str, Any]) -> Bound:
    """`row` without the table's first column, its number, which is given when it is staged."""
    return tuple([packed(row[name]) if packs else row[name] for name, packs in _columns(table)])


@cache
def _columns(table: sa.Table) -> list[tuple[str, bool]]:
    return [(c.name, isinstance(c.type, Packed)) for c in list(table.columns)[1:]]


class Insert:
    """An INSERT of all of a table's columns."""

    def __init__(self, table: sa.Table, dialect: sa.Dialect) -> None:
        self._names = [column.name for column in table.columns]
        compiled = table.insert().compile(dialect=dialect, column_keys=self._names)
        self._statement = str(compiled)
        self._positional = bool(compiled.positional)

    def send(self, connection: sa.Connection, rows: Sequence[Bound]) -> None:
        """Insert `rows`."""
        if self._positional:
            connection.exec_driver_sql(self._statement, rows)
        else:
            named = [dict(zip(self._names, row, strict=True)) for row in rows]
            connection.exec_driver_sql(self._statement, named)
