"""Whatever goes wrong with a source, the schedule goes on, and the owner can see it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from agent.config import Settings
from agent.sources_settings import Listed
from catalog.database import Counts
from catalog.report import Report, SourceReport
from catalog.standing import Standing, note, note_fault, standings
from tests.fakes import FakeAgent
from web import create_app
from web.cli import main
from web.schedule import Schedule, Stopped

EMPTY = Report((), Counts(0, 0, 0), 0.0)


def run(state: Path, *arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(main, [*arguments, "--state", str(state)])


def test_the_schedule_outlives_whatever_a_reading_raises(tmp_path: Path) -> None:
    now = [0.0]
    read: list[str] = []
    raised = [RecursionError("too deep"), MemoryError(), UnicodeError("undefined"), KeyError(1)]

    def sync(source: str, _shown: object) -> Report:
        read.append(source)
        if raised:
            raise raised.pop()
        return EMPTY

    def fault(source: str, reason: str) -> None:
        note_fault(tmp_path, source, reason)

    schedule = Schedule([Listed("a", 60)], sync, lambda: now[0], fault)
    for _ in range(4):
        schedule.step()
        assert standings(tmp_path)["a"].is_failing
        now[0] += 60
    assert "RecursionError: too deep" in standings(tmp_path)["a"].fault
    schedule.step()
    assert read == ["a"] * 5
    stands = standings(tmp_path)["a"]
    assert not stands.is_failing
    assert "RecursionError" in stands.fault, "the last fault stays to be seen"


def test_a_fault_that_cannot_be_kept_does_not_end_it_either() -> None:
    def sync(_source: str, _shown: object) -> Report:
        raise ValueError("x")

    def fault(_source: str, _reason: str) -> None:
        raise OSError("the disk is full")

    assert Schedule([Listed("a", 60)], sync, lambda: 0.0, fault).step() == 60.0


def test_the_end_of_the_server_is_no_fault() -> None:
    told: list[str] = []

    def sync(_source: str, _shown: object) -> Report:
        raise Stopped("the server ends")

    Schedule([Listed("a", 60)], sync, lambda: 0.0, lambda s, _: told.append(s)).step()
    assert told == []


def test_how_sources_stand_is_kept(tmp_path: Path) -> None:
    assert standings(tmp_path) == {}
    note(tmp_path, [SourceReport(source="a\x1b[2J"), SourceReport(source="b", error="gone\x07")])
    told = standings(tmp_path)
    assert set(told) == {"a[2J", "b"}
    assert (told["b"].fault, told["b"].is_failing) == ("gone", True)
    note(tmp_path, [SourceReport(source="b")])
    assert not standings(tmp_path)["b"].is_failing
    assert Standing("https://shop.example/feed?key=secret").public == "https://shop.example/feed"
    (tmp_path / "sources.json").write_text("no json")
    assert standings(tmp_path) == {}


def test_a_source_that_breaks_is_seen_in_stats_metrics_and_readiness(tmp_path: Path) -> None:
    """Through the commands, as an owner has it: one file is broken, the others are read."""
    shop, state = tmp_path / "shop", tmp_path / "state"
    shop.mkdir()
    (shop / "cups.csv").write_text("Name,Price\nCup,11.00\n")
    (shop / "bad.xlsx").write_bytes(b"PK\x03\x04 and then nothing")
    first = run(state, "ingest", str(shop))
    assert first.exit_code == 1
    assert "damaged" in first.stderr
    assert "1 products" in first.stdout
    stats = run(state, "catalog", "stats")
    assert "bad.xlsx: the workbook is damaged" in stats.stdout
    (fault,) = json.loads(run(state, "catalog", "stats", "--json").stdout)["faults"]
    assert (fault["source"], fault["succeeded"]) == ("bad.xlsx", None)

    settings = Settings(state=state)
    agent = FakeAgent(settings)
    client = create_app(settings, agent).test_client()  # type: ignore[arg-type]
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert [one["source"] for one in ready.json["sources"]] == ["bad.xlsx"]
    assert "damaged" not in ready.text, "why, is the owner's to know"
    counted = client.get("/metrics").text
    assert 'tresen_source_failing{source="bad.xlsx"} 1.0' in counted
    assert 'tresen_source_failing{source="cups.csv"} 0.0' in counted
    assert 'tresen_source_read_timestamp_seconds{source="cups.csv"}' in counted

    (shop / "bad.xlsx").unlink()
    (shop / "bad.csv").write_text("Name,Price\nPlate,5.00\n")
    assert run(state, "ingest", str(shop)).exit_code == 0


def test_what_is_printed_obeys_nobody(tmp_path: Path) -> None:
    """A title may hold brackets that a library reads as markup, and rows that are older than the
    cleaning hold whatever their source did."""
    file = tmp_path / "list [red]\x1b[31m.csv"
    file.write_text(
        'Name,Price,Description\n"[/bold] Cup [blink]",1.00,"[link=x]y"\nPlate,"[/b]\x1b[2J",b\n'
    )
    state = tmp_path / "state"
    told = run(state, "ingest", str(file))
    assert "\x1b" not in told.output
    assert "[/b][2J" in told.stderr
    for arguments in (("show", "bold-cup-blink"), ("search", "cup"), ("stats",)):
        result = run(state, "catalog", *arguments)
        assert result.exit_code == 0, result.output
        assert "\x1b" not in result.output
    assert "[/bold] Cup [blink]" in run(state, "catalog", "show", "bold-cup-blink").stdout
    assert "[/bold] Cup [blink]" in run(state, "catalog", "search", "cup").stdout
    missing = run(state, "ingest", str(tmp_path / "no\x1b[31m.csv"))
    assert "\x1b" not in missing.output
