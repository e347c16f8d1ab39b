"""The rows of which a condition is true, and those that state anything on it.

What a row does not state is neither true nor false of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from agent.understanding.query import SOURCE, WITHOUT, Condition, Op, Order
from catalog.column import Mask
from catalog.columns import Columns
from catalog.text import Keys, Token, keys, tokens


def holds(condition: Condition, columns: Columns, languages: Sequence[str]) -> Mask:
    """The rows of which `condition` is true; a row that does not state it is none."""
    if SOURCE in condition.fields:
        read = columns.of_products(
            n for n, source in enumerate(columns.sources) if source in condition.values
        )
        return ~read if condition.op is Op.LACKS else read
    if WITHOUT in condition.fields:
        spoken = [t for w in condition.values for t in tokens(w, languages)]
        having = {key for token in spoken for key in (*token.keys, token.folded)}
        return columns.of_products({int(n) for k in having for n in columns.without.get(k, ())})
    titled = "title" in condition.fields
    if condition.op is Op.SAYS or (titled and condition.op is not Op.IS):
        said = columns.of_products(_saying(condition.values, columns, languages, titles=titled))
        return ~said if condition.op is Op.LACKS else said
    if condition.op is Op.STATES:
        return states(condition, columns)
    called = (n for n, title in enumerate(columns.titles) if titled and title in condition.values)
    true = columns.of_products(called)
    stated = np.zeros(columns.rows, np.bool_)
    for id in condition.fields:
        column = columns.columns.get(id)
        if column is None:
            continue
        stated |= column.stated
        if condition.low is not None or condition.high is not None:
            true |= column.between(condition.low, condition.high)
        elif condition.values == ("yes",) and column.affirmable:
            true |= column.affirmed()
        else:
            true |= column.holds(condition.values)
    if condition.op is not Op.LACKS:
        return true
    return (stated if (deciding := denying(condition, columns)) is None else deciding) & ~true


def denying(condition: Condition, columns: Columns) -> Mask | None:
    """The rows that say whether they are without something that makes ill: those that fill the
    column of allergens. None where no such column is among the condition's fields."""
    held = (columns.columns[id] for id in condition.fields if id in columns.columns)
    stated = [column.stated for column in held if column.lists_allergens]
    return np.logical_or.reduce(stated) if stated else None


def satisfying(conditions: Iterable[Condition], columns: Columns) -> Mask:
    """The rows of which all of `conditions` are true."""
    rows = np.ones(columns.rows, np.bool_)
    for condition in conditions:
        rows &= holds(condition, columns, columns.languages)
    return rows


def states(condition: Condition, columns: Columns) -> Mask:
    """The rows that say anything on the fields of `condition`."""
    if condition.op is Op.SAYS or not {"title", SOURCE}.isdisjoint(condition.fields):
        return np.ones(columns.rows, np.bool_)
    stated = np.zeros(columns.rows, np.bool_)
    for id in condition.fields:
        if id in columns.columns:
            stated |= columns.columns[id].stated
    return stated


def _saying(
    words: Iterable[str], columns: Columns, languages: Sequence[str], titles: bool
) -> set[int]:
    """The products whose titles (or else any text) hold every one of `words`."""
    found: set[int] | None = None
    table = columns.title_words if titles else columns.words
    for word in words:
        for token in tokens(word, languages):
            having = _having(token, keys(token.text, tuple(languages), "none"), table)
            found = having if found is None else found & having
    return found or set()


def _having(token: Token, whole: Keys, table: Mapping[str, NDArray[np.int32]]) -> set[int]:
    """The products that have a word: by itself where any does, else by what it means as a `whole`,
    else by what it is made of.

    A "Spanplattenschraube" is no other "Schraube", where there is one; a "Stehlampe" is a
    "Stehleuchte" before it is any lamp.
    """
    found: dict[tuple[bool, bool], set[int]] = {}
    for key in sorted(token.keys):
        held = table.get(key)
        if held is not None:
            tier = (key not in whole, key.startswith("c:"))
            found.setdefault(tier, set()).update(held.tolist())
    return found[min(found)] if found else set()


def beyond(order: Order, spoken: Mask, columns: Columns) -> Mask:
    """The rows with more (or less) of a field than any of the rows `spoken` of: 60-90 cm is more
    than 40-60 cm."""
    low, high = columns.ends(order.field)
    ends = (high if order.most else low)[spoken]
    known = ends[~np.isnan(ends)]
    if not len(known):
        return np.zeros(columns.rows, np.bool_)
    with np.errstate(invalid="ignore"):
        if order.most:
            further = (low >= known.max()) & (high > known.max())
        else:
            further = (high <= known.min()) & (low < known.min())
    return np.asarray(further, np.bool_)


def bounded_fields(conditions: Sequence[Condition]) -> set[str]:
    """The fields that an amount is held to: "for an 8 year old" does not ask how old."""
    amounts = (c for c in conditions if c.low is not None or c.high is not None)
    return {field for condition in amounts for field in condition.fields}


def without_units(conditions: Sequence[Condition]) -> list[Condition]:
    """The conditions without a value that the unit of an amount was taken for: of "a 34 year old"
    the age is held to 34, and to no "all ages"."""
    amounts = [c for c in conditions if c.low is not None or c.high is not None]
    told = [(set(c.fields), set(c.mention.split())) for c in amounts]
    return [
        c
        for c in conditions
        if not c.values
        or not any(
            fields & set(c.fields) and words & set(c.mention.split()) for fields, words in told
        )
    ]
