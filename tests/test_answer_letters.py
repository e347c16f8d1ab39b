"""Columns that answer yes or no with the first letters of these words, and what only those who
work there can have."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Availability, Business
from tests.shelf import Shelf


def read(path: Path, language: str, header: str, *letters: str) -> Shelf:
    rows = [f"{n};{n}1,50;{letter}" for n, letter in zip("3456", letters)]  # noqa: B905
    named = [row.replace(";", f" Kormoran{row[0]};", 1)[1:].strip() for row in rows]
    business = Business("Haus", currency="EUR", languages=(language,))
    return Shelf(path / f"a.{language}.csv", "\n".join((header, *named)) + "\n", business)


def titles(shelf: Shelf, language: str) -> list[str]:
    assert shelf.rejected == []
    return [p.text(language).title[-1] for p in shelf.products]


@pytest.mark.parametrize(
    ("language", "header", "yes", "no"),
    [
        ("fi", "Tuote;Hinta;Myynnissä (K/E)", "K", "E"),
        ("fi", "Tuote;Hinta;Myynnissä", "K", "E"),
        ("tr", "Ürün;Fiyat;Aktif (E/H)", "E", "H"),
        ("pt", "Artigo;Preço;Ativo", "S", "N"),
        ("fr", "Article;Prix;En vente (O/N)", "O", "N"),
        ("pl", "Towar;Cena;W sprzedaży", "T", "N"),
        ("cs", "Zboží;Cena;Aktivní", "A", "N"),
        ("hu", "Termék;Ár;Aktív", "I", "N"),
        ("nl", "Artikel;Prijs;Actief", "J", "N"),
        ("ru", "Товар;Цена;Активен", "Д", "Н"),
    ],
)
def test_letters_say_what_is_shown(
    tmp_path: Path, language: str, header: str, yes: str, no: str
) -> None:
    shelf = read(tmp_path, language, header, yes, no, yes, no)
    assert titles(shelf, language) == ["3", "5"]
    assert [p.text(language).attributes for p in shelf.products] == [(), ()]


@pytest.mark.parametrize(
    ("language", "header", "yes", "no"),
    [
        ("pt", "Artigo;Preço;Inativo", "S", "N"),
        ("es", "Artículo;Precio;Bloqueado", "S", "N"),
        ("it", "Articolo;Prezzo;Nascosto", "S", "N"),
        ("sk", "Tovar;Cena;Blokované", "A", "N"),
    ],
)
def test_letters_say_what_is_kept_from_customers(
    tmp_path: Path, language: str, header: str, yes: str, no: str
) -> None:
    shelf = read(tmp_path, language, header, no, yes, no, no)
    assert titles(shelf, language) == ["3", "5", "6"]


@pytest.mark.parametrize(
    ("language", "header", "yes", "no"),
    [
        ("cs", "Zboží;Cena;Skladem", "A", "N"),
        ("es", "Producto;Precio;Disponible", "S", "N"),
        ("fi", "Tuote;Hinta;Varastossa", "K", "E"),
        ("pl", "Towar;Cena;Dostępny", "T", "N"),
    ],
)
def test_letters_say_what_is_there(
    tmp_path: Path, language: str, header: str, yes: str, no: str
) -> None:
    shelf = read(tmp_path, language, header, yes, no, no, yes)
    states = [v.availability for p in shelf.products for v in p.variants]
    there, gone = Availability.IN_STOCK, Availability.OUT_OF_STOCK
    assert states == [there, gone, gone, there]


@pytest.mark.parametrize("letters", ["SMLM", "EEEE", "ABAB"])
def test_other_letters_are_no_answers(tmp_path: Path, letters: str) -> None:
    shelf = read(tmp_path, "en", "Item;Price;Visible band", *letters)
    assert titles(shelf, "en") == ["3", "4", "5", "6"]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("fi", "HENKILÖKUNTARUOKA"),
        ("fi", "Henkilökunnan lounas"),
        ("da", "Medarbejderfrokost"),
        ("de", "Teamessen"),
        ("en", "Crew meal"),
        ("it", "Pranzo personale"),
        ("cs", "Jídlo pro personál"),
        ("uk", "Обід персоналу"),
    ],
)
def test_what_staff_eat_is_not_shown(tmp_path: Path, language: str, name: str) -> None:
    business = Business("Haus", currency="EUR", languages=(language,))
    rows = f"Name;Price\nKormoran;9,50\n{name};0,00\nZirkel;8,00\n"
    shelf = Shelf(tmp_path / f"a.{language}.csv", rows, business)
    assert [p.text(language).title for p in shelf.products] == ["Kormoran", "Zirkel"]


@pytest.mark.parametrize(
    ("language", "gone", "kept"),
    [
        ("da", "TEST kasse må ikke sælges", "Graviditetstest"),
        ("de", "TEST bitte löschen", "COVID-Test"),
        ("de", "Testartikel 2", "Testlineal"),
        ("en", "Dummy product", "Crash test helmet"),
        ("en", "Test voucher - DO NOT SELL", "Testing kit"),
        ("fr", "Article test", "Test de grossesse"),
        ("es", "PRUEBA NO USAR", "Prueba de sonido"),
        ("it", "Prodotto di prova", "Lezione di prova"),
        ("nl", "TEST niet gebruiken", "Tattoo verwijderen"),
        ("sv", "Testartikel", "Provlektion"),
        ("fi", "Testi, älä käytä", "Raskaustesti"),
        ("pl", "TEST nie sprzedawać", "Lekcja próbna"),
        ("cs", "Testovací položka", "Zkušební lekce"),
        ("ru", "Тестовый товар", "Тест на алкоголь"),
    ],
)
def test_what_is_a_trial_is_not_shown(tmp_path: Path, language: str, gone: str, kept: str) -> None:
    business = Business("Haus", currency="EUR", languages=(language,))
    rows = f"Name;Price\nKormoran;9,50\n{gone};1,00\n{kept};8,00\n"
    shelf = Shelf(tmp_path / f"a.{language}.csv", rows, business)
    assert [p.text(language).title for p in shelf.products] == ["Kormoran", kept]
