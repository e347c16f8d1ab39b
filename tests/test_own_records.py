"""Order books, lists of customers and the like, which owners keep beside their goods: nothing of
them is told, and the goods beside them are."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf, workbook

BOOKS = [
    (
        "en",
        "Orders",
        ["Date", "Who", "What", "Qty", "Paid?"],
        ["12 Feb", "Mrs Vex", "Alfa", 3, "y"],
    ),
    ("en", "Sheet1", ["Order date", "Customer", "Item", "Total"], ["3/2", "Vex", "Alfa", 12]),
    ("de", "Tabelle2", ["Datum", "Kunde", "Artikel", "Menge"], ["3.2.", "Vex", "Alfa", 2]),
    ("de", "Kunden", ["Name", "Ort", "Notiz"], ["Vex", "Ulm", "zahlt bar"]),
    ("fr", "Commandes", ["Nom", "Pièce", "Payé"], ["Vex", "Alfa", "oui"]),
    ("es", "Hoja2", ["Fecha", "Cliente", "Pieza", "Pagado"], ["3/2", "Vex", "Alfa", "sí"]),
    ("it", "Foglio2", ["Cliente", "Pezzo", "Consegnato"], ["Vex", "Alfa", "x"]),
    ("pt", "Encomendas", ["Quem", "Peça", "Pago"], ["Vex", "Alfa", "não"]),
    ("nl", "Klanten", ["Naam", "Plaats"], ["Vex", "Breda"]),
    ("sv", "Blad2", ["Namn", "Vara", "Betald"], ["Vex", "Alfa", "ja"]),
    ("da", "Ark2", ["Dato", "Kunde", "Vare"], ["3/2", "Vex", "Alfa"]),
    ("fi", "Tilaukset", ["Kuka", "Tuote", "Maksettu"], ["Vex", "Alfa", "x"]),
    ("pl", "Zamówienia", ["Kto", "Towar", "Zapłacone"], ["Vex", "Alfa", "tak"]),
    ("cs", "List2", ["Datum", "Zákazník", "Zboží"], ["3.2.", "Vex", "Alfa"]),
    ("hu", "Munka2", ["Név", "Termék", "Fizetve"], ["Vex", "Alfa", "x"]),
    ("ro", "Comenzi", ["Cine", "Produs", "Achitat"], ["Vex", "Alfa", "da"]),
    ("ru", "Заказы", ["Кто", "Товар", "Оплачено"], ["Vex", "Alfa", "да"]),
    ("el", "Πελάτες", ["Όνομα", "Πόλη"], ["Vex", "Βόλος"]),
    ("tr", "Siparişler", ["Müşteri", "Ürün", "Tarih"], ["Vex", "Alfa", "3.2."]),
    ("en", "List", ["Name", "Phone", "Town"], ["Vex", "0171 5550 123", "York"]),
]
GOODS = [["Item", "Price"], ["Brem", 12.5], ["Cort", 8], ["Demm", 9.9]]


def shop(language: str) -> Business:
    return Business("Shop", currency="EUR", languages=(language,), timezone="Europe/Berlin")


def shown(shelf: Shelf, language: str) -> set[str]:
    return {p.text(language).title for p in shelf.products}


@pytest.mark.parametrize(("language", "name", "header", "row"), BOOKS)
@pytest.mark.parametrize("first", [True, False])
def test_a_sheet_of_orders_or_customers_is_told_to_nobody(
    tmp_path: Path, language: str, name: str, header: list[str], row: list[str | int], first: bool
) -> None:
    book = (name, [header, row, *[[*row[:-1], cell] for cell in (row[-1], row[-1])]])
    sheets = [book, ("Goods", GOODS)] if first else [("Goods", GOODS), book]
    content = workbook(dict(sheets))
    shelf = Shelf(tmp_path / "a.xlsx", content, shop(language))
    assert shown(shelf, language) == {"Brem", "Cort", "Demm"}
    told = repr((shelf.products, shelf.passages))
    assert "Vex" not in told
    assert any(name in notice for notice in shelf.notices)


def test_neither_is_a_file_of_them(tmp_path: Path) -> None:
    lines = ["Datum;Kunde;Artikel;Menge", "3.2.;Vex;Alfa;2", "4.2.;Vexel;Beta;1"]
    shelf = Shelf(tmp_path / "bestellungen.csv", "\n".join(lines), shop("de"))
    assert shelf.products == []
    assert shelf.passages == []


@pytest.mark.parametrize(
    "lines",
    [
        ["Title;Price;Customer;Date", "Alfa;12,00;;", "Beta;14,00;Vex;3.2.", "Gamma;9,00;;"],
        ["Name;Price;Paid", "Alfa;12,00;6,00", "Beta;14,00;7,00", "Gamma;9,00;4,00"],
        ["Name;Date;Price", "Alfa;3.2.2027;12,00", "Beta;4.2.2027;14,00", "Gamma;5.2.2027;9,00"],
        ["Course;Guest;Date;Price", "Alfa;Vox;3.2.;12,00", "Beta;Vux;4.2.;14,00"],
    ],
)
def test_a_list_of_goods_is_one_though_some_are_sold_to_somebody(
    tmp_path: Path, lines: list[str]
) -> None:
    shelf = Shelf(tmp_path / "list.csv", "\n".join(lines), shop("en"))
    assert {"Alfa", "Beta"} <= shown(shelf, "en")
