"""What a message changes in the search that stands: narrower, other, more or less of a field."""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.query import Act, Ask, Condition, Op, Reference, Target
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.schema import Role


def relative(ask: Ask, state: State, columns: Columns) -> Ask:
    """ "something cheaper": the search that stands, beyond what was spoken of; or which of them."""
    assert ask.relative is not None
    if (
        len(state.focus) == 1
        and ask.which
        and len(state.listed) == 2
        and state.focus[0] in state.listed
    ):
        state = replace(state, focus=state.listed)
    among = not (ask.any or ask.more or ask.conditions)
    if len(state.focus) > 1 and among:
        return replace(
            ask,
            act=Act.FIND,
            order=ask.relative,
            relative=None,
            targets=(Target(state.focus, "", exact=True),),
        )
    searched = state.ask is not None and state.ask.act is Act.FIND
    before = state.ask.conditions if state.ask and searched else _sort_of(state.focus[0], columns)
    return replace(
        ask,
        act=Act.FIND,
        conditions=over(before, ask.conditions),
        order=replace(ask.relative, all=True),
        beyond=state.focus,
        refers=Reference.NONE,
    )


def _sort_of(product: str, columns: Columns) -> tuple[Condition, ...]:
    """The narrowest category of a product: "anything cheaper?" after a boot asks for boots."""
    rows = columns.of_products([columns.number[product]] if product in columns.number else ())
    found: list[Condition] = []
    for kind in columns.schema.of(Role.CATEGORY):
        own = [v for v in columns.columns[kind.id].values.values() if rows[v.rows].any()]
        if own:
            narrow = min(own, key=lambda v: len(v.rows))
            found.append(Condition((kind.id,), Op.IS, (narrow.text,), mention=narrow.text))
    return tuple(found[:1])


def others(ask: Ask, state: State) -> Ask:
    """ "anything else?": the same search without what it showed."""
    assert state.ask is not None
    return replace(
        state.ask,
        conditions=over(state.ask.conditions, ask.conditions),
        more=True,
        text=ask.text,
        order=ask.order or state.ask.order,
    )


def only_kind(ask: Ask, state: State, columns: Columns) -> bool:
    """ "cabin filter?" after parts for a 400e: another sort of thing, and all else as before."""
    kinds = {f.id for f in columns.schema.of(Role.CATEGORY, Role.TAG)} | {"title"}
    plain = all(set(c.fields) <= kinds for c in ask.conditions) and not ask.unused
    before = state.ask
    return (
        plain
        and before is not None
        and before.act is Act.FIND
        and len(ask.text.split()) <= 4
        and any(not set(c.fields) <= kinds for c in before.conditions)
    )


def search_stands(state: State) -> bool:
    """Whether the last answer was to a wish: "no, rather in LA" changes it, and asks for no goods
    that are called like the first."""
    before = state.ask
    return before is not None and before.act is Act.FIND and bool(before.conditions)


def narrows(ask: Ask, state: State) -> bool:
    """Whether it holds conditions that go on with the search that stands."""
    before = state.ask
    if (
        before is None
        or before.act not in (Act.FIND, Act.COUNT)
        or ask.act not in (Act.FIND, Act.COUNT)
    ):
        return False
    chosen = ask.chooses and bool(ask.unused)
    if not (ask.conditions or ask.order or chosen or (ask.asks_stock and not ask.unused)):
        return False
    single = len(state.focus) == 1 and ask.refers is Reference.IT and not ask.classed
    return not single or ask.chooses or ask.order is not None


def narrowed(ask: Ask, state: State, columns: Columns) -> Ask:
    assert state.ask is not None
    before = state.ask.conditions
    if any("title" in c.fields and c.op is Op.SAYS for c in ask.conditions):
        before = tuple(c for c in before if "title" not in c.fields or c.op is not Op.SAYS)
    conditions = over(before, ask.conditions)
    if ask.asks_stock and Role.STOCK.value in columns.columns:
        conditions = over(
            conditions, (Condition((Role.STOCK.value,), Op.IS, ("in_stock", "limited")),)
        )
    return replace(
        ask,
        act=ask.act if ask.act is Act.COUNT else Act.FIND,
        conditions=conditions,
        order=ask.order or state.ask.order,
        refers=Reference.NONE,
    )


def over(before: tuple[Condition, ...], now: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """What holds now: the later word on a field is the one that counts."""
    said = {f for c in now if c.op is not Op.LACKS for f in c.fields}
    kept = tuple(
        c
        for c in before
        if c not in now
        and (not said & set(c.fields) or c.op is Op.LACKS or c.op is Op.SAYS)
        and not any(set(c.fields) & set(n.fields) and set(c.values) & set(n.values) for n in now)
    )
    return (*kept, *now)
