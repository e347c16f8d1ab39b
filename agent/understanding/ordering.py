"""Superlatives and comparatives to orders, and what "how heavy" asks for."""

from __future__ import annotations

from agent.understanding.function_words import Degree
from agent.understanding.mention import What
from agent.understanding.query import Order
from agent.understanding.reading import Reading
from agent.understanding.scales import OPEN, Measured, every_field_of, fields_of, orderable
from catalog.cell_words import cell_words
from catalog.folding import fold
from catalog.measures import UNITS, Dimension
from catalog.schema import Field, Kind, Role
from catalog.text import tokens

_COUNTED = (Dimension.NUMBER, Dimension.PIECES, Dimension.MONEY)
"""What things are counted by, and no field of one."""

_DOWN_TO = tuple(map(fold, cell_words("down_to")))

_ENDS = (("most", True), ("least", False))


def orders(reading: Reading) -> tuple[Order | None, Order | None]:
    """(a superlative, a comparative against what was spoken of); one of them at most."""
    order = _by_field(reading) or _by_price(reading)
    if order is not None:
        return order, None
    relative: Order | None = None
    for measured in reading.seg.adjectives:
        at = tuple(range(measured.start, measured.end))
        if measured.degree is Degree.POSITIVE or not reading.taken.isdisjoint(at):
            continue
        fields = orderable(_scaled(reading, measured))
        if not fields:
            continue
        others = _others(reading, measured, fields)
        more = measured.more is not _is_downward(measured, fields[0])
        order = Order(fields[0].id, more, reading.words(at), others=others)
        reading.take(at)
        if measured.degree is Degree.SUPERLATIVE:
            return order, None
        if not any(n in a.at for a in reading.seg.amounts for n in at):
            relative = order
    return None, relative


def asked_scales(reading: Reading) -> list[str]:
    """The fields of "how heavy", "wie lange", "who", "where": by their scale."""
    found: list[str] = []
    words, taken = reading.seg.words, frozenset(reading.taken)
    for scale in reading.seg.book.scales:
        is_open = scale.name in OPEN
        for place, word in enumerate(words):
            if word not in scale.ask or place in taken:
                continue
            if is_open and reading.seg.says("compare"):
                continue  # "where is the difference" asks for no place
            asked = is_open or not scale.is_adjective(word) or _follows_how(reading, place)
            if asked and not is_open and _is_of_a_field(reading, place):
                reading.used.add(place)
                continue
            if asked and (fields := fields_of(scale, reading.columns)):
                reading.used.add(place)
                if scale.name == "person" and place + 1 < len(words):
                    reading.used.add(place + 1)  # "who teaches it"
                if not is_open:
                    reading.taken.add(place)
                found += [f.id for f in fields]
    return found


def _is_of_a_field(reading: Reading, place: int) -> bool:
    """ "How high is the deposit" asks for no height, where a deposit is an amount."""
    behind = [m for m in reading.seg.mentions if m.what is What.FIELD and m.start > place]
    first = min((m.start for m in behind), default=0)
    told = [reading.field(f) for m in behind if m.start == first for f in m.fields]
    amounts = bool(told) and all(f.kind in (Kind.QUANTITY, Kind.MONEY) for f in told)
    return amounts and all(map(reading.is_small, range(place + 1, first)))


def asked_units(reading: Reading) -> list[str]:
    """The fields of "how many square metres", "wie viele Seiten": those that count it."""
    seg = reading.seg
    much = [run for run in seg.book.find("price", seg.words) if run.end < len(seg.words)]
    for run in [*seg.book.find("count", seg.words), *much]:
        for size in (2, 1):
            behind = seg.words[run.end : run.end + size]
            unit = UNITS.get("".join(behind)) or UNITS.get("".join(behind).removesuffix("s"))
            if unit is None or len(behind) < size or unit[0] in _COUNTED:
                continue
            fields = [
                c.field.id
                for c in reading.columns.columns.values()
                if c.field.dimension is unit[0] and c.field.role is not Role.PRICE
            ]
            if fields:
                reading.take(range(run.start, run.end + size))
                return fields
    return []


def cheapest(reading: Reading) -> Order | None:
    """ "cheap": from the low end, all of them."""
    scales = (s for s in reading.seg.book.scales if s.name == "price")
    prices = [f for s in scales for f in fields_of(s, reading.columns)]
    return Order(prices[0].id, most=False, all=True) if prices else None


def toward(reading: Reading) -> Order | None:
    """ "A quiet one", "something mild" of what rows tell by an amount: all of them, those with most
    of it first. None of "not too heavy", and where a row's own word took it."""
    for measured in reading.seg.adjectives:
        at = tuple(range(measured.start, measured.end))
        if measured.degree is not Degree.POSITIVE or measured.scale.name == "price":
            continue
        asked = _follows_how(reading, measured.start)
        if asked or not (reading.taken | reading.used).isdisjoint(at):
            continue
        before = range(max(0, measured.start - 2), measured.start)
        fields = orderable(_scaled(reading, measured))
        if fields and reading.negations.isdisjoint(before):
            reading.take(at)
            more = measured.more is not _is_downward(measured, fields[0])
            return Order(fields[0].id, more, reading.words(at), all=True)
    return None


def _by_field(reading: Reading) -> Order | None:
    """ "the most pages", "highest alcohol content"."""
    bounds = {n for a in reading.seg.amounts for n in a.at}
    for group, most in _ENDS:
        for found in reading.seg.book.find(group, reading.seg.words):
            if not bounds.isdisjoint(range(found.start, found.end)):
                continue  # "at least 8 GB" is no least
            for mention in reading.mentions(What.FIELD):
                if not 0 <= mention.start - found.end <= 1:
                    continue
                fields = orderable([reading.field(f) for f in mention.fields])
                if fields:
                    reading.take((*range(found.start, found.end), *mention.at))
                    return Order(fields[0].id, most, reading.words(mention.at))
    return None


def _by_price(reading: Reading) -> Order | None:
    """ "what costs least"."""
    seg, priced = reading.seg, reading.columns.schema.of(Role.PRICE)
    for group, most in _ENDS if priced else ():
        for found in seg.book.find(group, seg.words):
            near = seg.words[max(0, found.start - 3) : found.end + 2]
            if seg.book.says("price", near):
                reading.take(range(found.start, found.end))
                return Order(priced[0].id, most, reading.words((found.start,)))
    return None


def _is_downward(measured: Measured, field: Field) -> bool:
    """Whether less of it is more: the warmest sleeping bag has the lowest comfort temperature."""
    words = (t.folded for t in tokens(field.name, ()))
    return measured.scale.name == "temperature" and any(w.startswith(_DOWN_TO) for w in words)


def _others(reading: Reading, first: Measured, fields: tuple[Field, ...]) -> tuple[str, ...]:
    """What else an adjective may be of: "longest" is of lengths, of times and of pages."""
    same = [m for m in reading.seg.adjectives if (m.start, m.more) == (first.start, first.more)]
    ids = [f.id for m in same for f in orderable(every_field_of(m.scale, reading.columns))]
    return tuple(dict.fromkeys([*(f.id for f in fields[1:]), *ids]))


def _follows_how(reading: Reading, place: int) -> bool:
    return any(f.end == place for f in reading.seg.book.find("how", reading.seg.words))


def _scaled(reading: Reading, measured: Measured) -> tuple[Field, ...]:
    """The fields of an adjective: those named in the message first, then the most stated."""
    named = {f for m in reading.mentions(What.FIELD) for f in m.fields}
    fields = fields_of(measured.scale, reading.columns)
    if measured.scale.name == "price":  # "cheapest in high season": a column of that name
        priced = [reading.field(f) for f in named if reading.field(f).kind is Kind.MONEY]
        fields = (*priced, *fields)
    return tuple(sorted(fields, key=lambda f: (f.id not in named, -f.stated)))
