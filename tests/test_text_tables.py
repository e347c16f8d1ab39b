"""Tables that a program hands on as text: cut by bars, tabs, semicolons or commas, with quotes
around cells or none. Prose and tables of Markdown are none."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from catalog.records import Business
from tests.shelf import Shelf

HEADERS = [
    ("it", "COD_ART", "DESCRIZIONE", "MARCA", "PREZZO_PUBBLICO_IVATO", "PREZZO_OFFICINE", "NOTE"),
    ("de", "ArtikelNr", "Bezeichnung", "Hersteller", "VK brutto", "Werkstattpreis", "Bem intern"),
    ("en", "Item no", "Item name", "Brand", "Retail price", "Price workshops", "Internal note"),
    ("fr", "Référence", "Désignation", "Marque", "Prix public TTC", "Prix garages", "Note interne"),
    ("es", "Código", "Nombre", "Marca", "PVP", "Precio talleres", "Nota interna"),
    ("pl", "Indeks", "Nazwa", "Producent", "Cena brutto", "Cena warsztat", "Uwagi wewn"),
]


TITLES = [(), ("Price list 2026",), ("Zweirad Krumm GmbH", "", "Preise in EUR inkl. MwSt.", "")]


@pytest.mark.parametrize("above", TITLES)
@pytest.mark.parametrize("sign", ["|", "\t", ";", ","])
@pytest.mark.parametrize("header", HEADERS, ids=[told[0] for told in HEADERS])
def test_a_table_in_a_text_is_read_as_one(
    tmp_path: Path, header: tuple[str, ...], sign: str, above: tuple[str, ...]
) -> None:
    language, *names = header
    rows = [
        ("PF120", f'Disc 10{sign} left ""GT""', "Brenta", "34,90", "24,43", ""),
        ("PF121", "Pads rear; organic", "Brenta", "27,50", "19,25", "ask Zorro"),
        ("MA150", "Exhaust, complete", "Fume", "1.149,00", "804,30", "no reorder"),
        ("BA012", "Battery 12 V", "Voltana", "74,90", "52,43", ""),
    ]
    lines = [*above, *(sign.join(f'"{cell}"' for cell in one) for one in (names, *rows))]
    lines += above[2:]
    business = Business("Haus", currency="EUR", languages=(language,))
    shelf = Shelf(tmp_path / "list.txt", "\r\n".join(lines) + "\r\n", business)
    assert (shelf.format, shelf.rejected) == ("table", [])
    told = {p.text(language).title: p.variants[0] for p in shelf.products}
    prices = {title: v.price and v.price.amount for title, v in told.items()}
    assert prices == {
        " ".join(f'Disc 10{sign} left "GT"'.split()): Decimal("34.90"),
        "Pads rear; organic": Decimal("27.50"),
        "Exhaust, complete": Decimal("1149.00"),
        "Battery 12 V": Decimal("74.90"),
    }
    assert {v.sku for v in told.values()} == {"PF120", "PF121", "MA150", "BA012"}
    for kept_back in ("24.43", "804.30", "Zorro", "reorder"):
        assert kept_back not in str(shelf.products)


def test_prose_and_tables_of_markdown_are_no_such_tables(tmp_path: Path) -> None:
    prose = "We sell name, brand, price and stock.\n" * 5
    assert Shelf(tmp_path / "a.txt", prose).format == "markdown"
    table = (
        "| Name | Brand | Price | Stock |\n|---|---|---|---|\n" + "| Cup | Ebbe | 5 € | 3 |\n" * 4
    )
    assert Shelf(tmp_path / "b.txt", table).format == "markdown"
    bare = "Name | Brand | Price | Stock\n--- | --- | --- | ---\n" + "Cup | Ebbe | 5 € | 3\n" * 4
    assert Shelf(tmp_path / "c.txt", bare).format == "markdown"
