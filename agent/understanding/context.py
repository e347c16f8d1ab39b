"""complete: what a message leaves out is filled in from the dialogue's state, by type.

A pronoun is what was spoken of; "the second" is of what was listed; conditions alone narrow the
search that stands; a name alone is asked what the one before it was asked. One function.
"""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.against import against
from agent.understanding.basket import summed, together
from agent.understanding.conditions import satisfying
from agent.understanding.counted_choices import with_counts
from agent.understanding.days import names_days_alone
from agent.understanding.elided import elided
from agent.understanding.fitting import held_to_spoken, included_in_spoken
from agent.understanding.focus import (
    about,
    asks_each,
    asks_of_it,
    back_again,
    first_by_order,
    how_many_of_it,
    named_alone,
    of_focus,
    of_one,
    of_others,
    or_of_it,
)
from agent.understanding.kin import in_all_rows, satisfying_alone
from agent.understanding.numbered import by_number, option_of, so_much_of
from agent.understanding.own_options import with_own_options
from agent.understanding.query import About, Act, Ask, Op, Query, Reference, Target
from agent.understanding.refining import (
    narrowed,
    narrows,
    only_kind,
    others,
    relative,
    same_kind,
    search_stands,
    sought_anew,
    takes_back,
)
from agent.understanding.siblings import one_named, sibling_of, the_other
from agent.understanding.state import State
from agent.understanding.told_names import of_those_told
from agent.understanding.topic import of_topic
from agent.understanding.valued import one_of, other_of
from catalog.columns import Columns
from catalog.schema import Role


def complete(query: Query, state: State, columns: Columns) -> Query:
    """`query` with what its asks leave out; an ask stands on those before it in its message."""
    done: list[Ask] = []
    if query.spoken and any(a.refers is Reference.IT and not a.having for a in query.asks):
        state = replace(state, focus=query.spoken)
    for ask in query.asks:
        whole = _most_of_all(_complete(ask, state, columns, query.language), state)
        whole = satisfying_alone(in_all_rows(whole, columns), columns)
        whole = with_own_options(whole, state, columns, query.language)
        whole = with_counts(whole, state, columns, query.language)
        done.append(whole)
        named = first_by_order(whole, columns) or tuple(
            p for t in whole.targets for p in t.products[:1]
        )
        state = replace(state, focus=named or state.focus, ask=whole)
    return replace(query, asks=tuple(done))


def _most_of_all(ask: Ask, state: State) -> Ask:
    """ "Which shelf is taller?" where nothing was spoken of: all that fit, the tallest first. A
    price at which nothing is sold orders nothing, so that of prices all are told as they are."""
    if ask.relative is None or ask.order or ask.beyond or state.focus or not ask.which:
        return ask
    if ask.relative.field == Role.PRICE.value:
        return ask
    order = replace(ask.relative, all=True)
    return replace(ask, order=order, relative=None) if ask.act is Act.FIND else ask


def _complete(ask: Ask, state: State, columns: Columns, language: str) -> Ask:
    if ask.act in (Act.CHAT, Act.PERSON) or ask.anew:
        return ask
    ask = held_to_spoken(ask, state, columns)
    if (of_it := included_in_spoken(ask, state, columns)) is not None:
        return of_it
    if _counts_anew(ask) or _asks_what_there_is(ask, columns):
        return ask
    if state.hours and names_days_alone(ask, language):
        nothing = Reference.NONE
        return replace(ask, about=About.HOURS, unused=(), conditions=(), refers=nothing)
    if (counted := how_many_of_it(ask, state, columns)) is not None:
        return counted
    if (back := back_again(ask, state, columns, language)) is not None:
        return back
    if (same := elided(ask, state, columns, language)) is not None:
        return same
    state = _with_search(ask, state)
    if ask.refers is Reference.PLACE and ask.order is not None and ask.place > 1:
        ask = replace(ask, refers=Reference.THEM)  # "the second cheapest" of all that fit
    for reading in (against, _pointed_at, _of_several_told, _called_otherwise, _of_what_stands):
        if (whole := reading(ask, state, columns, language)) is not None:
            return together(ask, whole, state, columns) or or_of_it(ask, whole, state)
    return together(ask, ask, state, columns) or or_of_it(ask, ask, state)


def _counts_anew(ask: Ask) -> bool:
    """ "How many rosés do you have": of all that there are, whatever was sought before."""
    named = bool(ask.conditions or ask.targets)
    pointing = ask.follows or ask.refers is not Reference.NONE
    return ask.act is Act.COUNT and ask.having and named and not pointing


def _asks_what_there_is(ask: Ask, columns: Columns) -> bool:
    """ "What brands do you have": of all goods, whatever was spoken of."""
    sorts = {f.id for f in columns.schema.of(Role.BRAND, Role.CATEGORY)}
    plain = ask.act is Act.TELL and not (ask.targets or ask.unused or ask.scaled)
    return plain and ask.which and ask.having and bool(ask.fields) and sorts.issuperset(ask.fields)


def _pointed_at(ask: Ask, state: State, columns: Columns, language: str) -> Ask | None:
    """What points by a number, a place in a list or a word of a name."""
    if _asks_which_are_there(ask, state):
        there = narrowed(replace(ask, act=Act.FIND, fields=()), state, columns)
        if satisfying(there.conditions, columns).any():
            return there
    alone = not (ask.order or ask.classed)
    if ask.quantity and alone and (option := option_of(ask, state, columns)) is not None:
        return option
    if ask.quantity and alone and (chosen := by_number(ask, state, columns)) is not None:
        return chosen
    if (much := so_much_of(ask, state)) is not None:
        return much
    if ask.refers is Reference.PLACE and (listed := state.listed or state.focus):
        return named_alone(_of_listed(ask, listed, columns), state, columns)
    return one_named(ask, state, columns, language)


def _of_several_told(ask: Ask, state: State, columns: Columns, _language: str) -> Ask | None:
    """What goes on with a topic, a sum, a count, or several that were told."""
    if state.topic and (on := of_topic(ask, state, columns)) is not None:
        return on
    if (total := summed(ask, state, columns)) is not None:
        return total
    if ask.act is Act.COMPARE and len(ask.targets) == 1 and state.focus:
        return replace(ask, targets=(Target(state.focus[:1], "", exact=True), *ask.targets))
    if _is_bare(ask) and state.ask is not None and state.ask.act is Act.COUNT:
        return replace(state.ask, act=Act.FIND, text=ask.text)
    if ask.refers is Reference.THEM and narrows(ask, state):
        return narrowed(ask, state, columns)  # of all that were found, and not of those shown alone
    several = state.listed or state.focus
    if ask.refers is Reference.THEM and len(several) > 1:
        return _of_several(ask, several, columns)
    if state.near and _of_near(ask, state):
        return _of_several(ask, state.listed, columns)
    if ask.relative is not None and not ask.targets and state.focus:
        return relative(ask, state, columns)
    return None


def _called_otherwise(ask: Ask, state: State, columns: Columns, language: str) -> Ask | None:
    """Another one: by "the other", by a name, by what tells it from what was spoken of."""
    if ask.more and (other := the_other(ask, state, columns, language)) is not None:
        return other
    found = state.ask is not None and state.ask.act is Act.FIND
    else_asked = ask.unused and ask.yes_no and not ask.having  # "do we share with other people"
    if ask.more and found and not (ask.targets or ask.classed or else_asked):
        return others(ask, state)
    if ask.targets:
        return named_alone(of_those_told(ask, state, columns), state, columns)
    sibling = sibling_of(ask, state, columns, language)
    if sibling is None and not search_stands(state):
        sibling = other_of(ask, state, columns)
    return sibling or one_of(ask, state, columns) or sought_anew(ask, state, columns)


def _of_what_stands(ask: Ask, state: State, columns: Columns, _language: str) -> Ask | None:
    """What is asked of the one that was spoken of, or adds to the wish that stands."""
    if asks_of_it(ask, state):
        return about(ask, state.focus, columns, state)
    if ask.classed and not (only_kind(ask, state, columns) or same_kind(ask, state, columns)):
        return None
    if narrows(ask, state):
        whole = narrowed(ask, state, columns)
        return None if _is_of_named(ask, whole, columns) else whole
    if state.focus and of_focus(ask, columns) and not of_others(ask, state.focus, columns):
        return about(ask, state.focus, columns, state)
    return None


def _with_search(ask: Ask, state: State) -> State:
    """`state` with the wish that stands, for what speaks of all that it found again."""
    told = state.ask is not None and state.ask.act in (Act.TELL, Act.CHECK)
    plain = not (ask.fields or ask.asks_price)
    changed = ask.more or ask.chooses or ask.corrects or ask.free or ask.unbound or ask.relative
    again = (plain and changed) or (ask.order and ask.refers is Reference.IT)
    if state.search is None or not told or not again or ask.targets:
        return state
    return replace(state, ask=state.search)


def _of_near(ask: Ask, state: State) -> bool:
    """ "Which is the closest?" of what was shown as near: what was asked for is not there."""
    asked = ask.act is Act.FIND and bool(ask.conditions or (ask.order and not ask.relative))
    pointing = ask.yes_no or ask.which or ask.refers is not Reference.NONE or ask.order
    changed = ask.follows or ask.more or ask.classed or ask.having or takes_back(ask, state)
    return asked and bool(pointing) and not changed and not ask.targets


def _of_listed(ask: Ask, listed: tuple[str, ...], columns: Columns) -> Ask:
    """ "the second one": one of those that were listed."""
    place = ask.place - 1 if ask.place > 0 else len(listed) - 1
    if place >= len(listed):
        return ask
    return _as_told(ask, (listed[place],), columns)


def _as_told(ask: Ask, products: tuple[str, ...], columns: Columns) -> Ask:
    target = Target(products, "", exact=True)
    return replace(
        ask, act=of_one(ask, columns), targets=(target,), refers=Reference.NONE, unused=()
    )


def _of_several(ask: Ask, several: tuple[str, ...], columns: Columns) -> Ask:
    """ "which of them", "both": the list stands for the catalog."""
    if ask.act is Act.COMPARE or ask.act is Act.SUM:
        return replace(ask, targets=tuple(Target((p,), "", exact=True) for p in several[:6]))
    if ask.act is Act.FIND:
        if asks_each(ask, several, columns):
            each = tuple(Target((p,), "", exact=True) for p in several)
            return replace(ask, act=Act.TELL, targets=each, conditions=(), quantity=0)
        order = ask.order or ask.relative  # "which is dearer of those"
        return replace(ask, targets=(Target(several, "", exact=True),), order=order, relative=None)
    return replace(ask, targets=tuple(Target((p,), "", exact=True) for p in several[:4]))


def _is_of_named(ask: Ask, narrowed: Ask, columns: Columns) -> bool:
    """ "Are the rice noodles gluten-free?" after a wish that nothing with noodles satisfies: it
    asks of what it names, and adds nothing to that wish."""
    asks = ask.yes_no and not (ask.having or ask.any) and ask.refers is Reference.NONE
    if not asks or len(ask.conditions) < 2:
        return False
    named = satisfying((c for c in ask.conditions if c.op is not Op.LACKS), columns)
    return bool(named.any()) and not satisfying(narrowed.conditions, columns).any()


def _asks_which_are_there(ask: Ask, state: State) -> bool:
    """ "And in stock?" of several that a wish found: of all of them, and not of those shown."""
    stock = ask.act is Act.TELL and ask.asks_stock and set(ask.fields) <= {Role.STOCK.value}
    plain = not (ask.targets or ask.conditions or ask.scaled or ask.unused or ask.quantity)
    of_it = ask.refers is Reference.IT or ask.yes_no
    return stock and plain and not of_it and len(state.focus) > 1 and search_stands(state)


def _is_bare(ask: Ask) -> bool:
    """ "Which?", "welche?" """
    nothing = not (ask.targets or ask.conditions or ask.fields or ask.order or ask.unused)
    return ask.which and nothing and len(ask.text.split()) <= 3
