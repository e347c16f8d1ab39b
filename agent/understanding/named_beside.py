"""The measured fields that are named beside an amount: "length at least 40", "under 50 in May"."""

from __future__ import annotations

from agent.understanding.amounts import Amount
from agent.understanding.function_words import function_words
from agent.understanding.limits import named_bound
from agent.understanding.mention import Mention, What
from agent.understanding.reading import Reading
from agent.understanding.segment import is_behind
from catalog.measures import UNITS, Dimension
from catalog.schema import Kind, Role
from catalog.text import tokens


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


def of_what(reading: Reading, amount: Amount, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Of several fields those whose names say what the amount is of, where that is said: a pool of
    45 m³ is held to "for pools up to", and to no volume of a tank."""
    if len(fields) < 2 or not amount.measure.unit:
        return fields
    told: dict[str, set[int]] = {}
    for id in fields:
        names = _things(reading, id)
        places = [{n for n, t in enumerate(reading.seg.spoken) if k & t.keys} for k in names]
        if places and all(places):
            told[id] = set.union(*places)
    bounding = tuple(f for f in fields if named_bound(reading.field(f)) is not None)
    if not told and bounding and is_behind(reading.seg, "whom", amount.at[0]):
        return bounding  # "a pump for 28 m³" has to be enough for so much
    if not told or len(told) == len(fields):
        return fields
    reading.take(sorted(set.union(*told.values())))
    return tuple(told)


def _things(reading: Reading, id: str) -> list[frozenset[str]]:
    """The words of a field's name that name a thing, by their keys; its bounds and units are
    none."""
    field = reading.field(id)
    language = field.language or reading.seg.book.language
    book = function_words(language)
    words = tokens(field.name.replace("_", " "), (language,))
    bounds = {w for group in ("at_most", "at_least") for run in book.groups[group] for w in run}
    return [
        frozenset(t.keys)
        for t in words
        if not (book.is_small(t.folded) or t.folded in bounds or t.folded in UNITS)
    ]


def _are_people(amount: Amount) -> bool:
    return amount.measure.dimension is Dimension.PERSONS and bool(amount.measure.unit)


def _is_measured(reading: Reading, mention: Mention) -> bool:
    fields = [reading.field(f) for f in mention.fields]
    return any(f.kind in (Kind.QUANTITY, Kind.MONEY) or f.role is Role.OPTION for f in fields)


def is_priced(reading: Reading, mention: Mention) -> bool:
    return all(reading.field(f).kind is Kind.MONEY for f in mention.fields)
