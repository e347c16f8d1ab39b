"""A table that says how large a size is, and offers nothing: it is told as text (told_tables.py).

Size   Chest cm   Waist cm            EU   UK    Foot length mm
S      84-88      66-70               36   3.5   225
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from catalog.folding import fold
from catalog.measures import UNITS
from catalog.sources.cells import line
from catalog.sources.column_meanings import understood
from catalog.sources.column_names import bare_of
from catalog.sources.grid import Grid
from catalog.sources.list_words import MEASURED_OF, SIZE, SIZE_GUIDES, SIZE_SYSTEMS
from catalog.sources.meanings import PRICES, STOCKS
from catalog.sources.opening import Opened
from catalog.sources.price_kinds import is_sized, is_time, says_price
from catalog.sources.table import Row
from catalog.sources.words import FIELDS, folded

WIDEST, MOST = 20, 300
"""Columns and rows of such a table."""

FIGURES = 0.8
"""Of a column's cells are figures, where it is one of sizes or measures."""

SOLD = frozenset(
    ("price", "sale_price", "list_price", "unit_price", "stock", "availability", "sku", "gtin")
) | {"brand", "image", "link", PRICES, STOCKS}
_WORDS = re.compile(r"[^\W\d_]{3,60}")
_NAMES = frozenset(n for field in ("title", "sku", "id") for n in FIELDS[field])
_BEHIND = re.compile(r"[\s_(\[/,]+")


def chart_of(opened: Opened, grid: Grid, sheet: str) -> list[list[str]]:
    """The rows of a table of sizes; none of a table that is another."""
    header = grid.header
    if opened.source.mapping or not 2 <= len(header) <= WIDEST or any(map(says_price, header)):
        return []
    rows = [row.cells for row in islice(grid.rows(), MOST + 1) if isinstance(row, Row)]
    cells = [row[: len(header)] for row in rows]
    if not 2 <= len(cells) <= MOST or not _is_called_one(opened, header, cells, sheet):
        return []
    columns = list(zip(*cells, strict=True)) if len({len(row) for row in cells}) == 1 else []
    figures = [all_figures(column) for column in columns]
    measured = sum(map(is_measured, (row[0] for row in cells)))
    if not columns or not all(figures[1:]) or not (figures[0] or 2 * measured > len(cells)):
        return []
    told = understood(opened.source.name, header, cells, opened.source.language, {})
    return [] if SOLD & set(told.meanings.values()) else cells


def all_figures(cells: Sequence[str]) -> bool:
    """Whether nearly all cells are sizes, measures or ages, and no names."""
    some = [cell for cell in cells if cell.strip()]
    return bool(some) and sum(map(_is_figure, some)) >= FIGURES * len(some)


def _is_figure(cell: str) -> bool:
    """ "68-80", "up to 62 cm", "2 to 3 years", "XL", "one size", "-"."""
    bare = line(cell)
    if is_sized(bare) or bare.casefold() in SIZE:
        return True
    words = [word.casefold() for word in _WORDS.findall(bare)]
    numbered = any(map(str.isdigit, bare))
    unknown = [w for w in words if fold(w) not in UNITS and w not in SIZE and not is_time(w)]
    return not words if not numbered else all(len(word) < 5 for word in unknown)


def _is_called_one(
    opened: Opened, header: Sequence[str], cells: Sequence[Sequence[str]], sheet: str
) -> bool:
    """Whether the table, or what stands over or before its figures, says that it is one."""
    names = (opened.source.path.stem, sheet)
    if any(spaced(name) in SIZE_GUIDES for name in names):
        return True
    if folded(header[0]) in _NAMES:
        return False  # of its goods the measures
    sides = (header, [row[0] for row in cells if row])
    return any(sum(map(is_measured, side)) > 1 for side in sides)


def is_measured(name: str) -> bool:
    """ "Chest cm", "Fußlänge (mm)", "EU"."""
    bare = bare_of(name).casefold().strip()
    if {bare, name.casefold().strip()} & (MEASURED_OF | SIZE_SYSTEMS):
        return True
    words = [word for word in _BEHIND.split(name.casefold()) if word.strip(")].")]
    while words and fold(words[-1].strip(")].")) in UNITS:
        words.pop()
    return " ".join(words).strip() in MEASURED_OF


def spaced(name: str) -> str:
    return " ".join(re.split(r"[\s_-]+", name.casefold())).strip()
