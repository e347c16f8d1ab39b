"""resolve: the only place that turns a query into facts.

Every item of a result satisfies every condition that was checked, by its row. What no row states,
what had to be given up and what was not understood are said beside it. No language is known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agent.answering.goods import Cosines
from agent.understanding.query import Ask, Condition, Op, Order
from catalog.columns import Columns, Mask
from catalog.schema import Kind, Role
from catalog.text import Token, tokens

NEAR = 3
"""So many items are shown that lack one condition."""


@dataclass(frozen=True, slots=True)
class Match:
    """A product (its number) and the rows of it that satisfy the query."""

    product: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What the catalog holds for one ask.

    `matches` satisfy every condition but the `unstated` ones. Where there are none, `near` satisfy
    all but `given_up`. `said` are those unused words that the rows of the matches hold, `unheard`
    those that no row was held to.
    """

    matches: tuple[Match, ...] = ()
    unstated: tuple[Condition, ...] = ()
    given_up: Condition | None = None
    near: tuple[Match, ...] = ()
    said: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """Words of which the whole catalog holds none."""
    order: Order | None = None
    """What the matches are ordered by; None where no row of them states it."""


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
    if not kept.any() and stated:
        return _nearest(ask, mask, stated, unstated, columns, languages, cosines)
    kept, said, unheard, unknown = _worded(ask.unused, kept, columns, languages)
    order = settled(ask.order, kept, columns)
    matches = ordered(_matches(kept, columns), order, columns, cosines if ask.unused else None)
    return Result(matches, unstated, said=said, unheard=unheard, unknown=unknown, order=order)


def settled(order: Order | None, rows: Mask, columns: Columns) -> Order | None:
    """The order by the first of its fields that any of `rows` states; None where none does."""
    if order is None:
        return None
    for id in (order.field, *order.others):
        if not np.isnan(columns.ends(id)[0][rows]).all():
            return replace(order, field=id)
    return None


def holds(condition: Condition, columns: Columns, languages: Sequence[str]) -> Mask:
    """The rows of which `condition` is true; a row that does not state it is none."""
    if condition.op is Op.SAYS or "title" in condition.fields:
        said = columns.of_products(
            _saying(condition.values, columns, languages, titles="title" in condition.fields)
        )
        return ~said if condition.op is Op.LACKS else said
    true = np.zeros(columns.rows, np.bool_)
    stated = np.zeros(columns.rows, np.bool_)
    for id in condition.fields:
        column = columns.columns.get(id)
        if column is None:
            continue
        stated |= column.stated
        if condition.low is not None or condition.high is not None:
            true |= column.between(condition.low, condition.high)
        elif condition.values == ("yes",) and column.affirmable:
            true |= column.affirmed()
        else:
            true |= column.holds(condition.values)
    return stated & ~true if condition.op is Op.LACKS else true


def states(condition: Condition, columns: Columns) -> Mask:
    """The rows that say anything on the fields of `condition`."""
    if condition.op is Op.SAYS or "title" in condition.fields:
        return np.ones(columns.rows, np.bool_)
    stated = np.zeros(columns.rows, np.bool_)
    for id in condition.fields:
        if id in columns.columns:
            stated |= columns.columns[id].stated
    return stated


def ordered(
    matches: tuple[Match, ...],
    order: Order | None,
    columns: Columns,
    cosines: Cosines | None = None,
) -> tuple[Match, ...]:
    """By the order that is asked for; else those that can be had first, the nearest of them."""
    if order is None:
        return tuple(sorted(matches, key=lambda m: (is_gone(m, columns), -_cosine(m, cosines))))
    low, high = columns.ends(order.field)
    held = []
    for match in matches:
        rows = _here(match, columns) or list(match.rows)
        values = high[rows] if order.most else low[rows]
        known = values[~np.isnan(values)]
        if len(known):
            best = float(known.max() if order.most else known.min())
            at = tuple(r for r, v in zip(rows, values, strict=True) if v == best)
            held.append(
                (
                    -best if order.most else best,
                    is_gone(match, columns),
                    replace(match, rows=at or match.rows),
                )
            )
    best_first = sorted(held, key=lambda entry: entry[:2])
    here = [
        entry for entry in best_first if not entry[1]
    ]  # what nobody can have is not the cheapest
    return tuple(m for _, _, m in here or best_first)


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
        mask &= _beyond(order, spoken, columns) if order else True
    return mask


def _beyond(order: Order, spoken: Mask, columns: Columns) -> Mask:
    """The rows with more (or less) of a field than any of the rows `spoken` of."""
    low, high = columns.ends(order.field)
    ends = high[spoken] if order.most else low[spoken]
    known = ends[~np.isnan(ends)]
    with np.errstate(invalid="ignore"):
        further = low > known.max() if order.most else high < known.min()
    return np.asarray(further, np.bool_)


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
    for place in sorted(range(len(stated)), key=lambda n: _worth(stated[n], columns)):
        if not _may_be_given_up(stated[place], columns):
            continue
        kept = mask.copy()
        for other, held in enumerate(masks):
            if other != place:
                kept &= held
        if kept.any() and len(stated) > 1:
            order = settled(ask.order or _toward(stated[place]), kept, columns)
            near = ordered(_matches(kept, columns), order, columns, cosines)
            return Result((), unstated, stated[place], near)
    return Result((), unstated, stated[-1] if len(stated) == 1 else None)


def _toward(condition: Condition) -> Order | None:
    """The order in which what is out of bounds comes nearest to them."""
    if condition.op is Op.AT_MOST:
        return Order(condition.fields[0], most=False)
    if condition.op is Op.AT_LEAST:
        return Order(condition.fields[0], most=True)
    return None


def _worth(condition: Condition, columns: Columns) -> int:
    """What is given up first: amounts, then values, then words of titles, and what sort of goods it
    is last: no rain cover for a jacket for rain."""
    if condition.low is not None or condition.high is not None:
        return 0
    roles = {columns.columns[f].field.role for f in condition.fields if f in columns.columns}
    if Role.CATEGORY in roles:
        return 3
    return 2 if condition.op is Op.SAYS else 1


def _may_be_given_up(condition: Condition, columns: Columns) -> bool:
    """An allergen, a diet, what must not be in it: never, and not as "close" either."""
    if condition.op is Op.LACKS:
        return False
    kinds = {columns.columns[f].field.kind for f in condition.fields if f in columns.columns}
    return Kind.YES_NO not in kinds


def _worded(
    unused: Sequence[str], kept: Mask, columns: Columns, languages: Sequence[str]
) -> tuple[Mask, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Words that no field has: the rows that say them; else they are said to be unheard."""
    said: list[str] = []
    unheard: list[str] = []
    unknown: list[str] = []
    for phrase in unused:
        told = tokens(phrase, languages)
        if len(told) > 1 and told[-1].is_number:
            unheard.append(phrase)  # a bound that no column is of: "under 3000"
            continue
        for token in told:
            if token.is_number:
                continue
            rows = columns.of_products(_with_word(token, columns))
            if not rows.any():
                unknown.append(token.text)
            elif (kept & rows).any():
                kept = kept & rows
                said.append(token.text)
            else:
                unheard.append(token.text)
    return kept, tuple(said), tuple(unheard), tuple(unknown)


def _with_word(token: Token, columns: Columns) -> list[int]:
    found: set[int] = set()
    for key in token.keys:
        held = columns.words.get(key)
        if held is not None:
            found.update(held.tolist())
    return sorted(found)


def _saying(
    words: Iterable[str], columns: Columns, languages: Sequence[str], titles: bool
) -> set[int]:
    """The products whose titles (or else any text) hold every one of `words`."""
    found: set[int] | None = None
    table = columns.title_words if titles else columns.words
    for word in words:
        for token in tokens(word, languages):
            having = _having(token, table)
            found = having if found is None else found & having
    return found or set()


def _having(token: Token, table: Mapping[str, NDArray[np.int32]]) -> set[int]:
    """The products that have a word: by itself where any does, else by what it means or is made of.

    A "Spanplattenschraube" is no other "Schraube", where there is one.
    """
    own: set[int] = set()
    meant: set[int] = set()
    for key in token.keys:
        held = table.get(key)
        if held is not None:
            (meant if key.startswith("c:") else own).update(held.tolist())
    return own or meant


def _cosine(match: Match, cosines: Cosines | None) -> float:
    return (
        float(cosines[match.product])
        if cosines is not None and match.product < len(cosines)
        else 0.0
    )


def _here(match: Match, columns: Columns) -> list[int]:
    """The rows of a match that can be had: the cheapest is none that nobody can buy."""
    gone = _gone_rows(columns)
    return [row for row in match.rows if row not in gone]


def is_gone(match: Match, columns: Columns) -> bool:
    """Whether nothing of a match can be had."""
    gone = _gone_rows(columns)
    return bool(gone) and all(row in gone for row in match.rows)


def _gone_rows(columns: Columns) -> frozenset[int]:
    stock = columns.columns.get(Role.STOCK.value)
    if stock is None:
        return frozenset()
    states = ("out_of_stock", "discontinued")
    return frozenset(r for s in states if s in stock.values for r in stock.values[s].rows)
