"""Spreadsheets (.xlsx, .ods) as tables, each sheet one; read by calamine, which is fast and holds a
sheet in memory whole: workbook_size.py measures it before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from catalog.errors import SourceError
from catalog.records import Business
from catalog.sources.anytable import LOOKED, Grid, header_at, products
from catalog.sources.money import Exact
from catalog.sources.opening import Opened
from catalog.sources.platforms import platform_of
from catalog.sources.seam import Format, Found, Item, Rejection
from catalog.sources.table import Row
from catalog.sources.workbook_size import measure

Cell = int | float | str | bool | clock | date | datetime | timedelta


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products of all sheets that name some. Raises SourceError."""
    measure(opened, opened.bounds.sheets)
    seen: set[str] = set()
    taken: dict[str, str] = {}
    wrong: list[Rejection] = []
    found_one = False
    for name, rows in _sheets(opened):
        try:
            found = products(opened, business, _grid(opened, rows), name, taken)
        except SourceError as exc:
            wrong.append(Rejection(opened.source.name, 0, f"sheet {name}", "", str(exc)))
            continue
        found_one = True
        for one in found:
            if isinstance(one, Item) and one.id in seen:
                reason = f"was read in a sheet before {name}"
                yield Rejection(opened.source.name, one.row, "id", one.id, reason)
            else:
                seen.update([one.id] if isinstance(one, Item) else [])
                yield one
    if not found_one and wrong:
        raise SourceError(wrong[0].reason)
    yield from wrong


def _sheets(opened: Opened) -> Iterator[tuple[str, Sequence[Sequence[Cell]]]]:
    name = opened.source.name
    try:
        with CalamineWorkbook.from_filelike(opened.stream()) as book:
            for sheet in book.sheets_metadata:
                shown = sheet.visible == SheetVisibleEnum.Visible
                if shown and sheet.typ == SheetTypeEnum.WorkSheet:
                    rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    if rows:
                        yield sheet.name, rows
    except (CalamineError, OSError, ValueError, TypeError) as exc:
        raise SourceError(f"{name}: the workbook cannot be read ({exc})") from exc


def _grid(opened: Opened, rows: Sequence[Sequence[Cell]]) -> Grid:
    first = [[_text(cell) for cell in row] for row in rows[:LOOKED]]
    known = (number for number, row in enumerate(first) if platform_of(row) is not None)
    above = next(known, header_at(first))
    header = [_text(cell).strip() for cell in rows[above]]

    def numbered() -> Iterator[Row | Rejection]:
        opened.rows = 0
        for number, row in enumerate(rows[above + 1 :], above + 2):
            cells = [_text(cell) for cell in row]
            if any(cells):
                opened.rows += 1
                yield Row(number, cells)

    return Grid(header, numbered)


def _text(cell: Cell) -> str:
    """A cell as it is read: numbers with the 15 digits that a spreadsheet holds."""
    if isinstance(cell, str):
        return cell.replace("\0", "")
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        exact = f"{cell:.15g}"
        return Exact(exact) if "n" not in exact else ""  # nan, inf
    return cell.isoformat() if isinstance(cell, date | clock) else str(cell)


def recognizes(path: Path, sample: str) -> bool:
    return sample.startswith("PK\x03\x04")


FORMAT = Format(
    name="workbook",
    version=2,
    suffixes=frozenset({".xlsx", ".ods"}),
    expected="a spreadsheet (.xlsx, .ods)",
    recognizes=recognizes,
    read=read,
)
