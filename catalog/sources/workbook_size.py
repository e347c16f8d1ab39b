"""How large and how sound a workbook is, before calamine reads it: a zip of 10 KB may unpack to
gigabytes, two cells at a sheet's corners may claim to be 17 billion, all of which it would make
room for, and a table whose XML breaks off keeps it waiting for the end for ever (0.9.1).
"""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import NoReturn
from xml.parsers import expat

from catalog.errors import SourceError
from catalog.sources.opening import Opened

UNPACKED = 256 << 20
"""Bytes of all parts unpacked. A shop's 100,000 rows are about 60 MB."""

CELLS = 8_000_000
"""Cells of a sheet from its first to its last. Each costs calamine about 40 bytes."""

PARTS = 2000
CHUNK = 1 << 20

# Written so that no ">" within an attribute hides what follows it.
_INSIDE = rb"""((?:[^>"']|"[^"]*"|'[^']*')*)>"""
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,4})([0-9]{1,9})\s*["']""")
_BARE = re.compile(rb"<(?:[^\s<>/:]+:)?(row|c)(?=[\s/>])" + _INSIDE)
_ODS = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])" + _INSIDE)
_TIMES = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']\s*([^"']*)""")


def measure(opened: Opened) -> None:
    """Raises SourceError where the workbook is damaged, or would take more room than it may."""
    name = opened.source.name
    try:
        with zipfile.ZipFile(opened.stream()) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS:
                raise SourceError(f"{name}: a workbook of {len(parts)} parts; at most {PARTS}")
            left = UNPACKED
            for part in parts:
                left -= _unpacked(name, archive, part, left)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, expat.ExpatError) as exc:
        raise SourceError(f"{name}: the workbook is damaged ({exc})") from exc
    except (NotImplementedError, RuntimeError, ValueError, OverflowError, LookupError) as exc:
        raise SourceError(
            f"{name}: the workbook cannot be unpacked ({exc}). Save it again, without a password"
        ) from exc


def _unpacked(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> int:
    """The bytes of one part. What the directory claims is not believed: zipfile checks it."""
    size = 0
    sheet = _Content(name) if part.filename == "content.xml" else _Sheet(name)
    is_xml = part.filename.endswith((".xml", ".rels"))
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_entities
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > left:
                packed = sum(p.compress_size for p in archive.infolist()) >> 10
                raise SourceError(f"{name}: {packed} KB unpack to more than {UNPACKED >> 20} MB")
            # A sheet may have any name: what begins like XML is held to be it.
            is_xml = is_xml or (not rest and b"<" in chunk[:100])
            if is_xml:
                parser.Parse(chunk)
            chunk = rest + chunk
            # A tag may lie across two chunks; 4 MB without one are a text.
            cut = chunk.rfind(b"<") if len(chunk) < 4 * CHUNK else len(chunk)
            sheet.look(chunk[: max(cut, 0)])
            rest = chunk[max(cut, 0) :]
        sheet.look(rest)
    if is_xml:
        parser.Parse(b"", True)
    return size


def _refuse_entities(*_declared: object) -> NoReturn:
    raise ValueError("it declares a document type, which no workbook needs")


class _Sheet:
    """A part of an .xlsx: its cells say where they stand (r="B7"), or follow each other."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._row = self._named_row = self._column = self._in_row = 0
        self._bare = False

    def look(self, chunk: bytes) -> None:
        for letters, digits in _PLACE.findall(chunk):
            self._row = max(self._row, int(digits))
            if letters:
                self._named_row = max(self._named_row, int(digits))
                self._column = max(self._column, _number(letters))
        for kind, attributes in _BARE.findall(chunk):
            if kind == b"row":
                self._in_row = 0
                continue
            self._in_row += 1
            if not _PLACE.search(attributes):
                self._bare = True
                self._column = max(self._column, self._in_row)
        _check(self._name, (self._row if self._bare else self._named_row) * self._column)


class _Content:
    """The content.xml of an .ods: rows and cells may be repeated."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._start()

    def _start(self) -> None:
        self._rows = self._repeat = self._columns = self._last = self._widest = 0

    def look(self, chunk: bytes) -> None:
        for kind, attributes in _ODS.findall(chunk):
            told = _TIMES.search(attributes)
            if told and not told[1].strip().isdigit():
                raise SourceError(f"{self._name}: a cell repeated {told[1][:20]!r} times")
            times = int(told[1]) if told else 1
            if kind == b"table":
                self._start()
            elif kind == b"table-row":
                self._rows += self._repeat
                self._repeat, self._columns = times, 0
            else:
                self._columns += times
                if b"value" in attributes or not attributes.rstrip().endswith(b"/"):
                    self._widest = max(self._widest, self._columns)
                    self._last = self._rows + self._repeat
                    _check(self._name, self._widest * self._last)


def _check(name: str, cells: int) -> None:
    if cells > CELLS:
        raise SourceError(f"{name}: a sheet of {cells} cells; at most {CELLS}")


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
