"""The check's own words per language: question templates, and words that statements are read by.

Data files: questions/<language>.toml and reading/<language>.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Templates:
    """Ways of asking, by kind; what wishes are put together from ("without {field}"); and for named
    attributes ("weight") their own ways."""

    texts: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]]
    attributes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ReadingWords:
    """Of all languages together: a reply in the wrong language is read all the same."""

    phrases: Mapping[str, tuple[str, ...]]
    """in_stock, out_of_stock, negators, declines, ...: folded to lower case."""
    days: tuple[tuple[str, ...], ...]
    """Per weekday, 0 is Monday."""
    numbers: Mapping[str, int]
    units: Mapping[str, str]


def asked_in() -> tuple[str, ...]:
    """The languages that questions can be made in."""
    folder = files("agent.check").joinpath("questions")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir()))


@cache
def templates(language: str) -> Templates:
    """The templates of one of the languages of `asked_in`."""
    read = _toml("questions", language)
    named, parts = read.pop("attributes", {}), read.pop("parts", {})
    return Templates(
        texts={key: tuple(ways) for key, ways in read.items()},
        parts={key: tuple(ways) for key, ways in parts.items()},
        attributes={key: tuple(ways) for key, ways in named.items()},
    )


@cache
def reading_words() -> ReadingWords:
    """What replies are read by."""
    phrases: dict[str, list[str]] = {}
    days: list[list[str]] = [[] for _ in range(7)]
    numbers: dict[str, int] = {}
    units: dict[str, str] = {}
    for language in asked_in():
        read = _toml("reading", language)
        numbers |= read.pop("numbers")
        units |= read.pop("units")
        for known, named in zip(days, read.pop("days"), strict=True):
            known += named
        for key, found in read.items():
            phrases.setdefault(key, []).extend(found)
    return ReadingWords(
        phrases={key: tuple(dict.fromkeys(found)) for key, found in phrases.items()},
        days=tuple(tuple(named) for named in days),
        numbers=numbers,
        units=units,
    )


def _toml(folder: str, language: str) -> dict[str, Any]:
    path = files("agent.check").joinpath(folder, f"{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
