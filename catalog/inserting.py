"""Many rows of one table to the database, as its driver takes them.

SQLAlchemy's own way makes a dict of bound values of each row, which was a tenth of an ingest's
time. The statement and the columns' processors are the same here, compiled once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa


class Insert:
    """An INSERT of all of a table's columns."""

    def __init__(self, table: sa.Table, dialect: sa.Dialect) -> None:
        compiled = table.insert().compile(
            dialect=dialect, column_keys=[column.name for column in table.columns]
        )
        self._statement = str(compiled)
        self._positional = bool(compiled.positional)
        names = compiled.positiontup if self._positional else list(compiled.binds)
        self._columns = [(name, table.c[name].type.bind_processor(dialect)) for name in names or ()]

    def send(self, connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
        """Insert `rows`, each with a value for every column."""
        columns = self._columns
        if self._positional:
            told: Any = [
                tuple([row[name] if to is None else to(row[name]) for name, to in columns])
                for row in rows
            ]
        else:
            told = [
                {name: row[name] if to is None else to(row[name]) for name, to in columns}
                for row in rows
            ]
        connection.exec_driver_sql(self._statement, told)
