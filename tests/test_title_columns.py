"""Which column names what is sold, where one that is called a title holds codes, numbers or what
many share, or where two say it in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf


def titles(path: Path, language: str, *rows: str) -> list[str]:
    business = Business("Haus", currency="EUR", languages=(language,))
    shelf = Shelf(path / "a.csv", "\n".join(rows) + "\n", business)
    assert shelf.rejected == []
    return [p.text(language).title for p in shelf.products]


NAMES = ("Oak bench", "Pine table", "Ash stool 40", "Elm shelf, wide")

CODED = [
    ("en", "Item #", "Description", ("10021", "10022", "10035", "10048")),
    ("en", "Package", "Description", ("0603", "SOT-223", "THT", "LQFP-48")),
    ("en", "Pieces", "ToyName", ("1", "27", "11", "64")),
    ("de", "Artikel", "Beschreibung", ("A-100", "A-101", "A-102", "A-103")),
    ("de", "Produkt", "Text", ("1001", "1002", "1003", "1004")),
    ("fr", "Article", "Description", ("AX10", "AX11", "AX12", "AX13")),
    ("es", "Artículo", "Descripción", ("7001", "7002", "7003", "7004")),
    ("it", "Articolo", "Descrizione", ("R-01", "R-02", "R-03", "R-04")),
    ("nl", "Artikel", "Omschrijving", ("2201", "2202", "2203", "2204")),
    ("pl", "Towar", "Opis", ("T001", "T002", "T003", "T004")),
]


@pytest.mark.parametrize(("language", "code", "name", "codes"), CODED)
@pytest.mark.parametrize("turned", [False, True])
def test_codes_are_no_names_beside_words(
    tmp_path: Path, language: str, code: str, name: str, codes: Sequence[str], turned: bool
) -> None:
    told = [(code, codes), (name, NAMES)]
    (a, ones), (b, twos) = told[::-1] if turned else told
    rows = [f'"{one}";"{two}";9,50' for one, two in zip(ones, twos, strict=True)]
    assert titles(tmp_path, language, f"{a};{b};Price", *rows) == list(NAMES)


def test_codes_alone_are_what_the_goods_are_called(tmp_path: Path) -> None:
    rows = ("A-100;9,50", "A-101;8,50", "A-102;7,50")
    assert titles(tmp_path, "de", "Artikel;Preis", *rows) == ["A-100", "A-101", "A-102"]


SHARED = [
    ("es", "Perfume", "Casa", "Precio"),
    ("fr", "Eau parfumée", "Logement", "Prix"),
    ("de", "Duftwasser", "Haus", "Preis"),
    ("it", "Profumazione", "Casa", "Prezzo"),
    ("en", "Fragrance line", "House", "Price"),
    ("nl", "Geurwater", "Woning", "Prijs"),
]


@pytest.mark.parametrize(("language", "first", "shared", "price"), SHARED)
def test_what_many_share_is_no_name_beside_the_first_column(
    tmp_path: Path, language: str, first: str, shared: str, price: str
) -> None:
    rows = [f"{name};{house};9,50" for name, house in zip(NAMES, "XXYY", strict=True)]
    rows = [row.replace(";X", ";Casa Torcal").replace(";Y", ";Brezo Lima") for row in rows]
    assert titles(tmp_path, language, f"{first};{shared};{price}", *rows) == list(NAMES)


TWINS = [
    ("fr", "Désignation", "Bezeichnung"),
    ("it", "Denominazione", "Bezeichnung"),
    ("de", "Bezeichnung", "Désignation"),
    ("nl", "Benaming", "Bezeichnung"),
    ("sv", "Benämning", "Product name"),
]


@pytest.mark.parametrize(("language", "first", "second"), TWINS)
def test_of_two_names_the_first_is_the_title_and_the_second_stays(
    tmp_path: Path, language: str, first: str, second: str
) -> None:
    business = Business("Haus", currency="CHF", languages=(language,))
    rows = [f"{n};{name};Zwei {name};4.90" for n, name in enumerate(NAMES, 1101)]
    text = "\n".join((f"Nr;{first};{second};CHF", *rows)) + "\n"
    shelf = Shelf(tmp_path / "a.csv", text, business)
    for product, name in zip(shelf.products, NAMES, strict=True):
        own = product.text(language)
        others = [text.title for code, text in product.texts.items() if code != language]
        assert own.title == name
        # As the name in its own language, where the heading says which that is.
        assert f"Zwei {name}" in [*others, *(a.value for a in own.attributes)]


SHARED_NAMES = [
    ("en", "Barcode;Description;Dept;Retail;Qty;Size;Colour"),
    ("de", "EAN;Beschreibung;Abteilung;VK;Bestand;Größe;Farbe"),
    ("fr", "EAN;Description;Rayon;Prix TTC;Stock;Taille;Couleur"),
    ("es", "EAN;Descripción;Familia;PVP;Stock;Talla;Color"),
    ("it", "EAN;Descrizione;Reparto;Prezzo;Giacenza;Taglia;Colore"),
    ("nl", "EAN;Omschrijving;Afdeling;Verkoopprijs;Voorraad;Maat;Kleur"),
    ("pl", "EAN;Opis;Dział;Cena brutto;Stan;Rozmiar;Kolor"),
]


@pytest.mark.parametrize(("language", "header"), SHARED_NAMES)
def test_a_description_that_rows_share_is_the_name_where_nothing_else_is(
    tmp_path: Path, language: str, header: str
) -> None:
    rows = (
        "5000000000012;Wax Jacket;Clothing;119.00;1;10;Olive",
        "5000000000029;Wax Jacket;Clothing;119.00;0;12;Olive",
        "5000000000036;Wax Jacket;Clothing;149.00;2;14;Navy",
        "5000000000043;Boot Socks;Clothing;9.99;22;;Green",
    )
    told = titles(tmp_path, language, header, *rows)
    assert sorted(set(told)) == ["Boot Socks", "Wax Jacket"]


@pytest.mark.parametrize("names", ["BEZEICHNUNG1;BEZEICHNUNG2", "Bezeichnung 1;Bezeichnung 2"])
def test_a_second_line_of_the_name_describes(tmp_path: Path, names: str) -> None:
    rows = ("A1;Akkuschrauber 18 V;2 Akkus, Koffer;189,00;7010", "A2;Hammer;500 g;12,00;7010")
    text = "\n".join((f"ARTNR;{names};VK1;LIEFNR", *rows)) + "\n"
    shelf = Shelf(tmp_path / "a.de.csv", text)
    drill = shelf.products[0].text("de")
    assert (drill.title, drill.description) == ("Akkuschrauber 18 V", "2 Akkus, Koffer")
    assert "7010" not in str(shelf.products)
