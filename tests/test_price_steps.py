"""Prices that fall with the number, a column for each step, to four decimals; and sizes as columns
of which one is gone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.records import Availability, Business
from tests.shelf import Shelf

STEPS = [
    ("en", "Part Number", "Description", "Unit Price 1+", "Unit Price 10+", "Unit Price 1000+"),
    ("de", "Artikelnr.", "Bezeichnung", "Preis ab 1", "Preis ab 10", "Preis ab 1000"),
    ("fr", "Référence", "Désignation", "Prix 1+", "Prix 10+", "Prix 1000+"),
    ("it", "Codice", "Descrizione", "Prezzo da 1", "Prezzo da 10", "Prezzo da 1000"),
    ("es", "Código", "Descripción", "Precio desde 1", "Precio desde 10", "Precio desde 1000"),
    ("nl", "Artikelcode", "Omschrijving", "Prijs vanaf 1", "Prijs vanaf 10", "Prijs vanaf 1000"),
    ("pl", "Indeks", "Nazwa", "≥1", "≥10", "≥1000"),
    ("sv", "Artikelnr", "Benämning", "1+ st", "10+ st", "1000+ st"),
]


@pytest.mark.parametrize("comma", [False, True])
@pytest.mark.parametrize("header", STEPS, ids=[told[0] for told in STEPS])
def test_the_price_is_that_of_one_and_the_steps_are_told(
    tmp_path: Path, header: tuple[str, ...], comma: bool
) -> None:
    language, *names = header
    rows = [
        ("KR-10K", "Film resistor 10 kOhm", "0.10", "0.038", "0.0041"),
        ("MC-L48", "Microcontroller 48 MHz", "3.85", "3.41", "2.195"),
        ("JS-XH4", "Header 4 way", "", "0.095", "0.0405"),
        ("PS-350", "Power supply 24 V", "1,048.00" if not comma else "1048.00", "995.00", ""),
    ]
    if comma:
        rows = [(*row[:2], *(cell.replace(".", ",") for cell in row[2:])) for row in rows]
    lines = [";".join(one) for one in (names, *rows)]
    business = Business("Haus", currency="EUR", languages=(language,))
    shelf = Shelf(tmp_path / "a.csv", "\n".join(lines) + "\n", business)
    assert shelf.rejected == []
    one = {p.variants[0].sku: p.variants for p in shelf.products}
    assert {sku: len(variants) for sku, variants in one.items()} == dict.fromkeys(one, 1)
    prices = {sku: v[0].price and v[0].price.amount for sku, v in one.items()}
    assert (prices["KR-10K"], prices["MC-L48"]) == (Decimal("0.10"), Decimal("3.85"))
    assert (prices["PS-350"], prices["JS-XH4"]) == (Decimal("1048.00"), None)
    resistor = next(p for p in shelf.products if p.variants[0].sku == "KR-10K")
    told = [a.value.replace(",", ".") for a in resistor.text(language).attributes]
    assert {"0.038", "0.0041"} <= set(told)


@pytest.mark.parametrize("cell", ["0,038", "0.125", "2,195"])
def test_three_decimals_are_no_thousands_where_the_column_says_so(
    tmp_path: Path, cell: str
) -> None:
    sign = "," if "," in cell else "."
    text = f"Name;Price\nWire;{cell}\nPlug;12{sign}50\n"
    shelf = Shelf(tmp_path / "a.csv", text)
    told = {p.text("en").title: p.variants[0].price for p in shelf.products}
    assert shelf.rejected == []
    assert [p and p.amount for p in told.values()] == [
        Decimal(cell.replace(",", ".")),
        Decimal("12.50"),
    ]


GONE = [
    ("es", "Perfume", "agotado"),
    ("de", "Duft", "ausverkauft"),
    ("fr", "Senteur", "épuisé"),
    ("it", "Aroma", "esaurito"),
    ("nl", "Geur", "uitverkocht"),
    ("en", "Fragrance", "sold out"),
]


@pytest.mark.parametrize(("language", "title", "gone"), GONE)
def test_a_size_that_is_gone_has_no_price_and_costs_no_row(
    tmp_path: Path, language: str, title: str, gone: str
) -> None:
    rows = (
        f"{title};30 ml;50 ml;100 ml;Info",
        "Alfa Noche;38,00;54,50;79,90;",
        f"Beta Mar;38,00;{gone};79,90;",
        "Gamma Flor;-;14,90;22,90;",
        "Delta Sal;64,00;92,00;1.140,00;",
        "Epsilon;12,00;n/a;15,00;",
    )
    business = Business("Haus", currency="EUR", languages=(language,))
    shelf = Shelf(tmp_path / "a.csv", "\n".join(rows) + "\n", business)
    assert shelf.rejected == []
    beta = next(p for p in shelf.products if p.text(language).title == "Beta Mar")
    assert [len(p.variants) for p in shelf.products] == [3, 3, 2, 3, 2]
    told = {v.options[0].value: v for v in beta.variants}
    assert told["50 ml"].price is None
    assert told["50 ml"].availability is Availability.OUT_OF_STOCK
    assert told["30 ml"].price is not None
    assert told["30 ml"].availability is not Availability.OUT_OF_STOCK


PER_METRE = [
    ("de", "Stoff", "Preis/m", "Preis/m ab 10 m"),
    ("en", "Fabric", "Price/m", "Price/m from 10 m"),
    ("fr", "Tissu", "Prix/m", "Prix/m dès 10 m"),
    ("nl", "Stof", "Prijs per meter", "Prijs per meter vanaf 10 meter"),
    ("it", "Tessuto", "Prezzo/m", "Prezzo/m da 10 m"),
    ("sv", "Tyg", "Pris/m", "Pris/m från 10 m"),
]


@pytest.mark.parametrize(("language", "title", "price", "step"), PER_METRE)
@pytest.mark.parametrize("turned", [False, True])
def test_the_price_of_many_is_never_that_of_one(
    tmp_path: Path, language: str, title: str, price: str, step: str, turned: bool
) -> None:
    told = [(price, ("12,90", "24,00", "15,90")), (step, ("11,50", "21,90", ""))]
    (a, ones), (b, twos) = told[::-1] if turned else told
    rows = [f"Alfa {n};{ones[n]};{twos[n]};34" for n in range(3)]
    business = Business("Haus", currency="EUR", languages=(language,))
    text = "\n".join((f"{title};{a};{b};Stock", *rows)) + "\n"
    shelf = Shelf(tmp_path / "a.csv", text, business)
    prices = [[v.price and str(v.price.amount) for v in p.variants] for p in shelf.products]
    assert prices == [["12.90"], ["24.00"], ["15.90"]]
