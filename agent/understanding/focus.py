"""What is asked of what was spoken of: "is it waterproof?", "in blue?", "and the Fjell 4?"."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

from agent.understanding.conditions import satisfying
from agent.understanding.function_words import function_words
from agent.understanding.query import Act, Ask, Condition, Reference, Target
from agent.understanding.refining import over
from agent.understanding.state import State
from catalog.awaited import says_when_back
from catalog.column import Mask
from catalog.columns import Columns
from catalog.schema import Role
from catalog.text import tokens

FEW = 4
"""So many that were told are asked one by one."""

SHORT = 8
"""Words of what asks when something is there again, at most."""

SEVERAL = 2
"""So many conditions at once make a wish of their own."""


def of_one(ask: Ask, columns: Columns) -> Act:
    """What is done with an item that conditions are asked of: options alone ask for its variant."""
    options = {f.id for f in columns.schema.of(Role.OPTION)}
    if ask.act is Act.COUNT and all(set(c.fields) <= options for c in ask.conditions):
        return Act.TELL  # "how many places" of that course, "how many in pine"
    if ask.act is not Act.FIND:
        return ask.act
    return Act.CHECK if any(not set(c.fields) <= options for c in ask.conditions) else Act.TELL


def how_many_of_it(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """What asks how many there are of the one that was spoken of: "how many do you have", "and in
    pine, how many"; None for any other."""
    kept = tuple(c for c in ask.conditions if c.fields != (Role.STOCK.value,))
    left = ask.asks_stock and not (ask.having or kept)  # "how many places left?"
    left = left and ask.refers is not Reference.THEM  # "how many of those are sold out"
    had = ask.how_many and (ask.having or bool(kept) or left)
    named = ask.targets or ask.unused or ask.classed or ask.order or ask.fields
    alone = (len(state.focus) == 1 and len(state.listed) < 2) or (left and bool(state.focus))
    whole = replace(ask, conditions=kept, asks_stock=True)
    if ask.act is not Act.COUNT or named or not (had and alone):
        return None
    return about(whole, state.focus, columns, state) if of_one(whole, columns) is Act.TELL else None


def back_again(ask: Ask, state: State, columns: Columns, language: str) -> Ask | None:
    """What asks when that is there again which was spoken of, and whose row says it: "when will you
    get more", "ab wann wieder"; None for any other."""
    named = ask.targets or ask.conditions or ask.classed or ask.order or ask.fields or ask.about
    if named or ask.scaled or len(state.focus) != 1:
        return None
    book, words = function_words(language), [t.folded for t in tokens(ask.text, ())]
    if len(words) > SHORT or not (book.says("when", words) or book.says("again", words)):
        return None
    if not _comes_again(state.focus[0], columns):
        both = book.says("when", words) and book.says("again", words) and not ask.unused
        unknown = replace(ask, act=Act.TELL, unused=(ask.text.strip(" ?!."),))
        return about(unknown, state.focus, columns, state) if both else None
    asked = replace(ask, act=Act.TELL, asks_stock=True, unused=())
    return about(asked, state.focus, columns, state)


def _comes_again(product: str, columns: Columns) -> bool:
    stock = columns.columns.get(Role.STOCK.value)
    number = columns.number.get(product)
    if stock is None or number is None:
        return False
    rows = set(columns.variants(number))
    if not stock.holds(("out_of_stock", "discontinued"))[list(rows)].all():
        return False
    told = (c for c in columns.columns.values() if c.field.role is Role.ATTRIBUTE)
    return any(
        not rows.isdisjoint(value.rows) and says_when_back(column.field.name, value.text)
        for column in told
        for value in column.values.values()
    )


def about(ask: Ask, focus: tuple[str, ...], columns: Columns, state: State) -> Ask:
    act = of_one(ask, columns)
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
        for c in (columns.columns[f] for f in condition.fields if f in columns.columns)
    ]
    return any((mask & own).any() for mask in held)


def of_focus(ask: Ask, columns: Columns) -> bool:
    """Whether it can be about what was spoken of: it names no sort of thing of its own."""
    if ask.refers is Reference.IT or ask.follows:
        return True
    return (
        bool(ask.fields or ask.scaled or ask.conditions or ask.asks_price or ask.asks_stock)
        and not ask.classed
    )


def of_others(ask: Ask, focus: tuple[str, ...], columns: Columns) -> bool:
    """Whether it points at nothing and wishes for what only others have: "2 player games under 25"
    after two that are dearer. A word or two are still asked of what was spoken of."""
    pointing = ask.refers is not Reference.NONE or ask.follows or ask.yes_no or ask.statement
    told = ask.fields or ask.scaled or ask.asks_price or ask.asks_stock
    if ask.act is not Act.FIND or pointing or told or len(ask.conditions) < SEVERAL:
        return False
    spoken = columns.of_products(columns.number[p] for p in focus if p in columns.number)
    mask = satisfying(ask.conditions, columns)
    return bool(mask.any()) and not bool((mask & spoken).any())


def asks_of_it(ask: Ask, state: State) -> bool:
    """ "Is it waterproof?" of the one that was spoken of, whatever else is so."""
    of_it = ask.refers is Reference.IT and len(state.focus) == 1
    return ask.yes_no and of_it and not (ask.having or ask.order or ask.relative or ask.any)


def named_alone(ask: Ask, state: State, columns: Columns) -> Ask:
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
    if ask.act is Act.SUM:
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


def first_by_order(ask: Ask, columns: Columns) -> tuple[str, ...]:
    """What "the longer one." of several that were told is, for what is asked behind it."""
    if ask.act is not Act.FIND or ask.order is None or ask.order.all or len(ask.targets) != 1:
        return ()
    told = [p for p in ask.targets[0].products if p in columns.number]
    for id in (ask.order.field, *ask.order.others):
        low, high = columns.ends(id)
        held = high if ask.order.most else -low
        ends = [float(held[list(columns.variants(columns.number[p]))].max()) for p in told]
        if ends and not any(map(isnan, ends)):
            return (told[ends.index(max(ends))],)
    return ()


def or_of_it(ask: Ask, whole: Ask, state: State) -> Ask:
    """`whole` with the one thing that was spoken of, where `ask` points at it and searches."""
    of_it = ask.refers is Reference.IT and len(state.focus) == 1
    if ask.statement or ask.corrects or ask.chooses:  # "no, make it 42", "only those in red"
        return whole
    other = whole.targets or whole.more or whole.order or whole.relative or whole.any
    if whole.act is not Act.FIND or not of_it or other or whole.topic:
        return whole
    return replace(whole, spoken=state.focus[0])


def asks_each(ask: Ask, several: tuple[str, ...], columns: Columns) -> bool:
    """ "Which of the two lets me pause": what is written of each, where no value is meant."""
    if not ask.unused or ask.order or ask.relative or len(several) > FEW:
        return False
    own = columns.of_products(columns.number[p] for p in several if p in columns.number)
    return not (satisfying(ask.conditions, columns) & own).any() if ask.conditions else True
