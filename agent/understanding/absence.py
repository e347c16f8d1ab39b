"""What is said to be without something: "beer without alcohol", "nothing with gluten".

A row states that by a value or a title that says so itself ("alcohol-free", "glutenfrei", "ohne
Zucker"). That something is not written there states nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.understanding.function_words import FunctionWords, function_words
from agent.understanding.mention import Mention, What
from agent.understanding.query import WITHOUT, Condition, Op
from agent.understanding.reading import Reading
from catalog.schema import Kind
from catalog.text import Token


def absences(reading: Reading) -> list[Condition]:
    """The conditions of words that are denied, where values or titles say that there is none."""
    found: list[Condition] = []
    for place in denied_places(reading):
        if place in reading.taken or _is_value(reading, place) or _is_field(reading, place):
            continue
        condition = _by_values(reading, place) or _by_texts(reading, place)
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


def _by_values(reading: Reading, place: int) -> Condition | None:
    token = reading.seg.spoken[place]
    held = {
        (column.field.id, value.text)
        for key in token.keys
        for column, value in reading.index.values.get(key, ())
        if column.field.kind is not Kind.CODE and _denies(reading, value.tokens, token)
    }
    if not held:
        return None
    fields = tuple(dict.fromkeys(f for f, _ in sorted(held)))
    values = tuple(dict.fromkeys(v for _, v in sorted(held)))
    return Condition(fields, Op.IS, values, mention=_said(reading, place))


def _by_texts(reading: Reading, place: int) -> Condition | None:
    token, columns = reading.seg.spoken[place], reading.columns
    if not any(key in columns.without for key in (*token.keys, token.folded)):
        return None
    return Condition((WITHOUT,), Op.SAYS, (token.text,), mention=_said(reading, place))


def _denies(reading: Reading, words: Sequence[Token], token: Token) -> bool:
    return bool(_absent(reading, words, token))


def _absent(reading: Reading, words: Sequence[Token], token: Token) -> tuple[str, ...]:
    """The words that say that there is none of `token`: "glutenfrei", "gluten free"."""
    books = [function_words(code) for code in dict.fromkeys((*reading.columns.languages, "en"))]
    for at, word in enumerate(words):
        if any(_is_compound(word, token, book) for book in books):
            return (word.text,)
        if word.keys.isdisjoint(token.keys):
            continue
        before, behind = words[at - 1 : at] if at else (), words[at + 1 : at + 2]
        if any((b.folded,) in book.groups["free"] for b in behind for book in books):
            return (word.text, behind[0].text)
        if any((b.folded,) in book.groups["negate"] for b in before for book in books):
            return (before[0].text, word.text)
    return ()


def _is_compound(word: Token, token: Token, book: FunctionWords) -> bool:
    own = {k for k in (*token.keys, token.folded) if ":" not in k and len(k) > 2}
    ends = [run[0] for run in book.groups["free"] if len(run) == 1]
    return any(word.folded.startswith(k + end) for k in own for end in ends)


def _said(reading: Reading, place: int) -> str:
    """The word with the "without" before it."""
    first = max((n for n in reading.negations if n < place), default=place)
    return reading.words((first if place - first < 3 else place, place))
