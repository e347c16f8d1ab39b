"""What a word is in a text, and how it is folded: below `text.py`, which says when two words are
the same, and `concepts.py`, which says what they name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"\d{1,12}(?:[.,]\d{1,6}){0,4}(?!\w)|[^\W_]{1,400}")

_UNDIVIDED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart into one of ASCII and an accent."""


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Small letters without accents: "Größe" is "grosse". Numbers with a point as decimal sign."""
    if word.isascii():
        small = word.lower()
        return small.replace(",", ".") if small[:1].isdigit() else small
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_UNDIVIDED))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return kept.replace(",", ".") if kept[:1].isdigit() else kept
