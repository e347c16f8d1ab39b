"""Several tables of one file whose goods have the same ids: each sheet counts from 1, or offers
what another one names for something else, as instruments for lessons and instruments for hire."""

from __future__ import annotations

from collections.abc import Mapping

from catalog.sources.columns import Columns
from catalog.sources.families import Families, key_of
from catalog.sources.grid import Grid
from catalog.sources.seam import LONGEST, named
from catalog.sources.table import Row


def titles_of(columns: Columns, families: Families, grid: Grid) -> dict[str, str]:
    """The ids of a table's goods with their titles."""
    titles: dict[str, str] = {}
    for row in grid.rows():
        if isinstance(row, Row) and (title := named(columns.cell(row, "title"))):
            titles.setdefault(key_of(columns, families, row), title)
    return titles


def offered_again(
    columns: Columns, titles: Mapping[str, str], taken: Mapping[str, str]
) -> frozenset[str]:
    """Those that a table before names too, and that this one has its own prices for. One that names
    mostly the same is another list of the same goods: last year's, or the trade's."""
    if "price" not in columns.fields and not columns.choices:
        return frozenset()
    same = frozenset(k for k, title in titles.items() if taken.get(k) == title and k == title)
    return same if 2 * len(same) <= len(titles) else frozenset()


def called_by(
    titles: Mapping[str, str], taken: dict[str, str], again: frozenset[str], sheet: str
) -> dict[str, str]:
    """Ids that a table before gave to something else, to what they are called here; this one's are
    added to `taken`."""
    called = {
        key: f"{key} ({sheet})"[:LONGEST]
        for key, title in titles.items()
        if key in again or taken.get(key, title) != title
    }
    for key, title in titles.items():
        taken.setdefault(called.get(key, key), title)
    return called
