"""What every reader takes and gives. A new format is one module beside this one, and one line in
`catalog.sources.FORMATS`.

A reader goes through its source once and yields what it finds, so a source of any length is read
in the memory of one product. It yields *items*, not records: an item knows the fingerprint of its
raw text, and makes its record only where that changed since the last ingest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from catalog.records import Business, Passage, Product
from catalog.sources.opening import Opened

SLUG = 80
"""Characters of a title in an address."""

LONGEST = 250
"""Characters of a product's id."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Something in a source that was not taken, and why.

    `row` is counted as a spreadsheet does, the header being row 1 (in prose: the line); 0 where it
    is the source as a whole. `field` is the column as the source calls it, `value` what is there.
    """

    source: str
    row: int
    field: str
    value: str
    reason: str

    def __post_init__(self) -> None:
        # A source's bytes that are no text of its encoding come as half characters, which neither
        # a database nor a terminal takes: the report would be lost for one of them.
        for name in ("source", "field", "value", "reason"):
            text = getattr(self, name)
            if not text.isascii():
                object.__setattr__(self, name, text.encode("utf-8", "replace").decode())


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A product that its owner does not want to be seen: a draft, an archived one."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Made:
    """A record, or None where its source does not hold enough for one; what was wrong with it."""

    record: Product | Passage | None
    rejections: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A product or passage as it stands in the source. `make` reads it.

    `fingerprint` (see below) covers all that `make` reads in the source; what it reads elsewhere
    (currency, language, the reader's own version) is the ingest's to watch. `make` can be pickled:
    another process may do it.
    """

    kind: Literal["product", "passage"]
    id: str
    row: int
    fingerprint: int
    make: Callable[[], Made]


Found = Item | Rejection | LeftOut


@dataclass(frozen=True, slots=True)
class Format:
    """One format of sources. `recognizes` is asked with the file's name and its first characters.

    `read` raises SourceError where the source as a whole is not what it should be. `version` is
    raised when the same source gives other records than before: all of it is then read anew.
    """

    name: str
    version: int
    suffixes: frozenset[str]
    expected: str
    recognizes: Callable[[Path, str], bool]
    read: Callable[[Opened, Business], Iterator[Found]]


def fingerprint(*texts: str) -> int:
    """62 bits of what the texts say: a change goes unnoticed once in 4.6 * 10^18.

    Raises UnicodeEncodeError where a text holds bytes that its file's encoding does not know.
    """
    digest = blake2b("\x1f".join(texts).encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 2


def named(title: str) -> str:
    """The id of what has none but its title: as a part of an address where that says all of it.

    Of "Чашка A" a slug keeps the last letter alone, and of two long titles what they share: goods
    with such titles would become one.
    """
    words = " ".join(title.casefold().split())
    kept = all(_survives(char) for char in words if not char.isascii())
    return slug(title) if kept and len(words) <= SLUG else words[:LONGEST]


@lru_cache(maxsize=4096)  # a language has some hundreds of letters
def _survives(char: str) -> bool:
    return not char.isalnum() or bool(slug(char))


def slug(text: str) -> str:
    """A text as a part of an address: "Größe & Farbe" is "grosse-farbe"; may be empty."""
    folded = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", folded.decode().lower()).strip("-")[:SLUG].rstrip("-")
