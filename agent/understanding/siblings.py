"""Goods that are called nearly as what was spoken of: "the heated one", "and in white?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from agent.understanding.query import Act, Ask, Op, Reference, Target
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.schema import Role
from catalog.text import tokens


def sibling_of(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """ "the heated one", "and the plus": of what was listed, or is called like what was spoken of,
    the one whose title has those words; asked what was asked before."""
    words = [c for c in ask.conditions if c.fields == ("title",) and c.op is Op.SAYS]
    pointing = ask.follows or ask.refers is Reference.IT or len(ask.text.split()) <= 4
    if (
        not words
        or len(words) < len(ask.conditions)
        or not pointing
        or not state.focus
        or ask.unused
    ):
        return None
    spoken = {columns.number[p] for p in state.focus[:4] if p in columns.number}
    having: set[int] | None = None
    for condition in words:
        for value in condition.values:
            for token in tokens(value, columns.languages):
                found = {int(n) for k in token.keys for n in columns.title_words.get(k, ())}
                having = found if having is None else having & found
    listed = [columns.number[p] for p in (*state.listed, *state.shown) if p in columns.number]
    chosen = [n for n in dict.fromkeys(listed) if n in (having or ())]
    if not chosen:
        chosen = _alike((having or set()) - spoken, spoken, columns)
    if not chosen or len(chosen) > 3:
        return None
    return _asked_of(chosen, ask, state, columns)


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
    holding = np.ones(columns.rows, np.bool_)
    for condition in wanted:
        held = np.zeros(columns.rows, np.bool_)
        for id in condition.fields:
            column = columns.columns[id]
            held |= column.holds(column.wider(condition.values))
        if held[rows].any():
            return None
        holding &= held
    having = {int(n) for n in np.unique(columns.product_of[np.flatnonzero(holding)])}
    chosen = _alike(having, {number}, columns)
    title = columns.title_tokens[number][0] if columns.title_tokens[number] else ()
    if not chosen or len(chosen) > 3 or 2 * _shared(chosen[0], number, columns) < len(title):
        return None
    return _asked_of(chosen, ask, state, columns)


def _shared(one: int, other: int, columns: Columns) -> int:
    """How many words of a title another one has."""
    own = {k for t in columns.title_tokens[other][0] for k in t.keys}
    return sum(not t.keys.isdisjoint(own) for t in columns.title_tokens[one][0])


def _asked_of(chosen: Sequence[int], ask: Ask, state: State, columns: Columns) -> Ask:
    """What was asked before, where nothing else is, of the products `chosen`."""
    before = state.ask
    bare = not (ask.fields or ask.asks_price or ask.asks_stock or ask.order)
    target = Target(tuple(columns.ids[n] for n in chosen), "", exact=True)
    whole = replace(ask, act=Act.TELL, conditions=(), targets=(target,), refers=Reference.NONE)
    if bare and before is not None and before.act in (Act.TELL, Act.CHECK):
        whole = replace(
            whole,
            act=before.act,
            fields=before.fields,
            scaled=before.scaled,
            conditions=before.conditions,
            asks_price=before.asks_price,
            asks_stock=before.asks_stock,
        )
    return whole


def _alike(having: set[int], spoken: set[int], columns: Columns) -> list[int]:
    """Those of `having` whose titles share most words with what is spoken of."""
    own = {k for n in spoken for title in columns.title_tokens[n] for t in title for k in t.keys}
    scored = [
        (sum(not t.keys.isdisjoint(own) for t in columns.title_tokens[n][0]), n)
        for n in having
        if columns.title_tokens[n]
    ]
    best = max((score for score, _ in scored), default=0)
    return sorted(n for score, n in scored if score == best and best > 0)
