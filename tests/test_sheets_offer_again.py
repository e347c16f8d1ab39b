"""A thing that two sheets price for something else is offered by both; a sheet of mostly the same
goods is another list of them, and tells nothing new."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf, workbook

SHEETS = [
    ("en", "Lessons", "Instrument", "Price (GBP)", "Hire", "Instrument", "Per term (GBP)"),
    ("de", "Verkauf", "Artikel", "Preis €", "Verleih", "Artikel", "Tagespreis (EUR)"),
    ("fr", "Vente", "Article", "Prix €", "Location", "Article", "Par jour (EUR)"),
    ("es", "Venta", "Artículo", "Precio €", "Alquiler", "Artículo", "Al día (EUR)"),
    ("nl", "Verkoop", "Artikel", "Prijs €", "Verhuur", "Artikel", "Per dag (EUR)"),
]


@pytest.mark.parametrize(("language", "a", "name", "price", "b", "again", "rate"), SHEETS)
def test_what_two_sheets_offer(
    tmp_path: Path, language: str, a: str, name: str, price: str, b: str, again: str, rate: str
) -> None:
    deposit = "Deposit (EUR)"
    sheets = {
        a: [[name, price], ["Kormoran", 21.5], ["Zirkel", 22.0], ["Quader", 20.0]],
        b: [[again, rate, deposit], ["Kormoran", 28, 40], ["Ventil", 24, 30], ["Ring", 65, 100]],
    }
    business = Business("Haus", currency="EUR", languages=(language,))
    shelf = Shelf(tmp_path / "a.xlsx", workbook(sheets), business)
    told = [
        (p.text(language).title, str(p.variants[0].price and p.variants[0].price.amount))
        for p in shelf.products
    ]
    assert ("Kormoran", "21.5") in told
    assert ("Kormoran", "28") in told
    hired = next(
        p for p in shelf.products if str(p.variants[0].price and p.variants[0].price.amount) == "28"
    )
    assert hired.text(language).category == (b,)


def test_another_list_of_the_same_goods_is_none(tmp_path: Path) -> None:
    sheets = {
        "2026": [["Name", "Price"], ["Kormoran", 21.5], ["Zirkel", 22.0], ["Quader", 20.0]],
        "Old": [["Name", "Colour", "Price"], ["Kormoran", "red", 19], ["Zirkel", "blue", 18]],
    }
    shelf = Shelf(tmp_path / "a.xlsx", workbook(sheets), Business("Haus", currency="EUR"))
    assert [str(p.variants[0].price and p.variants[0].price.amount) for p in shelf.products] == [
        "21.5",
        "22",
        "20",
    ]
