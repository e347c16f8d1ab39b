"""The words of price lists and menus, of lists.toml, and what a name or a heading says by them: a
day, a country, a sum, hours, conditions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import get_day_names

from catalog.folding import fold
from catalog.kept_tables import toml_table
from catalog.price_units import is_unit
from catalog.sources.words import is_for_now

_HELD: Mapping[str, Any] = toml_table(Path(__file__).with_name("lists.toml"))
WITH = frozenset(_HELD["with"])
CONDITIONS = frozenset(_HELD["conditions"])
_PHRASES = tuple(words for words in CONDITIONS if " " in words)
FEES = frozenset(_HELD["fees"])
REMARKS = frozenset(_HELD["remarks"])
HOURS = frozenset(_HELD["hours"])
ALL_DAYS, WORKDAYS = (frozenset(_HELD[name]) for name in ("all_days", "workdays"))
EVERY_DAY = frozenset(_HELD["every_day"])
CLOSED, BESIDE, HOLIDAYS, SUNDAY = (
    frozenset(_HELD[name]) for name in ("closed", "beside", "holidays", "sunday")
)
TOLD_HOURS = frozenset(map(fold, (*_HELD["opened"], *_HELD["shut"], *_HELD["closed"])))
TOLD_AT_END = frozenset(map(fold, _HELD["at_end"]))
"""What says that a business is open or closed, as keys: without the marks on letters; and what says
so at the end of a clause alone."""
UNTIL = tuple(_HELD["until"])
_ALL_SORTS = frozenset(_HELD["all_sorts"])
_SORTS_BEGIN = tuple(f"{words} " for words in _ALL_SORTS if " " in words)
LEGEND = frozenset(_HELD["legend"])
SEASON = tuple(_HELD["season"])
SIZE = frozenset(spelled for word in _HELD["size"] for spelled in (word, fold(word)))
SIZE_GUIDES, MEASURED_OF, SIZE_SYSTEMS = (
    frozenset(_HELD[name]) for name in ("size_guides", "measured", "size_systems")
)
"""Of tables of sizes: what they are called, of what they give the measures, and in what systems."""
SIZE_NAMES = frozenset(spelled for w in _HELD["size_names"] for spelled in (w, fold(w)))
SENDING, SENDING_OF = (frozenset(_HELD[name]) for name in ("sending", "sending_of"))
"""What a table is called that says where something is sent, and the words beside it."""
SPANS = frozenset(map(fold, _HELD["spans"]))
"""Times that a number counts, beside those of units.toml."""
PERSONS, NONE_OF = frozenset(_HELD["persons"]), frozenset(_HELD["none_of"])
KINDS = frozenset(s for word in _HELD["kinds"] for s in (word, fold(word))) | PERSONS
"""As they are written, and as keys of programs have them: without the marks on letters."""
PER, LOW, HIGH = (frozenset(_HELD[name]) for name in ("per", "low", "high"))
PRICE_NAMES = "|".join(map(re.escape, _HELD["price"]))
FEE_NAMES = "|".join(map(re.escape, _HELD["fee"]))
PRICE_WITHIN, PRICE_ENDS, FEE_WITHIN = (
    "|".join(map(re.escape, _HELD[name])) for name in ("price_within", "price_ends", "fee_within")
)
"""Patterns: what the names of columns of prices hold; anywhere in a word, and how one ends."""
LISTS, LIST_ENDS = frozenset(_HELD["lists"]), tuple(_HELD["lists_end"])
BESIDE_KINDS = frozenset(_HELD["beside_kinds"])
KIND_BEGINS, KIND_ENDS = frozenset(_HELD["kind_begins"]), tuple(_HELD["kind_ends"])
EXTRAS = frozenset(_HELD["extras"])
CARDS = tuple(_HELD["cards"])
CLASSES = tuple(_HELD["classes"])
"""How words end that name a class of prices."""
TOTALS = frozenset(_HELD["totals"])
SEASONS, LASTING = frozenset(_HELD["seasons_short"]), frozenset(_HELD["lasting"])
SEATING = frozenset(_HELD["seating"])
SENTENCE, SHORTENED = frozenset(_HELD["sentence"]), frozenset(_HELD["shortened"])
RANGE, DEAL = frozenset(_HELD["range"]), "|".join(map(re.escape, _HELD["deal"]))

DAYS = (
    *("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "nb", "fi", "pl", "cs", "sk", "sl"),
    *("hr", "hu", "ro", "et", "lv", "lt", "bg", "uk", "ru", "el", "tr"),
)
"""Languages whose days of the week are known."""

LONGEST = 3000
"""Characters of a title in which the name of a list is looked for."""


def is_list(text: str) -> bool:
    """Whether a title, or the name of a sheet or file, says that it is a list of prices."""
    words = re.findall(r"[^\W\d_]+", text[:LONGEST].casefold())
    pairs = (" ".join(two) for two in pairwise(words))
    return not LISTS.isdisjoint([*words, *pairs]) or any(
        word.endswith(LIST_ENDS) and len(word) > 7 for word in words
    )


def is_hours(*texts: str) -> bool:
    """Whether these headings tell of hours and days: 9.00 is no price there."""
    return any(_has_word(text, HOURS) for text in texts)


def is_of_all_sorts(heading: str) -> bool:
    """Whether a heading stands over all sorts of things: "Good to know", "Häufige Fragen"."""
    bare = " ".join(heading.casefold().split()).strip(" .:!-–—")
    return bare in _ALL_SORTS or bare.startswith(_SORTS_BEGIN)


def says_more(state: str) -> bool:
    """Whether words for a state say more than that: until when, or that it is so for now."""
    words = re.findall(r"[^\W\d_]+", state.casefold())
    return len(words) > 2 or is_for_now(state)


def is_condition(*texts: str, heading: bool = False) -> bool:
    """Whether these tell of conditions: what shipping costs is nothing that is sold. "Fees" stands
    over what a vet does; in a line it is what comes on top."""
    words = CONDITIONS if heading else CONDITIONS | FEES
    return any("?" in text or _has_word(text, words) or _has_phrase(text) for text in texts)


def is_total(told: str) -> bool:
    """Whether a row of this name sums up those above it."""
    return told.casefold().rstrip(":") in TOTALS


def is_part_total(told: str) -> bool:
    """Whether it may sum up a part of them: "Sous-total Épicerie"; "Total care" is a shampoo."""
    return is_total(told) or any(told.casefold().startswith(f"{word} ") for word in TOTALS)


def is_extra(name: str) -> bool:
    """Whether a column is called what is asked on top of a price, and nothing else: "Dostawka".
    "Petit" is a size, of breakfasts too."""
    if name.strip().casefold() in SIZE:
        return False
    words = re.findall(r"[^\W\d_]+", name.casefold())
    beside = all(word in EXTRAS | FEES | PER or is_unit(word) for word in words)
    return beside and not EXTRAS.isdisjoint(words)


def is_day(name: str) -> bool:
    """Whether this is a day of the week: what stands beside it is when it is open."""
    first = re.split(r"[\s.,:–/-]+", name.strip().casefold(), maxsplit=1)[0]
    return first in _days()


def day_of(name: str) -> tuple[str, str]:
    """("Montag", "Linseneintopf") of "Montag: Linseneintopf"; ("", name) of any other."""
    first, colon, rest = name.partition(":")
    named = is_day(first) or first.strip().casefold() in EVERY_DAY
    if colon and len(rest.strip()) > 2 and len(first) < 30 and named:
        return first.strip(), rest.strip()
    return "", name


@lru_cache(maxsize=1)
def _days() -> frozenset[str]:
    names: set[str] = set()
    for language in DAYS:
        for width in ("wide", "abbreviated", "short"):
            told = get_day_names(width, locale=Locale(language)).values()
            # "L" is a Saturday in Tallinn, and a litre everywhere.
            names.update(n for name in told if len(n := name.casefold().strip(".")) > 1)
    return frozenset(names)


def is_country(name: str) -> bool:
    """Whether this is a country: what stands beside it is what sending there costs."""
    return any(part.strip().casefold() in _countries() for part in name.split(",")[:3])


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    names: set[str] = set()
    for language in ("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "pl", "cs"):
        names.update(name.casefold() for name in Locale(language).territories.values())
    return frozenset(names)


def _has_phrase(text: str) -> bool:
    folded = text.casefold()
    return any(phrase in folded for phrase in _PHRASES)


def _has_word(text: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(re.findall(r"[^\W\d_]+", text.casefold()))
