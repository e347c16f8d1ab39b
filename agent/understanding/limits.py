"""What a plain amount is held to: "he has 28 kg", "for 340 lbs", "she is 122 cm tall".

to a column   whose amounts come near, as its name says: "max load", "Mindestnächte"
to a text     that states a limit: "bis 12 kg", "Jugendski 120-150 cm", "dogs over 10 kg"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from agent.understanding.amounts import Amount, amounts
from agent.understanding.function_words import function_words
from agent.understanding.query import Condition, Op
from catalog.cell_words import cell_words
from catalog.columns import Columns
from catalog.folding import fold
from catalog.measures import Dimension, Measure
from catalog.schema import Field
from catalog.text import tokens

FAR = 3.0
"""No bike is 8 km tall: what is so many times more than all of a column's amounts, or less, is of
something else."""

READ, LONGEST = 5_000, 80
"""Of so many rows the texts are read, and so many signs of each are a name or a value."""

_HELD = frozenset({Dimension.MASS, Dimension.LENGTH, Dimension.VOLUME, Dimension.PERSONS})
_NEAR = frozenset({*_HELD, Dimension.TIME}) - {Dimension.PERSONS}  # people have to find room
_MOST, _LEAST = (frozenset(map(fold, cell_words(g))) for g in ("name_most", "name_least"))
_UP_TO = frozenset(map(fold, cell_words("name_up_to")))
_COMPOUND = 4
"""Letters of a word that another may begin with: "Mindestnächte", and no "minutes"."""


def near_fields(amount: Amount, fields: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """Those of `fields` whose amounts come near `amount`."""
    measure = amount.measure
    if measure.dimension not in _NEAR or amount.op in (Op.AT_LEAST, Op.AT_MOST):
        return tuple(fields)
    return tuple(f for f in fields if comes_near(measure, f, columns))


def comes_near(measure: Measure, id: str, columns: Columns) -> bool:
    """Whether a measure is no other order than the amounts of a column of its dimension."""
    column = columns.columns[id]
    if not column.has_amounts or column.field.dimension is not measure.dimension:
        return True  # ages in years are plain numbers
    ends = column.high[np.isfinite(column.high)]
    most = float(ends.max()) if ends.size else float("inf")
    least = float(np.nanmin(column.low))
    return measure.low <= FAR * most and FAR * measure.high >= least


def named_bound(field: Field) -> Op | None:
    """What the name of a field bounds: a "max load" has to be at least what is said, the "minimum
    nights" at most."""
    words = [t.folded for t in tokens(field.name.replace("_", " "), ())] or [""]
    said = " ".join(words)
    ends = any(said.endswith(f" {p}") or said.startswith(f"{p} ") for p in _UP_TO)
    if ends or any(_is_one(word, _MOST) for word in words):
        return Op.AT_LEAST
    first = words[:1] if len(words) > 1 or len(words[0]) > _COMPOUND else []  # "min" are minutes
    return Op.AT_MOST if any(_is_one(word, _LEAST) for word in first) else None


def _is_one(word: str, told: frozenset[str]) -> bool:
    return word in told or any(word.startswith(m) for m in told if len(m) > _COMPOUND)


class _Limit(NamedTuple):
    dimension: Dimension
    low: float
    high: float
    field: str
    text: str


class Limits:
    """The limits that values and titles of a catalog state in words."""

    def __init__(self, columns: Columns) -> None:
        self._limits = tuple(_limits(columns)) if columns.rows <= READ else ()

    def condition(self, amount: Amount, mention: str) -> Condition | None:
        """The values and titles whose limits an amount keeps; None where none does."""
        measure = amount.measure
        if amount.op in (Op.AT_LEAST, Op.AT_MOST) or not (measure.unit and measure.single):
            return None
        kept = [
            m
            for m in self._limits
            if m.dimension is measure.dimension and m.low <= measure.low <= m.high
        ]
        fields = tuple(dict.fromkeys(m.field for m in kept))
        texts = tuple(dict.fromkeys(m.text for m in kept))
        return Condition(fields, Op.IS, texts, mention=mention) if texts else None


def _limits(columns: Columns) -> Iterator[_Limit]:
    languages = columns.languages or ("en",)
    for title in dict.fromkeys(columns.titles):
        yield from _stated(title, "title", languages)
    for column in columns.columns.values():
        texts = [value.text for value in column.values.values()]
        own = dict.fromkeys((column.field.language or languages[0], *languages))
        stated = [limit for text in texts for limit in _stated(text, column.field.id, tuple(own))]
        # "4 to 20 kg" alone is an amount of its column, and beside "up to 12 kg" a limit.
        if not column.has_amounts or any(limit.low == 0.0 for limit in stated):
            yield from stated


def _stated(text: str, field: str, languages: Sequence[str]) -> Iterator[_Limit]:
    if len(text) > LONGEST or not any(sign.isdigit() for sign in text):
        return
    for language in languages:
        told = amounts(text, tokens(text, (language,)), function_words(language))
        found = [_Limit(*_ends(a), field, text) for a in told if _is_limit(a)]
        if found:
            yield from found
            return


def _is_limit(amount: Amount) -> bool:
    bounded = amount.op in (Op.AT_LEAST, Op.AT_MOST) or not amount.measure.single
    return bounded and bool(amount.measure.unit) and amount.measure.dimension in _HELD


def _ends(amount: Amount) -> tuple[Dimension, float, float]:
    high = float("inf") if amount.high is None else amount.high
    return amount.measure.dimension, amount.low or 0.0, high
