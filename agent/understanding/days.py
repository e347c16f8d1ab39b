"""Days and months that a message names, and whether they are of the rows or of the business."""

from __future__ import annotations

from collections.abc import Sequence

from agent.understanding.function_words import FunctionWords, function_words
from agent.understanding.index import Index
from agent.understanding.mention import Mention, What
from agent.understanding.query import Ask
from agent.understanding.reading import Reading
from catalog.column import Column, Value
from catalog.cycles import said_in
from catalog.text import Token, tokens


def on_days(
    index: Index, spoken: Sequence[Token], at: int, book: FunctionWords
) -> list[tuple[Column, Value]]:
    """The values that a day or month which is named lies in: "Di-Sa" of "samstags"."""
    if not index.when.cycles:
        return []
    word = spoken[at]
    if book.is_small(word.folded) and not follows_in((at,), spoken, book):
        return []  # "may I", but "in may"
    if at and spoken[at - 1].end == word.start:
        return []  # Oster|montag
    if (said := said_in(word.text, book.language)) is None:
        return []
    held = (
        h for place in sorted(said.held) for h in index.when.cycles.get((said.cycle, place), ())
    )
    return list({id(v): (c, v) for c, v in held}.values())


def follows_in(places: Sequence[int], spoken: Sequence[Token], book: FunctionWords) -> bool:
    """ "in weiß", and not "ich weiß": a word that is small by itself is a value behind an "in"."""
    return any(p and (spoken[p - 1].folded,) in book.groups["sized"] for p in places[:1])


def is_only_when(reading: Reading, mention: Mention) -> bool:
    """Whether a day says when something named is wished, and not whether it is open: "book me in
    with Dr Marsh for Tuesday"."""
    fields = {f for f, _ in mention.values}
    if not fields <= reading.index.when.cyclic or reading.seg.says("hours"):
        return False
    return all(_is_of_hours(reading, id) for id in fields)


def opens_rows(reading: Reading, words: frozenset[int]) -> bool:
    """Whether "open" names a column of days, and nobody says "you": "museums open on Sunday"."""
    cyclic = reading.index.when.cyclic
    named = any(words & set(m.at) and cyclic & {*m.fields} for m in reading.mentions(What.FIELD))
    on_days = any(f in cyclic for m in reading.mentions(What.VALUE) for f, _ in m.values)
    return named and on_days and not reading.seg.says("business")


def names_days_alone(ask: Ask, language: str) -> bool:
    """ "And on Sunday?", "what about Saturday, till when" after a question for the hours, whether
    goods have days or not."""
    if ask.targets or ask.order or ask.about:
        return False
    book = function_words(language)
    words = [t.folded for t in tokens(ask.text, (language,))]
    days = {n for run in book.find("days", words) for n in range(run.start, run.end)}
    left = [t.folded for run in ask.unused for t in tokens(run, (language,))]
    plain = all(n in days or book.is_small(w) for n, w in enumerate(words))
    named = bool(ask.conditions or ask.fields)
    told = {words[n] for n in days}
    return bool(days) and (plain or (bool(left) and not named and told.issuperset(left)))


def _is_of_hours(reading: Reading, id: str) -> bool:
    field = reading.field(id)
    hours = function_words(field.language or "en").groups["hours"]
    return any((t.folded,) in hours for t in tokens(field.name.replace("_", " "), ()))
