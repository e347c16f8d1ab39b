"""A number that tells which of several is meant, and counts none: "the 54 tank" of a "Fenmere 54
tank", "a bottle of Zorvel 50" of those of 30, 50 and 100 ml."""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.query import Condition, Op, Target
from agent.understanding.segment import Segment
from catalog.column import Column
from catalog.columns import Columns
from catalog.folding import fold
from catalog.measures import measures
from catalog.schema import Role
from catalog.text import tokens

LEAST = 5
"""Fewer are counted: "two of the Zorvel", whatever is of 2 kg."""


def sized_by(target: Target, seg: Segment, columns: Columns) -> Target:
    """`target` as one of what the number beside it tells, where that is said once."""
    number = str(target.count)
    if target.count < 2 or seg.words.count(number) != 1:
        return target
    titles = [columns.titles[columns.number[p]] for p in target.products if p in columns.number]
    if titles and all(number in (t.folded for t in tokens(title, ())) for title in titles):
        return replace(target, count=1)
    if target.count < LEAST or len({fold(title) for title in titles}) != 1:
        return target
    return _of_size(target, seg, columns) or target


def _of_size(target: Target, seg: Segment, columns: Columns) -> Target | None:
    """One of the namesakes, or of the variants, that have an amount of so many units; None where no
    field tells them apart by that, or another amount does: "50 of the 30 ml"."""
    said = {a.measure.dimension for a in seg.amounts if a.measure.unit}
    numbers = {columns.number[p] for p in target.products}
    rows = {row for number in numbers for row in columns.variants(number)}
    for column in columns.columns.values():
        field = column.field
        if field.dimension in said:
            continue
        named = field.role is Role.OPTION or (field.role is Role.ATTRIBUTE and len(numbers) > 1)
        told = _amounts(column, rows) if named else {}
        own = told.get(float(target.count), set())
        if len(told) < 2 or not own:
            continue
        kept = {int(columns.product_of[row]) for row in own}
        products = tuple(p for p in target.products if columns.number[p] in kept)
        texts = tuple(v.text for v in column.values.values() if own.intersection(v.rows))
        option = Condition((field.id,), Op.IS, texts, mention=str(target.count))
        options = (*target.options, *([option] if field.role is Role.OPTION else []))
        return replace(target, products=products, options=options, count=1)
    return None


def _amounts(column: Column, rows: set[int]) -> dict[float, set[int]]:
    """Amount, in the unit it is written in -> the rows of it."""
    found: dict[float, set[int]] = {}
    for value in column.values.values():
        held = rows.intersection(value.rows)
        amounts = [m for m in measures(value.text) if m.single] if held else []
        if len(amounts) == 1:
            found.setdefault(amounts[0].value, set()).update(held)
    return found
