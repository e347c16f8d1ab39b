"""Prices that a table tells in two currencies: in two columns ("Цена €", "Цена лв."), or in one
whose name says both, "Цена (€ / лв.)" over "6,00 / 11,73". The business's own is what is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from catalog.sources.cells import BadCell
from catalog.sources.grid import Grid
from catalog.sources.money import currency, is_currency
from catalog.sources.seam import Rejection
from catalog.sources.table import Row
from catalog.sources.words import folded

_WORD = re.compile(r"[€$£¥₺₴₽]|[^\W\d_]{2,5}\.?")
_BOTH = re.compile(r"\s*(\d[\d.,' ]{0,15}?)\s?[/|(–-]\s?(\d[\d.,' ]{0,15}?)\)?\s*")
"""Two amounts without their signs."""


def foreign(names: Sequence[str], home: str) -> frozenset[int]:
    """The columns that tell in another currency what a column beside them tells in the own one."""
    told = [(_bare(name), _codes(name, home)) for name in names]
    own = {bare for bare, codes in told if codes == [home]}
    return frozenset(
        place
        for place, (bare, codes) in enumerate(told)
        if len(codes) == 1 and codes != [home] and bare in own
    )


def signed(names: Sequence[str], cells: Sequence[str], home: str) -> list[str]:
    """The cells of a row, with the currencies of two amounts as their column's name has them."""
    return [
        _signed(names[place], cell, home) if place < len(names) and cell else cell
        for place, cell in enumerate(cells)
    ]


def in_own(grid: Grid, home: str) -> Grid:
    """A table without the columns that tell the same in another currency, and with the currencies
    of two amounts in each cell whose column's name says both."""
    other = foreign(grid.header, home)
    if not other and not any(len(_codes(name, home)) == 2 for name in grid.header):
        return grid
    rows, header = grid.rows, grid.header

    def kept(cells: Sequence[str]) -> list[str]:
        return [cell for place, cell in enumerate(cells) if place not in other]

    def read() -> Iterator[Row | Rejection]:
        for row in rows():
            if isinstance(row, Row):
                row = Row(row.number, kept(signed(header, row.cells, home)))
            yield row

    return replace(grid, header=kept(header), rows=read)


def _signed(name: str, cell: str, home: str) -> str:
    codes = _codes(name, home)
    match = _BOTH.fullmatch(cell) if len(codes) == 2 and home in codes else None
    return f"{match[1]} {codes[0]} / {match[2]} {codes[1]}" if match else cell


def _codes(name: str, home: str) -> list[str]:
    """The currencies that a column's name says, each once."""
    found: dict[str, None] = {}
    for word in filter(is_currency, _WORD.findall(name)):
        try:
            found.setdefault(currency(word, home))
        except BadCell:
            return []
    return list(found)


def _bare(name: str) -> str:
    """A column's name without its currencies."""
    return folded(_WORD.sub(lambda told: " " if is_currency(told[0]) else told[0], name))
