"""A catalog in Arabic, asked in English: names stay, and what runs leftward turns nothing round."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from agent.events import CardShown
from tests.talks import Shop, opened
from web.printing import legible
from web.terminal import card

SHOP = """
[business]
name = "سوق النور"
url = "https://noor.example"
languages = ["en", "ar"]
currency = "EUR"
timezone = "Europe/Berlin"
"""
GOODS = """sku,name,category,price,stock
A-1,خيمة لشخصين,خيام,189.90,4
A-2,كيس نوم صيفي,أكياس نوم,59.00,0
A-3,مصباح رأس,مصابيح,24.50,7
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    among = tmp_path_factory.mktemp("noor")
    folder = among / "noor"
    folder.mkdir()
    (folder / "tresen.toml").write_text(SHOP, "utf-8")
    (folder / "goods.csv").write_text(GOODS, "utf-8")
    return opened("noor", among / "state", among=among)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("How much is خيمة لشخصين?", ["خيمة لشخصين", "€189.90"]),
        ("Is كيس نوم صيفي in stock?", ["كيس نوم صيفي", "sold out"]),
        ("what is the cheapest?", ["مصباح رأس", "€24.50"]),
    ],
)
def test_an_arabic_catalog_is_asked_in_english(shop: Shop, asked: str, said: list[str]) -> None:
    had = shop.asked(asked)
    assert had.query.language == "en"
    assert [entry for entry in said if entry not in had.text] == []


def test_a_terminal_gets_names_that_run_leftward_in_isolates() -> None:
    told = legible("خيمة لشخصين costs €189.90.")
    assert told == "\u2068خيمة لشخصين\u2069 costs €189.90."
    assert legible("Fjell 2 costs €189.90.") == "Fjell 2 costs €189.90."


def test_a_shop_cannot_bring_signs_of_direction_of_its_own() -> None:
    assert legible("\u202eخيمة\u202c 5") == "\u2068خيمة\u2069 5"


def test_a_card_isolates_its_name() -> None:
    shown = CardShown(
        id="a",
        title="خيمة لشخصين",
        options="",
        price="€189.90",
        list_price="",
        availability="in_stock",
        stock_text="in stock",
        link="",
        image="",
    )
    console = Console(file=StringIO(), width=70)
    console.print(card(shown))
    assert "\u2068خيمة لشخصين\u2069" in console.file.getvalue()  # type: ignore[attr-defined]
