"""What a message asks: its language, kind, items, options, field, amounts.

Kind and language are learned from examples (kinds.py); items come from the catalog's own names,
options from its rows, and what is left open from what was spoken of before. What it is not sure of
it says (`close`, `unknown`), so that the reply can ask back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agent.truth import courtesy, settling
from agent.truth.features import CURRENCIES
from agent.truth.kinds import Guess, guess, spoken_language
from agent.truth.lexicon import Lexicon, joints, lexicon, numbers
from agent.truth.limits import ANY, Limits, limits, quantity
from agent.truth.masking import Vocabulary, masked
from agent.truth.matches import Named
from agent.truth.meant import (
    ProductsById,
    attributes_apart,
    from_before,
    or_described,
    refers,
    with_articles,
)
from agent.truth.options import Item, narrowed
from agent.truth.phrases import covered
from agent.truth.retyped import as_titled
from agent.truth.settling import POLICIES, Spoken
from agent.truth.values import amounts
from agent.truth.words import is_number, tokens
from catalog.records import Product

__all__ = ["POLICIES", "Asked", "ProductsById", "Spoken", "understand"]

_NEAR = 3
"""Tokens before a name in which its number is looked for: "3 of the Fjell 2"."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A message, understood."""

    text: str
    words: tuple[str, ...]
    language: str
    kind: str
    items: tuple[Item, ...] = ()
    close: tuple[Product, ...] = ()
    """Products that a part of a name may mean: ask back."""
    unknown: str = ""
    """A product's name that no row has, as it was typed."""
    field: str = ""
    quantity: int = 1
    limits: Limits = ANY
    content: tuple[str, ...] = ()
    """The words that say what is looked for."""
    claims: tuple[Decimal, ...] = ()
    """Amounts of money that the customer states."""
    carried: bool = False
    """The items are those of the conversation, not of this message."""


def understand(
    text: str,
    spoken: Spoken,
    vocabulary: Vocabulary,
    products: ProductsById,
    offered: Sequence[str],
) -> Asked:
    """Read one message. `offered` are the business's languages, the first its own."""
    titles = vocabulary.names.titles
    words = as_titled(tokens(text), titles, numbers(offered), joints(offered))
    named = with_articles(vocabulary.names.in_message(words), words, vocabulary, products, offered)
    named = attributes_apart(named, words, products)
    judged = _judged(words, named, vocabulary, offered)
    language = spoken_language(judged.languages, spoken.language, offered)
    book = lexicon(language)
    named = or_described(named, words, vocabulary, judged)
    taken = frozenset(at for naming in named.sure for at in naming.positions)
    unknown = next((n.unknown for n in (*named.sure, *named.close) if n.unknown), "")
    items = tuple(
        narrowed(product, words, taken, book)
        for naming in named.sure
        for product in products((naming.product,))
    )
    content = _content(words, taken, book)
    kind = settling.first(judged, bool(items or named.close), words, taken, content, spoken, book)
    if not (items or named.close):
        kind = settling.unlikely(kind, words, content, vocabulary, book)
    narrow = limits(text, words, book)
    if kind == "other" and content and (narrow.most or narrow.least):
        kind = "list"
    nameless = not (items or named.close or unknown)
    carried = nameless and refers(kind, content, words, spoken, book, vocabulary)
    if carried:
        items = from_before(words, spoken, book)
        kind = settling.carried(kind, words, spoken, book)
    kind = settling.of_property(kind, items, words, taken, book)
    kind = settling.settled(kind, items, bool(named.close), words)
    claims = tuple(amount.value for amount in amounts(text))
    stated = claims and not any(item.options for item in items)  # a voucher's "100 €"
    if kind in (*POLICIES, "availability") and items and stated:
        # "the peeler is $7.49, isn't it?", unless a word says what else is meant
        kind = kind if covered(words, book.kinds[kind]) >= 1 else "price"
    pieces = _pieces(kind, words, taken, book)
    if kind == "price" and pieces > 1 and items:
        kind = "amount"
    if kind == "amount" and len(named.sure) > 1:
        each = any(word in book.groups["each"] for word in words)
        items = _counted(items, named, words, book, pieces if each else 0)
    return Asked(
        text=text,
        words=words,
        language=language,
        kind=kind,
        items=items,
        close=tuple(products([n.product for n in named.close])),
        unknown=unknown,
        field=settling.field_asked(words, book, taken),
        quantity=pieces,
        limits=narrow,
        content=content,
        claims=claims,
        carried=carried,
    )


# -- kinds ---------------------------------------------------------------------------------------


def _judged(
    words: tuple[str, ...], named: Named, vocabulary: Vocabulary, offered: Sequence[str]
) -> Guess:
    """What is asked, apart from the greeting before it and the thanks behind it."""
    core = courtesy.without(words, offered)
    if core != words:
        words, named = core, vocabulary.names.in_message(core)
    return guess(*masked(words, named, vocabulary), named=bool(named.sure))


# -- amounts, fields, words ---------------------------------------------------------------------


def _pieces(kind: str, words: Sequence[str], taken: frozenset[int], book: Lexicon) -> int:
    """How many are wanted. Whoever asks for a price says so before the name: "for 2 Fjells"."""
    if kind not in ("amount", "price"):
        return 1
    if kind == "amount" or not taken:
        return quantity(words, taken, book)
    first = min(taken)
    start = max(0, first - _NEAR)
    return quantity(words[start:first], frozenset(), book) if first else 1


def _counted(
    items: Sequence[Item], named: Named, words: Sequence[str], book: Lexicon, each: int
) -> tuple[Item, ...]:
    """How many of each item: what stands before its name, "one fjell 2 and two vandre"."""
    wanted: dict[str, int] = {}
    end = 0
    for naming in named.sure:
        first = min(naming.positions)
        before = words[max(end, first - _NEAR) : first]
        wanted[naming.product] = each or quantity(before, frozenset(), book)
        end = max(naming.positions) + 1
    return tuple(replace(item, wanted=wanted.get(item.product.id, 1)) for item in items)


def _content(words: Sequence[str], taken: frozenset[int], book: Lexicon) -> tuple[str, ...]:
    """The words that say what is looked for: no name, no small word, no number, no money."""
    kinds = [
        p
        for k in ("price", "list", "availability", "variants", "small_talk")
        for p in book.kinds[k]
        if len(p.words) == 1
    ]
    return tuple(
        word
        for at, word in enumerate(words)
        if at not in taken
        and not is_number(word)
        and len(word) > 1
        and word not in book.small
        and word not in book.numbers
        and word not in CURRENCIES
        and not any(covered((word,), (p,)) for p in kinds)
        and not any(
            word in book.groups[g]
            for g in (
                "under",
                "over",
                "between",
                "cheapest",
                "dearest",
                "sale",
                "size",
                "it",
                "other",
                "first",
                "second",
                "third",
                "now",
                "today",
            )
        )
    )
