"""Products with their variants inside, as JSON: Shopify's products.json, the ACP's feed; JSON lists
with keys of their own."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.errors import SourceError
from catalog.records import Availability, Business, Money, Option, UnitPrice
from catalog.sources.objects import CHUNK, LONGEST
from tests.shelf import DATA, Shelf, attributes, realdata, survives


def dollars(text: str) -> Money:
    return Money(Decimal(text), "USD")


BOOT: dict[str, Any] = {
    "id": 7,
    "title": "Boot",
    "handle": "boot",
    "body_html": "<p>A boot.</p>",
    "vendor": "Fjell",
    "product_type": "Shoes",
    "tags": ["leather", "hiking"],
    "options": [{"name": "Size", "values": ["41", "42"]}],
    "images": [{"src": "https://x.example/b.jpg"}],
    "variants": [
        {
            "id": 1,
            "option1": "41",
            "sku": "B-41",
            "price": "149.95",
            "available": True,
            "grams": 900,
        },
        {"id": 2, "option1": "42", "sku": "", "price": "1499.00", "compare_at_price": "1799.00"},
        {"id": 3, "option1": "43", "sku": "B-43", "price": "lots", "available": False},
    ],
}


def test_shopifys_products_json(tmp_path: Path) -> None:
    lace = {**BOOT, "handle": "lace", "options": [{"name": "Title"}]}
    lace["variants"] = [{"id": 9, "option1": "Default Title", "price": "3.00", "available": False}]
    shelf = Shelf(tmp_path / "products.json", json.dumps({"products": [BOOT, lace, BOOT]}))
    assert shelf.format == "shopify-json"
    boot = shelf.product("boot")
    first, second = boot.variants
    assert (first.options, first.price) == (
        (Option("Size", "41"),),
        Money(Decimal("149.95"), "EUR"),
    )
    assert (first.availability, first.stock) == (Availability.IN_STOCK, None)
    assert (second.list_price, second.availability) == (
        Money(Decimal("1799.00"), "EUR"),
        Availability.UNKNOWN,
    )
    assert boot.link == "https://shop.example/products/boot"
    assert boot.text("en").tags == ("leather", "hiking")
    (only,) = shelf.product("lace").variants
    assert (only.options, only.availability) == ((), Availability.OUT_OF_STOCK)
    assert sorted((row, field) for row, field, _ in shelf.reasons) == [(1, "price"), (3, "id")]


TEE: dict[str, Any] = {
    "id": "tee",
    "title": "Tee",
    "description": {"html": "<b>Soft</b>"},
    "variants": [
        {
            "id": "tee-red",
            "title": "Tee, red",
            "price": {"amount": 1999, "currency": "USD"},
            "list_price": {"amount": 2499, "currency": "USD"},
            "availability": {"available": True, "status": "limited_stock"},
            "variant_options": [{"name": "Color", "value": "Red"}],
            "barcodes": [{"type": "GTIN", "value": "4006381333931"}],
            "categories": [{"value": "Shirts > Tees", "taxonomy": "merchant"}],
            "unit_price": {
                "amount": 499,
                "currency": "USD",
                "measure": {"value": 12, "unit": "oz"},
                "reference": {"value": 1, "unit": "oz"},
            },
            "media": [{"type": "image", "url": "https://x.example/r.jpg"}],
        },
        {"id": "tee-blue", "title": "Tee, blue", "price": {"amount": 2100, "currency": "JPY"}},
        {"id": "tee-x", "title": "Tee, x", "price": {"amount": 19.99, "currency": "USD"}},
        {"id": "tee-y", "title": "Tee, y", "price": {"amount": 1999}},
        {"id": "tee-z", "title": "Tee, z", "price": {"amount": -5, "currency": "USD"}},
    ],
}


def test_the_acps_feed(tmp_path: Path) -> None:
    cap = {"id": "cap", "variants": [{"id": "c", "title": "Cap"}]}
    lines = [
        json.dumps(TEE),
        json.dumps(cap),
        json.dumps({"id": "none", "variants": []}),
        "{broken}",
    ]
    (tmp_path / "metadata.json").write_text('{"id": "feed_1", "target_country": "US"}')
    shelf = Shelf(tmp_path / "products.jsonl", "\n".join(lines))
    assert shelf.format == "acp"
    red, blue = shelf.product("tee").variants
    assert (red.price, red.list_price) == (dollars("19.99"), dollars("24.99"))
    assert (red.availability, red.gtin) == (Availability.LIMITED, "4006381333931")
    assert red.unit_price == UnitPrice(dollars("4.99"), "1 oz")
    assert red.image == "https://x.example/r.jpg"
    assert blue.price == Money(Decimal("2100"), "JPY")
    assert shelf.product("tee").text("en").description == "Soft"
    assert shelf.product("tee").text("en").category == ("Shirts", "Tees")
    assert shelf.product("cap").variants[0].price is None
    told = [(row, field) for row, field, _ in shelf.reasons]
    assert sorted(told) == [(1, "price")] * 3 + [(3, "variants"), (4, "")]
    metadata = Shelf(tmp_path / "metadata.json")
    assert (metadata.format, metadata.products, metadata.rejected) == ("acp", [], [])


ITEMS = [
    {"name": "Cup", "price": 12.5, "size": {"height": 9.125}, "b": True, "who": [{"email": 1}]}
]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(ITEMS),
        json.dumps({"count": 1, "data": ITEMS}, indent=2),
        "\ufeff" + json.dumps(ITEMS[0]) + "\n" + json.dumps({"name": "Pot"}) + "\n",
    ],
)
def test_a_list_with_keys_of_its_own(tmp_path: Path, content: str) -> None:
    shelf = Shelf(tmp_path / "items.json", content)
    cup = shelf.product("cup")
    assert (shelf.format, shelf.rejected) == ("json", [])
    assert cup.variants[0].price == Money(Decimal("12.5"), "EUR")
    assert attributes(cup) == {"height": "9.125", "b": "true"}
    assert cup.origin.place == "item 1"


def test_objects_longer_than_what_is_read_at_once(tmp_path: Path) -> None:
    items = [{"name": f"Cup {n}", "description": 'x"]}' * CHUNK} for n in range(3)]
    shelf = Shelf(tmp_path / "items.json", json.dumps(items, indent=1))
    assert [product.id for product in shelf.products] == ["cup-0", "cup-1", "cup-2"]


@pytest.mark.parametrize(
    ("content", "row", "reason"),
    [
        ('[{"name": "A"}, {"name": 1e5,}, {"name": "C"}]', 2, "not JSON"),
        ('[{"name": "A"}, {"name": NaN}]', 2, "not JSON: NaN is no number"),
        ('[{"name": "A"}, {"name": "B"', 2, "the file breaks off inside it"),
        ('[{"name": "A"}}, {"name": "B"}]', 2, "not JSON: } closes nothing"),
        ('[{"name": "A"}, {"a": ' + "[" * 50_000 + "]" * 50_000 + "}]", 2, "nested too deeply"),
        ('[{"name": "A"}, {"a": "' + "x" * (LONGEST + CHUNK), 2, "an object of more than"),
    ],
)
def test_what_is_broken_costs_itself(tmp_path: Path, content: str, row: int, reason: str) -> None:
    shelf = Shelf(tmp_path / "items.json", content)
    assert shelf.products[0].id == "a"
    assert [(r, reason in told) for r, _, told in shelf.reasons] == [(row, True)]


def test_json_without_a_list_of_products(tmp_path: Path) -> None:
    for content, reason in (("{}", "no list of objects"), ('[{"a": 1}]', "no column that names")):
        with pytest.raises(SourceError, match=reason):
            Shelf(tmp_path / "x.json", content)


@pytest.mark.realdata
@realdata
def test_dummyjsons_products() -> None:
    shelf = Shelf(DATA / "dummyjson-products.json", business=Business("S", currency="USD"))
    assert (len(shelf.products), shelf.rows, shelf.rejected) == (194, 194, [])
    raw = json.loads((DATA / "dummyjson-products.json").read_text(), parse_float=Decimal)
    for told in raw:
        product = shelf.product(str(told["id"]))
        (offer,) = product.variants
        # The price is what is asked; discountPercentage is of nobody knows what.
        assert offer.price == dollars(str(told["price"]))
        assert (offer.list_price, offer.stock) == (None, told["stock"])
        held = attributes(product)
        assert held["weight"] == str(told["weight"])
        assert held["width"] == str(told["dimensions"]["width"])
        assert held["warranty information"] == told["warrantyInformation"]
        assert held["return policy"] == told["returnPolicy"]
        assert held["shipping information"] == told["shippingInformation"]
    assert shelf.columns["discountPercentage"] == "ignore"
    states = [product.variants[0].availability for product in shelf.products]
    assert states.count(Availability.LIMITED) == 14


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "price", "variants", "amount", "currency", "options", "name", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(
    max_examples=80,
    deadline=15_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(JSON, max_size=3), st.sampled_from(["json", "acp", "shopify-json"]), st.data())
def test_any_json_is_survived(tmp_path: Path, value: Any, format: str, data: st.DataObject) -> None:
    boot = json.loads(json.dumps(BOOT if format == "shopify-json" else TEE))
    place = data.draw(st.sampled_from(sorted(boot)))
    boot[place] = json.loads(json.dumps(value))
    for variant in boot["variants"] if isinstance(boot["variants"], list) else []:
        if isinstance(variant, dict) and variant:
            variant[data.draw(st.sampled_from(sorted(variant)))] = value
    text = json.dumps({"products": [boot, value]}) if format != "acp" else json.dumps(boot)
    cut = data.draw(st.integers(0, len(text)) | st.just(len(text)))
    survives(tmp_path / "t.json", text[:cut].encode("utf-8", "surrogatepass"), format)
