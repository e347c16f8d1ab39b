"""A line above a table's header whose cells say what several columns are of: "Verkoop" over "excl.
btw" and "incl. btw", "Inkoop" over "prijs".
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.price_kinds import is_kind, is_sized

LONGEST = 30
"""Characters of what stands above several columns. What is longer is a remark."""

_TELLS = KEPT_BACK | {Says.PRICE, Says.SELL, Says.FORMER, Says.STOCK}
"""What the line above may say that a column's own name does not."""


def spanned(above: Sequence[str], header: Sequence[str]) -> list[str] | None:
    """The header with what stands above its names, where that says more of them; None where the
    line above is none of such: a title, or a row of another table."""
    cells = [cell.strip() for cell in above[: len(header)]]
    filled = [place for place, cell in enumerate(cells) if cell]
    if any(cell.strip() for cell in above[len(header) :]):
        return None
    if not filled or (len(filled) == 1 and filled[0] == 0) or 2 * len(filled) > len(header):
        return None
    if any(char.isdigit() for place in filled for char in cells[place]):
        return None
    names: list[str] = []
    over = ""
    for cell, name in zip(cells, (name.strip() for name in header), strict=False):
        over = cell or over
        names.append(f"{over} {name}" if name and _tells_more(over, name) else name)
    names += [name.strip() for name in header[len(cells) :]]
    return names if names != [name.strip() for name in header] else None


def _tells_more(over: str, name: str) -> bool:
    """Whether what stands above says whose price a column holds. A size or a season of a price
    needs no more words, unless they are those of the shop's own."""
    told = says(over) - says(name)
    if len(over) > LONGEST or is_sized(name):
        return False
    return bool(told & KEPT_BACK) or (bool(told & _TELLS) and not is_kind(name))
