"""Which values of the rows a mention of one means: those that are what was said, and those that are
a sort of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set

from agent.understanding.function_words import everyday_words
from agent.understanding.mention import Mention, What
from agent.understanding.query import Op
from agent.understanding.reading import Reading
from catalog.folding import fold
from catalog.schema import Kind, Role
from catalog.text import keys


def meant(reading: Reading, mention: Mention) -> tuple[tuple[str, str], ...]:
    """The values of a mention. "headphones" as a category is written are that category, and not
    the port called "headphone" in the same language."""
    said = fold(reading.words(mention.at))
    literal = {
        reading.field(f).language
        for f, v in mention.values
        if reading.field(f).role is Role.CATEGORY and fold(v) == said
    }
    kept = (
        (f, v)
        for f, v in mention.values
        if fold(v) == said or reading.field(f).language not in literal
    )
    return _as_said(reading, mention, tuple(kept))


def _as_said(
    reading: Reading, mention: Mention, pairs: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """A "Torte" is no "Kuchen" where rows tell them apart, though both are cakes: of one field the
    values that are what was said, before those that only mean it."""
    if len(mention.at) > 1 or {f for f, _ in pairs} & reading.index.when.cyclic:
        return pairs
    text, languages = reading.seg.spoken[mention.at[0]].text, reading.columns.languages
    said = {k for k in keys(text, languages, "none") if not k.startswith("c:")}
    columns = reading.columns.columns
    own = {(f, v) for f, v in pairs for t in columns[f].values[fold(v)].tokens if said & t.keys}
    told = {f for f, _ in own}
    return tuple((f, v) for f, v in pairs if f not in told or (f, v) in own)


def is_sort_beside(reading: Reading, mention: Mention) -> bool:
    """The "wines" of "white wines" where rows are sorted into "weiß" and "Perlwein": what is only
    the end of a category's word adds none to the category beside it."""
    sorts = {f for f, _ in mention.values if reading.field(f).role is Role.CATEGORY}
    beside = [
        m
        for m in reading.mentions(What.VALUE)
        if m is not mention and m.end == mention.start and sorts & {f for f, _ in m.values}
    ]
    return (
        bool(beside)
        and not _is_whole(reading, mention)
        and any(_is_whole(reading, m) for m in beside)
    )


def _is_whole(reading: Reading, mention: Mention) -> bool:
    """Whether a whole word of a value means what is said, and not a part of it."""
    languages, columns = reading.columns.languages, reading.columns.columns
    said = {k for p in mention.at for k in reading.seg.spoken[p].keys}
    words = (t for f, v in mention.values for t in columns[f].values[fold(v)].tokens)
    return any(not keys(t.text, languages, "none").isdisjoint(said) for t in words)


def telling(reading: Reading, fields: tuple[str, ...]) -> tuple[str, ...]:
    """A category tells what a thing is, a tag what it is about: where both have the value, the
    category counts."""
    if Role.CATEGORY not in reading.roles(fields):
        return fields
    return tuple(f for f in fields if reading.field(f).role is not Role.TAG)


def wider(reading: Reading, mention: Mention, fields: Sequence[str], op: Op) -> Iterator[str]:
    """Values that are what is said and more: "stainless A2" of "stainless"; of what is not wanted
    all that name it: no "Veloursleder" and no "sulphites, egg" without leather and egg."""
    said = [reading.seg.spoken[p].folded for p in mention.at]
    if any(w.isdigit() or len(w) < 3 for w in said) and op is not Op.LACKS:
        return
    for id in fields:
        field = reading.field(id)
        if field.role is Role.CATEGORY and len(said) == 1:
            called = {fold(v) for f, v in mention.values if f == id and fold(v).isalpha()}
            yield from _sorts_of(reading, id, {said[0], *called} if mention.exact else {said[0]})
        plain = field.kind in (Kind.CHOICE, Kind.NAME) and field.role is Role.ATTRIBUTE
        plain = plain or (op is Op.LACKS and field.role is Role.ATTRIBUTE)
        if not plain or id in reading.index.places:
            continue
        for value in reading.columns.columns[id].values.values():
            words = [t.folded for t in value.tokens]
            more = set(words) - set(said)
            if any(w in everyday_words() or _denies(reading, w) for w in more):
                continue
            compound = len(said) == 1 and len(said[0]) > 3 and any(map(_ends(said[0]), words))
            named = set(said) <= set(words) or compound
            if (named and op is Op.LACKS) or (mention.exact and words[: len(said)] == said):
                yield value.text


def _sorts_of(reading: Reading, id: str, called: Set[str]) -> Iterator[str]:
    """The categories that are a sort of what is said: "Trockenfutter" and "wet food" of "Futter"
    and "food", though one is called "Futter" itself."""
    ends = tuple(form for form in called if len(form) > 3)
    for value in reading.columns.columns[id].values.values():
        words = [t.folded for t in value.tokens]
        sort = bool(words) and (words[-1] in called or words[-1].endswith(ends))
        if sort and not any(_denies(reading, w) for w in words):
            yield value.text


def _ends(last: str) -> Callable[[str], bool]:
    return lambda word: word.endswith(last)


def _denies(reading: Reading, word: str) -> bool:
    """Whether it makes less of what is said, or nothing: "halbtrocken" is not dry."""
    if any(word.startswith(half) and word != half for half in reading.seg.book.halves):
        return True
    return reading.is_in("negate", word) or reading.is_in("free", word)
