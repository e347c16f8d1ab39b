"""The times of day that a message names, as the values of columns that tell when something begins:
"the 8 pm class", "after six", "in the evening"."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from agent.understanding.amounts import bound
from agent.understanding.function_words import FunctionWords, folded
from agent.understanding.index import Index
from agent.understanding.mention import Mention, What, weight_of
from agent.understanding.query import Op
from catalog.clock import DAY, times
from catalog.text import Token

_PARTS = {"morning": (4 * 60, 12 * 60), "afternoon": (12 * 60, 18 * 60), "evening": (17 * 60, DAY)}
"""What begins in a part of the day, from and before which minute. CLDR's rules of German and
English, with what people call an evening class: from five on."""

_NEAR = 60
"""Minutes around a time that is said to be near."""

_HALF = DAY // 2


@dataclass(frozen=True, slots=True)
class _Said:
    """A time as it is said, at the places `at`. `open` says that it may be of either half of the
    day: "at 8"."""

    minute: int
    at: tuple[int, ...]
    op: Op | None
    open: bool
    written: bool = False
    """With its minutes: "7:00"."""


def times_of_day(
    index: Index, text: str, spoken: Sequence[Token], book: FunctionWords
) -> list[Mention]:
    """The mentions of times in `text`; none where no row tells when it begins."""
    if not index.when.begins or book.says("hours", folded(spoken)):
        return []
    part = _part(spoken, book)
    said = [*_written(text, spoken, book), *_bare(spoken, book)]
    beside = part[1] if part is not None else ()  # "in the evening after half past five"
    found = [
        _mention(index, spoken, tuple(sorted({*one.at, *beside})), _fits(one, part, index))
        for one in said[:1]
    ]
    found += [_mention(index, spoken, one.at, _fits(one, part, index)) for one in said[1:]]
    if part is not None and not said:
        name, at = part
        low, high = _PARTS[name]
        found.append(_mention(index, spoken, at, lambda minute: low <= minute < high))
    return found


def _mention(
    index: Index, spoken: Sequence[Token], at: tuple[int, ...], fits: Callable[[int], bool]
) -> Mention:
    """The values of which one time fits; where none does, a value that no row has."""
    held = [(c.field.id, v.text) for c, v, begun in index.when.begins if any(map(fits, begun))]
    fields = dict.fromkeys(c.field.id for c, _, _ in index.when.begins)
    values = tuple(held) or tuple((field, "–") for field in fields)
    return Mention(What.VALUE, at, weight_of(index, spoken, at) + 1, values, exact=True)


def _written(text: str, spoken: Sequence[Token], book: FunctionWords) -> Iterable[_Said]:
    words = folded(spoken)
    for one in times(text):
        at = tuple(n for n, t in enumerate(spoken) if t.start < one.end and t.end > one.start)
        if at:
            op, wider = bound(words, at, book)
            open_ = not one.halved and one.minute < _HALF
            yield _Said(one.minute, _with_word(words, wider, book), op, open_, written=True)


def _bare(spoken: Sequence[Token], book: FunctionWords) -> Iterable[_Said]:
    """ "At 8", "nach 18": an hour alone behind a word for when, and nothing that it counts."""
    words = folded(spoken)
    for n in range(1, len(words)):
        hour = int(words[n]) if words[n].isdecimal() and len(words[n]) < 3 else 0
        behind = spoken[n + 1 : n + 2]
        joined = bool(behind) and behind[0].start == spoken[n].end
        counts = bool(behind) and not (
            joined or book.is_small(words[n + 1]) or _is_part(words[n + 1], book)
        )
        if not 0 < hour <= 24 or (words[n - 1],) not in book.groups["at_time"] or counts or joined:
            continue
        if len(behind) and _glued(spoken, n):
            continue
        op, wider = bound(words, (n,), book)
        yield _Said(hour * 60 % DAY, _with_word(words, wider, book), op, hour <= 12)


def _glued(spoken: Sequence[Token], n: int) -> bool:
    """Whether a sign alone parts it from what follows: "8:30", "8.30", "8-10"."""
    return spoken[n + 1].start - spoken[n].end == 1 and spoken[n + 1].is_number


def _with_word(words: Sequence[str], at: tuple[int, ...], book: FunctionWords) -> tuple[int, ...]:
    """The places of a time with the "at" before it."""
    first = at[0]
    return (first - 1, *at) if first and (words[first - 1],) in book.groups["at_time"] else at


def _fits(
    one: _Said, part: tuple[str, tuple[int, ...]] | None, index: Index
) -> Callable[[int], bool]:
    """Whether what begins at a minute is so. An hour of either half is of the part of the day that
    is named beside it, else of the half in which anything begins at it, or before or after it."""
    begun = [minute for _, _, some in index.when.begins for minute in some]
    literal = one.written and one.minute in begun  # "at 7:00", where something begins at seven
    is_open = one.open and not literal
    minutes = {one.minute, one.minute % _HALF + _HALF} if is_open else {one.minute}
    if is_open and part is not None:
        low, high = _PARTS[part[0]]
        minutes = {m for m in minutes if low <= m < high} or minutes
    if len(minutes) > 1 and one.op is not None:
        inside = [m for m in sorted(minutes) if min(begun) <= m <= max(begun)]
        minutes = {*inside[:1]} or minutes
    match one.op:
        case Op.AT_LEAST:
            return lambda minute: any(minute >= m for m in minutes)
        case Op.AT_MOST:
            return lambda minute: any(minute < m for m in minutes)
        case Op.WITHIN:
            return lambda minute: any(abs(minute - m) <= _NEAR for m in minutes)
        case _:
            return lambda minute: minute in minutes


def _part(spoken: Sequence[Token], book: FunctionWords) -> tuple[str, tuple[int, ...]] | None:
    """The part of the day that is named: "abends"; "good morning" is a greeting."""
    words = folded(spoken)
    for name in _PARTS:
        for run in book.find(name, words):
            greets = run.start and (*words[run.start - 1 : run.end],) in book.groups["greeting"]
            if not greets:
                return name, tuple(range(run.start, run.end))
    return None


def _is_part(word: str, book: FunctionWords) -> bool:
    return any((word,) in book.groups[name] for name in _PARTS)
