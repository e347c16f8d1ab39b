"""Menus as restaurants type them: no sign of money, numbers and letters that a line explains, what
is in a dish below it; and cards, cells and choices of pages with words beside their prices."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business, Product
from catalog.sources.words import word
from tests.shelf import Shelf


def shelf_of(path: Path, text: str, language: str, currency: str = "EUR") -> dict[str, Product]:
    shelf = Shelf(path, text, Business("Haus", currency=currency, languages=(language,)))
    return {p.text(language).title: p for p in shelf.products}


def price_of(product: Product) -> str:
    price = product.variants[0].price
    return str(price.amount) if price else ""


NUMBERS = [
    ("fr", "1 gluten, 3 œufs, 4 poisson, 7 lait, 10 moutarde", "gluten, lait"),
    ("pl", "1 gluten, 3 jaja, 4 ryby, 7 mleko, 10 gorczyca", "gluten, mleko"),
    ("el", "1 γλουτένη, 3 αυγά, 4 ψάρι, 7 γάλα, 10 μουστάρδα", "γλουτένη, γάλα"),
    ("ro", "1 gluten; 3 ouă; 4 pește; 7 lapte; 10 muștar", "gluten, lapte"),
]


@pytest.mark.parametrize(("language", "legend", "means"), NUMBERS)
def test_numbers_in_brackets_are_told_as_the_legend_says(
    tmp_path: Path, language: str, legend: str, means: str
) -> None:
    text = (
        "HAUS\n\nALFA\nSupa (1, 7)   8,50\nTerrine (1, 3, 10)   9,00\nwith bread, butter\n\n"
        "BETA\nStek   19,00\nKod (4, 7)   21,00\nleeks\nRiz (7)   17,50\n\n" + legend + "\n"
    )
    found = shelf_of(tmp_path / f"a.{language}.txt", text, language)
    assert list(found) == ["Supa", "Terrine", "Stek", "Kod", "Riz"]
    told = {a.name: a.value for a in found["Supa"].text(language).attributes}
    assert told == {word("contains", language): means}
    assert found["Terrine"].text(language).description == "with bread, butter"
    assert found["Kod"].text(language).description == "leeks"
    assert found["Riz"].text(language).category == ("BETA",)


def test_a_line_of_counts_is_no_legend(tmp_path: Path) -> None:
    text = (
        "HAUS\n\nALFA\nVilla (2)   120 €\nHut (3)   90 €\nTent   20 €\n\n1 bath, 2 beds, 3 rooms\n"
    )
    found = shelf_of(tmp_path / "a.en.txt", text, "en")
    assert list(found) == ["Villa (2)", "Hut (3)", "Tent"]
    assert all(not p.text("en").attributes for p in found.values())


def test_letters_behind_names_without_brackets(tmp_path: Path) -> None:
    text = (
        "OSTERIA\n\nPRIMI\nTonnarelli  A G   11\nZuppa      9\nGnocchi al ragù A C G  12\n"
        "\nA glutine  C uova  G latte\n"
    )
    found = shelf_of(tmp_path / "a.it.txt", text, "it")
    assert list(found) == ["Tonnarelli", "Zuppa", "Gnocchi al ragù"]
    values = [[a.value for a in p.text("it").attributes] for p in found.values()]
    assert values == [["glutine, latte"], [], ["glutine, uova, latte"]]


MENUS = [
    ("de", "Speisekarte", "6,90", "mit"),
    ("en", "Menu", "6.90", "with"),
    ("fr", "Carte", "6,90", "avec"),
    ("it", "Menù", "6,90", "con"),
    ("nl", "Menukaart", "6,90", "met"),
    ("sv", "Meny", "6,90", "med"),
]


@pytest.mark.parametrize(("language", "title", "price", "with_"), MENUS)
def test_a_menu_without_a_sign_of_money_is_one(
    tmp_path: Path, language: str, title: str, price: str, with_: str
) -> None:
    more = price.replace("6", "9")
    text = (
        f"# {title} Alfa\n\n## Beta\n\n**Tom Kha** – {price}\nkokos, limetti\n\n"
        f"**Tom Yam** – {price}\n\n## Gamma\n\n"
        f"**Curry** – {price} / {with_} anka {more}\n**Panang** – {price}\n"
    )
    found = shelf_of(tmp_path / f"menu.{language}.md", text, language)
    assert list(found) == ["Tom Kha", "Tom Yam", "Curry", "Panang"]
    assert {price_of(p) for p in found.values()} == {"6.90"}
    assert found["Tom Kha"].text(language).description == "kokos, limetti"
    options = [[o.value for o in v.options] for v in found["Curry"].variants]
    assert options == [[], [f"{with_} anka"]]


def test_hours_without_a_list_stay_prose(tmp_path: Path) -> None:
    text = (
        "# Haus Alfa\n\n## Wege\n\nFußweg – 6.90\nnach Norden\n\nRadweg – 7.50\n\n"
        "## Mehr\n\nBus – 8.20\nZug – 9.40\n"
    )
    assert not shelf_of(tmp_path / "wege.de.md", text, "de")


CARDS = [("hr", "po osobi"), ("de", "pro Person"), ("es", "por persona"), ("sv", "per person")]


@pytest.mark.parametrize(("language", "unit"), CARDS)
def test_two_cards_of_one_hand_are_two_goods(tmp_path: Path, language: str, unit: str) -> None:
    cards = "".join(
        f'<div class="card"><h3>{name}</h3><p class="sub">{sub}</p><p class="price">{price} €'
        f" {unit}</p><ul><li>vin</li><li>buffet {price}0</li></ul></div>"
        for name, sub, price in (("Alfa", "max 60", "75"), ("Beta", "max 90", "92"))
    )
    page = f"<html lang={language}><body><h1>Haus</h1><h2>Gamma</h2>{cards}</body></html>"
    found = shelf_of(tmp_path / "a.html", page, language)
    assert {title: price_of(p) for title, p in found.items()} == {"Alfa": "75", "Beta": "92"}
    assert "vin" in found["Alfa"].text(language).description
    assert {p.text(language).category for p in found.values()} == {("Gamma",)}


def test_two_sections_with_a_sum_each_stay_prose(tmp_path: Path) -> None:
    parts = "".join(f"<h3>{name}</h3><p>text</p><p>{n} €</p>" for name, n in (("A1", 5), ("B1", 6)))
    page = f"<html lang=en><body><h1>Haus</h1><h2>Gamma</h2>{parts}</body></html>"
    assert not shelf_of(tmp_path / "a.html", page, "en")


BESIDE = [
    ("pl", "65 zł / doba<br>(od 3 psów -10%)", "PLN", "od 3 psów -10%", "65"),
    ("de", "65 € pro Tag<br>(inkl. Futter)", "EUR", "inkl. Futter", "65"),
    ("en", "65 € per day (Mon-Fri only)", "EUR", "Mon-Fri only", "65"),
    ("de", "65 € (ab)", "EUR", "", ""),
    ("fr", "65 € (55 € dès 3 jours)", "EUR", "", ""),
]


@pytest.mark.parametrize(("language", "cell", "code", "note", "price"), BESIDE)
def test_what_stands_in_brackets_behind_a_price(
    tmp_path: Path, language: str, cell: str, code: str, note: str, price: str
) -> None:
    sign = "zł" if code == "PLN" else "€"
    rows = f"<tr><td>Alfa<td>{cell}<tr><td>Beta<td>40 {sign}<tr><td>Gamma<td>45 {sign}"
    page = f"<html lang={language}><body><h1>Haus</h1><table>{rows}</table></body></html>"
    alfa = shelf_of(tmp_path / "a.html", page, language, code)["Alfa"]
    assert price_of(alfa) == price
    told = [alfa.text(language).description, *(a.value for a in alfa.text(language).attributes)]
    assert not note or any(note in one for one in told)


ENTRIES = [
    ("en", "<li>Alfa <b>12 €</b><br><small>with bread</small></li>"),
    ("de", "<li>Alfa 12 €<div>with bread</div></li>"),
    ("fr", "<li>Alfa<br>12 €<br>with bread</li>"),
    ("it", "<li><p>Alfa</p><p>12 €</p><p>with bread</p></li>"),
]


@pytest.mark.parametrize(("language", "entry"), ENTRIES)
def test_the_lines_of_an_entry_are_said_of_it(tmp_path: Path, language: str, entry: str) -> None:
    others = "<li>Beta 15 €</li><li>Gamma 9 €</li>"
    page = f"<html lang={language}><body><h1>H</h1><h2>Delta</h2><ul>{entry}{others}</ul></body>"
    found = shelf_of(tmp_path / "a.html", page, language)
    assert {t: price_of(p) for t, p in found.items()} == {"Alfa": "12", "Beta": "15", "Gamma": "9"}
    assert found["Alfa"].text(language).description == "with bread"
    assert {p.text(language).category for p in found.values()} == {("Delta",)}
