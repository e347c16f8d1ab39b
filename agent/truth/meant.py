"""Which products a message means beyond their names, and what behind a name is none of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from agent.truth import attributes
from agent.truth.kinds import ABOUT_ITEMS, Guess
from agent.truth.lexicon import grouped, joints, lexicon, phrases
from agent.truth.masking import Vocabulary
from agent.truth.matches import Named, Naming
from agent.truth.phrases import runs
from agent.truth.strangers import NO_SPEECH
from agent.truth.words import is_number, tokens
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


def apart(
    named: Named,
    words: Sequence[str],
    products: ProductsById,
    vocabulary: Vocabulary,
    offered: Sequence[str],
) -> Named:
    """A word behind a name that is none of it, and makes no other version of it either: what an
    attribute of it is called ("the echo plus, depth"), an option of it, and what is said of it in
    everyday speech ("is the fjell 4 light?", "vandre high quality")."""

    def apart(naming: Naming) -> Naming:
        found = products((naming.product,)) if naming.unknown else ()
        if not found:
            return naming
        strange = min(naming.positions) + len(naming.unknown.split()) - 1
        said = attributes.positions(found[0], words, frozenset()) & naming.positions
        if not any(words[at] == words[strange] for at in said):
            if not _is_said_of(strange, found[0], words, vocabulary, offered):
                return naming
            said = frozenset({strange})
        return replace(naming, unknown="", positions=naming.positions - said)

    sure = [apart(naming) for naming in named.sure]
    close: list[Naming] = []
    for naming in named.close:
        alone = not any(n.positions & naming.positions for n in named.close if n is not naming)
        without = apart(naming)
        (sure if alone and without != naming else close).append(without)
    return Named(tuple(sorted(sure, key=lambda n: min(n.positions))), tuple(close))


def _is_said_of(
    at: int,
    product: Product,
    words: Sequence[str],
    vocabulary: Vocabulary,
    offered: Sequence[str],
) -> bool:
    """Whether the word there, everyday speech, is said of `product` or of what comes next."""
    word = words[at]
    if word in _options_of(product):
        return True
    if word not in vocabulary.names.titles.plain or is_number(word) or word in NO_SPEECH:
        return False
    if any(run.start == 0 for run in runs(words, phrases("is", offered))):
        return True
    behind = words[at + 1] if at + 1 < len(words) else ""
    small = grouped("size", offered) | frozenset().union(*(lexicon(c).small for c in offered))
    ends = not behind or behind in small or is_number(behind)
    return not (ends or vocabulary.is_goods(behind))


def _options_of(product: Product) -> set[str]:
    own = {option.value for variant in product.variants for option in variant.options}
    own |= {other for text in product.texts.values() for _, other in text.option_values}
    return {token for value in own for token in tokens(value)}


def or_described(
    named: Named,
    words: tuple[str, ...],
    vocabulary: Vocabulary,
    judged: Guess,
    offered: Sequence[str],
) -> Named:
    """Where no name is said, or one of the two that are compared or added up: a title that is
    everyday speech, or what only one product is, if it is asked like a product."""
    kind, names = judged.kinds[0], vocabulary.names
    if kind in ("comparison", "amount") and len(named.sure) < 2:
        taken = frozenset(at for naming in named.sure for at in naming.positions)
        both = (*named.sure, *names.whole(words, taken))
        if len(both) > 1 or (both and not named.close):
            return Named(tuple(sorted(both, key=lambda naming: min(naming.positions))))
    if named.sure or named.close:
        return named
    if kind not in ABOUT_ITEMS:
        articles = {word for run in phrases("definite", offered) for word in run}
        said = [n for n in names.described(words) if min(n.positions) > 0]
        one = [n for n in said if words[min(n.positions) - 1] in articles]
        return Named(tuple(one), ()) if len(one) == 1 and kind != "list" else named
    whole = names.whole(words) if kind != "availability" else ()
    return Named(whole or names.described(words), ())
