"""To whom a remark beside goods is said, by the words of remarks.toml: to those who work there, who
are told what not to sell and whom to ask, or to customers, who are told what they get.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog.kept_tables import toml_table
from catalog.sources.words import unaccented

LONGEST = 300
"""Characters of a remark that are looked at."""

_HELD: dict[str, Any] = toml_table(Path(__file__).with_name("remarks.toml"))
_WORD = re.compile(r"[^\W\d_]+")
_UNSURE = re.compile(r"\?\?|[^\W\d_] ?\?(?!\w)")
"""A question: nobody asks customers what holds."""
_MEASURED = re.compile(r"^\W*\d[\d.,]*\s?(?:min|h|km|cm|mm|m|kg|g|ml|cl|l|%)\b", re.IGNORECASE)
_BEHIND = re.compile(r"(?<=[^\W\d_] |, )[^\W\d_]{3,}")
"""A word behind another, and not at the beginning of a sentence."""


def _pattern(name: str) -> re.Pattern[str]:
    words = sorted(map(unaccented, _HELD[name]), key=len, reverse=True)
    either = "|".join(re.escape(w[:-1]) + r"\w*" if w[-1] == "*" else re.escape(w) for w in words)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


_BUSINESS, _COLLEAGUES, _CUSTOMERS = map(
    _pattern, ("own_business", "to_colleagues", "to_customers")
)
_STAFF = frozenset(map(unaccented, _HELD["staff"]))
_BOUND, _OWING = map(_pattern, ("bounds", "owing"))
_COUNTED = re.compile(rf"{_BOUND.pattern}\s?\d")
_CALLED = rf"(?<!\w)(?:{'|'.join(map(re.escape, _HELD['called']))})\.? (?P<name>[^\W\d_]{{2,}})"
_TITLED = re.compile(_CALLED, re.IGNORECASE)
_MEANT = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, _HELD['meant_for']))}) {_CALLED}", re.IGNORECASE
)
"""Goods that are kept for somebody: "ten kilos for Mrs Lee"."""


@lru_cache(maxsize=4096)
def is_own_business(remark: str) -> bool:
    """Whether a remark is for nobody but those who work there, wherever it stands: "nur intern",
    "do not sell", "kommission"."""
    said = _plain(remark)
    words = _WORD.findall(said)
    if not _STAFF.isdisjoint(words) or _BUSINESS.search(said) is not None:
        return True
    owed = _is_titled(remark) and _OWING.search(said) is not None
    meant = any(found["name"][0].isupper() for found in _MEANT.finditer(remark[:LONGEST]))
    return owed or meant or any(f" {phrase} " in f" {said} " for phrase in _STAFF_PHRASES)


def _is_titled(remark: str) -> bool:
    """Whether a remark has somebody's name with a title: "Frau Maier"."""
    return any(found["name"][0].isupper() for found in _TITLED.finditer(remark[:LONGEST]))


@lru_cache(maxsize=4096)
def speaks_to_colleagues(remark: str) -> bool:
    """Whether a remark asks those who work there something, or tells them what to do: "kysy
    Arilta", "doar clienți vechi??"."""
    return _UNSURE.search(remark) is not None or _COLLEAGUES.search(_plain(remark)) is not None


@lru_cache(maxsize=4096)
def speaks_to_customers(remark: str) -> bool:
    """Whether a remark says what customers get, need or may do: "inclui exame", "30 min"."""
    said = _plain(remark)
    counted = _COUNTED.search(said) is not None or _MEASURED.search(remark) is not None
    return counted or _CUSTOMERS.search(said) is not None


def names_a_person(remark: str) -> bool:
    """Whether a remark may name somebody, by a word that begins large within it: "tela só com o
    Wesley". In German many do, so it counts only where a list is the shop's own anyway."""
    behind = any(word[0].isupper() for word in _BEHIND.findall(remark[:LONGEST]))
    return behind or _is_titled(remark)


def _plain(remark: str) -> str:
    """In small letters without marks, with one blank for each run of other signs."""
    return " ".join(re.findall(r"\w+", unaccented(remark[:LONGEST].casefold())))


_STAFF_PHRASES: Sequence[str] = [_plain(phrase) for phrase in _HELD["staff_phrases"]]
