"""Runs the steps that a database still lacks, with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from catalog.errors import StateError


def upgrade(connection: Connection) -> None:
    """Bring the database behind `connection` to today's tables. The caller commits.

    Raises StateError where the database is newer than this program.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as exc:
        raise StateError(
            f"{connection.engine.url.render_as_string(hide_password=True)}: was written by a newer "
            f"version of this program ({exc}). Update the program, or give another folder with "
            "--state DIR."
        ) from exc
