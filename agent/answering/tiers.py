"""Prices by how many are taken: a column "from 10 pcs" or "ab 10 Stk." beside the price, or a
variant for each step."""

from __future__ import annotations

import re
from collections.abc import Sequence

from catalog.columns import Columns
from catalog.measures import Dimension, measures
from catalog.price_words import is_least
from catalog.records import Variant
from catalog.schema import Field, Kind, Role

_COUNTED = (Dimension.NUMBER, Dimension.PIECES)
_ONE = re.compile(r"(?<!\d)1(?!\d)")
_SPAN = re.compile(r"(\d{1,6})\s?[-–]\s?\d{1,6}(?:\s[^\W\d_]{1,8}\.?)?")
"""From how many to how many: "1-9", "10–49 Stk."."""


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


def of_count(variants: Sequence[Variant], count: int) -> tuple[Variant, ...]:
    """Of variants that are steps of one price ("ab 1 VPE", "ab 5 VPE") the one that holds for
    `count`; all of them where they are anything else. The price of a step falls: of "1-3 years" and
    "4-6 years" the larger costs no less."""
    steps: dict[int, Variant] = {}
    for variant in variants:
        values = [option.value for option in variant.options]
        found = [least for value in values if (least := _begins_at(value)) is not None]
        if len(found) != 1 or found[0] in steps:
            return tuple(variants)
        steps[found[0]] = variant
    fitting = [least for least in steps if least <= count]
    if len(steps) < 2 or not fitting or not _falls([steps[least] for least in sorted(steps)]):
        return tuple(variants)
    return (steps[max(fitting)],)


def _falls(variants: Sequence[Variant]) -> bool:
    prices = [variant.price.amount for variant in variants if variant.price]
    whole = len(prices) == len(variants)
    return whole and prices == sorted(prices, reverse=True) and prices[0] > prices[-1]


def _begins_at(value: str) -> int | None:
    """From how many on a step holds: 1 of "ab 1 VPE", 10 of "10-49"."""
    if (span := _SPAN.fullmatch(value)) is not None:
        counted = all(m.dimension in _COUNTED for m in measures(value))
        return int(span[1]) if counted else None  # "1-2 nights" are no pieces
    return least_of(value) or (1 if least_of(_ONE.sub("2", value)) == 2 else None)


def least_of(name: str) -> int | None:
    """From how many pieces on a column's price holds, by its name; None where it says no such
    thing."""
    told = [m for m in measures(name) if m.dimension in _COUNTED]
    if len(told) != 1 or told[0].value < 2:
        return None
    around = f"{name[: told[0].start]} {name[told[0].end :]}"
    begins = any(is_least(word) for word in re.split(r"[\s_/.]+", around) if word)
    more = told[0].high == float("inf") or any(s in name for s in ("+", "≥", ">"))
    return int(told[0].value) if begins or more else None
