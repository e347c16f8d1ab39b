"""What goes with what: "a blade for the W 46", "a charger for my Slate 15", "does it fit the 600".

Rows name what they fit: in a column ("fits", "passend für": "W 46, W 46 S"), in a remark, in their
titles. A sort of goods beside one that is named, which is of another sort, asks for those of the
sort whose rows name it; "does A fit B" holds the one to the other (answering/fitting.py).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from agent.understanding.called_by import denials, is_denying
from agent.understanding.conditions import holds, satisfying
from agent.understanding.index import Index
from agent.understanding.mention import going_on, names_it
from agent.understanding.query import SOURCE, Act, Ask, Condition, Op, Target
from agent.understanding.reading import Reading
from agent.understanding.state import State
from catalog.column import Mask, Value
from catalog.columns import Columns
from catalog.folding import fold
from catalog.schema import Role
from catalog.text import tokens

FEW = 4
"""So many goods of a sort are held to what they are to fit; of more it is asked which of them."""

_SORTS = frozenset((Role.CATEGORY, Role.TAG))


def for_named(ask: Ask, reading: Reading) -> Ask:
    """`ask` for the goods of a sort that name the one thing which it names."""
    fits = reading.seg.says("fits")
    pair = replace(ask, fits=fits and ask.yes_no)
    sorts = [c for c in ask.conditions if _is_sort(c, reading.columns)]
    if len(ask.targets) != 1 or not sorts or not ask.targets[0].mention:
        return pair
    columns, target = reading.columns, ask.targets[0]
    own = columns.of_products(columns.number[p] for p in target.products if p in columns.number)
    of_sort = satisfying(sorts, columns)
    if (own & of_sort).any() or target.count > 1:
        return pair
    if pair.fits and of_sort.any():
        found = [columns.ids[n] for n in columns.products_of(of_sort)]
        if len(found) > FEW:
            return pair
        mention = " ".join(c.mention for c in sorts)
        rest = tuple(c for c in ask.conditions if c not in sorts)
        return replace(pair, targets=(Target(tuple(found), mention), target), conditions=rest)
    named = _naming(target, reading.index, columns)
    wanted, unmet = _of_sorts(sorts, named, columns) if named is not None else ([], [])
    if named is None or not wanted:
        return _of_sort_alone(ask, sorts, reading)
    # "The blade for the Wiesling W 46": what is said of the one that is named is no wish.
    rows = satisfying(wanted, columns)
    others = [c for c in ask.conditions if c not in sorts]
    kept = [c for c in others if Role.STOCK.value in c.fields or _is_so(c, rows, columns)]
    fields = tuple(f for f in ask.fields if f not in named.fields)
    return replace(
        ask,
        act=Act.FIND,
        targets=(),
        conditions=(*wanted, *kept),
        fields=fields,
        unused=(*ask.unused, *(c.mention for c in unmet)),
        classed=True,
    )


def _of_sort_alone(ask: Ask, sorts: Sequence[Condition], reading: Reading) -> Ask:
    """`ask` for all of the sort that is to be for what is named, which no row names: "a sleeve for
    the Talora" is a sleeve, whichever of them fits; that is said to be unchecked."""
    columns, mention = reading.columns, ask.targets[0].mention
    rows = satisfying(sorts, columns)
    if not _is_meant_for(mention, reading) or not rows.any() or ask.yes_no:
        return ask
    kept = tuple(c for c in ask.conditions if c in sorts or _is_so(c, rows, columns))
    fields = tuple(f for f in columns.columns if f in reading.index.fits)
    unused = (*ask.unused, mention)
    return replace(
        ask,
        act=Act.FIND,
        targets=(),
        conditions=kept,
        unused=unused,
        fields=(*ask.fields, *fields),
        classed=True,
    )


def _is_meant_for(mention: str, reading: Reading) -> bool:
    """Whether "for" stands before what is named, and small words alone between."""
    seg = reading.seg
    first = tokens(mention, ())[:1]
    start = seg.words.index(first[0].folded) if first and first[0].folded in seg.words else 0
    small = itertools.takewhile(
        lambda n: seg.book.is_small(seg.words[n]), range(start - 1, max(-1, start - 4), -1)
    )
    return any((seg.words[n],) in seg.book.groups["meant_for"] for n in small)


def _of_sorts(
    sorts: Sequence[Condition], named: Condition, columns: Columns
) -> tuple[list[Condition], list[Condition]]:
    """The conditions for rows that a cell of `named` is of and that are of most of the sorts, and
    the sorts that these are not of; none where they are of less than half of them."""
    rows = holds(named, columns, columns.languages)
    ways = [way for sort in sorts if (way := _way(sort, named, rows, columns)) is not None]
    masks = [rows & holds(way, columns, columns.languages) for way in ways]
    counts = np.sum(masks, axis=0) if masks else np.zeros(columns.rows)
    most = int(counts.max(initial=0))
    if not most or 2 * most < len(sorts):
        return [], []
    found = [way for way, m in zip(ways, masks, strict=True) if (m & (counts == most)).any()]
    mentions = {way.mention for way in found}
    return [*found, named], [sort for sort in sorts if sort.mention not in mentions]


def _way(sort: Condition, named: Condition, rows: Mask, columns: Columns) -> Condition | None:
    """How some of `rows` are of a sort: as it is said, by a part of a title's word, or by a word of
    the cell itself: "R 102 (rear)"."""
    if _is_so(sort, rows, columns):
        return sort
    if titles := _titled(sort, rows, columns):
        return Condition(("title",), Op.IS, titles, mention=sort.mention)
    values = _saying(sort, named.values)
    return replace(named, values=values, mention=sort.mention) if values else None


def _titled(sort: Condition, rows: Mask, columns: Columns) -> tuple[str, ...]:
    """The titles of rows that have a word in any way: the "Rasenmähermesser" beside a "Messer"."""
    said = {k for w in sort.values for t in tokens(w, columns.languages) for k in t.keys}
    held = {int(n) for key in said for n in columns.title_words.get(key, ())}
    numbers = set(columns.products_of(rows)) if sort.op is Op.SAYS else set()
    return tuple(dict.fromkeys(columns.titles[n] for n in sorted(held & numbers)))


def _saying(sort: Condition, values: Sequence[str]) -> tuple[str, ...]:
    said = {fold(word) for text in sort.values for word in text.split()}
    told = ((value, {t.folded for t in tokens(value, ())}) for value in values)
    return tuple(value for value, words in told if said and said <= words)


def _is_so(condition: Condition, rows: Mask, columns: Columns) -> bool:
    return bool((rows & holds(condition, columns, columns.languages)).any())


def held_to_spoken(ask: Ask, state: State, columns: Columns) -> Ask:
    """ "Does the mulching blade fit too?" held to the one thing that was spoken of."""
    if not ask.fits or len(ask.targets) > 1 or len(state.focus) != 1:
        return ask
    named = ask.targets[0].products if ask.targets and ask.targets[0].mention else ()
    sorts = [c for c in ask.conditions if _is_sort(c, columns)]
    if not named and sorts and not ask.targets:
        named = tuple(columns.ids[n] for n in columns.products_of(satisfying(sorts, columns)))
    if not 0 < len(named) <= FEW or state.focus[0] in named:
        return ask
    mention = ask.targets[0].mention if ask.targets else " ".join(c.mention for c in sorts)
    rest = tuple(c for c in ask.conditions if c not in sorts)
    other = Target(state.focus, "", exact=True)
    return replace(ask, targets=(Target(named, mention), other), conditions=rest)


def included_in_spoken(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """ "Is a slatted base included?" asks that of the one thing that was spoken of, and wishes for
    no slatted base; None where it asks something else."""
    wishes = ask.which or ask.order or (ask.having and not ask.yes_no)
    alone = len(state.focus) == 1 and not (ask.targets or wishes)
    sorts = [c for c in ask.conditions if _is_sort(c, columns)]
    if not (ask.included and alone and sorts) or len(sorts) < len(ask.conditions):
        return None
    target = Target(state.focus, "", exact=True)
    words = tuple(c.mention for c in sorts if c.mention)
    return replace(
        ask, act=Act.TELL, targets=(target,), conditions=(), unused=(*words, *ask.unused)
    )


def names_of(product: int, mention: str, columns: Columns) -> list[tuple[str, ...]]:
    """What a product is called in others' rows: its title, and how the customer says it."""
    said = tuple(t.folded for t in tokens(mention, ()))
    titles = [tuple(t.folded for t in title) for title in columns.title_tokens[product]]
    telling = len(said) > 1 or any(map(str.isdigit, mention))
    rows = set(columns.variants(product))
    models = [m for title in titles for m in _models(title, rows, columns)]
    return list(dict.fromkeys((*titles, *models, *((said,) if telling else ()))))


def _models(title: tuple[str, ...], rows: set[int], columns: Columns) -> Iterator[tuple[str, ...]]:
    """What a title is without what stands before it, where a cell of its row says just that: the
    model of "Zorvel K 46"."""
    ends = {fold(" ".join(title[at:])): title[at:] for at in range(1, len(title))}
    ends = {text: words for text, words in ends.items() if any(map(str.isalpha, text))}
    for column in columns.columns.values():
        if column.field.role is Role.ATTRIBUTE:
            for text, words in ends.items():
                value = column.values.get(text)
                if value is not None and not rows.isdisjoint(value.rows):
                    yield words


def longer_names(name: Sequence[str], columns: Columns) -> frozenset[tuple[str, ...]]:
    """What goes on behind `name` in other titles: "KT 22 HST" of "KT 22"."""
    titles = itertools.chain.from_iterable(columns.title_tokens)
    return frozenset(more for title in titles for more in going_on(name, title))


def _naming(target: Target, index: Index, columns: Columns) -> Condition | None:
    """That a cell names what is named; None where none does."""
    numbers = [columns.number[p] for p in target.products if p in columns.number]
    names = [n for number in numbers for n in names_of(number, target.mention, columns)]
    fields: dict[str, None] = {}
    values: dict[str, None] = {}
    for name in names:
        longer = longer_names(name, columns)
        for id, value in _held(name, index):
            if names_it(value.tokens, name, longer):
                fields[id] = values[value.text] = None
    if not fields:
        return None
    return Condition(tuple(fields), Op.IS, tuple(values), mention=target.mention)


def _held(name: Sequence[str], index: Index) -> Iterator[tuple[str, Value]]:
    """(field's id, value) of the cells that hold the rarest word of a name, and affirm it."""
    rarest = min(name, key=lambda word: len(index.values.get(word, ())), default="")
    for column, value in index.values.get(rarest, ()):
        field = column.field
        if field.role in (Role.ATTRIBUTE, Role.OPTION):
            words = {t.folded for t in value.tokens}
            if not is_denying(field) and denials().isdisjoint(words):
                yield field.id, value


def _is_sort(condition: Condition, columns: Columns) -> bool:
    """Whether a condition says what sort of goods is meant: by a word of titles or a category."""
    if condition.op is Op.SAYS:
        return condition.fields == ("title",)
    if condition.op is not Op.IS:
        return False
    fields = [columns.columns[f].field for f in condition.fields if f in columns.columns]
    return condition.fields == (SOURCE,) or (
        bool(fields) and all(field.role in _SORTS for field in fields)
    )
