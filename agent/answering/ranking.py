"""In which order matches stand: as is asked for, what can be had, what is nearest in meaning."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from agent.answering.goods import Cosines
from agent.answering.result import Match
from agent.understanding.query import Condition, Op, Order
from catalog.column import Mask
from catalog.columns import Columns
from catalog.schema import Role


def settled(order: Order | None, rows: Mask, columns: Columns) -> Order | None:
    """The order by the first of its fields that any of `rows` states; None where none does."""
    if order is None:
        return None
    for id in (order.field, *order.others):
        if not np.isnan(columns.ends(id)[0][rows]).all():
            return replace(order, field=id)
    return None


def ordered(
    matches: tuple[Match, ...],
    order: Order | None,
    columns: Columns,
    cosines: Cosines | None = None,
) -> tuple[Match, ...]:
    """By the order that is asked for; else those that can be had first, the nearest of them."""
    gone = _gone_rows(columns)
    if order is None:
        return tuple(sorted(matches, key=lambda m: (_is_gone(m, gone), -_cosine(m, cosines))))
    best_first = _ranked(matches, order, columns, gone)
    # What nobody can have is not the cheapest.
    here = [match for match, is_there in best_first if is_there]
    return tuple(here or (match for match, _ in best_first))


def ahead(matches: tuple[Match, ...], order: Order | None, columns: Columns) -> tuple[Match, ...]:
    """What comes before all that can be had, and cannot be had itself: the quietest of all is told
    beside the quietest in stock. A price at which nothing is sold is not."""
    if order is None or order.all or order.field == Role.PRICE.value:
        return ()
    best_first = _ranked(matches, order, columns, _gone_rows(columns))
    first = next((n for n, (_, is_there) in enumerate(best_first) if is_there), 0)
    return tuple(match for match, _ in best_first[:first])


def _ranked(
    matches: tuple[Match, ...], order: Order, columns: Columns, gone: frozenset[int]
) -> list[tuple[Match, bool]]:
    """Those that state the field of `order`, with the rows that state its best value, and whether
    they can be had."""
    low, high = columns.ends(order.field)
    held = []
    for match in matches:
        rows = [row for row in match.rows if row not in gone] or list(match.rows)
        values = high[rows] if order.most else low[rows]
        known = values[~np.isnan(values)]
        if len(known):
            best = float(known.max() if order.most else known.min())
            at = tuple(r for r, v in zip(rows, values, strict=True) if v == best)
            is_there = not _is_gone(match, gone)
            held.append((-best if order.most else best, not is_there, replace(match, rows=at)))
    held.sort(key=lambda entry: entry[:2])
    return [(match, not is_gone) for _, is_gone, match in held]


def toward(condition: Condition) -> Order | None:
    """The order in which what is out of bounds comes nearest to them."""
    if condition.op is Op.AT_MOST:
        return Order(condition.fields[0], most=False)
    if condition.op is Op.AT_LEAST:
        return Order(condition.fields[0], most=True)
    return None


def _cosine(match: Match, cosines: Cosines | None) -> float:
    return (
        float(cosines[match.product])
        if cosines is not None and match.product < len(cosines)
        else 0.0
    )


def is_gone(match: Match, columns: Columns) -> bool:
    """Whether nothing of a match can be had."""
    return _is_gone(match, _gone_rows(columns))


def _is_gone(match: Match, gone: frozenset[int]) -> bool:
    return bool(gone) and all(row in gone for row in match.rows)


def _gone_rows(columns: Columns) -> frozenset[int]:
    """The rows that nobody can have. Once for each list: of 10,000 variants it is a thousand."""
    stock = columns.columns.get(Role.STOCK.value)
    if stock is None:
        return frozenset()
    states = ("out_of_stock", "discontinued")
    return frozenset(r for s in states if s in stock.values for r in stock.values[s].rows)
