"""A table of sizes is told as text, a line for each of its rows, and offers nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf, workbook

CHARTS = [
    ("en", ["Size", "Age", "Chest cm"], [["2-3y", "2 to 3", "54"], ["3-4y", "3 to 4", "56"]]),
    (
        "en",
        ["", "S", "M", "L"],
        [["Bust (cm)", "84", "88", "92"], ["Waist (cm)", "66", "70", "74"]],
    ),
    ("de", ["Größe", "Brustumfang", "Taille"], [["36", "84", "68"], ["38", "88", "72"]]),
    ("de", ["EU", "UK", "Fußlänge (mm)"], [["36", "3,5", "225"], ["37", "4", "230"]]),
    (
        "fr",
        ["Taille", "Tour de taille", "Hanches"],
        [["S", "66-70", "90-94"], ["M", "70-74", "94"]],
    ),
    ("es", ["Talla", "Pecho", "Cintura"], [["XS", "80", "62"], ["S", "84", "66"]]),
    ("it", ["Taglia", "Torace", "Vita"], [["46", "92", "80"], ["48", "96", "84"]]),
    ("nl", ["Maat", "Borst", "Taille"], [["S", "84", "66"], ["M", "88", "70"]]),
    ("pl", ["Rozmiar", "Wzrost", "Waga"], [["56", "50-56", "3-4 kg"], ["62", "57-62", "4-6 kg"]]),
    ("sv", ["Storlek", "Bröst", "Midja"], [["S", "84", "66"], ["M", "88", "70"]]),
    ("ru", ["Размер", "Грудь", "Талия"], [["42", "84", "66"], ["44", "88", "70"]]),
    ("tr", ["Beden", "Göğüs", "Bel"], [["S", "84", "66"], ["M", "88", "70"]]),
]


@pytest.mark.parametrize(("language", "header", "rows"), CHARTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_sizes_are_told_as_text(
    tmp_path: Path, kind: str, language: str, header: list[str], rows: list[list[str]]
) -> None:
    business = Business("Haus", currency="EUR", languages=(language,))
    content: str | bytes = "\n".join(";".join(row) for row in (header, *rows))
    if kind == "xlsx":
        content = workbook({"Info": [header, *rows]})
    shelf = Shelf(tmp_path / f"a.{kind}", content, business)
    assert shelf.products == []
    (passage,) = shelf.passages
    lines = passage.text.split("\n")
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        assert all(cell.split(" (")[0] in line for cell in row)


@pytest.mark.parametrize(
    "text",
    [
        "Name;Size;Price\nShirt;S;12.00\nShirt;M;14.00\n",
        "Name;Height cm;Weight kg\nBox A1;30;2\nBox A2;40;3\n",
        "Item;Size;Chest cm;Price €\nShirt;S;84;19.90\nShirt;M;88;19.90\n",
        "Name;Age;Day\nSwimming;5-7;Monday\nJudo;8-10;Friday\n",
        "Item;Size;Waist;Stock\nJeans;32;81;4\nJeans;34;86;2\nCoat;36;90;1\n",
    ],
)
def test_goods_with_measures_are_goods(tmp_path: Path, text: str) -> None:
    shelf = Shelf(tmp_path / "a.csv", text, Business("Haus", currency="EUR", languages=("en",)))
    assert shelf.products
