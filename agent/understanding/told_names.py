"""What a part of a name means where several things were told: "the evening one", "the touring one",
"and the Bar 2?".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.understanding.function_words import everyday_words
from agent.understanding.query import Ask, Target
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.text import Keys, Token, tokens


def of_those_told(ask: Ask, state: State, columns: Columns) -> Ask:
    """`ask` with its names of parts held to what was told before."""
    if ask.having:
        return ask  # "what do you have in M6 x 20"
    words = tokens(ask.text, columns.languages)
    targets = (t if t.exact else _held_to_told(t, words, state, columns) for t in ask.targets)
    return replace(ask, targets=tuple(targets))


def _held_to_told(target: Target, words: Sequence[Token], state: State, columns: Columns) -> Target:
    """Those of a target that were told; else of a list those that have its words, though another
    is called rather so: the board of "the touring one" where there is a touring bike too; else the
    only one whose name is said, but for the words of what is spoken of: "and the Bar 2?"."""
    spoken = {*state.focus, *state.listed, *state.shown}
    if told := tuple(p for p in target.products if p in spoken):
        return replace(target, products=told) if len(target.products) > 1 else target
    said = tokens(target.mention, columns.languages)
    listed = tuple(p for p in state.listed if _unsaid(p, said, columns) is not None)
    if len(state.listed) > 1 and 0 < len(listed) < len(state.listed):
        return replace(target, products=listed)
    if len(state.focus) == 1 and len(target.products) > 1:
        whole = _said_whole(target.products, words, _title(state.focus[0], columns), columns)
        if whole is not None:
            return replace(target, products=(whole,), exact=True)
    return target


def _said_whole(
    products: Sequence[str], words: Sequence[Token], spoken: Sequence[Token], columns: Columns
) -> str | None:
    """The product of whose name most is said, of those whose every word is said, stands in the
    name of what is `spoken` of, or is small; None where there are several."""
    known = _keys((*words, *spoken))
    whole: dict[int, list[str]] = {}
    for product in products:
        title = [t for t in _title(product, columns) if t.folded not in everyday_words()]
        if title and not any(t.keys.isdisjoint(known) for t in title):
            whole.setdefault(len(title), []).append(product)
    longest = whole[max(whole)] if whole else []
    return longest[0] if len(longest) == 1 else None


def _unsaid(product: str, said: Sequence[Token], columns: Columns) -> list[Token] | None:
    """The words of a title that are not said; None where it lacks one that is."""
    title = _title(product, columns)
    if not said or any(t.keys.isdisjoint(_keys(title)) for t in said):
        return None
    return [t for t in title if t.keys.isdisjoint(_keys(said))]


def _title(product: str, columns: Columns) -> Sequence[Token]:
    number = columns.number.get(product)
    titles = columns.title_tokens[number] if number is not None else ()
    return titles[0] if titles else ()


def _keys(words: Sequence[Token]) -> Keys:
    return frozenset(k for token in words for k in token.keys)
