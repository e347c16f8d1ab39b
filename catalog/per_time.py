"""How long the time is that a price is for, by what it is called: "day rate", "Wochenmiete"."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from catalog.folding import fold
from catalog.measures import UNITS, Dimension, measures

_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=4096)
def time_of(name: str) -> float | None:
    """Minutes: of "half day" 720, of "3 days" 4,320, of "week rate" 10,080. None where `name` says
    no time, or a span of several."""
    for measure in measures(name, "."):
        if measure.dimension is Dimension.TIME:
            return measure.low if measure.single else None
    share = 1.0
    for word in map(fold, _WORD.findall(name)):
        if word in _named()["half"]:
            share = 0.5
        elif word in _named()["half_day"]:
            return UNITS["day"][1] / 2
        elif (minutes := _minutes(word)) is not None:
            return minutes * share
    return None


def _minutes(word: str) -> float | None:
    """Of one word: a unit of time, what stands for it, or a compound of it ("Tagesmiete")."""
    if word.startswith(tuple(_named()["apart"])):
        return None
    for form in (word, word.removesuffix("s")):
        if len(form) > 1 and UNITS.get(form, (None, 0))[0] is Dimension.TIME:
            return UNITS[form][1]
    for unit in ("day", "week", "month", "year", "hour"):
        begins = tuple(n for n in _named()["begins"] if n in _named()[unit])
        if word in _named()[unit] or word.startswith(begins):
            return UNITS[unit][1]
    return None


@lru_cache(maxsize=1)
def _named() -> dict[str, frozenset[str]]:
    told = tomllib.loads((files("catalog") / "per_time.toml").read_text("utf-8"))
    return {unit: frozenset(map(fold, names)) for unit, names in told.items()}
