"""Words that ask, typed badly, ask the same; words that name goods are left to the catalog."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_shop import holds, shop_of

GOODS = """Name,Category,Price,Stock
Zorvel 5 pump,pumps,649.00,3
Zorvel 9 pump,pumps,899.00,0
Quend ladder,ladders,79.00,4
"""
WAREN = """Name;Kategorie;Preis;Bestand
Zorvel 5 Pumpe;Pumpen;649,00;3
Zorvel 9 Pumpe;Pumpen;899,00;0
Quend Leiter;Leitern;79,00;4
"""


@pytest.mark.parametrize(
    ("language", "meant", "typed"),
    [
        ("en", "cheapest pump", "chepest pump"),
        ("en", "most expensive pump", "most expencive pump"),
        ("en", "which pumps are available", "wich pumps are availble"),
        (
            "en",
            "difference between zorvel 5 and zorvel 9",
            "diffrence between zorvel 5 and zorvel 9",
        ),
        ("de", "unterschied zorvel 5 und zorvel 9", "unterschid zorvel 5 und zorvel 9"),
        ("de", "welche pumpen sind verfügbar", "welcge pumpen sind verfügbr"),
        ("de", "billigste pumpe", "biligste pumpe"),
    ],
)
def test_a_slip_asks_the_same(tmp_path: Path, language: str, meant: str, typed: str) -> None:
    with shop_of(tmp_path, {"g.csv": GOODS if language == "en" else WAREN}, language) as shop:
        right, slipped = shop.asked(meant), shop.asked(typed)
    assert (slipped.text, slipped.cards) == (right.text, right.cards)


@pytest.mark.parametrize("name", ["Delivary", "Chepest", "Availble"])
def test_what_goods_are_called_is_no_slip(tmp_path: Path, name: str) -> None:
    goods = f"Name,Price\n{name} mug,9.00\nQuend mug,4.00\nOrl mug,14.00\n"
    with shop_of(tmp_path, {"g.csv": goods}) as shop:
        had = shop.asked(f"how much is the {name.lower()} mug")
    holds(had.text, ["9.00"], ["4.00", "14.00"])


@pytest.mark.parametrize(
    ("language", "asked"), [("en", "do you have goggles"), ("de", "habt ihr Brillen")]
)
def test_what_is_nowhere_is_answered_with_no(tmp_path: Path, language: str, asked: str) -> None:
    with shop_of(tmp_path, {"g.csv": GOODS if language == "en" else WAREN}, language) as shop:
        had = shop.asked(asked)
    assert had.text.startswith(("No: ", "Nein: "))
    assert not had.cards
