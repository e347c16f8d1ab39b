"""A file to lines of text, whatever wrote it: its encoding found, its lines bounded."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from charset_normalizer import from_bytes

from catalog.bounds import USUAL, Bounds
from catalog.encodings import declared_for_sure, is_latin_2
from catalog.errors import SourceError
from catalog.signs import escaped

SAMPLE = 1 << 20
"""Bytes by which the encoding is found."""

SEEN = 16_000
"""Characters that a format is recognized by."""

LINE = 1 << 20
"""Characters of a line. A longer one is cut there, and its parts are rejected as rows."""

# Asked in the order of likelihood. Asked all at once, charset-normalizer takes a short German text
# for Mac Roman ("÷ffnungszeiten"): the same bytes are orderly text in several of them.
DISORDER = 0.05
LEGACY = ("cp1252", "cp1250", "mac_roman", "cp1251", "cp1253", "cp1254")
WRITTEN = {
    "cp1250": ("pl", "cs", "sk", "hu", "hr", "sl", "ro", "bs"),
    "cp1251": ("ru", "uk", "bg", "sr", "mk", "be"),
    "cp1253": ("el",),
    "cp1254": ("tr",),
}
"""The encoding of a language that another one's reads as orderly: "biała" as "bia³a"."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f\ufffd]")
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

BINARY = (b"PK\x03\x04", b"%PDF-")
"""How workbooks and PDFs begin: no text, but sources all the same."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read. `key` tells it from all others, `name` is how people know it."""

    key: str
    name: str
    path: Path
    language: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    """Column to meaning, where the owner says so: [catalog.mappings] of the settings."""
    link: str = ""
    """Where a customer finds it, for a page that was fetched."""
    beside: tuple[Path, ...] = ()
    """Other files that are read with it, of its folder: a shop's stock beside its products."""


class Opened:
    """A source that is being read: its lines, and how far it has come. Close it, or use `with`."""

    def __init__(self, source: Source, bounds: Bounds = USUAL) -> None:
        """Raises SourceError: no such file, not readable, empty, not text."""
        self.source = source
        self.bounds = bounds
        self.rows = 0
        """Rows that the reader has gone through; it counts them itself."""
        self.columns: dict[str, str] = {}
        """Column to what the reader took it for, where that is the reader's own choice."""
        self.notices: list[str] = []
        """Sentences for the report: what an owner should know of the source as a whole."""
        self._raw = _opened(source)
        try:
            sample = self._raw.read(SAMPLE) or b""
            self.size = max(1, source.path.stat().st_size)
            self.encoding = _encoding(source, sample)
            told = sample.decode(self.encoding, "replace")[:SEEN]
            # A file of an old Mac: its lines end, though not as formats look for it.
            self.sample = told if "\n" in told else told.replace("\r", "\n")
            self._raw.seek(0)
        except BaseException:
            self._raw.close()
            raise
        # A byte that the encoding does not know costs its row, not the file: see `fingerprint`.
        self._text = io.TextIOWrapper(
            io.BufferedReader(self._raw, 1 << 18),
            encoding=self.encoding,
            errors="surrogateescape",
            newline="",
        )

    def lines(self) -> Iterator[str]:
        """The lines with their ends, without NUL, which no database stores."""
        read = self._text.readline
        try:
            while line := read(LINE):
                yield line.replace("\0", "") if "\0" in line else line
        except (OSError, UnicodeError) as exc:
            raise SourceError(
                f"{self.source.name}: reading broke off after row {self.rows} ({exc})"
            ) from exc

    def rewind(self) -> None:
        """Back to the beginning, for a reader that goes through its source twice."""
        self._text.seek(0)
        self.rows = 0

    def stream(self) -> BinaryIO:
        """The bytes from the beginning, for a reader whose library takes a file."""
        self.rewind()
        return self._text.buffer

    @property
    def written(self) -> datetime:
        """When the file was last written, aware."""
        return datetime.fromtimestamp(os.fstat(self._raw.fileno()).st_mtime, UTC)

    @property
    def fraction(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self._raw.tell() / self.size)

    def close(self) -> None:
        self._text.close()

    def __enter__(self) -> Opened:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _opened(source: Source) -> io.FileIO:
    if source.path.is_dir():
        raise SourceError(f"{source.name}: the folder holds no file of a format that is known")
    try:
        return io.FileIO(source.path)
    except OSError as exc:
        raise SourceError(
            f"{source.name}: {exc.strerror or exc} ({escaped(str(source.path))}). "
            "Expected a file that can be read."
        ) from exc


def _encoding(source: Source, sample: bytes) -> str:
    if not sample.strip():
        raise SourceError(f"{source.name}: the file is empty. Expected a catalog or a text.")
    for mark, name in MARKS:
        if sample.startswith(mark):
            return name
    if sample.startswith(BINARY):
        return "latin-1"  # for the sample alone: their readers take the bytes
    # One NUL in a hundred bytes: in a text it is dirt, which `lines` takes out.
    if sample.count(0) * 100 > len(sample):
        raise SourceError(
            f"{source.name}: this is not text (it begins with {sample[:8]!r}). "
            "Expected a CSV export or a Markdown file."
        )
    try:
        sample.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError as exc:
        around = sample[max(0, exc.start - 2000) : exc.start + 30_000]
    # One row pasted from elsewhere must not cost all others their umlauts: bytes of an older
    # encoding hardly ever form UTF-8's sequences by chance.
    read = sample.decode("utf-8", "replace")
    if len(_NOT_ASCII.findall(read)) >= read.count("\ufffd"):
        return "utf-8"
    if sample.lstrip()[:1] == b"<" and (name := declared_for_sure(sample)):
        return name
    own = next((name for name, spoken in WRITTEN.items() if source.language in spoken), "")
    for name in dict.fromkeys(filter(None, (own, *LEGACY))):
        best = from_bytes(around, cp_isolation=[name]).best()
        if best is not None and best.chaos < DISORDER:
            older = name == own == "cp1250" and is_latin_2(around, source.language)
            return "iso8859-2" if older else name
    return LEGACY[0]
