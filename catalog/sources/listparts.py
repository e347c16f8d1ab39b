"""The parts of a section in which price lists are looked for, and how people lay them out: columns
of blanks are a table, several offers on one line are lines, two tables side by side are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from catalog.sources.column_names import names_of
from catalog.sources.described import SAID
from catalog.sources.line_prices import PRICE, reading
from catalog.sources.list_words import FEE_NAMES, PRICE_NAMES, SIZE, is_day
from catalog.sources.pricelines import is_measured, priced
from catalog.sources.words import FIELDS, TRAITS

FEWEST = 2
"""Rows of a table that is written in columns of blanks, below its header."""

LINES = 8
"""Lines of a paragraph that tells of one thing with its price."""

WIDEST = 12
"""Columns of such a table."""

_COLUMNS = re.compile(
    r"[ \u00a0]*\t\s*|\s{0,50}(?:\.\s?){3,300}\s{0,50}|\s{0,50}…[.…]{0,100}\s{0,50}| {2,300}"
)
_APART = re.compile(r"\s+[·•|∙]\s+|\s*;\s+")
_WIDE = re.compile(r"\s+(?:--|––|——|[·•|∙])\s+")
"""What stands between dishes of one line whose prices have no sign."""
_SLASH = re.compile(r"\s+[/,]\s+")
_MEASURE_FIRST = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?\s?[^\W\d_]{1,12}\.?\s?[:–-]\s")
_LABEL = re.compile(
    rf"(?:[\w-]*preise?|[\w-]*gebühr(?:en)?|{PRICE_NAMES}|{FEE_NAMES})(?:\s?\([^()]{{1,30}}\))?"
    r"\s?(?::|\t| [-–—] )\s*(?=\S)",
    re.IGNORECASE,
)
_NAMES = frozenset((*FIELDS["title"], *(name for told in TRAITS.values() for name in told)))
"""What the column of names is called: "Sorte" names what is sold where nothing else does."""
_DASH = frozenset(("-", "–", "—", "/", ""))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a section: lines of text, or a table. `entry`: the lines are one of a list."""

    row: int
    lines: tuple[str, ...] = ()
    grid: tuple[tuple[str, ...], ...] = ()
    entry: bool = False
    text: str = ""
    """As prose, where nothing of it is offered; else its lines are."""
    lead: str = ""
    """The bold words that it begins with."""


def laid_out(parts: Sequence[Part], home: str) -> list[Part]:
    """The parts with their tables and lines as lists are read."""
    return [one for part in _headed(_joined(parts, home), home) for one in _of(part, home)]


def _joined(parts: Sequence[Part], home: str) -> list[Part]:
    """The parts; paragraphs that are the rows of one table, as a document has them, as one part."""
    found: list[Part] = []
    at = 0
    alone = [one.lines[0] if len(one.lines) == 1 and "\t" in one.lines[0] else "" for one in parts]
    while at < len(parts):
        count = len(_tabbed(alone, at, home))
        if count:
            found.append(replace(parts[at], lines=tuple(alone[at : at + count]), text=""))
        else:
            found.append(parts[at])
        at += max(count, 1)
    return found


def _headed(parts: Iterable[Part], home: str) -> Iterator[Part]:
    """The parts; a line of columns' names alone belongs to the rows below it."""
    above: Part | None = None
    for part in parts:
        if above is not None and _begins_rows(part, home):
            lines = (*above.lines, *part.lines)
            part, above = replace(part, row=above.row, lines=lines, text=""), None
        if above is not None:
            yield above
        names = _COLUMNS.split(part.lines[0].strip()) if len(part.lines) == 1 else []
        above = part if len(names) > 1 and not PRICE.search(part.lines[0]) else None
        if above is None:
            yield part
    if above is not None:
        yield above


def _begins_rows(part: Part, home: str) -> bool:
    return bool(part.lines) and _width(_COLUMNS.split(part.lines[0].strip()), home) > 0


def _of(part: Part, home: str) -> Iterator[Part]:
    if part.grid:
        yield replace(part, grid=side_by_side(part.grid))
        return
    if (labelled := _labelled(part, home)) is not None:
        yield labelled
        return
    lines = tuple(told for text in part.lines for told in _offers(text, home))
    part = part if lines == part.lines else replace(part, lines=lines, text="")
    yield from [part] if part.entry else _tables(part, home)


def _bare_name(text: str) -> str:
    """ "Garden shed" of "Name: Garden shed"."""
    label, colon, rest = text.partition(":")
    named = len(label) < 30 and not _NAMES.isdisjoint(names_of(label))
    return rest.strip() if colon and rest.strip() and named else text


def is_label(name: str) -> bool:
    """Whether a name is a price's alone, which says nothing of what is sold: "Price"."""
    found = _LABEL.match(f"{name}: x")
    return found is not None and found.end() > len(name)


def _labelled(part: Part, home: str) -> Part | None:
    """A paragraph with a price that is called one in a line of its own ("Fee: 96 €"), as an entry:
    its first line is the name, and the others are said of it."""
    places = [n for n, text in enumerate(part.lines) if n and _LABEL.match(text)]
    if part.entry or len(places) != 1 or len(part.lines) > LINES:
        return None
    first, price = _bare_name(part.lines[0]), _LABEL.sub("", part.lines[places[0]])
    if PRICE.search(first) or priced(f"{first}\t{price}", home) is None:
        return None
    others = (text for n, text in enumerate(part.lines) if n not in (0, places[0]))
    return Part(part.row, (f"{first}\t{price}", *others), entry=True, text=part.text)


def _offers(text: str, home: str) -> Sequence[str]:
    """ "Adults 12 € · Children 6 €" as two lines; any other line as it is."""
    several = len(PRICE.findall(text)) > 1
    if several and len(dishes := _dishes(text, home)) > 1:
        return dishes
    told = _APART.split(text.strip()) if several else [text]
    if several and len(told) == 1 and _MEASURE_FIRST.match(text.strip()):
        told = _SLASH.split(text.strip())  # "60 min: 75 € / 90 min: 105 €"
    found = [priced(one, home) for one in told]
    # "Ale pint £5 | half £3" is one thing in two sizes.
    sizes = [one and (one.name.casefold() in SIZE or is_measured(one.name)) for one in found[1:]]
    if sizes and all(sizes):
        return told if _MEASURE_FIRST.match(text.strip()) else (text,)
    return told if len(told) > 1 and all(one and one.sure for one in found) else (text,)


def _dishes(text: str, home: str) -> list[str]:
    """ "Lemonade 3.50 -- Coffee 3.00" as two lines; what stands between without a price is said of
    the one before. Empty where any of them is something else."""
    found: list[str] = []
    for told in _WIDE.split(text.strip()):
        offer = priced(told, home)
        if offer is None and found and not PRICE.search(told):
            found.append(f"{SAID}{told}")
        elif offer is None or PRICE.search(offer.name) or is_day(offer.name):
            return []
        else:
            found.append(told)
    return found if sum(not told.startswith(SAID) for told in found) > 1 else []


def _tables(part: Part, home: str) -> Iterator[Part]:
    """The part, cut where its lines are the rows of a table."""
    cells = [_COLUMNS.split(text.strip()) for text in part.lines]
    if part.lines and (rows := _tabbed(part.lines, 0, home)):
        count = len(rows)
        told = "\n".join(part.lines[:count])
        yield Part(part.row, grid=_under(rows), text=told)
        if count < len(part.lines):
            yield replace(part, lines=part.lines[count:], text="")
        return
    waiting = at = 0
    for width, some in groupby(enumerate(cells), lambda one: _width(one[1], home)):
        places = [number for number, _ in some]
        if len(places) > FEWEST and _names_ranges(cells, places):
            places = places[1:]  # "1-9", "10-49" over "€0.35", "€0.29"
        at = places[0]
        header = _header(cells[at - 1], width) if at > waiting and width else None
        if header is None or len(places) < FEWEST:
            continue
        if at - 1 > waiting:
            yield replace(part, lines=part.lines[waiting : at - 1], text="")
        grid = (*header, *(tuple(cells[number]) for number in places))
        yield Part(part.row, grid=grid, text="\n".join(part.lines[at - 1 : places[-1] + 1]))
        waiting = places[-1] + 1
    if waiting == 0:
        yield part
    elif waiting < len(part.lines):
        yield replace(part, lines=part.lines[waiting:], text="")


def _names_ranges(cells: Sequence[Sequence[str]], places: Sequence[int]) -> bool:
    """Whether the first of some rows has amounts without a price's sign, and all others have."""
    signed = [any(PRICE.search(cell) for cell in cells[place][1:]) for place in places]
    return not signed[0] and all(signed[1:])


def _width(cells: Sequence[str], home: str) -> int:
    """How many columns a row of several prices has; 0 where it is none."""
    if not 3 <= len(cells) <= WIDEST or PRICE.search(cells[0]):
        return 0
    asked = [cell for cell in cells[1:] if cell not in _DASH]
    prices = [cell for cell in asked if reading(cell, home) is not None]
    # "Wedding cake", "-", "on request": one of the columns holds for it.
    told = len(prices) > 1 or (bool(prices) and len(asked) < len(cells) - 1)
    return len(cells) if told and len(prices) == len(asked) else 0


def _tabbed(lines: Sequence[str], at: int, home: str) -> list[list[str]]:
    """The cells of the lines from `at` that are a table: a header, and rows that end in prices and
    say more beside ("Massage\\t50 min\\t180 zł\\t800 zł"). Empty where they are none. Tabs tell
    which cell is empty, blanks do not."""
    header = _COLUMNS.split(lines[at].strip())
    wide = 3 <= len(header) <= WIDEST and len(set(header)) == len(header) and all(header)
    if not wide or any(PRICE.search(cell) for cell in header):
        return []
    tabs = lines[at].strip().count("\t") == len(header) - 1
    rows: list[list[str]] = []
    for text in islice(lines, at + 1, None):
        row = _COLUMNS.split(text.strip())
        if tabs and "\t" in text and len(row) < len(header):
            told = [cell.strip() for cell in text.strip(" ").split("\t")]
            row = [*told, *[""] * (len(header) - len(told))]
        signed = any(PRICE.search(c) and reading(c, home) is not None for c in row[1:])
        signed = signed or (len(rows) > 1 and _is_worded(row, home))
        if len(row) != len(header) or not signed or not row[0] or PRICE.search(row[0]):
            break
        rows.append(row)
    last = sum(PRICE.search(row[-1]) is not None for row in rows)
    held = [{n for n, cell in enumerate(row) if PRICE.search(cell)} for row in rows]
    # "German", "45 zł", "50 zł", "2 days": what ends the rows is said of each.
    alike = frozenset.intersection(*map(frozenset, filter(None, held))) if any(held) else ()
    return [header, *rows] if last > 1 or (alike and sum(map(bool, held)) > 1) else []


def _is_worded(row: Sequence[str], home: str) -> bool:
    """Whether a row's cells say in words that one must ask: "japoński", "umowna", "umowna", "-"."""
    told = [cell for cell in row[1:] if cell not in _DASH]
    return bool(told) and all(reading(cell, home) is not None for cell in told)


def _under(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The rows; in a header of capitals over columns in small letters the first cell is the heading
    of the rows: "HOT DRINKS", "small", "large"."""
    (first, *names), *others = map(tuple, rows)
    if (
        not first.isupper()
        or any(map(str.isupper, names))
        or not _NAMES.isdisjoint(names_of(first))
    ):
        return tuple(map(tuple, rows))
    return (("", *names), (first, *[""] * len(names)), *others)


def _header(cells: Sequence[str], width: int) -> tuple[tuple[str, ...], ...] | None:
    """What stands over the columns of such rows; the name's may have none. What stands there and
    names no column is the heading of the rows: "STARTERS   half   whole"."""
    if len(cells) not in (width, width - 1) or any(PRICE.search(cell) for cell in cells):
        return None
    names = (*([""] * (width - len(cells))), *cells)
    if not names[0] or not _NAMES.isdisjoint(names_of(names[0])):
        return (names,)
    return (("", *names[1:]), (names[0], *[""] * (width - 1)))


def side_by_side(grid: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Two tables of the same columns that stand beside each other, as one."""
    first = grid[0] if grid else ()
    half = len(first) // 2
    if half < 2 or len(first) % 2 or first[:half] != first[half:] or not all(first):
        return grid
    rows = [row + ("",) * (2 * half - len(row)) for row in grid[1:]]
    both = [*(row[:half] for row in rows), *(row[half : 2 * half] for row in rows)]
    return (first[:half], *(row for row in both if any(row)))
