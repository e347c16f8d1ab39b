"""Words of stock and availability in columns that people keep by hand, in any language: what is
sold and when, lent, in repair, paused, expected, or so for now alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from catalog.records import Availability, Business
from tests.shelf import Shelf

IN, OUT, FEW, UNKNOWN = (
    Availability.IN_STOCK,
    Availability.OUT_OF_STOCK,
    Availability.LIMITED,
    Availability.UNKNOWN,
)


def read(path: Path, language: str, header: str, *cells: str) -> Shelf:
    """A table of goods with a last column of `cells`, a row each."""
    names = ("Kormoran", "Zirkel", "Lupo", "Rigel", "Vega")
    rows = [f"{name};{n + 9},50;{cell}" for n, (name, cell) in enumerate(zip(names, cells))]  # noqa: B905
    business = Business("Haus", currency="EUR", languages=(language,))
    return Shelf(path / f"a.{language}.csv", "\n".join((header, *rows)) + "\n", business)


def states(shelf: Shelf) -> list[Availability]:
    assert shelf.rejected == []
    return [v.availability for p in shelf.products for v in p.variants]


def said(shelf: Shelf, language: str) -> list[str]:
    return [a.value for p in shelf.products for a in p.text(language).attributes]


@pytest.mark.parametrize(
    ("language", "header", "cells"),
    [
        ("fr", "Titre;Prix;Vendu", ("", "x", "vendu 14/02", "")),
        ("de", "Titel;Preis;Verkauft", ("", "ja", "verkauft 3.5.", "")),
        ("it", "Titolo;Prezzo;Venduto", ("", "x", "12/03/2026", "")),
        ("en", "Title;Price;Sold", ("", "yes", "sold 2026-03-01", "no")),
        ("pl", "Tytuł;Cena;Sprzedane", ("", "tak", "4.5.2026", "nie")),
    ],
)
def test_what_is_sold_is_so_by_a_mark_or_by_a_day(
    tmp_path: Path, language: str, header: str, cells: Sequence[str]
) -> None:
    shelf = read(tmp_path, language, header, *cells)
    there = states(shelf)
    assert there[1:3] == [OUT, OUT]
    assert OUT not in (there[0], there[3])
    assert said(shelf, language) == []


@pytest.mark.parametrize(
    ("language", "header"), [("fr", "Titre;Prix;Vendu"), ("en", "A;Price;Sold")]
)
def test_how_many_were_sold_is_no_state(tmp_path: Path, language: str, header: str) -> None:
    shelf = read(tmp_path, language, header, "3", "0", "12", "1")
    assert states(shelf) == [UNKNOWN] * 4
    assert said(shelf, language) == []


@pytest.mark.parametrize(
    ("language", "header", "cells"),
    [
        ("en", "Toy;Fee;Status", ("In Library", "On Loan", "Being Repaired", "In Library")),
        ("de", "Titel;Preis;Status", ("verfügbar", "verliehen", "in Reparatur", "verfügbar")),
        ("fr", "Jeu;Prix;Statut", ("disponible", "prêté", "en réparation", "disponible")),
        ("nl", "Voorstelling;Prijs;Status", ("beschikbaar", "uitverkocht", "uitgeleend", "ja")),
        ("sv", "Verktyg;Pris;Status", ("tillgänglig", "uthyrd", "under reparation", "ledig")),
        ("pl", "Rower;Cena;Status", ("dostępny", "wypożyczony", "w naprawie", "dostępny")),
        ("ru", "Палатка;Цена;Статус", ("в наличии", "в прокате", "в ремонте", "есть")),
    ],
)
def test_what_is_lent_or_in_repair_cannot_be_had(
    tmp_path: Path, language: str, header: str, cells: Sequence[str]
) -> None:
    assert states(read(tmp_path, language, header, *cells)) == [IN, OUT, OUT, IN]


@pytest.mark.parametrize(
    ("language", "header", "cells"),
    [
        ("da", "Kasse;Pris;Status", ("Aktiv", "Udsolgt", "Pause", "Aktiv")),
        ("de", "Kiste;Preis;Status", ("aktiv", "ausverkauft", "pausiert", "aktiv")),
        ("fr", "Panier;Prix;Statut", ("actif", "épuisé", "en pause", "actif")),
        ("en", "Box;Price;Status", ("active", "sold out", "on hold", "active")),
        ("es", "Cesta;Precio;Estado", ("activo", "agotado", "en pausa", "activo")),
    ],
)
def test_what_is_active_is_told_and_what_rests_cannot_be_had(
    tmp_path: Path, language: str, header: str, cells: Sequence[str]
) -> None:
    assert states(read(tmp_path, language, header, *cells)) == [UNKNOWN, OUT, OUT, UNKNOWN]


@pytest.mark.parametrize(
    ("language", "header", "gone", "last"),
    [
        ("nl", "Titel;Prijs;Status", "geannuleerd", "laatste kaarten"),
        ("de", "Stück;Preis;Status", "abgesagt", "letzte Karten"),
        ("fr", "Spectacle;Prix;Statut", "annulé", "dernières places"),
        ("en", "Toy;Fee;Status", "Withdrawn", "last tickets"),
        ("it", "Spettacolo;Prezzo;Stato", "annullato", "ultimi posti"),
        ("sv", "Pjäs;Pris;Status", "kasserad", "sista biljetterna"),
    ],
)
def test_what_is_withdrawn_or_called_off_is_not_shown(
    tmp_path: Path, language: str, header: str, gone: str, last: str
) -> None:
    available = {"nl": "beschikbaar", "de": "verfügbar", "fr": "disponible", "en": "available"}
    own = available.get(language, {"it": "disponibile", "sv": "tillgänglig"}.get(language, ""))
    shelf = read(tmp_path, language, header, own, gone, last, own)
    assert [p.text(language).title for p in shelf.products] == ["Kormoran", "Lupo", "Rigel"]
    assert states(shelf) == [IN, FEW, IN]


@pytest.mark.parametrize(
    ("language", "header", "there", "awaited"),
    [
        ("nl", "Naam;Prijs;Voorraad", ("ja", "op"), "verwacht in maart"),
        ("de", "Name;Preis;Verfügbar", ("ja", "nein"), "erwartet im März"),
        ("en", "Name;Price;In stock", ("yes", "no"), "expected in March"),
        ("fr", "Nom;Prix;Disponible", ("oui", "non"), "attendu en mars"),
        ("es", "Nombre;Precio;Disponible", ("sí", "no"), "llega en marzo"),
        ("cs", "Název;Cena;Skladem", ("ano", "ne"), "očekáváme v březnu"),
        ("fi", "Nimi;Hinta;Varastossa", ("kyllä", "ei"), "tulossa maaliskuussa"),
    ],
)
def test_what_is_expected_is_not_there_and_is_told(
    tmp_path: Path, language: str, header: str, there: tuple[str, str], awaited: str
) -> None:
    shelf = read(tmp_path, language, header, there[0], there[1], awaited, there[0])
    assert states(shelf) == [IN, OUT, OUT, IN]
    assert said(shelf, language) == [awaited]


@pytest.mark.parametrize(
    ("language", "header", "there", "gone"),
    [
        ("sv", "Vara;Pris;Lager", "på lager", "tillfälligt slut"),
        ("de", "Ware;Preis;Verfügbar", "verfügbar", "derzeit vergriffen"),
        ("en", "Item;Price;Availability", "in stock", "temporarily sold out"),
        ("fr", "Article;Prix;Disponibilité", "en stock", "temporairement épuisé"),
        ("pl", "Towar;Cena;Dostępność", "dostępny", "chwilowo niedostępny"),
    ],
)
def test_what_is_gone_for_now_alone_is_told_in_its_words(
    tmp_path: Path, language: str, header: str, there: str, gone: str
) -> None:
    shelf = read(tmp_path, language, header, there, gone, there)
    assert states(shelf) == [IN, OUT, IN]
    assert said(shelf, language) == [gone]


@pytest.mark.parametrize(
    ("language", "lines", "there"),
    [
        ("en", ("Bench, black (in stock) ... £239.50", "Bench, red ... £239.50"), (IN, UNKNOWN)),
        ("de", ("Hocker (auf Lager) ..... 39,00 €", "Stuhl (belegt) ..... 3,00 €"), (IN, UNKNOWN)),
        ("fr", ("Banc noir (en stock) ..... 39,00 €", "Banc gris ..... 35,00 €"), (IN, UNKNOWN)),
        ("nl", ("Kruk (op voorraad) ..... 39,00 €", "Stoel ..... 33,00 €"), (IN, UNKNOWN)),
        (
            "es",
            ("Mesa (sin existencias) ..... 39,00 €", "Muro (terminado) ..... 9,00 €"),
            (OUT, UNKNOWN),
        ),
    ],
)
def test_a_name_may_say_its_state_in_brackets(
    tmp_path: Path, language: str, lines: Sequence[str], there: Sequence[Availability]
) -> None:
    business = Business("Haus", currency="EUR", languages=(language,))
    text = "LISTE\n\nKlavier ..... 99,00 €\n" + "\n".join(lines) + "\n"
    shelf = Shelf(tmp_path / f"a.{language}.txt", text.replace("£", "€"), business)
    assert [v.availability for p in shelf.products for v in p.variants][1:] == list(there)
    cells = [line.split(" ..")[0] for line in lines]
    rows = "Name;Price\n" + "\n".join(f"{cell};12,00" for cell in cells) + "\n"
    table = Shelf(tmp_path / f"b.{language}.csv", rows, business)
    assert [v.availability for p in table.products for v in p.variants] == list(there)


@pytest.mark.parametrize(
    ("language", "line", "words"),
    [
        ("sv", "Kikare 10x50: 129,00 € (tillfälligt slut)", "tillfälligt slut"),
        ("de", "Fernglas: 129,00 € (derzeit ausverkauft)", "derzeit ausverkauft"),
        ("da", "Kikkert: 99,00 € (midlertidigt udsolgt)", "midlertidigt udsolgt"),
        ("fr", "Jumelles : 129,00 € (momentanément épuisé)", "momentanément épuisé"),
    ],
)
def test_a_line_that_is_gone_for_now_keeps_its_words(
    tmp_path: Path, language: str, line: str, words: str
) -> None:
    business = Business("Haus", currency="EUR", languages=(language,))
    text = f"# Liste\n\n- Karta: 14,90 €\n- {line}\n- Kort: 5,00 €\n"
    shelf = Shelf(tmp_path / f"a.{language}.md", text, business)
    (gone,) = (p for p in shelf.products if p.variants[0].availability is OUT)
    assert words in gone.text(language).description


@pytest.mark.parametrize(
    ("language", "header", "cells"),
    [
        ("de", "Artikel;Preis;Lagerstand", ("viel", "leer", "letzte", "bestellt")),
        ("en", "Plant;Price;Availability", ("in stock", "out", "low", "coming soon")),
        (
            "en",
            "Plant;Price;In stock",
            ("yes", "sold out until spring", "few", "sold out, back in May"),
        ),
        ("fr", "Plante;Prix;Dispo", ("oui", "épuisé", "dernières pièces", "bientôt")),
        ("es", "Planta;Precio;Stock", ("sí", "agotado", "pocas", "próximamente")),
        ("it", "Vino;Prezzo;Disponibilità", ("ok", "esaurito", "ultime bottiglie", "in arrivo")),
        ("pl", "Towar;Cena;Stan", ("jest", "brak", "na wyczerpaniu", "w drodze")),
        ("nl", "Boek;Prijs;Voorraad", ("ja", "uitverkocht", "laatste", "besteld")),
        ("sv", "Vara;Pris;Lager", ("finns", "slut", "få kvar", "på väg")),
        ("fi", "Tuote;Hinta;Saatavuus", ("on", "loppu", "muutama jäljellä", "tilattu")),
        ("cs", "Zboží;Cena;Dostupnost", ("skladem", "není", "poslední kusy", "na cestě")),
        ("hu", "Áru;Ár;Készlet", ("van", "nincs", "kevés", "úton")),
        ("ru", "Товар;Цена;Наличие", ("есть", "нет", "мало", "скоро")),
        ("tr", "Ürün;Fiyat;Stok", ("var", "yok", "az kaldı", "yakında")),
        ("el", "Προϊόν;Τιμή;Απόθεμα", ("ναι", "όχι", "λίγα", "σύντομα")),
    ],
)
def test_words_for_few_and_for_what_is_on_its_way(
    tmp_path: Path, language: str, header: str, cells: Sequence[str]
) -> None:
    shelf = read(tmp_path, language, header, *cells)
    assert states(shelf) == [IN, OUT, FEW, OUT]
    assert cells[3] in said(shelf, language)
