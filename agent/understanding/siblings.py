"""Goods that are called nearly as what was spoken of: "the heated one", "and in white?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from agent.understanding.function_words import function_words
from agent.understanding.mention import telling
from agent.understanding.query import Act, Ask, Condition, Op, Reference, Target
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.schema import Role
from catalog.text import LANGUAGES, Token, tokens

FEW_WORDS = 4
"""So short a message may point at what was spoken of without saying so."""


def sibling_of(ask: Ask, state: State, columns: Columns, language: str) -> Ask | None:
    """ "the heated one", "and the plus", "without gel": of what was listed, or is called like what
    was spoken of, the one that those words tell apart; asked what was asked before."""
    pointing = ask.follows or ask.refers is Reference.IT or len(ask.text.split()) <= FEW_WORDS
    if not pointing or not state.focus or ask.having:
        return None
    said = _Said.of(ask, columns, language)
    rest = tuple(c for c in ask.conditions if not _of_title(c))
    spoken = {columns.number[p] for p in state.focus[:4] if p in columns.number}
    before = [columns.number[p] for p in (*state.listed, *state.shown) if p in columns.number]
    listed = list(dict.fromkeys(before))
    if said.words and not said.left:
        chosen = [n for n in listed if n in said.having]
        if 0 < len(chosen) <= 3 and (not rest or 1 < len(listed) > len(chosen)):
            return _asked_of(chosen, ask, state, columns, rest)
        chosen = _alike(said.having - spoken, spoken, columns)
        if not rest and 0 < len(chosen) <= 3:
            return _asked_of(chosen, ask, state, columns)
    if said.words or rest or ask.fields or ask.scaled:
        return None
    chosen, left = _told_apart(said, spoken, listed, columns, language)
    if not 0 < len(chosen) <= 3:
        return None
    return _asked_of(chosen, replace(ask, unused=left), state, columns)


def the_other(ask: Ask, state: State, columns: Columns, language: str) -> Ask | None:
    """ "ah, the other one": of two that were listed, or the only one that is called nearly as what
    was spoken of."""
    if len(state.focus) != 1 or ask.targets or not _says_the_other(ask.text, language):
        return None
    own = columns.number.get(state.focus[0])
    listed = [columns.number[p] for p in state.listed if p in columns.number]
    if own is None:
        return None
    if len(listed) == 2 and own in listed:
        chosen = [n for n in listed if n != own]
    else:
        words = {k for t in telling(columns.title_tokens[own][0]) for k in t.keys}
        chosen = [
            n
            for n in _alike(set(range(len(columns.ids))) - {own}, {own}, columns)
            if all(words & t.keys for t in telling(columns.title_tokens[n][0]))
            or len(_telling(own, columns)) == _shared(n, own, columns)
        ]
    return _asked_of(chosen, replace(ask, more=False), state, columns) if len(chosen) == 1 else None


def _says_the_other(text: str, language: str) -> bool:
    """ "the other", and neither "any other" nor "the other colours"."""
    spoken = [t.folded for t in tokens(text, ())]
    book = function_words(language)
    return any(
        run.start > 0
        and (spoken[run.start - 1],) in book.groups["article"]
        and all(book.is_small(word) for word in spoken[run.end : run.end + 1])
        for run in book.find("other", spoken)
    )


def _told_apart(
    said: _Said, spoken: set[int], listed: Sequence[int], columns: Columns, language: str
) -> tuple[list[int], tuple[str, ...]]:
    """The products that words tell apart which are no words of their titles, and what is left of
    those words: "without gel", "the normal one", "the one with buffalo" of two that were told."""
    if said.lacked:
        return _without(said.lacked, spoken, columns), said.left
    book = function_words(language)
    left = [t for word in said.left for t in tokens(word, columns.languages)]
    plain = [
        t for t in left if any((f,) in book.groups["plain"] for f in book.degrees.forms(t.folded))
    ]
    if plain:
        rest = tuple(t.text for t in left if t not in plain)
        return _plainer(spoken, columns), rest
    among = list(dict.fromkeys([*listed, *sorted(spoken)]))
    if not left or len(among) < 2:
        return [], ()
    chosen = [n for n in among if all(n in _beginning(t, columns) for t in left)]
    return (chosen if len(chosen) < len(among) else []), ()


def _plainer(spoken: set[int], columns: Columns) -> list[int]:
    """What is called like what was spoken of, with fewer words: "Bolt" of "Bolt iridium"."""
    own = [set(_telling(n, columns)) for n in spoken]
    return [
        n
        for n in _alike(set(range(len(columns.ids))) - spoken, spoken, columns)
        if any(set(_telling(n, columns)) < words for words in own)
    ]


def _beginning(token: Token, columns: Columns) -> set[int]:
    """The products with a word that begins so: "buffalo" of "buffalomozzarella"."""
    if len(token.folded) < 4:
        return set()
    found = (held for key, held in columns.words.items() if key.startswith(token.folded))
    meant = (columns.words[k] for k in token.keys if k in columns.words)
    return {int(n) for held in (*found, *meant) for n in held}


def _of_title(condition: Condition) -> bool:
    return condition.fields == ("title",)


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of an ask that titles have: `having` are the products that have all `words`, and
    `left` what nothing took."""

    words: tuple[Token, ...]
    lacked: tuple[Token, ...]
    having: set[int]
    left: tuple[str, ...]

    @classmethod
    def of(cls, ask: Ask, columns: Columns, language: str) -> _Said:
        words: list[Token] = []
        lacked: list[Token] = []
        left: list[str] = []
        for condition in filter(_of_title, ask.conditions):
            told = [t for v in condition.values for t in tokens(v, columns.languages)]
            (words if condition.op is Op.SAYS else lacked).extend(told)
        denied = _denied(ask.text, language)
        for phrase in ask.unused:
            for token in tokens(phrase, columns.languages):
                if token.folded in denied and _titled(token, columns):
                    lacked.append(token)
                else:
                    left.append(token.text)
        having = [_titled(token, columns) for token in words]
        alike = set[int].intersection(*having) if having else set[int]()
        return cls(tuple(words), tuple(lacked), alike, tuple(left))


def _denied(text: str, language: str) -> set[str]:
    """The folded words that stand behind a "without"."""
    spoken = [t.folded for t in tokens(text, ())]
    runs = function_words(language).find("without", spoken)
    return {w for run in runs for w in spoken[run.end : run.end + 2]}


def _titled(token: Token, columns: Columns) -> set[int]:
    """The products with a word in their titles."""
    return {int(n) for k in token.keys for n in columns.title_words.get(k, ())}


def _without(lacked: Sequence[Token], spoken: set[int], columns: Columns) -> list[int]:
    """What is called like what was spoken of less the words `lacked`; or, where that does not have
    them, what says in its title that it is free of them: "ammonia-free"."""
    having = set[int].intersection(*(_titled(token, columns) for token in lacked))
    if spoken & having:
        own = [set(_telling(n, columns)) for n in spoken & having]
        others = _alike(set(range(len(columns.ids))) - having, spoken & having, columns)
        return [n for n in others if any(set(_telling(n, columns)) <= words for words in own)]
    free = {w for code in LANGUAGES[:2] for run in function_words(code).groups["free"] for w in run}
    saying = {n for n in having if free & {t.folded for t in columns.title_tokens[n][0]}}
    return _alike(saying - spoken, spoken, columns)


def _telling(number: int, columns: Columns) -> list[str]:
    return [t.folded for t in telling(columns.title_tokens[number][0])]


def other_of(ask: Ask, state: State, columns: Columns) -> Ask | None:
    """ "and in white?" after the red one, where colours are goods of their own: the one that is
    called nearly so and has what is asked, and what is spoken of has not."""
    number = columns.number.get(state.focus[0]) if len(state.focus) == 1 else None
    pointing = ask.follows or ask.having or len(ask.text.split()) <= 4
    options = {f.id for f in columns.schema.of(Role.OPTION)}
    wanted = [c for c in ask.conditions if c.op is Op.IS and c.values != ("yes",)]
    if (
        number is None
        or not pointing
        or (ask.yes_no and not ask.having)
        or ask.unused
        or not wanted
        or len(wanted) < len(ask.conditions)
        or any(set(c.fields) & options for c in wanted)
    ):
        return None
    rows = list(columns.variants(number))
    holding = np.ones(columns.rows, np.bool_)
    for condition in wanted:
        held = np.zeros(columns.rows, np.bool_)
        for id in condition.fields:
            column = columns.columns[id]
            held |= column.holds(column.wider(condition.values))
        if held[rows].any():
            return None
        holding &= held
    having = {int(n) for n in np.unique(columns.product_of[np.flatnonzero(holding)])}
    chosen = _alike(having, {number}, columns)
    title = columns.title_tokens[number][0] if columns.title_tokens[number] else ()
    if not chosen or len(chosen) > 3 or 2 * _shared(chosen[0], number, columns) < len(title):
        return None
    return _asked_of(chosen, ask, state, columns)


def _shared(one: int, other: int, columns: Columns) -> int:
    """How many words of a title another one has."""
    own = {k for t in columns.title_tokens[other][0] for k in t.keys}
    return sum(not t.keys.isdisjoint(own) for t in columns.title_tokens[one][0])


def _asked_of(
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


def _alike(having: set[int], spoken: set[int], columns: Columns) -> list[int]:
    """Those of `having` whose titles share most words with what is spoken of."""
    own = {k for n in spoken for title in columns.title_tokens[n] for t in title for k in t.keys}
    scored = [
        (sum(not t.keys.isdisjoint(own) for t in columns.title_tokens[n][0]), n)
        for n in having
        if columns.title_tokens[n]
    ]
    best = max((score for score, _ in scored), default=0)
    return sorted(n for score, n in scored if score == best and best > 0)
