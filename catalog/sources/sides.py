"""The sides of a thing: "Maße HxBxT" of "85 x 60 x 58" is a height, a width and a depth."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from catalog.records import Attribute

SHORTEST, LONGEST = 3, 60
"""Characters of a cell that tells sides."""

_BY = r"\s*[x×*/]\s*"
_LETTERS = re.compile(rf"(?<![^\W_])([A-Z]){_BY}([A-Z])(?:{_BY}([A-Z]))?(?![^\W_])")
_NUMBER = r"(\d{1,6}(?:[.,]\d{1,3})?)"
_UNIT = r"(?:mm|cm|m|in|inch|ft)"
_SIDES = re.compile(rf"{_NUMBER}{_BY}{_NUMBER}(?:{_BY}{_NUMBER})?\s*(?P<unit>{_UNIT})?\.?")
_IN_NAME = re.compile(rf"(?<![^\W_]){_UNIT}(?![^\W_])")
_BETWEEN = re.compile(r"\s*(?:[x×*/,;]|(?<=\s))\s*")
_LETTERED = re.compile(
    rf"\(?(?P<before>[A-Za-zØ])\)?\s*[.:=]?\s*(?P<number>{_NUMBER})\s*(?P<unit>{_UNIT})?\.?"
    rf"|(?P<number2>{_NUMBER})\s*(?P<unit2>{_UNIT})?\.?\s*\(?(?P<after>[A-Z])\)?\.?"
    rf"(?P<unit3>\s*{_UNIT})?"
)
"""A side with its letter before or behind: "W 80", "H: 180 cm", "30 (T)", "80W"."""


def sides(name: str, text: str, unit: str, language: str) -> Iterator[Attribute]:
    """The sides that a column's `name` has letters for and a cell's `text` numbers; none where
    their counts differ. `language` is tried first: an L is a length, or "largeur"."""
    if not SHORTEST <= len(text) <= LONGEST or text[:2].isalpha() or text.isdigit():
        return  # most cells: a word, a number
    names = _named(name, language)
    told = _SIDES.fullmatch(text.strip()) if names else None
    if told is None:
        yield from _lettered(text.strip(), unit or _unit_in(name), language)
        return
    numbers = [number for number in told.groups()[:3] if number]
    if len(numbers) == len(names):
        for own, number in zip(names, numbers, strict=True):
            yield Attribute(own, number, told["unit"] or unit or _unit_in(name))


def _lettered(text: str, unit: str, language: str) -> Iterator[Attribute]:
    """The sides of a cell that names them itself: "W 80 x H 180 x D 30 cm"; none where anything
    else stands there."""
    if text == text.lower():
        return  # "12.5", "20 kg"
    found, place = list[tuple[str, str, str]](), 0
    while place < len(text):
        told = _LETTERED.match(text, place)
        if told is None:
            return
        letter = told["before"] or told["after"]
        own = told["unit"] or told["unit2"] or (told["unit3"] or "").strip()
        found.append((letter, told["number"] or told["number2"], own))
        between = _BETWEEN.match(text, told.end())
        place = between.end() if between is not None else told.end()
        if between is None and place < len(text):
            return
    letters = [letter for letter, _, _ in found]
    if len(set(letters)) < len(letters) or len(found) < 2:
        return
    names = _called(tuple(letter.casefold() for letter in letters), language)
    last = next((own for _, _, own in reversed(found) if own), unit)
    if not last:
        return  # "W32 L34" of jeans
    for called, (_, number, own) in zip(names, found, strict=False):
        yield Attribute(called, number, own or last)


@lru_cache(maxsize=1_000)
def _unit_in(name: str) -> str:
    found = _IN_NAME.search(name)
    return found[0] if found is not None else ""


@lru_cache(maxsize=1_000)
def _named(name: str, language: str) -> tuple[str, ...]:
    """What the letters of a column's name stand for, in the first language that has all."""
    found = _LETTERS.search(name)
    letters = [letter.casefold() for letter in found.groups() if letter] if found else []
    return _called(tuple(letters), language)


@lru_cache(maxsize=1_000)
def _called(letters: tuple[str, ...], language: str) -> tuple[str, ...]:
    """What these letters stand for, in the first language that has all; none of one said twice."""
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
