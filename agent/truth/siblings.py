"""Products of one name: Fjell 2, Fjell 4 and Fjell 2 Light; "the light one", "the normal one"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from agent.truth.masking import Vocabulary
from agent.truth.meant import ProductsById
from agent.truth.options import Item
from agent.truth.titles import Title
from agent.truth.words import inflected, is_number, tokens
from catalog.records import Option, Product

_FAMILY = 40
"""What more titles begin with is a brand rather than a name."""


def called(
    product: Product, words: Sequence[str], articles: Collection[str], vocabulary: Vocabulary
) -> str:
    """The id of the sibling that `words` call by what its name has and `product`'s has not, with an
    article before it: "the *light* one"; empty where none or several are called so."""
    own = _words(product) | {token for o in _options(product) for token in tokens(o.value)}
    said = [w for before, w in pairwise(words) if before in articles]
    meant = {
        title.product
        for title in _siblings(product, vocabulary)
        for extra in title.name - own
        if any(w == extra or (not is_number(extra) and inflected(w, extra)) for w in said)
    }
    return next(iter(meant)) if len(meant) == 1 else ""


def plain(product: Product, vocabulary: Vocabulary) -> str:
    """The id of the sibling whose name is only the beginning of `product`'s: of Fjell 2 Light the
    Fjell 2; empty where there is none."""
    own = _words(product)
    shorter = [title for title in _siblings(product, vocabulary) if own > set(title.words)]
    return max(shorter, key=lambda title: len(title.words)).product if shorter else ""


def only_one(product: Product, vocabulary: Vocabulary, products: ProductsById) -> tuple[Item, ...]:
    """The one sibling, where there is no other: what "of the two" compares with."""
    ids = dict.fromkeys(title.product for title in _siblings(product, vocabulary))
    return tuple(Item(found) for found in products(list(ids))) if len(ids) == 1 else ()


def _siblings(product: Product, vocabulary: Vocabulary) -> list[Title]:
    titles = vocabulary.names.titles
    head = next(iter(tokens(next(iter(product.texts.values())).title)), "")
    holding = titles.holding.get(head, ()) if head in titles.named else ()
    found = [titles.all[number] for number in holding]
    alike = [title for title in found if title.words[0] == head and title.product != product.id]
    return alike if len(found) <= _FAMILY else []


def _options(product: Product) -> set[Option]:
    return {option for variant in product.variants for option in variant.options}


def _words(product: Product) -> set[str]:
    return {token for text in product.texts.values() for token in tokens(text.title)}
