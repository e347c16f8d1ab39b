"""Sources read in a process of their own: the same comes of them, and what would end this process
or take all its memory or time costs its own source, or its own item, alone."""

from __future__ import annotations

import json
import os
import pickle
import re
import resource
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from agent.config import Settings
from agent.sources_settings import Listed
from catalog import apart, there, working
from catalog.bounds import USUAL, Bounds
from catalog.fetching.limits import Limits
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.making import Order, Parcel
from catalog.records import Business
from catalog.report import Progress, Report
from catalog.sources.seam import Found, Item, Rejection
from catalog.there import Wanted
from tests.shelf import xlsx
from tests.website import html, links, website
from web.bench.goods import write_google_tsv
from web.commands.rereading import reread
from web.schedule import Schedule

SHOP = Business("Shop", url="https://shop.example")
ROWS = 6_000


class Shop:
    """A catalog that is filled within bounds."""

    def __init__(self, state: Path) -> None:
        self.catalog = Catalog.open(state)
        self.told: list[Rejection] = []
        self.seen: list[Progress] = []

    def read(self, *sources: Path | str, bounds: Bounds | None = USUAL, **more: object) -> Report:
        return ingest(
            [str(source) for source in sources],
            self.catalog.database,
            self.catalog.search,
            business=SHOP,
            limits=Limits(allow_private=frozenset({"127.0.0.1"}), delay=0),
            bounds=bounds,
            rejected=self.told.append,
            **{"progress": self.seen.append, **more},  # type: ignore[arg-type]
        )

    @property
    def rows(self) -> list[tuple[object, ...]]:
        with self.catalog.database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT product_id, row, brand, l.place, title, v.id, price FROM listings l "
                "JOIN texts t ON t.listing_id = l.id "
                "LEFT JOIN variants v ON v.listing_id = l.id ORDER BY l.id, v.position"
            )
            return [tuple(row) for row in found]


@pytest.fixture
def shop(tmp_path: Path) -> object:
    made = Shop(tmp_path / "state")
    yield made
    made.catalog.close()


def errors(report: Report) -> str:
    return "\n".join(source.error for source in report.failed)


def goods(path: Path, rows: int = ROWS) -> Path:
    write_google_tsv(path, rows, "en")
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for number in (100, rows - 10):
        lines[number] = lines[number].replace(" EUR", " groats")
    path.write_text("".join(lines), "utf-8")
    return path


def dearer(text: str) -> str:
    return re.sub(r"(\d+\.\d\d) EUR", r"9\1 EUR", text)


def test_the_same_comes_of_a_feed(tmp_path: Path, shop: Shop) -> None:
    source = goods(tmp_path / "goods.tsv")
    other = Shop(tmp_path / "other")
    there, here = shop.read(source), other.read(source, bounds=None)
    assert there.total.rows == ROWS
    assert shop.rows == other.rows
    assert shop.told == other.told
    assert (there.total.new, there.total.rejected) == (here.total.new, here.total.rejected)
    assert {step.fraction for step in shop.seen if step.stage == "reading"} >= {1.0}
    other.catalog.close()
    lines = source.read_text("utf-8").splitlines(keepends=True)
    lines[200] = dearer(lines[200])
    source.write_text("".join(lines), "utf-8")
    again = shop.read(source)
    assert (again.total.changed, again.total.new, again.total.removed) == (1, 0, 0)
    assert again.total.rejected_count == 2


def test_a_site_is_looked_through_there(shop: Shop) -> None:
    with website() as site:
        site.pages["/"] = html(f"<h1>Hello</h1>Text {links('/1', '/2')}")
        site.sells("/1", "S1", "1.00")
        site.sells("/2", "S2", "http://[")
        report = shop.read(site.address)
    assert (report.catalog.products, report.catalog.passages) == (1, 1)
    assert not report.failed


def cups(path: Path) -> Path:
    path.write_text("Name,Price\nCup,1.00\n")
    return path


def test_memory_that_a_source_may_not_take(tmp_path: Path, shop: Shop) -> None:
    book = tmp_path / "many.xlsx"
    book.write_bytes(xlsx([["Name"], *[[f"Cup {n}", "x" * 2500] for n in range(50_000)]]))
    tight = Bounds(memory_mb=48)
    report = shop.read(book, cups(tmp_path / "cups.csv"), bounds=tight)
    assert [source.source for source in report.failed] == ["many.xlsx"]
    assert "48 MB" in errors(report)
    assert report.catalog.products == 1


def test_time_that_a_source_may_not_take(tmp_path: Path, shop: Shop) -> None:
    text = tmp_path / "long.md"
    text.write_text("# A\n\n* b *c* `d`\n" * 150_000)
    begun = time.monotonic()
    tight = Bounds(silent_seconds=1.5)
    report = shop.read(text, cups(tmp_path / "cups.csv"), bounds=tight)
    assert time.monotonic() - begun < 40
    assert "nothing came of it for 1.5 s" in errors(report)
    assert report.catalog.products == 1
    shop.read(text, bounds=Bounds(source_seconds=1))
    assert report.catalog.products == 1


def test_progress_is_no_silence(tmp_path: Path, shop: Shop) -> None:
    """A first look through a long file gives no item, and takes its time."""
    source = tmp_path / "goods.tsv"
    write_google_tsv(source, 60_000, "en")
    report = shop.read(source, bounds=Bounds(silent_seconds=2), dry_run=True)
    assert not report.failed


def test_what_is_unchanged_is_not_kept_to_the_end(tmp_path: Path, shop: Shop) -> None:
    """Of an item that is as before nothing is made, and its reader has to forget it too."""
    source = tmp_path / "goods.tsv"
    write_google_tsv(source, 100_000, "en")
    assert not shop.read(source).failed
    assert errors(shop.read(source, bounds=Bounds(memory_mb=14))) == ""


BAD = "ends its process"


def deadly(items: Sequence[Found]) -> None:
    """What a parser of a library does: with one item it takes the process with it."""
    if any(isinstance(item, Item) and item.id == "bad" for item in items):
        os.kill(os.getpid(), signal.SIGABRT)


def deadly_of(blob: bytes, order: Order, wanted: Sequence[Wanted]) -> list[Parcel]:
    deadly(pickle.loads(blob))
    return there.parcels_of(blob, order, wanted)


def deadly_there(order: Order, wanted: Sequence[Wanted]) -> list[Parcel]:
    (session,) = there._sessions
    deadly([session.held[order.batch][one.place] for one in wanted])
    return there.make_there(order, wanted)


@pytest.mark.parametrize("few", [0, 4])
def test_an_item_that_ends_its_process_costs_itself(
    tmp_path: Path, shop: Shop, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(apart, "FEW", few)
    monkeypatch.setattr(apart, "make_there", deadly_there)
    monkeypatch.setattr(apart, "parcels_of", deadly_of)
    source = tmp_path / "list.json"
    told = [{"sku": f"c{n}", "name": f"Cup {n}", "price": "1 EUR"} for n in range(1200)]
    told.insert(700, {"sku": "bad", "name": "Bad", "price": "1 EUR"})
    told.insert(100, {"sku": "dear", "name": "Dear", "price": "1.2.3 EUR"})
    source.write_text(json.dumps(told))
    report = shop.read(source)
    assert errors(report) == ""
    assert report.catalog.products == 1200
    fields = [(entry.field, entry.value) for entry in shop.told]
    assert sorted(fields) == [("price", "1.2.3 EUR"), ("product", "bad")], "each is told once"
    assert "SIGABRT" in next(entry.reason for entry in shop.told if entry.value == "bad")


def test_a_source_whose_reader_is_killed_leaves_what_was_there(tmp_path: Path, shop: Shop) -> None:
    source = goods(tmp_path / "goods.tsv")
    shop.read(source)
    before = shop.rows
    source.write_text(dearer(source.read_text("utf-8")), "utf-8")

    def kill(step: Progress) -> None:
        if step.stage == "reading" and step.source == "goods.tsv" and step.fraction > 0.1:
            for child in children():
                os.kill(child, signal.SIGKILL)

    report = shop.read(source, cups(tmp_path / "cups.csv"), progress=kill)
    assert "SIGKILL" in errors(report)
    assert [row for row in shop.rows if row[0] != "cup"] == before
    assert len(shop.rows) == len(before) + 1


def children() -> list[int]:
    # Whichever thread began them.
    own = [
        pid
        for told in Path("/proc/self/task").glob("*/children")
        for pid in told.read_text().split()
    ]
    told = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in own}
    return [pid for pid, command in told.items() if b"catalog.working" in command]


def test_no_process_is_left(tmp_path: Path, shop: Shop) -> None:
    shop.read(cups(tmp_path / "cups.csv"))
    assert children() == []
    assert USUAL.silent_seconds > working.BEAT


def test_a_watched_folder_with_a_file_that_breaks_its_reader(tmp_path: Path) -> None:
    """As `tresen serve` reads it again: customers hear the file's new price all the same."""
    folder, state = tmp_path / "shop", tmp_path / "state"
    folder.mkdir()
    settings = Settings(state=state, catalog={"read": {"memory_mb": 64, "silent_seconds": 5}})  # type: ignore[arg-type]
    prices = folder / "cups.csv"
    prices.write_text("Name,Price\nCup,11.00\n")
    told: list[str] = []

    def sync(source: str, shown: Callable[[Progress], None]) -> Report:
        report = reread(settings, source, shown)
        told.extend(one.error for one in report.failed)
        return report

    schedule = Schedule([Listed(str(folder), 60)], sync)
    schedule.step()
    book = xlsx([["Name"], *[[f"Cup {n}", "x" * 2500] for n in range(50_000)]])
    (folder / "many.xlsx").write_bytes(book)
    (folder / "dashes.csv").write_text(f"Name,Price\nPlate,{'-' * 2000}\n")
    prices.write_text("Name,Price\nCup,99.00\n")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    schedule = Schedule([Listed(str(folder), 60)], sync)
    schedule.step()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    catalog = Catalog.open(state)
    (product,) = catalog.products(["cup"])
    catalog.close()
    assert [str(variant.price.amount) for variant in product.variants if variant.price] == ["99.00"]
    assert len(told) == 1
    assert "many.xlsx" in told[0]
    assert grown < 200 * 1024, "none of it in this process"
