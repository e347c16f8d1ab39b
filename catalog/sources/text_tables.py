"""Which texts are tables: by what a file is called, or by its first lines."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

from catalog.sources import words
from catalog.sources.column_words import says
from catalog.sources.contents import is_price
from catalog.sources.headers import KNOWN, LOOKED
from catalog.sources.opening import SEEN
from catalog.sources.price_kinds import is_kind
from catalog.sources.table import DELIMITERS, header_of

SUFFIXES = frozenset({".csv", ".tsv", ".tab"})

GRID = 3
"""Lines and cells of a text that is a table; names of its columns that are known."""

TITLED = 2
"""Cells of a line above it: "Mercearia Dona Celeste", "March 2026"."""

EVEN = 0.7
"""The share of lines below the names that have as many cells as these."""

_RULED = " \t\r|:+=-"
"""What the line below the header of a table of Markdown is made of."""


def first_lines(sample: str) -> list[str]:
    return sample.lstrip("\ufeff").split("\n")[:LOOKED]


def separator(lines: Sequence[str]) -> str:
    """What separates cells in most of the first lines: a title above the header has none. Of two
    the one that is there more often: prices have a comma too."""
    counts = {sign: [line.count(sign) for line in lines] for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: (sum(map(bool, counts[sign])), sum(counts[sign])))


def recognizes(path: Path, sample: str) -> bool:
    """A file that is called a table, or one whose first lines hold a header that is known."""
    lines = first_lines(sample)
    if path.suffix.lower() in SUFFIXES:
        # A header may be longer than what is seen of the file.
        wanted = 1 if len(sample) == SEEN else 2
        return sum(separator(lines) in line for line in lines) >= wanted
    if any(map(_is_rule, lines)):
        return False
    header = {words.folded(name) for name in header_of(sample)}
    if not header.isdisjoint(words.FIELDS["title"]) and len(header & KNOWN) > 1:
        return True
    return _is_grid([line for line in sample.lstrip("\ufeff").split("\n")[:LOOKED] if line.strip()])


def _is_rule(line: str) -> bool:
    return not line.strip(_RULED) and ("--" in line or "==" in line)


def _is_grid(lines: Sequence[str]) -> bool:
    """Whether lines of a text are cut into cells by the same sign, of which the first are the names
    of columns: what a program hands on as text. Above stands a title, between and below them lines
    of one cell: groups, notes."""
    for sign in DELIMITERS:
        rows = [[cell.strip() for cell in row] for row in _cut(lines, sign)]
        head = next((n for n, row in enumerate(rows) if len(row) > GRID and all(row)), None)
        if head is None or any(len(list(filter(None, row))) > TITLED for row in rows[:head]):
            continue
        names = rows[head]
        below = [row for row in rows[head + 1 :] if len(list(filter(None, row))) > 1]
        even = [row for row in below if len(row) == len(names)]
        # A program that drops empty cells at a line's end drops them in some.
        if len(even) < GRID or len(even) < EVEN * len(below) or any(map(_wider(names), below)):
            continue
        if sum(map(_is_known, names)) >= GRID and not any(map(is_price, names)):
            return True
    return False


def _wider(names: Sequence[str]) -> Callable[[Sequence[str]], bool]:
    return lambda row: len(row) > len(names)


def _is_known(name: str) -> bool:
    return words.folded(name) in KNOWN or bool(says(name)) or is_kind(name)


def _cut(lines: Sequence[str], sign: str) -> list[list[str]]:
    """Lines as cells: within quotes the sign is a sign. Nothing where they are none."""
    try:
        return list(csv.reader(lines, delimiter=sign))
    except csv.Error:
        return []
