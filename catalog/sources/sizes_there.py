"""Columns that list which sizes are there, and which are gone: each size is a variant.

Item     Sizes in stock   Sizes sold out          Ring    Größe am Lager
Jet      S, M, L          XL                      Tavi    54, 56, 58

Read as a property, "in XL" would be a value that the helmet has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from catalog.records import Availability, Option
from catalog.sources.cells import line
from catalog.sources.column_words import Says, says
from catalog.sources.entry import Entry
from catalog.sources.list_words import SIZE_NAMES
from catalog.sources.meanings import GONE, OPTION, PROPERTY, THERE
from catalog.sources.price_kinds import is_sized
from catalog.sources.sampled import cells_at
from catalog.sources.table import Row
from catalog.sources.words import folded, left, word

_STOCKED = frozenset((Says.STOCK, Says.AVAILABLE))
_PARTS = re.compile(r"[,;/|](?![^()]*\))")
_BRACKET = re.compile(r"\s*\([^()]*\)$")
_UNIT = re.compile(r"(?<=\d)\s?(?:cm|mm)$", re.IGNORECASE)
_FREE = (OPTION, PROPERTY)
SIZED = 0.8
"""The share of lists that are of sizes."""
_MOST = 6
"""Words of such a column's name."""


def sizes_there(
    header: Sequence[str], sample: Sequence[Sequence[str]], meanings: dict[int, str]
) -> None:
    """Give columns that list sizes their meaning: those in stock, and beside these the others."""
    free = [p for p, m in meanings.items() if m in _FREE and _is_of_sizes(header[p])]
    there = [p for p in free if says(header[p]) & _STOCKED and _lists(cells_at(sample, p))]
    gone = [p for p in free if p not in there and _says_gone(header[p])]
    if len(there) == 1 and len(gone) < 2:
        meanings[there[0]] = THERE
        meanings.update(dict.fromkeys(gone, GONE))


def _is_of_sizes(name: str) -> bool:
    return not SIZE_NAMES.isdisjoint(folded(name).split())


def _says_gone(name: str) -> bool:
    """ "Sizes sold out": whether a run of its words says that nothing is left."""
    words = folded(name).split()[:_MOST]
    runs = (words[a:b] for a in range(len(words)) for b in range(a + 1, len(words) + 1))
    return any(left(" ".join(run)) is Availability.OUT_OF_STOCK for run in runs)


def _lists(cells: Sequence[str]) -> bool:
    """Whether nearly all lists that stand there are of sizes: "YS, YM" may be among "S, M, L"."""
    lists = [parts for cell in cells if len(parts := sizes_of(cell)) > 1]
    sized = sum(all(map(_is_size, parts)) for parts in lists)
    return bool(lists) and sized >= SIZED * len(lists)


def _is_size(part: str) -> bool:
    return is_sized(_UNIT.sub("", _BRACKET.sub("", part)))


def sizes_of(cell: str) -> list[str]:
    """ "YS (49-50 cm)" and "YM (51-52 cm)" of a cell that lists both."""
    return [told for part in _PARTS.split(cell) if (told := line(part).strip(" -–—"))]


def of_listed(entry: Entry, row: Row, places: Mapping[str, int], language: str) -> Iterator[Entry]:
    """An entry for each size that a row lists, whether it is there or gone. What the row counts is
    of all its sizes together, and so of none of several."""
    told = [(size, state) for state, place in places.items() for size in sizes_of(row.cells[place])]
    if not told:
        yield entry
        return
    none = entry.said.get("stock", "").strip() == "0"
    for size, state in told:
        said = dict(entry.said)
        if len(told) > 1 and not none:
            said.pop("stock", None)
            said["availability"] = "in stock" if state == THERE else "sold out"
        elif state == GONE:
            said["availability"] = "sold out"
        yield replace(
            entry, said=said, options=(*entry.options, Option(word("size", language), size))
        )
