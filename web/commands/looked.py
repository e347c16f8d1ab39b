"""What a folder's files propose for a settings file: the sources, the currency, the languages; who
the business is, and when it is open."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel import localedata
from selectolax.lexbor import LexborHTMLParser

from catalog import hours
from catalog.errors import SourceError
from catalog.sources.formats import FORMATS, language_of
from catalog.sources.html import is_too_deep, plain
from catalog.sources.linked_data import places, types
from catalog.sources.opening import Opened, Source
from catalog.sources.page import scripts
from web.commands.spoken import CURRENCIES, spoken_in, words_of

MOST = 50
"""Files that are looked at."""

READ = 200_000
"""Characters of a page or text."""

_CODE = re.compile(r"\b(EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|RON|BGN|CAD|AUD|JPY)\b")
_SIGN = re.compile(r"\d\s?(€|£|zł|Kč|Ft|₽|₺|₴|грн|руб|TL|lei|лв)|(€|£)\s?\d")
_SIGNS = {"€": "EUR", "£": "GBP", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "₽": "RUB", "₺": "TRY",
          "₴": "UAH", "грн": "UAH", "руб": "RUB", "TL": "TRY", "lei": "RON",
          "лв": "BGN"}  # fmt: skip
_LANG = re.compile(r"<html[^<>]{0,200}\blang=[\"']?([a-z]{2})\b", re.IGNORECASE)
_NOT = frozenset({"readme", "license", "changelog", "contributing", "requirements", "robots"})
_TEXTS = frozenset({".md", ".markdown", ".txt", ".html", ".htm"})
_PACKED = frozenset({".docx", ".docm", ".pdf", ".xlsx", ".ods"})
_COMMON = frozenset(
    (
        *(
            "files",
            "file",
            "data",
            "export",
            "exports",
            "shop",
            "documents",
            "desktop",
            "downloads",
        ),
        *(
            "tmp",
            "temp",
            "home",
            "root",
            "tresen",
            "src",
            "work",
            "project",
            "test",
            "new",
            "dateien",
        ),
        *(
            "daten",
            "website",
            "web",
            "public",
            "app",
            "srv",
            "opt",
            "var",
            "user",
            "folder",
            "content",
        ),
    )
)
"""Names of folders that are nobody's."""
_PAGES = frozenset({".html", ".htm"})
_HELD: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).parent / "looked.toml").read_text(encoding="utf-8")
)
_UPPER = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ANY = frozenset({"LocalBusiness", "Organization", "Store", "Business", "Corporation", "Place"})
"""Types that say nothing of what a business does."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Empty where the folder says nothing, or two things."""

    sources: tuple[str, ...] = ()
    currency: str = ""
    languages: tuple[str, ...] = ()
    name: str = ""
    phone: str = ""
    kind: str = ""
    """What kind of business it is: "restaurant", "hair salon"; empty for a shop too."""
    hours: tuple[str, ...] = ()
    hours_from: str = ""
    """The file that says when it is open."""
    differing: tuple[str, ...] = ()
    """Files of which each says other hours than the first."""


def look(folder: Path) -> Proposal:
    """What the files in `folder` (not those in its folders) propose."""
    if not folder.is_dir():
        return Proposal()  # told where the file is written
    suffixes = frozenset().union(*(known.suffixes for known in FORMATS))
    files = [
        path
        for path in sorted(folder.iterdir())
        if path.is_file()
        and path.suffix.lower() in suffixes
        and path.name.partition(".")[0].lower() not in _NOT
    ]
    currencies: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    read: dict[str, str] = {}
    for path in files[:MOST]:
        try:
            with Opened(Source(str(path), path.name, path, "")) as opened:
                sample = opened.sample
                is_text = path.suffix.lower() in _TEXTS
                read[path.name] = "".join(opened.lines())[:READ] if is_text else ""
        except SourceError:
            continue
        if not is_text and path.suffix.lower() in _PACKED:
            with Opened(Source(str(path), path.name, path, "")) as opened:
                sample = words_of(opened)
        currencies.update(_CODE.findall(sample))
        currencies.update(_SIGNS[sign] for found in _SIGN.findall(sample) for sign in found if sign)
        named = [language_of(path, ""), *_LANG.findall(sample)[:1]]
        if not any(named):
            shown = plain(sample) if _is_page(path.name) and not is_too_deep(sample) else sample
            named = [spoken_in(shown)]
        languages.update(code.lower() for code in named if code and localedata.exists(code.lower()))
    most = currencies.most_common(1)
    spoken = tuple(code for code, _ in languages.most_common(5))
    told = {name: list(_places(text)) for name, text in read.items() if _is_page(name)}
    everything = [thing for things in told.values() for thing in things]
    return Proposal(
        tuple(read),
        most[0][0] if most else CURRENCIES.get(spoken[0], "") if spoken else "",
        spoken,
        _only(_text(thing.get("name")) for thing in everything) or _called(folder),
        _only(_text(thing.get("telephone")) for thing in everything),
        _kind(everything, read),
        *_hours(read, told, spoken),
    )


def _called(folder: Path) -> str:
    """What a folder of its own is called: "cafe-amsel" is Cafe Amsel."""
    name = folder.resolve().name
    words = re.findall(r"[^\W_]+", name)
    if not words or not name[0].isalpha() or not _COMMON.isdisjoint(map(str.lower, words)):
        return ""
    return " ".join(word[:1].upper() + word[1:] for word in words)[:80]


def _hours(
    read: Mapping[str, str], told: Mapping[str, Sequence[Mapping[str, Any]]], spoken: Sequence[str]
) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """(hours, the file that says them, files that say others); no hours where there are such."""
    found: dict[str, tuple[str, ...]] = {}
    for name, text in read.items():
        data = next((h for thing in told.get(name, ()) if (h := hours.of_place(thing))), {})
        if not data and text:
            shown = plain(text) if _is_page(name) and not is_too_deep(text) else text
            data = hours.said_in(shown, spoken)
        if data:
            found[name] = hours.written(data)
    if not found:
        return (), "", ()
    first, *others = found
    differing = tuple(name for name in others if found[name] != found[first])
    return ((), first, differing) if differing else (found[first], first, ())


def _kind(things: Sequence[Mapping[str, Any]], read: Mapping[str, str]) -> str:
    """By what the pages' data says, else by the words in the names and headings of files."""
    named = {kind for thing in things for kind in types(thing)} - _ANY
    if named:
        return _UPPER.sub(" ", named.pop()).lower() if len(named) == 1 else ""
    counts: Counter[str] = Counter()
    for name, text in read.items():
        lines = [line for line in text.split("\n") if line.startswith("#") or len(line) < 40]
        words = set(re.findall(r"[^\W\d_]+", " ".join((name, *lines)).casefold()))
        counts.update({kind: len(words & set(known)) for kind, known in _HELD["kinds"].items()})
    best = [(kind, count) for kind, count in counts.most_common(2) if count]
    if best and (len(best) == 1 or best[0][1] > best[1][1]):
        return best[0][0]
    return ""


def _places(text: str) -> Iterable[Mapping[str, Any]]:
    if "ld+json" not in text or is_too_deep(text):
        return ()
    return places(scripts(LexborHTMLParser(text)))


def _is_page(name: str) -> bool:
    return Path(name).suffix.lower() in _PAGES


def _only(texts: Iterable[str]) -> str:
    """What all of them say; empty where they say two things."""
    said = {text for text in texts if text}
    return said.pop() if len(said) == 1 else ""


def _text(held: object) -> str:
    return " ".join(held.split())[:80] if isinstance(held, str) else ""
