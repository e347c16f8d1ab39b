"""What a thing that is named comes in, said in part or by its size: "copper" of a colour "Copper
red", "the big one" of 15 and 30 ml.

A word of a message is held to the options of that thing alone: among all goods it may mean
anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agent.understanding.function_words import function_words
from agent.understanding.query import Act, Ask, Condition, Op, Target
from agent.understanding.slips import is_slip
from agent.understanding.state import State
from catalog.column import Column
from catalog.columns import Columns
from catalog.folding import fold
from catalog.measures import measures
from catalog.price_units import is_per
from catalog.schema import Role
from catalog.text import Token, tokens

SHORT = 3
"""Words of what points by a size alone: "the big one", "le grand"."""

LEAST = 3
"""Letters of a part of a word: "rot" of "Ziegelrot"."""


def with_own_options(ask: Ask, state: State, columns: Columns, language: str) -> Ask:
    """`ask` with those options of the one thing it is of that its words name in part; a word alone
    may be of what was spoken of: "the gold?"."""
    targets = ask.targets
    if ask.act is Act.FIND and not (targets or ask.conditions or ask.order or ask.more):
        targets = (Target(state.focus, "", exact=True),)
    elif ask.act not in (Act.TELL, Act.CHECK):
        return ask
    products = {p for t in targets for p in t.products if p in columns.number}
    if len(targets) != 1 or len(products) != 1 or targets[0].options:
        return ask
    own = _own_columns(columns, columns.number[products.pop()])
    ask = _without_ends(ask, own, language)
    for word in (t for run in ask.unused for t in tokens(run, (language,))):
        named = next(_naming(word, own), None)
        if named is not None:
            left = (_without(run, word.text) for run in ask.unused)
            return _with_option(ask, targets[0], named, tuple(run for run in left if run))
    points = ask.targets or (not ask.unused and len(tokens(ask.text, ())) <= SHORT)
    sized = _sized(ask, own, language) if points else None
    plain = replace(ask, scaled=())  # "the big one" asks for no size
    return ask if sized is None else _with_option(plain, targets[0], sized, ask.unused)


def _without_ends(ask: Ask, own: list[tuple[Column, list[int]]], language: str) -> Ask:
    """`ask` without a "big" that is a value of other goods: what it is of comes in amounts."""
    book = function_words(language)
    ends = book.groups["large"] | book.groups["small_one"]
    values = [(v, set(rows)) for column, rows in own for v in column.values.values()]
    held = {value.text for value, rows in values if not rows.isdisjoint(value.rows)}
    kept = (
        c for c in ask.conditions if (fold(c.mention),) not in ends or not held.isdisjoint(c.values)
    )
    return replace(ask, conditions=tuple(kept))


def _with_option(ask: Ask, target: Target, option: Condition, unused: tuple[str, ...]) -> Ask:
    act = Act.TELL if ask.act is Act.FIND else ask.act
    asked, scaled = (
        tuple(f for f in some if f not in option.fields) for some in (ask.fields, ask.scaled)
    )
    target = replace(target, options=(option,))
    return replace(ask, act=act, targets=(target,), fields=asked, scaled=scaled, unused=unused)


def _own_columns(columns: Columns, product: int) -> list[tuple[Column, list[int]]]:
    """The options in which the variants of a product differ, with its rows."""
    rows = list(columns.variants(product))
    if len(rows) < 2:
        return []
    options = (c for c in columns.columns.values() if c.field.role is Role.OPTION)
    return [(column, rows) for column in options if column.stated[rows].any()]


def _naming(word: Token, own: list[tuple[Column, list[int]]]) -> Iterator[Condition]:
    """The option whose values have a word, or one that begins or ends with it."""
    if len(word.folded) < LEAST or word.is_number or is_per(word.folded):
        return
    for column, rows in own:
        held = {v.text for v in column.values.values() if not set(rows).isdisjoint(v.rows)}
        said = tuple(text for text in held if _is_part(word, text))
        if said and len(said) < len(held):
            yield Condition((column.field.id,), Op.IS, said, mention=word.text)


def _is_part(word: Token, value: str) -> bool:
    for token in tokens(value, ()):
        longer = len(token.folded) >= len(word.folded) + LEAST
        parted = token.folded.startswith(word.folded) or token.folded.endswith(word.folded)
        if token.folded == word.folded or (longer and parted) or is_slip(word.folded, token.folded):
            return True
    return False


def _sized(ask: Ask, own: list[tuple[Column, list[int]]], language: str) -> Condition | None:
    """ "The big one" of what comes in amounts: 15 ml and 30 ml."""
    book = function_words(language)
    large, small = book.groups["large"], book.groups["small_one"]
    said = next((t for t in tokens(ask.text, ()) if (t.folded,) in large | small), None)
    for column, rows in own if said is not None else ():
        held = [v.text for v in column.values.values() if not set(rows).isdisjoint(v.rows)]
        read = {text: list(measures(text)) for text in held}
        plain = all(len(some) == 1 and some[0].single for some in read.values())
        amounts = {text: some[0].low for text, some in read.items()} if plain else {}
        if said is not None and len(set(amounts.values())) > 1:
            end = (max if (said.folded,) in large else min)(amounts.values())
            ends = tuple(text for text, amount in amounts.items() if amount == end)
            return Condition((column.field.id,), Op.IS, ends, mention=said.text)
    return None


def _without(run: str, word: str) -> str:
    return " ".join(part for part in run.split() if fold(part) != fold(word))
