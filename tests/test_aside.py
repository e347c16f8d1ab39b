"""The second process of an ingest: what it makes is what this one would have made, also when it is
killed, and it ends when this one does."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from catalog.aside import Aside, Gone, in_turn
from catalog.garbage import RARE, rarely_collected
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business
from catalog.report import Progress
from web.bench.goods import write_google_tsv

SHOP = Business("Bench", url="https://shop.example")
ROWS = 12_000


def process_id(_task: int = 0) -> int:
    return os.getpid()


def refused(_task: int) -> int:
    raise ValueError("a wrong value")


def slowly(task: int) -> int:
    time.sleep(0.05)
    return task


def test_it_is_another_process_and_says_what_went_wrong() -> None:
    with closing(Aside()) as aside:
        assert not aside.is_ready
        other = aside.submit(process_id).result()
        assert other != os.getpid()
        assert aside.submit(process_id).result() == other
        with pytest.raises(ValueError, match="a wrong value"):
            aside.submit(refused, 1).result()
        os.kill(other, signal.SIGKILL)
        with pytest.raises(Gone):
            aside.submit(process_id).result()


def test_tasks_stay_in_their_order_also_when_the_other_is_killed() -> None:
    with closing(Aside()) as aside:
        aside.begin(slowly)
        other = aside.submit(process_id).result()
        assert aside.is_ready
        done = []
        for kept, result in in_turn(aside, ((n, n) for n in range(40)), slowly, slowly):
            assert kept == result
            done.append(result)
            if len(done) == 10:
                os.kill(other, signal.SIGKILL)
    assert done == list(range(40))


ALONE = """
import sys, time
from catalog.aside import Aside
from tests.test_aside import process_id
aside = Aside()
print(aside.submit(process_id).result(), flush=True)
time.sleep(60)
"""


def test_it_ends_when_the_one_that_began_it_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", ALONE], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        other = int(process.stdout.readline())
        process.kill()
    end = time.monotonic() + 60
    while Path(f"/proc/{other}/stat").exists() and time.monotonic() < end:
        if ") Z " in Path(f"/proc/{other}/stat").read_text():
            break
        time.sleep(0.05)
    else:
        assert time.monotonic() < end


@pytest.mark.parametrize("how", ["alone", "two", "killed"])
def test_a_large_feed_is_read_the_same(
    tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "goods.tsv"
    write_google_tsv(source, ROWS, "en")
    lines = source.read_text("utf-8").splitlines(keepends=True)
    lines[100] = lines[100].replace(" EUR", " groats")
    lines[ROWS - 10] = lines[ROWS - 10].replace(" EUR", " groats")
    source.write_text("".join(lines), "utf-8")
    if how == "alone":
        monkeypatch.setattr(os, "cpu_count", lambda: 1)
    catalog = Catalog.open(tmp_path / "state")

    def kill(progress: Progress) -> None:
        if how == "killed" and progress.rows > ROWS * 0.7:
            for child in _children():
                with suppress(ProcessLookupError):  # one that is dead already
                    os.kill(child, signal.SIGKILL)

    try:
        report = ingest(
            [str(source)], catalog.database, catalog.search, business=SHOP, progress=kill
        )
        catalog.refresh()
        assert report.total.rows == ROWS
        assert [(r.row, r.field) for r in report.total.rejected] == [
            (101, "price"),
            (ROWS - 9, "price"),
        ]
        with catalog.database.reading() as connection:
            held = connection.exec_driver_sql(
                "SELECT product_id, row, brand, v.id, price FROM listings l "
                "JOIN variants v ON v.listing_id = l.id ORDER BY l.id, v.position"
            ).all()
        assert len(held) == ROWS - 2
        assert [row.row for row in held] == sorted(row.row for row in held)
        last = catalog.products([held[-1].product_id])[0]
        found = catalog.find_products(last.text("en").title, "en")
        assert last.id in [product.id for product, _ in found]
    finally:
        catalog.close()


def _children() -> list[int]:
    """The processes that this one began to work aside."""
    # Whichever thread began them.
    own = [
        pid
        for told in Path("/proc/self/task").glob("*/children")
        for pid in told.read_text().split()
    ]
    told: dict[int, bytes] = {}
    for pid in own:
        with suppress(OSError):  # one that has ended meanwhile
            told[int(pid)] = Path(f"/proc/{pid}/cmdline").read_bytes()
    return [pid for pid, command in told.items() if b"catalog.working" in command]


def test_garbage_is_collected_as_before_when_an_ingest_is_over() -> None:
    before = gc.get_threshold()
    with rarely_collected():
        assert gc.get_threshold() == RARE
    assert gc.get_threshold() == before
