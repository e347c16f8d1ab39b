"""One segment of a message to one ask.

of the business itself   of_business.py
what is wanted           wanted.py: naming.py, bounds.py, wishes.py, ordering.py in this order
what nothing took        left_over.py
what is to be done       here
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.understanding.absence import denied_places, free_places
from agent.understanding.amounts import Amount
from agent.understanding.as_put import as_put, asks_if_left, of_stock
from agent.understanding.as_sort import as_sort
from agent.understanding.conditions import bounded_fields, without_units
from agent.understanding.fitting import for_named
from agent.understanding.indifferent import idioms, without_free
from agent.understanding.lasting import Stay
from agent.understanding.left_over import explained_in, unused_in
from agent.understanding.measured import each, quantities
from agent.understanding.mention import What
from agent.understanding.naming import plain_count
from agent.understanding.of_business import about_business
from agent.understanding.ordering import cheapest
from agent.understanding.query import Act, Ask, Condition, Op, Reference, Target
from agent.understanding.reading import Reading
from agent.understanding.segment import (
    adds_up,
    asks,
    begins_anew,
    begins_with,
    is_behind,
    tells_age,
)
from agent.understanding.wanted import Wanted, holding, only_sorts, wanted_of
from agent.understanding.wishes import is_compared
from catalog.folding import fold
from catalog.measures import Dimension
from catalog.schema import Role
from catalog.surcharges import is_surcharge

_PLACES = (("first", 1), ("second", 2), ("third", 3), ("last", -1), ("former", 1))


def ask_of(reading: Reading, content: Sequence[int]) -> Ask:
    """The ask of a segment; `content` are the places of its telling words."""
    about, words = about_business(reading)
    words |= idioms(reading)
    if words:
        reading = reading.without(words)
    seg = reading.seg
    wanted, free = without_free(reading, wanted_of(reading))
    named, order = wanted.targets, wanted.order
    conditions = without_units(wanted.conditions)
    bounded = bounded_fields(conditions)
    quantity = _quantity(reading, wanted.stay) if not named else 0
    measured = quantities(reading)
    unused = unused_in(reading, content, about)
    act = _act(reading, wanted)
    counts = act is Act.COUNT and (bool(conditions) or seg.says("both"))
    if wanted.asks_stock and (counts or (act is Act.FIND and (conditions or named))):
        conditions = [*conditions, *_in_stock(reading)]
    if act is Act.FIND and order is None and wanted.relative is None and seg.says("cheap"):
        order = cheapest(reading)
    refers, place = _reference(reading, bool(named))
    anew = begins_anew(seg)
    ask = Ask(
        act=act,
        targets=tuple(named),
        conditions=tuple(conditions),
        fields=tuple(dict.fromkeys(wanted.fields)),
        scaled=tuple(f for f in dict.fromkeys(wanted.scaled) if f not in bounded),
        order=order,
        relative=wanted.relative,
        about=None if free.fields else about,
        claims=_claims(reading, bool(named)),
        unused=unused,
        denied=_denied(reading) if unused else (),
        explained=explained_in(reading, content),
        more=_is_more(reading) and not anew,
        refers=refers,
        place=place,
        anew=anew,
        free=free.fields,
        unbound=free.words,
        classed=wanted.kinds or _says_kind(reading),
        quantity=quantity,
        quantities=measured,
        each=each(reading),
        beside=tuple(f for f in _beside(reading) if f in wanted.fields),
        adds=adds_up(seg) or (bool(named) and seg.says("besides")),
        asks_price=wanted.asks_price,
        asks_stock=wanted.asks_stock and (seg.says("stock") or not unused),
        statement=_is_statement(reading, bool(named)),
        included=seg.says("included"),
    )
    return for_named(as_sort(of_stock(as_put(seg, ask)), reading), reading)


def _denied(reading: Reading) -> tuple[str, ...]:
    """The words that it is to be without."""
    places = dict.fromkeys((*denied_places(reading), *free_places(reading)))
    return tuple(reading.seg.words[place] for place in places)


def _is_more(reading: Reading) -> bool:
    """Whether others are asked for: "anything different", and not "what is different"."""
    seg = reading.seg
    compared = {n for r in seg.book.find("compare", seg.words) for n in range(r.start, r.end)}
    runs = seg.book.find("other", seg.words)
    told = any(compared.isdisjoint(range(run.start, run.end)) for run in runs)
    return told and not asks_if_left(reading)


def _is_statement(reading: Reading, named: bool) -> bool:
    """Whether it states something for the question beside it: "I have 50 € at most.", "we were
    here last year."."""
    seg = reading.seg
    if begins_with(seg, "subject") and not seg.says("wish") and "?" not in seg.text:
        asks_so = seg.says("correct") or seg.says("price") or _claims(reading, named)
        return not asks_so  # "I read that it is 20 €" asks whether it is
    bounded = begins_with(seg, "statement") and any(a.op is not None for a in seg.amounts)
    return seg.says("statement") and "?" not in seg.text and (bounded or not asks(seg))


def _act(reading: Reading, wanted: Wanted) -> Act:
    seg, named = reading.seg, wanted.targets
    pointing = seg.says("both") or (named and reading.says_it)
    if seg.says("compare") and (len(named) > 1 or pointing):
        return Act.COMPARE
    if _is_sum(reading, named):
        return Act.SUM
    if seg.says("count") and not named and not (wanted.scaled and reading.says_it):
        return Act.COUNT
    if seg.says("count") and _are_kinds(named) and not (wanted.fields or wanted.scaled):
        return Act.COUNT  # "how many marble runs": of all that are called so
    if wanted.order or wanted.relative:
        return Act.FIND
    if _are_kinds(named) and wanted.asks_stock and begins_with(seg, "tell"):
        return Act.FIND  # "which marble runs are sold out"
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


def _are_kinds(named: Sequence[Target]) -> bool:
    return bool(named) and all(len(t.products) > 1 and not t.exact for t in named)


def _is_sum(reading: Reading, named: Sequence[Target]) -> bool:
    seg = reading.seg
    if any(t.count > 1 for t in named) or (named and seg.says("price") and _beside(reading)):
        return True
    return adds_up(seg) and (len(named) > 1 or (not named and seg.says("both")))


def _beside(reading: Reading) -> tuple[str, ...]:
    """The fields of what is paid beside a price, asked with it: those of "what is the canoe with
    the deposit?", and not of "what is the deposit for the canoe?"."""
    seg = reading.seg
    runs = seg.book.find("along", seg.words)
    found: dict[str, None] = {}
    for mention in reading.mentions(What.FIELD):
        first, end = min(mention.at), max(mention.at) + 1
        before = any(
            run.end <= first and all(map(reading.is_small, range(run.end, first))) for run in runs
        )
        behind = any(run.start == end for run in runs)  # Turkish: "depozito dahil"
        if before or (behind and seg.book.language in _POSTPOSED):
            found.update((f, None) for f in mention.fields if is_surcharge(reading.field(f)))
    return tuple(found)


def _lasts(reading: Reading) -> bool:
    """Whether "last" says how long something stays: "do they last", and not "the last one"."""
    seg = reading.seg
    runs = seg.book.find("last", seg.words)
    before = [seg.words[run.start - 1] if run.start else "" for run in runs]
    return all(reading.is_in("it", w) and not reading.is_in("article", w) for w in before)


_POSTPOSED = frozenset(("tr",))
"""Languages in which "with" stands behind its noun."""


def _quantity(reading: Reading, stay: Stay | None) -> int:
    """A count of pieces or nights that stands alone: "three of them", "a pair then"; times the
    days that are priced by the day."""
    times = stay.times if stay is not None else 1
    for amount in reading.seg.amounts:
        night = reading.is_in("nights", fold(amount.measure.unit)) and amount.op is None
        counts = plain_count(amount) or (night and amount.measure.single)
        counts = counts and not tells_age(reading.seg, amount)
        if night and stay is not None and reading.used.issuperset(amount.at):
            continue  # it is how often the price of a night is counted
        if counts and reading.taken.isdisjoint(amount.at):
            reading.used.update(amount.at)
            if _counts_nothing(reading, amount):
                continue
            value = amount.measure.value
            return int(value) * times if value == int(value) and 1 < value < 10_000 else 0
    return times if times > 1 else 0


def _counts_nothing(reading: Reading, amount: Amount) -> bool:
    """ "With 35", "at 8", "(7 too)", "in 58", "a 38": a number that tells an age, a time or a size,
    and no pieces."""
    seg, end = reading.seg, amount.at[-1] + 1
    if _is_of_several(reading, amount):
        return True
    if amount.measure.unit or (end < len(seg.words) and reading.is_in("times", seg.words[end])):
        return False
    aside = seg.text[seg.spoken[end - 1].end :].startswith(")")
    groups = ["counts_not", "indefinite", *(["sized"] if reading.columns.sized_in_numbers else [])]
    return aside or any(is_behind(seg, group, amount.at[0]) for group in groups)


def _is_of_several(reading: Reading, amount: Amount) -> bool:
    """ "Which of the two", "welcher von den 2": how many were spoken of, and no pieces."""
    seg, first = reading.seg, amount.at[0]
    for run in seg.book.find("both", seg.words[: first + 1]):
        before = seg.words[max(0, run.start - 1) : run.end]
        if first - run.end <= 1 and seg.book.says("tell", before):
            return True
    return False


def _reference(reading: Reading, named: bool) -> tuple[Reference, int]:
    says = reading.seg.says
    for group, place in _PLACES:
        points = _stands_alone(reading, group) and not (group == "last" and _lasts(reading))
        if points and not named:
            return Reference.PLACE, place
    if says("both"):
        return Reference.THEM, 0
    if not named and (reading.says_it or says("phone_of")):
        return Reference.IT, 0
    return Reference.NONE, 0


def _stands_alone(reading: Reading, group: str) -> bool:
    """Whether a word that counts places is said, and none as goods are called: the "secondi" of a
    menu are no second."""
    runs = reading.seg.book.find(group, reading.seg.words)
    values = (m for m in reading.mentions(What.VALUE) if m.exact)
    goods = {
        p
        for m in values
        if any(fold(v) == fold(reading.words(m.at)) for _, v in m.values)
        for p in m.at
    }
    return any(goods.isdisjoint(range(run.start, run.end)) for run in runs)


def _claims(reading: Reading, named: bool) -> tuple[float, ...]:
    """The amounts that the customer holds to be the price of what is spoken of."""
    if not named and not reading.says_it:
        return ()
    return tuple(
        a.measure.low
        for a in reading.seg.amounts
        if a.measure.dimension is Dimension.MONEY and a.op is None and not reading.is_taken(a.at)
    )


def _says_kind(reading: Reading) -> bool:
    """Whether a sort of goods is wanted; one that is not wanted ("and not private") begins no
    search."""
    told = (m for m in reading.mentions(What.VALUE) if not is_compared(reading, m))
    said = (m for m in told if not reading.is_negated(m))
    fields = tuple(f for m in said for f, _ in m.values)
    return not reading.roles(fields).isdisjoint({Role.CATEGORY, Role.TAG})


def _in_stock(reading: Reading) -> list[Condition]:
    """ "Which are in stock", or "which are sold out"."""
    if Role.STOCK.value not in reading.columns.columns:
        return []
    gone = reading.seg.book.find("gone", reading.seg.words)
    told = [run for run in gone if reading.negations.isdisjoint((run.start - 1, run.start - 2))]
    states = ("out_of_stock",) if told else ("in_stock", "limited")
    return [Condition((Role.STOCK.value,), Op.IS, states)]


def _may_ask(reading: Reading, condition: Condition, named: Sequence[Target]) -> bool:
    """A tag or category that an item does not have was hardly asked of it."""
    if not only_sorts(reading, condition):
        return True
    columns = reading.columns
    own = columns.of_products(columns.number[p] for t in named for p in t.products)
    return bool((holding(reading, condition) & own).any())
