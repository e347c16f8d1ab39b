"""Columns of small shops that a customer's question turns on: notes beside a stock, what is sent
beside what there is, days under "Tag", designations as names, stock by choice, deposits beside a
price; in several languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from catalog.records import Availability, Business, Product
from tests.shelf import Shelf
from tests.test_price_columns import as_markdown

OUT, IN = Availability.OUT_OF_STOCK, Availability.IN_STOCK


def shelf(path: Path, language: str, *rows: str) -> Shelf:
    business = Business("Haus", currency="EUR", languages=(language,))
    return Shelf(path / f"a.{language}.csv", "\n".join(rows) + "\n", business)


def told(product: Product, language: str) -> dict[str, str]:
    return {a.name: a.value for a in product.text(language).attributes}


NOTES = [
    ("en", "Product;Price;In stock;Notes", "lasts 8 months", "Cost"),
    ("en", "Product;Price;Stock;Note", "good for the car", "Supplier"),
    ("de", "Artikel;Preis;Bestand;Notiz", "hält acht Monate", "EK"),
    ("fr", "Produit;Prix;Stock;Notes", "dure huit mois", "Prix d'achat"),
    ("es", "Producto;Precio;Stock;Notas", "dura ocho meses", "Proveedor"),
    ("nl", "Artikel;Prijs;Voorraad;Notities", "gaat acht maanden mee", "Inkoopprijs"),
    ("sv", "Artikel;Pris;Lager;Kommentar", "räcker åtta månader", "Inköpspris"),
]


@pytest.mark.parametrize(("language", "header", "note", "own"), NOTES)
def test_notes_are_told_where_nothing_beside_is_the_shops(
    tmp_path: Path, language: str, header: str, note: str, own: str
) -> None:
    alone = shelf(tmp_path, language, header, f"Alfa;9,00;4;{note}", "Beta;8,00;0;")
    assert note in told(alone.products[0], language).values()
    (tmp_path / "own").mkdir()
    rows = (f"{header};{own}", f"Alfa;9,00;4;{note};4,10", "Beta;8,00;0;;3,90")
    beside = shelf(tmp_path / "own", language, *rows)
    assert note not in told(beside.products[0], language).values()


SENT = [
    ("de", "Artikel;Preis;Bestand Kisten;Lieferbar", "ja", "nein"),
    ("de", "Artikel;Preis;Bestand Packungen;Verfügbar", "ja", "nein"),
    ("nl", "Artikel;Prijs;Voorraad dozen;Leverbaar", "ja", "nee"),
    ("en", "Item;Price;Stock boxes;Available", "yes", "no"),
]


@pytest.mark.parametrize(("language", "header", "yes", "no"), SENT)
def test_what_is_counted_says_what_there_is_beside_yes_and_no(
    tmp_path: Path, language: str, header: str, yes: str, no: str
) -> None:
    rows = (f"Alfa;9,00;0;{yes}", f"Beta;8,00;12;{no}", f"Gamma;7,00;5;{yes}")
    found = shelf(tmp_path, language, header, *rows)
    states = {p.text(language).title: p.variants[0].availability for p in found.products}
    assert states == {"Alfa": OUT, "Beta": IN, "Gamma": IN}
    assert told(found.products[1], language)[header.rpartition(";")[2]] == no


DAYS = [
    ("de", "Kurs;Tag;Preis", ("Montag", "Mi", "Samstag")),
    ("de", "Kurs;Tag;Preis", ("Mo + Mi", "Di", "Do + Fr")),
]


@pytest.mark.parametrize(("language", "header", "days"), DAYS)
def test_a_column_of_days_tells_the_day(
    tmp_path: Path, language: str, header: str, days: tuple[str, ...]
) -> None:
    rows = (f"Kurs {name};{day};9,00" for name, day in zip("ABC", days, strict=True))
    found = shelf(tmp_path, language, header, *rows)
    assert [told(p, language).get("Tag") for p in found.products] == list(days)


DESIGNATIONS = [
    ("en", "Make;Lens;Mount;Price GBP", ("EF 50mm f/1.8", "RF 35mm f/1.8", "AF-S 85mm f/1.8G")),
    ("de", "Marke;Objektiv;Bajonett;Preis", ("AF 50 f/1.8", "Z 35 f/2", "XF 23 f/2 R")),
    ("fr", "Marque;Perceuse;Mandrin;Prix", ("GSB 18 V", "DCD 100", "BS 12 X")),
]


@pytest.mark.parametrize(("language", "header", "names"), DESIGNATIONS)
def test_what_makers_call_their_things_names_them(
    tmp_path: Path, language: str, header: str, names: tuple[str, ...]
) -> None:
    kinds = ("Kanor Fit", "Kanor Fit", "Nuvon Zed")
    rows = (
        f"Kanor;{n};{kind};{i}9,00" for i, (n, kind) in enumerate(zip(names, kinds, strict=True))
    )
    found = shelf(tmp_path, language, header, *rows, f"Nuvon;{names[0]} II;Nuvon Zed;75,00")
    titles = [p.text(language).title for p in found.products]
    assert all(name in title for name, title in zip(names, titles, strict=False)), titles


COUNTED = [
    ("en", "name", "stock_by_color", {"Moss": 9, "Plum": 0}, {}),
    ("en", "name", "stock", {"S": 9, "M": 0}, {}),
    ("de", "name", "bestand", {"Moos": 9, "Pflaume": 0}, {"farben": ["Moos", "Pflaume"]}),
    ("nl", "naam", "voorraad", {"mos": 9, "pruim": 0}, {"kleuren": ["mos", "pruim"]}),
]


@pytest.mark.parametrize(("language", "name", "key", "counts", "more"), COUNTED)
def test_stock_by_choice_is_a_variant_each(
    tmp_path: Path,
    language: str,
    name: str,
    key: str,
    counts: dict[str, int],
    more: dict[str, list[str]],
) -> None:
    price = {"de": "preis", "nl": "prijs"}.get(language, "price")
    held = [{name: n, price: 24.0, key: counts, **more} for n in ("Alfa", "Beta")]
    business = Business("Haus", currency="EUR", languages=(language,))
    found = Shelf(tmp_path / "a.json", json.dumps(held), business)
    for product in found.products:
        states = {v.options[0].value: v.availability for v in product.variants}
        assert states == dict(zip(counts, (IN, OUT), strict=True))


def test_stock_by_place_is_still_one_thing(tmp_path: Path) -> None:
    held = [
        {"name": n, "price": 24.0, "stock": {"Leipzig": 2, "Halle": 0}} for n in ("Alfa", "Beta")
    ]
    business = Business("Haus", currency="EUR", languages=("de",))
    found = Shelf(tmp_path / "a.json", json.dumps(held), business)
    assert [len(p.variants) for p in found.products] == [1, 1]


DEPOSITS = [
    ("de", ("Gerät", "Preis pro Wochenende", "Kaution", "Lieferung möglich")),
    ("en", ("Machine", "Price per day", "Deposit", "Delivery possible")),
    ("fr", ("Appareil", "Prix par jour", "Caution", "Livraison possible")),
    ("it", ("Attrezzo", "Prezzo al giorno", "Cauzione", "Consegna")),
    ("nl", ("Apparaat", "Prijs per dag", "Borg", "Levering mogelijk")),
]


@pytest.mark.parametrize(("language", "header"), DEPOSITS)
def test_a_list_with_deposits_beside_its_prices_sells_what_it_lists(
    tmp_path: Path, language: str, header: tuple[str, ...]
) -> None:
    rows = [["Alfa 2", "35 €", "100 €", "x"], ["Beta wagon", "49 €", "150 €", "-"]]
    text = "# Haus\n\n" + as_markdown([list(header), *rows])
    business = Business("Haus", currency="EUR", languages=(language,))
    found = Shelf(tmp_path / f"a.{language}.md", text, business)
    prices = [[v.price.amount for v in p.variants if v.price] for p in found.products]
    assert [[int(one) for one in each] for each in prices] == [[35], [49]]


COUNTRIES = [
    ("de", ("Land", "Versand", "Preis")),
    ("en", ("Country", "Shipping", "Price")),
]


@pytest.mark.parametrize(("language", "header"), COUNTRIES)
def test_what_sending_costs_by_country_is_none_of_the_goods(
    tmp_path: Path, language: str, header: tuple[str, ...]
) -> None:
    rows = [["Italia", "5 €", "3 €"], ["France", "9 €", "4 €"]]
    text = "# Haus\n\n" + as_markdown([list(header), *rows])
    business = Business("Haus", currency="EUR", languages=(language,))
    assert not Shelf(tmp_path / f"a.{language}.md", text, business).products
