"""Numbered, append-only steps from an empty database to today's tables. Run by `upgrade`.

A step that has been released is never edited: whoever has run it would not run it again.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from catalog.tables import REVISION


def done(connection: Connection) -> bool:
    """Whether the database behind `connection` has today's tables.

    Asked without Alembic's scripts, which take ~40 ms to load: every command opens a database.
    """
    return MigrationContext.configure(connection).get_current_revision() == REVISION


def upgrade(connection: Connection) -> None:
    """Bring the database behind `connection` to today's tables. The caller commits.

    Raises Alembic's CommandError where the database is newer than this program.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
