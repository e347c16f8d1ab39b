"""The state folder is its owner's alone, whatever the umask, and one from before is closed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.database import Database
from catalog.lock import INGEST, hold
from tests.real_model import opened

ROOT = Path(__file__).parent.parent
MAIN = "from web.cli import main; main()"


def tresen(folder: Path, *arguments: str) -> None:
    """Run a command where everybody may read and write what is made."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{os.environ.get('PYTHONPATH', '')}"}
    command = [sys.executable, "-c", MAIN, *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, umask=0, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


def open_to_others(state: Path) -> list[str]:
    return [
        f"{stat.S_IMODE(path.stat().st_mode):o} {path.relative_to(state)}"
        for path in (state, *state.rglob("*"))
        if path.stat().st_mode & 0o077
    ]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "tresen.toml").write_text('[business]\nname = "Shop"\n')
    (tmp_path / "faq.md").write_text("## How long does delivery take?\n\nTwo days.\n")
    return tmp_path


def test_what_commands_make_is_the_owners_alone(shop: Path) -> None:
    tresen(shop, "ingest", "faq.md")
    state = shop / ".tresen"
    assert {"tresen.db", "index", INGEST} <= {path.name for path in state.iterdir()}
    assert open_to_others(state) == []


def test_so_is_what_the_engine_makes(shop: Path) -> None:
    before = os.umask(0)
    try:
        with opened(shop / "state", threads=1) as backend:
            assert backend.ready()
    finally:
        os.umask(before)
    assert open_to_others(shop / "state" / "prefix") == []


def test_what_another_program_makes_with_the_agent_lies_in_a_closed_folder(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with hold(tmp_path / "some.lock"):
            database = Database.open(tmp_path / "state")
            with database.writing() as connection:
                connection.exec_driver_sql("UPDATE catalog_state SET version = version")
                assert open_to_others(tmp_path / "state") == []
            database.close()
    finally:
        os.umask(before)
    assert (tmp_path / "some.lock").stat().st_mode & 0o777 == 0o600


def test_a_state_from_before_is_closed_and_nothing_else_is(shop: Path) -> None:
    tresen(shop, "ingest", "faq.md")
    state = shop / ".tresen"
    for path in (state, *state.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o644)
    (state / "notes.txt").write_text("the owner's")
    (state / "notes.txt").chmod(0o644)
    Database.open(state).close()
    assert open_to_others(state) == ["644 notes.txt"]
