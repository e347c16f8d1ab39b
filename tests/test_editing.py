"""Changes of one item, and which word holds when its source is read again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from catalog import editing
from catalog.editing import Stand
from catalog.edits import SOURCE
from catalog.errors import AmbiguousItem, CatalogBusy, EditError, OutdatedItem, UnknownItem
from catalog.ingest import ingest
from catalog.item_fields import PatchFields, PutFields
from catalog.lock import INGEST, hold
from catalog.lookup import Catalog
from catalog.records import Availability, Business, Money, Product, Variant
from catalog.report import Report

SHOP = Business("Shop", url="https://shop.example", languages=("en", "de"))
HEADER = "id\titem_group_id\ttitle\tprice\tsale_price\tavailability\tlink\timage_link\tsize\tbrand"


def row(id_: str, group: str = "", price: str = "10.00 EUR", **more: str) -> str:
    title = more.get("title", f"Boot {group or id_}")
    cells = (id_, group, title, price, more.get("sale", ""), "in_stock", "https://shop.example/x",
             "", more.get("size", ""), more.get("brand", "Elv"))  # fmt: skip
    return "\t".join(cells)


class Shop:
    def __init__(self, folder: Path) -> None:
        self.catalog = Catalog.open(folder / "state")
        self.path = folder / "feed.en.tsv"

    def ingest(self, *rows: str, hours: float = 0, **options: Any) -> Report:
        """Write the feed `hours` after now (before, where negative), and read it."""
        self.path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
        then = time.time() + hours * 3600
        os.utime(self.path, (then, then))
        return self.read(**options)

    def read(self, **options: Any) -> Report:
        database, search = self.catalog.database, self.catalog.search
        return ingest([str(self.path)], database, search, **{"business": SHOP, **options})

    def patch(self, id_: str, expected: str = "", **fields: Any) -> Stand:
        told = PatchFields.model_validate(fields)
        database, search = self.catalog.database, self.catalog.search
        return editing.patch(database, search, id_, told, business=SHOP, expected=expected)

    def put(self, id_: str, **fields: Any) -> Stand:
        told = PutFields.model_validate(fields)
        return editing.put(self.catalog.database, self.catalog.search, id_, told, business=SHOP)

    def delete(self, id_: str) -> None:
        editing.delete(self.catalog.database, self.catalog.search, id_, business=SHOP)

    def product(self, id_: str) -> Product:
        (product,) = self.catalog.products([id_])
        return product

    def offer(self, id_: str) -> Variant:
        return self.product(id_).variants[0]

    def price(self, id_: str) -> str:
        price = self.offer(id_).price
        return str(price.amount) if price else ""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    yield shop
    shop.catalog.close()


def test_a_price_is_set_with_its_time_and_source(shop: Shop) -> None:
    shop.ingest(row("a-1", "a", size="41"), row("a-2", "a", size="42"), row("b"))
    before = datetime.now(UTC)
    stand = shop.patch("a-2", price="12.5")
    assert stand.variant == "a:a-2"
    first, second = shop.product("a").variants
    assert (first.price, second.price) == (
        Money(Decimal("10.00"), "EUR"),
        Money(Decimal("12.50"), "EUR"),
    )
    assert first.origin is None
    assert second.origin is not None
    assert (second.origin.source, second.origin.place) == (SOURCE, "item a:a-2")
    assert before <= second.origin.as_of <= datetime.now(UTC)
    assert shop.product("a").origin.source == "feed.en.tsv"


def test_the_index_follows_and_only_words_make_the_vocabulary_anew(shop: Shop) -> None:
    shop.ingest(row("a"), row("b"))
    shop.catalog.refresh()
    words, vocabulary = shop.catalog.words, shop.catalog.vocabulary
    shop.patch("a", price=11)
    assert shop.catalog.search.stamp == str(shop.catalog.database.stamp())
    shop.catalog.refresh()
    assert shop.catalog.words == words
    assert shop.catalog.vocabulary is vocabulary
    shop.patch("a", title="Sandal", brand="Nord")
    shop.catalog.refresh()
    assert shop.catalog.words != words
    assert shop.catalog.vocabulary.brands == ("Elv", "Nord")
    assert [found.id for found, _ in shop.catalog.find_products("sandal", "en")] == ["a"]


def test_an_unchanged_row_undoes_nothing(shop: Shop) -> None:
    rows = (row("a"), row("b"))
    shop.ingest(*rows)
    shop.patch("b", price=7, title="Shoe")
    # Read again; written again; moved; with other settings; and always newer than the edit.
    for report in (
        shop.read(),
        shop.ingest(*rows, hours=1),
        shop.ingest(row("c"), *rows, hours=2),
        shop.read(business=Business("Shop", languages=("en",), url="https://other.example")),
    ):
        assert report.total.rejected == ()
        assert (shop.price("b"), shop.product("b").text("en").title) == ("7.00", "Shoe")
    assert report.total.read == 3


def test_a_newer_row_that_changed_wins(shop: Shop) -> None:
    shop.ingest(row("a", price="10.00 EUR"))
    shop.patch("a", price=7)
    shop.ingest(row("a", price="9.00 EUR"), hours=1)
    assert shop.price("a") == "9.00"
    assert shop.offer("a").origin is None
    shop.ingest(row("a", price="10.00 EUR"), hours=2)
    assert shop.price("a") == "10.00"


def test_over_an_older_row_that_changed_the_edit_is_laid(shop: Shop) -> None:
    shop.ingest(row("a", brand="Old"))
    shop.patch("a", price=7)
    shop.ingest(row("a", price="9.00 EUR", brand="New"), hours=-1)
    assert (shop.price("a"), shop.product("a").brand) == ("7.00", "New")
    assert shop.offer("a").origin is not None
    shop.read()
    assert shop.price("a") == "7.00"
    shop.ingest(row("a", price="8.00 EUR", brand="New"), hours=1)
    assert shop.price("a") == "8.00"


def test_a_row_that_goes_takes_its_edits_along(shop: Shop) -> None:
    shop.ingest(row("a"), row("b"))
    shop.patch("a", price=7)
    shop.ingest(row("b"), hours=1)
    assert shop.catalog.products(["a"]) == []
    shop.ingest(row("a"), row("b"), hours=2)
    assert shop.price("a") == "10.00"


def test_what_was_deleted_stays_so_until_its_source_says_something_new(shop: Shop) -> None:
    rows = (row("a"), row("b"))
    shop.ingest(*rows)
    shop.delete("a")
    assert shop.catalog.find_products("boot", "en")[0][0].id == "b"
    for hours in (0, 1, -1):
        report = shop.ingest(*rows, hours=hours)
        assert (report.total.left_out, report.total.read) == (1, 1)
        assert shop.catalog.products(["a"]) == []
    shop.ingest(row("a", price="9.00 EUR"), row("b"), hours=-1)
    assert shop.catalog.products(["a"]) == []
    shop.ingest(row("a", price="9.00 EUR"), row("b"), hours=1)
    assert shop.price("a") == "9.00"


def test_a_deleted_variant_and_the_last_of_them(shop: Shop) -> None:
    rows = (row("a-1", "a", size="1"), row("a-2", "a", size="2"))
    shop.ingest(*rows)
    shop.delete("a-1")
    assert [variant.id for variant in shop.product("a").variants] == ["a:a-2"]
    shop.ingest(row("x"), *rows, hours=1)
    assert [variant.id for variant in shop.product("a").variants] == ["a:a-2"]
    assert shop.catalog.counts().variants == 2
    shop.delete("a-2")
    assert shop.catalog.products(["a"]) == []


def test_a_put_makes_a_product_that_no_ingest_takes_away(shop: Shop) -> None:
    shop.ingest(row("b"))
    sold = [{"id": "n-s", "price": 5, "options": [{"name": "Size", "value": "S"}]},
            {"id": "n-m", "price": 6, "options": [{"name": "Size", "value": "M"}]}]  # fmt: skip
    stand = shop.put("new", title="Cape", category="Rain > Capes", variants=sold)
    assert stand.created
    assert shop.read(prune=True).catalog.products == 2
    product = shop.product("new")
    assert (product.text("en").category, product.origin.source) == (("Rain", "Capes"), SOURCE)
    assert [str(v.price.amount) for v in product.variants if v.price] == ["5.00", "6.00"]
    assert shop.catalog.find_products("cape", "en")[0][0].id == "new"
    assert not shop.put("new", title="Cape 2", price=4).created
    assert [v.id for v in shop.product("new").variants] == ["new"]
    # A source that now tells it, too, has the later word.
    shop.ingest(row("b"), row("new", price="3.00 EUR"), hours=1)
    assert shop.price("new") == "3.00"
    shop.delete("new")
    shop.delete("b")
    assert shop.catalog.counts().products == 0


def test_a_put_replaces_all_that_was_known(shop: Shop) -> None:
    shop.ingest(row("a", brand="Elv"))
    shop.put("a", title="Boot", price="8")
    product = shop.product("a")
    assert (product.brand, product.link, shop.price("a")) == ("", "", "8.00")
    assert product.variants[0].availability is Availability.UNKNOWN
    shop.ingest(row("a", price="9.00 EUR"), hours=-1)
    assert (shop.price("a"), shop.product("a").brand) == ("8.00", "")
    shop.ingest(row("a", price="9.50 EUR"), hours=1)
    assert (shop.price("a"), shop.product("a").brand) == ("9.50", "Elv")


def test_a_new_price_leaves_no_old_one_beside_it(shop: Shop) -> None:
    shop.ingest(row("a", price="10.00 EUR", sale="8.00 EUR"))
    assert shop.offer("a").list_price is not None
    shop.patch("a", price=9)
    offer = shop.offer("a")
    assert (offer.list_price, offer.sale, offer.unit_price) == (None, None, None)
    shop.patch("a", price=9, list_price="11", unit_price={"price": 90, "measure": "1 kg"})
    offer = shop.offer("a")
    assert offer.list_price == Money(Decimal("11.00"), "EUR")
    assert offer.unit_price is not None
    shop.patch("a", stock=3)
    assert shop.offer("a").list_price is not None
    ends = datetime.now(UTC) + timedelta(hours=1)
    shop.patch("a", sale={"price": 5, "ends": ends.isoformat()})
    offer = shop.offer("a")
    assert (shop.price("a"), offer.list_price) == ("5.00", Money(Decimal("9.00"), "EUR"))
    shop.patch("a", sale=None)
    assert (shop.price("a"), shop.offer("a").list_price) == ("9.00", None)
    shop.patch("a", price=None)
    assert shop.offer("a").price is None


@pytest.mark.parametrize(
    ("had", "stock", "then"),
    [
        ("in_stock", 0, Availability.OUT_OF_STOCK),
        ("out_of_stock", 4, Availability.IN_STOCK),
        ("preorder", 0, Availability.PREORDER),
        ("limited", 9, Availability.LIMITED),
        ("unknown", 1, Availability.IN_STOCK),
        ("in_stock", None, Availability.IN_STOCK),
    ],
)
def test_a_stock_decides_whether_it_can_be_had(
    shop: Shop, had: str, stock: int | None, then: Availability
) -> None:
    shop.ingest(row("a"))
    shop.patch("a", availability=had)
    shop.patch("a", stock=stock)
    assert (shop.offer("a").availability, shop.offer("a").stock) == (then, stock)
    shop.patch("a", stock=stock, availability="backorder")
    assert shop.offer("a").availability is Availability.BACKORDER


@pytest.mark.parametrize(
    ("fields", "field", "named"),
    [
        ({"list_price": 9}, "list_price", "not above the price, 10"),
        ({"price": 9, "sale": {"price": 9}}, "sale.price", "not below the price, 9"),
        ({"currency": "USD"}, "currency", "USD"),
        ({"title": "x", "language": "fr", "description": "y"}, "", ""),
        ({"description": "y", "language": "fr"}, "title", "fr"),
        ({"sale": {"price": 1, "starts": "2026-01-02T00:00:00Z", "ends": "2026-01-01T00:00:00Z"}},
         "sale.ends", "2026-01-01"),
    ],
)  # fmt: skip
def test_what_cannot_be_so_is_told_and_changes_nothing(
    shop: Shop, fields: dict[str, Any], field: str, named: str
) -> None:
    shop.ingest(row("a"))
    stamp = shop.catalog.database.stamp()
    if not field:
        shop.patch("a", **fields)
        assert list(shop.product("a").texts) == ["en", "fr"]
        return
    with pytest.raises(EditError, match=named) as raised:
        shop.patch("a", **fields)
    assert raised.value.field == field
    assert shop.catalog.database.stamp() == stamp


def test_which_thing_is_meant(shop: Shop) -> None:
    shop.ingest(row("a-1", "a", size="1"), row("a-2", "a", size="2"), row("b"), row("c"))
    with pytest.raises(UnknownItem, match="'nothing'"):
        shop.patch("nothing", price=1)
    with pytest.raises(AmbiguousItem, match=r"a:a-1 \(1\); a:a-2 \(2\)"):
        shop.patch("a", price=1)
    with pytest.raises(EditError, match="set it on a"):
        shop.patch("a-1", title="x")
    shop.patch("b", sku="S-1")
    shop.patch("S-1", price=3)
    assert shop.price("b") == "3.00"
    shop.patch("c", sku="S-1")
    with pytest.raises(AmbiguousItem, match="b / b:1; c / c:1"):
        shop.patch("S-1", price=1)
    shop.patch("c", sku="b")
    with pytest.raises(AmbiguousItem, match="product b; c / c:1"):
        shop.delete("b")
    with pytest.raises(EditError, match="a variant of 'a'"):
        shop.put("a-1", title="x")


def test_a_tag_holds_off_who_saw_an_older_item(shop: Shop) -> None:
    shop.ingest(row("a"))
    seen = editing.look(shop.catalog.database, "a").tag
    shop.read()
    after = shop.patch("a", expected=seen, price=11)
    assert after.tag != seen
    with pytest.raises(OutdatedItem, match=after.tag):
        shop.patch("a", expected=seen, price=12)
    assert shop.patch("a", expected="*", price=12).tag not in (seen, after.tag)


def test_two_languages_are_set_each_where_it_stands(shop: Shop) -> None:
    shop.ingest(row("a"))
    german = shop.path.with_name("feed.de.tsv")
    german.write_text("\n".join((HEADER, row("a", price="1.00 EUR", title="Stiefel"))), "utf-8")
    database, search = shop.catalog.database, shop.catalog.search
    ingest([str(german)], database, search, business=SHOP)
    shop.patch("a", language="de", title="Schuh", description="Aus Leder")
    shop.patch("a", price=7)
    assert (shop.product("a").text("de").title, shop.price("a")) == ("Schuh", "7.00")
    ingest([str(german), str(shop.path)], database, search, business=SHOP)
    assert (shop.product("a").text("de").title, shop.price("a")) == ("Schuh", "7.00")
    assert shop.product("a").text("en").title == "Boot a"


def test_while_an_ingest_is_at_work_a_change_waits_and_then_says_so(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.ingest(row("a"))
    monkeypatch.setattr(editing, "PATIENCE", 0.1)
    with hold(shop.catalog.database.state / INGEST), pytest.raises(CatalogBusy):
        shop.patch("a", price=1)
    assert shop.price("a") == "10.00"


@pytest.mark.parametrize(
    "fields",
    [
        {"price": True}, {"price": "1.299,00"}, {"price": -1}, {"price": "NaN"}, {"price": 1e30},
        {"price": "0.00001"}, {"currency": "EURO5"}, {"currency": "XYZ"}, {"stock": 1.5},
        {"availability": "maybe"}, {"availability": None}, {"title": ""}, {"title": "x" * 301},
        {"prise": 1}, {"sale": {"price": 1, "ends": "2026-01-01"}}, {"options": [{"name": "x"}]},
        {"language": "EN-US"},
    ],
)  # fmt: skip
def test_fields_that_are_none(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PatchFields.model_validate(fields)
