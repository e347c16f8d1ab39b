"""Entity linking: which products a segment names, how many of each, and what of a name no title
has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.understanding.ages import in_years
from agent.understanding.amounts import Amount, fields_for, multiplies
from agent.understanding.mention import Mention, What
from agent.understanding.query import Target
from agent.understanding.reading import Reading
from agent.understanding.segment import adds_up, tells_age
from agent.understanding.sized import is_number_sold
from catalog.folding import fold
from catalog.measures import Dimension, measures
from catalog.price_units import is_unit
from catalog.text import Token, keys

MEANT = 12
"""Products that one name may stand for."""

_NUMBERED = 8
"""Products of a kind that are told apart by numbers: "Fjell 2", "Fjell 4"."""

Titles = Sequence[Sequence[Token]]


def targets(reading: Reading) -> list[Target]:
    """The products that are named, in the order of the message."""
    found: list[Target] = []
    kinds = [m for m in reading.mentions(What.KIND) if len(m.products) <= _NUMBERED]
    titles = [(m, False) for m in reading.mentions(What.TITLE)]
    for mention, numbered in [*titles, *((m, True) for m in kinds)]:
        parts = (replace(mention, at=(p,)) for p in mention.at)
        apart = reading.seg.says("except") and not mention.exact
        denied = reading.is_negated(mention) or (apart and any(map(reading.is_negated, parts)))
        if reading.is_taken(mention.at) or denied:
            continue
        taken = set(reading.taken)
        if (each := _all_of_that_name(reading, mention)) is not None:
            found += each
            continue
        missing = _missing(reading, mention)
        if numbered and not any(c.isdigit() for c in missing):
            reading.taken = taken
            continue
        reading.take(mention.at)
        words = reading.words(mention.at)
        found.append(
            Target(
                tuple(reading.columns.ids[p] for p in mention.products[:MEANT]),
                f"{words} {missing}" if missing and missing not in words else words,
                count=_count(reading, mention),
                exact=mention.exact,
                missing=missing,
            )
        )
    return times(reading, found)


def _all_of_that_name(reading: Reading, mention: Mention) -> list[Target] | None:
    """ "Your two sea caves trips" of two that are called so: each of them, and no number of one;
    None where it says nothing of the kind."""
    several = 1 < len(mention.products) <= _NUMBERED and not mention.exact
    if not several or adds_up(reading.seg) or reading.seg.says("price"):
        return None
    for amount in reading.seg.amounts:
        at = amount.at[-1]
        before = reading.seg.words[max(0, amount.at[0] - 1) : amount.at[0]]
        pointing = any(reading.is_in(g, w) for g in ("article", "business") for w in before)
        beside = 0 < mention.start - at <= 2 and plain_count(amount)
        if beside and pointing and amount.measure.value == len(mention.products):
            reading.used.update(amount.at)
            reading.take(mention.at)
            ids, words = reading.columns.ids, reading.words(mention.at)
            return [Target((ids[p],), words) for p in mention.products]
    return None


YEARS, ROUND = range(1950, 2040), 50
"""A bare number of these that is no round one is a year: "a 2018 Kestrin"."""


def _is_year(amount: Amount) -> bool:
    measure = amount.measure
    return measure.dimension is Dimension.NUMBER and bool(
        measure.value in YEARS and measure.value % ROUND
    )


def plain_count(amount: Amount) -> bool:
    """Whether it counts things and nothing else: "3", "3 x", "zwei"."""
    counted = amount.measure.dimension in (Dimension.NUMBER, Dimension.PIECES)
    return counted and not _is_year(amount) and amount.op is None and amount.measure.single


def multiple(reading: Reading, amount: Amount) -> int:
    """How many times a price is asked for: "3", "two pairs", "five nights", "two adults" where no
    field says for how many persons there is room; 0 where an amount counts nothing."""
    measure = amount.measure
    if amount.op is not None or not measure.single or is_number_sold(reading, amount):
        return 0
    persons = measure.dimension is Dimension.PERSONS and not fields_for(amount, reading.columns, ())
    if not (plain_count(amount) or persons or is_night(reading, amount)):
        return 0
    value = measure.value
    return int(value) if value == int(value) and 1 <= value < 10_000 else 0


def is_night(reading: Reading, amount: Amount) -> bool:
    return reading.is_in("nights", fold(amount.measure.unit))


def times(reading: Reading, found: Sequence[Target]) -> list[Target]:
    """One thing whose price is asked for so many nights or persons; or several of it for so many
    nights: "2 rooms at the Elm for 3 nights"."""
    seg = reading.seg
    if len(found) != 1:
        return list(found)
    count, priced = found[0].count, seg.says("price") or adds_up(seg)
    for amount in seg.amounts:
        if found[0].count > 1 and not is_night(reading, amount):
            continue
        counts = priced or (is_night(reading, amount) and not plain_count(amount))
        counts = counts and not plain_count(amount)
        number = multiple(reading, amount) if counts or _for_so_long(reading, amount) else 0
        if number and (reading.taken | reading.used).isdisjoint(amount.at):
            reading.used.update(amount.at)
            count *= number
    return [replace(found[0], count=count)]


def _for_so_long(reading: Reading, amount: Amount) -> bool:
    """ "Bikes, 2 for 3 days": how many, right before for how long."""
    end = amount.at[-1] + 1
    return plain_count(amount) and any(
        other.measure.dimension is Dimension.TIME
        and other.measure.unit
        and 0 < other.at[0] - end <= 2
        and all(map(reading.is_small, range(end, other.at[0])))
        for other in reading.seg.amounts
    )


def _count(reading: Reading, mention: Mention) -> int:
    """How many of a named product are wanted: "3 x", "two", "500" before it."""
    seg = reading.seg
    named = {p for m in reading.mentions(What.TITLE) for p in m.at}
    for amount in seg.amounts:
        last = amount.at[-1]
        if last < mention.start and seg.ends_at(last + 1) and tells_age(seg, amount):
            continue  # "my daughter is 10, ballet shoes?"
        if is_number_sold(reading, amount):
            continue
        if _begins_with_unit(amount, mention):
            reading.used.update(amount.at[:1])
            return max(1, int(amount.measure.value))
        if named.intersection(amount.at) or not plain_count(amount):
            continue
        if _is_behind(reading, mention, amount):
            reading.used.update(amount.at)
            return max(1, int(amount.measure.value))
        between = seg.words[last + 1 : mention.start]
        if 0 < mention.start - last <= 3 and all(
            seg.book.is_small(w)
            or reading.is_in("times", w)
            or reading.is_in("numbered", w)
            or _is_piece(w)
            or reading.is_in("containers", w)
            for w in between
        ):
            reading.used.update((*amount.at, *range(last + 1, mention.start)))
            return max(1, int(amount.measure.value))
    return 1


def _is_piece(word: str) -> bool:
    """A word for one of what is sold: the "bottles" of "2 bottles of Bacchus"."""
    forms = (word.removesuffix(end) for end in ("", "s", "es", "n", "en"))
    return word.isalpha() and len(word) > 2 and any(map(is_unit, forms))


def _is_behind(reading: Reading, mention: Mention, amount: Amount) -> bool:
    """ "Nail file x2", "nail file 2x" at the end of a part: so many of what stands before it."""
    seg, end = reading.seg, amount.at[-1] + 1
    if amount.at[0] != mention.end:
        return False
    ends = end == len(seg.words) or seg.ends_at(end) or reading.is_in("and", seg.words[end])
    return multiplies(seg.spoken[amount.at[0]]) or (amount.measure.unit == "x" and ends)


def _begins_with_unit(amount: Amount, mention: Mention) -> bool:
    """ "Two adult helmets" are no adults, and "3 day passes" no days."""
    first, *unit = amount.at
    bare = amount.op is None and amount.measure.single and amount.measure.value >= 1
    bare = bare and not _is_year(amount)
    return mention.exact and bare and first == mention.start - 1 and set(unit) <= set(mention.at)


def _missing(reading: Reading, mention: Mention) -> str:
    """A number, a code or a strange word that belongs to the name and that no title has: "Fjell
    3", "Fjell 2 Pro Max", "humidifier 4.0 l" of which there are two litres."""
    columns, seg = reading.columns, reading.seg
    titles = [t for p in mention.products for t in columns.title_tokens[p]]
    for amount in seg.amounts:
        beside = 0 <= amount.at[0] - mention.end <= 1 and amount.op is None
        aged = in_years(amount.measure.unit)  # "for my child, 8 years", of a cleaning of 30 min
        beside = beside and bool(amount.measure.unit) and not aged
        if beside and _is_another_size(reading, mention, amount):
            reading.take(amount.at)
            return reading.words(amount.at)
    inside = range(mention.start, mention.end)
    for place in inside:
        if place not in mention.at and _is_put_in(reading, place, titles, mention):
            reading.take((place,))
            return seg.spoken[place].text
    behind = mention.end
    free = behind < len(seg.spoken) and behind not in reading.taken
    if free and _is_strange(reading, behind, titles):
        reading.take((behind,))
        return seg.spoken[behind].text
    return ""


def _is_put_in(reading: Reading, place: int, titles: Titles, mention: Mention) -> bool:
    """A word among a title's words that is neither small nor a value: "Klar Pro filter"; or
    another number than the titles have there."""
    token = reading.seg.spoken[place]
    bounded = any(place in a.at and a.op is not None for a in reading.seg.amounts)
    if reading.is_in("times", token.folded) or bounded:
        return False  # "M6 x 20", "at most 20 mm"
    if token.is_number:
        numbers = [t.folded for title in titles for t in title if t.is_number]
        return bool(numbers) and token.folded not in numbers
    if not token.text[:1].isupper():
        return False  # what is put in small is a wish: "vegan birthday cakes" of a vegan cake
    if _is_no_slip_of(reading, token, mention):
        return True  # "Skin Prime Fade" asks no price
    return not reading.is_small(place) and not any(place in m.at for m in reading.seg.mentions)


def _is_no_slip_of(reading: Reading, token: Token, mention: Mention) -> bool:
    """Whether nobody knows a word as it is written, nor have the rows of what is named any word
    that it may be a slip of."""
    columns = reading.columns
    own = keys(token.text, columns.languages, "none")
    written = token.folded in reading.index.known or any(k in columns.weights for k in own)
    if written or reading.is_small(reading.seg.spoken.index(token)) or token.is_number:
        return False
    having = {int(n) for k in token.keys for n in columns.words.get(k, ())}
    return having.isdisjoint(mention.products) and len(token.folded) > 3


def _is_another_size(reading: Reading, mention: Mention, amount: Amount) -> bool:
    """Whether the titles write an amount of that dimension, and none this one."""
    own = [
        m
        for p in mention.products
        for m in measures(reading.columns.titles[p])
        if m.dimension is amount.measure.dimension
    ]
    return bool(own) and all(abs(m.low - amount.measure.low) > 1e-6 for m in own)


def _is_strange(reading: Reading, place: int, titles: Titles) -> bool:
    """A number where the titles have another, or a word that nobody here knows."""
    seg, token = reading.seg, reading.seg.spoken[place]
    if any(c.isdigit() for c in token.folded):
        if any(place in a.at and (a.measure.unit or a.op) for a in seg.amounts):
            return False
        if any(place in m.at and not reading.only_number(m) for m in seg.mentions):
            return False
        numbered = [t for title in titles for t in title if any(c.isdigit() for c in t.folded)]
        return bool(numbered) and all(t.folded != token.folded for t in numbered)
    written = keys(token.text, reading.columns.languages, "none")  # and not what it is a slip of
    known = any(k in reading.columns.weights for k in written) or reading.is_small(place)
    named = any(k.startswith("c:") for k in token.keys)
    if known or named or token.folded in reading.index.known:
        return False
    return token.text.isupper() or (token.text[:1].isupper() and seg.text[:1] != token.text[:1])
