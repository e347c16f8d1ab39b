"""Bad input that no reader's own test has: lines without end, bytes in a header, colliding ids.

The rest of the list: entity bombs and broken XML, prices without a currency, sales above the price
and duplicate ids (test_merchant); zip bombs, 10,000 columns, NUL, "1.299,00 €" in cp1252
(test_anytable); UTF-16 and other encodings (test_shopify, test_anytable); variants without a parent
(test_woo, test_anytable); pictures as PDFs (test_pdf).
"""

from __future__ import annotations

import io
import json
import resource
import zipfile
from pathlib import Path

import pytest

from catalog.ingest import ingest
from catalog.lookup import Catalog
from catalog.records import Business
from tests.shelf import Shelf, xlsx, zipped

SHOP = Business("Shop", url="https://shop.example", languages=("de", "en"))
HEADER = b"id\ttitle\tlink\timage_link\tavailability\tprice\n"


@pytest.mark.slow
def test_a_line_of_two_gigabytes_costs_itself(tmp_path: Path) -> None:
    path = tmp_path / "feed.tsv"
    good = b"a\tCup\tx\ty\tin_stock\t9.00 EUR\n"
    with path.open("wb") as file:
        file.write(HEADER + good + b"b\t" + b"x" * (3 << 20))
        file.seek(2 << 30)  # a hole: two gigabytes of NUL that take no room on the disk
        file.write(b"\n" + good.replace(b"a\t", b"c\t"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    shelf = Shelf(path)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert [product.id for product in shelf.products] == ["a", "c"]
    assert {entry.row for entry in shelf.rejected} >= {3}
    assert grown < 100 * 1024, "in the memory of one row"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "feed.tsv",
            HEADER.replace(b"title", b"title\tfarbe\xa4\x90") + b"a\tCup\tx\t\t\t\t9 EUR\n",
        ),
        ("list.csv", b"Name;Preis;\x81\x8d\nTasse;9,00;x\n"),
        ("list.json", b'[{"name": "Tasse", "preis": 9, "x\\ud800": 1}]'),
    ],
)
def test_a_header_of_bytes_that_are_no_text(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    catalog = Catalog.open(tmp_path / "state")
    try:
        report = ingest([str(path)], catalog.database, catalog.search, business=SHOP)
    finally:
        catalog.close()
    assert report.catalog.products == 1, report
    assert json.dumps(report.to_json(), ensure_ascii=False).encode()


def test_a_letter_that_is_broken_in_a_text_costs_its_part(tmp_path: Path) -> None:
    """Bytes of another encoding in one heading, one line of a list and one price."""
    path = tmp_path / "menü.md"
    path.write_bytes(
        "# Menü\n\n- Suppe ä ... 4,90 €\n- Tee? ... 2,00 €\n- Saft klein 2 € / gro? 3 €\n\n"
        "## Hei?ü é\n\nKaputt ?.\n\n## Heil\n\nEs ist ganz.\n".encode().replace(b"?", b"\xca")
    )
    catalog = Catalog.open(tmp_path / "state")
    try:
        report = ingest([str(path)], catalog.database, catalog.search, business=SHOP)
    finally:
        catalog.close()
    assert (report.failed, report.catalog.products, report.catalog.passages) == ((), 1, 1)
    assert report.total.rejected_count == 3
    assert {row.reason for row in report.total.rejected} == {"holds bytes that are not utf-8"}
    assert json.dumps(report.to_json(), ensure_ascii=False).encode()


def sheets(**named: list[list[str | float]]) -> bytes:
    """A workbook of several sheets."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts: dict[str, str | bytes] = {
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    }
    listed = related = ""
    for number, (name, rows) in enumerate(named.items(), 1):
        one = tmp_sheet(xlsx(rows))
        parts[f"xl/worksheets/sheet{number}.xml"] = one
        listed += f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>'
        related += (
            f'<Relationship Id="r{number}" Type="{office}/worksheet" '
            f'Target="worksheets/sheet{number}.xml"/>'
        )
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>'
    )
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{package}">{related}</Relationships>'
    )
    return zipped(parts)


def tmp_sheet(book: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as read:
        return read.read("xl/worksheets/sheet1.xml")


def test_sheets_that_each_count_from_one_lose_nothing(tmp_path: Path) -> None:
    book = sheets(
        Tassen=[["ID", "Name", "Preis"], [1, "Tasse rot", 9.5], [2, "Tasse blau", 9.5]],
        Kannen=[["ID", "Name", "Preis"], [1, "Kanne", 20.5], [2, "Tasse blau", 9.5]],
    )
    shelf = Shelf(tmp_path / "liste.de.xlsx", book)
    told = {product.id: product.text("de").title for product in shelf.products}
    assert told == {"1": "Tasse rot", "2": "Tasse blau", "1 (Kannen)": "Kanne"}
    assert [(entry.field, entry.value) for entry in shelf.rejected] == [("id", "2")]
