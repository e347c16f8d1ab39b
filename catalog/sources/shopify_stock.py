"""Shopify's inventory export: how many there are of each variant in each place, beside a product
file that has no quantities. https://help.shopify.com/en/manual/products/inventory/setup/inventory-csv
"""

from __future__ import annotations

from itertools import islice

from catalog.errors import SourceError
from catalog.sources.opening import Opened, Source
from catalog.sources.platform import BESIDE, Told, grid_of, told_of
from catalog.sources.table import Row
from catalog.sources.words import folded

COLUMNS = (("handle",), ("sku",), ("location",), ("available not editable", "on hand current"))

Left = tuple[tuple[str, tuple[str, ...], int], ...]
"""(SKU, option values, how many) of one handle, one for each place."""


def stock_beside(opened: Opened) -> dict[str, Left]:
    """What the inventory files beside say, by handle."""
    found: dict[str, Left] = {}
    for path in opened.source.beside:
        try:
            with Opened(Source(str(path), path.name, path, opened.source.language)) as other:
                grid = grid_of(other, COLUMNS)
                if grid is None:
                    continue
                names = [folded(name) for name in grid.header]
                for row in islice(grid.rows(), BESIDE):
                    if isinstance(row, Row):
                        told = told_of(names, row)
                        handle = told.get("handle")
                        found[handle] = (*found.get(handle, ()), *_left(told))
        except SourceError:
            continue  # told where it is read itself
    return found


def _left(row: Told) -> Left:
    text = row.get("available not editable", "available", "on hand current")
    if not text.lstrip("-").isdigit() or len(text) > 9:
        return ()  # "not stocked"
    values = tuple(value for n in (1, 2, 3) if (value := row.get(f"option{n} value")))
    return (
        (row.get("sku").lstrip("'"), () if values == ("Default Title",) else values, int(text)),
    )


def counted(left: Left, sku: str, values: tuple[str, ...]) -> int | None:
    """How many there are of one variant in all places; None where none of them tells."""
    own = [n for code, chosen, n in left if (code == sku if sku and code else chosen == values)]
    return sum(own) if own else None
