"""One question, read: from the words to what is asked of which products.

heard       the words and the names among them         heard.py
settled     what kind of question it is                settling.py
carried     what it leaves to what was said before     carried.py
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agent.truth import attributes, carried, settling, siblings
from agent.truth.asked import Asked, Spoken
from agent.truth.carried import Carried
from agent.truth.heard import Heard, hear
from agent.truth.lexicon import Lexicon
from agent.truth.limits import limits, quantity
from agent.truth.masking import Vocabulary
from agent.truth.matches import Named
from agent.truth.meant import ProductsById
from agent.truth.options import Item, narrowed
from agent.truth.phrases import covered, runs, says, says_exactly
from agent.truth.settling import POLICIES
from agent.truth.typed import as_typed
from agent.truth.values import amounts

_NEAR = 3
"""Tokens before a name in which its number is looked for: "3 of the Fjell 2"."""


def read(
    text: str,
    spoken: Spoken,
    vocabulary: Vocabulary,
    products: ProductsById,
    offered: Sequence[str],
) -> Asked:
    """What `text`, taken for one question, asks."""
    heard = hear(text, spoken, vocabulary, products, offered)
    words, named, book = heard.words, heard.named, heard.book
    items = _items(heard, products)
    kind = _first_kind(heard, bool(items or named.close), spoken, vocabulary)
    without = tuple(words[at] for at in sorted(heard.left_out))
    narrow = replace(limits(text, words, book), without=without)
    if kind == "other" and heard.content and (narrow.most or narrow.least):
        kind = "list"
    unknown = next((n.unknown for n in (*named.sure, *named.close) if n.unknown), "")
    unknown = as_typed(text, unknown) if unknown else ""
    again = None
    if not (items or named.close or unknown):
        again = carried.again(heard, kind, spoken, vocabulary, products, offered)
    elif kind == "comparison" and len(items) == 1 and says(words, "of_both", book):
        items = (*items, *siblings.only_one(items[0].product, vocabulary, products))
    said = again or Carried(kind, items, unknown=unknown)
    kind = _settled_kind(said, heard)
    asked = Asked(
        text=text,
        words=said.words or words,
        language=book.language,
        kind=kind,
        items=said.items,
        close=said.close or tuple(products([n.product for n in named.close])),
        unknown=said.unknown,
        field=_field(said, heard),
        limits=narrow,
        content=heard.content,
        claims=said.claims or tuple(amount.value for amount in amounts(text)),
        carried=again is not None,
        instead="medical" if says_exactly(heard.unnamed, "medical", book) else "",
    )
    return _counted(carried.or_asked_back(asked, heard, spoken, vocabulary), heard, said.called)


def _items(heard: Heard, products: ProductsById) -> tuple[Item, ...]:
    """The products that are named; "not the Fjell 4, the Fjell 2" names one."""
    meant = [n for n in heard.named.sure if min(n.positions) not in heard.left_out]
    return tuple(
        narrowed(product, heard.words, heard.taken, heard.book, heard.left_out)
        for naming in meant or heard.named.sure
        for product in products((naming.product,))
    )


# -- kinds ---------------------------------------------------------------------------------------


def _first_kind(heard: Heard, named: bool, spoken: Spoken, vocabulary: Vocabulary) -> str:
    words, content, book = heard.words, heard.content, heard.book
    if says_exactly(heard.unnamed, "legal", book):
        return "person"
    kind = settling.first(heard.judged, named, words, heard.passed, content, spoken, book)
    if named:
        return kind
    goods = any(vocabulary.is_goods(word) for word in content)
    if heard.left_out and goods and kind in ("other", *POLICIES):
        # "sleeping bags without down"
        kind = kind if covered(words, book.kinds[kind]) >= 1 else "list"
    return settling.unlikely(kind, words, content, vocabulary, book)


def _settled_kind(said: Carried, heard: Heard) -> str:
    words, book, items = heard.words, heard.book, said.items
    kind = settling.of_property(said.kind, items, words, heard.passed, book)
    kind = settling.settled(kind, items, bool(heard.named.close), words, book)
    if kind == "attribute" and any(item.options for item in items):
        # "the second one in M?", unless a word says which property is meant
        asks = covered(words, book.kinds[kind]) >= 1 or _field(said, heard)
        named = any(attributes.positions(i.product, words, heard.passed) for i in items)
        kind = kind if asks or named or said.words else "availability"
    stated = any(amounts(heard.text)) and not any(item.options for item in items)
    if kind in (*POLICIES, "availability") and items and stated:  # and no voucher's "100 €"
        # "the peeler is $7.49, isn't it?", unless a word says what else is meant
        kind = kind if covered(words, book.kinds[kind]) >= 1 else "price"
    return kind


def _field(said: Carried, heard: Heard) -> str:
    if said.field:
        return said.field
    if said.words:
        return settling.field_asked(said.words, heard.book)
    return settling.field_asked(heard.words, heard.book, heard.passed)


# -- amounts -------------------------------------------------------------------------------------


def _counted(asked: Asked, heard: Heard, called: frozenset[int]) -> Asked:
    """With how many are wanted. Who asks for a price says so before the name: "for 2 Fjells"."""
    words, named, book = heard.words, heard.named, heard.book
    pieces = _pieces(asked.kind, words, heard.taken | called, book)
    if asked.kind == "price" and pieces > 1 and asked.items:
        asked = replace(asked, kind="amount")
    if asked.kind == "amount" and len(named.sure) > 1:
        each = any(word in book.groups["each"] for word in words)
        items = _counted_each(asked.items, named, words, book, pieces if each else 0)
        asked = replace(asked, items=items)
    return replace(asked, quantity=pieces)


def _pieces(kind: str, words: Sequence[str], taken: frozenset[int], book: Lexicon) -> int:
    if kind not in ("amount", "price"):
        return 1
    if behind := _behind_the_price(words, taken, book):
        return behind
    if kind == "amount" or not taken:
        return quantity(words, taken, book)
    first = min(taken)
    start = max(0, first - _NEAR)
    return quantity(words[start:first], frozenset(), book) if first else 1


def _behind_the_price(words: Sequence[str], taken: frozenset[int], book: Lexicon) -> int:
    """The number right behind the last word that asks for a price, where that stands behind the
    name: "if I buy 10 Fjell 2 …, what would 11 cost"; else 0."""
    phrases = [*(p.words for p in book.kinds["price"] if p.weight >= 1), *book.phrases["makes"]]
    said = [run for run in runs(words, phrases) if taken and run.start > max(taken)]
    for run in sorted(said, key=lambda run: run.start, reverse=True):
        near = range(max(0, run.start - 1), run.stop + 2)
        many = quantity(words, frozenset(range(len(words))) - set(near) | taken, book)
        if many > 1:
            return many
    return 0


def _counted_each(
    items: Sequence[Item], named: Named, words: Sequence[str], book: Lexicon, each: int
) -> tuple[Item, ...]:
    """How many of each item: what stands before its name, "one fjell 2 and two vandre"."""
    wanted: dict[str, int] = {}
    names = {at for naming in named.sure for at in naming.positions}
    plain = ["" if at in names else word for at, word in enumerate(words)]
    end = 0
    for naming in named.sure:
        first = min(naming.positions)
        # Read in the whole message: the 41 of "39-41 and a hat" is the end of a size.
        outside = frozenset(range(len(words))) - set(range(max(end, first - _NEAR), first))
        wanted[naming.product] = each or quantity(plain, outside, book)
        end = max(naming.positions) + 1
    return tuple(replace(item, wanted=wanted.get(item.product.id, 1)) for item in items)
