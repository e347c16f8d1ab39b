"""Typed filters: what the index lets through, and what the rows say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.filters import ANY, STOCKED, Filters, folded, sold_terms, spellings, wanted_terms
from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Availability, Business, Money, Option, Origin, Product, ProductText
from catalog.records import Variant as V

SHOP = Business("Shop", languages=("en", "de"))
HEADER = (
    "Handle,Title,Vendor,Type,Tags,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Variant SKU,Variant Price,Variant Compare At Price,Variant Inventory Qty"
)
ENGLISH = [
    "vandre,Vandre,Stigen,Hiking boots,,Colour,Blue,Size,42,VA-B-42,149.95,,0",
    "vandre,,,,,,Blue,,43,VA-B-43,149.95,,3",
    "vandre,,,,,,Brown,,42,VA-N-42,129.95,149.95,3",
    "sti,Sti,Stigen,Trail shoes,,Colour,Matte Black,Size,39–41,ST-K,99.95,,5",
    "regn,Regn,Hedda,Jackets,tents,Colour,Blue,Size,M,RE-B-M,129.95,,2",
    "vind,Vind,Hedda,Jackets,,Colour,Red,Size,M,VI-R-M,79.95,,0",
    "fjell,Fjell,Hedda,Tents,,Colour,Green,Size,One,FJ-G,189.90,,1",
    "tarp,Tarp,Hedda,Tents,,Colour,Green,Size,3 × 4 m,TA-G,69.90,,1",
]
GERMAN = [
    "vandre,Vandre,Stigen,Wanderstiefel,,Farbe,Blau,Größe,42,VA-B-42,149.95,,0",
    "vandre,,,,,,Blau,,43,VA-B-43,149.95,,0",
    "vandre,,,,,,Braun,,42,VA-N-42,129.95,,9",
]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "products.en.csv").write_text("\n".join([HEADER, *ENGLISH]))
    (folder / "products.de.csv").write_text("\n".join([HEADER, *GERMAN]))
    catalog = Catalog.open(tmp_path_factory.mktemp("state"))
    ingest([str(folder)], catalog.database, catalog.search, business=SHOP)
    catalog.refresh()
    yield catalog
    catalog.close()


def found(catalog: Catalog, text: str, **given: object) -> list[str]:
    filters = Filters(**given)  # type: ignore[arg-type]
    return [product.id for product, _ in catalog.find_products(text, "en", 8, filters)]


@pytest.mark.parametrize(
    ("text", "given", "ids"),
    [
        ("", {"most": Decimal(80)}, {"vind", "tarp"}),
        ("", {"least": Decimal("129.95"), "most": Decimal("129.95")}, {"vandre", "regn"}),
        ("", {"least": Decimal(180)}, {"fjell"}),
        ("jacket", {"most": Decimal(100)}, {"vind"}),
        ("", {"in_stock": True, "category": "jackets"}, {"regn"}),
        ("", {"on_sale": True}, {"vandre"}),
        ("", {"brand": "STIGEN"}, {"vandre", "sti"}),
        ("", {"category": "Wanderstiefel"}, {"vandre"}),
        ("", {"options": ("blue",)}, {"vandre", "regn"}),
        ("", {"options": ("blau",)}, {"vandre"}),
        ("", {"options": ("blue", "42")}, {"vandre"}),
        ("", {"options": ("42", "blau")}, {"vandre"}),
        ("", {"options": ("black", "40")}, {"sti"}),
        ("", {"options": ("4",)}, set()),
        # Of one variant: blue in 42 is sold out, though blue and 42 are each in stock.
        ("", {"options": ("blue", "42"), "in_stock": True}, set()),
        ("", {"options": ("blue", "43"), "in_stock": True}, {"vandre"}),
        # A German file that is behind does not say what is in stock.
        ("", {"options": ("blau", "42"), "in_stock": True}, set()),
        ("", {"options": ("blau", "43"), "in_stock": True}, {"vandre"}),
        ("", {"options": ("blue",), "most": Decimal(140)}, {"regn"}),
        ("", {"currency": "USD", "most": Decimal(1000)}, set()),
        ("", {"least": Decimal(200), "most": Decimal(100)}, set()),
        ("", {"brand": "Nobody"}, set()),
        ("", {"least": Decimal(-5), "most": Decimal(70)}, {"tarp"}),
    ],
)
def test_what_filters_let_through(
    catalog: Catalog, text: str, given: dict[str, object], ids: set[str]
) -> None:
    assert set(found(catalog, text, **given)) == ids


def test_lists_in_the_order_of_prices_hold_only_what_is_meant(catalog: Catalog) -> None:
    assert found(catalog, "tent", order="cheapest") == ["tarp", "fjell"]
    assert found(catalog, "tents", order="dearest") == ["fjell", "tarp"]  # no jacket tagged so
    assert found(catalog, "", order="cheapest")[:3] == ["tarp", "vind", "sti"]
    # By the price of the variant that is meant: the blue boots are not those for 129.95.
    assert found(catalog, "", order="cheapest", options=("blue",)) == ["regn", "vandre"]


def test_no_filter_is_no_filter(catalog: Catalog) -> None:
    assert catalog.find_products("jacket", "en", 8, Filters()) == catalog.find_products(
        "jacket", "en", 8
    )
    assert not ANY.narrows
    assert catalog.find_products("", "en", 8) == []


def test_a_changed_price_is_filtered_by_at_once(tmp_path: Path) -> None:
    source = tmp_path / "products.en.csv"
    source.write_text("\n".join([HEADER, *ENGLISH]))
    catalog = Catalog.open(tmp_path / "state")
    ingest([str(source)], catalog.database, catalog.search, business=SHOP)
    source.write_text("\n".join([HEADER, *ENGLISH]).replace("189.90", "59.90"))
    ingest([str(source)], catalog.database, catalog.search, business=SHOP)
    catalog.refresh()
    assert found(catalog, "tent", most=Decimal(60)) == ["fjell"]
    catalog.close()


@pytest.mark.parametrize(
    ("value", "asked", "is_one"),
    [
        ("39–41", "40", True),
        ("38/39", "38", True),
        ("36-38", "39", False),
        ("Matte Black", "black", True),
        ("0,5 l", "0.5 l", True),
        ("3 × 4 m", "4", False),
        ("Weiß", "weiss", True),
        ("2019-2024", "2020", False),
    ],
)
def test_spellings_of_a_value(value: str, asked: str, is_one: bool) -> None:
    assert (folded(asked) in spellings(value)) is is_one


@given(
    values=st.lists(st.sampled_from(["Blue", "Matte Black", "39–41", "1,5 l", "M"]), max_size=3),
    wanted=st.lists(
        st.sampled_from(["blue", "40", "m", "black", "matte", "1.5 l"]), max_size=3, unique=True
    ),
    stocked=st.booleans(),
    asked_stocked=st.booleans(),
)
def test_the_index_lets_through_whatever_the_rows_admit(
    values: list[str], wanted: list[str], stocked: bool, asked_stocked: bool
) -> None:
    state = Availability.IN_STOCK if stocked else Availability.OUT_OF_STOCK
    options = tuple(Option(str(n), value) for n, value in enumerate(values))
    product = Product(
        "p",
        {"en": ProductText("P")},
        (V("v", options, price=Money(Decimal(5), "EUR"), availability=state),),
        Origin("s", "row 1", datetime.now(UTC)),
    )
    filters = Filters(options=tuple(wanted), in_stock=asked_stocked)
    if filters.admits(product):
        terms = {STOCKED} if stocked else set()
        terms.update(term for value in values for term in sold_terms(value, stocked))
        assert set(wanted_terms(filters)) <= terms
    assert not replace(filters, least=Decimal(6)).admits(product)
