"""Prices in several columns: each is a variant with what its column is called as its option, in any
language and any file, and where a row has no price there is no variant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf, xlsx

Grid = Sequence[Sequence[str]]
Columns = list[tuple[str, str, str, tuple[str, ...]]]

DURATIONS: Columns = [
    ("cs", "CZK", "Stroj", ("4 hodiny", "Den", "Víkend", "Týden")),
    ("de", "EUR", "Gerät", ("3 Stunden", "Tag", "Wochenende", "Woche")),
    ("en", "GBP", "Item", ("2 hours", "Day", "Weekend", "Week")),
    ("fi", "EUR", "Tuote", ("3 tuntia", "Päivä", "Viikonloppu", "Viikko")),
    ("fr", "EUR", "Article", ("2 heures", "Demi-journée", "Jour", "Semaine")),
    ("hu", "HUF", "Termék", ("4 óra", "Nap", "Hétvége", "Hét")),
    ("no", "NOK", "Maskin", ("Halv dag", "Dag", "Helg", "Uke")),
    ("pl", "PLN", "Sprzęt", ("4 godziny", "Dzień", "Weekend", "Tydzień")),
    ("sv", "SEK", "Maskin", ("4 timmar", "Dag", "Helg", "Vecka")),
    ("tr", "TRY", "Ürün", ("3 saat", "Gün", "Hafta sonu", "Hafta")),
]
SEASONS: Columns = [
    ("en", "GBP", "Room", ("Winter", "Spring", "Summer")),
    ("it", "EUR", "Camera", ("Inverno", "Primavera", "Estate")),
    ("nl", "EUR", "Kamer", ("Laagseizoen", "Middenseizoen", "Hoogseizoen")),
    ("ro", "RON", "Cameră", ("Iarnă", "Primăvară", "Vară")),
]
BANDS: Columns = [
    ("de", "EUR", "Artikel", ("ab 10", "ab 50", "ab 250")),
    ("en", "GBP", "Product", ("1-5 bags", "6-23 bags", "24+ bags")),
    ("fr", "EUR", "Produit", ("100 ex.", "250 ex.", "1000 ex.")),
    ("es", "EUR", "Producto", ("1-9 cajas", "10-49 cajas", "50+ cajas")),
]


def grid_of(title: str, columns: Sequence[str], unit: str = "") -> Grid:
    """Two rows of sums under these columns, with a number of each and a deposit beside; the second
    row has no first price."""
    first = [f"{140 + 55 * n},50{unit}" for n in range(len(columns))]
    second = ["", *(f"{165 + 65 * n},00{unit}" for n in range(1, len(columns)))]
    return [[title, *columns], ["Alfa Kormoran", *first], ["Beta Zirkel", *second]]


def as_html(grid: Grid) -> str:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in grid)
    return f"<!DOCTYPE html><html><body><h1>Listo</h1><p>EUR</p><table>{rows}</table></body></html>"


def as_markdown(grid: Grid) -> str:
    rows = ["| " + " | ".join(row) + " |" for row in grid]
    rows.insert(1, "|" + "---|" * len(grid[0]))
    return "# Listo\n\nEUR\n\n" + "\n".join(rows) + "\n"


def as_csv(grid: Grid) -> str:
    return "\n".join(";".join(row) for row in grid) + "\n"


def told(path: Path, content: str | bytes, language: str, currency: str) -> list[tuple[str, ...]]:
    business = Business("Haus", currency=currency, languages=(language,))
    found = Shelf(path, content, business)
    return [
        (p.text(language).title, *(o.value for o in v.options), f"{v.price.amount:.2f}")
        for p in found.products
        for v in p.variants
        if v.price is not None
    ]


def expected(grid: Grid) -> list[tuple[str, ...]]:
    _, *columns = grid[0]
    return [
        (row[0], *name.split("\n"), cell.replace(",", ".").split()[0])
        for row in grid[1:]
        for name, cell in zip(columns, row[1:], strict=True)
        if cell
    ]


@pytest.mark.parametrize(("language", "currency", "title", "columns"), DURATIONS + SEASONS + BANDS)
def test_each_column_is_a_choice_in_every_file(
    tmp_path: Path, language: str, currency: str, title: str, columns: Sequence[str]
) -> None:
    grid = grid_of(title, columns)
    signed = grid_of(title, columns, " €")
    assert told(tmp_path / "a.csv", as_csv(grid), language, currency) == expected(grid)
    assert told(tmp_path / "a.xlsx", xlsx([list(row) for row in grid]), language, currency) == (
        expected(grid)
    )
    assert told(tmp_path / "a.html", as_html(signed), language, "EUR") == expected(signed)
    assert told(tmp_path / "a.md", as_markdown(signed), language, "EUR") == expected(signed)


@pytest.mark.parametrize(
    ("title", "upper", "lower"),
    [
        ("Zimmer", ("Winter (10.1.–31.3.)", "Sommer"), ("1–2 Nächte", "ab 3 Nächten")),
        ("Cameră", ("Vară", "Iarnă"), ("Luni–Joi", "Weekend")),
        ("Room", ("Low season", "High season"), ("Mon-Thu", "Fri-Sun")),
    ],
)
def test_a_header_of_two_lines_is_two_choices(
    tmp_path: Path, title: str, upper: Sequence[str], lower: Sequence[str]
) -> None:
    pairs = [(one, two) for one in upper for two in lower]
    sums = ["62,00", "57,00", "69,00", "64,00"]
    rows = [["Alfa", *sums], ["Beta", *reversed(sums)]]
    want = expected([[title, *("\n".join(pair) for pair in pairs)], *rows])
    first = [title, *(one if n % 2 == 0 else "" for n, (one, _) in enumerate(pairs))]
    second = ["", *(two for _, two in pairs)]
    assert told(tmp_path / "a.csv", as_csv([first, second, *rows]), "de", "EUR") == want
    heads = "".join(f'<th colspan="2">{one}</th>' for one in upper)
    below = "".join(f"<th>{two}</th>" for _, two in pairs)
    body = "".join(
        "<tr>" + "".join(f"<td>{c}{' €' if n else ''}</td>" for n, c in enumerate(row)) + "</tr>"
        for row in rows
    )
    table = f'<table><tr><th rowspan="2">{title}</th>{heads}</tr><tr>{below}</tr>{body}</table>'
    page = f"<!DOCTYPE html><html><body><h1>Haus</h1>{table}</body></html>"
    assert told(tmp_path / "a.html", page, "de", "EUR") == want


def test_a_deposit_beside_prices_by_the_day_is_none(tmp_path: Path) -> None:
    text = "Název;1 den;Víkend;Týden;Kauce\nDeska;650 Kč;1 100 Kč;2 900 Kč;5 000 Kč\n"
    text += "Pěch;420 Kč;720 Kč;1 850 Kč;3 000 Kč\n"
    found = Shelf(tmp_path / "a.csv", text, Business("Haus", currency="CZK", languages=("cs",)))
    assert [len(p.variants) for p in found.products] == [3, 3]
    assert [a.name for a in found.products[0].text("cs").attributes] == ["Kauce"]


def test_a_table_of_sizes_of_bodies_sells_nothing(tmp_path: Path) -> None:
    text = as_markdown([["Größe", "klein", "mittel", "groß"], ["Brustumfang", "92", "98", "104"]])
    assert told(tmp_path / "a.md", text + "\nEin Hemd kostet 40 €.\n", "de", "EUR") == []


EACH = [
    ("en", "Price per 100", "Price each"),
    ("de", "Preis pro 100", "Preis pro Stück"),
    ("fr", "Prix par 100", "Prix par pièce"),
    ("nl", "Prijs per 100", "Prijs per stuk"),
    ("it", "Prezzo per 100", "Prezzo al pezzo"),
    ("sv", "Pris per 100", "Pris per styck"),
]


@pytest.mark.parametrize(("language", "hundred", "each"), EACH)
@pytest.mark.parametrize("turned", [False, True])
def test_the_price_of_a_hundred_is_never_that_of_one(
    tmp_path: Path, language: str, hundred: str, each: str, turned: bool
) -> None:
    told = [(hundred, ("18.50", "24.10", "61.00")), (each, ("0.25", "0.32", "0.79"))]
    (a, ones), (b, twos) = told[::-1] if turned else told
    rows = [f"Bolt {n};{ones[n]};{twos[n]};24" for n in range(3)]
    text = "\n".join((f"Item;{a};{b};Stock", *rows)) + "\n"
    shelf = Shelf(tmp_path / f"a.{language}.csv", text)
    assert shelf.rejected == []
    prices = [[v.price and str(v.price.amount) for v in p.variants] for p in shelf.products]
    assert prices == [["0.25"], ["0.32"], ["0.79"]]


@pytest.mark.parametrize("name", ["Anzahl", "Qty", "Aantal", "Quantité", "Menge"])
def test_how_many_times_a_course_is_held_is_no_stock(tmp_path: Path, name: str) -> None:
    text = f"Kurs;{name};Preis\nAquarell;6x;240\nTon;10 x;180\n"
    shelf = Shelf(tmp_path / "a.csv", text)
    assert [p.variants[0].stock for p in shelf.products] == [None, None]
