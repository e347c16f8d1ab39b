"""How much of something, and for how long: "2,5 m", "3 kilo", "two nights for four"; and what a
price is asked for: "per 100 g"."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from agent.understanding.ages import in_years
from agent.understanding.amounts import Amount
from agent.understanding.mention import What
from agent.understanding.query import Quantity
from agent.understanding.reading import Reading
from catalog.folding import fold
from catalog.measures import UNITS, Dimension
from catalog.price_units import is_per

_COUNTED = frozenset(
    {Dimension.LENGTH, Dimension.MASS, Dimension.VOLUME, Dimension.TIME, Dimension.AREA}
) | {Dimension.PERSONS}
"""What goods and services are priced by, beside the piece."""


def quantities(reading: Reading) -> tuple[Quantity, ...]:
    """The amounts of a segment that may multiply a price, in their order."""
    told = [_quantity(reading, a) for a in _plain(reading) if not _is_each(reading, a)]
    return (*told, *_of_us(reading))


def each(reading: Reading) -> Quantity | None:
    """What a price is asked for: "per 100 g", "pro Kilo", "the metre"."""
    for amount in _plain(reading):
        if _is_each(reading, amount):
            return _quantity(reading, amount)
    for place, word in enumerate(reading.seg.words):
        known = UNITS.get(fold(word))
        if known is not None and known[0] in _COUNTED and _is_behind_each(reading, place):
            dimension, size = known
            unit = reading.seg.spoken[place].text
            return Quantity(Decimal(1), unit, size, dimension, unit)
    return None


def _plain(reading: Reading) -> Iterator[Amount]:
    titled = {p for m in reading.mentions(What.TITLE) if m.exact for p in m.at}
    for amount in reading.seg.amounts:
        measure = amount.measure
        bare = amount.op is None and measure.single and measure.value > 0 and measure.unit
        if not bare or measure.dimension not in _COUNTED or in_years(measure.unit):
            continue
        if titled.isdisjoint(amount.at):
            yield amount


def _quantity(reading: Reading, amount: Amount) -> Quantity:
    measure = amount.measure
    value = Decimal(str(measure.value)).normalize()
    words = reading.words(amount.at)
    counted = reading.used.issuperset(amount.at)
    return Quantity(value, measure.unit, measure.low, measure.dimension, words, counted)


def _of_us(reading: Reading) -> Iterator[Quantity]:
    """ "For 4 of us", which counts people."""
    ends = {run.start for run in reading.seg.book.find("of_us", reading.seg.words)}
    for amount in reading.seg.amounts:
        measure = amount.measure
        bare = amount.op is None and measure.single and not measure.unit
        if bare and amount.at[-1] + 1 in ends and measure.value == int(measure.value):
            value, counted = Decimal(int(measure.value)), reading.used.issuperset(amount.at)
            reading.used.update(amount.at)
            yield Quantity(value, "", measure.value, Dimension.PERSONS, str(value), counted)


def _is_each(reading: Reading, amount: Amount) -> bool:
    """Whether a price is asked for so much: "per 100 g". So many people pay it: Italian "per 3
    adulti"."""
    several = amount.measure.dimension is Dimension.PERSONS and amount.measure.value > 1
    return not several and _is_behind_each(reading, amount.at[0])


def _is_behind_each(reading: Reading, place: int) -> bool:
    """Whether a "per" stands before a unit; an "a" or a "für" is no such word here."""
    before = reading.seg.words[place - 1] if place else ""
    return len(before) > 1 and is_per(before) and before not in ("al", "la", "le", "el", "il")
