"""Exports of shop systems and tills, as tables: what they have in common.

A platform says by which columns its files are known, which rows are of one product, what is hidden,
and what the rows of one product offer together; platforms/ holds one small module for each. Rows
without a name, parents, surcharges and translations are its own to put together; a price, a date or
a state of stock is read where all are (offer.py).

A second file of the same shop may lie beside (stock, combinations): its rows are laid to those of
the product that they are of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from catalog.errors import SourceError
from catalog.records import Business
from catalog.sources.entry import Entry, Feed
from catalog.sources.gathering import Line, apart, gathered
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Format, Found, LeftOut, Rejection
from catalog.sources.table import DELIMITERS, Row, Table, shown
from catalog.sources.words import folded

LOOKED = 6
"""Lines at the top among which the header is looked for."""

BESIDE = 200_000
"""Rows of a second file that are kept in memory."""

Cells = Mapping[str, str]
"""The cells of a row that hold something, by their column's folded name."""


class Told(NamedTuple):
    """One row. `beside`: it is of the second file that lies beside this one."""

    number: int
    cells: Cells
    beside: bool = False

    def get(self, *names: str) -> str:
        """The first of these columns that holds something."""
        return next((text for name in names if (text := self.cells.get(name, ""))), "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of a file as a whole: `labels` are the columns as they are written."""

    feed: Feed
    labels: Mapping[str, str]


def _no_families(_rows: Iterable[Told]) -> dict[str, str]:
    return {}


def _shown(_row: Told) -> str:
    return ""


def _row_shown(_row: Told, _families: Mapping[str, str]) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Platform:
    """How one kind of export is read. All callables are functions of modules: they are pickled."""

    name: str
    says: str
    """What it is, for messages: "a Wix Stores export"."""
    known_by: tuple[tuple[str, ...], ...]
    """Folded names of columns: one of each tuple must be there."""
    key: Callable[[Told, str, Mapping[str, str]], str]
    """(row, the key of the row above, families) to the product's id; empty: it has none."""
    entries: Callable[[Sheet, Sequence[Told]], list[Entry]]
    """All rows of one product to what can be bought of it."""
    written: str = ""
    """What a column must be called to the letter, where its name alone may be anybody's."""
    families: Callable[[Iterable[Told]], Mapping[str, str]] = _no_families
    """Found in a pass over all rows, where a row alone does not tell its product."""
    hides: Callable[[Told, Mapping[str, str]], str] = _row_shown
    """Why this row is not for customers; empty: it is."""
    hides_all: Callable[[Told], str] = _shown
    """Why this row's whole product is not."""
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field to folded columns, for the report."""
    currency: Callable[[Sequence[str]], str] | None = None
    """What the header says of it."""
    side: tuple[tuple[str, ...], ...] = ()
    """Columns by which a second file of this platform is known, which lies beside."""
    side_key: Callable[[Told], str] | None = None
    own_key: Callable[[Told], str] | None = None
    """What a row of the second file names, and what the row that it is of is named by."""

    def fits(self, header: Sequence[str]) -> bool:
        names = frozenset(map(folded, header))
        return _fits(self.known_by, names) and (not self.written or self.written in header)


def _fits(wanted: tuple[tuple[str, ...], ...], names: frozenset[str]) -> bool:
    return bool(wanted) and all(not names.isdisjoint(some) for some in wanted)


@dataclass(frozen=True, slots=True)
class Grid:
    """A header, and the rows below it each time anew."""

    header: Sequence[str]
    rows: Callable[[], Iterator[Row | Rejection]]
    place: str = "row"


def products(opened: Opened, business: Business, platform: Platform, grid: Grid) -> Iterator[Found]:
    """The products of a grid in the order in which their rows end."""
    names = [folded(name) for name in grid.header]
    called = {
        field: grid.header[names.index(name)]
        for field, known in platform.called.items()
        for name in known[:1] + known[1:]
        if name in names
    }
    said = platform.currency(grid.header) if platform.currency else ""
    feed = Feed.of(
        opened,
        business,
        currency=said or business.currency,
        called=called,
        place=grid.place,
        shape=f"{platform.name} {grid.header}",
    )
    labels = dict(zip(reversed(names), reversed([n.strip() for n in grid.header]), strict=True))
    sheet = Sheet(feed, labels)
    beside = _beside(opened, platform)

    def told() -> Iterator[Told | Rejection]:
        for row in grid.rows():
            yield row if isinstance(row, Rejection) else told_of(names, row)

    families = platform.families(row for row in told() if isinstance(row, Told))
    hidden, keys = _hidden(platform, families, told())
    return gathered(
        feed,
        opened,
        apart(keys),
        _lines(platform, families, told(), hidden, beside),
        entries=partial(platform.entries, sheet),
    )


def told_of(names: Sequence[str], row: Row, beside: bool = False) -> Told:
    cells: dict[str, str] = {}
    for name, cell in zip(names, row.cells, strict=False):
        text = cell.strip()
        if text and name not in cells:
            cells[name] = text if type(cell) is str else cell
    return Told(row.number, cells, beside)


_BESIDE = 1_000
"""Rows of a file beside an export that are taken for one of its own."""


def _hidden(
    platform: Platform, families: Mapping[str, str], rows: Iterable[Told | Rejection]
) -> tuple[dict[str, str], list[str]]:
    """Products that are hidden as a whole, with why; and the keys of all rows."""
    hidden: dict[str, str] = {}
    keys: list[str] = []
    above = ""
    for row in rows:
        if isinstance(row, Rejection):
            continue
        above = platform.key(row, above, families)
        keys.append(above)
        if why := platform.hides_all(row):
            hidden[above] = why
    return hidden, keys


def _lines(
    platform: Platform,
    families: Mapping[str, str],
    rows: Iterable[Told | Rejection],
    hidden: Mapping[str, str],
    beside: Mapping[str, Sequence[Told]],
) -> Iterator[Line[Told] | Rejection | LeftOut]:
    above = ""
    for row in rows:
        if isinstance(row, Rejection):
            yield row
            continue
        above = platform.key(row, above, families)
        if why := hidden.get(above) or platform.hides(row, families):
            yield LeftOut(row.number, why)
            continue
        yield Line(above, [f"{k}={v}" for k, v in row.cells.items()], row)
        if platform.own_key is not None:
            for extra in beside.get(platform.own_key(row), ())[:_BESIDE]:
                texts = [f"{k}={v}" for k, v in extra.cells.items()]
                yield Line(above, texts, extra._replace(number=row.number))


def _beside(opened: Opened, platform: Platform) -> Mapping[str, Sequence[Told]]:
    """The rows of second files, by what they name."""
    found: dict[str, list[Told]] = {}
    if platform.side_key is None:
        return found
    for path in opened.source.beside:
        name = path.name
        source = Source(str(path), name, path, opened.source.language)
        try:
            with Opened(source) as other:
                grid = grid_of(other, platform.side)
                if grid is None:
                    continue
                names = [folded(column) for column in grid.header]
                rows = (row for row in grid.rows() if isinstance(row, Row))
                for row in islice(rows, BESIDE):
                    told = told_of(names, row, beside=True)
                    found.setdefault(platform.side_key(told), []).append(told)
        except SourceError:
            continue  # told where it is read itself
    return found


def grid_of(opened: Opened, wanted: tuple[tuple[str, ...], ...]) -> Grid | None:
    """The table of a file that has these columns in one of its first lines."""
    above = header_at(opened.sample, wanted)
    if above is None:
        return None

    def rows() -> Iterator[Row | Rejection]:
        opened.rewind()
        yield from Table(opened, above).rows()

    opened.rewind()
    return Grid(Table(opened, above).header, rows)


def header_at(sample: str, wanted: tuple[tuple[str, ...], ...]) -> int | None:
    lines = sample.lstrip("\ufeff").split("\n")[:LOOKED]
    for number, line in enumerate(lines):
        if any(_fits(wanted, names) for names in map(frozenset, _cut(line))):
            return number
    return None


def _cut(line: str) -> Iterator[list[str]]:
    """A line's names, cut at each sign that may separate them."""
    bare = line.rstrip("\r")
    for sign in DELIMITERS:
        if sign in bare:
            yield [folded(name.strip().strip('"')) for name in bare.split(sign)]


def format_for(platform: Platform) -> Format:
    """The platform as a format of files."""
    return Format(
        name=platform.name,
        version=1,
        suffixes=frozenset({".csv", ".tsv", ".txt"}),
        expected=platform.says,
        recognizes=partial(_recognizes, platform),
        read=partial(_read, platform),
    )


def _recognizes(platform: Platform, path: Path, sample: str) -> bool:
    above = header_at(sample, platform.known_by)
    if above is None:
        return False
    line = sample.lstrip("\ufeff").split("\n")[above]
    return platform.written in line


def _read(platform: Platform, opened: Opened, business: Business) -> Iterator[Found]:
    grid = grid_of(opened, platform.known_by)
    if grid is None:
        columns = " and ".join(" or ".join(some) for some in platform.known_by)
        first = shown(opened.sample.split("\n", 1)[0])
        raise SourceError(
            f"{opened.source.name}: not {platform.says}: no columns {columns}. "
            f"Its first line is: {first}"
        )
    return products(opened, business, platform, grid)
