"""resolve: the only place that turns a query into facts.

Every item of a result satisfies every condition that was checked, by its row. What no row states,
what had to be given up and what was not understood are said beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from agent.answering.goods import Cosines
from agent.answering.ranking import ahead, is_gone, ordered, settled, toward
from agent.answering.result import Match, Result
from agent.grounding.lexicon import languages as spoken
from agent.grounding.speech import speech
from agent.understanding.conditions import beyond, holds, states
from agent.understanding.function_words import function_words
from agent.understanding.query import WITHOUT, Ask, Condition, Op
from catalog.column import Mask
from catalog.columns import Columns
from catalog.folding import fold
from catalog.schema import Kind, Role
from catalog.text import Token, tokens


def find(
    ask: Ask,
    columns: Columns,
    languages: Sequence[str],
    shown: Iterable[str] = (),
    cosines: Cosines | None = None,
) -> Result:
    """The rows that satisfy `ask`, best first. `shown` are the ids that are not shown again,
    `cosines` how near each product is in meaning to what is asked."""
    mask = _scope(ask, columns, shown)
    stated = [c for c in ask.conditions if _is_stated(c, columns)]
    unstated = tuple(c for c in ask.conditions if c not in stated)
    kept = mask.copy()
    for condition in stated:
        kept &= holds(condition, columns, languages)
    if not kept.any() and (named := _but_sorts(mask, stated, columns, languages)) is not None:
        stated, kept = named
    sold_out: tuple[Condition, ...] = ()
    if not kept.any() and (gone := _only_gone(mask, stated, columns, languages)) is not None:
        sold_out = tuple(c for c in stated if c not in gone[0])
        stated, kept = gone
    by_text: tuple[Condition, ...] = ()
    if not kept.any() and (by_text := tuple(filter(_is_titled, stated))):
        kept = mask & _in_any_text(stated, columns, languages)
        by_text = by_text if kept.any() else ()
    if not kept.any() and (unsure := _unsure(mask, stated, columns, languages)) is not None:
        condition, rows = unsure
        stated = [c for c in stated if c is not condition]
        kept, unstated = rows, (*unstated, condition)
    if not kept.any() and stated:
        near = _nearest(ask, mask, stated, unstated, columns, languages, cosines)
        every = np.ones(columns.rows, np.bool_)
        left = _worded(ask, every, columns, languages)
        near = replace(near, unheard=(*left.said, *left.unheard), unknown=left.unknown)
        return _by_columns(near, stated, columns)
    left = _worded(ask, kept, columns, languages)
    order = settled(ask.order, left.kept, columns)
    fitting = _matches(left.kept, columns)
    return Result(
        ordered(fitting, order, columns, cosines if ask.unused else None),
        unstated,
        said=left.said,
        unheard=left.unheard,
        unknown=left.unknown,
        passed_over=left.passed_over,
        avoided=left.avoided,
        by_text=by_text,
        sold_out=sold_out,
        order=order,
        ahead=ahead(fitting, order, columns),
    )


def _but_sorts(
    mask: Mask, stated: Sequence[Condition], columns: Columns, languages: Sequence[str]
) -> tuple[list[Condition], Mask] | None:
    """The conditions but for what tables are called after, and the rows that satisfy these: a
    "treatment" may stand in a table of another name too."""
    others = [c for c in stated if not _is_table_sort(c, columns)]
    if not others or len(others) == len(stated):
        return None
    rows = mask.copy()
    for condition in others:
        rows &= holds(condition, columns, languages)
    return (others, rows) if rows.any() else None


def _is_table_sort(condition: Condition, columns: Columns) -> bool:
    tags = {f.id for f in columns.schema.of(Role.TAG)}
    said = {fold(value) for value in condition.values}
    sorts = bool(said) and columns.table_sorts.issuperset(said)
    return condition.op is Op.IS and sorts and tags.issuperset(condition.fields)


def _scope(ask: Ask, columns: Columns, shown: Iterable[str]) -> Mask:
    mask = np.ones(columns.rows, np.bool_)
    if ask.targets:
        named = (columns.number.get(p) for t in ask.targets for p in t.products)
        mask = columns.of_products(n for n in named if n is not None)
    if ask.more:
        mask &= ~columns.of_products(columns.number[s] for s in shown if s in columns.number)
    if ask.relative is not None and ask.beyond:
        spoken = columns.of_products(columns.number[p] for p in ask.beyond if p in columns.number)
        order = settled(ask.relative, spoken, columns)
        mask &= beyond(order, spoken, columns) if order else True
    return mask


def _is_titled(condition: Condition) -> bool:
    return condition.op is Op.SAYS and "title" in condition.fields


def _in_any_text(stated: Sequence[Condition], columns: Columns, languages: Sequence[str]) -> Mask:
    """The rows that satisfy all, where a word that no title of them has may stand in any text of
    theirs: a "van" that is called "Flora" is a van by its category, and one "with a toilet" by its
    notes."""
    kept = np.ones(columns.rows, np.bool_)
    for condition in stated:
        plain = replace(condition, fields=()) if _is_titled(condition) else condition
        kept &= holds(plain, columns, languages)
    return kept


def _unsure(
    mask: Mask, stated: Sequence[Condition], columns: Columns, languages: Sequence[str]
) -> tuple[Condition, Mask] | None:
    """What may not be given up and no row that satisfies all others states, with these rows: of a
    sorbet without a word on milk nobody knows, and it is the dessert that may be without."""
    for condition in stated:
        if len(stated) < 2 or _may_be_given_up(condition, columns):
            continue
        rows = mask & ~states(condition, columns)
        for other in stated:
            if other is not condition:
                rows = rows & holds(other, columns, languages)
        if rows.any():
            return condition, rows
    return None


def _only_gone(
    mask: Mask, stated: Sequence[Condition], columns: Columns, languages: Sequence[str]
) -> tuple[list[Condition], Mask] | None:
    """The conditions but that it is here, and the rows of the one product that satisfies these and
    is sold out, which is told with it."""
    others = [c for c in stated if Role.STOCK.value not in c.fields]
    if not others or len(others) == len(stated):
        return None
    rows = mask.copy()
    for condition in others:
        rows &= holds(condition, columns, languages)
    found = _matches(rows, columns)
    return (others, rows) if len(found) == 1 and is_gone(found[0], columns) else None


def _is_stated(condition: Condition, columns: Columns) -> bool:
    return bool(states(condition, columns).any())


def _matches(mask: Mask, columns: Columns) -> tuple[Match, ...]:
    rows = np.flatnonzero(mask)
    found: dict[int, list[int]] = {}
    for row in rows.tolist():
        found.setdefault(int(columns.product_of[row]), []).append(row)
    return tuple(Match(product, tuple(held)) for product, held in found.items())


def _nearest(
    ask: Ask,
    mask: Mask,
    stated: Sequence[Condition],
    unstated: tuple[Condition, ...],
    columns: Columns,
    languages: Sequence[str],
    cosines: Cosines | None,
) -> Result:
    """Nothing satisfies all: what satisfies all but one that may be given up."""
    masks = [holds(c, columns, languages) for c in stated]
    worth = [-1 if _is_rare(c, stated, columns) else _worth(c, columns) for c in stated]
    for place in sorted(range(len(stated)), key=worth.__getitem__):
        if not _may_be_given_up(stated[place], columns):
            continue
        kept = mask.copy()
        for other, held in enumerate(masks):
            if other != place:
                kept &= held
        if kept.any() and len(stated) > 1:
            order = settled(ask.order or toward(stated[place]), kept, columns)
            near = ordered(_matches(kept, columns), order, columns, cosines)
            return Result((), unstated, stated[place], near)
    return Result((), unstated, stated[-1] if len(stated) == 1 else None)


RARE = 3
"""A word of so few titles is hardly what sort of thing is wanted: it is given up first."""


def _by_columns(near: Result, stated: Sequence[Condition], columns: Columns) -> Result:
    """What satisfies all but a word of one title or two is found, and that word is told: "a seal
    for the Rancilio, water runs out" where goods are called "Water filter"."""
    given_up = near.given_up
    if not near.near or given_up is None or not _is_rare(given_up, stated, columns):
        return near
    return replace(near, matches=near.near, near=(), given_up=None, uncalled=(given_up,))


def _is_rare(condition: Condition, stated: Sequence[Condition], columns: Columns) -> bool:
    """Whether it is a word of a few titles beside what columns tell of the sort: no colour and no
    size does, and of a helmet in black the helmet is wanted."""
    if condition.op is not Op.SAYS:
        return False
    few = columns.product_of[holds(condition, columns, columns.languages)]
    return len(set(few.tolist())) <= RARE and any(_tells_sort(c, columns) for c in stated)


def _tells_sort(condition: Condition, columns: Columns) -> bool:
    fields = [f for f in condition.fields if f in columns.columns]
    roles = {columns.columns[a].field.role for f in fields for a in columns.alike(f)}
    return Role.OPTION not in roles and not roles.isdisjoint((Role.ATTRIBUTE, Role.CATEGORY))


def _worth(condition: Condition, columns: Columns) -> int:
    """What is given up first: amounts, then values, then words of titles, and what sort of goods it
    is last: no rain cover for a jacket for rain."""
    if Role.STOCK.value in condition.fields:
        return -2
    if condition.low is not None or condition.high is not None:
        return 0
    roles = {columns.columns[f].field.role for f in condition.fields if f in columns.columns}
    if Role.CATEGORY in roles:
        return 3
    return 2 if condition.op is Op.SAYS else 1


def _may_be_given_up(condition: Condition, columns: Columns) -> bool:
    """An allergen, a diet, what must not be in it: never, and not as "close" either."""
    if condition.op is Op.LACKS or WITHOUT in condition.fields:
        return False
    kinds = {columns.columns[f].field.kind for f in condition.fields if f in columns.columns}
    return Kind.YES_NO not in kinds


@dataclass(frozen=True, slots=True)
class _Worded:
    """The rows that say the words which no field has, and those words by what became of them."""

    kept: Mask
    said: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    avoided: tuple[str, ...] = ()


def _worded(ask: Ask, kept: Mask, columns: Columns, languages: Sequence[str]) -> _Worded:
    """Words that no field has: the rows that say them; else they are said to be unheard."""
    left: dict[str, list[str]] = {"said": [], "unheard": [], "unknown": [], "passed_over": []}
    left["avoided"] = []
    asks = ask.yes_no and not (ask.having or ask.any)  # "are the open ones coming back"
    plain = frozenset() if asks else everyday(languages) | _sorts(ask, languages)
    for phrase in ask.unused:
        told = tokens(phrase, languages, "none")  # a "Fußballschuh" is none of the shoes
        if len(told) > 1 and told[-1].is_number:
            left["unheard"].append(phrase)  # a bound that no column is of: "under 3000"
            continue
        for token in told:
            if token.is_number:
                continue
            if token.folded in ask.denied:
                avoided = _with_none_of(token, columns)
                kept = kept & avoided.rows
                if not avoided.rows.all():
                    left["avoided"].append(token.text)
                if not (avoided.told | ~kept).all():
                    left["unheard"].append(token.text)
                continue
            if token.folded in plain:
                left["passed_over"].append(token.text)
                continue
            rows = columns.of_products(_with_word(token, columns))
            if not rows.any():
                left["unknown"].append(token.text)
            elif (kept & rows).any():
                kept = kept & rows
                left["said"].append(token.text)
            else:
                left["unheard"].append(token.text)
    return _Worded(kept, **{name: tuple(words) for name, words in left.items()})


@dataclass(frozen=True, slots=True)
class _Avoided:
    """The rows that do not say a word, or say that they have none of it; and those that are `told`:
    they state a field that says it of others."""

    rows: Mask
    told: Mask


def _with_none_of(token: Token, columns: Columns) -> _Avoided:
    """What is "without elastane" where rows tell what they are made of."""
    free = {int(n) for key in token.keys for n in columns.without.get(key, ())}
    saying = (number for number in _with_word(token, columns) if number not in free)
    told = np.zeros(columns.rows, np.bool_)
    for column in columns.columns.values():
        if not column.holds_remarks and any(
            not token.keys.isdisjoint(own.keys) for v in column.values.values() for own in v.tokens
        ):
            told |= column.stated
    return _Avoided(~columns.of_products(saying), told)


def everyday(languages: Sequence[str]) -> frozenset[str]:
    """The folded words that people say of anything ("my daughter", "play"), and that no row has to
    hold: of 605 words of 1,900 questions that no row took they were 203, and 11 % mattered."""
    return speech(languages[0]).exact if languages and languages[0] in spoken() else frozenset()


def _sorts(ask: Ask, languages: Sequence[str]) -> frozenset[str]:
    """What all that a business has may be called, beside what is wished of it: "which rooms have a
    balcony" of rows that are rooms. Whether there are rooms at all is another question."""
    if not (ask.conditions and languages):
        return frozenset()
    return frozenset(w for run in function_words(languages[0]).groups["sorts"] for w in run)


def _with_word(token: Token, columns: Columns) -> list[int]:
    found: set[int] = set()
    for key in token.keys:
        held = columns.words.get(key)
        if held is not None:
            found.update(held.tolist())
    return sorted(found)
