"""Tables of different things that count their rows from 1: none of them overwrites another's, and
what is one product in two files stays one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from catalog import editing
from catalog.ingest import ingest
from catalog.item_fields import PatchFields
from catalog.lookup import Catalog
from catalog.records import Business
from catalog.report import Report
from tests.shelf import counted
from web.cli import main

SHOP = Business("Shop", url="https://shop.example", languages=("en", "de"))
CUPS = ("Blue cup", "Red cup", "Tall mug", "Espresso cup")
PLATES = ("Dinner plate", "Soup bowl", "Blue plate", "Platter", "Cake stand")


class Shop:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "files"
        self.folder.mkdir()
        self.catalog = Catalog.open(folder / "state")

    def table(self, name: str, titles: tuple[str, ...], price: str = "10.00") -> str:
        rows = [f"{number};{title};{price} EUR" for number, title in enumerate(titles, 1)]
        path = self.folder / name
        path.write_text("\n".join(["id;name;price", *rows]) + "\n")
        return str(path)

    def ingest(self, *sources: str, **options: bool) -> Report:
        given = sources or (str(self.folder),)
        database, search = self.catalog.database, self.catalog.search
        return ingest(given, database, search, business=SHOP, **options)  # type: ignore[arg-type]

    def titles(self, language: str = "en") -> dict[str, str]:
        with self.catalog.database.reading() as connection:
            ids = connection.exec_driver_sql("SELECT DISTINCT product_id FROM listings")
            found = self.catalog.products([row.product_id for row in ids])
        return {product.id: product.text(language).title for product in found}

    def price(self, id_: str) -> Decimal | None:
        (product,) = self.catalog.products([id_])
        price = product.variants[0].price
        return price.amount if price else None


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    yield shop
    shop.catalog.close()


@pytest.mark.parametrize("at_once", [True, False])
def test_two_tables_that_count_from_one(shop: Shop, at_once: bool) -> None:
    cups, plates = shop.table("cups.csv", CUPS), shop.table("plates.csv", PLATES, "20.00")
    if at_once:
        report = shop.ingest()
    else:
        shop.ingest(cups)
        report = shop.ingest(plates)
    assert report.total.told_apart == 4
    assert sorted(shop.titles().values()) == sorted([*CUPS, *PLATES])
    assert (shop.price("2"), shop.price("2 (plates.csv)")) == (Decimal(10), Decimal(20))
    for title in (*CUPS, *PLATES):
        (best, _), *_rest = shop.catalog.find_products(title, "en")
        assert best.text("en").title == title
    assert counted(shop.ingest()) == (0, 0, 9, 0)
    shop.table("plates.csv", PLATES[:4], "25.00")
    assert counted(shop.ingest()) == (0, 4, 4, 1)
    assert shop.price("2 (plates.csv)") == Decimal(25)
    shop.table("plates.csv", (*PLATES[:4], "Tureen"), "25.00")
    assert counted(shop.ingest()) == (1, 0, 8, 0)
    assert shop.titles()["5"] == "Tureen"  # nobody else's number
    shop.table("cups.csv", (*CUPS, "Mocha cup"))
    assert counted(shop.ingest()) == (1, 0, 9, 0)
    assert shop.titles()["5 (cups.csv)"] == "Mocha cup"


def test_three_tables_and_two_products_of_one_name(shop: Shop) -> None:
    forks = ("Cake fork", "Espresso cup", "Spoon", "Ladle")
    for name, titles in (("a.csv", CUPS), ("b.csv", PLATES), ("c.csv", forks)):
        shop.table(name, titles)
    assert shop.ingest().total.told_apart == 8
    assert sorted(shop.titles().values()) == sorted([*CUPS, *PLATES, *forks])
    assert shop.titles()["2 (c.csv)"] == "Espresso cup"
    assert counted(shop.ingest()) == (0, 0, 13, 0)


def test_what_goes_leaves_the_other_as_it_is(shop: Shop) -> None:
    cups, plates = shop.table("cups.csv", CUPS), shop.table("plates.csv", PLATES)
    shop.ingest()
    Path(cups).unlink()
    shop.ingest(plates, prune=True)
    assert sorted(shop.titles().values()) == sorted(PLATES)
    assert counted(shop.ingest(plates)) == (0, 0, 5, 0)


def test_a_price_of_one_of_them_is_changed_over_the_api(shop: Shop) -> None:
    shop.table("cups.csv", CUPS)
    plates = shop.table("plates.csv", PLATES)
    shop.ingest()
    database, search = shop.catalog.database, shop.catalog.search
    editing.patch(
        database,
        search,
        "2 (plates.csv)",
        PatchFields.model_validate({"price": "31.00"}),
        business=SHOP,
    )
    assert (shop.price("2"), shop.price("2 (plates.csv)")) == (Decimal(10), Decimal(31))
    shop.ingest()
    assert shop.price("2 (plates.csv)") == Decimal(31)
    editing.delete(database, search, "1 (plates.csv)", business=SHOP)
    assert shop.ingest(plates).total.left_out == 1
    assert sorted(shop.titles().values()) == sorted([*CUPS, *PLATES[1:]])


def test_one_product_in_two_files_stays_one(shop: Shop) -> None:
    shop.table("prices-2025.csv", CUPS)
    shop.ingest()
    renamed = ("Blue cup, large", *CUPS[1:3], "Demitasse")
    shop.table("prices-2026.csv", renamed, "12.00")
    shop.ingest()
    assert shop.titles() == dict(zip("1234", renamed, strict=True))
    assert shop.price("4") == Decimal(12)
    shop.table("prices-2025.csv", (*CUPS, "Saucer"))
    shop.table("prices-2026.csv", (*renamed, "Small plate"), "12.00")
    shop.ingest()
    assert len(shop.titles()) == 5  # one title that differs is a new name


def test_languages_of_one_product_are_one(shop: Shop) -> None:
    shop.table("shop.en.csv", CUPS)
    shop.table("shop.de.csv", ("Blaue Tasse", "Rote Tasse", "Becher", "Mokkatasse"))
    shop.ingest()
    assert shop.titles() == dict(zip("1234", CUPS, strict=True))
    assert shop.titles("de")["3"] == "Becher"


def test_the_command_tells_what_they_are_called(shop: Shop, tmp_path: Path) -> None:
    shop.table("cups.csv", CUPS)
    shop.table("plates.csv", PLATES)
    arguments = ["ingest", str(shop.folder), "--state", str(tmp_path / "other")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "4 of them share only their number with another source's products" in result.stdout
    assert 'called as in "1 (plates.csv)"' in result.stdout
    assert "holds 9 products" in result.stdout
    shown = CliRunner().invoke(
        main, ["catalog", "show", "2 (plates.csv)", "--state", str(tmp_path / "other")]
    )
    assert "Soup bowl" in shown.output
