"""Amounts to conditions: "under 80", "for 4 people", "at least 1 kg", held to fields by dimension,
by the name beside them, or by what the number looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from agent.understanding.ages import in_years, is_least_age, is_of_age
from agent.understanding.amounts import Amount, fields_for
from agent.understanding.conditions import holds
from agent.understanding.function_words import Degree
from agent.understanding.limits import comes_near, named_bound, near_fields
from agent.understanding.mention import What
from agent.understanding.named_beside import is_priced, named_beside, of_what
from agent.understanding.naming import plain_count
from agent.understanding.people import by_bound, of_people
from agent.understanding.query import Condition, Op, Target
from agent.understanding.reading import Reading
from agent.understanding.scales import fields_of
from agent.understanding.segment import follows
from agent.understanding.sized import lacking_option, measured_option, numbered_option
from catalog.columns import Columns
from catalog.folding import fold
from catalog.measures import UNITS, Dimension, Measure
from catalog.packs import says_packs
from catalog.schema import Kind, Role

ABOUT = 0.15
"""Of a quantity, "about 2 kg" is that much more or less."""

COLD = 10.0
"""Degrees up to which a temperature is one that something is made for, and colder is as good."""

_OPEN = float("inf")


def amount_conditions(reading: Reading, targets: Sequence[Target]) -> list[Condition]:
    """The conditions that amounts of the segment state."""
    found = []
    for amount in reading.seg.amounts:
        if not (reading.used | reading.taken).isdisjoint(amount.at):
            continue
        if (not targets and _counts_them(reading, amount)) or _is_of_day(reading, amount):
            continue
        near = named_beside(reading, amount)
        if not near and (option := measured_option(reading, amount, targets)) is not None:
            reading.take(amount.at)
            found.append(option)
            continue
        fields = fields_for(amount, reading.columns, near)
        fields = fields if near else near_fields(amount, fields, reading.columns)
        fields = fields if near else of_what(reading, amount, fields)
        people = of_people(reading, amount, bool(targets)) if not (fields or near) else None
        if people is not None:
            amount, fields = people
        option = numbered_option(reading, amount, targets) if not fields else None
        option = option or lacking_option(reading, amount, targets)
        if option is not None:
            reading.take(amount.at)
            found.append(option)
            continue
        fields = fields or _bare(reading, amount, targets)
        if not near and (limited := _limited(reading, amount, fields)) is not None:
            reading.take(amount.at)
            found.append(limited)
            continue
        if _is_value(reading, amount, fields):
            continue
        claims = amount.measure.dimension is Dimension.MONEY and targets and amount.op is None
        if fields and not claims:  # "is it 10 euros?" limits nothing
            reading.take(amount.at)
            found += [_bounded(reading, amount, some) for some in by_bound(amount, fields, reading)]
    return found


def _limited(reading: Reading, amount: Amount, fields: tuple[str, ...]) -> Condition | None:
    """What texts say it may be, where it is no amount of a column: a "9 kg" cat of "up to 12 kg",
    but for what is called "9 kg"."""
    condition = reading.index.limits.condition(amount, reading.words(amount.at))
    if condition is None:
        return None
    named = (m for m in reading.mentions(What.VALUE) if not reading.only_number(m))
    called = {v for m in named if set(m.at) <= set(amount.at) for _, v in m.values}
    plain = fields and not set(fields) & set(condition.fields)
    if plain and holds(_bounded(reading, amount, fields), reading.columns, ()).any():
        return None
    return condition if called <= set(condition.values) else None


def _is_value(reading: Reading, amount: Amount, fields: tuple[str, ...]) -> bool:
    """Whether a number that nothing bounds is written so in a column without amounts: sizes of
    shoes, shirts and tents in one, of which 42 is a value."""
    columns = reading.columns.columns
    plain = {f for f in fields if not columns[f].has_amounts}
    return amount.op is None and any(
        set(m.at) <= set(amount.at) and any(f in plain for f, _ in m.values)
        for m in reading.mentions(What.VALUE)
    )


def _is_of_day(reading: Reading, amount: Amount) -> bool:
    """Whether a number is a part of a day that goods have: "on march 7"."""
    dates = reading.index.when.dates
    days = (m for m in reading.mentions(What.VALUE) if any(f in dates for f, _ in m.values))
    return bool(dates) and any(set(amount.at) <= set(day.at) for day in days)


def _counts_them(reading: Reading, amount: Amount) -> bool:
    """ "Four packs of them", "and 4 packs?": counts what was spoken of, and bounds nothing."""
    seg = reading.seg
    pieces = amount.measure.dimension is Dimension.PIECES and seg.says("it")
    packs = follows(seg) and says_packs(reading.words(amount.at))
    return plain_count(amount) and (pieces or packs or seg.says("both"))


def _bounded(reading: Reading, amount: Amount, fields: tuple[str, ...]) -> Condition:
    strict = amount.strict
    measure, fields = _in_its_unit(reading, amount.measure, fields)
    op = (
        _or_further(reading, amount, fields)
        or amount.op
        or _named_bound(reading, measure, fields[0])
        or _meant(amount, _may_be_more(reading, amount, fields))
    )
    if amount.op is None and op is Op.AT_LEAST and _is_of_spans(reading, fields[0]):
        op = None  # of "2 to 4 players" one is none
    low, high = measure.low, measure.high
    field = reading.field(fields[0])
    if in_years(measure.unit) and is_of_age(field):
        if field.dimension is not Dimension.TIME and measure.single:
            low = high = measure.value
        if op is None and is_least_age(field):
            op, high = Op.AT_MOST, high - (reading.denies(amount) and high / measure.value)
    if reading.denies(amount) and amount.op and op in (Op.AT_LEAST, Op.AT_MOST):
        op, strict = (Op.AT_MOST if op is Op.AT_LEAST else Op.AT_LEAST), False
    if not measure.single and high != _OPEN:
        op = Op.WITHIN  # "from 100 to 200"
    if strict and op is Op.AT_MOST:
        high -= 1e-6 * max(1.0, abs(high))
    if strict and op is Op.AT_LEAST:
        low += 1e-6 * max(1.0, abs(low))
    kind = reading.field(fields[0]).kind
    near = op is Op.WITHIN and measure.single and not _is_of_spans(reading, fields[0])
    if near and kind in (Kind.QUANTITY, Kind.MONEY):  # "about 120 cm" is within "113-130"
        low, high = low - ABOUT * abs(low), high + ABOUT * abs(high)
    return Condition(
        fields,
        op or Op.WITHIN,
        low=None if op is Op.AT_MOST else low,
        high=None if op is Op.AT_LEAST else high,
        mention=reading.words(amount.at),
    )


def _named_bound(reading: Reading, measure: Measure, id: str) -> Op | None:
    """What a field's name bounds a plain amount by; ages are held to theirs by themselves."""
    field = reading.field(id)
    plain = measure.single and measure.unit and not is_of_age(field)
    return named_bound(field) if plain else None


def _in_its_unit(
    reading: Reading, measure: Measure, fields: tuple[str, ...]
) -> tuple[Measure, tuple[str, ...]]:
    """A bare number is in the unit that the field's cells are written in: "warranty months 24"."""
    unit = UNITS.get(fold(reading.field(fields[0]).unit))
    if measure.dimension is not Dimension.NUMBER or unit is None:
        return measure, fields
    dimension, size = unit
    alike = tuple(f for f in fields if UNITS.get(fold(reading.field(f).unit)) == unit)
    scaled = _scaled(measure, dimension, size)
    if dimension is Dimension.LENGTH and not comes_near(scaled, fields[0], reading.columns):
        metres = _scaled(measure, dimension, UNITS["m"][1])  # "I'm 1.78" of a body height in cm
        scaled = metres if comes_near(metres, fields[0], reading.columns) else scaled
    return scaled, alike


def _scaled(measure: Measure, dimension: Dimension, size: float) -> Measure:
    return replace(measure, low=measure.low * size, high=measure.high * size, dimension=dimension)


def _is_of_spans(reading: Reading, id: str) -> bool:
    """Whether a third of a column's amounts reach from one number to another."""
    column = reading.columns.columns[id]
    known = ~np.isnan(column.low)
    spans = column.high > column.low
    return 3 * int(spans[known].sum()) > int(known.sum())


def _or_further(reading: Reading, amount: Amount, fields: tuple[str, ...]) -> Op | None:
    """ "2016 or older" of years is at most, "18 or older" of ages at least."""
    seg = reading.seg
    for measured in seg.adjectives:
        joint = seg.words[measured.start - 1 : measured.start]
        near = {*amount.at, amount.at[-1] + 2}
        if measured.degree is not Degree.COMPARATIVE or measured.start not in near:
            continue
        joined = seg.book.says("or", joint) or seg.book.says("and", joint)
        if joined and {f.id for f in fields_of(measured.scale, reading.columns)} & {*fields}:
            reading.take(range(measured.start - 1, measured.end))
            return Op.AT_LEAST if measured.more else Op.AT_MOST
    return None


def _meant(amount: Amount, may_be_more: bool) -> Op | None:
    """What an amount that no word bounds means: money is a budget, people have to find room, and
    the cold has to be borne."""
    measure = amount.measure
    if measure.dimension is Dimension.MONEY and measure.single:
        return Op.AT_MOST
    if measure.dimension is Dimension.TEMPERATURE and measure.single and measure.low <= COLD:
        return Op.AT_MOST
    room = measure.dimension is Dimension.PERSONS and measure.single
    room = room or (may_be_more and measure.single and measure.value >= 1)
    return Op.AT_LEAST if room or measure.high == _OPEN else None


def _may_be_more(reading: Reading, amount: Amount, fields: tuple[str, ...]) -> bool:
    """ "2 dogs" of a column that counts how many may come, and not the 2 of "floor 2"."""
    end = amount.at[-1] + 1
    named = any(end in m.at or set(amount.at) & set(m.at) for m in reading.mentions(What.FIELD))
    counts = (reading.columns.columns[f].counts_some for f in fields)
    return named and all(counts) and not any(is_of_age(reading.field(f)) for f in fields)


def _bare(reading: Reading, amount: Amount, targets: Sequence[Target]) -> tuple[str, ...]:
    """The fields of a number without a unit: a year's, or the price where it is bounded; of what is
    named, where it may be one ("the e-bike under 2000")."""
    measure, columns = amount.measure, reading.columns
    if measure.dimension is not Dimension.NUMBER:
        return ()
    if 1000 <= measure.low <= 2100 and measure.low == int(measure.low):
        years = tuple(id for id, column in columns.columns.items() if column.holds_years)
        if years:
            return years
    bounds = (Op.AT_MOST,) if targets else (Op.AT_MOST, Op.AT_LEAST)
    if amount.op in bounds and _may_be_price(measure.value, targets, columns):
        priced = [m for m in reading.mentions(What.FIELD) if is_priced(reading, m)]
        if priced:  # "which can I rent under 17 a month"
            reading.take(priced[0].at)
            return priced[0].fields
        return tuple(f.id for f in columns.schema.of(Role.PRICE))
    return ()


_FAR = 2
"""How many times a price a bound may be, or a price a bound, and still be one of it: "for couples
over 16" bounds no price of 49."""


def _may_be_price(value: float, targets: Sequence[Target], columns: Columns) -> bool:
    """Whether a number may bound the price of what is named, or of anything where nothing is."""
    if not targets:
        return True
    priced = columns.columns.get(Role.PRICE.value)
    rows = columns.of_products(columns.number[p] for t in targets for p in t.products)
    if priced is None or np.isnan(priced.low[rows]).all():
        return False
    low, high = np.nanmin(priced.low[rows]), np.nanmax(priced.low[rows])
    return bool(low <= _FAR * value and value <= _FAR * high)
