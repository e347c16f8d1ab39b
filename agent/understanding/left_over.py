"""The words of a segment that nothing took, and how much of it is explained."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from agent.understanding.mention import What
from agent.understanding.query import About
from agent.understanding.reading import Reading
from catalog.measures import UNITS
from catalog.price_units import is_per

_OF_GOODS = frozenset(
    (
        *("days", "price", "stock", "reduced", "gratis", "business", "plain", "containers"),
        *("range", "sorts", "morning", "afternoon", "evening", "clock"),
    )
)
"""The groups whose words speak of goods or of when: all others only say how something is asked."""


def unused_in(reading: Reading, content: Sequence[int], about: About | None) -> tuple[str, ...]:
    """The runs of telling words that nothing took."""
    for group in reading.seg.book.groups.keys() - _OF_GOODS:
        reading.use(group)
    if about is About.HOURS:
        reading.use("days")
        if not reading.mentions(What.TITLE):
            reading.use("clock")
    if about is About.RANGE:
        reading.use("range")
    ends = {m.end for m in reading.mentions(What.FIELD)}  # "Länge mm": the unit of its cells
    reading.used.update(n for n in ends if reading.seg.words[n : n + 1] and _is_unit(reading, n))
    pairs = enumerate(pairwise(reading.seg.words))
    reading.used.update(n for n, (one, two) in pairs if is_per(one) and two in UNITS)  # "per night"
    amounts = reading.seg.amounts
    told = reading.taken | {n for n in reading.used if reading.seg.spoken[n].is_number}
    bounds = [a.at for a in amounts if a.op and told.isdisjoint(a.at)]
    bounded = {n for at in bounds for n in at}
    measured = {n for a in amounts if a.measure.unit for n in a.at}  # "kilo" is no word of goods
    numbers = {n for a in amounts for n in a.at if reading.seg.spoken[n].is_number}
    numbers |= bounded | measured
    runs: list[list[int]] = []
    for n in content:
        if n in reading.taken or n in reading.used or n in numbers or _is_sort_behind(reading, n):
            continue
        if runs and n - runs[-1][-1] == 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return (*(_whole(reading, run) for run in runs), *map(reading.words, bounds))


def _is_sort_behind(reading: Reading, place: int) -> bool:
    """Whether a word is the end of a compound whose beginning says what is wished, and what the
    rows are: the "wein" of "Rotwein" in a list of wines."""
    spoken = reading.seg.spoken
    joined = place > 0 and spoken[place - 1].end == spoken[place].start
    taken = joined and place - 1 in reading.taken
    return taken and not spoken[place].keys.isdisjoint(reading.index.sort_keys)


def _whole(reading: Reading, run: Sequence[int]) -> str:
    """The words of a run, compounds undivided: a "Freizeitpark" is unknown where there are parks,
    and not the "Freizeit"."""
    spoken, first, last = reading.seg.spoken, run[0], run[-1]
    while first and spoken[first - 1].end == spoken[first].start:
        first -= 1
    while last + 1 < len(spoken) and spoken[last].end == spoken[last + 1].start:
        last += 1
    return reading.words((first, last))


def _is_unit(reading: Reading, place: int) -> bool:
    return reading.seg.words[place] in UNITS


def explained_in(reading: Reading, content: Sequence[int]) -> float:
    weight, spoken = reading.columns.weight, reading.seg.spoken
    total = sum(weight(spoken[n]) for n in content)
    held = sum(weight(spoken[n]) for n in content if n in reading.taken)
    return held / total if total else (1.0 if reading.taken else 0.0)
