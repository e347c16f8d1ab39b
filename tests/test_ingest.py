"""Ingest: the difference, the report, the languages, and what is left when it is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.database import Counts
from catalog.ingest import ingest
from catalog.lock import INGEST, hold
from catalog.lookup import Catalog
from catalog.records import Business, Product
from catalog.report import Progress, Report
from tests.shelf import counted

SHOP = Business("Shop", url="https://shop.example", languages=("en", "de"))
HEADER = (
    "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,"
    "Variant Inventory Qty,Variant Inventory Policy,Status"
)
SHARED = Path(__file__).parent.parent.parent / "shared" / "data"


def line(handle: str, title: str = "T", size: str = "", price: str = "10.00", **more: str) -> str:
    name = "Size" if size else ""
    sku = more.get("sku", f"{handle}-{size}")
    return f"{handle},{title},{name},{size},{sku},{price},{more.get('stock', '5')},deny,active"


class Shop:
    """A folder of files and the catalog they are read into."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalog = Catalog.open(folder / "state")

    def write(self, name: str, *lines: str) -> str:
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path)

    def products(self, *lines: str, name: str = "products.csv") -> str:
        return self.write(name, HEADER, *lines)

    def ingest(self, *sources: str, business: Business = SHOP, **options: object) -> Report:
        database, search = self.catalog.database, self.catalog.search
        return ingest(sources, database, search, business=business, **options)  # type: ignore[arg-type]

    def product(self, id_: str) -> Product:
        (product,) = self.catalog.products([id_])
        return product

    def price(self, id_: str) -> Decimal:
        price = self.product(id_).variants[0].price
        assert price is not None
        return price.amount


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    yield shop
    shop.catalog.close()


def test_only_what_changed_is_changed(shop: Shop) -> None:
    source = shop.products(line("a"), line("b"), line("c"))
    assert counted(shop.ingest(source)) == (3, 0, 0, 0)
    version = shop.catalog.database.version()
    assert counted(shop.ingest(source)) == (0, 0, 3, 0)
    assert shop.catalog.database.version() == version
    shop.products(line("a"), line("b", price="12.00"), line("d"))
    report = shop.ingest(source)
    assert counted(report) == (1, 1, 1, 1)
    assert report.catalog == Counts(products=3, variants=3, passages=0)
    assert shop.price("b") == Decimal("12.00")
    assert shop.catalog.products(["c"]) == []
    assert shop.catalog.database.version() == version + 1


def test_unchanged_rows_that_moved_keep_a_true_place(shop: Shop) -> None:
    source = shop.products(line("a"), line("b"))
    shop.ingest(source)
    shop.products(line("new"), line("a"), line("b"))
    assert counted(shop.ingest(source)) == (1, 0, 2, 0)
    product = shop.product("b")
    assert (product.origin.place, product.variants[0].place) == ("row 4", "row 4")


def test_the_report_names_what_was_not_taken_each_time(shop: Shop) -> None:
    source = shop.products(
        line("a", size="1", price="abc"), line("a", "", size="2"), line("b", price="-1"), line("c")
    )
    for _ in range(2):
        report = shop.ingest(source)
        told = [(r.source, r.row, r.field, r.value) for r in report.total.rejected]
        assert told == [
            ("products.csv", 2, "Variant Price", "abc"),
            ("products.csv", 4, "Variant Price", "-1"),
        ]
        assert report.catalog == Counts(products=2, variants=2, passages=0)
    assert counted(report) == (0, 0, 2, 0)
    assert [variant.sku for variant in shop.product("a").variants] == ["a-2"]


def test_a_price_that_became_wrong_is_not_sold_on(shop: Shop) -> None:
    source = shop.products(line("a"), line("b"))
    shop.ingest(source)
    shop.products(line("a", price="a lot"), line("b"))
    assert counted(shop.ingest(source)) == (0, 0, 1, 1)
    assert shop.catalog.products(["a"]) == []


def test_numbers_of_the_report(shop: Shop) -> None:
    lines = [line("a", size="1"), line("a", "", size="2"), line("b", price="x")]
    draft = line("c").replace("active", "draft")
    report = shop.ingest(shop.products(*lines, draft), shop.write("faq.md", "# Q", "", "A"))
    data = json.loads(json.dumps(report.to_json()))
    expected = {"rows": 5, "read": 2, "new": 2, "left_out": 1, "rejected_count": 1}
    assert {name: data[name] for name in expected} == expected
    assert (data["products"], data["variants"], data["passages"]) == (1, 2, 1)
    assert data["rejected"][0]["reason"].startswith("not a price")
    assert [source["format"] for source in data["sources"]] == ["shopify", "markdown"]
    assert (data["failed"], data["dry_run"]) == ([], False)


def test_a_dry_run_counts_and_changes_nothing(shop: Shop) -> None:
    source = shop.products(line("a"))
    shop.ingest(source)
    stamp = shop.catalog.database.stamp()
    shop.products(line("a", price="99.00"), line("b"))
    report = shop.ingest(source, dry_run=True)
    assert counted(report) == (1, 1, 0, 0)
    assert report.catalog.products == 2
    assert report.dry_run
    assert shop.catalog.database.stamp() == stamp
    assert shop.price("a") == Decimal("10.00")
    assert counted(shop.ingest(source)) == (1, 1, 0, 0)


def test_a_source_that_fails_stays_as_it_was_and_the_others_are_read(shop: Shop) -> None:
    first = shop.products(line("a"), name="one.csv")
    second = shop.products(line("b"), name="two.csv")
    shop.ingest(first, second)
    Path(first).write_bytes(b"\x89PNG\0\0")
    shop.products(line("b", price="11.00"), name="two.csv")
    report = shop.ingest(first, second, str(shop.folder / "three.csv"))
    assert [(s.source, bool(s.error)) for s in report.sources] == [
        ("one.csv", True),
        ("two.csv", False),
        ("three.csv", True),
    ]
    assert [s.source for s in report.failed] == ["one.csv", "three.csv"]
    assert "not text" in report.failed[0].error
    assert "No such file" in report.failed[1].error
    assert (shop.price("a"), shop.price("b")) == (Decimal("10.00"), Decimal("11.00"))


def test_a_source_that_is_not_named_stays_unless_asked(shop: Shop) -> None:
    first = shop.products(line("a"), name="one.csv")
    second = shop.products(line("b"), name="two.csv")
    shop.ingest(first, second)
    assert shop.ingest(second).catalog.products == 2
    Path(first).unlink()
    report = shop.ingest(second, prune=True)
    assert counted(report) == (0, 0, 1, 1)
    assert shop.catalog.products(["a"]) == []


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_that_is_gone_or_empty_does_not_empty_the_catalog(shop: Shop, made: bool) -> None:
    folder = shop.folder / "mounted"
    folder.mkdir()
    shop.write("mounted/products.csv", HEADER, line("a"))
    shop.ingest(str(folder))
    (folder / "products.csv").unlink()
    if not made:
        folder.rmdir()
    report = shop.ingest(str(folder), prune=True)
    assert [source.source for source in report.failed] == ["mounted"]
    assert shop.catalog.counts().products == 1


def test_two_languages_are_one_product(shop: Shop) -> None:
    english = shop.products(line("a", "Boot", "Small", "50.00", sku="x"), name="p.en.csv")
    german = shop.products(line("a", "Stiefel", "Klein", "1.00", sku="x"), name="p.de.csv")
    report = shop.ingest(german, english)
    assert report.catalog == Counts(products=1, variants=1, passages=0)
    product = shop.product("a")
    assert (product.text("en").title, product.text("de").title) == ("Boot", "Stiefel")
    assert product.text("de").option_values == (("Small", "Klein"),)
    assert shop.price("a") == Decimal("50.00")
    # The business now speaks German first, though only the English file is read again.
    shop.ingest(english, business=Business("Shop", languages=("de", "en")))
    assert shop.price("a") == Decimal("1.00")
    # And when a file no longer holds it, the other does.
    shop.products(line("b"), name="p.de.csv")
    shop.ingest(german)
    assert shop.price("a") == Decimal("50.00")
    assert list(shop.product("a").texts) == ["en"]


def test_among_files_of_one_language_the_newest_word_holds(shop: Shop) -> None:
    old = shop.products(line("a", price="10.00"), name="prices-2025.csv")
    shop.ingest(old)
    new = shop.products(line("a", price="12.00"), name="prices-2026.csv")
    report = shop.ingest(new)
    assert report.catalog == Counts(products=1, variants=1, passages=0)
    assert shop.price("a") == Decimal("12.00")
    shop.ingest(old)  # it says nothing new
    assert shop.price("a") == Decimal("12.00")


def test_what_records_depend_on_beside_their_file(shop: Shop) -> None:
    source = shop.products(line("a"))
    shop.ingest(source)
    dollars = Business("Shop", url="https://other.example", currency="USD")
    assert counted(shop.ingest(source, business=dollars)) == (0, 1, 0, 0)
    product = shop.product("a")
    assert product.variants[0].price is not None
    assert product.variants[0].price.currency == "USD"
    assert product.link == "https://other.example/products/a"


def test_files_of_the_same_name_in_two_folders(shop: Shop) -> None:
    for folder in ("berlin", "hamburg"):
        (shop.folder / folder).mkdir()
    first = shop.write("berlin/faq.md", "# Hours", "", "9 to 5")
    second = shop.write("hamburg/faq.md", "# Hours", "", "10 to 6")
    report = shop.ingest(first, second, first)
    assert [source.source for source in report.sources] == ["faq.md", "hamburg/faq.md"]
    assert report.catalog.passages == 2
    assert counted(shop.ingest(second, first)) == (0, 0, 2, 0)


def test_a_folder_is_its_files(shop: Shop) -> None:
    folder = shop.folder / "files"
    (folder / "texts").mkdir(parents=True)
    (folder / "logo.svg").write_text("<svg/>")
    shop.write("files/products.csv", HEADER, line("a"))
    shop.write("files/texts/faq.md", "# Q", "", "A")
    report = shop.ingest(str(folder))
    assert [source.source for source in report.sources] == ["products.csv", "faq.md"]
    assert report.failed == ()


def test_progress_ends_at_its_end(shop: Shop) -> None:
    seen: list[Progress] = []
    source = shop.products(*(line(f"p{n}") for n in range(1200)))
    shop.ingest(source, progress=seen.append)
    reading = [p for p in seen if p.stage == "reading"]
    assert len(reading) > 2
    assert [p.fraction for p in reading] == sorted(p.fraction for p in reading)
    assert (reading[-1].source, reading[-1].fraction, reading[-1].rows) == (
        "products.csv",
        1.0,
        1200,
    )
    assert [p.stage for p in seen[-3:]] == ["saving", "indexing", "indexing"]


def test_a_second_ingest_waits(shop: Shop) -> None:
    source = shop.products(line("a"))
    done = threading.Event()

    def second() -> None:
        shop.ingest(source)
        done.set()

    thread = threading.Thread(target=second)
    with hold(shop.folder / "state" / INGEST):
        thread.start()
        assert not done.wait(0.5)
        assert shop.catalog.counts().products == 0
    thread.join()
    assert shop.catalog.counts().products == 1


def test_two_at_once_leave_what_the_last_one_read(shop: Shop) -> None:
    sources = [
        shop.products(*(line(f"{n}-{i}") for i in range(300)), name=f"{n}.csv") for n in "ab"
    ]
    threads = [threading.Thread(target=shop.ingest, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shop.catalog.counts().products == 600
    assert shop.catalog.search.stamp == str(shop.catalog.database.stamp())


def test_stopped_by_its_user_it_changes_nothing(shop: Shop) -> None:
    source = shop.products(*(line(f"p{n}") for n in range(1200)))

    def stop(progress: Progress) -> None:
        if progress.rows > 600:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.ingest(source, progress=stop)
    assert shop.catalog.counts().products == 0
    assert counted(shop.ingest(source)) == (1200, 0, 0, 0)


KILLED = """
import sys, time
from pathlib import Path
from sqlalchemy import event
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business

state, source, where = sys.argv[1:]
catalog = Catalog.open(Path(state))

def pause(*_):
    print("there", flush=True)
    time.sleep(60)

def on_progress(progress):
    if progress.stage == where and (where != "reading" or progress.rows > 1000):
        pause()

def on_statement(connection, cursor, statement, *_):
    if statement.startswith(where):
        pause()

if where.isupper() or " " in where:
    event.listen(catalog.database.engine, "after_cursor_execute", on_statement)
ingest([source], catalog.database, catalog.search, business=Business("Shop"), progress=on_progress)
"""


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ("reading", "10.00"),
        ("saving", "10.00"),
        ("DELETE FROM listings", "10.00"),
        ("INSERT INTO variants", "10.00"),
        ("UPDATE catalog_state", "10.00"),
        ("indexing", "20.00"),  # the database is switched, the index is not
    ],
)
@pytest.mark.sqlite
def test_killed_anywhere_it_leaves_old_or_new(tmp_path: Path, where: str, holds: str) -> None:
    shop = Shop(tmp_path)
    count = 1500
    source = shop.products(*(line(f"p{n}", f"Old {n}") for n in range(count)))
    shop.ingest(source)
    shop.catalog.close()
    shop.products(*(line(f"p{n}", f"New {n}", price="20.00") for n in range(count)))
    _killed(tmp_path / "state", source, where)

    shop = Shop(tmp_path)  # opening repairs what follows the database
    prices = {str(v.price.amount) for p in _all(shop, count) for v in p.variants if v.price}
    assert prices == {holds}
    assert shop.catalog.counts() == Counts(products=count, variants=count, passages=0)
    word, other = ("old", "new") if holds == "10.00" else ("new", "old")
    assert len(shop.catalog.find_products(f"{word} 7", "en")) == 8
    assert not shop.catalog.search.products(other, "en")
    assert shop.catalog.search.stamp == str(shop.catalog.database.stamp())
    assert shop.ingest(source).total.read == count
    assert shop.price("p7") == Decimal("20.00")
    shop.catalog.close()


def _all(shop: Shop, count: int) -> list[Product]:
    products = shop.catalog.products([f"p{n}" for n in range(count)])
    assert len(products) == count
    return products


def _killed(state: Path, source: str, where: str) -> None:
    arguments = [sys.executable, "-c", KILLED, str(state), source, where]
    root = str(Path(__file__).parent.parent)
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root}
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "there\n"
        process.send_signal(signal.SIGKILL)


@pytest.mark.realdata
@pytest.mark.skipif(not SHARED.is_dir(), reason=f"there is no folder {SHARED}")
def test_real_files_that_nobody_here_wrote(shop: Shop) -> None:
    names = ("spree-products.csv", "spree-product_translations.csv", "dummyjson-products.json")
    sources = [str(SHARED / name) for name in (*names, "README.md")]
    report = shop.ingest(*sources)
    assert (report.failed, report.total.rejected) == ((), ())
    assert (report.catalog.products, report.catalog.variants) == (37 + 194, 87 + 194)
    assert report.catalog.passages > 0
    assert [source.format for source in report.sources] == ["table", "table", "json", "markdown"]
    assert report.to_json()["sources"][2]["columns"]["warrantyInformation"] == "attribute"
    assert counted(shop.ingest(*sources))[:2] == (0, 0)
