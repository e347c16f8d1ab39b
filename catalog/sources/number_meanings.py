"""Which column tells rows apart: their number, and of a route what is known of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from catalog.sources.column_names import names_of
from catalog.sources.column_words import KEPT_BACK, says
from catalog.sources.meanings import IGNORED, OPTION, PROPERTY
from catalog.sources.sampled import are_codes, are_numbers, are_unspaced, cells_at, have_one_shape
from catalog.sources.words import (
    NUMBER_ENDINGS,
    NUMBER_MARKS,
    NUMBERS,
    PLACING,
    ROUTE,
    WRITTEN,
    folded,
)

FIRST = 2
"""Columns among which the number of goods stands, where nothing but a word of its name says it."""

LETTERS = 4
"""Letters of a word that may end as one for numbers by chance."""


def by_number(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """The column that numbers the rows, where none is known: by a name for it ("Nr", "no", "Pos"),
    else the first one with codes of one shape. So a table finds its translation by its numbers,
    whatever their column is called there. Beside an id or a barcode only a name says so. What
    counts the rows (1, 2, 3) of names that come again is nothing of the goods."""
    if not {"sku", "group"}.isdisjoint(meanings.values()) or len(sample) < 2:
        return
    free = [p for p, m in sorted(meanings.items()) if m in (PROPERTY, IGNORED)]
    called = [p for p in free if _is_number(header[p], meanings[p])]
    worded = [p for p in free if _is_called_number(header[p], p)]
    free = [p for p in free if are_codes(sample, p)]
    named = next((p for p in called if p in free), None)
    if named is None:
        once = {p: _once(sample, p, meanings) for p in (*called, *worded)}
        numbered = (p for p in called if are_numbers(once[p], p))
        named = next(chain(numbered, (p for p in worded if are_unspaced(once[p], p))), None)
    known = not {"id", "gtin"}.isdisjoint(meanings.values())
    shaped = not known and meanings.get(0) == PROPERTY and 0 in free
    first = 0 if shaped and have_one_shape(cells_at(sample, 0)) else None
    if (place := first if named is None else named) is None:
        return
    if not _counts_rows(cells_at(sample, place)):
        meanings[place] = "sku"
    elif known or _titles_again(sample, meanings):
        meanings[place] = IGNORED
    else:
        meanings[place] = "sku"


def _once(
    sample: Sequence[Sequence[str]], place: int, meanings: Mapping[int, str]
) -> Sequence[Sequence[str]]:
    """The rows, but of several with one title and one number the first: a thing that has a price
    for each of several spans of time stands in as many rows."""
    title = next((p for p, m in meanings.items() if m == "title"), None)
    if title is None:
        return sample
    cells = (
        (row[title] if title < len(row) else "", row[place] if place < len(row) else "")
        for row in sample
    )
    return list(dict(zip(cells, sample, strict=True)).values())


def _is_number(name: str, meaning: str) -> bool:
    """Whether a column is called a number of goods: "PLU" too, which no customer is told as a
    property. "Position" beside it says where goods stand in a list."""
    names = names_of(name)
    return bool(NUMBERS.intersection(names)) and (meaning == PROPERTY or PLACING.isdisjoint(names))


def _is_called_number(name: str, place: int) -> bool:
    """Whether one of the first columns is called a number of something: "Kursnr.", "Item #", "N°
    art.", "ToyID"."""
    words = folded(name).split()
    if (
        place >= FIRST
        or not words
        or "." in name.rstrip(". ")
        or not WRITTEN.isdisjoint(names_of(name))
    ):
        return False
    if says(name) & KEPT_BACK:
        return False
    marked = not NUMBER_MARKS.isdisjoint((words[0], words[-1])) and len(words) > 1
    ends = words[-1].endswith(NUMBER_ENDINGS) and len(words[-1]) > LETTERS
    return marked or ends or name.rstrip().endswith("#") or (words[-1] == "id" and len(words) > 1)


def _counts_rows(cells: Sequence[str]) -> bool:
    return [cell.rstrip(".") for cell in cells] == [str(n) for n in range(1, len(cells) + 1)]


def _titles_again(sample: Sequence[Sequence[str]], meanings: Mapping[int, str]) -> bool:
    title = next((p for p, m in meanings.items() if m == "title"), None)
    cells = cells_at(sample, title) if title is not None else []
    return len(set(cells)) < len(cells)


def by_route(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """What is known of a route's rows tells them apart where it differs: class, train, hour."""
    ends = ROUTE["from"] | ROUTE["to"]
    if "sku" not in meanings.values() and meanings.get(0) == PROPERTY and are_codes(sample, 0):
        meanings[0] = "sku"
    for place, meaning in meanings.items():
        if meaning == PROPERTY and folded(header[place]) not in ends:
            meanings[place] = OPTION
