"""One segment of a message to one ask.

what is named            naming.py
amounts, with bounds     bounds.py
values, fields, kinds    wishes.py
most, least, how much    ordering.py
what is to be done       here
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.understanding.bounds import amount_conditions
from agent.understanding.mention import Mention, What
from agent.understanding.naming import plain_count, targets
from agent.understanding.ordering import asked_scales, asked_units, cheapest, orders
from agent.understanding.query import About, Act, Ask, Condition, Op, Order, Reference, Target
from agent.understanding.reading import Reading
from agent.understanding.segment import adds_up, asks, begins_with, follows
from agent.understanding.wishes import field_wishes, kind_conditions, reduced, value_conditions
from catalog.columns import Mask
from catalog.measures import UNITS, Dimension
from catalog.schema import Role
from catalog.text import fold, tokens

_ABOUT = (
    (About.ORDER, "order"),
    (About.HOURS, "hours"),
    (About.PHONE, "phone"),
    (About.EMAIL, "email"),
    (About.ADDRESS, "address"),
    (About.CONTACT, "contact"),
)
_PLACES = (("first", 1), ("second", 2), ("third", 3), ("last", -1), ("former", 1))

SHORT = 4
"""A question of so few words is of what was spoken of: "wieviel Prozent"."""

_OF_GOODS = ("days", "price", "stock", "reduced", "business", "plain")
"""The groups whose words speak of goods or of when: all others only say how something is asked."""


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


def ask_of(reading: Reading, content: Sequence[int]) -> Ask:
    """The ask of a segment; `content` are the places of its telling words."""
    about, words = _about_business(reading)
    if words:
        reading = reading.without(words)
    seg = reading.seg
    wanted = wanted_of(reading)
    named, conditions, order = wanted.targets, wanted.conditions, wanted.order
    quantity = _quantity(reading) if not named else 0
    unused = _unused(reading, content, about)
    act = _act(reading, wanted)
    if act is Act.FIND and wanted.asks_stock and conditions:
        conditions = [*conditions, *_in_stock(reading)]
    if act is Act.FIND and order is None and wanted.relative is None and seg.says("cheap"):
        order = cheapest(reading)
    refers, place = _reference(reading, bool(named))
    return Ask(
        act=act,
        targets=tuple(named),
        conditions=tuple(conditions),
        fields=tuple(dict.fromkeys(wanted.fields)),
        scaled=tuple(dict.fromkeys(wanted.scaled)),
        which=begins_with(seg, "tell"),
        yes_no=begins_with(seg, "yes_no"),
        advice=seg.says("advice"),
        having=seg.says("having"),
        order=order,
        relative=wanted.relative,
        any=seg.says("indefinite"),
        about=about,
        claims=_claims(reading, bool(named)),
        unused=unused,
        explained=_explained(reading, content),
        text=seg.text,
        more=seg.says("other"),
        refers=refers,
        place=place,
        chooses=seg.says("one_of"),
        follows=follows(seg),
        classed=wanted.kinds or _says_kind(reading),
        quantity=quantity,
        adds=adds_up(seg),
        asks_price=wanted.asks_price,
        asks_stock=wanted.asks_stock,
        statement=_is_statement(reading),
    )


def _is_statement(reading: Reading) -> bool:
    """Whether it states something for the question beside it: "I have 50 € at most."."""
    seg = reading.seg
    bounded = begins_with(seg, "statement") and any(a.op is not None for a in seg.amounts)
    return seg.says("statement") and "?" not in seg.text and (bounded or not asks(seg))


def wanted_of(reading: Reading) -> Wanted:
    """All rooms in their order: what one takes, the next leaves alone."""
    seg = reading.seg
    named = targets(reading)
    conditions = amount_conditions(reading, named)
    conditions += value_conditions(reading, bool(named))
    fields, wished = field_wishes(reading)
    named, conditions = _narrowed(reading, named, [*conditions, *wished])
    asks_price, asks_stock = seg.says("price"), seg.says("stock")
    if named and (fields or asks_price or _asks_variant(reading, conditions)):
        conditions = [c for c in conditions if not _only_sorts(reading, c)]
    fields = [*fields, *_its_phone(reading)]
    order, relative = orders(reading)
    alone = named or reading.says_it or len(seg.words) <= SHORT
    units = asked_units(reading) if alone else []
    scaled = [*units, *asked_scales(reading)]
    kinds = kind_conditions(reading)
    conditions += kinds
    if asks_price:
        reading.use("price")
    of_it = named or (reading.says_it and not conditions)
    if not asks_stock and of_it and not fields and seg.says("having"):
        asks_stock = True
    if asks_stock:
        reading.use("stock")
    conditions += reduced(reading)
    return Wanted(
        named, conditions, fields, scaled, order, relative, bool(kinds), asks_price, asks_stock
    )


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
        rows = _holding(reading, condition)
        having = tuple(
            p for p in target.products if rows[list(columns.variants(columns.number[p]))].any()
        )
        if having and len(having) < len(target.products):
            target = replace(target, products=having)
        elif not (having and roles <= {Role.CATEGORY, Role.TAG}):
            left.append(condition)
    return [target], left


def _act(reading: Reading, wanted: Wanted) -> Act:
    seg, named = reading.seg, wanted.targets
    pointing = seg.says("both") or (named and reading.says_it)
    if seg.says("compare") and (len(named) > 1 or pointing):
        return Act.COMPARE
    if _is_sum(reading, named):
        return Act.SUM
    if seg.says("count") and not named and not (wanted.scaled and reading.says_it):
        return Act.COUNT
    if wanted.order or wanted.relative:
        return Act.FIND
    fields = wanted.fields or wanted.scaled
    if named:
        options = {f.id for f in reading.columns.schema.of(Role.OPTION)}
        checked = [
            c
            for c in wanted.conditions
            if not set(c.fields) & options
            and _may_ask(reading, c, named)
            and c.fields != ("title",)  # a word of other titles: "have you any left?"
        ]
        return Act.CHECK if checked and not fields else Act.TELL
    if wanted.conditions or (seg.says("cheap") and not (fields or seg.says("it"))):
        return Act.FIND
    return Act.TELL if fields or wanted.asks_price else Act.FIND


def _is_sum(reading: Reading, named: Sequence[Target]) -> bool:
    seg = reading.seg
    if any(t.count > 1 for t in named):
        return True
    return adds_up(seg) and (len(named) > 1 or (not named and seg.says("both")))


def _quantity(reading: Reading) -> int:
    """A count of pieces or nights that stands alone: "three of them", "a pair then"."""
    for amount in reading.seg.amounts:
        night = reading.is_in("nights", fold(amount.measure.unit)) and amount.op is None
        counts = plain_count(amount) or (night and amount.measure.single)
        if counts and reading.taken.isdisjoint(amount.at):
            reading.used.update(amount.at)
            value = amount.measure.value
            return int(value) if value == int(value) and 1 < value < 10_000 else 0
    return 0


def _unused(reading: Reading, content: Sequence[int], about: About | None) -> tuple[str, ...]:
    """The runs of telling words that nothing took."""
    for group in reading.seg.book.groups.keys() - set(_OF_GOODS):
        reading.use(group)
    if about is About.HOURS:
        reading.use("days")
    ends = {m.end for m in reading.mentions(What.FIELD)}  # "Länge mm": the unit of its cells
    reading.used.update(n for n in ends if reading.seg.words[n : n + 1] and _is_unit(reading, n))
    amounts = reading.seg.amounts
    told = reading.taken | {n for n in reading.used if reading.seg.spoken[n].is_number}
    bounds = [a.at for a in amounts if a.op and told.isdisjoint(a.at)]
    bounded = {n for at in bounds for n in at}
    numbers = {n for a in amounts for n in a.at if reading.seg.spoken[n].is_number} | bounded
    runs: list[list[int]] = []
    for n in content:
        if n in reading.taken or n in reading.used or n in numbers:
            continue
        if runs and n - runs[-1][-1] == 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return tuple(reading.words(run) for run in (*runs, *bounds))


def _is_unit(reading: Reading, place: int) -> bool:
    return reading.seg.words[place] in UNITS


def _about_business(reading: Reading) -> tuple[About | None, frozenset[int]]:
    """What of the business is asked, in words that name no goods, and where these stand."""
    named = [m for m in reading.seg.mentions if _is_of_goods(reading, m)]
    for about, group in _ABOUT:
        for run in reading.seg.book.find(group, reading.seg.words):
            words = frozenset(range(run.start, run.end))
            if any(words & set(a.at) for a in reading.seg.amounts):
                continue  # "parking for 3 hours"
            beside = [m for m in named if not words.isdisjoint(m.at)]
            if all(_is_less(reading, m, words) for m in beside):
                return about, words
    words_of = reading.seg.spoken  # a "2" is a value of some row, and here a day's number
    told = [m for m in named if not all(words_of[n].is_number for n in m.at)]
    return About.HOURS if not told and _parted(reading) else None, frozenset()


def _is_less(reading: Reading, mention: Mention, words: frozenset[int]) -> bool:
    """Whether what the business is asked for is more than the goods in it: "E-Mail-Adresse" than
    the value "E-Mail", "opening hours" than a film's "Hour", "geöffnet" than "offen"."""
    if set(mention.at) < words:
        return True
    said = [reading.seg.spoken[p].folded for p in mention.at]
    if not words.issuperset(mention.at) or (mention.exact and mention.what is What.TITLE):
        return False
    days = {
        n for r in reading.seg.book.find("days", reading.seg.words) for n in range(r.start, r.end)
    }
    rest = [n for n in range(len(reading.seg.words)) if n not in words | days]
    rest = [n for n in rest if not reading.is_small(n)]
    if not rest and reading.seg.says("business"):
        return True  # "habt ihr am Montag offen"
    if len(words) == 1 and rest and not reading.seg.says("business"):
        return False  # "I opened the earbuds"
    columns = reading.columns
    texts = [text for _, text in mention.values]
    texts += [columns.titles[p] for p in mention.products]
    return not any(set(said) <= {t.folded for t in tokens(text, ())} for text in texts)


def _parted(reading: Reading) -> bool:
    """ "Bis wann habt ihr heute auf": a verb whose other part ends the question."""
    seg = reading.seg
    ends = seg.book.find("hours_end", seg.words)
    verbs = seg.book.find("hours_verb", seg.words)
    return bool(ends and verbs) and verbs[0].end < ends[-1].start + 1 == len(seg.words)


def _is_of_goods(reading: Reading, mention: Mention) -> bool:
    if mention.what is What.FIELD:
        return False
    return mention.what is not What.VALUE or reading.roles(tuple(f for f, _ in mention.values)) != {
        Role.TAG
    }


def _reference(reading: Reading, named: bool) -> tuple[Reference, int]:
    says = reading.seg.says
    for group, place in _PLACES:
        if says(group) and not named:
            return Reference.PLACE, place
    if says("both"):
        return Reference.THEM, 0
    if not named and (reading.says_it or says("phone_of")):
        return Reference.IT, 0
    return Reference.NONE, 0


def _claims(reading: Reading, named: bool) -> tuple[float, ...]:
    """The amounts that the customer holds to be the price of what is spoken of."""
    if not named and not reading.says_it:
        return ()
    return tuple(
        a.measure.low
        for a in reading.seg.amounts
        if a.measure.dimension is Dimension.MONEY and a.op is None and not reading.is_taken(a.at)
    )


def _explained(reading: Reading, content: Sequence[int]) -> float:
    weight, spoken = reading.columns.weight, reading.seg.spoken
    total = sum(weight(spoken[n]) for n in content)
    held = sum(weight(spoken[n]) for n in content if n in reading.taken)
    return held / total if total else (1.0 if reading.taken else 0.0)


def _says_kind(reading: Reading) -> bool:
    fields = tuple(f for m in reading.mentions(What.VALUE) for f, _ in m.values)
    return not reading.roles(fields).isdisjoint({Role.CATEGORY, Role.TAG})


def _in_stock(reading: Reading) -> list[Condition]:
    if Role.STOCK.value not in reading.columns.columns:
        return []
    return [Condition((Role.STOCK.value,), Op.IS, ("in_stock", "limited"))]


def _may_ask(reading: Reading, condition: Condition, named: Sequence[Target]) -> bool:
    """A tag or category that an item does not have was hardly asked of it."""
    if not _only_sorts(reading, condition):
        return True
    columns = reading.columns
    own = columns.of_products(columns.number[p] for t in named for p in t.products)
    return bool((_holding(reading, condition) & own).any())


def _holding(reading: Reading, condition: Condition) -> Mask:
    columns = reading.columns
    mask = columns.of_products(())
    for id in condition.fields:
        if id in columns.columns:
            mask |= columns.columns[id].holds(condition.values)
    return mask


def _asks_variant(reading: Reading, conditions: Sequence[Condition]) -> bool:
    options = {f.id for f in reading.columns.schema.of(Role.OPTION)}
    return any(set(c.fields) <= options for c in conditions)


def _only_sorts(reading: Reading, condition: Condition) -> bool:
    sorts = {f.id for f in reading.columns.schema.of(Role.TAG, Role.CATEGORY)}
    return set(condition.fields) <= sorts
