"""What a message changes in the search that stands: narrower, other, more or less of a field."""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.conditions import beyond, satisfying
from agent.understanding.query import SOURCE, Act, Ask, Condition, Op, Order, Reference, Target
from agent.understanding.state import State
from catalog.column import Mask
from catalog.columns import Columns
from catalog.folding import fold
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
    searched = state.ask is not None and state.ask.act is Act.FIND
    if len(state.focus) > 1 and among:
        shown = columns.of_products(columns.number[p] for p in state.focus if p in columns.number)
        before = state.ask.conditions if state.ask and searched else ()
        held = before if (satisfying(before, columns) & shown).any() else ()
        return replace(
            ask,
            act=Act.FIND,
            conditions=held,  # of those with 1 TB the cheaper one with 1 TB
            order=ask.relative,
            relative=None,
            targets=(Target(state.focus, "", exact=True),),
        )
    before = state.ask.conditions if state.ask and searched else sort_of(state.focus[0], columns)
    conditions = over(before, ask.conditions)
    further = _further(ask.relative, satisfying(conditions, columns), state, columns)
    return replace(
        ask,
        act=Act.FIND,
        conditions=conditions,
        order=replace(further, all=True),
        relative=further,
        beyond=state.focus,
        refers=Reference.NONE,
    )


def _further(order: Order, rows: Mask, state: State, columns: Columns) -> Order:
    """`order` by the first of its fields in which any of `rows` is beyond what was spoken of: of
    two hedges of one mature height "the taller one" is the one that is sold taller."""
    spoken = columns.of_products(columns.number[p] for p in state.focus if p in columns.number)
    each = (replace(order, field=id, others=()) for id in (order.field, *order.others))
    return next((o for o in each if (rows & beyond(o, spoken, columns)).any()), order)


def sort_of(product: str, columns: Columns) -> tuple[Condition, ...]:
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
    kinds = {f.id for f in columns.schema.of(Role.CATEGORY, Role.TAG)} | {"title", SOURCE}
    plain = all(set(c.fields) <= kinds for c in ask.conditions) and not ask.unused
    before = state.ask
    return (
        plain
        and before is not None
        and before.act is Act.FIND
        and len(ask.text.split()) <= 4
        and any(not set(c.fields) <= kinds for c in before.conditions)
    )


def same_kind(ask: Ask, state: State, columns: Columns) -> bool:
    """ "And as winter tyres?" after summer tyres in a size: the same sort of thing, and all else as
    before."""
    kinds = {f.id for f in columns.schema.of(Role.CATEGORY, Role.TAG)} | {"title", SOURCE}
    before = state.ask.conditions if state.ask is not None else ()
    told = {(c.fields, tuple(map(fold, c.values))) for c in before}
    own = [c for c in ask.conditions if set(c.fields) <= kinds]
    again = all((c.fields, tuple(map(fold, c.values))) in told for c in own)
    return ask.follows and bool(own) and again and not (ask.unused or ask.order)


def search_stands(state: State) -> bool:
    """Whether the last answer was to a wish: "no, rather in LA" changes it, and asks for no goods
    that are called like the first."""
    before = state.ask
    return before is not None and before.act is Act.FIND and bool(before.conditions)


def takes_back(ask: Ask, state: State) -> bool:
    """Whether it changes a value that stands: "no, rather red", "a cat and not a dog"."""
    before = state.ask.conditions if state.ask is not None else ()
    return ask.corrects or any(_replaced(c, before, ask.conditions) for c in ask.conditions)


def _replaced(denied: Condition, before: tuple[Condition, ...], now: tuple[Condition, ...]) -> bool:
    """Whether a denial only says which of the values that stand another one replaces."""
    if denied.op is not Op.LACKS:
        return False
    same = [c for c in (*before, *now) if c.op is Op.IS and set(c.fields) & set(denied.fields)]
    stood = any(set(c.values) & set(denied.values) for c in same if c in before)
    return stood and any(c in now for c in same)


def freed(before: tuple[Condition, ...], ask: Ask) -> tuple[Condition, ...]:
    """The conditions `before` less those that need not hold any more."""
    words = set(map(fold, ask.unbound))
    return tuple(
        c
        for c in before
        if not set(c.fields) & set(ask.free)
        and not (c.op is Op.SAYS and words & set(map(fold, c.values)))
    )


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
    frees = freed(before.conditions, ask) != before.conditions
    stocked = ask.asks_stock and not ask.unused
    if not (ask.conditions or ask.order or chosen or stocked or frees):
        return False
    single = len(state.focus) == 1 and ask.refers is Reference.IT and not ask.classed
    return not single or ask.chooses or ask.order is not None or frees or takes_back(ask, state)


def narrowed(ask: Ask, state: State, columns: Columns) -> Ask:
    assert state.ask is not None
    before = freed(state.ask.conditions, ask)
    now = _settled(ask, before)
    ask = replace(ask, conditions=now)
    before = tuple(c for c in before if not _is_of_field(c, now, columns))
    if any("title" in c.fields and c.op is Op.SAYS for c in now):
        before = tuple(c for c in before if "title" not in c.fields or c.op is not Op.SAYS)
    conditions = over(before, ask.conditions)
    if not satisfying(conditions, columns).any():
        conditions = over(_held(before, state, columns), ask.conditions)
    told = any(Role.STOCK.value in c.fields for c in ask.conditions)  # "which are sold out"
    if ask.asks_stock and not told and Role.STOCK.value in columns.columns:
        conditions = over(
            conditions, (Condition((Role.STOCK.value,), Op.IS, ("in_stock", "limited")),)
        )
    return replace(
        ask,
        act=ask.act if ask.act is Act.COUNT else Act.FIND,
        targets=ask.targets or state.ask.targets,
        conditions=conditions,
        order=ask.order or state.ask.order,
        refers=Reference.NONE,
    )


def _held(before: tuple[Condition, ...], state: State, columns: Columns) -> tuple[Condition, ...]:
    """Those of the conditions `before` that what was shown satisfies: what was given up for it, and
    said to be, is not asked again."""
    shown = columns.of_products(columns.number[p] for p in state.focus if p in columns.number)
    return tuple(c for c in before if (satisfying((c,), columns) & shown).any() or not shown.any())


def _settled(ask: Ask, before: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The conditions of `ask` without the value that another one takes the place of: "not red but
    blue", "change red to blue"."""
    now = tuple(c for c in ask.conditions if not _replaced(c, before, ask.conditions))
    stood = {v for c in before if c.op is Op.IS for v in c.values}
    return tuple(
        replace(c, values=left)
        if ask.corrects and c.op is Op.IS and (left := tuple(v for v in c.values if v not in stood))
        else c
        for c in now
    )


def _is_of_field(condition: Condition, now: tuple[Condition, ...], columns: Columns) -> bool:
    """Whether a word of titles is a value of a field that has another one now."""
    if condition.op is not Op.SAYS:
        return False
    fields = {f for c in now if c.op is Op.IS for f in c.fields if f in columns.columns}
    return any(columns.columns[f].holds(condition.values).any() for f in fields)


def sought_anew(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """A search where one item was spoken of: "which mats do?" after whether these fit, "and for my
    girl, dancing" after a course of boxing. None where it asks of that item."""
    told = state.ask is not None and state.ask.act not in (Act.FIND, Act.COUNT)
    if not (state.focus and told and ask.conditions) or ask.act is not Act.FIND or ask.targets:
        return None
    assert state.ask is not None
    it = ask.refers is Reference.IT
    if ask.which and not it and (ask.classed or len(state.focus) == 1):
        options = {f.id for f in columns.schema.of(Role.OPTION)}
        checked = tuple(c for c in state.ask.conditions if not set(c.fields) <= options)
        return replace(ask, conditions=over(checked, ask.conditions), refers=Reference.NONE)
    if ask.more and len(state.focus) == 1:
        return replace(ask, beyond=state.focus, refers=Reference.NONE)
    if not (it and ask.yes_no) and any(_is_other(c, ask, state, columns) for c in ask.conditions):
        return replace(ask, refers=Reference.NONE)
    return None


def _is_other(condition: Condition, ask: Ask, state: State, columns: Columns) -> bool:
    """Whether it says a sort of thing that nothing of what is spoken of is; or, where that is taken
    back, anything else."""
    roles = (Role.CATEGORY, Role.ATTRIBUTE, Role.BRAND) if ask.corrects else (Role.CATEGORY,)
    kinds = {f.id for f in columns.schema.of(*roles)}
    if condition.op is not Op.IS or not set(condition.fields) & kinds:
        return False
    spoken = columns.of_products(columns.number[p] for p in state.focus if p in columns.number)
    held = [columns.columns[f].holds(condition.values) for f in condition.fields if f in kinds]
    return not any((mask & spoken).any() for mask in held)


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
