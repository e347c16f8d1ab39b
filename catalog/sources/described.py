"""Goods of a plain text with what is said of them on the lines below, further to the right:

    PIZZE CLASSICHE                normale    maxi        Windscreen chip ........ 89.00
    Margherita .................   6,00      11,00           (often free with your insurance)
       pomodoro, mozzarella, basilico

What stands there was taken for the heading of the goods below it, or for prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from catalog.sources.line_prices import PRICE, reading
from catalog.sources.price_kinds import is_kind
from catalog.sources.pricelines import priced

SAID = "\u2063"
"""Stands before a line that is said of the one above: Markdown keeps no blanks."""

LONGEST = 120
"""Characters of such a line."""

WIDEST = 6
"""Prices of one row."""

_CELLS = re.compile(r"\s{0,50}(?:\.\s?){3,300}\s{0,50}|\s{0,50}…[.…]{0,100}\s{0,50}|\t+| {2,300}")
CELL = re.compile(r"\S+(?: \S+)*")
"""What stands together, with two blanks around."""
_MARKED = re.compile(r"\s*(?:[-*+•|>#`]|\d{1,3}[.)]\s)")
_DASH = frozenset(("-", "–", "—"))


@dataclass(slots=True)
class _Row:
    name: str
    prices: tuple[str, ...]
    said: list[str] = field(default_factory=list)


def drawn(lines: list[str], home: str) -> None:
    """Write the tables whose heading names the columns of prices as HTML, in as many lines, and a
    sign before each line that is said of the goods above it."""
    at = 0
    while at < len(lines):
        head = [cell for cell in _CELLS.split(lines[at].strip()) if cell]
        end = at
        if 3 <= len(head) <= WIDEST + 1 and "\t" not in lines[at] and _names_sizes(head):
            columns = [found.span() for found in CELL.finditer(lines[at])][1 - len(head) :]
            rows, end = _rows(lines, at + 1, columns, home)
            if len(rows) > 1:
                lines[at:end] = [_table(head, rows), *[""] * (end - at - 1)]
        at = max(end, at + 1)
    for place in _said(lines, home):
        lines[place] = SAID + lines[place].strip()


def _names_sizes(head: Sequence[str]) -> bool:
    name, *sizes = head
    free = not any(PRICE.search(cell) for cell in head) and any(map(str.isalpha, name))
    return free and not _MARKED.match(name) and all(map(is_kind, sizes))


def _rows(
    lines: Sequence[str], at: int, columns: Sequence[tuple[int, int]], home: str
) -> tuple[list[_Row], int]:
    """The rows below a heading, and the line behind them. `columns`: where its names stand."""
    rows: list[_Row] = []
    own = -1
    for number in range(at, len(lines)):
        line = lines[number]
        name, *cells = [cell for cell in _CELLS.split(line.strip()) if cell] or [""]
        if 0 < len(cells) < len(columns) and len(rows) > 1:
            cells = placed(list(CELL.finditer(line))[-len(cells) :], columns)
        whole = len(cells) == len(columns) and any(_asks(cell, home) for cell in cells)
        if whole and all(cell in _DASH or _asks(cell, home) for cell in cells):
            rows.append(_Row(name, tuple(cells)))
            own = _indent(line)
        elif rows and own < _indent(line) and not cells and _is_said(line, home):
            rows[-1].said.append(line.strip())
        else:
            return rows, number
    return rows, len(lines)


def _asks(cell: str, home: str) -> bool:
    """Whether a cell is a price, and no "1 hour"."""
    measured = any(map(str.isdigit, cell)) and any(map(str.isalpha, cell))
    return reading(cell, home) is not None and (PRICE.search(cell) is not None or not measured)


def placed(cells: Sequence[re.Match[str]], columns: Sequence[tuple[int, int]]) -> list[str]:
    """The cells of a row, each in the column that it stands below; none where two share one."""
    told = ["-"] * len(columns)
    for cell in cells:
        start, end = cell.span()
        near = [min(abs(start - left), abs(end - right)) for left, right in columns]
        place = near.index(min(near))
        if told[place] != "-":
            return []
        told[place] = cell[0]
    return told


def _said(lines: Sequence[str], home: str) -> Iterator[int]:
    """The lines that are said of the goods above them."""
    below = -1
    for place, (above, line) in enumerate(pairwise(lines), 1):
        if not _is_said(line, home):
            below = -1
            continue
        offer = below < 0 and not _MARKED.match(above) and priced(above.strip(), home)
        below = _indent(above) if offer else below
        if 0 <= below < _indent(line):
            yield place
        else:
            below = -1


def _is_said(line: str, home: str) -> bool:
    bare = line.strip()
    if not bare or len(bare) > LONGEST or _MARKED.match(line) or bare.isupper() or bare[-1] == ":":
        return False
    return any(map(str.isalpha, bare)) and not PRICE.search(bare) and priced(bare, home) is None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _table(head: Sequence[str], rows: Sequence[_Row]) -> str:
    heads = "".join(f"<th>{escape(name)}</th>" for name in head[1:])
    group = f"<tr><td>{escape(head[0])}</td>{'<td></td>' * (len(head) - 1)}</tr>"
    told = "".join(
        f"<tr><td>{'<br>'.join(map(escape, (row.name, *row.said)))}</td>"
        + "".join(f"<td>{escape(price)}</td>" for price in row.prices)
        + "</tr>"
        for row in rows
    )
    return f"<table><tr><th></th>{heads}</tr>{group}{told}</table>"
