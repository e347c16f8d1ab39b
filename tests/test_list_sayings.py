"""What a written list says around its goods: a legend of capital letters, a line below a dish, a
heading with its unit, a state in brackets, sums of which some part thousands."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Availability, Business, Product
from catalog.sources.words import word
from tests.shelf import Shelf


def shelf_of(path: Path, text: str, language: str, currency: str = "EUR") -> dict[str, Product]:
    shelf = Shelf(path, text, Business("Haus", currency=currency, languages=(language,)))
    return {p.text(language).title: p for p in shelf.products}


LEGENDS = [
    ("en", "G gluten, E egg, S soya, N sesame.", ("gluten", "egg", "soya")),
    ("de", "G Gluten, E Ei, S Soja, N Sesam", ("Gluten", "Ei", "Soja")),
    ("fr", "G gluten, E œuf, S soja, N noix. Prix nets.", ("gluten", "œuf", "soja")),
    ("it", "G glutine; E uova; S soia; N noci", ("glutine", "uova", "soia")),
    ("pl", "G gluten, E jaja, S soja, N orzechy. (v) wegańskie", ("gluten", "jaja", "soja")),
    ("fi", "G gluteeni, E kananmuna, S soija, N seesami", ("gluteeni", "kananmuna", "soija")),
]


@pytest.mark.parametrize(("language", "legend", "means"), LEGENDS)
def test_capital_letters_are_told_as_the_legend_says(
    tmp_path: Path, language: str, legend: str, means: tuple[str, ...]
) -> None:
    text = (
        "HAUS ALFA\n\nRAMEN\n\nAlfa (G, E, S)   12.50\nbroth of bones, with egg\n\n"
        "Beta (G, S)   11.80\nclear broth\n\nPLATES\n\nGamma (5) (S)   6.50\nDelta   4.00\n\n"
        f"{legend}\n"
    )
    found = shelf_of(tmp_path / f"a.{language}.txt", text, language)
    assert list(found) == ["Alfa", "Beta", "Gamma (5)", "Delta"]
    contains = {a.name: a.value for a in found["Alfa"].text(language).attributes}
    assert contains == {word("contains", language): ", ".join(means)}
    assert found["Alfa"].text(language).description == "broth of bones, with egg"
    assert found["Beta"].text(language).description == "clear broth"
    assert found["Delta"].text(language).description == ""
    assert {p.text(language).category for p in found.values()} == {("RAMEN",), ("PLATES",)}


BELOW = [
    ("en", "Pho   9.50 €\nbeef, rice noodles\nCurry   10.20 €\nwith coconut milk\n"),
    ("es", "Pho   9.50 €\nternera, fideos\nCurry   10.20 €\ncon leche de coco\n"),
    ("hr", "Pho   9.50 €\njunetina, rezanci\nCurry   10.20 €\ns kokosovim mlijekom\n"),
]


@pytest.mark.parametrize(("language", "dishes"), BELOW)
def test_lines_in_turn_with_dishes_are_said_of_those_above(
    tmp_path: Path, language: str, dishes: str
) -> None:
    found = shelf_of(tmp_path / f"a.{language}.txt", f"HAUS\n\nALFA\n\n{dishes}", language)
    lines = dishes.split("\n")
    assert [p.text(language).description for p in found.values()] == [lines[1], lines[3]]
    assert {p.text(language).category for p in found.values()} == {("ALFA",)}


def test_headings_in_turn_with_offers_stay_headings(tmp_path: Path) -> None:
    text = "HAUS\n\nStarters\nSoup   4.50\nMains\nPie   9.50\nSweets\nCake   3.50\n"
    found = shelf_of(tmp_path / "a.en.txt", text, "en")
    assert [p.text("en").category for p in found.values()] == [
        ("Starters",),
        ("Mains",),
        ("Sweets",),
    ]


UNIT_HEADINGS = [
    ("tr", "TRY", "HALILAR (m² fiyatı)", "TL"),
    ("de", "EUR", "TEPPICHE (Preis je m²)", "€"),
    ("en", "EUR", "RUGS (price per m²)", "€"),
    ("pl", "PLN", "DYWANY (cena za m²)", "zł"),
]


@pytest.mark.parametrize(("language", "code", "heading", "sign"), UNIT_HEADINGS)
def test_a_heading_may_say_the_unit_of_its_prices(
    tmp_path: Path, language: str, code: str, heading: str, sign: str
) -> None:
    text = f"{heading}\nAlfa: 75 {sign}\nBeta: 95 {sign}\n\nGAMMA\nDelta: 20 {sign}\n"
    found = shelf_of(tmp_path / f"a.{language}.txt", f"HAUS\n\n{text}", language, code)
    assert found["Alfa"].text(language).category == (heading,)
    assert found["Delta"].text(language).category == ("GAMMA",)


STATES = [
    ("en", "in stock", Availability.IN_STOCK, ""),
    ("de", "auf Lager", Availability.IN_STOCK, ""),
    ("cs", "skladem", Availability.IN_STOCK, ""),
    ("sv", "tillfälligt slut", Availability.OUT_OF_STOCK, "tillfälligt slut"),
    ("en", "temporarily sold out", Availability.OUT_OF_STOCK, "temporarily sold out"),
    ("de", "derzeit ausverkauft", Availability.OUT_OF_STOCK, "derzeit ausverkauft"),
    ("en", "sold out", Availability.OUT_OF_STOCK, ""),
]


@pytest.mark.parametrize(("language", "words", "state", "kept"), STATES)
@pytest.mark.parametrize("behind", [True, False])
def test_a_state_in_brackets_is_told(
    tmp_path: Path, language: str, words: str, state: Availability, kept: str, behind: bool
) -> None:
    line = f"Alfa: 120 € ({words})" if behind else f"Alfa ({words}): 120 €"
    if not behind and state is not Availability.IN_STOCK:
        return
    text = f"# Haus\n\n## Butik\n\n- {line}\n- Beta (blue): 49 €\n- Gamma: 50 € (free cup)\n"
    found = shelf_of(tmp_path / f"a.{language}.md", text, language)
    assert found["Alfa"].variants[0].availability is state
    assert found["Alfa"].text(language).description == kept
    others = (found["Beta (blue)"], found["Gamma"])
    assert {p.variants[0].availability for p in others} == {Availability.UNKNOWN}


@pytest.mark.parametrize(
    ("language", "code", "sign"), [("da", "DKK", "kr."), ("sv", "SEK", "kr"), ("de", "EUR", "€")]
)
def test_a_column_of_thousands_is_clear_by_those_beside_it(
    tmp_path: Path, language: str, code: str, sign: str
) -> None:
    rows = (("Alfa", "150", "250", "–"), ("Beta", "400", "650", "2.900"))
    rows = (*rows, ("Gamma", "950", "1.500", "7.800"))
    body = "".join(
        "<tr>" + "".join(f"<td>{c} {sign if c[0].isdigit() else ''}</td>" for c in row) + "</tr>"
        for row in rows
    )
    names = {"da": "Dag|Uge|Måned", "sv": "Dag|Vecka|Månad", "de": "Tag|Woche|Monat"}[language]
    head = "".join(f"<th>{name}</th>" for name in ("", *names.split("|")))
    page = f'<html lang="{language}"><body><p>18.30-21.30</p><table>{head}{body}</table></body>'
    found = shelf_of(tmp_path / "a.html", page, language, code)
    prices = [int(v.price.amount) for v in found["Gamma"].variants if v.price]
    assert prices == [950, 1500, 7800]


def test_the_words_of_a_size_are_whole(tmp_path: Path) -> None:
    text = "TORTY\nTort Alfa: mały (8 porcji) 120 zł, duży (16 porcji) 210 zł\nChleb: 9,80 zł\n"
    found = shelf_of(tmp_path / "a.pl.txt", f"HAUS\n\n{text}", "pl", "PLN")
    options = [v.options[0].value for v in found["Tort Alfa"].variants]
    assert options == ["mały (8 porcji)", "duży (16 porcji)"]


YES = [("pt", "Inativo", "S"), ("cs", "Skryto", "A"), ("fr", "Masqué", "O"), ("hu", "Rejtett", "I")]


@pytest.mark.parametrize(("language", "name", "yes"), YES)
def test_one_letter_says_that_a_thing_is_hidden(
    tmp_path: Path, language: str, name: str, yes: str
) -> None:
    tag = name.lower().replace("é", "e")
    goods = "".join(
        f"<artigo><codigo>C{n}</codigo><nome>Alfa {n}</nome><preco>{n},00</preco>"
        f"<{tag}>{yes if n == 3 else 'N'}</{tag}></artigo>"
        for n in range(1, 5)
    )
    found = shelf_of(tmp_path / "a.xml", f'<?xml version="1.0"?><lista>{goods}</lista>', language)
    assert list(found) == ["Alfa 1", "Alfa 2", "Alfa 4"]
