"""What only PostgreSQL does: its own locks, its own refusals, and a server that goes away."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from catalog.database import Database
from catalog.errors import DatabaseBusy, StateError
from catalog.patience import patience
from catalog.tables import metadata
from tests import postgres
from tests.webhook_shop import until

pytestmark = postgres.needed


def test_the_migrations_make_the_tables_that_the_program_speaks_of(
    postgres_url: str, tmp_path: Path
) -> None:
    database = Database.open(tmp_path, postgres_url)
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_who_waits_for_a_lock_is_told_so_in_time(postgres_url: str, tmp_path: Path) -> None:
    database, other = Database.open(tmp_path, postgres_url), Database.open(tmp_path, postgres_url)
    with other.writing() as holding:
        holding.execute(sa.text("LOCK TABLE catalog_state"))
        begun = time.monotonic()
        with patience(0.3), pytest.raises(DatabaseBusy):
            database.stamp()
        assert time.monotonic() - begun < 15.0, "not its usual half minute"
    other.close()
    database.close()


def test_its_address_is_told_without_the_password(postgres_server: str, tmp_path: Path) -> None:
    """Also where nobody listens: a sentence, and no trace."""
    address = "postgresql://shop:hunter2@127.0.0.1:9/shop"
    with pytest.raises(StateError, match=r"shop:\*\*\*@127\.0\.0\.1:9/shop") as refused:
        Database.open(tmp_path, address)
    assert "hunter2" not in str(refused.value)


def test_a_newer_database_is_told_without_the_password(postgres_url: str, tmp_path: Path) -> None:
    database = Database.open(tmp_path, postgres_url)
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StateError, match="newer version of this program"):
        Database.open(tmp_path, postgres_url)


def test_a_server_that_was_started_again_is_spoken_to_again(
    postgres_url: str, tmp_path: Path
) -> None:
    database = Database.open(tmp_path, postgres_url)
    stamp = database.stamp()
    other = Database.open(tmp_path, postgres_url)
    with other.reading() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    until(lambda: _beside(other) == 0)  # they are told to end, and do
    other.close()
    assert database.stamp() == stamp
    database.close()


def _beside(own: Database) -> int:
    """The connections of others to its database."""
    query = sa.text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with own.reading() as connection:
        return int(connection.execute(query).scalar_one())
