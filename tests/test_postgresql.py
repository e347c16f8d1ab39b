"""What only PostgreSQL does: its own locks, its own refusals, and a server that goes away."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
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

pytestmark = pytest.mark.skipif(
    postgres.VARIABLE not in os.environ and postgres.programs() is None,
    reason="PostgreSQL is not installed",
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres.postgresql() as address:
        yield address


@pytest.fixture
def url(server: str, tmp_path: Path) -> str:
    """The address of an empty database."""
    return postgres.database_of(server, tmp_path)


def test_the_migrations_make_the_tables_that_the_program_speaks_of(
    url: str, tmp_path: Path
) -> None:
    database = Database.open(tmp_path, url)
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_who_waits_for_a_lock_is_told_so_in_time(url: str, tmp_path: Path) -> None:
    database, other = Database.open(tmp_path, url), Database.open(tmp_path, url)
    with other.writing() as holding:
        holding.execute(sa.text("LOCK TABLE catalog_state"))
        begun = time.monotonic()
        with patience(0.3), pytest.raises(DatabaseBusy):
            database.stamp()
        assert time.monotonic() - begun < 3.0
    other.close()
    database.close()


def test_its_address_is_told_without_the_password(server: str, tmp_path: Path) -> None:
    """Also where nobody listens: a sentence, and no trace."""
    address = "postgresql://shop:hunter2@127.0.0.1:9/shop"
    with pytest.raises(StateError, match=r"shop:\*\*\*@127\.0\.0\.1:9/shop") as refused:
        Database.open(tmp_path, address)
    assert "hunter2" not in str(refused.value)


def test_a_newer_database_is_told_without_the_password(url: str, tmp_path: Path) -> None:
    database = Database.open(tmp_path, url)
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    with pytest.raises(StateError, match="newer version of this program"):
        Database.open(tmp_path, url)


def test_a_server_that_was_started_again_is_spoken_to_again(url: str, tmp_path: Path) -> None:
    database = Database.open(tmp_path, url)
    stamp = database.stamp()
    other = Database.open(tmp_path, url)
    with other.reading() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.close()
    assert database.stamp() == stamp
    database.close()
