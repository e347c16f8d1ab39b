"""Which rows of a table are of one product: those of one group or parent, else of one number, else
of one title. Rows of one title that have numbers of their own are one product where a column tells
each of them apart: a colour, a size, what it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from catalog.sources.cells import barcode
from catalog.sources.column_words import Says, says
from catalog.sources.columns import Columns
from catalog.sources.meanings import OPTION, PROPERTY
from catalog.sources.seam import Rejection, named
from catalog.sources.table import Row
from catalog.sources.words import folded

SAMPLE = 200
"""Rows by which it is decided whether a title holds rows together."""

SHORT = 40
"""Characters of what tells rows of one title apart."""

MOST = 200_000
"""Rows of a table in which titles that come again are looked for."""

Rows = Callable[[], Iterator[Row | Rejection]]

_NUMBERS = ("id", "sku", "gtin")
_KINDS = ("type", "typ", "art", "kind", "sorte", "tipo", "soort", "rodzaj", "tür", "version")
"""What a column is called of which one thing comes in several: single or group lessons."""
_MEASURED = re.compile(r"[^\W\d_]{0,3}\.?\s?\d[\d.,xX×/–\- ]{0,12}\s?[^\W\d_]{0,8}\.?")
"""What a thing is sold by: "250 g", "M12", "60 x 90", "2-3"."""


@dataclass(frozen=True, slots=True)
class Families:
    """Names that rows give as their parent's, all names that a parent could have, and the titles
    that hold rows together, told apart by the columns `apart`: by one, or by a colour and a size
    together."""

    wanted: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    apart: tuple[int, ...] = ()
    grouped: frozenset[str] = frozenset()
    """Titles without numbers that are another thing in each category: a "Cut" for women and one
    for men."""
    only_numbers: bool = False
    """Whether no parent stands in the file: what they are called only holds rows together."""

    def lacks(self, parent: str) -> bool:
        """Whether a parent should be in the file and is not."""
        return parent not in self.known and not self.only_numbers


def families(columns: Columns, rows: Rows) -> Families:
    if "parent" in columns.fields:
        return _with_parents(columns, rows)
    apart = _told_apart_by(columns, [r for r in islice(rows(), SAMPLE) if isinstance(r, Row)])
    if not apart:
        return Families(grouped=_grouped(columns, rows))
    others = _others(columns)
    once: dict[str, tuple[str, ...]] = {}
    again: set[str] = set()
    two: set[str] = set()
    for row in islice(rows(), MOST):
        if isinstance(row, Row) and _says(row, apart):
            title, own = _title(columns, row), _unmeasured(row, others)
            if title in once:
                again.add(title)
                two.update((title,) if own != once[title] else ())
            once.setdefault(title, own)
    return Families(titles=frozenset(again - two), apart=apart)


def key_of(columns: Columns, found: Families, row: Row) -> str:
    """The id of a row's product."""
    cell = columns.cell
    if columns.routed:
        return named(cell(row, "title"))
    if "parent" in columns.fields:
        if parent := cell(row, "parent"):
            return parent
        for name in ("id", "sku"):
            if (own := cell(row, name)) in found.wanted:
                return own
    apart = bool(found.titles) and _says(row, found.apart)
    if apart and (title := _title(columns, row)) in found.titles:
        return title
    for name in ("group", "id", "sku"):
        if name in columns.fields and (own := cell(row, name)):
            return own
    title = named(cell(row, "title"))
    if title in found.grouped:
        title = named(f"{title} {cell(row, 'category')}")
    return barcode(cell(row, "gtin")) or title


def _grouped(columns: Columns, rows: Rows) -> frozenset[str]:
    """The titles that come in several categories, at other prices in each."""
    numbered = any(name in columns.fields for name in (*_NUMBERS, "group"))
    priced = [place for _, place in columns.choices]
    priced += [columns.fields["price"]] if "price" in columns.fields else []
    known = {"title", "category"} <= columns.fields.keys() and bool(priced)
    if numbered or columns.routed or not known or folded(columns.called["category"]) in _KINDS:
        return frozenset()
    asked: dict[str, dict[str, set[str]]] = {}
    for row in islice(rows(), MOST):
        if isinstance(row, Row):
            by_category = asked.setdefault(named(columns.cell(row, "title")), {})
            prices = by_category.setdefault(columns.cell(row, "category"), set())
            prices.add("\n".join(row.cells[place].strip() for place in priced))
    several = {title: list(held.values()) for title, held in asked.items() if len(held) > 1}
    return frozenset(t for t, sets in several.items() if any(one != sets[0] for one in sets))


def _with_parents(columns: Columns, rows: Rows) -> Families:
    wanted: dict[str, int] = {}
    known: set[str] = set()
    for row in rows():
        if isinstance(row, Row):
            parent = columns.cell(row, "parent")
            wanted[parent] = wanted.get(parent, 0) + 1
            known.update(columns.cell(row, name) for name in ("id", "sku"))
    wanted.pop("", None)
    numbers = known.isdisjoint(wanted) and max(wanted.values(), default=0) > 1
    return Families(frozenset(wanted), frozenset(known - {""}), only_numbers=numbers)


def _title(columns: Columns, row: Row) -> str:
    return named(f"{columns.cell(row, 'brand')} {columns.cell(row, 'title')}".strip())


def _says(row: Row, places: Sequence[int]) -> bool:
    return any(row.cells[place].strip() for place in places)


def _told_apart_by(columns: Columns, sample: Sequence[Row]) -> tuple[int, ...]:
    """The columns that tell apart all rows of one title in a sample, each with a number of its
    own; none where nothing does."""
    if columns.routed or columns.stocks or "group" in columns.fields:
        return ()
    numbers = [name for name in _NUMBERS if name in columns.fields]
    if "title" not in columns.fields or not numbers:
        return ()
    groups: dict[str, list[Row]] = {}
    for row in sample:
        if columns.cell(row, "title"):
            groups.setdefault(_title(columns, row), []).append(row)
    several = [rows for rows in groups.values() if len(rows) > 1]
    own = all(_differ([columns.cell(row, numbers[0]) for row in rows]) for rows in several)
    return _places_apart(columns, several) if several and own else ()


def _places_apart(columns: Columns, several: Sequence[Sequence[Row]]) -> tuple[int, ...]:
    places = _places(columns.header, columns.meanings)
    options = [
        place
        for place, meaning in places.items()
        if meaning == OPTION or Says.VARIANTS in says(columns.header[place])
    ]
    told = [*options, *(place for place in places if place not in options)]
    # Books of one title by two authors are two: nothing but what is chosen may differ, and how much
    # that weighs or measures.
    others = _others(columns)
    alike = [rows for rows in several if len({_unmeasured(row, others) for row in rows}) == 1]
    if 2 * len(alike) < len(several) or not alike:
        return ()
    found = [
        place
        for place in told
        if all(_differ([row.cells[place].strip() for row in rows]) for rows in alike)
        and (place in options or _measure(place, alike))
    ]
    together = len(options) > 1 and all(_differ_together(rows, options) for rows in alike)
    return (found[0],) if found else tuple(options) if together else ()


def _others(columns: Columns) -> tuple[int, ...]:
    """The columns of what goods are, and are not chosen by."""
    places = _places(columns.header, columns.meanings)
    return tuple(
        place
        for place, meaning in places.items()
        if meaning != OPTION and says(columns.header[place]).isdisjoint((Says.VARIANTS, Says.NOTES))
    )


def _unmeasured(row: Row, places: Sequence[int]) -> tuple[str, ...]:
    """What a row says in columns, without amounts."""
    cells = (row.cells[place].strip() for place in places)
    return tuple("" if _MEASURED.fullmatch(cell) else cell for cell in cells)


def _places(header: Sequence[str], meanings: Mapping[str, str]) -> dict[int, str]:
    return {
        place: meaning
        for place, name in enumerate(header)
        if (meaning := meanings.get(name, "")) in (OPTION, PROPERTY)
    }


def _differ(cells: Sequence[str]) -> bool:
    """Whether all hold something short, each another."""
    return all(0 < len(cell) <= SHORT for cell in cells) and len(set(cells)) == len(cells)


def _differ_together(rows: Sequence[Row], places: Sequence[int]) -> bool:
    """Whether no two rows have the same colour and the same size, and each has one of them."""
    told = [tuple(row.cells[place].strip() for place in places) for row in rows]
    short = all(any(cells) and all(len(cell) <= SHORT for cell in cells) for cells in told)
    return short and len(set(told)) == len(told)


def _measure(place: int, several: Sequence[Sequence[Row]]) -> bool:
    return all(_MEASURED.fullmatch(row.cells[place].strip()) for rows in several for row in rows)
