"""When something that is gone can be had again, as a cell says it: "back in mid March"."""

from __future__ import annotations

import re

from catalog.cell_words import cell_words, either
from catalog.folding import fold
from catalog.sources.words import is_awaited

_PART = re.compile(r"\s*[;,.(–:]\s+|\s-\s")
_LEAD = frozenset(map(fold, cell_words("lead")))
_ORDERED = re.compile(
    rf"(?:[^\W_]+ ){{0,2}}(?:{either(sorted(map(fold, cell_words('ordered'))))})\b"
)
_LONGEST = 200
"""Characters of a cell that are read."""


def says_when_back(name: str, cell: str) -> bool:
    """Whether the cell of a column says so, or the two together: "Available from: Monday"."""
    told = cell[:_LONGEST]
    if fold(name.replace("_", " ").strip()) in _LEAD and any(map(str.isdigit, told)):
        return True
    if any(_ORDERED.match(fold(part.strip())) for part in _PART.split(told)):
        return True
    named = f"{name.replace('_', ' ').strip()} {told}"
    return is_awaited(named) or any(map(is_awaited, _PART.split(told)))
