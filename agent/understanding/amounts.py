"""Numbers in a message: bounds, quantities, and which field of this catalog they are of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.understanding.ages import in_years, is_of_age
from agent.understanding.function_words import FunctionWords, everyday_words, folded
from agent.understanding.query import Op
from agent.understanding.spans import numbers
from catalog.column import Column
from catalog.columns import Columns
from catalog.concepts import concepts_of
from catalog.folding import fold
from catalog.measures import UNITS, Dimension, Measure, decimal_sign
from catalog.schema import Field, Kind, Role
from catalog.text import Token, tokens

_TIMES = re.compile(r"[x×]\d{1,3}")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what was said around it. `at` are the positions of its words."""

    measure: Measure
    op: Op | None
    """None where no word bounds it."""
    at: tuple[int, ...]
    strict: bool = False
    """Its bound itself is out: "under 45"."""

    @property
    def low(self) -> float | None:
        return None if self.op is Op.AT_MOST else self.measure.low

    @property
    def high(self) -> float | None:
        return None if self.op is Op.AT_LEAST else self.measure.high


def amounts(text: str, spoken: Sequence[Token], book: FunctionWords) -> list[Amount]:
    """The amounts of a message, in their order: "under 80", "2 to 4 people", "drei Nächte"."""
    decimal = decimal_sign(book.language)
    found: list[Amount] = []
    words = folded(spoken)
    for measure in numbers(text, spoken, book, decimal):
        at = tuple(
            n for n, t in enumerate(spoken) if t.start < measure.end and t.end > measure.start
        )
        if at:
            found.append(_bounded(measure, words, at, book))
    for place in range(len(words)):
        if not any(place in amount.at for amount in found):
            amount = _worded(spoken, words, place, book)
            found += [amount] if amount is not None else []
    return _multiplied(sorted(found, key=lambda amount: amount.at[0]), words, book)


def _multiplied(found: Sequence[Amount], words: Sequence[str], book: FunctionWords) -> list[Amount]:
    """ "2 dozen", "half a dozen", "three hundred": a number of a number is one."""
    told: list[Amount] = []
    for amount in found:
        first = amount.at[0]
        if (words[first],) in book.groups["scores"]:
            behind = first - 1
            if behind > 0 and (words[behind],) in book.groups["indefinite"]:
                behind -= 1
            before = told[-1] if told else None
            if before is not None and before.at[-1] == first - 1 and _is_bare(before):
                amount = _times(amount, before.measure.value, told.pop().at)
            elif behind >= 0 and words[behind] in book.halves:
                amount = _times(amount, 0.5, tuple(range(behind, first)))
        told.append(amount)
    return told


def _is_bare(amount: Amount) -> bool:
    measure = amount.measure
    return amount.op is None and measure.single and measure.dimension is Dimension.NUMBER


def _times(amount: Amount, times: float, before: tuple[int, ...]) -> Amount:
    measure = amount.measure
    low, high, value = (times * n for n in (measure.low, measure.high, measure.value))
    return replace(
        amount,
        measure=replace(measure, low=low, high=high, value=value),
        at=(*before, *amount.at),
    )


def _bounded(
    measure: Measure, words: Sequence[str], at: tuple[int, ...], book: FunctionWords
) -> Amount:
    op, wider = bound(words, at, book)
    said = [(words[w],) for w in wider if w not in at]
    strict = any(w in book.groups["strict"] for w in said)
    # "no more than 20" and "20 or more" are 20 too.
    strict = strict and not any(w in book.groups[g] for w in said for g in ("negate", "or"))
    return Amount(measure, op, wider, strict)


def _worded(
    spoken: Sequence[Token], words: Sequence[str], place: int, book: FunctionWords
) -> Amount | None:
    """A number that was written as a word, with the unit behind it: "drei Nächte", "half an hour".

    "A", "one", "eine" are articles but in "for one person" and "in under an hour".
    """
    word = words[place]
    article = (word,) in book.groups["indefinite"] and word not in book.numbers
    value = book.numbers.get(word, 0.5 if word in book.halves else 1 if article else None)
    if _is_times(spoken, place, book):
        value = float(word)
    if multiplies(spoken[place]):
        return _so_many_times(spoken, place)
    if value is None:
        return None
    behind = place + 1
    if value == 0.5 and words[behind : behind + 1] and words[behind] in book.small:
        behind += 1
    after = words[behind] if behind < len(words) else ""
    forms = (f for f in (after, after.removesuffix("s")) if len(f) > 1 and f in UNITS)
    unit = next(forms, "")
    dimension, factor = UNITS.get(unit, (Dimension.NUMBER, 1.0))
    at = tuple(range(place, behind + 1)) if unit else (place,)
    end, amount = spoken[at[-1]].end, value * factor
    measure = Measure(amount, amount, dimension, unit, spoken[place].start, end, value)
    told = _bounded(measure, words, at, book)
    if value == 0.5:
        return told if unit else None
    bounded = bool(unit) and told.op is not None
    counted = bounded or (dimension is Dimension.PERSONS and not article)
    return told if counted or ((value != 1 or word not in book.small) and not article) else None


def _is_times(spoken: Sequence[Token], place: int, book: FunctionWords) -> bool:
    """ "2x 44": so many times what follows, and no size."""
    if place + 2 >= len(spoken):
        return False
    number, times, behind = spoken[place : place + 3]
    said = number.folded.isdigit() and (times.folded,) in book.groups["times"]
    return said and times.start == number.end and behind.start > times.end


def multiplies(token: Token) -> bool:
    """ "x2" behind what it counts, and not the "X2" of a name."""
    return _TIMES.fullmatch(token.text) is not None


def _so_many_times(spoken: Sequence[Token], place: int) -> Amount:
    token = spoken[place]
    value = float(token.text[1:])
    measure = Measure(value, value, Dimension.PIECES, "x", token.start, token.end, value)
    return Amount(measure, None, (place,))


_BOUNDS = (("at_least", Op.AT_LEAST), ("at_most", Op.AT_MOST), ("near", Op.WITHIN))


def bound(
    words: Sequence[str], at: tuple[int, ...], book: FunctionWords
) -> tuple[Op | None, tuple[int, ...]]:
    """What bounds a number: before it ("under", "at least"), else behind it ("or less")."""
    start, end = at[0], at[-1] + 1
    longest = max(len(run) for group, _ in _BOUNDS for run in book.groups[group])
    for size in range(longest, 0, -1):  # "no more than" before "more than"
        for gap in (0, 1):
            first = start - size - gap
            if first < 0 or (gap and words[start - 1] not in book.small):
                continue
            for group, op in _BOUNDS:
                if tuple(words[first : first + size]) in book.groups[group]:
                    return op, (*range(first, start), *at)
    for gap in range(3):
        for size in (4, 3, 2, 1):
            behind = tuple(words[end + gap : end + gap + size])
            if len(behind) < size or (gap and (behind[0],) not in book.groups["or"]):
                continue
            if size == 1 and (gap or behind not in book.groups["behind"]):
                continue  # "2 from Bonn" bounds nothing, "50 € max" does
            for group, op in _BOUNDS:
                if behind in book.groups[group] and _ends_there(words, end + gap + size):
                    return op, (*at, *range(end + gap, end + gap + size))
    return None, at


def _ends_there(words: Sequence[str], place: int) -> bool:
    """Whether no number follows: "700 pounds, at least 8 GB" bounds the 8."""
    return place >= len(words) or not words[place][:1].isdigit()


def fields_for(amount: Amount, columns: Columns, near: Sequence[str]) -> tuple[str, ...]:
    """The fields (ids) that an amount may be of: those named beside it, or of its dimension."""
    dimension = amount.measure.dimension
    measured = [
        c.field
        for c in columns.columns.values()
        if c.field.kind in (Kind.QUANTITY, Kind.MONEY) or c.field.role is Role.OPTION
    ]
    named = [f for f in measured if f.id in near and _agrees(columns.columns[f.id], dimension)]
    if dimension is Dimension.MONEY:
        named = [f for f in named if f.kind is Kind.MONEY or f.dimension is Dimension.MONEY]
    if in_years(amount.measure.unit):
        return tuple(f.id for f in measured if is_of_age(f) or in_years(f.unit))
    if named:
        return tuple(f.id for f in named)
    if dimension is Dimension.MONEY:
        return tuple(f.id for f in measured if f.role is Role.PRICE) or tuple(
            f.id for f in measured if f.dimension is Dimension.MONEY
        )
    if dimension is Dimension.NUMBER:
        return ()
    same = [f for f in measured if f.dimension is dimension]
    if dimension is Dimension.PERSONS:
        same += [f for f in measured if f not in same and _is_room_of_others(f, same, columns)]
    if not same and dimension is Dimension.STARS:
        same = [f for f in measured if _about(f, ("stars", "rating"))]
    return tuple(f.id for f in same)


def _is_room_of_others(field: Field, same: Sequence[Field], columns: Columns) -> bool:
    """Whether a field tells for how many there is room in rows that say it nowhere else: "Posti" of
    rooms beside "max persone" of excursions."""
    column = columns.columns[field.id]
    if not _about(field, _PERSONS) or not _agrees(column, Dimension.PERSONS):
        return False
    return not any((column.stated & columns.columns[f.id].stated).any() for f in same)


_PERSONS = ("guests", "people", "persons", "capacity", "players", "sleeps", "seats", "beds")


def _agrees(column: Column, dimension: Dimension) -> bool:
    """Whether a field may be of an amount that stands beside its name."""
    if dimension is Dimension.NUMBER:
        return True
    if column.holds_years:
        return False  # "an 8 year old" is of no year
    field = column.field
    return field.dimension in (dimension, Dimension.NUMBER, None)


def _about(field: Field, names: Sequence[str]) -> bool:
    """Whether a field's name holds one of the English `names`, or their concept in its language."""
    name = tokens(field.name.replace("_", " "), (field.language or "en", "en"))
    words = [t for t in name if t.folded not in everyday_words()]  # "age from"
    own = words[-1].keys if words else frozenset()
    return any(not own.isdisjoint({fold(n), f"en:{fold(n)}", *concepts_of(n)}) for n in names)
