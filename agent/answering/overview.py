"""What there is, where nobody asks for anything in particular: "what do you have", "the menu,
please", "what are your prices"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from agent.answering.lines import Lines
from agent.answering.result import Match
from agent.answering.said import Said
from agent.grounding.facts import computed_fact
from agent.understanding.query import About, Ask, Reference, says_nothing
from catalog.column import Mask
from catalog.columns import Columns
from catalog.schema import Role

SHORT = 12
"""A range of so many goods is told one by one; of a larger one its sorts."""

SORTS = 8
"""So many sorts are told."""

SOME = 5
"""So many goods are told of a range that has no sorts."""

_COVERED, _MOST, _NEARLY = 0.5, 0.5, 0.9
"""Sorts are told where so many of the goods are of one. None of them holds more than _MOST of the
goods where narrower ones hold nearly as many together."""


@dataclass(frozen=True, slots=True)
class _Sort:
    """A category by its name, with the numbers of its products."""

    name: str
    products: tuple[int, ...]


def asks_for_all(ask: Ask, columns: Columns) -> bool:
    """Whether it asks for nothing in particular: "what do you have", "the menu", "your prices?"."""
    if ask.about is About.RANGE or (ask.which and ask.having and says_nothing(ask)):
        return True
    roles = {columns.columns[f].field.role for f in ask.fields if f in columns.columns}
    prices = roles == {Role.PRICE} or (ask.asks_price and not ask.fields)
    named = ask.targets or ask.conditions or ask.unused or ask.quantity or ask.order or ask.scaled
    return prices and not (named or ask.topic or ask.about) and ask.refers is Reference.NONE


def overview(lines: Lines) -> Said | None:
    """All goods, or the largest sorts with how many there are and their lowest price; None of a
    catalog without goods."""
    columns = lines.columns
    if not columns.ids:
        return None
    opening = lines.voice.say("all_there_is")
    sorts = _sorts(lines) if len(columns.ids) > SHORT else ()
    if len(sorts) > 1:
        told = [_told(lines, sort) for sort in sorts[:SORTS]]
        text = "\n".join([opening, *(f"– {t.sentences[0]}" for t in told)])
        names = tuple(sort.name for sort in sorts[:3])
        said = Said((text,), tuple(f for t in told for f in t.facts), suggestions=names)
        return said.and_then(_more(len(sorts) - len(told), said, lines))
    count = len(columns.ids)
    first = range(count if count <= SHORT else SOME)
    products = lines.counter.products([columns.ids[n] for n in first])
    matches = [Match(columns.number[p.id], ()) for p in products]
    said = lines.below(opening, list(zip(products, matches, strict=True)), [])
    return said.and_then(_more(count - len(products), said, lines))


def _more(rest: int, said: Said, lines: Lines) -> Said:
    """That there are `rest` more than what was `said`."""
    if rest < 1 or not said.facts:
        return Said(())
    number = lines.voice.number(rest)
    fact = computed_fact(number, "count", Decimal(rest), number, said.facts[0])
    return Said((f"\n{lines.voice.say_count('found_more', rest)}",), (fact,))


def _sorts(lines: Lines) -> Sequence[_Sort]:
    """The widest categories that share no product, the largest first; none where they hold few of
    the goods. One that holds most of them tells little: of "Sporting Goods" its own sorts are told,
    where these hold enough."""
    columns = lines.columns
    fields = columns.schema.of(Role.CATEGORY)
    if not fields:
        return ()
    field = next((f for f in fields if f.language == lines.voice.language), fields[0])
    values = columns.columns[field.id].values.values()
    held = [(v.text, np.unique(columns.product_of[v.rows])) for v in values if v.rows]
    goods = len(columns.ids)
    wide = _apart([one for one in held if len(one[1]) < goods])
    narrow = _apart([one for one in held if len(one[1]) <= _MOST * goods])
    found = narrow if _covered(narrow) >= _NEARLY * _covered(wide) else wide
    return found if _covered(found) >= _COVERED * goods else ()


def _apart(held: Sequence[tuple[str, NDArray[np.int64]]]) -> list[_Sort]:
    """Those of the categories `held`, the largest first, that share no product with one before."""
    taken: set[int] = set()
    found: list[_Sort] = []
    for name, numbers in sorted(held, key=lambda one: -len(one[1])):
        products = tuple(numbers.tolist())
        if taken.isdisjoint(products):
            taken.update(products)
            found.append(_Sort(name, products))
    return found


def _covered(sorts: Sequence[_Sort]) -> int:
    return sum(len(sort.products) for sort in sorts)


def _told(lines: Lines, sort: _Sort) -> Said:
    """ "Pizza (4), from €8.00"."""
    voice, columns = lines.voice, lines.columns
    cheapest = _cheapest(columns.of_products(sort.products), lines)
    number = cheapest if cheapest is not None else sort.products[0]
    product = lines.counter.products([columns.ids[number]])[0]
    count = len(sort.products)
    own = lines.own(product, Role.CATEGORY.value, sort.name)
    text = voice.say("sort_of_so_many", name=sort.name, count=voice.number(count))
    facts = (own, computed_fact(sort.name, "count", Decimal(count), voice.number(count), own))
    price = lines.price(product, product.variants, ()) if cheapest is not None else None
    if price is None:
        return Said((text,), facts)
    least = price.text if len(set(_prices(sort, lines))) < 2 else _from(price.text, lines)
    return Said((f"{text}, {least}",), (*facts, *price.facts))


def _cheapest(rows: Mask, lines: Lines) -> int | None:
    """The number of the product with the lowest price of `rows`; None where none is stated."""
    column = lines.columns.columns.get(Role.PRICE.value)
    if column is None:
        return None
    prices = np.where(rows & column.stated, column.low, np.nan)
    return None if np.isnan(prices).all() else int(lines.columns.product_of[np.nanargmin(prices)])


def _prices(sort: _Sort, lines: Lines) -> list[float]:
    column = lines.columns.columns[Role.PRICE.value]
    rows = lines.columns.of_products(sort.products) & column.stated
    return [*column.low[rows].tolist(), *column.high[rows].tolist()]


def _from(price: str, lines: Lines) -> str:
    """ "from 8 €", once: the price of a product with several is told so already."""
    marked = lines.voice.say("from_price", price="")
    return price if price.startswith(marked.strip()) else lines.voice.say("from_price", price=price)
