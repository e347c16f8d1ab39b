"""What is passed on of entity linking: words of the message that name something of the catalog."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agent.understanding.function_words import everyday_words
from agent.understanding.index import Index
from catalog.text import Token

FEW = 4
"""So many products may share a name that is said in part; more are a kind of goods."""


class What(StrEnum):
    VALUE = "value"
    FIELD = "field"
    TITLE = "title"
    KIND = "kind"
    """Words of many titles: what sort of thing is wanted."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of the message, at the positions `at`, that name something of the catalog."""

    what: What
    at: tuple[int, ...]
    weight: float
    values: tuple[tuple[str, str], ...] = ()
    """(field's id, value as written) for a value: several fields may have it."""
    fields: tuple[str, ...] = ()
    products: tuple[int, ...] = ()
    exact: bool = False
    missing: str = ""
    """A number or code beside a title that none of its products has."""
    denied: bool = False
    """In the word itself: "ungiftig"."""

    @property
    def start(self) -> int:
        return self.at[0]

    @property
    def end(self) -> int:
        return self.at[-1] + 1


def weight_of(index: Index, spoken: Sequence[Token], at: Iterable[int]) -> float:
    return sum(index.columns.weight(spoken[p]) for p in at)


def tightest(
    index: Index, telling: Sequence[Token], spoken: Sequence[Token], at: Sequence[int]
) -> tuple[float, tuple[int, ...]]:
    """The share of a title that is said, and where its words stand nearest to each other."""
    options = [[p for p in at if not t.keys.isdisjoint(spoken[p].keys)] for t in telling]
    held = [n for n, places in enumerate(options) if places]
    if not held:
        return 0.0, ()
    anchor = min(held, key=lambda n: (len(options[n]), -index.columns.weight(telling[n])))
    own = {t.folded for t in telling}  # "2 schnitzel, 1 kinderschnitzel": the second is that title
    best: tuple[int, ...] = ()
    rank: tuple[int, int, int] = (0, 0, 0)
    for start in options[anchor][:4]:
        used = {start}
        for n in held:
            if n != anchor:
                free = [p for p in options[n] if p not in used]
                if free:
                    used.add(min(free, key=lambda p: (abs(p - start), p)))
        places = tuple(sorted(used))
        literal = sum(spoken[p].folded in own for p in places)
        told = (len(places), places[0] - places[-1], literal)
        if not best or told > rank:
            best, rank = places, told
    total = sum(index.columns.weight(t) for t in telling)
    said = sum(index.columns.weight(telling[n]) for n in held)
    return (said / total if total else 0.0), best


def telling(words: Sequence[Token]) -> tuple[Token, ...]:
    """Without the small words of any language; all of them where nothing else is there."""
    kept = tuple(t for t in words if t.folded not in everyday_words())
    return kept or tuple(words)


def together(at: tuple[int, ...], spoken: Sequence[Token]) -> bool:
    """Whether nothing but two small words stands between two of these places."""
    return all(b - a <= 3 for a, b in itertools.pairwise(at))


def longest_run(at: Sequence[int]) -> tuple[int, ...]:
    """The longest part of `at` whose places stand together."""
    runs: list[list[int]] = [list(at[:1])]
    for place in at[1:]:
        if place - runs[-1][-1] <= 3:
            runs[-1].append(place)
        else:
            runs.append([place])
    return tuple(sorted(runs, key=len)[-1])


def names_it(
    told: Sequence[Token], name: Sequence[str], longer: frozenset[tuple[str, ...]]
) -> bool:
    """Whether a text names something by its words in a row, and nothing whose name is `longer`."""
    words = tuple(t.folded for t in told)
    size = len(name)
    return any(
        words[at : at + size] == tuple(name)
        and not (_goes_on(told, at + size) and words[at : at + size + 1] in longer)
        for at in range(len(words) - size + 1)
    )


def going_on(name: Sequence[str], told: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    """A name with the word right behind it, wherever a text goes on with one: "KT 22 HST" of "KT
    22", and not of "KT 22, HST"."""
    words = tuple(t.folded for t in told)
    size = len(name)
    for at in range(len(words) - size):
        if words[at : at + size] == tuple(name) and _goes_on(told, at + size):
            yield words[at : at + size + 1]


def _goes_on(told: Sequence[Token], at: int) -> bool:
    """Whether but a blank stands before a word."""
    return 0 < at < len(told) and told[at].start - told[at - 1].end == 1
