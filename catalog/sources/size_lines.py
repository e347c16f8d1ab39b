"""Lines of a list that hold another size of what the line above offers, and no name: "Rye loaf 1 kg
.... 4.90" over "500 g .... 2.70", "Massage 30 min – 35 €" over "60 min – 60 €".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from catalog.sources.list_words import SIZE
from catalog.sources.listparts import Part
from catalog.sources.price_kinds import is_person
from catalog.sources.pricelines import is_measured, priced

Place = tuple[int, int]
"""A part of a section, and a line of it."""

_AT_END = re.compile(
    r"(?P<name>\S.{1,80}?)[\s,;:–-]{1,3}\(?(?P<size>\d{1,4}(?:[.,]\d{1,2})?\s?[^\W\d_]{1,12}|[^\W\d_]{1,20})\)?"
)
_FIRST = re.compile(
    r"\W{0,3}(?P<size>\d{1,4}(?:[.,]\d{1,2})?\s?[^\W\d_]{1,12}|[^\W\d_]{1,20})(?=[\s.:–-])"
)


def size_lines(
    parts: Sequence[Part], home: str
) -> tuple[list[Part], Mapping[Place, tuple[str, str]]]:
    """The parts, with the name above before each size that lacks one; and what is offered in which
    size by such lines: ("Rye loaf", "1 kg")."""
    lines = {(n, at): text for n, part in enumerate(parts) for at, text in enumerate(part.lines)}
    sizes: dict[Place, tuple[str, str]] = {}
    above: Place | None = None
    for place, text in lines.items():
        first = _FIRST.match(text)
        if above is not None and _is_next(parts, above, place):
            named, other = _after_comma(lines[above], home), _after_comma(text, home)
            if named is not None and other is not None and named[0] == other[0] != "":
                sizes[above], sizes[place] = named, other
        if above is not None and first and is_size(first["size"]) and _is_next(parts, above, place):
            base = sizes.get(above) or _sized(lines[above], home)
            told = f"{base[0]} {text.strip(' -•*')}" if base is not None else ""
            found = _sized(told, home) if base is not None else None
            # "Whole body, 60 min" is a thing of its own, below "Back, 30 min".
            if base is not None and found is not None and found[0] == base[0]:
                sizes[above], sizes[place] = base, (base[0], found[1])
                lines[place] = told
        above = place
    made = [
        replace(part, lines=tuple(lines[n, at] for at in range(len(part.lines))))
        if any((n, at) in sizes for at in range(len(part.lines)))
        else part
        for n, part in enumerate(parts)
    ]
    return made, sizes


def _after_comma(text: str, home: str) -> tuple[str, str] | None:
    """("Piano", "30 minutes") of "Piano, 30 minutes – £19"; None of any other line."""
    found = _sized(text, home)
    return found if found is not None and f"{found[0]}, {found[1]}" in text else None


def is_size(text: str) -> bool:
    """Whether a text is a size and nothing else: "500 g", "large"; "Adult" is who pays."""
    named = text.isalpha() and text.casefold() in SIZE and not is_person(text)
    return is_measured(text) or named


def _is_next(parts: Sequence[Part], above: Place, place: Place) -> bool:
    """Whether a line stands below another: in one paragraph, or as the next entry of a list."""
    same = above[0] == place[0]
    entries = parts[above[0]].entry and parts[place[0]].entry and place[0] == above[0] + 1
    return same or (entries and len(parts[above[0]].lines) == 1)


def _sized(text: str, home: str) -> tuple[str, str] | None:
    """("Rye loaf", "1 kg") of a line that offers it at one price; None of any other."""
    found = priced(text, home)
    if found is None or len(found.offers) > 1 or found.offers[0].choice:
        return None
    if found.beside:
        return (found.name, found.beside) if is_size(found.beside) else None
    match = _AT_END.fullmatch(found.name)
    if match is None or not is_size(match["size"]):
        return None
    name = match["name"].rstrip(" ,;:–-(")
    return (name, match["size"]) if "(" not in name or ")" in name else None
