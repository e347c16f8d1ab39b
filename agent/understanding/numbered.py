"""A number alone: an option of what was spoken of, a part of the name of what was listed, or how
much of it."""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.focus import about, named_alone
from agent.understanding.likeness import asked_of
from agent.understanding.query import Act, Ask, Condition, Op, Reference, Target
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.measures import Dimension, first_number
from catalog.schema import Role

SHORT = 4
"""Words of a message that is of what was spoken of where it names nothing else."""


def option_of(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """ "und 98 noch da?": a number that what is spoken of comes in is no count of pieces."""
    if ask.targets or len(state.focus) != 1 or state.focus[0] not in columns.number:
        return None
    number = columns.number[state.focus[0]]
    alike = _numbered(str(ask.quantity), number, columns) if ask.follows else ()
    if alike and not ask.adds:
        return named_alone(
            replace(ask, quantity=0, act=Act.TELL, targets=(Target(alike, "", exact=True),)),
            state,
            columns,
        )
    own = columns.of_products([number])
    for option in columns.schema.of(Role.OPTION):
        texts = tuple(
            v.text
            for v in columns.columns[option.id].values.values()
            if own[v.rows].any() and first_number(v.text) == ask.quantity
        )
        if texts:
            condition = Condition((option.id,), Op.IS, texts, mention=str(ask.quantity))
            whole = replace(ask, act=Act.TELL, quantity=0, conditions=(*ask.conditions, condition))
            return about(whole, state.focus, columns, state)
    return None


def by_number(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """ "45": the one of those listed that has this number in its name."""
    bare = not (ask.targets or ask.conditions or ask.fields or ask.unused or ask.adds)
    if not bare or len(state.listed) < 2 or ask.asks_stock:
        return None
    having = {int(n) for n in columns.title_words.get(str(ask.quantity), ())}
    chosen = [columns.number[p] for p in state.listed if columns.number.get(p) in having]
    if not 0 < len(chosen) < len(state.listed):
        return None
    return asked_of(chosen, replace(ask, quantity=0), state, columns)


def so_much_of(ask: Ask, state: State) -> Ask | None:
    """ "I'd need 7 metres of that": what so much of what was spoken of costs."""
    bare = not (
        ask.targets or ask.conditions or ask.fields or ask.scaled or ask.unused or ask.order
    )
    short = len(ask.text.split()) <= SHORT and ask.refers is Reference.NONE  # "for 3 adults?"
    short = short and all(q.unit for q in ask.quantities)  # and no "just the two of us"
    points = (short or ask.refers in (Reference.IT, Reference.THEM)) and len(state.focus) == 1
    if not (bare and points and ask.quantities) or ask.act is not Act.FIND or ask.yes_no:
        return None
    if any(q.dimension is Dimension.TIME for q in ask.quantities):
        return None  # "five nights of those" are counted
    target = Target(state.focus, "", exact=True)
    return replace(ask, act=Act.TELL, targets=(target,), asks_price=True, refers=Reference.NONE)


def _numbered(number: str, spoken: int, columns: Columns) -> tuple[str, ...]:
    """Products that are called like what is spoken of, with another number: "and the 4?"."""
    titles = columns.title_tokens[spoken]
    if not titles or not any(t.is_number for t in titles[0]):
        return ()
    words = [t for t in titles[0] if not t.is_number]
    found = []
    for n in columns.title_words.get(number, ()):
        other = columns.title_tokens[int(n)][0] if columns.title_tokens[int(n)] else ()
        if int(n) != spoken and all(
            any(not w.keys.isdisjoint(t.keys) for t in other) for w in words
        ):
            found.append(columns.ids[int(n)])
    return tuple(found[:4])
