"""A business in one file: taken at any time, and all of a shop, on another machine too."""

from __future__ import annotations

import tarfile
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.answer import Incoming, answer
from agent.config import Settings
from agent.shop import Agent
from catalog.backup import back_up, restore
from catalog.connections import FILE
from catalog.database import Database
from catalog.errors import StateError
from catalog.lookup import Catalog
from tests.fake_backend import ScriptedBackend
from web.cli import main


@pytest.fixture
def kept(settings: Settings, tmp_path: Path) -> Path:
    """A backup of the demo shop with its settings."""
    (tmp_path / "tresen.toml").write_text('[business]\nname = "Kontor"\n')
    database = Database.open(settings.state)
    back_up(database, tmp_path / "tresen.toml", tmp_path / "shop.backup")
    database.close()
    return tmp_path / "shop.backup"


def test_a_backup_under_load_is_the_whole_shop_as_it_was_at_one_moment(
    settings: Settings, tmp_path: Path
) -> None:
    """Four customers talk, and somebody else's change is half done."""
    running = Agent(settings, Catalog.open(settings.state), ScriptedBackend(), prepared=False)
    stop, talked = threading.Event(), [0, 0, 0, 0]

    def talk(who: int) -> None:
        while not stop.is_set():
            list(answer(running, Incoming("How much is the Fjell 2?")))
            talked[who] += 1

    talking = [threading.Thread(target=talk, args=(who,)) for who in range(4)]
    for thread in talking:
        thread.start()
    try:
        while min(talked) < 3:
            stop.wait(0.01)
        with running.catalog.database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM listings")  # half a change: not in the copy
            back_up(running.catalog.database, None, tmp_path / "shop.backup")
            connection.rollback()
    finally:
        stop.set()
        for thread in talking:
            thread.join()
        running.close()
    assert (tmp_path / "shop.backup").stat().st_mode & 0o77 == 0
    restore(tmp_path / "shop.backup", tmp_path / "there", tmp_path / "there.toml")
    catalog = Catalog.open(tmp_path / "there")
    there = Agent(settings, catalog, ScriptedBackend(), prepared=False)
    assert catalog.counts().products == 46
    assert catalog.find_products("Fjell 2", "en")[0][0].id == "fjell-2", "the index is made anew"
    with catalog.database.reading() as connection:
        turns = connection.exec_driver_sql("SELECT count(*) FROM turns").scalar_one()
    assert turns >= 12
    told = "".join(getattr(e, "text", "") for e in answer(there, Incoming("How much is Fjell 2?")))
    assert "€" in told
    assert (tmp_path / "there").stat().st_mode & 0o77 == 0
    there.close()


def test_the_commands_bring_a_business_to_another_folder(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    done = CliRunner().invoke(main, ["restore", str(kept)])
    assert done.exit_code == 0, done.output
    assert Path("tresen.toml").read_text() == '[business]\nname = "Kontor"\n'
    again = CliRunner().invoke(main, ["backup", "again.backup"])
    assert again.exit_code == 0, again.output
    with tarfile.open("again.backup") as archive:
        assert {FILE, "tresen.toml"} <= set(archive.getnames())


def test_nothing_is_written_over(kept: Path, settings: Settings, tmp_path: Path) -> None:
    before = kept.read_bytes()
    database = Database.open(settings.state)
    with pytest.raises(StateError, match="there already"):
        back_up(database, None, kept)
    database.close()
    assert kept.read_bytes() == before
    with pytest.raises(StateError, match="holds a business already"):
        restore(kept, settings.state, tmp_path / "there.toml")
    (tmp_path / "mine.toml").write_text("mine")
    assert restore(kept, tmp_path / "there", tmp_path / "mine.toml").settings is None
    assert (tmp_path / "mine.toml").read_text() == "mine"


@pytest.mark.parametrize("broken", ["cut", "text", "damaged", "another's"])
def test_what_is_no_whole_backup_is_said_and_leaves_nothing(
    broken: str, kept: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.backup"
    whole = kept.read_bytes()
    if broken == "cut":
        bad.write_bytes(whole[: len(whole) // 2])
    elif broken == "text":
        bad.write_text("no backup")
    else:
        (tmp_path / FILE).write_bytes(b"SQLite format 3\0" + b"\1" * 9000)
        with tarfile.open(bad, "w:gz") as archive:
            name = FILE if broken == "damaged" else f"../{FILE}"
            archive.add(tmp_path / FILE, name)
    with pytest.raises(StateError, match=r"bad\.backup"):
        restore(bad, tmp_path / "there", tmp_path / "there.toml")
    assert not list((tmp_path / "there").iterdir())
    assert not (tmp_path / "there.toml").exists()
