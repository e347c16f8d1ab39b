"""The measured fields that are named beside an amount: "length at least 40", "under 50 in May"."""

from __future__ import annotations

from agent.understanding.amounts import Amount
from agent.understanding.mention import Mention, What
from agent.understanding.reading import Reading
from catalog.measures import UNITS, Dimension
from catalog.schema import Kind, Role


def named_beside(reading: Reading, amount: Amount) -> tuple[str, ...]:
    """The measured fields that are named beside an amount; the one right behind it alone."""
    seg = reading.seg
    start, end = amount.at[0], amount.at[-1] + 1
    others = {n for a in seg.amounts if a is not amount for n in a.at}
    found: list[str] = []
    for mention in reading.mentions(What.FIELD):
        if not _is_measured(reading, mention) or others.intersection(mention.at):
            continue  # it is the unit of another amount
        if _are_people(amount) and set(mention.at) <= set(amount.at):
            continue  # "7 players" are held to the least and to the most of them
        if amount.measure.dimension is Dimension.MONEY and is_priced(reading, mention):
            found += mention.fields  # "under 50 in the low season": a column of that name
            reading.take(mention.at)
            continue
        behind, before = mention.start - end, start - mention.end
        between = range(mention.end, start)  # "Länge mm mindestens 40"
        beside = 0 <= before <= 3 and all(
            reading.is_small(n) or seg.words[n] in UNITS for n in between
        )
        if not (0 <= behind <= 1 or beside or set(mention.at) & set(amount.at)):
            continue
        if beside and mention.start - 1 in others:
            continue  # "16 GB RAM under 500": the memory is told before it
        reading.take(mention.at)
        if behind == 0:
            return mention.fields
        found += mention.fields
    return tuple(found)


def _are_people(amount: Amount) -> bool:
    return amount.measure.dimension is Dimension.PERSONS and bool(amount.measure.unit)


def _is_measured(reading: Reading, mention: Mention) -> bool:
    fields = [reading.field(f) for f in mention.fields]
    return any(f.kind in (Kind.QUANTITY, Kind.MONEY) or f.role is Role.OPTION for f in fields)


def is_priced(reading: Reading, mention: Mention) -> bool:
    return all(reading.field(f).kind is Kind.MONEY for f in mention.fields)
