"""Amounts of people, and how old they are: "we are 4", "six of us", "she's 5"."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from agent.understanding.amounts import Amount, fields_for
from agent.understanding.limits import named_bound
from agent.understanding.query import Op
from agent.understanding.reading import Reading
from agent.understanding.segment import is_behind, stands_alone, tells_age
from catalog.measures import UNITS, Dimension

_PARTY = 30
"""So many people are still a number of guests."""


def of_people(
    reading: Reading, amount: Amount, named: bool
) -> tuple[Amount, tuple[str, ...]] | None:
    """A bare number of people ("for two") or of years ("she's 5"), with its fields; beside goods
    that are named only "six of us", as "for two" may count them."""
    seg, measure = reading.seg, amount.measure
    bare = measure.dimension is Dimension.NUMBER and measure.single and amount.op is None
    of_us = any(run.start == amount.at[-1] + 1 for run in seg.book.find("of_us", seg.words))
    if not bare or not (of_us or (stands_alone(seg, amount) and not named)):
        return None
    room = of_us or is_behind(seg, "whom", amount.at[0])
    for unit, said in (
        ("people", room and 0 < measure.value <= _PARTY),
        ("year", tells_age(seg, amount)),
    ):
        if not said:
            continue
        dimension, size = UNITS[unit]
        value = measure.value * size
        meant = replace(measure, low=value, high=value, dimension=dimension, unit=unit)
        whole = replace(amount, measure=meant)
        if fields := fields_for(whole, reading.columns, ()):
            return whole, fields
    return None


def by_bound(amount: Amount, fields: tuple[str, ...], reading: Reading) -> list[tuple[str, ...]]:
    """The fields that so many people are held to: those of the most, and beside them those of the
    least, where all rows with the one have the other: "Min players", "Max players"."""
    plain = amount.measure.dimension is Dimension.PERSONS and amount.op is None
    least = tuple(f for f in fields if named_bound(reading.field(f)) is Op.AT_MOST)
    most = tuple(f for f in fields if f not in least)
    if not plain or not (least and most):
        return [fields]
    columns = reading.columns.columns
    room, few = (np.logical_or.reduce([columns[f].stated for f in own]) for own in (most, least))
    return [most, *([least] if bool((few | ~room).all()) else [])]
