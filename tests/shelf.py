"""What a file gives when a reader goes through it: for the tests of the readers."""

from __future__ import annotations

import pickle
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from itertools import groupby
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from catalog.errors import SourceError
from catalog.records import Business, Passage, Product, Variant
from catalog.report import Report
from catalog.sources.formats import format_of, language_of
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Item, LeftOut, Rejection

SHOP = Business("Shop", url="https://shop.example", currency="EUR", timezone="Europe/Berlin")
DATA = Path(__file__).parent.parent.parent / "shared" / "data"

realdata = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")


class Shelf:
    """What a file gave. Ids that are given twice would break the database: they fail here."""

    def __init__(
        self,
        path: Path,
        content: str | bytes | None = None,
        business: Business = SHOP,
        *,
        format: str = "",
        mapping: Mapping[str, str] | None = None,
    ) -> None:
        if content is not None:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.products: list[Product] = []
        self.passages: list[Passage] = []
        self.rejected: list[Rejection] = []
        self.left_out: list[LeftOut] = []
        self.marks: dict[str, int] = {}
        source = Source(
            str(path), path.name, path, language_of(path, business.languages[0]), mapping or {}
        )
        with Opened(source) as opened:
            known = format_of(opened, format)
            self.format = known.name
            for found in known.read(opened, business):
                self._take(found)
            self.rows = opened.rows
            self.columns = opened.columns
            self.notices = opened.notices

    def _take(self, found: Item | Rejection | LeftOut) -> None:
        if isinstance(found, Rejection):
            self.rejected.append(found)
        elif isinstance(found, LeftOut):
            self.left_out.append(found)
        else:
            assert found.id not in self.marks
            self.marks[found.id] = found.fingerprint
            # Another process may make it.
            made = pickle.loads(pickle.dumps(found)).make()
            self.rejected.extend(made.rejections)
            if isinstance(made.record, Product):
                assert made.record.id == found.id
                self.products.append(made.record)
            elif made.record is not None:
                self.passages.append(made.record)

    def product(self, id: str) -> Product:
        (product,) = (product for product in self.products if product.id == id)
        return product

    @property
    def only(self) -> Product:
        (product,) = self.products
        return product

    @property
    def offer(self) -> Variant:
        (variant,) = self.only.variants
        return variant

    @property
    def reasons(self) -> list[tuple[int, str, str]]:
        """(row, field, reason) of what was not taken."""
        return [(r.row, r.field, r.reason) for r in self.rejected]


def attributes(product: Product, language: str = "en") -> dict[str, str]:
    return {a.name: f"{a.value} {a.unit}".strip() for a in product.text(language).attributes}


def survives(path: Path, content: bytes, format: str) -> None:
    """A reader may refuse its source, or parts of it: it never raises anything else."""
    with suppress(SourceError):
        Shelf(path, content, format=format)


Cell = str | int | float

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(rows: Sequence[Sequence[Cell]] = (), *, sheet: str = "") -> bytes:
    """An .xlsx of one sheet, of `rows` or of the sheet's XML."""
    return _book({"Items": sheet or _sheet(rows)})


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """An .xlsx of several sheets, by their names."""
    return _book({name: _sheet(rows) for name, rows in sheets.items()})


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    lines = "".join(
        f'<row r="{y}">{"".join(_xlsx_cell(x, y, v) for x, v in enumerate(row) if v != "")}</row>'
        for y, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'


def _book(sheets: Mapping[str, str]) -> bytes:
    of = f'<Relationships xmlns="{_PACKAGE}">'
    named = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>'
        for n, name in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "_rels/.rels": f'{of}<Relationship Id="r1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{named}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f"{of}{related}</Relationships>",
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets.values(), 1)},
    }
    return zipped(parts)


def _xlsx_cell(x: int, y: int, value: Cell) -> str:
    place = f"{chr(65 + x)}{y}"
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def ods(rows: Sequence[Sequence[Cell]] = (), *, table: str = "") -> bytes:
    """An .ods of one sheet, of `rows` or of the table's XML."""
    names = "office", "table", "text"
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names
    )
    lines = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows
    )
    body = table or lines
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_MANIFEST}"/>',
            "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Items">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def _ods_cell(value: Cell) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        text = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    told = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {told}><text:p>{value}</text:p></table:table-cell>"


def docx(body: str) -> bytes:
    """A Word document of the XML that its body has."""
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return zipped(
        {"word/document.xml": f'<w:document xmlns:w="{main}"><w:body>{body}</w:body></w:document>'}
    )


def document(text: str) -> bytes:
    """A Word document of lines: "# " before a heading, "- " before an entry, "|" before cells."""
    return docx("".join(_table(rows) for rows in _blocks(text)))


def _blocks(text: str) -> Iterator[list[str]]:
    """The lines, each alone; those of a table together."""
    lines = text.strip("\n").split("\n")
    for is_table, some in groupby(lines, lambda one: one[:1] == "|"):
        together = list(some)
        yield from [together] if is_table else ([one] for one in together)


def _table(lines: list[str]) -> str:
    if lines[0][:1] != "|":
        return _line(lines[0])
    rows = (
        "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in line[1:].split("|"))
        for line in lines
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def _line(written: str) -> str:
    words = written.lstrip("#")
    if words != written:
        style = f'<w:pStyle w:val="Heading{min(9, len(written) - len(words))}"/>'
        return _paragraph(words.strip(), style)
    if written[:2] == "- ":
        return _paragraph(written[2:], "<w:numPr/>")
    return _paragraph(written)


def _paragraph(text: str, styled: str = "") -> str:
    told = "".join(char for char in text if char.isprintable() or char == "\t")
    runs = "<w:tab/>".join(f"<w:t>{escape(part)}</w:t>" for part in told.split("\t"))
    return f"<w:p><w:pPr>{styled}</w:pPr><w:r>{runs}</w:r></w:p>"


def printed(text: str) -> bytes:
    """A PDF of lines: "# " before what is large, a tab before what stands 130 points to the right,
    a form feed before the next page."""
    pages = []
    for page in text.strip("\n").split("\f"):
        drawn, y = [], 790
        for written in page.split("\n"):
            words = written.lstrip("#").strip(" ")
            height = {0: 11, 1: 22, 2: 16}.get(len(written) - len(written.lstrip("#")), 13)
            y -= height + 6
            for place, part in enumerate(words.split("\t")):
                if part:
                    bare = part.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
                    at = f"1 0 0 1 {60 + 130 * place} {y} Tm"
                    drawn.append(f"BT /F1 {height} Tf {at} ({bare}) Tj ET")
        pages.append("\n".join(drawn).encode("cp1252"))
    return pdf_of(pages)


def pdf_of(contents: list[bytes], *, pack: bool = False) -> bytes:
    """A PDF of one page for each content stream."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(contents)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (5 + 2 * n)
        )
        packed = zlib.compress(content) if pack else content
        how = b"/Filter /FlateDecode " if pack else b""
        objects.append(b"<< %s/Length %d >>\nstream\n%s\nendstream" % (how, len(packed), packed))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, held in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def counted(report: Report) -> tuple[int, int, int, int]:
    """What an ingest found: new, changed, unchanged, removed."""
    total = report.total
    return total.new, total.changed, total.unchanged, total.removed


def listed(
    folder: Path, lines: Sequence[str], language: str, name: str = "list.csv", currency: str = "EUR"
) -> Shelf:
    """A file of these lines, of a shop that speaks `language`."""
    shop = Business("Shop", currency=currency, languages=(language,), timezone="Europe/Berlin")
    return Shelf(folder / name, "\n".join(lines), shop)


def by_title(shelf: Shelf, language: str) -> dict[str, Product]:
    return {product.text(language).title: product for product in shelf.products}


def goods_of(path: Path, text: str) -> dict[str, Product]:
    """What a file gives of which each row is taken, by its title in English."""
    shelf = Shelf(path, text)
    assert shelf.rejected == []
    return {p.texts["en"].title: p for p in shelf.products}


def prices_of(product: Product) -> list[Decimal]:
    """What its variants cost, the least first."""
    return sorted(v.price.amount for v in product.variants if v.price is not None)
