"""Of how many things a price is, where a column says it: the price of 100 metres is never told as
that of one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf

HEADERS = [
    ("de", "Artikelnr.;Bezeichnung;ME;PE;VK netto EUR;Lagerbestand", "M", "ST"),
    ("de", "Artikelnr;Bezeichnung;Einheit;Preiseinheit;VK1;Bestand", "m", "Stk"),
    ("en", "Item no;Description;UOM;Price unit;Price;Stock", "m", "pcs"),
    ("fr", "Référence;Désignation;Unité;Unité de prix;Prix HT;Stock", "m", "pcs"),
    ("nl", "Artikelnr;Omschrijving;Eenheid;Prijs per;Verkoopprijs;Voorraad", "m", "stuks"),
    ("it", "Codice;Descrizione;UM;Prezzo per;Prezzo;Giacenza", "m", "pz"),
    ("sv", "Artikelnr;Benämning;Enhet;Prisenhet;Pris;Lagersaldo", "m", "st"),
    ("pl", "Indeks;Nazwa;JM;Jednostka ceny;Cena netto;Stan", "m", "szt"),
    ("nl", "Artikelcode;Omschrijving;Eenheid;Aantal per prijs;Bruto prijs;Voorraad", "m", "st"),
    ("de", "Artikelnr;Bezeichnung;ME;Menge je Preis;VK;Bestand", "m", "Stk"),
    ("es", "Código;Descripción;Unidad;Unidad de precio;Precio;Existencias", "m", "uds"),
]


@pytest.mark.parametrize(("language", "header", "metre", "piece"), HEADERS)
def test_what_a_price_is_for_stands_beside_it(
    tmp_path: Path, language: str, header: str, metre: str, piece: str
) -> None:
    rows = (
        f"0101;Alfa socket 16 A;{piece};1;3,85;412",
        f"0102;Beta cable 3x1;{metre};100;62,50;2400",
        f"0103;Gamma plug 8x40;{piece};100;4,10;3200",
        f"0104;Delta cabinet;{piece};1;1.148,00;1",
        "0105;Epsilon clamp;Zz9;1000;19,00;10",
    )
    business = Business("Haus", currency="EUR", languages=(language,))
    shelf = Shelf(tmp_path / "a.csv", "\n".join((header, *rows)) + "\n", business)
    assert shelf.rejected == []
    one = {p.id: p.variants[0] for p in shelf.products}
    prices = {id: v.price.amount for id, v in one.items() if v.price is not None}
    assert (prices["0101"], prices["0104"]) == (Decimal("3.85"), Decimal("1148.00"))
    assert one["0102"].unit_price is not None
    assert one["0102"].unit_price.measure == f"100 {metre}"
    dowels = shelf.product("0103")
    told = [f"{a.value} {a.unit}".strip() for a in dowels.text(language).attributes]
    unit_price = dowels.variants[0].unit_price
    assert f"100 {piece}" in [*told, unit_price.measure if unit_price else ""]
    assert prices["0103"] == Decimal("4.10")
    assert one["0105"].price is None
    assert one["0105"].price_span is not None
    assert "19,00 / 1000" in one["0105"].price_span.words
    assert Decimal("1") not in prices.values()
    assert Decimal("100") not in prices.values()


def test_a_day_of_two_letters_alone_asks_no_price(tmp_path: Path) -> None:
    for name in ("PE", "Ma", "Sa", "To", "Pe"):
        rows = f"Artikel;{name};VK Preis EUR\nDose Alfa;5;3,85\nRahmen Beta;7;2,40\n"
        shelf = Shelf(tmp_path / "a.csv", rows)
        told = [str(v.price.amount) for p in shelf.products for v in p.variants if v.price]
        assert told == ["3.85", "2.40"]
