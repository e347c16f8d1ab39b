"""Tables as people lay them out: groups, remarks, headers of two lines, currencies in formats."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from catalog.records import Business, Money
from catalog.sources.grouping import two_lines
from catalog.sources.spreadsheet_traces import traces
from catalog.sources.workbook_size import _Content
from tests.shelf import Shelf, ods, xlsx


def titles(shelf: Shelf) -> dict[str, tuple[str, ...]]:
    return {p.text("de").title: p.text("de").category for p in shelf.products}


def test_groups_and_remarks(tmp_path: Path) -> None:
    shelf = Shelf(
        tmp_path / "liste.de.csv",
        "Gärtnerei;;;\nNr.;Bezeichnung;Topf;Preis\nRosen;;;\n1;Alba;3 l;12,00\n2;Rubra;3 l;14,00\n"
        "Kräuter;;;\n3;Salbei;1 l;4,00\nPreise inkl. 7 % MwSt.;;;\n",
    )
    assert titles(shelf) == {"Alba": ("Rosen",), "Rubra": ("Rosen",), "Salbei": ("Kräuter",)}
    assert shelf.rejected == []


def test_a_name_alone_is_no_group(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "a.de.csv", "Name;Preis\nTasse;5,00\nKanne;\nKrug;8,00\n")
    assert sorted(titles(shelf)) == ["Kanne", "Krug", "Tasse"]
    rows = "Tasse;Rot;5,00\nKrug;;\nKanne;Blau;7,00\n"
    assert "Krug" in titles(Shelf(tmp_path / "b.de.csv", f"Name;Farbe;Preis\n{rows}"))


def test_a_header_of_two_lines(tmp_path: Path) -> None:
    assert two_lines(["Artikel", "Preis", ""], ["", "netto", "brutto"]) == [
        "Artikel",
        "Preis netto",
        "Preis brutto",
    ]
    assert two_lines(["Artikel", "Preis", ""], ["Tasse", "5,00", "6,00"]) is None
    assert two_lines(["Artikel", "Preis"], ["Tasse", "auf Anfrage"]) is None
    rows = [["Liste"], ["Artikel", "Preis", "", "Bestand"], ["", "netto", "brutto", ""],
            ["Tasse", 5.0420168, 6, 3]]  # fmt: skip
    shelf = Shelf(tmp_path / "l.de.xlsx", xlsx(rows))
    assert (shelf.offer.price, shelf.offer.tax_included, shelf.offer.stock) == (
        Money(Decimal("6"), "EUR"),
        True,
        3,
    )


def test_the_currency_of_an_ods_cells(tmp_path: Path) -> None:
    cell = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>Name</text:p>'
        '</table:table-cell><table:table-cell office:value-type="string"><text:p>Preis</text:p>'
        "</table:table-cell></table:table-row><table:table-row><table:table-cell "
        'office:value-type="string"><text:p>Tasse</text:p></table:table-cell><table:table-cell '
        'office:value-type="currency" office:currency="CHF" office:value="5"/></table:table-row>'
    )
    shelf = Shelf(tmp_path / "l.ods", ods(table=cell), Business("S", currency="EUR"))
    assert shelf.offer.price == Money(Decimal("5"), "CHF")


def test_json_by_id_and_its_variants(tmp_path: Path) -> None:
    held = {
        "a1": {"id": "a1", "name": "Cup", "variants": {"x": {"options": {"size": "S"}, "price": 4},
                                                      "y": {"options": {"size": "L"}, "price": 6}}},
        "a2": {"id": "a2", "name": "Pot", "price": 9},
    }  # fmt: skip
    shelf = Shelf(tmp_path / "g.json", json.dumps(held))
    cup = shelf.product("a1")
    told = [(v.options[0].value, v.price) for v in cup.variants]
    assert told == [("S", Money(Decimal("4"), "EUR")), ("L", Money(Decimal("6"), "EUR"))]
    assert shelf.product("a2").variants[0].price == Money(Decimal("9"), "EUR")
    listed = Shelf(tmp_path / "l.json", json.dumps({"items": list(held.values())[1:]}))
    assert listed.only.id == "a2"


def test_totals_are_no_goods(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "a.de.csv", "Artikel;Preis;Bestand\nTasse;5,00;3\nSumme;5,00;3\n")
    assert (list(titles(shelf)), shelf.rejected) == (["Tasse"], [])


def test_what_a_spreadsheet_has_changed() -> None:
    rounded, dated = traces("a.csv", "sku;ean;size\nA;4,00638E+12;10. Dez\nB;;12-Dec\n")
    assert "4,00638E+12" in rounded
    assert "10. Dez, 12-Dec" in dated
    assert traces("a.csv", "sku;ean;size\nA;4006381333931;M\n") == []


def test_the_empty_rest_of_an_ods_sheet_is_no_text() -> None:
    """Every program fills a sheet with one empty cell, repeated 1,024 times a million times."""
    counted = _Content("goods.ods", 10)
    counted.start("table:table", {})
    counted.start("table:table-row", {"table:number-rows-repeated": "1048572"})
    counted.start("table:table-cell", {"table:number-columns-repeated": "1024"})
    counted.end("table:table-cell")
    counted.end("table:table-row")
