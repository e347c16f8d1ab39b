"""Goods for a search: the rows that satisfy a text, and what of it no row was held to.

The same reading and the same rows as a talk's. A list of goods has no sentence that could say
"these are near": what satisfies not all that is asked is not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from agent.answering.resolve import find
from agent.answering.result import Match, Result
from agent.answering.shelf import Shelf
from agent.understanding.query import Act, Ask, Condition, Op, Query
from catalog.column import Mask
from catalog.columns import Columns
from catalog.folding import fold
from catalog.schema import Role

PATH = " > "
"""Between the levels of a category's path."""

_PARTS = 3
"""So many questions of one text are answered, as in a talk."""


@dataclass(frozen=True, slots=True)
class Found:
    """Products with the rows of them that satisfy a search, best first."""

    matches: tuple[Match, ...] = ()
    unchecked: tuple[str, ...] = ()
    """What is asked for and no row was held to, in the words of the search."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a program asks beside its words: prices in the business's currency, categories (any of
    them, by a level's name or a whole path). `priced`: rows with one exact price alone."""

    low: float | None = None
    high: float | None = None
    categories: tuple[str, ...] = ()
    priced: bool = False


def browse(shelf: Shelf, held: Held) -> Found:
    """All goods that are as `held` says; what can be had comes first."""
    return _held(find(Ask(Act.FIND), shelf.columns, ()).matches, (), shelf.columns, held)


def search(query: Query, shelf: Shelf, held: Held) -> Found:
    """The goods that satisfy what `query` asks and what `held` says."""
    languages = (query.language, *shelf.columns.languages)
    rows: dict[int, dict[int, None]] = {}
    unchecked: list[str] = []
    for ask in query.asks[:_PARTS]:
        for part in _parts(ask, shelf.columns):
            result = find(part, shelf.columns, languages)
            if not _is_held(part, result):
                continue
            for match in result.matches:
                rows.setdefault(match.product, {}).update(dict.fromkeys(match.rows))
            if result.matches:
                unchecked += _unchecked(result)
    matches = tuple(Match(number, tuple(own)) for number, own in rows.items())
    return _held(matches, tuple(dict.fromkeys(unchecked)), shelf.columns, held)


def _parts(ask: Ask, columns: Columns) -> Iterable[Ask]:
    """What is to be found for one question: each thing that it names with its own options, or what
    its conditions hold for. A number that no title has ("Elv 7") names nothing here."""
    if ask.act in (Act.CHAT, Act.PERSON):
        return
    ask = _sized(ask, columns)
    if not ask.targets:
        yield replace(ask, act=Act.FIND)
    for target in ask.targets:
        if not target.missing:
            conditions = (*ask.conditions, *target.options)
            yield replace(ask, act=Act.FIND, targets=(target,), conditions=conditions)


def _sized(ask: Ask, columns: Columns) -> Ask:
    """A bare number behind everything else is a size where goods have it as one: "blue boots 42"
    are not forty-two pairs."""
    number = str(ask.quantity)
    if not ask.quantity or not ask.text.rstrip(" ?!.").endswith(number):
        return ask
    held = (
        column.field.id
        for column in columns.columns.values()
        if column.field.role is Role.OPTION and number in column.values
    )
    if not (fields := tuple(held)):
        return replace(ask, unused=(*ask.unused, number))
    sized = Condition(fields, Op.IS, (number,), mention=number)
    return replace(ask, quantity=0, conditions=(*ask.conditions, sized))


def _is_held(ask: Ask, result: Result) -> bool:
    """Whether rows were held to anything. What only leaves out says nothing of what is sought where
    nobody knows its name: "no_such_thing" asks for no thing that is not such."""
    checked = [c for c in ask.conditions if c not in result.unstated]
    if ask.targets or ask.order or result.said or any(c.op is not Op.LACKS for c in checked):
        return True
    return bool(checked) and not result.unknown


def _unchecked(result: Result) -> list[str]:
    unstated = [c.mention for c in result.unstated if c.mention]
    return [*unstated, *result.unheard, *result.unknown]


def _held(
    matches: tuple[Match, ...], unchecked: tuple[str, ...], columns: Columns, held: Held
) -> Found:
    mask = _mask(columns, held)
    kept = (replace(m, rows=tuple(r for r in m.rows if mask[r])) for m in matches)
    return Found(tuple(m for m in kept if m.rows), unchecked)


def _mask(columns: Columns, held: Held) -> Mask:
    mask = np.ones(columns.rows, np.bool_)
    price = columns.columns.get(Role.PRICE.value)
    if held.priced or held.low is not None or held.high is not None:
        if price is None:
            return ~mask
        mask &= price.between(held.low, held.high)
        if held.priced:
            with np.errstate(invalid="ignore"):
                mask &= price.low == price.high
    if held.categories:
        any_of = [_in_category(columns, path.split(PATH)) for path in held.categories]
        mask &= np.any(any_of, axis=0)
    return mask


def _in_category(columns: Columns, levels: Sequence[str]) -> Mask:
    """The rows whose category has each of `levels`, in one language."""
    found = np.zeros(columns.rows, np.bool_)
    for column in columns.columns.values():
        if column.field.role is Role.CATEGORY:
            inside = np.ones(columns.rows, np.bool_)
            for level in levels:
                inside &= column.holds((fold(level.strip()),))
            found |= inside
    return found
