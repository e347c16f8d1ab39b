"""Any other table of products: CSV of any delimiter and encoding, a workbook, a JSON array.

Nobody says what its columns mean: column_meanings.py finds it out, and the report tells it.
Rows of one product are its variants; its id is its group's (a slug, a parent's number), else its
own id, article number or barcode, else its title's.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from babel import localedata

from catalog.errors import SourceError
from catalog.records import Business
from catalog.sources import words
from catalog.sources.abreast import abreast
from catalog.sources.column_meanings import understood
from catalog.sources.columns import Columns
from catalog.sources.composed_titles import made, routed
from catalog.sources.continued import continued, regrouped
from catalog.sources.entry import Feed
from catalog.sources.families import Families, key_of
from catalog.sources.families import families as families_of
from catalog.sources.gathering import apart, gathered
from catalog.sources.goods_rows import goods_rows
from catalog.sources.grid import Grid
from catalog.sources.grouping import grouped, two_lines
from catalog.sources.headers import header_at
from catalog.sources.list_words import is_list
from catalog.sources.opening import Opened
from catalog.sources.own_records import RECORD, is_own_record
from catalog.sources.platform import Grid as Export
from catalog.sources.platform import products as platform_products
from catalog.sources.platforms import platform_of
from catalog.sources.remarks import Remarks
from catalog.sources.seam import Format, Found, Rejection
from catalog.sources.sheets import called_by, offered_again, titles_of
from catalog.sources.size_charts import chart_of
from catalog.sources.spanned import spanned
from catalog.sources.stacked import MOST as stacked_most
from catalog.sources.stacked import stacked, under
from catalog.sources.table import Row, Table, shown
from catalog.sources.table_notices import coins_told, no_price, with_coins
from catalog.sources.taxes import stated
from catalog.sources.text_tables import SUFFIXES, first_lines, recognizes, separator
from catalog.sources.told_tables import (
    NO_GOODS,
    SEASONS,
    SIZES,
    ZONES,
    NamelessError,
    nameless,
    seasons_of,
    told_as_text,
    zones_of,
)
from catalog.sources.two_currencies import in_own

WIDEST = 500
"""Columns of a table. What has more is not a table of products."""

KEPT = 2000
"""Rows of a list that a person keeps by hand, with remarks of their own."""


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products in the order of the file. Raises SourceError where no column names them."""
    lines = first_lines(opened.sample)
    sign = separator(lines)
    first = [_cut(line, sign) for line in lines]
    above = header_at(first)
    whole = two_lines(first[above], first[above + 1]) if above + 1 < len(first) else None
    if whole is not None and len(whole) != len(Table(opened, above + 1).header):
        whole = None  # a quote around a separator: the lines are not cut as the rows are
    last = above + 1 if whole is not None else above

    def rows() -> Iterator[Row | Rejection]:
        opened.rewind()
        yield from Table(opened, last).rows()

    told = [cell.strip() for line in first[:above] for cell in line if cell.strip()]
    title = "\n".join((opened.source.path.stem, *told))
    opened.rewind()
    own = Table(opened, above).header
    own = (spanned(first[above - 1], own) if above else None) or own
    grid = Grid(whole or own, rows, above=title)
    if platform_of(grid.header) is None and is_own_record(grid.header, grid.sample()):
        opened.notices.append(f"{opened.source.name}{RECORD}")
        return iter(())
    if opened.size > stacked_most:
        return products(opened, business, grid)
    remarks = Remarks()
    remarks.above(_rows(lines[:above], sign))
    tables = tables_of(remarks.parted(grid), first[above - 1] if above else ())
    if len(tables) == 1:
        return chain(products(opened, business, tables[0]), remarks.passages(opened))
    return chain(_all(opened, business, tables), remarks.passages(opened))


def _rows(lines: Sequence[str], sign: str) -> list[list[str]]:
    """The rows of lines, a cell over several of them whole; each cut alone where they are none."""
    try:
        return list(csv.reader(lines, delimiter=sign))
    except csv.Error:
        return [_cut(line, sign) for line in lines]


def _cut(line: str, sign: str) -> list[str]:
    """The cells of a line; of one whose quote goes on below, what stands between its signs."""
    plain = line.split(sign)
    if line.count('"') % 2:
        return plain
    try:
        return next(csv.reader([line], delimiter=sign), plain)
    except csv.Error:
        return plain


def tables_of(grid: Grid, above: Sequence[str]) -> list[Grid]:
    """The tables of a grid, beside each other and one below the other. `above`: the cells of the
    line over its header."""
    told = [cell.strip() for cell in above if cell.strip()]
    group = told[0] if len(told) == 1 else ""
    return [table for one in abreast(grid) for table in stacked(one, group)]


def _all(opened: Opened, business: Business, tables: Sequence[Grid]) -> Iterator[Found]:
    taken: dict[str, str] = {}
    for number, table in enumerate(tables, 1):
        yield from products(opened, business, table, str(number), taken)


def products(
    opened: Opened,
    business: Business,
    grid: Grid,
    sheet: str = "",
    taken: dict[str, str] | None = None,
) -> Iterator[Found]:
    """The products of a grid, from wherever it is.

    `taken` are the ids that other sheets gave, with the titles that they gave them to; this one's
    are added. Where each sheet counts from 1, what is not the same is called by its `sheet` too.
    """
    # A name that no text can hold would go on into the report.
    header = [name.encode("utf-8", "replace").decode() for name in grid.header]
    grid = replace(grid, header=header)
    if (platform := platform_of(header)) is not None:
        return platform_products(opened, business, platform, Export(header, grid.rows, grid.place))
    if cells := chart_of(opened, grid, sheet):
        return told_as_text(opened, grid, cells, sheet, SIZES)
    if cells := zones_of(opened, grid, sheet):
        return told_as_text(opened, grid, cells, sheet, ZONES, business.currency)
    if cells := seasons_of(opened, grid):
        return told_as_text(opened, grid, cells, sheet, SEASONS)
    grid = in_own(grid, business.currency)
    whole, width = grid, len(grid.header)
    taxed = stated("\n".join((grid.above, *_remarks(grid))))
    try:
        grid, columns = _understood(opened, grid)
    except NamelessError:
        if cells := nameless(opened, whole):
            return told_as_text(opened, whole, cells, sheet, NO_GOODS)
        raise
    families = families_of(columns, grid.rows)
    if "language" in columns.fields and not _is_language_of_rows(
        opened, business, columns, families, grid
    ):
        columns = columns.without_language()
    columns = _reported(opened, columns, grid)
    feed = _feed(opened, business, columns, grid, taxed)
    called: dict[str, str] = {}
    if taken is not None:
        titles = titles_of(columns, families, grid)
        again = offered_again(columns, titles, taken)
        if again and "category" not in columns.fields and any(map(str.isalpha, sheet)):
            return products(opened, business, under(whole, sheet), sheet, taken)
        called = called_by(titles, taken, again, sheet)
    rows = (row for row in grid.rows() if isinstance(row, Row))
    keys = (key_of(columns, families, row) for row in rows)
    scattered = apart(called.get(key, key) for key in keys)
    lines = goods_rows(feed, columns, families, grid, called, width)
    return gathered(feed, opened, scattered, lines, entries=columns.entries)


def _understood(opened: Opened, grid: Grid) -> tuple[Grid, Columns]:
    """The table with what stands between its rows and over its columns in each row, and what its
    columns mean."""
    grid = made(grouped(grid))
    routes = routed(grid)
    columns = columns_of(opened, routes, routes is not grid, is_list(grid.above))
    return regrouped(continued(routes, columns), columns), columns


def columns_of(opened: Opened, grid: Grid, routed: bool = False, listed: bool = False) -> Columns:
    """`listed`: the table is called a list of prices. Raises SourceError where it is too wide, or
    no column names the products."""
    name, header = opened.source.name, grid.header
    if len(header) > WIDEST:
        raise SourceError(f"{name}: a table of {len(header)} columns; at most {WIDEST}")
    language, given = opened.source.language, opened.source.mapping
    columns = understood(name, header, grid.sample(), language, given, routed, listed)
    if "title" not in columns.fields:
        raise NamelessError(
            f"{name}: no column that names the products (such as Title, Name, Bezeichnung); "
            f"its columns are {shown(', '.join(header)) or 'none'}. If one does, say so in "
            f'tresen.toml: [catalog.mappings."{name}"] "its name" = "title"'
        )
    return columns


def _reported(opened: Opened, columns: Columns, grid: Grid) -> Columns:
    """The columns, of whose hundredths all rows are sure; the report has what they mean."""
    opened.columns.update(columns.meanings)
    if columns.money.minor:
        columns = with_coins(columns, grid)
        opened.notices += coins_told(opened, columns, grid)
    if "price" not in columns.fields and not columns.choices:
        opened.notices.append(no_price(opened, columns, grid))
    return columns


def _feed(
    opened: Opened, business: Business, columns: Columns, grid: Grid, taxed: bool | None
) -> Feed:
    """What holds for all rows. `taxed`: whether the table says that the tax is in its prices."""
    money = columns.money
    own = money.currency or grid.currency or business.currency
    return Feed.of(
        opened,
        business,
        currency="" if "currency" in columns.fields else own,
        called=columns.called,
        tax_included=taxed if money.tax_included is None else money.tax_included,
        place=grid.place,
        shape=str(sorted(columns.meanings.items())),
    )


def _remarks(grid: Grid) -> Iterator[str]:
    """What rows of one cell say, of a list that a person keeps: "Prezzi IVA inclusa"."""
    yield from grid.remarks
    for row in islice(grid.rows(), KEPT):
        filled = [cell for cell in row.cells if cell.strip()] if isinstance(row, Row) else []
        if len(filled) == 1 and " " in filled[0].strip():
            yield filled[0]


def _is_language_of_rows(
    opened: Opened, business: Business, columns: Columns, families: Families, grid: Grid
) -> bool:
    """Whether a column of languages says in which each row is written.

    A bookshop's says in which its books are. So all must be codes, and either of the languages
    that the business speaks, two letters each, or several of them stand beside one id.
    """
    if opened.source.mapping.get(columns.called["language"]) == "language":
        return True
    spoken: dict[str, set[str]] = {}
    short = True
    for row in grid.rows():
        told = columns.cell(row, "language") if isinstance(row, Row) else ""
        if not told or not isinstance(row, Row):
            continue
        code = words.spoken(told)
        if not code or not localedata.exists(code):
            return False
        short = short and len(told) == 2 and code in business.languages
        spoken.setdefault(key_of(columns, families, row), set()).add(code)
    return bool(spoken) and (short or any(len(codes) > 1 for codes in spoken.values()))


FORMAT = Format(
    name="table",
    version=12,
    suffixes=SUFFIXES,
    expected="a table with a column that names the products",
    recognizes=recognizes,
    read=read,
)
