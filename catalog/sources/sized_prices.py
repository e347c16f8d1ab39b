"""Prices of one thing with a size beside each, on one line: "cup 7.00 / bowl 11.00", "7.00 slice /
32.00 whole pie"."""

from __future__ import annotations

import re

WORDS = 4
"""Words of a size."""

_APART = re.compile(r"\s+/\s+|\s*[|·;]\s*")
_BRACKETS = re.compile(r"\([^()]{0,60}\)")


def sized_prices(text: str, price: re.Pattern[str]) -> list[tuple[str, str]]:
    """(size, price) of each; none where a part of the line is anything else. `price`: what a price
    looks like."""
    found: list[tuple[str, str]] = []
    sides: set[bool] = set()
    for part in _APART.split(text.strip()):
        told = list(price.finditer(part))
        if len(told) != 1:
            return []
        before, after = part[: told[0].start()].strip(" :–-"), part[told[0].end() :].strip(" :–-")
        size = before or after
        words = _BRACKETS.sub(" ", size).split()
        lettered = any(map(str.isalpha, "".join(words)))
        if (before and after) or not lettered or len(words) > WORDS:
            return []
        sides.add(bool(before))
        found.append((size, told[0][0].strip()))
    sizes = {size.casefold() for size, _ in found}
    return found if len(found) > 1 and len(sizes) == len(found) and len(sides) == 1 else []
