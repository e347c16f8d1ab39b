"""What a line of a price list offers: a name with its prices, and what is said beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.sources.list_words import SENTENCE, SHORTENED
from catalog.sources.marks import tidied
from catalog.sources.said_names import without_said, without_size

NAME = 90
"""Characters of a name of something that is sold, and its words."""
NAME_WORDS = 12

_SENTENCE = re.compile(r"(?P<last>[^\W\d_]{3,60})(?P<sign>[.!?])\s+(?P<first>[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Offer:
    """One price of a line, and what it is chosen by ("groß"); empty where there is one alone."""

    choice: str
    price: str


@dataclass(frozen=True, slots=True)
class Priced:
    """A line that offers something. `sure`: a currency, or dots between name and price, say so."""

    name: str
    offers: tuple[Offer, ...]
    sure: bool
    note: str = ""
    """What stands in brackets behind the price."""
    state: str = ""
    """That it cannot be had, in the line's words: "sold out"."""
    beside: str = ""
    """What the line says behind its name: how much of it, in which pot."""
    details: tuple[str, ...] = ()
    """What it says behind its price, a part for each comma: "age 7+", "teacher: Dev"."""


def named(
    name: str, offers: tuple[Offer, ...], sure: bool, *, dashed: bool = False
) -> Priced | None:
    """`dashed`: a dash parts the price too, as in "name – what it is – price"."""
    tidy, beside = without_said(tidied(name)) if dashed else (tidied(name), "")
    tidy, beside = (tidy, beside) if beside else without_size(tidy)
    words = tidy.split()
    if not 2 <= len(tidy) <= NAME or len(words) > NAME_WORDS:
        return None
    if sum(char.isalpha() for char in tidy) < 2 or tidy.endswith(("?", "!")):
        return None
    if words[-1].casefold().strip(".:") in SENTENCE or any(map(_ends, _SENTENCE.finditer(tidy))):
        return None
    return Priced(tidy, offers, sure, beside=beside)


def _ends(found: re.Match[str]) -> bool:
    """Whether a sentence ends there: "Balayage incl. cut" is a name, "Farbe inkl. Schnitt" too."""
    shortened = found["first"].islower() or found["last"].casefold() in SHORTENED
    return found["sign"] != "." or not shortened
