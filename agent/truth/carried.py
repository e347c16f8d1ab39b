"""What a message leaves to what was said before: "it", "the second one", "and in blue?".

The options that were asked for stay until others are named, the property stays, and a product that
does not exist does not become another one by being called "it".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agent.truth import attributes, settling, siblings, superlatives
from agent.truth.asked import Asked, Spoken
from agent.truth.heard import Heard
from agent.truth.kinds import ABOUT_ITEMS
from agent.truth.left_out import left_out
from agent.truth.lexicon import Lexicon, grouped, joints, numbers
from agent.truth.limits import ANY, limits, quantity
from agent.truth.masking import Vocabulary
from agent.truth.meant import ProductsById
from agent.truth.options import Item, narrowed
from agent.truth.phrases import covered, runs, says
from agent.truth.retyped import as_titled
from agent.truth.settling import FRAGMENT, POLICIES
from agent.truth.typed import as_typed
from agent.truth.values import amounts, decimal_of
from agent.truth.words import inflected, tokens
from catalog.records import Product

_PRICE = re.compile(r"\d+[.,]\d\d")
_ORDINALS = (("first", 0), ("second", 1), ("third", 2), ("last", -1))
_ABOUT_OFFERS = frozenset({"price", "availability", "amount"})
"""Kinds whose answer depends on the variant."""

_INSISTING = 12
"""Whoever insists on a price says no more words than these."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What a message means, with what was said before."""

    kind: str
    items: tuple[Item, ...] = ()
    close: tuple[Product, ...] = ()
    unknown: str = ""
    words: tuple[str, ...] = ()
    """Those of the question that is asked again: "and the first?"."""
    claims: tuple[Decimal, ...] = ()
    field: str = ""
    """The property by which it was chosen: "which is the lightest?"."""
    called: frozenset[int] = frozenset()
    """The places of the words that call it: "the 4" of "and the 4?" is no number of pieces."""


def again(
    heard: Heard,
    kind: str,
    spoken: Spoken,
    vocabulary: Vocabulary,
    products: ProductsById,
    offered: Sequence[str],
) -> Carried | None:
    """What a message without a name asks of what was spoken of; None: nothing."""
    if not spoken.products:
        return None
    first = spoken.products[0]
    if insisted := _insisted(heard, spoken, vocabulary):
        return replace(
            insisted, items=(_with_options(Item(first), spoken, vocabulary, heard.book),)
        )
    if chosen := superlatives.best(heard, spoken.listed or spoken.products):
        return Carried(chosen.kind, tuple(map(Item, chosen.products)), field=chosen.field)
    if field := superlatives.asked_of_each(heard, spoken.listed):
        return Carried("attribute", tuple(map(Item, spoken.listed)), field=field)
    other = _sibling(heard, first, vocabulary, products, offered)
    if not other and not refers(heard, kind, spoken, vocabulary):
        return None
    pointed = other or _pointed(heard, kind, spoken)
    kind = settling.carried(kind, heard.words, heard.passed, spoken, heard.book)
    kind = "amount" if _is_number_of_pieces(heard) else kind
    if not pointed and (unknown := _unknown(spoken, vocabulary, offered)):
        return Carried(kind, close=spoken.products, unknown=unknown)
    items = tuple(
        narrowed(product, heard.words, frozenset(), heard.book, heard.left_out, leaning=True)
        for product in pointed or (first,)
    )
    if len(heard.words) <= FRAGMENT:
        items = tuple(_lacking(item, heard.words, vocabulary) for item in items)
    if kind in _ABOUT_OFFERS:
        items = tuple(_with_options(item, spoken, vocabulary, heard.book) for item in items)
    words = _asked_before(items[0].product, heard, spoken) if kind == "attribute" else ()
    return Carried(kind, items, words=words, called=_called(other, heard.words))


def or_asked_back(asked: Asked, heard: Heard, spoken: Spoken, vocabulary: Vocabulary) -> Asked:
    """A message that leans on something before it, where there is nothing: "and in green?" """
    if asked.items or asked.close or asked.unknown or spoken.products:
        return asked
    words, book = heard.words, heard.book
    if len(words) > FRAGMENT or asked.kind not in ABOUT_ITEMS | {"list", "other"}:
        return asked
    ordinal = any(word in book.groups[group] for group, _ in _ORDINALS for word in words)
    pointing = ordinal or any(word in book.groups["other"] for word in words)
    leaning = words[:1] and words[0] in book.groups["and"]
    aside = {words[at] for run in runs(words, book.phrases["aside"]) for at in run}
    nothing = all(w in aside or _is_option(w, vocabulary) for w in heard.content)
    if (pointing and not heard.content) or (leaning and nothing):
        return replace(asked, kind="availability", content=())
    return asked


# -- whether it does -----------------------------------------------------------------------------


def refers(heard: Heard, kind: str, spoken: Spoken, vocabulary: Vocabulary) -> bool:
    """Whether a message without a name means what was spoken of before."""
    words, content, book = heard.words, heard.content, heard.book
    if attributes.positions(spoken.products[0], words, frozenset()):
        return len(content) < FRAGMENT
    pointing = any(
        w in book.groups[g]
        for w in words
        for g in ("it", "second", "first", "third", "last", "other")
    )
    aside = ("both", "standard", "aside", "pieces")
    told = [run for key in aside for run in runs(words, book.phrases[key])]
    pointed = {words[at] for run in told for at in run}
    own = _values(spoken.products)
    options = {
        w for w in words if w in own or (_is_option(w, vocabulary) and not _is_sold(w, vocabulary))
    }
    fields = [pattern for patterns in book.fields.values() for pattern in patterns]
    fields += [p for policy in POLICIES for p in book.kinds[policy]]
    looked_for = [w for w in content if w not in options | pointed and not covered((w,), fields)]
    if kind in ABOUT_ITEMS:
        return not looked_for or (pointing and len(looked_for) < 3)
    says_kind = covered(words, [p for p in book.kinds[kind] if p.weight >= 1]) >= 1
    if kind in POLICIES and (says_kind or pointing):
        return pointing and not looked_for
    open_kind = kind in ("list", "other", "small_talk") or not says_kind
    placed = len(words) <= FRAGMENT and any(
        w in book.groups[g] for w in words for g in ("first", "second", "third", "last", "other")
    )
    return open_kind and (placed or bool(options | pointed)) and not looked_for


def _values(products: Sequence[Product]) -> set[str]:
    return {t for p in products for v in p.variants for o in v.options for t in tokens(o.value)}


def _is_sold(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a product's name has it: "and 2 gas" asks for cartridges, for no stove's fuel."""
    return word in vocabulary.names.titles.holding and word not in vocabulary.choices


def _is_option(word: str, vocabulary: Vocabulary) -> bool:
    return word in vocabulary.options or any(inflected(word, o) for o in vocabulary.options)


def _insisted(heard: Heard, spoken: Spoken, vocabulary: Vocabulary) -> Carried | None:
    """The price again, where the customer says another one, or that it is wrong."""
    words, book = heard.words, heard.book
    if spoken.kind != "price" or len(words) > _INSISTING:
        return None
    if any(vocabulary.is_goods(word) for word in heard.content) or _asks_else(words, book):
        return None
    stated = {amount.value for amount in amounts(heard.text)}
    stated |= {decimal_of(word) for word in words if _PRICE.fullmatch(word)}
    bounded = limits(heard.text, words, book)
    if (stated and replace(bounded, in_stock=False) == ANY) or says(words, "insisted", book):
        return Carried("price", claims=tuple(sorted(stated)))
    return None


def _asks_else(words: Sequence[str], book: Lexicon) -> bool:
    kinds = ("list", "availability", "variants", "attribute", "hours", "contact", "other")
    return any(
        covered(words, [p for p in book.kinds[kind] if p.weight >= 1]) >= 1
        for kind in (*POLICIES, *kinds)
    )


# -- what it means -------------------------------------------------------------------------------


def _sibling(
    heard: Heard,
    product: Product,
    vocabulary: Vocabulary,
    products: ProductsById,
    offered: Sequence[str],
) -> tuple[Product, ...]:
    if len(heard.content) > 1:
        return ()
    id = siblings.called(product, heard.words, grouped("this", offered), vocabulary)
    if not id and says(heard.words, "standard", heard.book):
        id = siblings.plain(product, vocabulary)
    return tuple(products((id,))) if id else ()


def _is_number_of_pieces(heard: Heard) -> bool:
    """Whether it says how many and hardly more: "2 pairs pls"."""
    short = len(heard.words) < FRAGMENT and says(heard.words, "pieces", heard.book)
    return short and quantity(heard.words, frozenset(), heard.book) > 1


def _called(other: Sequence[Product], words: Sequence[str]) -> frozenset[int]:
    own = {token for p in other for text in p.texts.values() for token in tokens(text.title)}
    return frozenset(at for at, word in enumerate(words) if word in own)


def _pointed(heard: Heard, kind: str, spoken: Spoken) -> tuple[Product, ...]:
    """Which of those that were listed: the second one, the other one, both, the lighter one."""
    words, book = heard.words, heard.book
    listed = spoken.listed or spoken.products
    definite = {word for run in book.phrases["definite"] for word in run}
    for group, place in _ORDINALS:
        called = [at for at, word in enumerate(words) if word in book.groups[group]]
        if group == "last":  # "how long does it last?"
            called = [at for at in called if at and words[at - 1] in definite]
        if called and len(listed) > max(place, 0):
            return (listed[place],)
    if any(word in book.groups["other"] for word in words):
        others = [p for p in listed if p.id != spoken.products[0].id]
        return tuple(others[:1])
    both = kind == "comparison" or says(words, "both", book)
    return listed if len(listed) == 2 and both else ()


def _with_options(item: Item, spoken: Spoken, vocabulary: Vocabulary, book: Lexicon) -> Item:
    """And with the options that were asked for before."""
    product = item.product
    own = {token for text in product.texts.values() for token in tokens(text.title)}
    for message in reversed(spoken.messages):
        words = tokens(message)
        taken = frozenset(at for at, word in enumerate(words) if word in own)
        out = left_out(words, vocabulary.choices, (book.language,))
        item = item.also(narrowed(product, words, taken, book, out).options)
    return item


def _lacking(item: Item, words: Sequence[str], vocabulary: Vocabulary) -> Item:
    """Where an option of other products is asked for that this one has not: "and in long?"."""
    if item.is_narrow:
        return item
    asked = [w for at, w in enumerate(words[1:]) if words[at] == "in" and w in vocabulary.options]
    return replace(item, absent=tuple(asked[:1]))


def _asked_before(product: Product, heard: Heard, spoken: Spoken) -> tuple[str, ...]:
    """The words that asked for a property, where this message asks for none: "and the first?"."""
    if len(heard.words) > FRAGMENT or _asks_property(product, heard.words, heard):
        return ()
    before = (tokens(message) for message in reversed(spoken.messages))
    return next((words for words in before if _asks_property(product, words, heard)), ())


def _asks_property(product: Product, words: Sequence[str], heard: Heard) -> bool:
    own = {token for text in product.texts.values() for token in tokens(text.title)}
    taken = frozenset(at for at, word in enumerate(words) if word in own)
    if words == heard.words:
        taken |= heard.passed
    field = settling.field_asked(words, heard.book, taken)
    return bool(field or attributes.positions(product, words, taken))


def _unknown(spoken: Spoken, vocabulary: Vocabulary, offered: Sequence[str]) -> str:
    """The name, as typed, of what nobody sells, where that was spoken of last."""
    names = vocabulary.names
    for message in reversed(spoken.messages):
        words = as_titled(tokens(message), names.titles, numbers(offered), joints(offered))
        named = names.in_message(words)
        for naming in (*named.sure, *named.close):
            return as_typed(message, naming.unknown) if naming.unknown else ""
    return ""
