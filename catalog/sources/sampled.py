"""The cells of a column in the first rows of a table, and what they are alike in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

SAMPLE = 200
"""Rows by whose contents a column is judged."""

MOST = 0.8
"""The share of a column's cells that must be of a kind."""

_CODE = re.compile(r"[^\W\d_]{0,4}[-._ ]?\d{1,8}[A-Za-z]{0,2}")
_PARTS = re.compile(r"[^\W_]{1,8}(?:[-._/][^\W_]{1,8}){0,4}")
_UNSPACED = re.compile(r"[^\W_](?:[^\W_]|[-._/+]){0,23}")
SHORTEST = 3
"""Signs of a number that does not count rows."""

_YEAR = re.compile(r"(?:19|20)\d\d")


def cells_at(sample: Sequence[Sequence[str]], place: int) -> list[str]:
    """The cells of a column that are filled."""
    return [cell for row in sample if place < len(row) and (cell := row[place].strip())]


def told_at(sample: Sequence[Sequence[str]], place: int) -> list[str]:
    """The cells of a column that say something: a dash does not."""
    return [cell for row in sample if place < len(row) and (cell := row[place].strip(" -–—/"))]


def mostly(cells: Sequence[str], is_so: Callable[[str], bool], share: float = MOST) -> bool:
    return bool(cells) and sum(map(is_so, cells)) >= share * len(cells)


def is_year(cell: str) -> bool:
    return _YEAR.fullmatch(cell) is not None


def are_codes(sample: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column numbers the rows: "F001", each once."""
    cells = told_at(sample, place)
    return len(set(cells)) == len(sample) and all(map(_CODE.fullmatch, cells))


def are_numbers(sample: Sequence[Sequence[str]], place: int) -> bool:
    """The same of a column that is called a number: "TU-10-MU" and "TP-K1", most with figures."""
    cells = told_at(sample, place)
    figures = sum(any(map(str.isdigit, cell)) for cell in cells)
    whole = len(set(cells)) == len(sample) and all(map(_PARTS.fullmatch, cells))
    return whole and figures >= 0.8 * len(cells)


def are_unspaced(sample: Sequence[Sequence[str]], place: int) -> bool:
    """The same of longer ones, where a column's name has a word for numbers: "HF26-01"."""
    cells = told_at(sample, place)
    figures = sum(any(map(str.isdigit, cell)) and len(cell) >= SHORTEST for cell in cells)
    alike = all(_UNSPACED.fullmatch(cell) for cell in cells)
    return len(set(cells)) == len(sample) and alike and 2 * figures > len(cells)


def have_one_shape(cells: Sequence[str]) -> bool:
    """ "P01", "P48"; or figures of one length that are no years: "1001", "1045"."""
    shapes = {re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "0", cell)) for cell in cells}
    years = all(map(is_year, cells))
    return len(shapes) == 1 and "0" in (shape := shapes.pop()) and len(shape) > 2 and not years
