"""Times of day in cells and messages: "18:30-20:00", "8 pm", "20 Uhr", "18h30"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from catalog.cell_words import cell_words, either
from catalog.day_names import LANGUAGES, days
from catalog.folding import fold

DAY = 24 * 60
"""Minutes."""

LONGEST = 120
"""Characters of a cell in which times are looked for."""

MOST = 0.75
"""Of a column's cells have to be times."""

EARLY = 5 * 60
"""Before it hardly anything begins: a column of smaller ones tells how long something takes."""

LATER = 7
"""From this hour on "18 h" is a time; "2 h" is how long something takes."""

_HALF = r"(?P<half>[ap])\.?\s?m\b\.?"
_TIME = re.compile(
    r"(?<![\d.,:])(?P<hour>2[0-4]|[01]?\d)(?!\d)"
    r"(?:(?P<sign>[:h.])(?P<minute>[0-5]\d)(?!\d|[.,]\d))?"
    rf"\s?(?:{_HALF}|(?P<mark>{either(cell_words('oclock'))})(?!\w)"
    rf"|(?P<loose>{either(cell_words('oclock_or_hours'))})(?!\w))?",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"\s*(?:{either(w for w in cell_words('to') if w not in cell_words('and'))})\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day at `start` to `end` of a text, in minutes since midnight.

    `halved` says that "am" or "pm" tells which half of the day it is of.
    """

    minute: int
    start: int
    end: int
    halved: bool = False


def times(text: str) -> list[Clock]:
    """The times that a text writes so that nothing else can be meant: with a colon, an "h" between,
    or a mark behind. A point is one where a mark or another time follows: "10.00-11.30"."""
    found: list[Clock] = []
    dotted: Clock | None = None
    for match in _TIME.finditer(text):
        loose = match["loose"] and int(match["hour"]) >= LATER
        marked = bool(match["half"] or match["mark"] or loose)
        one = _clock(match)
        plain = one is not None and (marked or match["sign"] in (":", "h", "H"))
        if one is None or not (plain or match["sign"] == "."):
            dotted = None
            continue
        joined = dotted is not None and _SPAN.fullmatch(text[dotted.end : one.start])
        if dotted is not None and joined:
            found.append(dotted)
        if plain or joined:
            found.append(one)
        dotted = None if plain or joined else one
    return found


def _clock(match: re.Match[str]) -> Clock | None:
    """None of "13 pm", and of an hour alone without any mark."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].casefold() == "p" else 0)
    elif not (match["sign"] or match["mark"] or match["loose"]):
        return None
    total = hour * 60 + minute
    return Clock(total % DAY, *match.span(), bool(match["half"])) if total <= DAY else None


def starts(cell: str, languages: tuple[str, ...] = LANGUAGES) -> tuple[int, ...]:
    """When what a cell tells of begins: of a span its first time, of several each. Empty where the
    cell says anything but times and days."""
    found = times(cell) if len(cell) <= LONGEST else []
    if not found:
        return ()
    rest, last = "", 0
    begun: list[int] = []
    for n, one in enumerate(found):
        between = cell[last : one.start]
        if not (n and _SPAN.fullmatch(between)):
            begun.append(one.minute)
            rest += between + " "
        last = one.end
    rest += cell[last:]
    words = re.findall(r"[^\W\d_]+", fold(rest))
    alone = _beside(languages).issuperset(words) and not re.search(r"\d", rest)
    return tuple(begun) if alone else ()


@cache
def _beside(languages: tuple[str, ...]) -> frozenset[str]:
    """What may stand beside times: the names of days, and what joins them."""
    groups = ("and", "to", "beside_day", "every_day", "working_days", "weekend")
    joining = (w for run in cell_words(*groups) for w in re.findall(r"\w+", fold(run)))
    return frozenset((*joining, *(fold(name) for code in languages for name in days(code))))


def are_times(cells: Sequence[str]) -> bool:
    """Whether cells tell when something begins."""
    read = [starts(cell) for cell in cells]
    begun = [minute for some in read for minute in some]
    late = sum(minute >= EARLY for minute in begun)
    return sum(map(bool, read)) >= MOST * max(1, len(cells)) and late >= MOST * max(1, len(begun))
