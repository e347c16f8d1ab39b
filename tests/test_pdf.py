"""PDFs as passages by heading and page; and those that hold no text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from catalog.errors import SourceError
from catalog.sources import pdf
from tests.shelf import Shelf, pdf_of, survives

Drawn = list[tuple[int, str]]
"""(height, text) of each line of a page."""

TERMS: list[Drawn] = [
    [
        (24, "Terms"),
        (11, "For all orders of our shop."),
        (16, "Returns"),
        (11, "Within 30 days. Shoes only"),
        (11, "if they were not worn."),
    ],
    [(11, "We pay for it."), (16, "Warranty"), (11, "Two years \\(EU\\).")],
]


def made(pages: list[Drawn], *, pack: bool = False) -> bytes:
    """A PDF of text, as a printer would write it."""
    contents = []
    for drawn in pages:
        lines, y = [], 760
        for height, text in drawn:
            y -= height + 8
            lines.append(f"BT /F1 {height} Tf 1 0 0 1 60 {y} Tm ({text}) Tj ET")
        contents.append("\n".join(lines).encode("latin-1"))
    return pdf_of(contents, pack=pack)


def test_passages_by_heading_and_page(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "terms.pdf", made(TERMS))
    assert (shelf.format, shelf.rejected, shelf.rows) == ("pdf", [], 2)
    assert [(p.heading, p.text, p.origin.place) for p in shelf.passages] == [
        (("Terms",), "For all orders of our shop.", "page 1"),
        (("Terms", "Returns"), "Within 30 days. Shoes only\nif they were not worn.", "page 1"),
        (("Terms", "Returns"), "We pay for it.", "page 2"),
        (("Terms", "Warranty"), "Two years (EU).", "page 2"),
    ]


def test_without_headings_the_file_is_one(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "agb.de.pdf", made([[(11, "Eins."), (11, "Zwei.")]]))
    assert [(p.heading, p.text) for p in shelf.passages] == [(("agb",), "Eins.\nZwei.")]
    assert shelf.passages[0].language == "de"


def protected(tmp_path: Path) -> bytes:
    (tmp_path / "plain.pdf").write_bytes(made(TERMS))
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "plain.pdf"))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    return (tmp_path / "locked.pdf").read_bytes()


def test_pdfs_that_are_refused(tmp_path: Path) -> None:
    cases = (
        (pdf_of([b"q 100 0 0 100 0 0 cm /Im1 Do Q"]), "no text in its 1 pages: it is a picture"),
        (b"%PDF-1.4 and then nothing", "cannot be read as a PDF"),
        (protected(tmp_path), "protected by a password"),
        (made([[]] * (pdf.PAGES + 1)), f"a PDF of {pdf.PAGES + 1} pages; at most {pdf.PAGES}"),
        (pdf_of([b"0 0 m " * (1 << 20)], pack=True), r"no text in its 1 pages .*MB of drawing"),
        (pdf_of([b"0 0 m " * (15 << 20)], pack=True), "no text in its 1 pages"),
    )
    for content, reason in cases:
        with pytest.raises(SourceError, match=reason):
            Shelf(tmp_path / "x.pdf", content)


def test_a_page_that_cannot_be_read_costs_itself(tmp_path: Path) -> None:
    good = b"BT /F1 11 Tf 1 0 0 1 60 700 Tm (Good.) Tj ET"
    shelf = Shelf(tmp_path / "x.pdf", pdf_of([good, b"0 0 m " * (1 << 20), good], pack=True))
    assert [p.origin.place for p in shelf.passages] == ["page 1", "page 3"]
    assert [(row, field) for row, field, _ in shelf.reasons] == [(2, "page")]


WHOLE = made(TERMS)


@settings(
    max_examples=60,
    deadline=15_000,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.integers(0, len(WHOLE)),
    st.binary(max_size=20)
    | st.sampled_from([b"endobj", b"<<", b"[" * 500, b"4 0 R", b"-1", b"99999999999", b"stream"]),
    st.integers(0, 40),
)
def test_any_pdf_is_survived(tmp_path: Path, at: int, junk: bytes, cut: int) -> None:
    survives(tmp_path / "t.pdf", WHOLE[:at] + junk + WHOLE[at + cut :], "pdf")
