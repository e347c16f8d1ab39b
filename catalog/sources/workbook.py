"""Spreadsheets (.xlsx, .ods) as tables, each sheet one; read by calamine, which is fast and holds a
sheet in memory whole: workbook_size.py measures it before.
"""

from __future__ import annotations

import re
import zipfile
import zlib
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
from catalog.sources.anytable import products, tables_of
from catalog.sources.cells import BadCell
from catalog.sources.grid import Grid
from catalog.sources.grouping import two_lines
from catalog.sources.headers import LOOKED, header_at
from catalog.sources.money import Exact, currency, is_currency
from catalog.sources.opening import Opened
from catalog.sources.own_records import RECORD, is_own_record, is_record_sheet
from catalog.sources.platforms import platform_of
from catalog.sources.remarks import Remarks, notes_of
from catalog.sources.seam import Format, Found, Item, Rejection
from catalog.sources.spanned import spanned
from catalog.sources.stacked import MOST as stacked_most
from catalog.sources.stacked import under
from catalog.sources.table import Row
from catalog.sources.workbook_size import measure

FORMATS = 4 << 20
"""Bytes of the formats, or of an .ods, that are looked at."""

MOST = 5000
"""Rows of a sheet in which several tables are looked for: what a person keeps by hand."""

Cell = int | float | str | bool | clock | date | datetime | timedelta


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products of all sheets that name some. Raises SourceError."""
    measure(opened, opened.bounds.sheets)
    seen: set[str] = set()
    taken: dict[str, str] = {}
    wrong: list[Rejection] = []
    found_one = False
    remarks = Remarks()
    formatted = _currency(opened, business.currency)
    for name, rows, group in _with_groups(opened, remarks):
        try:
            found = list(_tables(opened, business, name, rows, formatted, taken, remarks, group))
        except SourceError as exc:
            wrong.append(Rejection(opened.source.name, 0, f"sheet {name}", "", str(exc)))
            continue
        found_one = True
        for one in (item for table in found for item in table):
            if isinstance(one, Item) and one.id in seen:
                reason = f"was read in a sheet before {name}"
                yield Rejection(opened.source.name, one.row, "id", one.id, reason)
            else:
                seen.update([one.id] if isinstance(one, Item) else [])
                yield one
    if not found_one and wrong:
        raise SourceError(wrong[0].reason)
    yield from wrong
    yield from remarks.passages(opened)


def sheets(opened: Opened) -> Iterator[tuple[str, Grid]]:
    """The name and the table of each sheet that is shown. Raises SourceError."""
    measure(opened, opened.bounds.sheets)
    for name, rows in _sheets(opened):
        grid, _ = _grid(opened, name, rows, "")
        yield name, grid


def _tables(
    opened: Opened,
    business: Business,
    name: str,
    rows: Sequence[Sequence[Cell]],
    currency: str,
    taken: dict[str, str],
    remarks: Remarks,
    group: str = "",
) -> Iterator[Iterator[Found]]:
    """What each table of a sheet holds. `group`: the sheet's name, where that tells of it."""
    grid, above = _grid(opened, name, rows, currency)
    if len(rows) <= MOST and platform_of(grid.header) is None:
        first = [[_text(cell) for cell in row] for row in rows[:LOOKED]]
        remarks.above(first[: header_at(first)])
        grid = remarks.parted(grid)
    platform = platform_of(grid.header) is not None
    tables = [grid] if platform or len(rows) > MOST else tables_of(grid, above)
    tables = [under(table, group) for table in tables] if group else tables
    for number, table in enumerate(tables):
        yield products(opened, business, table, f"{name} {number + 1}" if number else name, taken)


def _with_groups(
    opened: Opened, remarks: Remarks
) -> Iterator[tuple[str, Sequence[Sequence[Cell]], str]]:
    """(name, rows, group) of the sheets: several of one header are groups of one list, called as
    they are; lines of one cell beside tables are notes, and told in the report alone; a sheet of
    days and hours is a remark."""
    if opened.size > stacked_most:
        yield from ((name, rows, "") for name, rows in _sheets(opened))
        return
    sheets = list(_sheets(opened))
    heads = [_head(rows) for _, rows in sheets]
    tables = any(len(set(head) - {""}) > 1 for head in heads)
    for (name, rows), head in zip(sheets, heads, strict=True):
        if tables and all(sum(cell != "" for cell in row) < 2 for row in rows):
            opened.notices.append(f"{opened.source.name}: sheet {name} holds no table.")
            continue
        if tables and (notes := notes_of([[_text(cell) for cell in row] for row in rows[:LOOKED]])):
            for line in (name, *notes) if name not in notes else notes:
                remarks.add(1, line)
            continue
        if _is_record(opened, name, rows, several=len(sheets) > 1):
            opened.notices.append(f"{opened.source.name}: sheet {name}{RECORD}")
            continue
        again = heads.count(head) > 1 and len(head) > 1 and not _UNNAMED.fullmatch(name)
        yield name, rows, name if again else ""


_UNNAMED = re.compile(r"[^\W\d_]{3,10}\s?\d{1,3}")
"""What a program calls a sheet: "Sheet1", "Tabelle 2"."""


def _head(rows: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    first = [[_text(cell).strip() for cell in row] for row in rows[:LOOKED]]
    return tuple(first[header_at(first)]) if first else ()


def _is_record(opened: Opened, name: str, rows: Sequence[Sequence[Cell]], *, several: bool) -> bool:
    """Whether a sheet is the shop's own record. A workbook's only one is called anything."""
    grid, _ = _grid(opened, name, rows, "")
    if sum(map(bool, grid.header)) < 2 or platform_of(grid.header) is not None:
        return False
    sample = grid.sample()
    named = several and is_record_sheet(name, grid.header, sample)
    return named or is_own_record(grid.header, sample)


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


_FORMATS = re.compile(rb'office:currency="([A-Z]{3})"|formatCode="([^"]{1,200})"')
_SIGN = re.compile(r"\[\$([^\]\-]{1,5})|&quot;\s{0,3}([^&\d\s]{1,4})\s{0,3}&quot;|([€£])")


def _currency(opened: Opened, home: str) -> str:
    """The one currency in which a workbook's cells are formatted; empty where it is not one."""
    found: set[str] = set()
    try:
        with zipfile.ZipFile(opened.stream()) as archive:
            for part in ("content.xml", "xl/styles.xml"):
                if part in archive.namelist():
                    with archive.open(part) as held:
                        for code, written in _FORMATS.findall(held.read(FORMATS)):
                            signs = (
                                [code.decode()]
                                if code
                                else _signs(written.decode("utf-8", "replace"))
                            )
                            found.update(filter(None, (_meant(sign, home) for sign in signs)))
    except (zipfile.BadZipFile, OSError, zlib.error, NotImplementedError, EOFError):
        return ""
    return found.pop() if len(found) == 1 else ""


def _signs(written: str) -> list[str]:
    return [sign for found in _SIGN.findall(written) for sign in found if sign]


def _meant(sign: str, home: str) -> str:
    try:
        return currency(sign, home) if is_currency(sign) else ""
    except BadCell:
        return ""


def _grid(
    opened: Opened, name: str, rows: Sequence[Sequence[Cell]], currency: str
) -> tuple[Grid, Sequence[str]]:
    """A sheet's table, and the cells of the line over its header."""
    first = [[_text(cell) for cell in row] for row in rows[:LOOKED]]
    known = (number for number, row in enumerate(first) if platform_of(row) is not None)
    above = next(known, header_at(first))
    header = [_text(cell).strip() for cell in rows[above]]
    over = first[above - 1] if above else []
    told = [cell.strip() for row in first[:above] for cell in row if cell.strip()]
    below = [_text(cell) for cell in rows[above + 1]] if above + 1 < len(rows) else []
    if (whole := two_lines(header, below)) is not None:
        header, above = whole, above + 1
    elif (whole := spanned(over, header)) is not None:
        header = whole

    def numbered() -> Iterator[Row | Rejection]:
        opened.rows = 0
        for number, row in enumerate(rows[above + 1 :], above + 2):
            cells = [_text(cell) for cell in row]
            if any(cells):
                opened.rows += 1
                yield Row(number, cells)

    title = " ".join((opened.source.path.stem, name, *told))
    return Grid(header, numbered, currency=currency, above=title), over


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
    version=13,
    suffixes=frozenset({".xlsx", ".ods"}),
    expected="a spreadsheet (.xlsx, .ods)",
    recognizes=recognizes,
    read=read,
)
