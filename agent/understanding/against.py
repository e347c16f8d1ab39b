"""What was spoken of held against another one: "how much do I save against new?", "what does the
plus have more?", "where is the difference?"."""

from __future__ import annotations

from dataclasses import replace

from agent.understanding.function_words import FunctionWords, function_words
from agent.understanding.likeness import alike, plainer
from agent.understanding.query import Act, Ask, Op, Reference, Target
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.schema import Kind
from catalog.text import tokens

MOST = 4
"""So many that were spoken of are held against each other."""


def against(ask: Ask, state: State, columns: Columns, language: str) -> Ask | None:
    """`ask` as a comparison of what was spoken of with what it names, or with the plain one of that
    name; None where it asks for none."""
    if not state.focus or ask.quantity or ask.act in (Act.SUM, Act.COUNT):
        return None
    book = function_words(language)
    words = [t.folded for t in tokens(ask.text, ())]
    told = [
        n
        for g in ("against", "compare")
        for r in book.find(g, words)
        for n in range(r.start, r.end)
    ]
    if not told:
        return None
    pair = _pair(ask, state, columns, book, {words[n] for n in told})
    if pair is None:
        return None
    measured = {i for i, c in columns.columns.items() if c.field.kind is Kind.QUANTITY}
    fields = [f for c in ask.conditions for f in c.fields if f in measured]
    return replace(
        ask,
        act=Act.COMPARE,
        targets=tuple(Target((p,), "", exact=True) for p in pair),
        conditions=(),
        fields=tuple(dict.fromkeys((*ask.fields, *fields))),
        refers=Reference.NONE,
        unused=(),
    )


def _pair(
    ask: Ask, state: State, columns: Columns, book: FunctionWords, said: set[str]
) -> tuple[str, ...] | None:
    """The first that was spoken of, and what it is held against."""
    named = [p for t in ask.targets for p in t.products]
    if len(named) == 2 and len(ask.targets) == 1:
        return tuple(named)  # "the difference to the normal junior" of two that are called so
    if len(named) > 1:
        return None
    titled = _titled(ask, state, columns, said)
    if not named and len(titled) == 1:
        named = titled
    own = [p for p in state.focus if p not in named]
    if named:
        return (own[0], named[0]) if own else _with_listed(named[0], state)
    if titled or ask.having:
        return None
    if len(state.focus) > 1:
        return state.focus[:MOST] if book.says("compare", _words(ask)) else None
    number = columns.number.get(state.focus[0])
    chosen = plainer({number}, columns) if number is not None else []
    if len(chosen) == 1:
        return state.focus[0], columns.ids[chosen[0]]
    return _with_listed(state.focus[0], state) if book.says("compare", _words(ask)) else None


def _words(ask: Ask) -> list[str]:
    return [t.folded for t in tokens(ask.text, ())]


def _with_listed(product: str, state: State) -> tuple[str, ...] | None:
    """The other one of two that were listed."""
    others = [p for p in state.listed if p != product]
    return (product, others[0]) if len(others) == 1 else None


def _titled(ask: Ask, state: State, columns: Columns, said: set[str]) -> list[str]:
    """What was listed, or is called nearly as what was spoken of, and has the words of titles that
    are said."""
    words = [
        t
        for c in ask.conditions
        if c.fields == ("title",) and c.op is Op.SAYS
        for v in c.values
        for t in tokens(v, columns.languages)
        if t.folded not in said
    ]
    having = [{int(n) for k in t.keys for n in columns.title_words.get(k, ())} for t in words]
    found = set[int].intersection(*having) if having else set[int]()
    told = [p for p in dict.fromkeys((*state.listed, *state.focus)) if columns.number[p] in found]
    spoken = {columns.number[p] for p in state.focus if p in columns.number}
    return told or [columns.ids[n] for n in alike(found - spoken, spoken, columns)]
