"""A copy by SQLite's own backup, as docs/security.md says: taken at any time, and all of a shop."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from agent.config import Settings
from catalog.database import FILE
from catalog.lookup import Catalog


def test_a_backup_is_the_whole_shop(settings: Settings, tmp_path: Path) -> None:
    running = Catalog.open(settings.state)
    (tmp_path / "restored").mkdir()
    with (
        running.database.writing() as connection,
        closing(sqlite3.connect(settings.state / FILE)) as held,
        closing(sqlite3.connect(tmp_path / "restored" / FILE)) as copy,
    ):
        connection.exec_driver_sql("DELETE FROM listings")  # half a change: not in the copy
        held.backup(copy)
    restored = Catalog.open(tmp_path / "restored")
    assert restored.counts().products == 46
    assert restored.find_products("Fjell 2", "en")[0][0].id == "fjell-2", "the index is made anew"
    assert (tmp_path / "restored").stat().st_mode & 0o77 == 0
    restored.close()
    running.close()
