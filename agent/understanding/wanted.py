"""What a segment names and wishes, before it is known what is to be done with it.

for how long             lasting.py
what is named            naming.py
amounts, with bounds     bounds.py
what it is without       absence.py
what sort of thing       kinds.py
values, fields           wishes.py
most, least, how much    ordering.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.understanding.absence import absences
from agent.understanding.bounds import amount_conditions
from agent.understanding.function_words import Degree
from agent.understanding.kinds import kind_conditions
from agent.understanding.lasting import Stay, lasting
from agent.understanding.mention import What
from agent.understanding.naming import targets
from agent.understanding.ordering import asked_scales, asked_units, orders, toward
from agent.understanding.query import Condition, Op, Order, Target
from agent.understanding.reading import Reading
from agent.understanding.segment import begins_with
from agent.understanding.sized import lacking_choices
from agent.understanding.wishes import (
    field_wishes,
    for_nothing,
    reduced,
    says_gratis,
    value_conditions,
)
from catalog.column import Mask
from catalog.measures import Dimension
from catalog.schema import Role
from catalog.text import tokens


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a segment names and wishes, before it is known what is to be done with it."""

    targets: list[Target]
    conditions: list[Condition]
    fields: list[str]
    scaled: list[str]
    order: Order | None
    relative: Order | None
    kinds: bool
    asks_price: bool
    asks_stock: bool
    stay: Stay | None = None


SHORT = 4
"""A question of so few words is of what was spoken of: "wieviel Prozent"."""


def wanted_of(reading: Reading) -> Wanted:
    """All rooms in their order: what one takes, the next leaves alone."""
    seg = reading.seg
    stay = lasting(reading)
    named = targets(reading)
    conditions = amount_conditions(reading, named)
    if stay is not None:
        conditions.append(stay.option)
        if len(named) == 1:
            named = [replace(named[0], count=named[0].count * stay.times)]
    conditions += _coded(reading)
    conditions += absences(reading)
    conditions += value_conditions(reading, bool(named))
    conditions += _sized(reading) if named else []
    conditions += lacking_choices(reading, named)
    fields, wished = field_wishes(reading, bool(named))
    named, conditions = _narrowed(reading, named, [*conditions, *wished])
    asks_price, asks_stock = seg.says("price"), seg.says("stock")
    asks_price = asks_price or (bool(named) and not fields and says_gratis(reading) is not None)
    if named and (fields or asks_price or _asks_variant(reading, conditions)):
        conditions = [c for c in conditions if not only_sorts(reading, c)]
    fields = [*fields, *_its_phone(reading)]
    order, relative = orders(reading)
    if order is not None and not (named or conditions):
        conditions = _described(reading)
        fields = [f for f in fields if all(f not in c.fields for c in conditions)]
    alone = named or reading.says_it or len(seg.words) <= SHORT
    units = asked_units(reading) if alone else []
    scaled = [*units, *asked_scales(reading), *_contents(reading)]
    kinds = kind_conditions(reading)
    conditions += kinds
    if not (named or order or relative or fields or scaled) and any(map(_chooses, conditions)):
        order = toward(reading)
    if asks_price:
        reading.use("price")
    of_it = named or (reading.says_it and not conditions)
    asks_stock = asks_stock or bool(of_it and not fields and seg.says("having"))
    if asks_stock:
        reading.use("stock")
    conditions += [*reduced(reading), *([] if named else for_nothing(reading))]
    return Wanted(
        named,
        conditions,
        fields,
        scaled,
        order,
        relative,
        bool(kinds),
        asks_price,
        asks_stock,
        stay,
    )


def _described(reading: Reading) -> list[Condition]:
    """ "The cheapest bed", where beds are what rows tell of and nothing is called so."""
    ends = {m.end for m in reading.seg.adjectives if m.degree is Degree.SUPERLATIVE}
    return [
        Condition(m.fields, Op.STATES, mention=reading.words(m.at))
        for m in reading.mentions(What.FIELD)
        if m.start in ends
    ]


def _chooses(condition: Condition) -> bool:
    """Whether it says what is wanted, and not only what is not."""
    return condition.op is not Op.LACKS


def _coded(reading: Reading) -> list[Condition]:
    """The variant that a code names, by its options."""
    pairs = [pair for m in reading.mentions(What.TITLE) for pair in m.values]
    return [Condition((field,), Op.IS, (value,)) for field, value in pairs]


def _sized(reading: Reading) -> list[Condition]:
    """ "A large one" of what comes in sizes that are told in numbers."""
    sizes = tuple(
        f.id for f in reading.columns.schema.of(Role.OPTION) if f.dimension is Dimension.LENGTH
    )
    seg = reading.seg
    said = [*seg.book.find("large", seg.words), *seg.book.find("small_one", seg.words)]
    free = [run.start for run in said if run.start not in reading.taken | reading.used]
    if not (sizes and free):
        return []
    reading.take(free[:1])
    word = reading.words(free[:1])
    return [Condition(sizes, Op.IS, (word,), mention=word)]


def _contents(reading: Reading) -> list[str]:
    """The fields that tell what one gets, where "what is in it" asks for them."""
    if not (reading.seg.says("contents") and begins_with(reading.seg, "tell")):
        return []
    return list(reading.index.contents)


def _its_phone(reading: Reading) -> list[str]:
    """The fields of "their number", "how do I reach him", where rows have phone numbers."""
    if not reading.seg.says("phone_of"):
        return []
    reading.use("phone_of")
    names = reading.index.field_names
    spoken = (k for t in tokens("telephone", ("en",)) for k in t.keys)
    return list(dict.fromkeys(f.id for k in spoken for f, _ in names.get(k, ())))


def _narrowed(
    reading: Reading, named: list[Target], conditions: list[Condition]
) -> tuple[list[Target], list[Condition]]:
    """Values beside a name ask nothing: they tell which of several is meant ("dr keller in
    bellford"), or what it is ("hotel Speicherhof")."""
    if len(named) != 1:
        return named, conditions
    columns = reading.columns
    target, left = named[0], []
    for condition in conditions:
        roles = reading.roles(condition.fields)
        if condition.op is not Op.IS or Role.OPTION in roles or condition.values == ("yes",):
            left.append(condition)
            continue
        rows = holding(reading, condition)
        having = tuple(
            p for p in target.products if rows[list(columns.variants(columns.number[p]))].any()
        )
        if having and len(having) < len(target.products):
            target = replace(target, products=having)
        elif not (having and roles <= {Role.CATEGORY, Role.TAG}):
            left.append(condition)
    return [target], left


def _asks_variant(reading: Reading, conditions: Sequence[Condition]) -> bool:
    options = {f.id for f in reading.columns.schema.of(Role.OPTION)}
    return any(set(c.fields) <= options for c in conditions)


def only_sorts(reading: Reading, condition: Condition) -> bool:
    sorts = {f.id for f in reading.columns.schema.of(Role.TAG, Role.CATEGORY)}
    return set(condition.fields) <= sorts


def holding(reading: Reading, condition: Condition) -> Mask:
    columns = reading.columns
    mask = columns.of_products(())
    for id in condition.fields:
        if id in columns.columns:
            mask |= columns.columns[id].holds(condition.values)
    return mask
