"""What a folder's files propose for a settings file: the sources, the currency, the languages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from babel import localedata

from catalog.errors import SourceError
from catalog.sources.formats import FORMATS, language_of
from catalog.sources.opening import Opened, Source

MOST = 50
"""Files that are looked at."""

_CODE = re.compile(r"\b(EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|RON|BGN|CAD|AUD|JPY)\b")
_SIGN = re.compile(r"\d\s?(€|£|zł|Kč|Ft|₽|₺|₴)|(€|£)\s?\d")
_SIGNS = {"€": "EUR", "£": "GBP", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "₽": "RUB", "₺": "TRY",
          "₴": "UAH"}  # fmt: skip
_LANG = re.compile(r"<html[^<>]{0,200}\blang=[\"']?([a-z]{2})\b", re.IGNORECASE)
_NOT = frozenset({"readme", "license", "changelog", "contributing", "requirements", "robots"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """Empty where the folder says nothing."""

    sources: tuple[str, ...] = ()
    currency: str = ""
    languages: tuple[str, ...] = ()


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
    read = []
    for path in files[:MOST]:
        try:
            with Opened(Source(str(path), path.name, path, "")) as opened:
                sample = opened.sample
        except SourceError:
            continue
        read.append(path.name)
        currencies.update(_CODE.findall(sample))
        currencies.update(_SIGNS[sign] for found in _SIGN.findall(sample) for sign in found if sign)
        named = [language_of(path, ""), *_LANG.findall(sample)[:1]]
        languages.update(code.lower() for code in named if code and localedata.exists(code.lower()))
    most = currencies.most_common(1)
    return Proposal(
        tuple(read), most[0][0] if most else "", tuple(code for code, _ in languages.most_common(5))
    )
