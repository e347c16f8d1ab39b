"""The words around an amount, and those in its place: "from", "on request", "free", "instead of".

Those of some thirty languages are in prices.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.kept_tables import toml_table

LONGEST = 120
"""Characters of a price with all that stands around it. What is longer is prose."""

_HELD: dict[str, Any] = toml_table(Path(__file__).with_name("prices.toml"))
_BLANKS = re.compile(r"[\s.,;:()\[\]!'\-_]+")
SIGNS = str.maketrans(
    {
        **dict.fromkeys("−–—―‑‒‐﹣－", "-"),
        **dict.fromkeys("’‘´`ʼ′", "'"),
        **dict.fromkeys("\u00a0\u202f\u2009\u2007\u2002\u2003\t\r\n", " "),
        **dict.fromkeys("*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰®™", ""),
        "⁄": "/",
        "∕": "/",
        "：": ":",
    }
)
"""Signs that are written in several ways, as one of them."""


def bare(text: str) -> str:
    """Words as prices.toml is asked for them: small, no signs at the ends, one blank between."""
    return _BLANKS.sub(" ", text.casefold()).strip()


def words_of(name: str) -> frozenset[str]:
    """A list of prices.toml, as `bare` has its words."""
    return frozenset(bare(word) for word in _HELD[name])


def written(name: str) -> tuple[str, ...]:
    """A list of prices.toml as it is written there, with its signs."""
    return tuple(_HELD[name])


FROM, UPTO, ABOUT, FORMERLY = map(words_of, ("from", "upto", "about", "former"))
VAGUE = FROM | UPTO | ABOUT | FORMERLY
"""Words beside an amount that is not exactly what is asked."""
TO, BETWEEN, DEAL = map(words_of, ("to", "between", "deal"))
EXACT, NET, DONE = map(words_of, ("exact", "net", "done"))
_REQUEST, _FREE, _NONE = map(words_of, ("request", "free", "none"))
WORD = 8
"""Letters of a phrase that may stand within a word: "individuell" in "individuelle"."""
_PHRASES = tuple(
    phrase if len(phrase) > WORD else f" {phrase} "
    for phrase in _REQUEST
    if " " in phrase or len(phrase) > WORD
)

_NAMED, _BEFORE, _AFTER = (
    "|".join(map(re.escape, sorted(words_of(name), key=len, reverse=True)))
    for name in ("price_names", "depends", "depends_behind")
)
_DEPENDS = re.compile(
    rf"(?:{_NAMED}) (?:(?:is |ist |est |es |è |é )?(?:{_BEFORE})(?: [^\W\d_]+['’]?){{0,4}}"
    rf"|(?:[^\W\d_]+ ){{1,3}}(?:{_AFTER}))"
)
"""That a price is a matter of something: "prix selon dessin"."""


def is_said(words: str) -> bool:
    """Whether words are said in an amount's place: "on request", "free"."""
    told = bare(words[:LONGEST])
    said = _REQUEST | _FREE
    alone = told in said or told.replace("/", " ") in said  # "S/M"
    named = any(phrase in f" {told} " for phrase in _PHRASES)
    return alone or named or _DEPENDS.fullmatch(told) is not None


def is_requested(words: str) -> bool:
    """Whether words say, all of them, that one must ask what something costs: "on request"."""
    return bare(words[:LONGEST]) in _REQUEST


def is_free(words: str) -> bool:
    """Whether words say that something costs nothing."""
    return bare(words).replace("/", " ") in _FREE


def is_least(words: str) -> bool:
    """Whether words say that an amount is the least: "from", "ab"."""
    return bare(words[:LONGEST]) in FROM


def is_former(words: str) -> bool:
    """Whether words stand between a price and the one before it: "instead of", "statt"."""
    return bare(words[:LONGEST]) in FORMERLY


def is_none(words: str) -> bool:
    """Whether a price's cell says that there is none: a dash, "n/a"."""
    told = bare(words[:LONGEST].translate(SIGNS))
    return not told or told.replace("/", " ") in _NONE


def priced_words() -> Iterator[str]:
    """Words that stand before or instead of an amount, for what looks for prices in a text."""
    yield from (*FROM, *UPTO, *_REQUEST, *_FREE)
