"""Prices of several sizes with a slash between, where the sizes stand above: "BY THE GLASS /
BOTTLE" over "Rioja .... 7 / 32". Without them two amounts would be told as the ends of one price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from catalog.price_units import is_unit
from catalog.sources.list_words import KINDS, SIZE
from catalog.sources.listparts import Part

LONGEST = 160
"""Characters of a line that is looked at."""

_SIZE = r"(?:\d{1,4}(?:[.,]\d{1,2})?\s?[^\W\d_]{0,3}|[^\W\d_]{2,14})"
_NAMES = re.compile(rf"(?<![\w/,.])(?P<names>{_SIZE}(?:\s?/\s?{_SIZE}){{1,4}})(?![\w/])")
_SUM = r"(?:[€$£]\s?)?\d{1,4}(?:[.,]\d\d|[.,][-–—]{1,2})?(?:\s?(?:€|\$|£|zł|Kč|kr|TL|[A-Z]{3}))?"
_ROW = re.compile(
    r"(?P<name>\S[^\t]{1,90}?)(?:\s{0,9}(?:\.\s?){2,90}|\s{0,9}[…·_]{1,90}|\s[-–—]|:|\s)\s{0,90}"
    rf"(?P<sums>{_SUM}(?:\s?/\s?{_SUM}){{1,4}})"
)


def apart(parts: Sequence[Part], heading: Sequence[str], home: str) -> Iterator[Part]:
    """The parts; rows of as many prices as sizes were named above are a table."""
    names: list[str] = next(filter(None, map(sizes, reversed(heading))), [])
    for part in parts:
        if part.grid:
            yield part
            continue
        rows: list[tuple[list[str], str, tuple[str, ...]]] = []
        for text in part.lines:
            own, told = _own(text)
            sums = told or (_sums(text, len(names)) if names else ())
            names = (sizes(text) or names) if not sums else names
            rows.append((own or names, text, sums))
        if any(sums for _, _, sums in rows):
            yield from _cut(part, rows, home)
        else:
            yield part


def _own(text: str) -> tuple[list[str], tuple[str, ...]]:
    """The sizes that a line itself names, and its name and prices: "Tartare small / large 19 / 28".
    None of any other."""
    found = _ROW.fullmatch(text.strip()) if len(text) <= LONGEST and text.count("/") > 1 else None
    named = _NAMES.search(found["name"]) if found else None
    if found is None or named is None or named.end() < len(found["name"].rstrip(" :–-")):
        return [], ()
    names = sizes(named["names"])
    told = _sums(f"{found['name'][: named.start()].strip()}\t{found['sums']}", len(names))
    return (names, told) if names and told else ([], ())


def _cut(
    part: Part, rows: Sequence[tuple[list[str], str, tuple[str, ...]]], home: str
) -> Iterator[Part]:
    """A part as tables of its rows of prices, and lines."""
    for (names, told), some in groupby(rows, lambda row: (tuple(row[0]), bool(row[2]))):
        held = list(some)
        if told:
            grid = [("", *names), *((name, *_money(sums, home)) for _, _, (name, *sums) in held)]
            yield Part(part.row, grid=tuple(grid), text="\n".join(text for _, text, _ in held))
        else:
            yield replace(part, lines=tuple(text for _, text, _ in held), text="")


def _money(sums: Sequence[str], home: str) -> list[str]:
    return [f"{told} {home}" if told.isdigit() else told for told in sums]


def sizes(text: str) -> list[str]:
    """ "glass", "bottle" of "WINE BY THE GLASS / BOTTLE"; none where a slash parts other words."""
    for found in _NAMES.finditer(text[:LONGEST]):
        names = [name.strip() for name in found["names"].split("/")]
        unit = re.sub(r"^[\d.,\s]+", "", names[-1])
        if unit and is_unit(unit) and names[-1][0].isdigit():
            names = [name if name[-1:].isalpha() else f"{name} {unit}" for name in names]
        if all(map(_is_size, names)):
            return [name.casefold() if name.isupper() else name for name in names]
    return []


def _is_size(name: str) -> bool:
    if name[0].isdigit():
        unit = re.sub(r"^[\d.,\s]+", "", name)
        return bool(unit) and is_unit(unit)
    return name.casefold() in SIZE | KINDS


def _sums(text: str, count: int) -> tuple[str, ...]:
    """The name and the prices of a line that has so many of them; none of any other."""
    found = _ROW.fullmatch(text.strip()) if len(text) <= LONGEST and "/" in text else None
    sums = [told.strip() for told in found["sums"].split("/")] if found else []
    if found is None or len(sums) != count or not any(map(str.isalpha, found["name"])):
        return ()
    return (found["name"].strip(" .…·_:–—-"), *sums)
