"""What is called alike: the words that titles share, and what is asked of those that are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.understanding.mention import telling
from agent.understanding.query import Act, Ask, Condition, Reference, Target
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.schema import Role


def asked_of(
    chosen: Sequence[int],
    ask: Ask,
    state: State,
    columns: Columns,
    rest: tuple[Condition, ...] = (),
) -> Ask:
    """What was asked before, where nothing else is, of the products `chosen`."""
    before = state.ask
    bare = not (ask.fields or ask.asks_price or ask.asks_stock or ask.order or rest)
    target = Target(tuple(columns.ids[n] for n in chosen), "", exact=True)
    options = {f.id for f in columns.schema.of(Role.OPTION)}
    act = Act.CHECK if any(not set(c.fields) <= options for c in rest) else Act.TELL
    whole = replace(ask, act=act, conditions=rest, targets=(target,), refers=Reference.NONE)
    if bare and before is not None and before.act is Act.SUM and len(before.targets) == 1:
        return replace(before, targets=(replace(target, count=before.targets[0].count),))
    if bare and before is not None and before.act in (Act.TELL, Act.CHECK):
        whole = replace(
            whole,
            act=before.act,
            fields=before.fields,
            scaled=before.scaled,
            conditions=before.conditions,
            asks_price=before.asks_price,
            asks_stock=before.asks_stock,
        )
    return whole


def alike(having: set[int], spoken: set[int], columns: Columns) -> list[int]:
    """Those of `having` whose titles share most words with what is spoken of."""
    own = {k for n in spoken for title in columns.title_tokens[n] for t in title for k in t.keys}
    scored = [
        (sum(not t.keys.isdisjoint(own) for t in columns.title_tokens[n][0]), n)
        for n in having
        if columns.title_tokens[n]
    ]
    best = max((score for score, _ in scored), default=0)
    return sorted(n for score, n in scored if score == best and best > 0)


def shared(one: int, other: int, columns: Columns) -> int:
    """How many words of a title another one has."""
    own = {k for t in columns.title_tokens[other][0] for k in t.keys}
    return sum(not t.keys.isdisjoint(own) for t in columns.title_tokens[one][0])


def telling_words(number: int, columns: Columns) -> list[str]:
    return [t.folded for t in telling(columns.title_tokens[number][0])]


def plainer(spoken: set[int], columns: Columns) -> list[int]:
    """What is called like what was spoken of, with fewer words: "Bolt" of "Bolt iridium"."""
    own = [set(telling_words(n, columns)) for n in spoken]
    return [
        n
        for n in alike(set(range(len(columns.ids))) - spoken, spoken, columns)
        if any(set(telling_words(n, columns)) < words for words in own)
    ]
