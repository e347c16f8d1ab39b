"""Prices by how many are taken: a column "from 10 pcs" or "ab 10 Stk." beside the price."""

from __future__ import annotations

import re

from catalog.columns import Columns
from catalog.measures import Dimension, measures
from catalog.price_words import is_least
from catalog.schema import Field, Kind, Role


def tier_of(columns: Columns, count: int, row: int) -> Field | None:
    """The column whose price holds for `count` pieces of a row, where a price stands in it."""
    found: tuple[int, Field] | None = None
    for column in columns.columns.values():
        field = column.field
        if field.kind is not Kind.MONEY or field.role is not Role.ATTRIBUTE:
            continue
        least = least_of(field.name)
        known = least and least <= count and column.stated[row]
        if least and known and (found is None or found[0] < least):
            found = (least, field)
    return found[1] if found is not None else None


def least_of(name: str) -> int | None:
    """From how many pieces on a column's price holds, by its name; None where it says no such
    thing."""
    told = [m for m in measures(name) if m.dimension in (Dimension.NUMBER, Dimension.PIECES)]
    if len(told) != 1 or told[0].value < 2:
        return None
    around = f"{name[: told[0].start]} {name[told[0].end :]}"
    begins = any(is_least(word) for word in re.split(r"[\s_/.]+", around) if word)
    more = told[0].high == float("inf") or any(s in name for s in ("+", "≥", ">"))
    return int(told[0].value) if begins or more else None
