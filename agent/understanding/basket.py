"""Sums over several messages: "three of them", "and a lemonade", "and X, together"."""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.query import Act, Ask, Condition, Reference, Target
from agent.understanding.refining import over
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.schema import Role

FEW = 4
"""So many things that were spoken of are added up."""


def summed(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """`ask` as a sum with what was spoken of, so many times or added up; None where it is none."""
    if not state.focus or (ask.yes_no and not ask.adds):
        return None
    before = tuple(Target((p,), "", _options(p, state, columns), exact=True) for p in state.focus)
    if ask.act is Act.SUM and len(ask.targets) > 1:
        return replace(ask, targets=tuple(_settled(t, before, state) for t in ask.targets))
    if _goes_on(ask, state):
        assert state.ask is not None
        return replace(state.ask, targets=(*state.ask.targets, *ask.targets), text=ask.text)
    if ask.adds and ask.targets and (ask.follows or len(ask.targets) == 1):
        named = {p for t in ask.targets for p in t.products}
        kept = tuple(t for t in before[:FEW] if t.products[0] not in named)
        return replace(ask, act=Act.SUM, targets=(*kept, *ask.targets))
    if ask.targets or ask.act in (Act.COUNT, Act.COMPARE) or ask.classed:
        return None
    if ask.adds and not (ask.conditions or ask.unused or ask.quantity) and len(before) > 1:
        return replace(ask, act=Act.SUM, targets=before[:FEW])
    options = {f.id for f in columns.schema.of(Role.OPTION)}
    other = [c for c in ask.conditions if not set(c.fields) <= options]  # "for 3 days" is none
    plain = not (other or ask.order or ask.fields) and (
        ask.asks_price or not ask.unused or ask.refers is not Reference.NONE
    )
    if ask.quantity and plain and (len(before) == 1 or ask.refers is not Reference.NONE):
        asked = state.ask.fields if state.ask is not None else ()  # "five nights" of that season
        own = over(before[0].options, ask.conditions)
        counted = (replace(before[0], count=ask.quantity, options=own),)
        return replace(ask, act=Act.SUM, targets=counted, fields=ask.fields or asked)
    return None


def _goes_on(ask: Ask, state: State) -> bool:
    """ "And a pot of coffee" behind a sum adds to it."""
    bare = not (ask.fields or ask.scaled or ask.order or ask.asks_stock or ask.conditions)
    return (
        state.ask is not None
        and state.ask.act is Act.SUM
        and bool(ask.targets)
        and bare
        and (ask.follows or ask.adds)
    )


def _settled(target: Target, before: tuple[Target, ...], state: State) -> Target:
    """A part of a sum by what was spoken of: "two of them", and which "discs" of several."""
    if not target.products:
        return replace(before[0], count=target.count) if len(before) == 1 else target
    if len(target.products) == 1:
        return target
    spoken = (*state.focus, *state.listed, *state.shown)
    known = tuple(p for p in target.products if p in spoken)
    return replace(target, products=known or target.products)


def _options(product: str, state: State, columns: Columns) -> tuple[Condition, ...]:
    """The options of the variant that was spoken of: the season of a room, the size of a shoe."""
    if state.ask is None or product not in columns.number:
        return ()
    own = columns.of_products([columns.number[product]])
    options = {f.id for f in columns.schema.of(Role.OPTION)}
    stated = [c for t in state.ask.targets if product in t.products for c in t.options]
    found = []
    for condition in (*state.ask.conditions, *stated):
        held = [
            columns.columns[f].holds(condition.values) for f in condition.fields if f in options
        ]
        if held and any((mask & own).any() for mask in held):
            found.append(condition)
    return tuple(found)
