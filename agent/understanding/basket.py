"""Sums over several messages: "three of them", "and a lemonade", "and X, together"."""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.conditions import satisfying
from agent.understanding.likeness import telling_words
from agent.understanding.query import Act, Ask, Condition, Reference, Target
from agent.understanding.refining import over
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.measures import Dimension
from catalog.schema import Kind, Role

FEW = 4
"""So many things that were spoken of are added up."""


def summed(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """`ask` as a sum with what was spoken of, so many times or added up; None where it is none."""
    if not state.focus or (ask.yes_no and not ask.adds):
        return None
    before = _spoken(state, columns)
    if ask.act is Act.SUM and len(ask.targets) > 1:
        return replace(ask, targets=tuple(_settled(t, before, state) for t in ask.targets))
    if _goes_on(ask, state):
        assert state.ask is not None
        return replace(state.ask, targets=(*state.ask.targets, *ask.targets), text=ask.text)
    if ask.targets and (_adds(ask) or _joins(ask, state) or _names_the_other(ask, before)):
        return _with(ask, ask.targets, before, state, columns)
    if ask.targets or ask.act in (Act.COUNT, Act.COMPARE) or ask.classed:
        return None
    if ask.adds and not (ask.conditions or ask.unused or ask.quantity):
        if len(before) > 1:
            return replace(ask, act=Act.SUM, targets=before[:FEW])
        if len(state.basket) > 1 and state.focus[0] in state.basket:
            several = tuple(Target((p,), "", _options(p, state, columns)) for p in state.basket)
            return replace(ask, act=Act.SUM, targets=several[-FEW:])
    return _so_many(ask, before, state, columns)


def together(ask: Ask, whole: Ask, state: State, columns: Columns) -> Ask | None:
    """ "And together with the cabin filter?": `whole` is what the rest of `ask` is of, by its name
    or by what it has, and what was spoken of is added to it; None where nothing is to be added."""
    if ask.targets or not state.focus or not (ask.adds or _joins(ask, state)):
        return None
    if whole.act not in (Act.TELL, Act.FIND) or not ask.conditions or ask.refers is Reference.THEM:
        return None
    named = whole.targets
    if whole.act is Act.FIND:
        rows = satisfying(whole.conditions, columns)
        found = tuple(columns.ids[n] for n in sorted(columns.products_of(rows)))
        mention = " ".join(c.mention for c in whole.conditions if c.mention)
        named = (Target(found, mention),) if 0 < len(found) <= FEW else ()
    if len(named) != 1 or (len(named[0].products) > 1 and not ask.adds):
        return None
    if any(_is_more_of(p, state.focus, columns) for p in named[0].products):
        return None
    return _with(replace(ask, conditions=()), named, _spoken(state, columns), state, columns)


def _spoken(state: State, columns: Columns) -> tuple[Target, ...]:
    """What was spoken of, each thing once: one that is told in two languages is one."""
    same = [t.products for t in state.ask.targets] if state.ask is not None else []
    found: list[Target] = []
    for product in state.focus:
        if any(product in target.products for target in found):
            continue
        alike = next((some for some in same if product in some), (product,))
        told = tuple(p for p in alike if p in state.focus)
        found.append(Target(told, "", _options(product, state, columns), exact=True))
    return tuple(found)


def _adds(ask: Ask) -> bool:
    return ask.adds and (ask.follows or len(ask.targets) == 1)


def _names_the_other(ask: Ask, before: tuple[Target, ...]) -> bool:
    """ "And the kite, how much for both?": the one that was spoken of, and the one named."""
    both = ask.refers is Reference.THEM and ask.asks_price and ask.follows
    return both and len(before) == len(ask.targets) == 1


def _is_more_of(product: str, focus: tuple[str, ...], columns: Columns) -> bool:
    """Whether it is called like what was spoken of, and more: "and with a wash?" after "Cut" asks
    for "Cut & Wash" in its place."""
    own = set(telling_words(columns.number[product], columns))
    told = [set(telling_words(columns.number[p], columns)) for p in focus if p in columns.number]
    return any(words <= own for words in told)


def _joins(ask: Ask, state: State) -> bool:
    """ "And with two lemonades?", "and if I take the case as well?" after a price."""
    asks = ask.which or ask.yes_no or ask.having or ask.order or ask.asks_stock or ask.more
    return ask.joins and not asks and _was_price(state)


def _was_price(state: State) -> bool:
    return state.ask is not None and (state.ask.act is Act.SUM or state.ask.asks_price)


def _prices(ask: Ask | None, columns: Columns) -> tuple[str, ...]:
    """The prices that are asked for, and no other field."""
    fields = ask.fields if ask is not None else ()
    money = all(columns.schema.field(f).kind is Kind.MONEY for f in fields)
    return fields if money else ()


def _with(
    ask: Ask,
    named: tuple[Target, ...],
    before: tuple[Target, ...],
    state: State,
    columns: Columns,
) -> Ask:
    """What was spoken of and what is `named`, added up; of the price that was asked for before."""
    products = {p for t in named for p in t.products}
    counted = {p: t.count for t in state.ask.targets for p in t.products} if state.ask else {}
    was_sum = state.ask is not None and state.ask.act is Act.SUM
    kept = tuple(
        replace(t, count=counted.get(t.products[0], 1)) if was_sum else t
        for t in before[:FEW]
        if products.isdisjoint(t.products)
    )
    asked = _prices(ask, columns) or _prices(state.ask, columns)
    return replace(ask, act=Act.SUM, targets=(*kept, *named), fields=asked, scaled=())


def _so_many(ask: Ask, before: tuple[Target, ...], state: State, columns: Columns) -> Ask | None:
    """ "Three of them", "and for four people?", "2 of each": what was spoken of, so many times."""
    options = {f.id for f in columns.schema.of(Role.OPTION)}
    other = [c for c in ask.conditions if not set(c.fields) <= options]  # "for 3 days" is none
    pointing = ask.refers is not Reference.NONE
    goes_on = ask.follows and not ask.which and _was_price(state)
    number = ask.quantity or (_persons(ask) if goes_on or ask.asks_price else 0)
    left = _left(ask)
    plain = not (other or ask.order or ask.fields) and (ask.asks_price or not left or pointing)
    if not number or not plain or not (len(before) == 1 or pointing or ask.each_of):
        return None
    asked = state.ask.fields if state.ask is not None else ()  # "five nights" of that season
    several = before[:FEW]
    if len(before) > 1 and not ask.each_of:  # "two of them" does not say which
        several = (Target(tuple(p for t in before for p in t.products), "", exact=True),)
    counted = tuple(
        replace(t, count=number, options=over(t.options, ask.conditions)) for t in several
    )
    return replace(ask, act=Act.SUM, targets=counted, fields=asked, unused=left)


def _persons(ask: Ask) -> int:
    """For how many it is asked, where no field is of persons."""
    told = [q.value for q in ask.quantities if q.dimension is Dimension.PERSONS]
    return int(told[0]) if len(told) == 1 and told[0] == int(told[0]) else 0


def _left(ask: Ask) -> tuple[str, ...]:
    """The words that nothing took, without those of an amount."""
    measured = {w for q in ask.quantities for w in q.mention.split()}
    return tuple(run for run in ask.unused if not set(run.split()) <= measured)


def _goes_on(ask: Ask, state: State) -> bool:
    """ "And a pot of coffee" behind a sum adds to it."""
    bare = not (ask.fields or ask.scaled or ask.order or ask.asks_stock or ask.conditions)
    bare = bare or (ask.joins and not (ask.conditions or ask.order or ask.which))
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
