"""Amounts that options of goods are called by ("margherita 32", "in the 2 litre"), and sizes and
colours that there are not: "in 45", "in pink"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.understanding.amounts import Amount
from agent.understanding.mention import Mention, What
from agent.understanding.query import Condition, Op, Target
from agent.understanding.reading import Reading
from agent.understanding.segment import is_behind, stands_alone
from catalog.column import Mask
from catalog.measures import Dimension, Measure, first_number, measures, number
from catalog.schema import Field, Kind, Role
from catalog.sources.titled import Choice, choice_of
from catalog.text import Token

_LOOKED = 40
"""Values of a field by which it is told what they are."""

_FEWEST, _NEAR = 2, 0.5
"""Options that are numbers, at least, and how far beyond them a number may still be one."""


def numbered_option(
    reading: Reading, amount: Amount, targets: Sequence[Target]
) -> Condition | None:
    """A bare number that is an option of what is named: "margherita 32" of "32 cm"; where no goods
    are named by their title, one that stands behind what they are called: "black boots 42"."""
    columns, dimension = reading.columns, amount.measure.dimension
    plain = dimension in (Dimension.NUMBER, Dimension.PIECES, Dimension.MONEY)
    if amount.op is not None or not amount.measure.single or not plain:
        return None
    sized = is_behind(reading.seg, "sized", amount.at[0])  # "the cheapest with mushrooms, in 32"
    behind = dimension is Dimension.NUMBER and (sized or _is_behind(reading, amount))
    if not (targets or behind):
        return None
    own = _rows(reading, targets)
    for field in columns.schema.of(Role.OPTION):
        texts = tuple(
            v.text
            for v in columns.columns[field.id].values.values()
            if own[v.rows].any()
            and first_number(v.text) == amount.measure.value
            and (dimension is not Dimension.MONEY or _is_money(v.text))
        )
        if texts:
            return Condition((field.id,), Op.IS, texts, mention=reading.words(amount.at))
    return None


def measured_option(
    reading: Reading, amount: Amount, targets: Sequence[Target]
) -> Condition | None:
    """An amount with its unit that an option is called by: "in the 2 litre" of "2L pot"."""
    columns, measure = reading.columns, amount.measure
    if amount.op is not None or not measure.unit or not measure.single:
        return None
    rows = _rows(reading, targets)
    for field in columns.schema.of(Role.OPTION):
        if field.dimension is measure.dimension:
            continue  # its column is held to amounts as any other
        texts = tuple(
            v.text
            for v in columns.columns[field.id].values.values()
            if rows[v.rows].any() and any(_same(m, measure) for m in measures(v.text))
        )
        if texts:
            return Condition((field.id,), Op.IS, texts, mention=reading.words(amount.at))
    return None


def lacking_choices(reading: Reading, targets: Sequence[Target]) -> list[Condition]:
    """Colours and sizes in letters that nothing here is called by, where what is named, or else
    anything, is told by others: "in pink" of boots that are brown or black."""
    found: list[Condition] = []
    seg, rows = reading.seg, _rows(reading, targets)
    taken = reading.taken | reading.used | {p for m in seg.mentions for p in m.at}
    for place, token in enumerate(seg.spoken):
        ends = reading.is_in("large", token.folded) or reading.is_in("small_one", token.folded)
        choice = None if place in taken or ends else choice_of(token.text, seg.book.language)
        if choice is None or reading.is_small(place) or _is_known(reading, token):
            continue
        fields = tuple(f.id for f in _told_by(choice, rows, reading))
        columns = (reading.columns.columns[f] for f in fields)
        part = choice is Choice.COLOUR and any(token.folded in v for c in columns for v in c.values)
        if fields and not part:  # "copper" of "copper red" is an option said in part
            reading.take((place,))
            denied = reading.is_negated(Mention(What.VALUE, (place,), 0.0))
            op = Op.LACKS if denied else Op.IS
            found.append(Condition(fields, op, (token.text,), mention=token.text))
    return found


def _is_known(reading: Reading, token: Token) -> bool:
    """Whether a title or a value says a word."""
    return reading.columns.knows(token) or not token.keys.isdisjoint(reading.index.values)


def _told_by(choice: Choice, rows: Mask, reading: Reading) -> list[Field]:
    """The fields of which most values of these rows are colours, or sizes."""
    columns, found = reading.columns, []
    for field in columns.schema.of(Role.OPTION, Role.ATTRIBUTE):
        values = columns.columns[field.id].values.values()
        own = [v.text for v in values if v.text and rows[v.rows].any()]
        language = field.language or reading.seg.book.language
        alike = sum(choice_of(text, language) is choice for text in own[:_LOOKED])
        if field.kind in (Kind.CHOICE, Kind.NAME, Kind.LIST) and 2 * alike > len(own[:_LOOKED]):
            found.append(field)
    return found


def lacking_option(reading: Reading, amount: Amount, targets: Sequence[Target]) -> Condition | None:
    """A bare number that no option is called by, where the options of what is named are numbers
    like it: "the boots in 45" of 40 to 42; and any number of what is sold by numbers."""
    measure, first = amount.measure, amount.at[0]
    if is_number_sold(reading, amount):
        sold = tuple(f.id for f in reading.columns.schema.fields if f.is_number_sold)
        said = reading.words(amount.at)
        return Condition(sold, Op.IS, (f"{measure.value:g}",), mention=said)
    plain = measure.dimension is Dimension.NUMBER and measure.single and amount.op is None
    if not plain or not first or not stands_alone(reading.seg, amount):
        return None
    before = reading.seg.words[first - 1]
    sized = reading.is_in("sized", before) and not reading.is_in("numbered", before)
    if not sized and not _is_behind(reading, amount):
        return None
    columns, rows = reading.columns, _rows(reading, targets)
    for field in columns.schema.of(Role.OPTION):
        values = columns.columns[field.id].values.values()
        read = [number(v.text) for v in values if rows[v.rows].any() and v.text.strip().isdecimal()]
        wide = len(read) >= _FEWEST and (1 + _NEAR) * max(read) >= measure.value
        if wide and measure.value >= _NEAR * min(read):
            said = reading.words(amount.at)
            return Condition((field.id,), Op.IS, (said,), mention=said)
    return None


def is_number_sold(reading: Reading, amount: Amount) -> bool:
    """ "500 cards", "cards, 500 pieces": a number beside what is sold by numbers is a choice, and
    counts none. What is sold by the piece is counted."""
    columns, seg = reading.columns, reading.seg
    sold = [columns.columns[f.id] for f in columns.schema.fields if f.is_number_sold]
    if not sold or not _is_plain(amount):
        return False
    start, end = amount.at[0], amount.at[-1] + 1
    beside = (m for m in seg.mentions if m.start == end or m.end == start)
    rows = [columns.of_products(m.products) for m in beside]
    return any((c.between(2, None) & of_it).any() for of_it in rows for c in sold)


def _is_plain(amount: Amount) -> bool:
    measure = amount.measure
    counts = measure.dimension in (Dimension.NUMBER, Dimension.PIECES)
    return counts and measure.single and amount.op is None


def _rows(reading: Reading, targets: Sequence[Target]) -> Mask:
    """Those of what is named; all where nothing is."""
    columns = reading.columns
    if not targets:
        return np.ones(columns.rows, np.bool_)
    return columns.of_products(columns.number[p] for t in targets for p in t.products)


def _is_behind(reading: Reading, amount: Amount) -> bool:
    """Whether it stands right behind what goods are called or what they are like, and counts
    nothing that follows: "boots 42", "black 42"."""
    first = amount.at[0]
    named = (m for m in reading.seg.mentions if m.what is not What.FIELD)
    return stands_alone(reading.seg, amount) and any(m.end == first for m in named)


def _same(one: Measure, other: Measure) -> bool:
    alike = one.dimension is other.dimension and one.single
    return alike and abs(one.low - other.low) <= 1e-6 * max(1.0, abs(other.low))


def _is_money(text: str) -> bool:
    return any(m.dimension is Dimension.MONEY for m in measures(text))
