"""The usual price beside what a few goods are reduced to, whatever the columns are called; that of
a case is never that of a bottle."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf

COLUMNS = [
    ("en", "Item;Reg. Price;Sale Price;Case 12 Price;Stock"),
    ("en", "Item;Regular price;Sale price;Case of 12 price;Stock"),
    ("de", "Artikel;Normalpreis;Aktionspreis;Karton 6 Preis;Bestand"),
    ("fr", "Article;Prix CHF;Action CHF;Carton 6 CHF;Stock"),
    ("de", "Artikel;Preis CHF;Aktion CHF;12er CHF;Bestand"),
    ("it", "Articolo;Prezzo CHF;Azione CHF;Cartone 6 CHF;Giacenza"),
    ("nl", "Artikel;Gewone prijs;Actie €;Doos 6 €;Voorraad"),
    ("sv", "Artikel;Ord. pris;Kampanj kr;Låda 6 kr;Lagersaldo"),
    ("es", "Artículo;Precio;Oferta €;Caja 6 €;Existencias"),
]


@pytest.mark.parametrize(("language", "header"), COLUMNS)
def test_the_usual_price_holds_where_nothing_is_reduced(
    tmp_path: Path, language: str, header: str
) -> None:
    rows = (
        "Alfa Zinfandel;18.99;;205.09;46",
        "Beta Riesling;24.99;19.99;215.89;5",
        "Gamma Brut;27.50;24.75;267.30;0",
        "Delta Rosso;72.00;;;2",
    )
    code = "CHF" if "CHF" in header else "SEK" if "kr" in header else "EUR"
    business = Business("Haus", currency=code, languages=(language,))
    shelf = Shelf(tmp_path / "a.csv", "\n".join((header, *rows)) + "\n", business)
    assert shelf.rejected == []
    assert all(len(p.variants) == 1 for p in shelf.products)
    told = {p.text(language).title.split()[0]: p.variants[0] for p in shelf.products}
    sums = {
        name: (v.price and v.price.amount, v.list_price and v.list_price.amount)
        for name, v in told.items()
    }
    assert sums == {
        "Alfa": (Decimal("18.99"), None),
        "Beta": (Decimal("19.99"), Decimal("24.99")),
        "Gamma": (Decimal("24.75"), Decimal("27.50")),
        "Delta": (Decimal("72.00"), None),
    }
