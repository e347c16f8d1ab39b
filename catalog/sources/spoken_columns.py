"""Columns that say the same in several languages: "Name (DE)" beside "Name (EN)", "Nom" beside
"Nom anglais". Each is a text of the goods in its language, and no property of theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from babel import Locale

from catalog.sources.list_words import DAYS as LANGUAGES
from catalog.sources.words import FIELDS, folded

SPOKEN = ("title", "description", "short_description", "category")
"""What is told in several languages."""

LONGEST = 80
"""Characters of a name that is looked at."""

ENDING = 3
"""Letters that a language's name has more where it stands before a word: "Englische"."""

_CODES = {code: code for code in LANGUAGES} | {
    "gb": "en",
    "eng": "en",
    "ger": "de",
    "deu": "de",
    "fra": "fr",
    "ita": "it",
    "esp": "es",
    "spa": "es",
    "por": "pt",
    "cz": "cs",
    "dk": "da",
    "se": "sv",
    "gr": "el",
    "ca": "ca",
    "ar": "ar",
    "zh": "zh",
    "ja": "ja",
}
"""Codes of languages, and of countries that people write for them. "UK" may be either, and "no" is
short for a number."""
_MARKED = re.compile(
    r"(?P<stem>.{2,60}?)\s*"
    r"(?:[(\[](?P<within>[^()\[\]]{2,20})[)\]]|[\s_/.-]+(?P<code>[A-Z]{2,3})|[_.-](?P<small>[a-z]{2}))"
)


class Spoken(NamedTuple):
    """A column's name without its language, folded; and that."""

    stem: str
    language: str


@lru_cache(maxsize=4096)  # tables have the same columns in each of their passes
def spoken_name(name: str) -> Spoken | None:
    """What a column's name says of its language; None where it says nothing of one."""
    bare = name.strip()
    if len(bare) > LONGEST:
        return None
    if match := _MARKED.fullmatch(bare):
        told = next(filter(None, match.group("within", "code", "small"))).strip(" .")
        if language := _language(told):
            return Spoken(folded(match["stem"]), language)
    words = folded(bare).split()
    if len(words) < 2:
        return None
    if language := _language(words[-1], whole=True):
        return Spoken(" ".join(words[:-1]), language)
    if language := _language(words[0], whole=True):
        return Spoken(" ".join(words[1:]), language)
    return None


def language_named(name: str) -> str:
    """The language that is a column's whole name: "Deutsch", "Français"; empty of any other."""
    words = folded(name[:LONGEST]).split()
    return _language(words[0], whole=True) if len(words) == 1 else ""


def _language(told: str, *, whole: bool = False) -> str:
    """The language of a code or a name; `whole`: only a name says it."""
    small = told.casefold()
    code = "" if whole or small in ("no", "uk") else _CODES.get(small, "")
    if code or len(small) <= ENDING:
        return code
    names = _names()
    return next(
        (names[small[:-cut] if cut else small] for cut in range(ENDING) if _is_named(small, cut)),
        "",
    )


def _is_named(small: str, cut: int) -> bool:
    return (small[:-cut] if cut else small) in _names()


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """What the languages call each other: "englisch", "anglais", "Αγγλικά"."""
    found: dict[str, str] = {}
    for speaker in LANGUAGES:
        called = Locale.parse(speaker).languages
        for language in LANGUAGES:
            name = str(called.get(language, "")).casefold()
            if len(name) > ENDING and " " not in name:
                found.setdefault(name, language)
    return found


def spoken_columns(
    header: Sequence[str], meanings: Mapping[int, str], language: str, free: Sequence[str]
) -> tuple[tuple[str, str, int], ...]:
    """(language, field, column) of what the table says in others than its own `language`, where
    one of them is what the goods are called. `free`: meanings that a column has that is nothing
    else."""
    title = next((p for p, m in meanings.items() if m == "title"), None)
    if title is None:
        return ()
    own = spoken_name(header[title])
    stem = own.stem if own else folded(header[title])
    found: dict[tuple[str, str], int] = {}
    for place, name in enumerate(header):
        told = spoken_name(name)
        if told is None or told.language == language or meanings.get(place) not in free:
            continue
        if field := "title" if told.stem == stem else _field(told.stem):
            found.setdefault((told.language, field), place)
    named = {code for code, field in found if field == "title"}
    return tuple((code, field, p) for (code, field), p in found.items() if code in named)


def _field(stem: str) -> str:
    return next((field for field in SPOKEN if stem in FIELDS[field]), "")
