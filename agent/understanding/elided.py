"""A question that leaves out what it asks: "which pizzas are?", "any dessert that isn't", "which
ones then?" behind "is the Margherita vegan?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.understanding.conditions import satisfying
from agent.understanding.function_words import FunctionWords, folded, function_words
from agent.understanding.query import Act, Ask, Condition, Op, Reference
from agent.understanding.refining import sort_of
from agent.understanding.state import State
from catalog.columns import Columns
from catalog.text import tokens

_TURNED = {Op.IS: Op.LACKS, Op.LACKS: Op.IS}


def elided(ask: Ask, state: State, columns: Columns, language: str) -> Ask | None:
    """The search for what was asked of one item just now, among what `ask` names or else what is of
    that item's sort; None where `ask` leaves nothing out."""
    before = state.ask
    if before is None or before.act is not Act.CHECK or not before.conditions:
        return None
    book = function_words(language)
    words = folded(tokens(ask.text, ()))
    if not ask.conditions and words and _is_in(("it",), words[-1], book):
        return None  # "where is it", and not "which pizzas is it"
    stands = _stands(words, book)
    if stands is None or not _names_only_a_sort(ask, before):
        return None
    asked = before.conditions if stands else _turned(before.conditions)
    if asked is None:
        return None
    focus = state.focus[:1]
    sort = ask.conditions or (sort_of(focus[0], columns) if focus else ())
    if not satisfying((*sort, *asked), columns).any():
        sort = ask.conditions
    return replace(
        ask,
        act=Act.FIND,
        conditions=(*sort, *asked),
        targets=(),
        fields=(),
        scaled=(),
        unused=(),
        denied=(),
        refers=Reference.NONE,
        asks_stock=False,
    )


def _stands(words: Sequence[str], book: FunctionWords) -> bool | None:
    """Whether words ask for what is so (True) or not so (False), and leave out what: they ask which
    or for any, and end in "are", "don't" or "then"; None where they say what."""
    asks = {run[0] for group in ("tell", "indefinite") for run in book.groups[group]}
    if not any(word in asks for word in words[:3]):
        return None
    end = len(words)
    while end and (words[end - 1] == "t" or _is_in(("follow", "it"), words[end - 1], book)):
        end -= 1
    then = any(_is_in(("follow",), word, book) for word in words[end:])
    first = end
    while first and _is_in(("yes_no", "negate"), words[first - 1], book):
        first -= 1
    tail = words[first:end]
    if not (tail or then) or not first or _is_in(("business",), words[first - 1], book):
        return None
    return not any(_is_in(("negate",), word, book) for word in tail)


def _is_in(groups: Sequence[str], word: str, book: FunctionWords) -> bool:
    return any((word,) in book.groups[group] for group in groups)


def _names_only_a_sort(ask: Ask, before: Ask) -> bool:
    """Whether it names what sort of thing it asks for at most, and nothing of what was asked
    before; a word that nobody knows may be such a name ("which dishes are?")."""
    named = any(t.mention for t in ask.targets)
    asks = ask.order or ask.relative or ask.about or ask.fields or ask.scaled
    words = [word for run in ask.unused for word in run.split()]
    asked = {f for c in before.conditions for f in c.fields}
    sorts = all(c.op in (Op.IS, Op.SAYS) and asked.isdisjoint(c.fields) for c in ask.conditions)
    return not (named or asks) and len(words) <= 1 and sorts


def _turned(conditions: Sequence[Condition]) -> tuple[Condition, ...] | None:
    """What is not so of one condition; of several nobody knows which is meant."""
    if len(conditions) != 1 or conditions[0].op not in _TURNED:
        return None
    return (replace(conditions[0], op=_TURNED[conditions[0].op]),)
