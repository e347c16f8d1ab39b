"""When the seasons are that prices are listed by, as a text of the business says: "High: June,
July, August", "Season Low: From 4 Jan, To 31 Mar". "In August" asks for the price of high season
then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from catalog.cell_words import cell_words
from catalog.cycles import LENGTH, Cycle
from catalog.day_names import month_numbers
from catalog.folding import fold

LONGEST = 300
"""Characters of a line that are read."""

FEWEST, SHORT = 2, 3
"""Seasons of one kind that texts have to tell of: one name alone may be any word. Letters of what a
season is called: "S" is a size."""

_LINE = re.compile(r"\n|(?<=[^\W\d_]{3}[.!?])\s+")
_WORD = re.compile(r"[^\W\d_]+|\d+|[-–—]")
_SEASON = frozenset(map(fold, cell_words("season")))


def seasons_in(
    names: Iterable[str], texts: Iterable[str], languages: tuple[str, ...]
) -> dict[str, frozenset[int]]:
    """A season (one of `names`) to its months, counted from January; those alone of which a text
    says it. Of a month in which two seasons meet both have it."""
    named = ((name, _plain(fold(name).split())) for name in names)
    known = {words: name for name, words in named if len("".join(words)) >= SHORT}
    if len(known) < FEWEST:
        return {}
    months = {fold(n): p for code in languages for n, p in month_numbers(code).items()}
    dated = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(months)))})\b")
    found: dict[str, set[int]] = {}
    for text in texts:
        above = ""
        for line in _LINE.split(text) if dated.search(fold(text)) else ():
            told = _told(line[:LONGEST], known, months)
            if told is None and above:
                told = _told(f"{above} {line}"[:LONGEST], known, months)
            if told is not None:
                found.setdefault(told[0], set()).update(told[1])
            # "High season" over "July, August".
            above = line if _plain(_words(line[:LONGEST])) in known else ""
    many = len(found) >= FEWEST
    return {name: frozenset(held) for name, held in found.items()} if many else {}


def _plain(words: Iterable[str]) -> tuple[str, ...]:
    """Without "season": "high" of "High season"; that word itself where nothing else is said."""
    return tuple(word for word in words if word not in _SEASON)


def _words(line: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(line)]


def _told(
    line: str, known: Mapping[tuple[str, ...], str], months: Mapping[str, int]
) -> tuple[str, set[int]] | None:
    """The season that a line begins with, and the months behind it."""
    words = _words(line)
    bare = [n for n, word in enumerate(words) if word not in _SEASON and word not in "-–—"]
    for size in (2, 1):
        name = known.get(tuple(words[n] for n in bare[:size]))
        if name is not None and len(bare) > size and bare[size - 1] < size + 2:
            held = _months(words[bare[size - 1] + 1 :], months)
            return (name, held) if held else None
    return None


def _months(words: Sequence[str], months: Mapping[str, int]) -> set[int]:
    """The months that are named, with all between the ends of a span: "1 April to 31 May", "June
    16 – August 31", and not "30 June and 1 to 14 September"."""
    held: set[int] = set()
    last: int | None = None
    spans = False
    for at, word in enumerate(words):
        if word in months:
            place, length = months[word], LENGTH[Cycle.YEAR]
            steps = (place - last) % length if spans and last is not None else 0
            held |= {(place - n) % length for n in range(steps + 1)}
            last, spans = place, False
        elif word in _TO or word in "-–—":
            before = [w for w in words[max(0, at - 2) : at] if not w.isdigit()]
            spans = bool(before) and before[-1] in months
    return held


_TO = frozenset(map(fold, cell_words("to"))) - frozenset(map(fold, cell_words("and")))
