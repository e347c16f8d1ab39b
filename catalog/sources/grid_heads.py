"""A header of two rows over a table of a page or document, as one."""

from __future__ import annotations

import re
from itertools import pairwise

from catalog.sources.column_words import KEPT_BACK, says
from catalog.sources.line_prices import PRICE


def one_header(cells: list[list[str]]) -> list[list[str]]:
    """Two rows of names as one, where cells of the first reach into the second ("Performance" over
    "Flow" beside a "Model" that covers both) or over several columns of it."""
    if len(cells) < 3 or len(cells[0]) != len(cells[1]):
        return cells
    first, second = cells[0], cells[1]
    if any(PRICE.search(c) for c in (*first, *second)):
        return cells
    if any(re.fullmatch(r"[\d.,\s]+", cell) for cell in second):
        return cells
    reach = sum(1 for one, two in zip(first, second, strict=True) if one and one == two)
    over = any(one and one == two for one, two in pairwise(first)) and len(set(first)) > 1
    if reach == len(first) or not (reach or (over and all(second[:-1]))):
        return cells
    twice = len(set(second)) < len(second)
    return [[_below(*two, twice) for two in zip(first, second, strict=True)], *cells[2:]]


def _below(over: str, name: str, twice: bool) -> str:
    """A name with what stands over it, where that says more: which of two, or that it is the shop's
    own."""
    if over in ("", name):
        return name
    if twice:
        return f"{over}\n{name}".strip()
    return f"{over} {name}" if says(over) & KEPT_BACK else name
