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

from catalog.sources.price_kinds import is_kind
from catalog.sources.pricelines import PRICE, priced, reading

SAID = "\u2063"
"""Stands before a line that is said of the one above: Markdown keeps no blanks."""

LONGEST = 120
"""Characters of such a line."""

WIDEST = 6
"""Prices of one row."""

_CELLS = re.compile(r"\s{0,50}(?:\.\s?){3,300}\s{0,50}|\s{0,50}…[.…]{0,100}\s{0,50}|\t+| {2,300}")
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
            rows, end = _rows(lines, at + 1, len(head) - 1, home)
            if len(rows) > 1:
                lines[at:end] = [_table(head, rows), *[""] * (end - at - 1)]
        at = max(end, at + 1)
    for place in _said(lines, home):
        lines[place] = SAID + lines[place].strip()


def _names_sizes(head: Sequence[str]) -> bool:
    name, *sizes = head
    free = not any(PRICE.search(cell) for cell in head) and any(map(str.isalpha, name))
    return free and not _MARKED.match(name) and all(map(is_kind, sizes))


def _rows(lines: Sequence[str], at: int, wide: int, home: str) -> tuple[list[_Row], int]:
    rows: list[_Row] = []
    own = -1
    for number in range(at, len(lines)):
        line = lines[number]
        name, *cells = [cell for cell in _CELLS.split(line.strip()) if cell] or [""]
        whole = len(cells) == wide and any(reading(cell, home) for cell in cells)
        if whole and all(cell in _DASH or reading(cell, home) for cell in cells):
            rows.append(_Row(name, tuple(cells)))
            own = _indent(line)
        elif rows and own < _indent(line) and not cells and _is_said(line, home):
            rows[-1].said.append(line.strip())
        else:
            return rows, number
    return rows, len(lines)


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
