"""Headings between numbered goods, and prices by size below one cell that says they are prices."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business, Product
from catalog.sources.grouping import two_lines
from tests.shelf import Shelf, attributes, xlsx


def told(path: Path, lines: list[str], language: str, name: str = "list.csv") -> Shelf:
    shop = Business("Shop", currency="EUR", languages=(language,), timezone="Europe/Berlin")
    return Shelf(path / name, "\n".join(lines), shop)


def by_title(shelf: Shelf, language: str) -> dict[str, Product]:
    return {p.text(language).title: p for p in shelf.products}


@pytest.mark.parametrize(
    ("language", "header", "request_"),
    [
        ("pl", "Indeks;Nazwa towaru;J.m.;Cena", "wycena indywidualna"),
        ("de", "Art.-Nr.;Bezeichnung;Einheit;Preis", "auf Anfrage"),
        ("en", "Code;Item;Unit;Price", "on request"),
        ("fr", "Réf;Désignation;Unité;Prix", "sur devis"),
        ("it", "Codice;Articolo;U.M.;Prezzo", "su richiesta"),
        ("es", "Ref.;Artículo;Unidad;Precio", "a consultar"),
        ("cs", "Kód;Název;MJ;Cena", "na dotaz"),
        ("nl", "Artikelnr;Omschrijving;Eenheid;Prijs", "op aanvraag"),
    ],
)
@pytest.mark.parametrize("codes", [("K-2015", "K-FAS", "W-BAB"), ("1", "2", "3")])
def test_headings_between_goods_that_a_column_numbers(
    tmp_path: Path, language: str, header: str, request_: str, codes: tuple[str, str, str]
) -> None:
    a, b, c = codes
    lines = [header, ";XYLON;;", f"{a};Alfa;x;1,35", f"{b};Beta;x;2,10", ";YOLAN;;"]
    lines += [f"{c};Gamma;x;48,00", f"{c}9;Delta;x;62,50", f"{c}8;Epsilon;x;57,00", ";;;"]
    shelf = told(tmp_path, [*lines, f";Zeta;;{request_}"], language)
    found = {title: p.text(language).category for title, p in by_title(shelf, language).items()}
    assert found == {
        "Alfa": ("XYLON",),
        "Beta": ("XYLON",),
        **dict.fromkeys(("Gamma", "Delta", "Epsilon"), ("YOLAN",)),
        "Zeta": (),
    }


def test_a_name_of_which_nothing_else_is_known_is_sold_where_many_have_no_number(
    tmp_path: Path,
) -> None:
    lines = ["Code;Item;Price", "A-1;Alfa;1,00", ";Beta;2,00", ";Gamma;", ";Delta;3,00"]
    shelf = told(tmp_path, [*lines, "A-2;Epsilon;4,00", ";Zeta;5,00"], "en")
    assert "Gamma" in by_title(shelf, "en")


@pytest.mark.parametrize(
    ("language", "name", "over", "per", "sizes"),
    [
        ("ro", "Sortiment", "Preț pe borcan", "pe borcan", ("250 g", "500 g", "1 kg")),
        ("de", "Sorte", "Preis pro Glas", "pro Glas", ("250 g", "500 g", "1 kg")),
        ("en", "Item", "Price per bottle", "per bottle", ("0.5 l", "1 l", "5 l")),
        ("fr", "Produit", "Prix", "", ("250 g", "500 g", "1 kg")),
        ("it", "Prodotto", "Prezzo", "", ("100 ml", "250 ml", "1 l")),
        ("pl", "Nazwa", "Cena", "", ("30 cm", "60 cm", "90 cm")),
        ("sv", "Namn", "Pris", "", ("3 dl", "5 dl", "1 l")),
    ],
)
def test_sizes_below_one_cell_that_says_they_are_prices(
    tmp_path: Path, language: str, name: str, over: str, per: str, sizes: tuple[str, ...]
) -> None:
    rows = [["List"], [name, "Xyl", over, "", ""], ["", "", *sizes]]
    rows += [["ADEL", "", "", "", ""], ["Brem", "yo", 18, 33, 60], ["Cort", "yo", "", 29, 52]]
    rows += [["DEMM", "", "", "", ""], ["Ebb", "yo", 16.5, 31, 58], ["Fenn", "yo", 20, 37, 68]]
    shop = Business("Shop", currency="EUR", languages=(language,), timezone="Europe/Berlin")
    shelf = Shelf(tmp_path / "l.xlsx", xlsx(rows), shop)
    found = {
        title: [(v.options[0].value, float(v.price.amount)) for v in p.variants if v.price]
        for title, p in by_title(shelf, language).items()
    }
    assert found["Brem"] == list(zip(sizes, (18.0, 33.0, 60.0), strict=True))
    assert found["Cort"] == list(zip(sizes[1:], (29.0, 52.0), strict=True))
    first = by_title(shelf, language)["Brem"]
    assert first.text(language).category == ("ADEL",)
    assert (per in attributes(first, language).values()) == bool(per)


@pytest.mark.parametrize("said", ["9 lei bucata", "9 € das Stück", "12 € each", "sur devis"])
def test_what_is_sold_by_the_piece_has_no_size_of_the_column_that_it_stands_in(
    tmp_path: Path, said: str
) -> None:
    rows = ["Item;Price 250 g;Price 500 g", "Alfa;18,00;33,00", "Beta;16,00;29,00"]
    shelf = told(tmp_path, [*rows, f"Gamma;{said};"], "en")
    (variant,) = by_title(shelf, "en")["Gamma"].variants
    assert variant.options == ()


def test_amounts_below_a_header_are_no_second_line_of_it() -> None:
    assert two_lines(["Item", "Price", ""], ["", "12,50", "9 €"]) is None
