"""When something that is gone can be had again, as a cell says it: "back in mid March"."""

from __future__ import annotations

import re

from catalog.sources.words import is_awaited

_PART = re.compile(r"\s*[;,.(–:]\s+|\s-\s")
_LONGEST = 200
"""Characters of a cell that are read."""


def says_when_back(name: str, cell: str) -> bool:
    """Whether the cell of a column says so, or the two together: "Available from: Monday"."""
    told = cell[:_LONGEST]
    named = f"{name.replace('_', ' ').strip()} {told}"
    return is_awaited(named) or any(map(is_awaited, _PART.split(told)))
