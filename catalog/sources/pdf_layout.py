"""A PDF's page in columns: its pieces of text, by where they stand, in the order in which they are
read. A page is drawn in any order, often line by line across all columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.sources.line_prices import PRICE

MOST = 4
"""Columns of a page."""

ROWS = 3
"""Lines that must begin at one place for it to be a column's edge."""

NEAR = 4.0
"""Points within which pieces stand in one line, or begin at one place."""

LEFTMOST = 100.0
"""Points that the first column has at least."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    x: float
    y: float
    height: float


def in_columns(pieces: Sequence[Piece]) -> list[Piece]:
    """The lines of a page in several columns, one column after the other; none where it has one.

    What stands over all columns, or below them, is a line of the first that it touches.
    """
    told = [piece for piece in pieces if piece.text.strip()]
    if len(told) < 2 * ROWS or any("\n" in piece.text.strip() for piece in told):
        return []
    edges = _edges(told)
    if not edges:
        return []
    bounds = [*edges, float("inf")]
    lines: list[Piece] = []
    left = float("-inf")
    for right in bounds:
        own = [piece for piece in told if left <= piece.x < right - NEAR]
        left = right - NEAR
        lines += _lines(own)
    return lines


def spaced(pieces: Sequence[Piece]) -> list[Piece]:
    """The lines of a page on which several prices stand in columns, each set off by a tab; none
    where it has no such lines."""
    told = [piece for piece in pieces if piece.text.strip()]
    if any("\n" in piece.text.strip() for piece in told):
        return []
    lines = _lines(told)
    wide = [one for one in lines if len(PRICE.findall(one.text)) > 1 and "\t" in one.text]
    return lines if len(wide) >= ROWS else []


def _edges(told: Sequence[Piece]) -> list[float]:
    """Where columns behind the first begin: words start there in several lines, with others left
    of them in the same line."""
    first = min(piece.x for piece in told)
    starts: list[tuple[float, int]] = []
    for piece in sorted(told, key=lambda one: one.x):
        if piece.x < first + LEFTMOST or PRICE.search(piece.text) or not _words(piece.text):
            continue
        beside = any(abs(other.y - piece.y) < NEAR and other.x < piece.x - NEAR for other in told)
        if not beside:
            continue
        if starts and piece.x - starts[-1][0] < NEAR:
            starts[-1] = (starts[-1][0], starts[-1][1] + 1)
        else:
            starts.append((piece.x, 1))
    edges = [x for x, count in starts if count >= ROWS]
    # A column of prices or of units is none: to its left and in it there are names.
    return edges if 0 < len(edges) < MOST and _priced(told, edges) else []


def _priced(told: Sequence[Piece], edges: Sequence[float]) -> bool:
    """Whether the columns have prices of their own: else they may be one table's."""
    bounds = [float("-inf"), *edges, float("inf")]
    return all(
        any(left - NEAR <= piece.x < right - NEAR and PRICE.search(piece.text) for piece in told)
        for left, right in pairwise(bounds)
    )


def _words(text: str) -> bool:
    return sum(char.isalpha() for char in text) > 2


def _lines(pieces: Sequence[Piece]) -> list[Piece]:
    """The lines of one column, from above: what stands far apart in one is set off by a tab."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (-one.y, one.x)):
        if rows and abs(rows[-1][0].y - piece.y) < NEAR:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    found = []
    for row in rows:
        row.sort(key=lambda one: one.x)
        text = "\t".join(piece.text.strip() for piece in row)
        found.append(Piece(text, row[0].x, row[0].y, max(piece.height for piece in row)))
    return found
