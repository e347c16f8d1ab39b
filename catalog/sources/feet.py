"""Rows that sum up a table: what all of it comes to, what the stock is worth, how many rows there
are. They stand at its foot, under any name that says so, and are nothing that is sold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from statistics import median

from catalog.sources.column_words import KEPT_BACK, says
from catalog.sources.contents import is_price
from catalog.sources.list_words import TOTALS, is_part_total
from catalog.sources.table import Row

LONGEST = 60
"""Characters of what a sum is called."""

_WORD = re.compile(r"[^\W\d_]+")


def sums_of(table: Sequence[Row]) -> Iterator[int]:
    """The numbers of the rows at the foot of a table that sum it up. Below them stand remarks of
    one cell alone."""
    counts = [sum(bool(cell.strip()) for cell in row.cells) for row in table]
    usual = median(counts) if counts else 0
    for row, filled in zip(reversed(table), reversed(counts), strict=True):
        if _is_sum(row.cells) and 2 * filled <= usual:
            yield row.number
        elif filled > 1:
            return


def _is_sum(cells: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or len(filled[0]) > LONGEST or not _WORD.search(filled[0]):
        return False
    if len(filled) == 1:  # "Razem pozycji: 14"
        return is_part_total(filled[0]) and filled[0][-1].isdigit()
    if not all(cell[-1:].isdigit() or is_price(cell) for cell in filled[1:]):
        return False
    words = _WORD.findall(filled[0].casefold())
    return bool(says(filled[0]) & KEPT_BACK) or not TOTALS.isdisjoint(words)
