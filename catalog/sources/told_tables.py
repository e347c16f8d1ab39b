"""A table that offers nothing is told as text, a line for each row: how large a size is, where
something is sent and for how much, when which season is.

Season   From    To       Min nights          Zone   Area         Fee
Low      4 Jan   31 Mar   2                   1      Old Town     0.00

Read as goods, "Old Town" would be the cheapest thing that a restaurant sells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from catalog.cell_words import cell_words
from catalog.errors import SourceError
from catalog.folding import fold
from catalog.measures import UNITS
from catalog.sources.cells import line
from catalog.sources.column_names import unit_of
from catalog.sources.column_words import KEPT_BACK, Says, says
from catalog.sources.grid import Grid
from catalog.sources.html import ENTRY
from catalog.sources.list_words import SENDING, SENDING_OF
from catalog.sources.money import is_currency
from catalog.sources.opening import Opened
from catalog.sources.own_records import holds_contacts, is_own_record
from catalog.sources.price_kinds import says_price
from catalog.sources.prose import Prose
from catalog.sources.seam import Found
from catalog.sources.size_charts import MOST, WIDEST, is_measured, spaced
from catalog.sources.sums import is_amount
from catalog.sources.table import Row

SIZES = "says how large sizes are"
ZONES = "says where something is sent, and what that costs"
SEASONS = "says when which season is"
NO_GOODS = "has no column that names goods"
"""Why a table is told as text, for the report."""

_OWN = KEPT_BACK | {Says.MAYBE_COST, Says.PAY, Says.COLLEAGUES}
_UNIT = re.compile(r"(?P<name>\S.{0,60}?)[\s_]?[\s_(\[/](?P<unit>[^\W\d_]{1,6})[)\]]?")
_SEASON = frozenset(map(fold, cell_words("season")))
_CENTS = re.compile(r"\d{1,6}[.,]\d{1,2}")


class NamelessError(SourceError):
    """No column of a table names what is sold."""


def zones_of(opened: Opened, grid: Grid, sheet: str) -> list[list[str]]:
    """The rows of a table that is called by where something is sent: "delivery_zones.csv",
    "Versandkosten". None of another."""
    names = (opened.source.path.stem, sheet)
    words = [spaced(name).split() for name in names]
    called = any(
        not SENDING.isdisjoint(told) and (SENDING | SENDING_OF).issuperset(told) for told in words
    )
    goods = any(says(name) & {Says.STOCK, Says.SELL} for name in grid.header)
    return _rows(opened, grid) if called and not goods else []


def seasons_of(opened: Opened, grid: Grid) -> list[list[str]]:
    """The rows of a table that says when which season is, and asks no price for it; none of
    another."""
    dated = _SEASON.issuperset(map(fold, grid.header[:1])) and bool(grid.header)
    dated = dated and not any(map(says_price, grid.header))
    return _rows(opened, grid) if dated else []


def nameless(opened: Opened, grid: Grid) -> list[list[str]]:
    """The rows of a table of which no column names goods; none where it may be the shop's own."""
    rows = _rows(opened, grid)
    worded = [sum(map(_is_worded, column)) for column in zip(*rows, strict=True)] if rows else []
    own = any(says(name) & _OWN for name in grid.header) or is_own_record(grid.header, rows)
    if own or holds_contacts(rows) or 2 * max(worded, default=0) < len(rows):
        return []
    return rows


def _rows(opened: Opened, grid: Grid) -> list[list[str]]:
    if opened.source.mapping or not 2 <= len(grid.header) <= WIDEST:
        return []
    rows = [row.cells for row in islice(grid.rows(), MOST + 1) if isinstance(row, Row)]
    cells = [list(row[: len(grid.header)]) for row in rows]
    even = len({len(row) for row in cells}) == 1
    return cells if even and 2 <= len(cells) <= MOST else []


def _is_worded(cell: str) -> bool:
    return sum(map(str.isalpha, cell)) > 2


def told_as_text(
    opened: Opened,
    grid: Grid,
    cells: Sequence[Sequence[str]],
    sheet: str,
    why: str,
    currency: str = "",
) -> Iterator[Found]:
    """A table as it is read, with the columns' names in each line. `why` is for the report;
    `currency` is said behind bare sums, where it is given."""
    opened.notices.append(
        f"{opened.source.name}: {sheet or 'the table'} {why}; it is told as text."
    )
    stem = opened.source.path.stem.replace("_", " ")
    heading = (stem, sheet) if any(map(str.isalpha, sheet)) and sheet != stem else (stem,)
    columns = list(zip(*cells, strict=True))
    sums = {n for n, column in enumerate(columns) if currency and _asks(grid.header[n], column)}
    told = ([_sum(c, currency) if n in sums else c for n, c in enumerate(row)] for row in cells)
    text = "\n".join(_told(grid.header, row) for row in told)
    prose = Prose(opened, opened.source.language, opened.source.link)
    yield from prose.passages(heading, text, 1, f"{grid.place} 1", wrapped=True)


def _asks(name: str, column: Sequence[str]) -> bool:
    """Whether a column holds sums of money without a sign: one of them at least has cents."""
    some = [cell.strip() for cell in column if cell.strip()]
    amounts = sum(map(is_amount, some))
    return not unit_of(name) and 2 * amounts > len(some) and any(map(_CENTS.fullmatch, some))


def _sum(cell: str, currency: str) -> str:
    bare = cell.strip()
    if not is_amount(bare) or not bare[-1:].isdigit():
        return cell
    return f"{bare}0 {currency}" if re.search(r"[.,]\d$", bare) else f"{bare} {currency}"


def _told(header: Sequence[str], row: Sequence[str]) -> str:
    """ "• Size S: Chest 84-88 cm, Waist 66-70 cm"."""
    header = [line(name.replace("_", " ")) for name in header]
    first, told = line(header[0]), line(row[0])
    first = told if is_measured(told) or told.startswith(first) else f"{first} {told}".strip()
    pairs = zip(header[1:], row[1:], strict=False)
    others = (_with_unit(line(name), line(cell)) for name, cell in pairs if cell.strip())
    return f"{ENTRY}{first}: {', '.join(others)}"


def _with_unit(name: str, cell: str) -> str:
    """ "Height 80-92 cm" of the column "Height cm", "fee 29 €" of "fee €"."""
    bare, _, sign = name.rpartition(" ")
    if bare and is_currency(sign.strip("()")) and cell[-1:].isdigit():
        return f"{bare} {cell} {sign.strip('()')}".strip()
    found = _UNIT.fullmatch(name)
    if found is None or fold(found["unit"]) not in UNITS or not cell[-1:].isdigit():
        return f"{name} {cell}".strip()
    return f"{found['name']} {cell} {found['unit']}"
