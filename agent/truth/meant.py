"""Which products a message means beyond their names: everyday titles, "it", "the second one"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.truth import attributes
from agent.truth.kinds import ABOUT_ITEMS, Guess
from agent.truth.lexicon import Lexicon, grouped, joints
from agent.truth.masking import Vocabulary
from agent.truth.matches import Named, Naming
from agent.truth.options import Item, narrowed
from agent.truth.phrases import covered
from agent.truth.settling import FRAGMENT, POLICIES, Spoken
from agent.truth.words import inflected
from catalog.records import Product

ProductsById = Callable[[Sequence[str]], Sequence[Product]]


def with_articles(
    named: Named,
    words: tuple[str, ...],
    vocabulary: Vocabulary,
    products: ProductsById,
    offered: Sequence[str],
) -> Named:
    """And the whole titles that are everyday speech, where an article says that one is meant:
    "the water", "a football"; "do you have sunglasses?" asks for more than the one called so."""
    taken = frozenset(at for naming in named.sure for at in naming.positions)
    articles = grouped("this", offered) | joints(offered)
    said = [
        naming
        for naming in vocabulary.names.whole(words, taken)
        if _beside(naming, words, articles, joints(offered)) or _told_of(naming, words, products)
    ]
    if not said:
        return named
    taken = frozenset(at for naming in said for at in naming.positions)
    close = tuple(naming for naming in named.close if not naming.positions & taken)
    return Named(tuple(sorted((*named.sure, *said), key=lambda n: min(n.positions))), close)


def _beside(
    naming: Naming, words: Sequence[str], before: frozenset[str], behind: frozenset[str]
) -> bool:
    first, last = min(naming.positions), max(naming.positions)
    article = first > 0 and words[first - 1] in before
    return article or (last + 1 < len(words) and words[last + 1] in behind)


def _told_of(naming: Naming, words: Sequence[str], products: ProductsById) -> bool:
    """Whether an attribute of the product is asked for beside its name: "football: weight?"."""
    found = products((naming.product,))
    return bool(found and attributes.positions(found[0], words, naming.positions))


def attributes_apart(named: Named, words: Sequence[str], products: ProductsById) -> Named:
    """ "the echo plus, depth": what its attribute is called is no other version of it."""

    def apart(naming: Naming) -> Naming:
        found = products((naming.product,)) if naming.unknown else ()
        said = attributes.positions(found[0], words, frozenset()) if found else frozenset()
        strange = naming.unknown.rpartition(" ")[2]
        if not any(words[at] == strange for at in said & naming.positions):
            return naming
        return replace(naming, unknown="", positions=naming.positions - said)

    close = tuple(apart(naming) for naming in named.close)
    if len(close) == 1 and not named.sure and close != named.close:
        return Named(close, ())
    return Named(tuple(apart(naming) for naming in named.sure), close)


def or_described(
    named: Named, words: tuple[str, ...], vocabulary: Vocabulary, judged: Guess
) -> Named:
    """Where no name is said, or one of the two that are compared or added up: a title that is
    everyday speech, or what only one product is, if it is asked like a product."""
    kind, names = judged.kinds[0], vocabulary.names
    if kind in ("comparison", "amount") and len(named.sure) < 2:
        taken = frozenset(at for naming in named.sure for at in naming.positions)
        both = (*named.sure, *names.whole(words, taken))
        if len(both) > 1 or (both and not named.close):
            return Named(tuple(sorted(both, key=lambda naming: min(naming.positions))))
    if named.sure or named.close or kind not in ABOUT_ITEMS:
        return named
    whole = names.whole(words) if kind != "availability" else ()
    return Named(whole or names.described(words), ())


def refers(
    kind: str,
    content: Sequence[str],
    words: Sequence[str],
    spoken: Spoken,
    book: Lexicon,
    vocabulary: Vocabulary,
) -> bool:
    """Whether a message without a name means what was spoken of before."""
    if not spoken.products:
        return False
    if attributes.positions(spoken.products[0], words, frozenset()):
        return len(content) < FRAGMENT
    pointing = any(
        w in book.groups[g] for w in words for g in ("it", "second", "first", "third", "other")
    )
    options = [
        w
        for w in words
        if w in vocabulary.options or any(inflected(w, o) for o in vocabulary.options)
    ]
    fields = [pattern for patterns in book.fields.values() for pattern in patterns]
    looked_for = [w for w in content if w not in options and covered((w,), fields) < 1]
    if kind in ABOUT_ITEMS:
        return not looked_for or (pointing and len(looked_for) < 3)
    if kind in POLICIES:
        return pointing and not looked_for
    return kind in ("list", "other") and bool(options) and not looked_for


def from_before(words: Sequence[str], spoken: Spoken, book: Lexicon) -> tuple[Item, ...]:
    products = spoken.products
    for group, place in (("first", 0), ("second", 1), ("third", 2)):
        if len(products) > place and any(w in book.groups[group] for w in words):
            return (narrowed(products[place], words, frozenset(), book),)
    if len(products) > 1 and any(w in book.groups["other"] for w in words):
        return (narrowed(products[1], words, frozenset(), book),)
    return (narrowed(products[0], words, frozenset(), book),)
