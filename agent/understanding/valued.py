"""Which goods a value tells apart: "and in white?" after the red one, "the one with a ring"."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from agent.understanding.conditions import holds
from agent.understanding.likeness import alike, asked_of, shared
from agent.understanding.query import Act, Ask, Condition, Op, Reference
from agent.understanding.state import State
from catalog.column import Mask
from catalog.columns import Columns
from catalog.schema import Role


def other_of(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """ "and in white?" after the red one, where colours are goods of their own: the one that is
    called nearly so and has what is asked, and what is spoken of has not."""
    number = columns.number.get(state.focus[0]) if len(state.focus) == 1 else None
    pointing = ask.follows or ask.having or len(ask.text.split()) <= 4
    options = {f.id for f in columns.schema.of(Role.OPTION)}
    wanted = [c for c in ask.conditions if c.op is Op.IS and c.values != ("yes",)]
    if (
        number is None
        or not pointing
        or (ask.yes_no and not ask.having)
        or ask.unused
        or not wanted
        or len(wanted) < len(ask.conditions)
        or any(set(c.fields) & options for c in wanted)
    ):
        return None
    rows = list(columns.variants(number))
    if any(_holding([condition], columns)[rows].any() for condition in wanted):
        return None
    holding = _holding(wanted, columns)
    having = {int(n) for n in np.unique(columns.product_of[np.flatnonzero(holding)])}
    chosen = alike(having, {number}, columns)
    title = columns.title_tokens[number][0] if columns.title_tokens[number] else ()
    if not chosen or len(chosen) > 3 or 2 * shared(chosen[0], number, columns) < len(title):
        return None
    return asked_of(chosen, ask, state, columns)


def one_of(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """ "the one with a ring", "what does it cost in A4": of several that were told, those that
    have what is said; asked what was asked before."""
    spoken = [columns.number[p] for p in state.focus[:6] if p in columns.number]
    told = state.ask is not None and state.ask.act in (Act.TELL, Act.CHECK, Act.SUM)
    pointing = ask.follows or ask.refers is Reference.IT
    options = {f.id for f in columns.schema.of(Role.OPTION)}
    wanted = [c for c in ask.conditions if c.op is Op.IS and not set(c.fields) & options]
    which = ask.which and not (ask.asks_price or ask.fields)  # "was kostet die mit Ring" names one
    if len(spoken) < 2 or not told or not pointing or ask.yes_no or ask.having or which:
        return None
    if not wanted or len(wanted) < len(ask.conditions) or ask.unused or ask.classed:
        return None
    rows = _holding(wanted, columns)
    chosen = [n for n in spoken if rows[list(columns.variants(n))].any()]
    return asked_of(chosen, ask, state, columns) if 0 < len(chosen) < len(spoken) else None


def _holding(wanted: Sequence[Condition], columns: Columns) -> Mask:
    """The rows that have all of the values that are wanted, in these words or in more."""
    holding = np.ones(columns.rows, np.bool_)
    for condition in wanted:
        known = [columns.columns[id] for id in condition.fields if id in columns.columns]
        if not known:  # it is on the title, or on the file that the row was read from
            holding &= holds(condition, columns, columns.languages)
            continue
        held = np.zeros(columns.rows, np.bool_)
        for column in known:
            yes = condition.values == ("yes",) and column.affirmable
            held |= column.affirmed() if yes else column.holds(column.wider(condition.values))
        holding &= held
    return holding
