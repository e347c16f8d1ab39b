"""Amounts that options of goods are called by: "margherita 32", "in the 2 litre"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.understanding.amounts import Amount
from agent.understanding.query import Condition, Op, Target
from agent.understanding.reading import Reading
from catalog.measures import Dimension, Measure, first_number, measures
from catalog.schema import Role


def numbered_option(
    reading: Reading, amount: Amount, targets: Sequence[Target]
) -> Condition | None:
    """A bare number that is an option of what is named: "margherita 32" of "32 cm"."""
    columns, dimension = reading.columns, amount.measure.dimension
    plain = dimension in (Dimension.NUMBER, Dimension.PIECES, Dimension.MONEY)
    if amount.op is not None or not amount.measure.single or not plain:
        return None
    own = columns.of_products(columns.number[p] for t in targets for p in t.products)
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
    rows = (
        columns.of_products(columns.number[p] for t in targets for p in t.products)
        if targets
        else np.ones(columns.rows, np.bool_)
    )
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


def _same(one: Measure, other: Measure) -> bool:
    alike = one.dimension is other.dimension and one.single
    return alike and abs(one.low - other.low) <= 1e-6 * max(1.0, abs(other.low))


def _is_money(text: str) -> bool:
    return any(m.dimension is Dimension.MONEY for m in measures(text))
