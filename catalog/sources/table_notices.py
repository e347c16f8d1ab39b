"""What the owner is told of a table's prices: what was guessed, what was not found, and
the line of tresen.toml that says otherwise.
"""

from __future__ import annotations

from dataclasses import replace

from catalog.sources.columns import Columns
from catalog.sources.contents import likely_price
from catalog.sources.grid import Grid
from catalog.sources.opening import Opened
from catalog.sources.table import Row


def with_coins(columns: Columns, grid: Grid) -> Columns:
    """The columns with those in hundredths that hold whole numbers in all rows: one price with
    decimals says that none of its column is in them."""
    whole = set(columns.money.minor)
    for row in grid.rows():
        if isinstance(row, Row):
            whole -= {name for name in whole if not _are_digits(columns.cell(row, name))}
        if not whole:
            break
    return replace(columns, money=replace(columns.money, minor=frozenset(whole)))


def _are_digits(cell: str) -> bool:
    return not cell or (cell.isascii() and cell.isdigit() and len(cell) < 10)


def coins_told(opened: Opened, columns: Columns, grid: Grid) -> list[str]:
    """What was guessed of whole numbers beside a currency, with the line that says otherwise."""
    if not (column := columns.guessed):
        return []
    place, name = columns.header.index(column), opened.source.name
    cells = (r.cells[place] for r in grid.rows() if isinstance(r, Row))
    example = next((cell for cell in cells if len(cell) > 2), "100")
    return [
        f"{name}: {column} of {example} is read as {example[:-2]}.{example[-2:]}, in the smallest "
        "coins. If it is the whole price, say so in tresen.toml: "
        f'[catalog.mappings."{name}"] "{column}" = "price"'
    ]


def no_price(opened: Opened, columns: Columns, grid: Grid) -> str:
    """What to do where no column was found to tell prices, with the line to copy."""
    likely = likely_price(grid.header, grid.sample(), columns.meanings)
    called = likely or "its name"
    name = opened.source.name
    return (
        f"{name}: no column tells the prices. If one does, say so in tresen.toml: "
        f'[catalog.mappings."{name}"] "{called}" = "price"'
    )
