"""All readers together: which one takes a file, what the catalog keeps of it, and what would keep a
reader busy for ever."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from catalog import migrations
from catalog.database import Database
from catalog.errors import SourceError
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Money, UnitPrice
from catalog.sources.formats import FORMATS
from catalog.sources.platforms import PLATFORMS
from tests.shelf import SHOP, Shelf, survives, xlsx
from tests.test_wrong_clocks import clock

SAMPLES = {
    "shopify": "Handle,Title,Variant Price\na,A,1.00\n",
    "woocommerce": "Type,Name,Published,Regular price\nsimple,A,1,1.00\n",
    "google": "id\ttitle\tlink\timage_link\tavailability\tprice\na\tA\t\t\t\t1 EUR\n",
    "meta": "id,title,link,image_link,availability,price\na,A,,,,1 EUR\n",
    "google-xml": '<?xml version="1.0"?><rss><channel><item><id>a</id><title>A</title></item>'
    "</channel></rss>",
    "xml": '<?xml version="1.0"?><SHOP><SHOPITEM><PRODUCTNAME>A</PRODUCTNAME></SHOPITEM></SHOP>',
    "html": "<!doctype html><h1>A</h1>B",
    "shopify-json": '{"products":[{"handle":"a","title":"A","body_html":"",'
    '"variants":[{"id":1}]}]}',
    "json": '[{"name": "A", "price": 1}]',
    "table": "Bezeichnung;Preis\nA;1,00\n",
    "markdown": "# A\n\nB\n",
}
NAMED = {"markdown": ".md", "table": ".csv"}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_format_is_known_by_what_a_file_holds(tmp_path: Path, name: str) -> None:
    for suffix in (NAMED.get(name, ".dat"), ".txt"):
        shelf = Shelf(tmp_path / f"file{suffix}", SAMPLES[name])
        assert (shelf.format, shelf.rejected) == (name, [])
        assert len(shelf.products) + len(shelf.passages) == 1


def test_formats_have_names_of_their_own() -> None:
    names = [known.name for known in FORMATS]
    assert len(set(names)) == len(names)
    exports = {known.name for known in PLATFORMS} | {"beside"}  # see test_platforms.py
    assert set(SAMPLES) | exports | {"acp", "docx", "pdf", "site", "workbook"} == set(names)


@pytest.mark.parametrize("format", [known.name for known in FORMATS])
def test_any_reader_forced_on_any_file(tmp_path: Path, format: str) -> None:
    for content in (*SAMPLES.values(), "\0", "%PDF-1.4", "PK\3\4", "{", "<", "\ufeff,\n\n,", "a\n"):
        survives(tmp_path / "file.dat", content.encode(), format)


def test_a_format_that_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="'excel' is no format that is known; expected one of"):
        Shelf(tmp_path / "a.csv", SAMPLES["meta"], format="excel")


LONG = 120_000
ENDLESS = {
    "table": [
        f"name,price\nA,{'1' * LONG}\nB,{' ' * LONG}1\nC,{'1,' * LONG}",
        f"name,a{' ' * LONG}b,unit price\nA,x,1{' ' * LONG}x",
        f'name,images\nA,"{", " * (LONG // 2)}"',
        f"name,description\nA,{'<p ' * (LONG // 3)}\nB,{'<li>' * (LONG // 4)}",
    ],
    "google": [
        f"id\ttitle\tprice\timage_link\nA\tA\t{'€' * LONG}\t{' ,' * (LONG // 2)}",
        f"id\ttitle\tprice\tshipping\nA\tA\t1 EUR\t{':,' * (LONG // 2)}",
        f"id\ttitle\tprice\tproduct_detail\nA\tA\t1 EUR\t{'a:b:c,' * (LONG // 6)}",
    ],
    "google-xml": [f"<rss>{'<item>' * 90}", f"<rss><item><a>{'x' * (9 << 20)}"],
    "json": [f'[{{"name": "{chr(92)}', "[" * (LONG * 4), '[{"a":' * LONG, f'["{"x" * (9 << 20)}'],
    "html": [
        "<h1>" * LONG,
        "<p " * LONG,
        "<div>" * LONG + "x",
        '<script type="application/ld+json">' + '{"@graph":[' * LONG,
    ],
}


@pytest.mark.parametrize("format", ENDLESS)
def test_nothing_keeps_a_reader_busy(tmp_path: Path, format: str) -> None:
    for content in ENDLESS[format]:
        begun = time.process_time()
        survives(tmp_path / "file.dat", content.encode(), format)
        # Half a second is usual; what looks at each character for each other takes half a minute.
        assert time.process_time() - begun < 8, content[:60]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    catalog = Catalog.open(tmp_path / "state")
    yield catalog
    catalog.close()


FEED = (
    "id\ttitle\tlink\timage_link\tavailability\tprice\tsale_price\tsale_price_effective_date\t"
    "unit_price\tshipping\tmpn\n"
    "a\tA\t\t\tin_stock\t15.00 EUR\t9.00 EUR\t2020-01-01/{}\t1.50 EUR/100 g\tDE:::4.90 EUR\tM-1\n"
)


def test_what_a_feed_says_of_an_offer_is_kept(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "feed.tsv"
    for until, price, former in (("2099-01-01", "9.00", "15.00"), ("2020-02-01", "15.00", None)):
        path.write_text(FEED.format(until))
        ingest([str(path)], catalog.database, catalog.search, business=SHOP)
        (product,) = catalog.products(["a"])
        (offer,) = product.variants
        assert offer.price == Money(Decimal(price), "EUR")
        assert offer.list_price == (Money(Decimal(former), "EUR") if former else None)
        assert offer.unit_price == UnitPrice(Money(Decimal("1.50"), "EUR"), "100 g")
        assert (offer.shipping, offer.mpn) == (Money(Decimal("4.90"), "EUR"), "M-1")
        assert offer.sale is not None
        assert offer.sale.starts == datetime(2019, 12, 31, 23, tzinfo=UTC)
        again = replace(offer, price=None).at(datetime.now(UTC))
        assert again.price == offer.price


def test_the_sale_ends_without_an_ingest(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "feed.tsv"
    ends = datetime.now(UTC) + timedelta(hours=1)
    path.write_text(FEED.format(ends.isoformat()))
    ingest([str(path)], catalog.database, catalog.search, business=SHOP)

    def price() -> Money | None:
        return catalog.products(["a"])[0].variants[0].price

    assert price() == Money(Decimal("9.00"), "EUR")
    with clock(2, "rows"):
        assert price() == Money(Decimal("15.00"), "EUR")


def test_the_mapping_of_the_settings_reaches_its_file(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Ware;Euro\nTasse;12,90\n")
    for mappings, price in (({}, None), ({"liste.csv": {"Euro": "price"}}, Decimal("12.90"))):
        report = ingest(
            [str(path)], catalog.database, catalog.search, business=SHOP, mappings=mappings
        )
        (product,) = catalog.products(["tasse"])
        told = product.variants[0].price
        assert (told.amount if told else None) == price
    assert report.sources[0].columns == {"Ware": "title", "Euro": "price"}
    assert report.total.changed == 1


def test_a_folder_of_everything(catalog: Catalog, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "a.xlsx").write_bytes(xlsx([["Name", "Preis"], ["Tasse", 12.9]]))
    (shop / "b.html").write_text("<html><h1>Versand</h1>Mit der Post.</html>")
    (shop / "c.json").write_text('[{"name": "Kanne", "price": 20}]')
    (shop / "d.pdf").write_text("%PDF-1.4 no")
    (shop / "e.xml").write_text("<rss><channel/></rss>")
    report = ingest([str(shop)], catalog.database, catalog.search, business=SHOP)
    assert (report.catalog.products, report.catalog.passages) == (2, 1)
    assert [source.source for source in report.failed] == ["d.pdf", "e.xml"]


def test_a_database_of_the_first_version_is_brought_on(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'tresen.db'}")
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in (
            "INSERT INTO sources VALUES (1, 'k', 'old.csv', 'en', 0, 's', '2026-01-01 00:00:00')",
            "INSERT INTO listings VALUES (1, 'a', 1, 2, 3, 1, 1, 1, 'row 2', '', '', '')",
            "INSERT INTO texts VALUES (1, 'en', 0, 'A', '', '', '', '', '', '')",
            "INSERT INTO variants VALUES (1, 0, 'a:1', '', '', '', 15000, NULL, 'EUR', "
            "'in_stock', 3, '', '', 'row 2')",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()
    database = Database.open(tmp_path)
    try:
        (product,) = database.products(["a"])
        (offer,) = product.variants
        assert (offer.price, offer.stock) == (Money(Decimal("1.50"), "EUR"), 3)
        assert (offer.sale, offer.unit_price, offer.tax_included) == (None, None, None)
    finally:
        database.close()
