"""What a search box shows while somebody types: goods, what was understood, the answer above them.

The same reading and the same rows as a talk's. The last word may only be begun, which no reading
knows: then it stands for all words that begin so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.answering.finding import Held, search
from agent.answering.lines import Lines
from agent.answering.reply import reply
from agent.answering.result import Match
from agent.answering.said import Counter, Said, Shown
from agent.answering.shelf import Shelf
from agent.understanding.query import Ask, Query
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.text import tokens

MOST = 50
"""Goods that words alone bring; of those that satisfy a query all are counted."""


@dataclass(frozen=True, slots=True)
class Instant:
    """`near`: nothing satisfies what is asked, and these only have its words."""

    goods: tuple[Shown, ...]
    total: int
    filters: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    near: bool = False
    answer: Said | None = None


def instant(
    text: str,
    read: Callable[[str], Query],
    counter: Counter,
    shelf: Shelf,
    worded: Callable[[str, int], Sequence[str]],
    limit: int,
) -> Instant:
    """`limit` goods for `text`. `read` understands a text; `worded` gives the ids of goods that
    have its words, best first."""
    columns = shelf.columns
    head, last, begun = _begun(text, columns)
    query = read(head or text)
    found = search(query, shelf, Held())
    matches = {columns.ids[m.product]: m for m in found.matches}
    unchecked = found.unchecked
    if begun and not head:
        whole = ((n, tuple(columns.variants(n))) for n in sorted(begun))
        matches = {columns.ids[n]: Match(n, rows) for n, rows in whole}
    elif begun:
        both = {id: m for id, m in matches.items() if columns.number[id] in begun}
        unchecked = unchecked if both else (*unchecked, last)
        matches = both or matches
    near = not matches
    ids = list(matches)
    if near or (unchecked and not begun):
        worded_ids = [id for id in worded(text, MOST) if near or id in matches]
        ids = list(dict.fromkeys((*worded_ids, *ids)))
    filters = dict.fromkeys(c.mention for ask in query.asks for c in ask.conditions if c.mention)
    return Instant(
        _shown(ids[:limit], matches, counter, shelf),
        len(ids),
        tuple(f for f in filters if f not in unchecked),
        () if near else unchecked,
        near and bool(ids),
        None if begun else _answer(text, query, counter, shelf, bool(matches)),
    )


def _begun(text: str, columns: Columns) -> tuple[str, str, frozenset[int]]:
    """What stands before a word that is not finished, the word, and the goods that have a word
    beginning so; none where the last word is whole, or nothing begins with it."""
    head, _, last = text.rpartition(" ")
    told = tokens(last, ())
    if len(told) != 1 or len(told[0].folded) < 2 or not told[0].folded.isalpha():
        return "", "", frozenset()
    if columns.knows(told[0]):
        return "", "", frozenset()
    for held, words in zip((columns.title_words, columns.words), _words(columns), strict=True):
        found: set[int] = set()
        for word in words[bisect_left(words, told[0].folded) :]:
            if not word.startswith(told[0].folded):
                break
            found.update(int(n) for n in held[word])
        if found:
            return head.strip(), last, frozenset(found)
    return "", "", frozenset()


@lru_cache(maxsize=4)
def _words(columns: Columns) -> tuple[list[str], list[str]]:
    """The words of titles, and those of all that goods say, each in their order."""
    return sorted(columns.title_words), sorted(columns.words)


def _shown(
    ids: Sequence[str], matches: dict[str, Match], counter: Counter, shelf: Shelf
) -> tuple[Shown, ...]:
    lines = Lines(counter, shelf.columns)
    shown = []
    for product in counter.products(ids):
        match = matches.get(product.id)
        shown.append(lines.shown(product, match) if match else Shown(product))
    return tuple(shown)


def _answer(text: str, query: Query, counter: Counter, shelf: Shelf, found: bool) -> Said | None:
    """What code says to it, where it asks more than for goods: hours, terms, a value of one."""
    if found and not any(_asks_more(ask) for ask in query.asks):
        return None
    told = reply(query, counter, shelf, State(), text)
    said = told.said
    if not told.sure or said.handoff or not said.facts or len(said.shown) > 1:
        return None
    return said


def _asks_more(ask: Ask) -> bool:
    asks = ask.fields or ask.scaled or ask.asks_price or ask.asks_stock or ask.claims
    return ask.about is not None or bool(ask.targets and (asks or ask.yes_no))
