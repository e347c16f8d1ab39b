"""A PDF's text as passages, by heading and page. What is larger than the rest is a heading; where
nothing is, a passage is a page's part.
"""

from __future__ import annotations

import struct
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from catalog.errors import SourceError
from catalog.records import Business
from catalog.sources.cells import line
from catalog.sources.opening import Opened
from catalog.sources.pageparts import lines_of
from catalog.sources.pdf_layout import Piece, in_columns, spaced
from catalog.sources.pricelist import Lists
from catalog.sources.prose import Prose
from catalog.sources.seam import Format, Found, Rejection

PAGES = 1000
SIZE = 100 << 20
"""Bytes of the file."""

SECONDS = 60.0
"""For the file, looked at between pages: reading a page of text takes about 20 ms."""

CONTENT = 4 << 20
"""Bytes of one page's drawing. A page of text has about 20 KB; a drawing may have any number."""

LARGER = 1.15
"""A heading's height beside that of most of the text."""

HEADING = 150
"""Characters of a heading. What is longer is a large text."""

# What pypdf raises of files that are not what they say, beside its own errors.
BROKEN = (
    PyPdfError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RecursionError,
    NotImplementedError,
    OSError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    height: float
    page: int


@dataclass(slots=True)
class _Drawn:
    """The pieces of text of one page, put together as they are drawn."""

    page: int
    lines: list[_Line] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    def visit(self, text: str, _cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        height = round(abs(size or 1) * (abs(tm[3]) or abs(tm[1]) or 1), 1)
        if text.strip():
            # The text's place in the page's own: most files have only one of the two.
            self.pieces.append(Piece(text, tm[4] + _cm[4], tm[5] + _cm[5], height))
        parts = text.split("\n")
        for place, part in enumerate(parts):
            if place == 0 and self.lines and self.lines[-1].text and part:
                last = self.lines[-1]
                self.lines[-1] = _Line(last.text + part, max(last.height, height), self.page)
            elif place or not self.lines or part:
                self.lines.append(_Line(part, height if part.strip() else 0.0, self.page))


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Passages in the order of the pages. Raises SourceError where no text can be read."""
    name = opened.source.name
    reader, pages = _opened(opened)
    lines: list[_Line] = []
    wrong: list[Rejection] = []
    begun = time.monotonic()
    for number in range(1, pages + 1):
        if time.monotonic() - begun > SECONDS:
            reason = f"reading took longer than {SECONDS:.0f} s; the pages from here were not read"
            wrong.append(Rejection(name, number, "page", str(number), reason))
            break
        try:
            lines += _page(reader.pages[number - 1], number)
        except BROKEN as exc:
            reason = f"the page cannot be read ({exc!s:.80})"
            wrong.append(Rejection(name, number, "page", str(number), reason))
        opened.rows = number
    if not any(one.text.strip() for one in lines):
        told = f" ({wrong[0].reason})" if wrong else ": it is a picture (scanned?)"
        raise SourceError(
            f"{name}: no text in its {pages} pages{told}. "
            "Give the text as a file of its own, or have it recognized (OCR) first"
        )
    yield from wrong
    prose = Prose(opened, opened.source.language, opened.source.link)
    sections = list(_sections(lines, name))
    whole = "\n".join(f"{heading[-1]}\n{text}" for heading, text, _ in sections)
    lists = Lists(opened, business, opened.source.language, whole, "page", opened.source.link)
    for heading, text, page in sections:
        offered, rest = lists.take(heading, list(lines_of(text, page, business.currency)))
        told = "\n".join(part.text or "\n".join(part.lines) for part in rest) if offered else text
        if told:
            yield from prose.passages(heading, told.replace("\t", " "), page, f"page {page}")
    yield from lists.finish()


def _opened(opened: Opened) -> tuple[PdfReader, int]:
    name = opened.source.name
    if opened.size > SIZE:
        raise SourceError(f"{name}: a PDF of {opened.size >> 20} MB; at most {SIZE >> 20} MB")
    try:
        reader = PdfReader(opened.stream(), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceError(f"{name}: the PDF is protected by a password. Save it without one")
        pages = len(reader.pages)
    except BROKEN as exc:
        raise SourceError(f"{name}: cannot be read as a PDF ({exc!s:.100})") from exc
    if pages > PAGES:
        raise SourceError(f"{name}: a PDF of {pages} pages; at most {PAGES}")
    return reader, pages


def _page(page: PageObject, number: int) -> list[_Line]:
    content = page.get_contents()
    if content is None:
        return []
    size = len(content.get_data())
    if size > CONTENT:
        raise ValueError(f"{size >> 20} MB of drawing")
    drawn = _Drawn(number)
    page.extract_text(visitor_text=drawn.visit)
    ordered = in_columns(drawn.pieces) or spaced(drawn.pieces)
    return [_Line(one.text, one.height, number) for one in ordered] or drawn.lines


def _sections(lines: list[_Line], name: str) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """(headings, widest first; text; its page)."""
    body = _body_height(lines)
    above: list[tuple[float, str]] = []
    file = name.rpartition("/")[2].partition(".")[0]
    text: list[str] = []
    page = 1
    for one in lines:
        told = "\t".join(filter(None, map(line, one.text.replace("\0", "").split("\t"))))
        if not told:
            continue
        is_heading = one.height > body * LARGER and len(told) <= HEADING
        if text and (is_heading or one.page != page):
            yield tuple(words for _, words in above) or (file,), "\n".join(text), page
            text = []
        page = one.page
        if is_heading:
            above = [entry for entry in above if entry[0] > one.height]
            above.append((one.height, told))
        else:
            text.append(told)
    if text:
        yield tuple(words for _, words in above) or (file,), "\n".join(text), page


def _body_height(lines: list[_Line]) -> float:
    """The height that most characters have."""
    counted: Counter[float] = Counter()
    for one in lines:
        counted[one.height] += len(one.text.strip())
    return counted.most_common(1)[0][0]


def recognizes(path: Path, sample: str) -> bool:
    return sample.startswith("%PDF-")


FORMAT = Format(
    name="pdf",
    version=11,
    suffixes=frozenset({".pdf"}),
    expected="a PDF with text",
    recognizes=recognizes,
    read=read,
)
