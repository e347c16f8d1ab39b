"""For how long: "for 3 days", "a week", of what has a price for each length of time.

"3 days" is the price for three days where rows have one, else three times the price for a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agent.understanding.mention import What
from agent.understanding.query import Condition, Op
from agent.understanding.reading import Reading
from catalog.folding import fold
from catalog.measures import UNITS, Dimension
from catalog.price_units import is_per

_CLOSE = 1e-6

_SHORT = 3
"""So few words ask for a price by what it is for: "wochenpreis?", "und die woche"."""


@dataclass(frozen=True, slots=True)
class Stay:
    """The option of the length that is priced, and how many of it are wanted."""

    option: Condition
    times: int


def lasting(reading: Reading) -> Stay | None:
    """The first time of a segment that rows have a price for; its words are then used."""
    for at, length, unit in _times(reading):
        for wanted in (length, unit):
            pairs = reading.index.lengths.get(round(wanted, 3))
            times = round(length / wanted)
            if pairs and abs(times * wanted - length) < _CLOSE:
                reading.used.update(at)
                fields = tuple(dict.fromkeys(f for f, _ in pairs))
                values = tuple(dict.fromkeys(v for _, v in pairs))
                option = Condition(fields, Op.IS, values, mention=reading.words(at))
                return Stay(option, times)
    return None


def _times(reading: Reading) -> Iterator[tuple[tuple[int, ...], float, float]]:
    """(places, minutes, minutes of its unit) of what a segment says of time."""
    seg = reading.seg
    named = {p for m in reading.mentions(What.TITLE) for p in m.at}
    counted: set[int] = set()
    for amount in seg.amounts:
        counted.update(amount.at)
        measure = amount.measure
        told = measure.dimension is Dimension.TIME and measure.single and amount.op is None
        if told and measure.value and named.isdisjoint(amount.at):
            yield amount.at, measure.low, measure.low / measure.value
    for place, word in enumerate(seg.words):
        unit = UNITS.get(fold(word))
        if unit is None or unit[0] is not Dimension.TIME or place in named | counted:
            continue
        if _is_priced(reading, place):
            yield (place,), unit[1], unit[1]


def _is_priced(reading: Reading, place: int) -> bool:
    """Whether a time without a number is what a price is for: "a week", "per day", "what is the day
    rate", and not "do we get that day back"."""
    seg = reading.seg
    before = seg.words[max(0, place - 1) : place]
    by_it = any((w,) in seg.book.groups["indefinite"] or is_per(w) for w in before)
    by_it = by_it or any(seg.book.numbers.get(w) == 1 for w in before)  # "for one hour"
    return by_it or seg.says("price") or seg.says("total") or len(seg.words) <= _SHORT
