"""The schedule of `tresen serve`, the settings of it, and `tresen sync`."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent.config import load
from agent.errors import ConfigError
from agent.sources_settings import Listed, listed
from catalog.database import Counts
from catalog.errors import SourceError
from catalog.report import Progress, Report
from tests.website import website
from web.cli import main
from web.schedule import Schedule, scheduled

EMPTY = Report((), Counts(0, 0, 0), 0.0)


def test_each_source_has_its_own_time() -> None:
    now = [0.0]
    read: list[str] = []

    def sync(source: str, _shown: object) -> Report:
        read.append(source)
        if source == "b":
            raise SourceError("gone")
        return EMPTY

    sources = [Listed("a", 60), Listed("b", 100), Listed("never")]
    schedule = Schedule(sources, sync, lambda: now[0])
    assert schedule.step() == 60.0
    now[0] = 60.0
    assert schedule.step() == 40.0
    now[0] = 100.0
    schedule.step()
    assert read == ["a", "b", "a", "b"]


def test_the_server_ends_in_the_midst_of_a_crawl() -> None:
    begun = threading.Event()

    def crawl(_source: str, shown: object) -> Report:
        while True:
            begun.set()
            shown(Progress("fetching", "shop", 0.5, 1, 2))  # type: ignore[operator]

    with scheduled([Listed("a", 60)], crawl):
        assert begun.wait(60)
    assert "schedule" not in {thread.name for thread in threading.enumerate()}


def test_the_settings_of_a_schedule(tmp_path: Path) -> None:
    file = tmp_path / "tresen.toml"
    file.write_text('[catalog]\nsources = ["a.csv", { source = "b.csv", every = "15m" }]\n')
    assert listed(load(file).catalog.sources) == [Listed("a.csv"), Listed("b.csv", 900)]
    file.write_text('[catalog]\nsources = [{ source = "b.csv", every = "soon" }]\n')
    with pytest.raises(ConfigError, match="as in 36h"):
        load(file)


def test_sync_reads_the_sources_of_the_settings(tmp_path: Path) -> None:
    with website() as site:
        head = "id,title,link,image_link,availability,price\n"
        site.pages["/feed"] = (200, {"ETag": '"1"'}, head + "a,A,,,in stock,1 EUR\n")
        file = tmp_path / "tresen.toml"
        file.write_text(
            f'[catalog]\nsources = ["{site.address}/feed"]\nallow_private = ["127.0.0.1"]\n'
            "fetch = { delay = 0 }\n"
        )
        arguments = ["sync", "--config", str(file), "--state", str(tmp_path / "state")]
        for word in ("1 new", "1 unchanged"):
            result = CliRunner().invoke(main, arguments)
            assert (result.exit_code, word in result.output) == (0, True), result.output
        assert site.conditions == ["/feed"]
