"""Rows of a table that are no goods but said to customers: one passage of their file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shelf import Shelf, workbook

LISTS = (
    (
        "de",
        "Gärtnerei Beispiel;;;\nAlle Preise in Euro inkl. MwSt.;;;\n;;;\nPflanze;Topf;Preis;Ort\n"
        "STAUDEN;;;\nSalbei;1 l;4,00;Beet\nThymian;1 l;3,50;Beet\n;;;\n"
        "* Bei Frost keine Abgabe.;;;\nLieferung bis 8 km gratis;;;\n"
        "Mo geschlossen, Di-Fr 9-18 Uhr;;;\n",
        ("Salbei", "Thymian"),
        ("inkl. MwSt.", "Bei Frost", "bis 8 km gratis", "Di-Fr 9-18"),
    ),
    (
        "fr",
        "Cordonnerie Exemple,,\nTarifs TTC en euros,,\nTravail,Durée,Prix\n"
        'Talons,1 jour,"12,00 €"\nSemelles,3 jours,"29,00 €"\n,,\n'
        'Devis gratuit sur place. Fermé le lundi.,,\n"Tél. 01 00 00 00 00, du mardi au samedi",,\n',
        ("Talons", "Semelles"),
        ("TTC", "Devis gratuit", "mardi au samedi"),
    ),
    (
        "pl",
        "Cennik 2026\t\t\nUsługa\tCzas\tCena\nMycie\t20 min\t40 zł\nWoskowanie\t60 min\t120 zł\n"
        "Przy trzecim myciu 10 % rabatu.\t\t\n\t\t\nCzynne codziennie 8-18\t\t\n",
        ("Mycie", "Woskowanie"),
        ("10 % rabatu", "codziennie 8-18"),
    ),
    (
        "nl",
        "Artikel,Maat,Prijs\nBand,28 inch,19.95\nBel,klein,6.50\n"
        "Montage is gratis, ook op zaterdag.\n",
        ("Band", "Bel"),
        ("Montage is gratis, ook op zaterdag",),
    ),
)


@pytest.mark.parametrize(("language", "text", "goods", "said"), LISTS)
def test_remarks_are_one_passage(
    tmp_path: Path, language: str, text: str, goods: tuple[str, ...], said: tuple[str, ...]
) -> None:
    shelf = Shelf(tmp_path / f"lijst.{language}.csv", text)
    assert [p.text(language).title for p in shelf.products] == list(goods)
    (passage,) = shelf.passages
    assert all(one in passage.text for one in said)
    assert "STAUDEN" not in passage.text
    assert shelf.rejected == []


STAFF = (
    "Intern: Marge mindestens 40 %.",
    "Nicht für Kunden: Ausverkauf ab Mai.",
    "Inköpspris höjs till hösten.",
    "Personalen: ej kund, bara för oss.",
    "Tylko dla pracowników, rabat 20 %.",
    "Pour l'équipe : commander chez Dubois.",
    "Stand: 12.03.2026, 14:05 Uhr",
    "Aggiornato il 3 marzo 2026",
)


@pytest.mark.parametrize("line", STAFF)
def test_no_customer_is_told_what_staff_wrote(tmp_path: Path, line: str) -> None:
    rows = f'Name,Farbe,Preis\nTasse,Rot,"5,00"\nKrug,Blau,"8,00"\n,,\n"{line}",,\n'
    shelf = Shelf(tmp_path / "a.de.csv", rows)
    assert [p.text("de").title for p in shelf.products] == ["Tasse", "Krug"]
    assert shelf.passages == []


def test_groups_totals_and_names_are_no_remarks(tmp_path: Path) -> None:
    rows = (
        "Kurs;Alter;Preis\nGruppenkurse Ski (10-12 und 13-15 Uhr);;\nKinder;5-14;92,00\n"
        "Jugend;15-17;95,00\nPrivat;;\nLehrer;ab 5;85,00\n;;\nSumme;;\n"
    )
    shelf = Shelf(tmp_path / "a.de.csv", rows)
    assert shelf.passages == []
    groups = {p.text("de").title: p.text("de").category for p in shelf.products}
    assert groups["Jugend"] == ("Gruppenkurse Ski (10-12 und 13-15 Uhr)",)
    plain = Shelf(tmp_path / "b.de.csv", "Name;Preis\nTasse;5,00\nKanne;\nKrug aus rotem Ton;\n")
    assert len(plain.products) == 3
    assert plain.passages == []


def test_a_sheet_of_hours_is_told_with_the_notes_of_the_others(tmp_path: Path) -> None:
    goods = [["Hofladen Beispiel"], [], ["Ware", "Menge", "Preis"], ["Honig", "500 g", 7.5],
             ["Saft", "1 l", 3.2], [], ["Nur Barzahlung, keine Karten."]]  # fmt: skip
    hours = [["Öffnungszeiten", ""], ["Freitag", "14–18"], ["Samstag", "9–13"],
             ["Sonntag", "geschlossen"]]  # fmt: skip
    shelf = Shelf(tmp_path / "a.de.xlsx", workbook({"Ware": goods, "Zeiten": hours}))
    assert [p.text("de").title for p in shelf.products] == ["Honig", "Saft"]
    (passage,) = shelf.passages
    assert passage.heading == ("Hofladen Beispiel",)
    assert "Nur Barzahlung" in passage.text
    assert "Freitag: 14–18" in passage.text


def test_hours_below_the_goods_are_no_goods(tmp_path: Path) -> None:
    rows = "Vara;Pris\nHonung;79 SEK\nSaft;72 SEK\n;\nÖppettider;\nLördag;10–15\nSöndag;stängt\n"
    shelf = Shelf(tmp_path / "a.sv.csv", rows)
    assert [p.text("sv").title for p in shelf.products] == ["Honung", "Saft"]
    assert shelf.passages[0].text == "Öppettider\nLördag: 10–15\nSöndag: stängt"


def test_what_goes_on_with_a_row_is_no_remark(tmp_path: Path) -> None:
    rows = (
        "Name;Beschreibung;Preis\nTasse;Aus Ton;5,00\n;Von Hand in kleiner Auflage gemacht.;\n"
        "Krug;Blau;8,00\n;Jedes Stück ist ein Unikat.;\n"
    )
    assert Shelf(tmp_path / "a.de.csv", rows).passages == []
