"""complete: what a message leaves out is filled in from the dialogue's state, by type.

A pronoun is what was spoken of; "the second" is of what was listed; conditions alone narrow the
search that stands; a name alone is asked what the one before it was asked. One function.
"""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.basket import summed
from agent.understanding.likeness import asked_of
from agent.understanding.query import Act, Ask, Condition, Op, Query, Reference, Target
from agent.understanding.refining import (
    narrowed,
    narrows,
    only_kind,
    others,
    over,
    relative,
    search_stands,
    sought_anew,
    takes_back,
)
from agent.understanding.siblings import sibling_of, the_other
from agent.understanding.state import State
from agent.understanding.valued import one_of, other_of
from catalog.columns import Columns, Mask
from catalog.measures import first_number
from catalog.schema import Role


def complete(query: Query, state: State, columns: Columns) -> Query:
    """`query` with what its asks leave out; an ask stands on those before it in its message."""
    done: list[Ask] = []
    if query.spoken:
        state = replace(state, focus=query.spoken)
    for ask in query.asks:
        whole = _complete(ask, state, columns, query.language)
        done.append(whole)
        named = tuple(p for t in whole.targets for p in t.products[:1])
        state = replace(state, focus=named or state.focus, ask=whole)
    return replace(query, asks=tuple(done))


def _complete(ask: Ask, state: State, columns: Columns, language: str) -> Ask:
    if ask.act in (Act.CHAT, Act.PERSON) or ask.anew:
        return ask
    state = _with_search(ask, state)
    alone = not (ask.order or ask.classed)
    if ask.quantity and alone and (option := _option(ask, state, columns)) is not None:
        return option
    if ask.quantity and alone and (chosen := _by_number(ask, state, columns)) is not None:
        return chosen
    if ask.refers is Reference.PLACE and ask.order is not None and ask.place > 1:
        ask = replace(ask, refers=Reference.THEM)  # "the second cheapest" of all that fit
    if ask.refers is Reference.PLACE and (listed := state.listed or state.focus):
        return _of_listed(ask, listed, columns)
    if state.topic and _goes_on(ask):
        return replace(ask, topic=state.topic)
    if (total := summed(ask, state, columns)) is not None:
        return total
    if ask.act is Act.COMPARE and len(ask.targets) == 1 and state.focus:
        return replace(ask, targets=(Target(state.focus[:1], "", exact=True), *ask.targets))
    if _is_bare(ask) and state.ask is not None and state.ask.act is Act.COUNT:
        return replace(state.ask, act=Act.FIND, text=ask.text)
    if ask.refers is Reference.THEM and narrows(ask, state):
        return narrowed(ask, state, columns)  # of all that were found, and not of those shown alone
    if (
        ask.refers is Reference.THEM
        and (several := state.listed or state.focus)
        and len(several) > 1
    ):
        return _of_several(ask, several)
    if state.near and _of_near(ask, state):
        return _of_several(ask, state.listed)
    if ask.relative is not None and not ask.targets and state.focus:
        return relative(ask, state, columns)
    if ask.more and (other := the_other(ask, state, columns, language)) is not None:
        return other
    if (
        ask.more
        and not ask.targets
        and state.ask is not None
        and state.ask.act is Act.FIND
        and not ask.classed
    ):
        return others(ask, state)
    if ask.targets:
        return _named_alone(ask, state, columns)
    sibling = sibling_of(ask, state, columns, language)
    if sibling is None and not search_stands(state):
        sibling = other_of(ask, state, columns)
    sibling = sibling or one_of(ask, state, columns)
    if sibling is not None:
        return sibling
    if (sought := sought_anew(ask, state, columns)) is not None:
        return sought
    if _asks_of_it(ask, state):
        return _about(ask, state.focus, columns, state)
    if ask.classed and not _goes_with(ask, state) and not only_kind(ask, state, columns):
        return ask
    if narrows(ask, state):
        return narrowed(ask, state, columns)
    if state.focus and _of_focus(ask, columns):
        return _about(ask, state.focus, columns, state)
    return ask


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


def _goes_with(ask: Ask, state: State) -> bool:
    """Whether a sort of thing is said of what stands, and not wished for anew."""
    pointing = ask.refers is not Reference.NONE or ask.chooses
    return ask.follows or takes_back(ask, state) or (pointing and search_stands(state))


def _option(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """ "und 98 noch da?": a number that what is spoken of comes in is no count of pieces."""
    if ask.targets or len(state.focus) != 1 or state.focus[0] not in columns.number:
        return None
    number = columns.number[state.focus[0]]
    alike = _numbered(str(ask.quantity), number, columns) if ask.follows else ()
    if alike and not ask.adds:
        return _named_alone(
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
            return _about(whole, state.focus, columns, state)
    return None


def _by_number(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """ "45": the one of those listed that has this number in its name."""
    bare = not (ask.targets or ask.conditions or ask.fields or ask.unused or ask.adds)
    if not bare or len(state.listed) < 2 or ask.asks_stock:
        return None
    having = {int(n) for n in columns.title_words.get(str(ask.quantity), ())}
    chosen = [columns.number[p] for p in state.listed if columns.number.get(p) in having]
    if not 0 < len(chosen) < len(state.listed):
        return None
    return asked_of(chosen, replace(ask, quantity=0), state, columns)


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


def _of_listed(ask: Ask, listed: tuple[str, ...], columns: Columns) -> Ask:
    """ "the second one": one of those that were listed."""
    place = ask.place - 1 if ask.place > 0 else len(listed) - 1
    if place >= len(listed):
        return ask
    return _as_told(ask, (listed[place],), columns)


def _as_told(ask: Ask, products: tuple[str, ...], columns: Columns) -> Ask:
    target = Target(products, "", exact=True)
    return replace(
        ask, act=_of_one(ask, columns), targets=(target,), refers=Reference.NONE, unused=()
    )


def _of_one(ask: Ask, columns: Columns) -> Act:
    """What is done with an item that conditions are asked of: options alone ask for its variant."""
    if ask.act is Act.COUNT and not ask.conditions:
        return Act.TELL  # "how many places" of that course
    if ask.act is not Act.FIND:
        return ask.act
    options = {f.id for f in columns.schema.of(Role.OPTION)}
    return Act.CHECK if any(not set(c.fields) <= options for c in ask.conditions) else Act.TELL


def _of_several(ask: Ask, several: tuple[str, ...]) -> Ask:
    """ "which of them", "both": the list stands for the catalog."""
    if ask.act is Act.COMPARE or ask.act is Act.SUM:
        return replace(ask, targets=tuple(Target((p,), "", exact=True) for p in several[:6]))
    if ask.act is Act.FIND:
        return replace(ask, targets=(Target(several, "", exact=True),))
    return replace(ask, targets=tuple(Target((p,), "", exact=True) for p in several[:4]))


def _named_alone(ask: Ask, state: State, columns: Columns) -> Ask:
    """ "and the Fjell 4?": what the last question asked, of another item."""
    before = state.ask
    bare = not (
        ask.fields
        or ask.scaled
        or ask.conditions
        or ask.asks_price
        or ask.asks_stock
        or ask.order
        or ask.about
    )
    if not bare or before is None or not (ask.follows or len(ask.text.split()) <= 5):
        return ask
    if before.act in (Act.TELL, Act.CHECK) and before.targets:
        options = {f.id for f in columns.schema.of(Role.OPTION)}
        asked = tuple(c for c in before.conditions if not set(c.fields) <= options)
        return replace(
            ask,
            act=before.act,
            fields=before.fields,
            scaled=before.scaled,
            conditions=asked,
            asks_price=before.asks_price,
            asks_stock=before.asks_stock,
        )
    return ask


TOPIC = 8
"""A question of so many words may go on with what was asked before."""


def _goes_on(ask: Ask) -> bool:
    """ "And to Austria?" after what sending costs: it names nothing that rows have."""
    rows = ask.targets or ask.conditions or ask.fields or ask.order or ask.relative or ask.about
    of_it = ask.scaled and ask.refers is Reference.IT  # "how strong is it"
    short = len(ask.text.split()) <= TOPIC
    pointing = ask.follows or ask.refers is Reference.IT or short
    other = ask.asks_stock or ask.more or ask.having or ask.quantity
    return not rows and not of_it and pointing and not other


def _asks_of_it(ask: Ask, state: State) -> bool:
    """ "Is it waterproof?" of the one that was spoken of, whatever else is so."""
    of_it = ask.refers is Reference.IT and len(state.focus) == 1
    return ask.yes_no and of_it and not (ask.having or ask.order or ask.relative or ask.any)


def _is_bare(ask: Ask) -> bool:
    """ "Which?", "welche?" """
    nothing = not (ask.targets or ask.conditions or ask.fields or ask.order or ask.unused)
    return ask.which and nothing and len(ask.text.split()) <= 3


def _of_focus(ask: Ask, columns: Columns) -> bool:
    """Whether it can be about what was spoken of: it names no sort of thing of its own."""
    if ask.refers is Reference.IT or ask.follows:
        return True
    return (
        bool(ask.fields or ask.scaled or ask.conditions or ask.asks_price or ask.asks_stock)
        and not ask.classed
    )


def _about(ask: Ask, focus: tuple[str, ...], columns: Columns, state: State) -> Ask:
    act = _of_one(ask, columns)
    targets = (
        (Target(focus[:1], "", exact=True),)
        if len(focus) == 1
        else tuple(Target((p,), "", exact=True) for p in focus[:4])
    )
    options = {f.id for f in columns.schema.of(Role.OPTION)}
    before = state.ask.conditions if state.ask is not None else ()
    same = (
        len(focus) == 1
        and state.ask is not None
        and (state.ask.act is Act.FIND or any(focus[0] in t.products for t in state.ask.targets))
    )
    own = columns.of_products(columns.number[p] for p in focus[:1] if p in columns.number)
    kept = tuple(
        c
        for c in before
        if same and set(c.fields) <= options - set(ask.fields) and _is_had(c, own, columns)
    )
    return replace(ask, act=act, targets=targets, conditions=over(kept, ask.conditions))


def _is_had(condition: Condition, own: Mask, columns: Columns) -> bool:
    """Whether a variant of what is spoken of has an option: one that it does not come in is told
    once."""
    bounded = condition.low is not None or condition.high is not None
    held = [
        c.between(condition.low, condition.high) if bounded else c.holds(condition.values)
        for c in (columns.columns[f] for f in condition.fields)
    ]
    return any((mask & own).any() for mask in held)
