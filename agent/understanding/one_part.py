"""One part of a message that adds up or compares: its goods, how many, and what narrows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.understanding.amounts import Amount, multiplies
from agent.understanding.lasting import Stay
from agent.understanding.measured import quantities
from agent.understanding.mention import What
from agent.understanding.naming import multiple
from agent.understanding.query import SOURCE, Condition, Op, Target
from agent.understanding.reading import Reading
from agent.understanding.title_mentions import is_called
from agent.understanding.wanted import Wanted, wanted_of
from catalog.columns import Columns
from catalog.measures import Dimension
from catalog.schema import Role
from catalog.text import tokens


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between two joints: its goods, or what holds of all goods of the message."""

    targets: tuple[Target, ...]
    conditions: tuple[Condition, ...]
    unused: tuple[str, ...]
    stay: Stay | None
    joint: str
    """The group of the word before it; empty for the first and behind a comma."""
    options: tuple[Condition, ...] = ()
    """What tells variants of its goods apart."""
    count: int = 0
    """How many it counts; 0 where it says none."""


def part_of(reading: Reading, joint: str, first: bool = False) -> Part:
    """What a part names and says, read by itself; `first` begins its message."""
    count = _count(reading)
    wanted = wanted_of(reading)
    own = _options(reading, wanted.conditions)
    times = wanted.stay.times if wanted.stay is not None else 1
    if any(_is_time(a) and a.measure.value == count for a in reading.seg.amounts):
        times = 1  # "8 nights" of what is priced by the night are eight, and not eight times eight
    measured = quantities(reading)
    many = count * times
    targets = tuple(
        replace(t, options=own, count=many if many > 1 else t.count, quantities=measured)
        for t in wanted.targets
    )
    names = count or _names_goods(reading, wanted)
    named = _meant(reading.columns, wanted) if names and not targets else ()
    if named:
        meant = called(reading, named)
        mention = reading.seg.text.strip(" ?!.")
        targets = (Target(meant, mention, own, many or 1, quantities=measured),)
    points = _points(reading) or (first and _counts_alone(reading))
    if not targets and count and points:
        targets = (Target((), reading.seg.text.strip(" ?!.,"), own, many),)
    left = () if targets else tuple(wanted.conditions)
    return Part(targets, left, _strange(reading), wanted.stay, joint, own, count)


def _options(reading: Reading, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """Those that tell variants apart: "large", "42", "the 5 m one"."""
    options = {f.id for f in reading.columns.schema.of(Role.OPTION)}
    exact = (c for c in conditions if c.op is Op.IS or (c.op is Op.WITHIN and c.low == c.high))
    return tuple(
        replace(c, fields=tuple(f for f in c.fields if f in options))
        for c in exact
        if options.intersection(c.fields)
    )


def _counts_alone(reading: Reading) -> bool:
    """ "6 pieces", "davon 3": a number of what was spoken of, and no word beside it."""
    seg = reading.seg
    if len(seg.amounts) != 1:
        return False
    told = set(seg.amounts[0].at)
    for group in ("opener", "price", "total", "times"):
        told |= {n for r in seg.book.find(group, seg.words) for n in range(r.start, r.end)}
    return all(n in told or reading.is_small(n) for n in range(len(seg.words)))


def _count(reading: Reading) -> int:
    """How many a part counts: a number before all that it names, or one with "times" beside it; 0
    where it says none."""
    seg = reading.seg
    first = min((m.start for m in seg.mentions if not reading.only_number(m)), default=99)
    codes = [set(m.at) for m in reading.mentions(What.TITLE) if m.exact]
    for amount in seg.amounts:
        if set(amount.at) in codes:
            continue
        beside = [*seg.words[max(0, amount.at[0] - 1) : amount.at[0]]]
        beside += seg.words[amount.at[-1] + 1 : amount.at[-1] + 2]
        behind = multiplies(seg.spoken[amount.at[0]]) or seg.book.says("times", beside)
        if amount.at[0] > first and not behind:
            continue
        if number := multiple(reading, amount):
            reading.used.update(amount.at)
            return number
    return 0


def _is_time(amount: Amount) -> bool:
    return amount.measure.dimension is Dimension.TIME


def _names_goods(reading: Reading, wanted: Wanted) -> bool:
    """Whether it says what sort of thing is meant, by words of titles or by a category."""
    sorts = {f.id for f in reading.columns.schema.of(Role.CATEGORY)}
    return any(
        (c.op is Op.SAYS and "title" in c.fields) or (c.op is Op.IS and set(c.fields) & sorts)
        for c in wanted.conditions
    )


def _points(reading: Reading) -> bool:
    """ "Two of them": what was spoken of is counted."""
    return reading.seg.says("both")


def _meant(columns: Columns, wanted: Wanted) -> tuple[str, ...]:
    """The products that have all that a part says of what it names."""
    having: set[int] | None = None
    for condition in wanted.conditions:
        if condition.op is Op.SAYS:
            found = {n for w in condition.values for n in _titled(columns, w)}
        elif condition.op is Op.IS and condition.values and SOURCE not in condition.fields:
            held = columns.of_products(())
            for column in (columns.columns[f] for f in condition.fields if f in columns.columns):
                held |= column.holds(column.wider(condition.values))
            found = set(columns.products_of(held))
        else:
            continue
        having = found if having is None else having & found
    return tuple(columns.ids[n] for n in sorted(having or ()))


def called(reading: Reading, products: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `products` that have nothing more in their titles than is said; all where none."""
    said, columns = range(len(reading.seg.spoken)), reading.columns
    return (
        tuple(
            p
            for p in products
            if is_called(reading.index, columns.number[p], reading.seg.spoken, said)
        )
        or products
    )


def _titled(columns: Columns, word: str) -> set[int]:
    """The products with a word in their titles: by itself where any has it, else by its meaning."""
    held = [
        (k, columns.title_words.get(k, ())) for t in tokens(word, columns.languages) for k in t.keys
    ]
    own = {int(n) for k, some in held if not k.startswith("c:") for n in some}
    return own or {int(n) for _, some in held for n in some}


def _strange(reading: Reading) -> tuple[str, ...]:
    """Telling words of a part that no row has: they are not dropped in silence."""
    seg = reading.seg
    known = {n for a in seg.amounts for n in a.at} | reading.taken | reading.used
    for group in seg.book.groups:
        known |= {n for run in seg.book.find(group, seg.words) for n in range(run.start, run.end)}
    return tuple(
        token.text
        for n, token in enumerate(seg.spoken)
        if n not in known and not reading.is_small(n) and not reading.columns.knows(token)
    )
