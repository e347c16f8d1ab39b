"""Which texts are tables: by what a file is called, or by its first lines."""

from __future__ import annotations

import csv
from collections.abc import Sequence
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
    """Whether lines of a text are cut into as many cells by the same sign, of which the first are
    the names of columns: what a program hands on as text, with lines above or below or none."""
    for sign in DELIMITERS:
        rows = _cut(lines, sign)
        width = max(map(len, rows), default=0)
        whole = [n for n, row in enumerate(rows) if len(row) == width]
        if width <= GRID or len(whole) <= GRID or len(whole) != whole[-1] - whole[0] + 1:
            continue
        beside = [*rows[: whole[0]], *rows[whole[-1] + 1 :]]
        if any(len(list(filter(None, row))) > 1 for row in beside):
            continue  # a title, or what stands below, has one cell
        names = [cell.strip() for cell in rows[whole[0]]]
        known = sum(map(_is_known, names))
        if known >= GRID and all(names) and not any(map(is_price, names)):
            return True
    return False


def _is_known(name: str) -> bool:
    return words.folded(name) in KNOWN or bool(says(name)) or is_kind(name)


def _cut(lines: Sequence[str], sign: str) -> list[list[str]]:
    """Lines as cells: within quotes the sign is a sign. Nothing where they are none."""
    try:
        return list(csv.reader(lines, delimiter=sign))
    except csv.Error:
        return []
