"""Which goods of the same words hold, where the one that they name most closely does not: salsa on
Wednesdays, of "Salsa I" on Mondays and "Salsa Lady Style" on Wednesdays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.understanding.conditions import satisfying
from agent.understanding.function_words import everyday_words
from agent.understanding.query import Act, Ask, Target
from catalog.columns import Columns
from catalog.text import Token, tokens


def of_namesakes(ask: Ask, columns: Columns, languages: Sequence[str]) -> Ask | None:
    """The search for what is called by all words that `ask` names its one item by, and of which
    its conditions are true; None where the item itself holds, or nothing else does."""
    if len(ask.targets) != 1 or not ask.targets[0].mention:
        return None
    target = ask.targets[0]
    own = columns.of_products(columns.number[p] for p in target.products if p in columns.number)
    true = satisfying((*ask.conditions, *target.options), columns)
    said = _telling(target.mention, languages)
    if not said or (true & own).any():
        return None
    found = [n for n in columns.products_of(true & ~own) if _is_called(n, said, columns)]
    if not found:
        return None
    others = Target(tuple(columns.ids[n] for n in found), "", exact=True)
    return replace(ask, act=Act.FIND, targets=(others,))


def names_all(target: Target, columns: Columns, languages: Sequence[str]) -> bool:
    """Whether every telling word of a title is said: a person may mean that one alone."""
    said = {k for t in _telling(target.mention, languages) for k in t.keys}
    numbers = [columns.number[p] for p in target.products if p in columns.number]
    return any(
        all(not t.keys.isdisjoint(said) for t in title if t.folded not in everyday_words())
        for n in numbers
        for title in columns.title_tokens[n]
    )


def _telling(mention: str, languages: Sequence[str]) -> list[Token]:
    return [t for t in tokens(mention, languages) if t.folded not in everyday_words()]


def _is_called(product: int, said: Sequence[Token], columns: Columns) -> bool:
    """Whether a title of it has all words of `said`."""
    return any(
        all(any(not word.keys.isdisjoint(t.keys) for t in title) for word in said)
        for title in columns.title_tokens[product]
    )
