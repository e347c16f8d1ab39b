"""The sides of a thing: "Maße HxBxT" of "85 x 60 x 58" is a height, a width and a depth."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from catalog.records import Attribute

_BY = r"\s*[x×*/]\s*"
_LETTERS = re.compile(rf"(?<![^\W_])([A-Z]){_BY}([A-Z])(?:{_BY}([A-Z]))?(?![^\W_])")
_NUMBER = r"(\d{1,6}(?:[.,]\d{1,3})?)"
_SIDES = re.compile(
    rf"{_NUMBER}{_BY}{_NUMBER}(?:{_BY}{_NUMBER})?\s*(?P<unit>mm|cm|m|in|inch|ft)?\.?"
)


def sides(name: str, text: str, unit: str, language: str) -> Iterator[Attribute]:
    """The sides that a column's `name` has letters for and a cell's `text` numbers; none where
    their counts differ. `language` is tried first: an L is a length, or "largeur"."""
    names = _named(name, language)
    told = _SIDES.fullmatch(text.strip()) if names else None
    if told is None:
        return
    numbers = [number for number in told.groups()[:3] if number]
    if len(numbers) == len(names):
        for own, number in zip(names, numbers, strict=True):
            yield Attribute(own, number, told["unit"] or unit)


@lru_cache(maxsize=1_000)
def _named(name: str, language: str) -> tuple[str, ...]:
    """What the letters of a column's name stand for, in the first language that has all."""
    found = _LETTERS.search(name)
    letters = [letter.casefold() for letter in found.groups() if letter] if found else []
    if len(set(letters)) < len(letters):
        return ()
    known = _known()
    for code in dict.fromkeys((language, *known)):
        if letters and all(letter in known.get(code, {}) for letter in letters):
            return tuple(known[code][letter] for letter in letters)
    return ()


@lru_cache(maxsize=1)
def _known() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("catalog.sources") / "sides.toml").read_text("utf-8"))
