"""So many of each choice of one thing: "2 adults and a child", "for 3 adults?", "two large ones and
one small".

A number is of the word behind it, and that word is held to the choices of this thing alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from agent.understanding.conditions import holds, satisfying
from agent.understanding.function_words import FunctionWords, function_words
from agent.understanding.query import Act, Ask, Condition, Op, Target
from agent.understanding.state import State
from catalog.column import Column
from catalog.columns import Columns
from catalog.measures import Dimension
from catalog.schema import Role
from catalog.text import Token, tokens

APART = 2
"""So many words may stand between a number and what it counts: "2 of the large ones"."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """So many of a choice, as it was said; `told` where a number and no "a" says it."""

    option: Condition
    count: int
    told: bool


def with_counts(ask: Ask, state: State, columns: Columns, language: str) -> Ask:
    """`ask` as the sum of the choices that it counts; unchanged where it counts none."""
    product = None if _asks_otherwise(ask) else _only_one(ask, state, columns)
    if product is None:
        return ask
    rows = list(columns.variants(product))
    spoken, book = tokens(ask.text, (language, *columns.languages)), function_words(language)
    counted = next(filter(_is_told, _by_column(spoken, rows, columns, book)), ())
    if not counted:
        return ask
    said = {t.folded for one in counted for t in tokens(one.option.mention, ())}
    kept = tuple(c for c in ask.conditions if not _is_counted(c, counted, columns))
    own = columns.of_products((product,))
    if not all((holds(c, columns, columns.languages) & own).any() for c in kept):
        return ask  # "max. 8 people"
    left = (
        " ".join(w for w in run.split() if said.isdisjoint(t.folded for t in tokens(w, ())))
        for run in ask.unused
    )
    mention = next((t.mention for t in ask.targets), "")
    return replace(
        ask,
        act=Act.SUM,
        targets=tuple(
            Target((columns.ids[product],), mention, (one.option,), one.count, exact=True)
            for one in counted
        ),
        conditions=(),
        fields=(),
        scaled=(),
        quantity=0,
        quantities=(),
        unused=tuple(filter(None, left)),
    )


def _asks_otherwise(ask: Ask) -> bool:
    """Whether it asks for more than what so many cost: whether they are there, which is the most,
    what so many days come to."""
    other = ask.order or ask.relative or ask.asks_stock or ask.more or ask.how_many or ask.each
    asks = ask.act not in (Act.TELL, Act.CHECK, Act.FIND, Act.SUM) or (
        ask.yes_no and not ask.asks_price
    )
    kinds = {q.dimension for q in ask.quantities}
    return bool(other or asks or ask.having or kinds - {Dimension.PERSONS})


def _only_one(ask: Ask, state: State, columns: Columns) -> int | None:
    """The number of the one product that it is of: what it names, or what was spoken of."""
    # "3 kids" may be of all that have a child's price.
    each = [set(t.products) for t in ask.targets]
    named = set[str].intersection(*each) if each else set()
    if not each and any(c.fields == ("title",) for c in ask.conditions):
        rows = satisfying(ask.conditions, columns)
        named = {columns.ids[n] for n in columns.products_of(rows)}
    if not (each or named) and not any(c.op is Op.IS for c in ask.conditions):
        named = set(state.focus)
    found = [columns.number[p] for p in named if p in columns.number]
    return found[0] if len(found) == 1 else None


def _by_column(
    spoken: Sequence[Token], rows: list[int], columns: Columns, book: FunctionWords
) -> Iterator[tuple[_Counted, ...]]:
    """What is counted of each option in which the rows differ."""
    options = [columns.columns[field.id] for field in columns.schema.of(Role.OPTION)]
    held = [[v for v in c.values.values() if not set(rows).isdisjoint(v.rows)] for c in options]
    chosen = {t.folded for some in held for v in some for t in v.tokens if t.is_number}
    for column, some in zip(options, held, strict=True):
        if len(some) > 1:
            own = {v.text: frozenset(k for t in v.tokens for k in t.keys) for v in some}
            yield tuple(_counted(spoken, column, own, chosen, book))


def _counted(
    spoken: Sequence[Token],
    column: Column,
    own: dict[str, frozenset[str]],
    chosen: Set[str],
    book: FunctionWords,
) -> Iterator[_Counted]:
    """What is counted of the choices `own` of a column; a number of those `chosen` counts nothing:
    "500 glossy cards" are sold by 500."""
    for place, token in enumerate(spoken):
        count = _number(token, book)
        if count is None or token.folded in chosen:
            continue
        for word in spoken[place + 1 : place + 2 + APART]:
            if _number(word, book) is not None and (word.folded,) not in book.groups["indefinite"]:
                break
            texts = tuple(text for text, keys in own.items() if not keys.isdisjoint(word.keys))
            if 0 < len(texts) < len(own) and not word.is_number:
                option = Condition((column.field.id,), Op.IS, texts, mention=word.text)
                yield _Counted(option, count, (token.folded,) not in book.groups["indefinite"])
                break
            if not book.is_small(word.folded) or (word.folded,) in book.groups["sized"]:
                break


def _number(token: Token, book: FunctionWords) -> int | None:
    """A number of pieces or people, in figures or as a word; one of an "a"."""
    if token.text.isascii() and token.text.isdigit():
        return int(token.text) if 0 < int(token.text) < 1000 else None
    value = book.numbers.get(token.folded)
    if value is not None:
        return int(value) if value == int(value) and value > 0 else None
    return 1 if (token.folded,) in book.groups["indefinite"] else None


def _is_told(counted: Sequence[_Counted]) -> bool:
    """Whether a number is said, and each choice once."""
    fields = [one.option.values for one in counted]
    return any(one.told for one in counted) and len(set(fields)) == len(fields)


def _is_counted(condition: Condition, counted: Sequence[_Counted], columns: Columns) -> bool:
    """Whether a condition is of a choice that is counted."""
    fields = {a for one in counted for f in one.option.fields for a in columns.alike(f)}
    return condition.fields == ("title",) or not fields.isdisjoint(condition.fields)
