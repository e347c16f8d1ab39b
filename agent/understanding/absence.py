"""What is said to be without something: "beer without alcohol", "nothing with gluten".

A row states that by a value or a title that says so itself ("alcohol-free", "glutenfrei", "ohne
Zucker"). That something is not written there states nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent.understanding.mention import Mention, What
from agent.understanding.query import WITHOUT, Condition, Op
from agent.understanding.reading import Reading
from catalog.folding import fold
from catalog.schema import Role
from catalog.sources.list_words import REMARKS

SHORT = 3
"""Words of a value that is what something is, or is made of."""

_CHOSEN = frozenset((Role.ATTRIBUTE, Role.OPTION))


def absences(reading: Reading) -> list[Condition]:
    """The conditions of words that are denied, where values or titles say that there is none."""
    found: list[Condition] = []
    for place in denied_places(reading):
        if place in reading.taken or _is_value(reading, place) or _is_field(reading, place):
            continue
        condition = _by_texts(reading, place) or _by_values(reading, place)
        if condition is not None:
            reading.take((place,))
            found.append(condition)
    return found


def denied_places(reading: Reading) -> Iterator[int]:
    """The places of telling words behind a "not" or "without" of their own."""
    if not (reading.seg.words and reading.negations):
        return
    words = reading.seg.words
    for place in range(len(words)):
        free = place + 1 < len(words) and reading.is_in("free", words[place + 1])
        if free or reading.is_small(place) or place in reading.negations:
            continue
        if reading.is_negated(Mention(What.KIND, (place,), 0.0)) and _is_next(reading, place):
            yield place


def free_places(reading: Reading) -> Iterator[int]:
    """The places of words that a "free" stands behind: the gluten of "gluten-free"."""
    words = reading.seg.words
    for place in range(len(words) - 1):
        mention = Mention(What.KIND, (place,), 0.0)
        if not reading.is_small(place) and reading.says_free_behind(mention):
            yield place


def _is_next(reading: Reading, place: int) -> bool:
    """Whether only small words stand between a word and the "not" before it."""
    first = max((n for n in reading.negations if n < place), default=-1)
    return first >= 0 and all(map(reading.is_small, range(first + 1, place)))


def _is_value(reading: Reading, place: int) -> bool:
    """Whether a value is called so, which is denied as it stands: "no leather"."""
    token, columns = reading.seg.spoken[place], reading.columns.columns
    exact = (m for m in reading.mentions(What.VALUE) if place in m.at and m.exact)
    fields = {f for m in exact for f, _ in m.values}
    words = (v.tokens for f in fields for v in columns[f].values.values())
    return any(len(some) == 1 and some[0].folded == token.folded for some in words)


def _is_field(reading: Reading, place: int) -> bool:
    """Whether a field is called so that says itself whether or how much of it there is."""
    columns = reading.columns.columns
    named = {f for m in reading.mentions(What.FIELD) if place in m.at for f in m.fields}
    return any(columns[f].affirmable or columns[f].may_be_none for f in named)


def _by_texts(reading: Reading, place: int) -> Condition | None:
    token, columns = reading.seg.spoken[place], reading.columns
    if not any(key in columns.without for key in (*token.keys, token.folded)):
        return None
    return Condition((WITHOUT,), Op.SAYS, (token.text,), mention=_said(reading, place))


def _by_values(reading: Reading, place: int) -> Condition | None:
    """By the short values that have the word, and more: "not stainless" beside "stainless 316"."""
    own = {k for k in reading.seg.spoken[place].keys if not k.startswith("c:")}
    held = [(c, v) for key in sorted(own) for c, v in reading.index.values.get(key, ())]
    short = [
        (c.field.id, v.text)
        for c, v in held
        if c.field.role in _CHOSEN and fold(c.field.name) not in REMARKS and len(v.tokens) <= SHORT
    ]
    if not short:
        return None
    fields = tuple(dict.fromkeys(id for id, _ in short))
    values = tuple(dict.fromkeys(v.text for c, v in held if c.field.id in fields))
    return Condition(fields, Op.LACKS, values, mention=_said(reading, place))


def _said(reading: Reading, place: int) -> str:
    """The word with the "without" before it."""
    first = max((n for n in reading.negations if n < place), default=place)
    return reading.words((first if place - first < 3 else place, place))
