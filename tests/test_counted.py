"""How many there are, of all that are called so, and how many of them can be had."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Availability
from catalog.survey import all_products
from tests.talks import opened
from tests.test_kinds import Shop

RUNS = Shop(
    [
        ("Marble Run Zorvel", "32.90", {"tags": "marbles"}),
        ("Marble Run Kestra", "52.90", {"tags": "marbles"}),
        ("Wooden Marble Run", "64.00", {"tags": "marbles"}),
        ("Ballet Bag", "12.00", {"subject": "Bags"}),
        ("Ballet Shoes", "18.00", {"subject": "Shoes"}),
        ("Tango Dress", "80.00", {"subject": "Dance"}),
    ],
    states={"p1": Availability.OUT_OF_STOCK},
)


@pytest.mark.parametrize(
    ("language", "talk", "right", "wrong"),
    [
        ("en", "how many marble runs do you sell", "3", "sold out"),
        ("en", "how many marble runs do you sell | how many of them are in stock", "2", "Kestra"),
        ("en", "how many marble runs do you sell | how many of those are sold out", "1", "Zorvel"),
        ("en", "which marble runs are sold out?", "Kestra", "Zorvel"),
        ("en", "which marble runs are not sold out?", "Zorvel", "Kestra"),
        ("de", "welche marble runs sind ausverkauft", "Kestra", "Zorvel"),
        ("de", "wie viele marble runs habt ihr", "3", "ausverkauft"),
        ("en", "how many ballet things do you have", "2", "Tango"),
    ],
)
def test_what_is_called_so_is_counted(language: str, talk: str, right: str, wrong: str) -> None:
    told = RUNS.says(*talk.split(" | "), language=language)
    assert right in told
    assert wrong not in told


@pytest.mark.parametrize("name", ["electronics", "fasteners"])
def test_what_is_left_of_one_thing_is_told_as_its_row_counts(name: str, tmp_path: Path) -> None:
    shop = opened(name, tmp_path)
    counted = [p for p in all_products(shop.catalog.database) if len(p.variants) == 1]
    some = [p for p in counted if (p.variants[0].stock or 0) > 1][:6]
    assert some
    for product in some:
        title = product.text("en").title
        said = shop.asked(f"how many of the {title} have you got?").text
        assert f"{product.variants[0].stock} " in said, said
