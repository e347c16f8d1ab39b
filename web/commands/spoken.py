"""In which language a file is, by the small words in it and by what its columns are called."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from babel.dates import get_day_names

from catalog.errors import SourceError
from catalog.records import Business, Passage, Product
from catalog.sources.formats import format_of
from catalog.sources.opening import Opened
from catalog.sources.seam import Item

ITEMS = 60
"""Items of a file whose words are looked at, where its own text cannot be read."""

LARGEST = 8 << 20
"""Bytes of such a file: a workbook, a Word document, a PDF."""

FEWEST = 2
"""Different words of a language that a text must have."""

AHEAD = 1.5
"""How many times as many as of any other language."""

_HELD: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).parent / "looked.toml").read_text(encoding="utf-8")
)
CURRENCIES: Mapping[str, str] = _HELD["currencies"]
_WORD = re.compile(r"[^\W\d_]+")
_MARKUP = re.compile(r"<[^<>]{0,2000}>|\"[^\"]{0,80}\"\s{0,9}:")
"""Elements and keys of feeds are English, whatever is in them."""


def spoken_in(text: str) -> str:
    """The language of a text; empty where its words are of none, or of two alike."""
    bare = _MARKUP.sub(" ", text)
    said = set(_WORD.findall(bare.casefold()))
    found = sorted(((len(said & words), code) for code, words in _words().items()), reverse=True)
    (most, code), (second, _) = found[0], found[1]
    return code if most >= FEWEST and most >= AHEAD * second else ""


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """Words to know each language by: those of looked.toml, and the days of the week."""
    return {
        code: frozenset(words)
        | frozenset(day.casefold() for day in get_day_names("wide", locale=code).values())
        for code, words in _HELD["languages"].items()
    }


def words_of(opened: Opened) -> str:
    """What stands in a file that is no text itself, as its reader tells it; empty where it
    cannot be read."""
    if opened.size > LARGEST:
        return ""
    told: list[str] = []
    try:
        found = format_of(opened).read(opened, Business("", currency="EUR"))
        for one in islice(found, ITEMS):
            record = one.make().record if isinstance(one, Item) else None
            if isinstance(record, Passage):
                told += [*record.heading, record.text]
            elif isinstance(record, Product):
                told += [w for t in record.texts.values() for w in (t.title, t.description)]
    except SourceError:
        return ""
    return "\n".join((*told, *opened.columns))
