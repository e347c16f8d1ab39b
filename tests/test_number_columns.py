"""The number that goods or courses are ordered by, by one word of its column's name; and goods of
one name in sizes on several rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf

NUMBERS = [
    ("de", "Kursnr.", ("HF26-01", "HF26-02", "SK27-01", "HO-MI")),
    ("de", "Objektnummer", ("FEWO-1001", "FEWO-1002", "HAUS-20", "HAUS-21")),
    ("en", "Part Number", ("KR-0603-10K-1", "CX-0805-104", "XT16M", "RLY-12-10A")),
    ("en", "Item #", ("10021", "10022", "10035", "90001")),
    ("en", "ToyID", ("B012", "B015", "C003", "J001")),
    ("fr", "N° de stage", ("ST26-A1", "ST26-A2", "ST26-B1", "ST26-B2")),
    ("es", "Código de curso", ("CU-26-1", "CU-26-2", "CU-26-3", "CU-26-4")),
    ("it", "COD_ART", ("PF0120", "PF0121-X", "DF0300", "KT0525")),
    ("nl", "Lescode", ("L26-001A", "L26-002A", "L26-003A", "L26-004A")),
    ("sv", "Kurskod", ("KV26-101", "KV26-102", "KV26-103", "KV26-104")),
    ("pl", "Kod zajęć", ("Z26/01A", "Z26/02A", "Z26/03A", "Z26/04A")),
    ("fi", "Kurssikoodi", ("KE26-11", "KE26-12", "KE26-13", "KE26-14")),
]
NAMES = ("Forest week", "Circus week", "Baking days", "Climbing")


@pytest.mark.parametrize(("language", "column", "codes"), NUMBERS)
def test_a_column_called_a_number_of_something_is_what_it_is_ordered_by(
    tmp_path: Path, language: str, column: str, codes: tuple[str, ...]
) -> None:
    business = Business("Haus", currency="EUR", languages=(language,))
    rows = [f"{code};{name};42.00" for code, name in zip(codes, NAMES, strict=True)]
    text = "\n".join((f"{column};Name;Price", *rows)) + "\n"
    shelf = Shelf(tmp_path / "a.csv", text, business)
    assert [p.variants[0].sku for p in shelf.products] == list(codes)
    assert [p.text(language).title for p in shelf.products] == list(NAMES)


@pytest.mark.parametrize("column", ["Telefonnummer", "Postcode", "Lagerplatz Nr", "Zip code"])
def test_other_numbers_are_none_of_goods(tmp_path: Path, column: str) -> None:
    rows = [f"0{n}31-55{n};{name};42.00" for n, name in enumerate(NAMES, 1)]
    shelf = Shelf(tmp_path / "a.csv", "\n".join((f"{column};Name;Price", *rows)) + "\n")
    assert {p.variants[0].sku for p in shelf.products} == {""}


SIZED = [
    ("da", "Varenr", "Kasse", "Størrelse", "Antal personer", "Pris"),
    ("de", "Artikelnr", "Kiste", "Größe", "Personen", "Preis"),
    ("fr", "Référence", "Panier", "Taille", "Personnes", "Prix"),
    ("nl", "Artikelnr", "Pakket", "Maat", "Personen", "Prijs"),
    ("en", "SKU", "Box", "Size", "People", "Price"),
]


@pytest.mark.parametrize(
    ("language", "number", "title", "size", "people", "price"), SIZED, ids=[s[0] for s in SIZED]
)
def test_sizes_on_several_rows_are_variants_of_one(
    tmp_path: Path, language: str, number: str, title: str, size: str, people: str, price: str
) -> None:
    rows = (
        f"{number};{title};{size};{people};{price};Info",
        "K-10;Veg box;S;1-2;139,00;weekly",
        "K-11;Veg box;M;2–3;189,00;weekly",
        "K-12;Veg box;L;4-5;249,00;weekly",
        "K-20;Fruit box;S;1-2;119,00;weekly",
        "K-21;Fruit box;L;4-5;199,00;weekly",
        "T-01;Honey;;;42,00;extra",
    )
    business = Business("Haus", currency="EUR", languages=(language,))
    shelf = Shelf(tmp_path / "a.csv", "\n".join(rows) + "\n", business)
    told = {
        p.text(language).title: [(v.sku, *(o.value for o in v.options)) for v in p.variants]
        for p in shelf.products
    }
    assert told == {
        "Veg box": [("K-10", "S"), ("K-11", "M"), ("K-12", "L")],
        "Fruit box": [("K-20", "S"), ("K-21", "L")],
        "Honey": [("T-01",)],
    }


VARIED = [
    ("de", "Artikel;Variante;Art.-Nr.;Preis;Menge;Gewicht"),
    ("en", "Item;Variant;SKU;Price;Stock;Weight"),
    ("fr", "Article;Variante;Référence;Prix;Stock;Poids"),
    ("pl", "Towar;Wariant;Indeks;Cena;Stan;Waga"),
    ("sv", "Artikel;Variant;Artikelnr;Pris;Lager;Vikt"),
]


@pytest.mark.parametrize(("language", "header"), VARIED)
def test_rows_of_one_name_in_variants_are_one(tmp_path: Path, language: str, header: str) -> None:
    rows = (
        "Tea pot;0,8 l;TK-08;39,00;4;0,9 kg",
        "Tea pot;1,2 l;TK-12;49,00;0;1,2 kg",
        "Mug;blue;BE-BL;14,50;22;0,3 kg",
        "Mug;green;BE-GR;14,50;0;0,3 kg",
        "Warmer;;ST-01;22,00;7;0,5 kg",
    )
    business = Business("Haus", currency="EUR", languages=(language,))
    shelf = Shelf(tmp_path / "a.csv", "\n".join((header, *rows)) + "\n", business)
    told = {p.text(language).title: [v.sku for v in p.variants] for p in shelf.products}
    assert told == {"Tea pot": ["TK-08", "TK-12"], "Mug": ["BE-BL", "BE-GR"], "Warmer": ["ST-01"]}
    mugs = next(p for p in shelf.products if p.text(language).title == "Mug")
    assert [[o.value for o in v.options] for v in mugs.variants] == [["blue"], ["green"]]
