"""Word documents (.docx): headings, paragraphs with their tabs, tables. What was deleted with
change tracking is gone, what was inserted counts (ECMA-376: w:p, w:r, w:tab, w:tbl, w:del, w:ins).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from catalog.errors import SourceError
from catalog.records import Business
from catalog.sources.cells import line
from catalog.sources.html import ENTRY
from catalog.sources.listparts import Part
from catalog.sources.opening import Opened
from catalog.sources.pageparts import is_price
from catalog.sources.pricelist import Lists
from catalog.sources.prose import Prose
from catalog.sources.seam import Format, Found

MOST = 16 << 20
"""Bytes of the document's text with its marks: some thousand pages."""

RATIO = 200
"""How much larger than in the archive it may be."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|title|titel)\s*(\d)?",
    re.IGNORECASE,
)
_UNSEEN = frozenset({f"{_W}del", f"{_W}instrText", f"{_W}fldChar", f"{_W}footnoteReference"})

BROKEN = (
    *(zipfile.BadZipFile, KeyError, OSError, ParseError, DefusedXmlException),
    *(ValueError, NotImplementedError, RuntimeError, zlib.error, RecursionError, EOFError),
)
"""What the archive's and the XML's readers raise of files that are not what they say."""

Section = tuple[tuple[str, ...], list[Part]]


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Items of price lists and passages, in order. Raises SourceError where it is no document."""
    body = _body(opened)
    source = opened.source
    first = (source.name.rpartition("/")[2].partition(".")[0],)
    sections = list(_sections(body, first))
    whole = "\n".join(text for heading, parts in sections for text in (heading[-1], *_lines(parts)))
    prose = Prose(opened, source.language, source.link)
    lists = Lists(opened, business, source.language, whole, "paragraph", source.link)
    for heading, parts in sections:
        opened.rows += 1
        _, rest = lists.take(heading, parts)
        text = "\n".join(part.text or "\n".join(part.lines) for part in rest)
        if text.strip():
            told = text.replace("\t", " ")
            yield from prose.passages(heading, told, opened.rows, f"heading {heading[-1]}")
    yield from lists.finish()


def _lines(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        yield from part.lines


def _body(opened: Opened) -> Element:
    name = opened.source.name
    try:
        with zipfile.ZipFile(opened.stream()) as archive:
            info = archive.getinfo("word/document.xml")
            if info.file_size > MOST or info.file_size > RATIO * max(1, info.compress_size):
                raise SourceError(f"{name}: a document that unpacks to {info.file_size >> 20} MB")
            with archive.open(info) as part:
                text = part.read(MOST + 1)
        root: Element = fromstring(text, forbid_dtd=True)
    except BROKEN as exc:
        raise SourceError(f"{name}: cannot be read as a Word document ({exc!s:.100})") from exc
    body = root.find(f"{_W}body")
    if body is None:
        raise SourceError(f"{name}: a Word document without a text")
    return body


def _sections(body: Element, first: tuple[str, ...]) -> Iterator[Section]:
    above: list[tuple[int, str]] = []
    parts: list[Part] = []
    heading = first
    for number, element in enumerate(body, 1):
        if element.tag == f"{_W}tbl":
            parts += _table(element, number)
            continue
        if element.tag != f"{_W}p":
            continue
        text = _text(element)
        if not line(text):
            continue
        level = _level(element)
        if level and not is_price(text, "EUR"):
            if parts:
                yield heading, parts
            above = [entry for entry in above if entry[0] < level]
            above.append((level, line(text)))
            heading, parts = tuple(told for _, told in above), []
        else:
            entry = element.find(f"{_W}pPr/{_W}numPr") is not None
            shown = f"{ENTRY}{line(text)}" if entry else line(text)
            lines = tuple(filter(None, (told.strip() for told in text.split("\n"))))
            parts.append(Part(number, lines, entry=entry, text=shown))
    if parts:
        yield heading, parts


def _table(table: Element, number: int) -> list[Part]:
    """Its rows as a part of the section that it stands in."""
    grid: list[tuple[str, ...]] = []
    above: list[str] = []
    for row in table.findall(f"{_W}tr"):
        cells: list[str] = []
        for cell in row.findall(f"{_W}tc"):
            text = "\n".join(filter(None, (_text(p).strip() for p in cell.iter(f"{_W}p"))))
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
            if goes_on and len(cells) < len(above):
                text = above[len(cells)]
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            wide = span.get(f"{_W}val", "1") if span is not None else "1"
            cells += [text] * (min(40, int(wide)) if wide.isdigit() and len(wide) < 4 else 1)
        above = cells
        grid.append(tuple(cells))
    text = "\n".join(ENTRY + ": ".join(filter(None, map(line, cells))) for cells in grid)
    return [Part(number, grid=tuple(grid), text=text)] if grid else []


def _level(paragraph: Element) -> int:
    """A heading's level by its style; 0 where it is none."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    if outline is not None and (outline.get(f"{_W}val") or "").isdigit():
        return int(outline.get(f"{_W}val") or 0) + 1
    match = _HEADING.match(style.get(f"{_W}val") or "") if style is not None else None
    if match is None:
        return 0
    return int(match[1]) + 1 if match[1] else 1


def _text(paragraph: Element) -> str:
    """What is seen of a paragraph: its runs put together, whatever words they cut."""
    found: list[str] = []

    def walk(element: Element) -> None:
        for child in element:
            if child.tag in _UNSEEN:
                continue
            if child.tag == f"{_W}t":
                found.append(child.text or "")
            elif child.tag in (f"{_W}tab", f"{_W}ptab"):
                found.append("\t")
            elif child.tag in (f"{_W}br", f"{_W}cr"):
                found.append("\n")
            elif child.tag == f"{_W}noBreakHyphen":
                found.append("-")
            else:
                walk(child)

    walk(paragraph)
    return "".join(found).replace("\0", "")


def recognizes(path: Path, sample: str) -> bool:
    return sample.startswith("PK\x03\x04") and path.suffix.lower() in (".docx", ".docm")


FORMAT = Format(
    name="docx",
    version=11,
    suffixes=frozenset({".docx"}),
    expected="a Word document (.docx)",
    recognizes=recognizes,
    read=read,
)
