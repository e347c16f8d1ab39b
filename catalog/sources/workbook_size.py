"""How large and how sound a workbook is, before calamine reads it: a zip of 10 KB may unpack to
gigabytes, two cells at a sheet's corners may claim to be 17 billion, all of which it would make
room for, one text of 500 KB may stand in 12,000 cells, and a table whose XML breaks off keeps it
waiting for the end for ever (0.9.1).

Every part is gone through by expat, in steps: no pattern looks at it, and no tree is made of it.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from array import array
from collections.abc import Mapping
from functools import lru_cache
from typing import BinaryIO, NoReturn
from xml.parsers import expat

from catalog.errors import SourceError
from catalog.sources.opening import Opened

UNPACKED = 256 << 20
"""Bytes of all parts unpacked. A shop's 100,000 rows are about 60 MB."""

CELLS = 8_000_000
"""Cells of a sheet from its first to its last. Each costs calamine about 40 bytes."""

TEXTS = 128 << 20
"""Characters of all cells of a sheet, each text counted as often as a cell holds it: calamine keeps
one copy for each, and so does Python."""

PARTS = 2000
DIRECTORY = 1 << 20
"""Bytes of the zip's list of its parts. 2,000 parts take 200 KB."""

CHUNK = 1 << 20
TAG = 4 << 20
"""Bytes of one tag: expat keeps all of them until it ends."""

_PLACE = re.compile(r"\s*([A-Za-z]{0,4})([0-9]{1,9})\s*")
_END = b"PK\x05\x06"


def measure(opened: Opened, sheets: int) -> None:
    """Raises SourceError where the workbook is damaged, or would take more room than it may."""
    name = opened.source.name
    try:
        _check_directory(name, opened.stream())
        with zipfile.ZipFile(opened.stream()) as archive:
            _Book(name, archive, sheets).measure()
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, expat.ExpatError) as exc:
        raise SourceError(f"{name}: the workbook is damaged ({exc})") from exc
    except (NotImplementedError, RuntimeError, ValueError, OverflowError, LookupError) as exc:
        raise SourceError(
            f"{name}: the workbook cannot be unpacked ({exc}). Save it again, without a password"
        ) from exc


def _check_directory(name: str, stream: BinaryIO) -> None:
    """The list of parts is read whole, before any of them: so its end is asked first."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - (1 << 16) - 22))
    tail = stream.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < 22:
        raise zipfile.BadZipFile("it has no list of its parts")
    parts, length = struct.unpack_from("<HL", tail, place + 10)
    if parts > PARTS:
        raise SourceError(f"{name}: a workbook of {parts} parts; at most {PARTS}")
    if length > DIRECTORY:
        raise SourceError(f"{name}: a list of parts of {length} bytes; at most {DIRECTORY}")


class _Book:
    """All parts of one workbook."""

    def __init__(self, name: str, archive: zipfile.ZipFile, sheets: int) -> None:
        self._name = name
        self._most = sheets
        self._archive = archive
        self._left = UNPACKED
        self._shared = _Shared()
        self._sheets: list[tuple[zipfile.ZipInfo, _Sheet]] = []

    def measure(self) -> None:
        for part in self._archive.infolist():
            self._measure(part)
        longest = max(self._shared.lengths, default=0)
        for part, sheet in self._sheets:
            # Counted one by one only where the longest text in each cell would be too much.
            if sheet.references * longest > TEXTS:
                self._left = UNPACKED
                self._parse(part, _Referring(self._name, self._shared.lengths))

    def _measure(self, part: zipfile.ZipInfo) -> None:
        """One part. What the directory claims of it is not believed: zipfile checks it."""
        kinds: dict[str, _Seen] = {
            "sst": self._shared,
            "worksheet": _Sheet(self._name),
            "document-content": _Content(self._name, self._most),
        }
        root = _Root(kinds)
        self._parse(part, root)
        if isinstance(found := root.found, _Sheet):
            self._sheets.append((part, found))
            if len(self._sheets) > self._most:
                raise SourceError(f"{self._name}: more than {self._most} sheets")

    def _parse(self, part: zipfile.ZipInfo, seen: _Seen) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_entities
        seen.attach(parser)
        is_xml = part.filename.endswith((".xml", ".rels"))
        size = 0
        with self._archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                # A sheet may have any name: what begins like XML is held to be it.
                is_xml = is_xml or (not size and b"<" in chunk[:100])
                size += len(chunk)
                self._left -= len(chunk)
                if self._left < 0:
                    packed = sum(p.compress_size for p in self._archive.infolist()) >> 10
                    reason = f"{packed} KB unpack to more than {UNPACKED >> 20} MB"
                    raise SourceError(f"{self._name}: {reason}")
                if is_xml:
                    parser.Parse(chunk)
                    if size - parser.CurrentByteIndex > TAG:
                        raise SourceError(f"{self._name}: a tag of more than {TAG >> 20} MB")
        if is_xml:
            parser.Parse(b"", True)


def _refuse_entities(*_declared: object) -> NoReturn:
    raise ValueError("it declares a document type, which no workbook needs")


class _Seen:
    """What is told of a part while it is gone through."""

    def attach(self, parser: expat.XMLParserType) -> None:
        """Be told of what `parser` finds from here on."""


class _Root(_Seen):
    """A part whose first tag says what it is: it is then told to one of `kinds`, or to none."""

    def __init__(self, kinds: Mapping[str, _Seen]) -> None:
        self._kinds = kinds
        self.found: _Seen | None = None

    def attach(self, parser: expat.XMLParserType) -> None:
        def start(name: str, _attributes: Mapping[str, str]) -> None:
            parser.StartElementHandler = None
            self.found = self._kinds.get(name.rpartition(":")[2])
            if self.found is not None:
                self.found.attach(parser)

        parser.StartElementHandler = start


class _Shared(_Seen):
    """The texts that cells refer to by their number: how long each of them is."""

    def __init__(self) -> None:
        self.lengths = array("L")
        self._size = 0

    def attach(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            self._size = 0

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "si":
            self.lengths.append(self._size)

    def text(self, text: str) -> None:
        self._size += len(text)


class _Sheet(_Seen):
    """A sheet of an .xlsx: its cells say where they stand (r="B7"), or follow each other."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._row = self._named_row = self._column = self._in_row = 0
        self._bare = False
        self.references = 0
        """Cells whose text is a shared one."""

    def attach(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self.start

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = name if name in ("c", "v", "row") else name.rpartition(":")[2]
        if kind == "row":
            self._in_row = 0
            self._row = max(self._row, _place(attributes.get("r", ""))[1])
        if kind != "c":
            return
        self._in_row += 1
        if attributes.get("t") == "s":
            self.references += 1
        column, row = _place(attributes.get("r", ""))
        if row > self._row:
            self._row = row
        if column:
            self._named_row = max(self._named_row, row)
            self._column = max(self._column, column)
        elif not row:
            self._bare = True
            self._column = max(self._column, self._in_row)
        _check(self._name, (self._row if self._bare else self._named_row) * self._column)


class _Referring(_Seen):
    """The same sheet once more: the texts that its cells refer to, each as often as it is."""

    def __init__(self, name: str, lengths: array[int]) -> None:
        self._name = name
        self._lengths = lengths
        self._refers = self._inside = False
        self._number = ""
        self._size = 0

    def attach(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c":
            self._refers = attributes.get("t") == "s"
        elif kind == "v":
            self._inside, self._number = self._refers, ""

    def end(self, name: str) -> None:
        if not self._inside or name.rpartition(":")[2] != "v":
            return
        self._inside = False
        place = int(self._number) if self._number.isascii() and self._number.isdigit() else -1
        if 0 <= place < len(self._lengths):
            self._size += self._lengths[place]
        _check_texts(self._name, self._size)

    def text(self, text: str) -> None:
        if self._inside and len(self._number) < 12:
            self._number += text.strip()[:12]


class _Content(_Seen):
    """The content.xml of an .ods: rows and cells may be repeated."""

    def __init__(self, name: str, tables: int) -> None:
        self._name = name
        self._most = tables
        self._tables = 0
        self._texts = 0
        self._start()

    def _start(self) -> None:
        self._rows = self._repeat = self._columns = self._last = self._widest = 0
        self._times = self._size = 0

    def attach(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _, kind = name.rpartition(":")
        if kind == "table" and space == "table":
            self._start()
            self._tables += 1
            if self._tables > self._most:
                raise SourceError(f"{self._name}: more than {self._most} sheets")
        elif kind == "table-row":
            self._rows += self._repeat
            self._repeat, self._columns = self._repeated(attributes), 0
        elif kind in ("table-cell", "covered-table-cell"):
            self._times = self._repeated(attributes)
            self._columns += self._times
            # An empty cell is repeated to the sheet's end by every program: it holds no text.
            self._size = sum(len(v) for k, v in attributes.items() if k.endswith("value"))
            if any(key.endswith((":value-type", "-value")) for key in attributes):
                self._fill()

    def end(self, name: str) -> None:
        if name.endswith(("table-cell", "table-row")):
            self._texts += self._size * self._times * max(1, self._repeat)
            self._size = 0
            _check_texts(self._name, self._texts)

    def text(self, text: str) -> None:
        if text.strip():
            self._size += len(text)
            self._fill()

    def _fill(self) -> None:
        """The last cell that was begun holds something."""
        self._widest = max(self._widest, self._columns)
        self._last = self._rows + self._repeat
        _check(self._name, self._widest * self._last)

    def _repeated(self, attributes: Mapping[str, str]) -> int:
        for key, told in attributes.items():
            if key.endswith(("number-rows-repeated", "number-columns-repeated")):
                told = told.strip()
                if not (told.isascii() and told.isdigit() and len(told) < 10):
                    raise SourceError(f"{self._name}: a cell repeated {told[:20]!r} times")
                return int(told)
        return 1


def _check(name: str, cells: int) -> None:
    if cells > CELLS:
        raise SourceError(f"{name}: a sheet of {cells} cells; at most {CELLS}")


def _check_texts(name: str, size: int) -> None:
    if size > TEXTS:
        raise SourceError(f"{name}: texts of more than {TEXTS >> 20} million characters in cells")


def _place(told: str) -> tuple[int, int]:
    """(column, row) of "B7", each 0 where it is not said."""
    found = _PLACE.fullmatch(told) if len(told) <= 20 else None
    return (_number(found[1]), int(found[2])) if found is not None else (0, 0)


@lru_cache(maxsize=1024)
def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
