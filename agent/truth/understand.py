"""What a message asks: its language, kind, items, options, field, amounts.

Kind and language are learned from examples (kinds.py); items come from the catalog's own names,
options from its rows, and what is left open from what was spoken of before. What it is not sure of
it says (`close`, `unknown`), so that the reply can ask back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agent.truth import attributes, courtesy
from agent.truth.features import CURRENCIES
from agent.truth.kinds import ABOUT_ITEMS, Guess, guess, spoken_language
from agent.truth.lexicon import Lexicon, grouped, joints, lexicon, numbers
from agent.truth.limits import ANY, Limits, limits, quantity
from agent.truth.masking import Vocabulary, masked
from agent.truth.names import Named, Naming
from agent.truth.options import Item, narrowed, says_option
from agent.truth.phrases import covered
from agent.truth.retyped import as_titled
from agent.truth.values import amounts
from agent.truth.words import inflected, is_number, tokens
from catalog.records import Product

ProductsById = Callable[[Sequence[str]], Sequence[Product]]

POLICIES = ("shipping", "returns", "warranty")
"""What a business has written its rules on."""

_FRAGMENT = 4
"""So few words may leave out what was asked before: "and the blue one?"."""

_NEAR = 3
"""Tokens before a name in which its number is looked for: "3 of the Fjell 2"."""

_UNSURE = 1.0
"""Below this margin a guess at the kind is wrong about once in four (held-out questions)."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the conversation spoke of before: its language, and products, the latest first."""

    language: str = ""
    products: tuple[Product, ...] = ()
    kind: str = ""


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
    named = _with_articles(vocabulary.names.in_message(words), words, vocabulary, products, offered)
    named = _attributes_apart(named, words, products)
    judged = _judged(words, named, vocabulary, offered)
    language = spoken_language(judged.languages, spoken.language, offered)
    book = lexicon(language)
    named = _or_described(named, words, vocabulary, judged)
    taken = frozenset(at for naming in named.sure for at in naming.positions)
    unknown = next((n.unknown for n in (*named.sure, *named.close) if n.unknown), "")
    items = tuple(
        narrowed(product, words, taken, book)
        for naming in named.sure
        for product in products((naming.product,))
    )
    content = _content(words, taken, book)
    kind = _kind(judged, bool(items or named.close), words, taken, content, spoken, book)
    if not (items or named.close):
        kind = _unlikely(kind, words, content, vocabulary, book)
    narrow = limits(text, words, book)
    if kind == "other" and content and (narrow.most or narrow.least):
        kind = "list"
    nameless = not (items or named.close or unknown)
    carried = nameless and _refers(kind, content, words, spoken, book, vocabulary)
    if carried:
        items = _from_before(words, spoken, book)
        kind = _carried_kind(kind, words, spoken, book)
    kind = _of_property(kind, items, words, taken, book)
    kind = _settled(kind, items, bool(named.close), words)
    claims = tuple(amount.value for amount in amounts(text))
    if kind in (*POLICIES, "availability") and items and claims:
        # "the peeler is $7.49, isn't it?", unless a word says what else is meant
        kind = kind if covered(words, book.kinds[kind]) >= 1 else "price"
    pieces = _pieces(kind, words, taken, book)
    if kind == "price" and pieces > 1 and items:
        kind = "amount"
    return Asked(
        text=text,
        words=words,
        language=language,
        kind=kind,
        items=items,
        close=tuple(products([n.product for n in named.close])),
        unknown=unknown,
        field=_field(words, book, taken),
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


def _of_property(
    kind: str, items: Sequence[Item], words: Sequence[str], taken: frozenset[int], book: Lexicon
) -> str:
    """An attribute, where the message says the name of one that the item has."""
    if kind == "comparison" or not items:
        return kind
    said = attributes.positions(items[0].product, words, taken)
    if not said:
        return kind
    rest = [word for at, word in enumerate(words) if at not in taken | said]
    asked = kind in ("price", "amount") and covered(rest, book.kinds[kind]) >= 1
    return kind if asked else "attribute"


def _kind(
    judged: Guess,
    named: bool,
    words: Sequence[str],
    taken: frozenset[int],
    content: Sequence[str],
    spoken: Spoken,
    book: Lexicon,
) -> str:
    """The likeliest kind; of a fragment, what was asked before or what its words are."""
    best = judged.kinds[0]
    rest = [word for at, word in enumerate(words) if at not in taken]
    if named and len(rest) < _FRAGMENT and _says_no(best, rest, book):
        if spoken.kind in ABOUT_ITEMS:
            return spoken.kind
        return best if rest else "attribute"
    if not named and content and len(words) < _FRAGMENT and judged.margin < _UNSURE:
        return best if covered(words, book.kinds[best]) >= 1 else "list"
    return best


def _unlikely(
    kind: str,
    words: Sequence[str],
    content: Sequence[str],
    vocabulary: Vocabulary,
    book: Lexicon,
) -> str:
    """Who names goods asks for goods, if no word says that it is small talk, sending or hours."""
    if kind not in ("small_talk", "shipping", "hours") or covered(words, book.kinds[kind]) >= 1:
        return kind
    return "list" if any(vocabulary.is_goods(word) for word in content) else kind


def _says_no(kind: str, words: Sequence[str], book: Lexicon) -> bool:
    """Whether no phrase of the lexicon among `words` says that it is `kind`."""
    asked = covered(words, book.kinds[kind]) >= 1
    return not asked and not (kind == "attribute" and _field(words, book))


def _carried_kind(kind: str, words: Sequence[str], spoken: Spoken, book: Lexicon) -> str:
    """ "and in blue?" asks what was asked before, of a blue one."""
    if kind in POLICIES:  # "can I get it now?" says nothing of sending
        return kind if covered(words, book.kinds[kind]) >= 1 else "availability"
    fragment = len(words) <= _FRAGMENT and _says_no(kind, words, book)
    if kind in ABOUT_ITEMS and not fragment:
        return kind
    return spoken.kind if spoken.kind in ABOUT_ITEMS else "availability"


def _settled(kind: str, items: Sequence[Item], close: bool, words: Sequence[str]) -> str:
    """The kind, once it is known which items and options are meant."""
    if kind == "list" and (items or close):
        return "availability"
    if kind == "comparison" and len(items) < 2 and not close:
        return "attribute" if items else "other"
    narrow = any(item.options or item.absent for item in items)
    if kind == "variants" and narrow:
        return "availability"
    if kind == "availability" and not narrow and any(says_option(i, words) for i in items):
        return "variants"
    return kind


# -- items ---------------------------------------------------------------------------------------


def _with_articles(
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


def _attributes_apart(named: Named, words: Sequence[str], products: ProductsById) -> Named:
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


def _or_described(
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


def _refers(
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
        return len(content) < _FRAGMENT
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


def _from_before(words: Sequence[str], spoken: Spoken, book: Lexicon) -> tuple[Item, ...]:
    products = spoken.products
    for group, place in (("first", 0), ("second", 1), ("third", 2)):
        if len(products) > place and any(w in book.groups[group] for w in words):
            return (narrowed(products[place], words, frozenset(), book),)
    if len(products) > 1 and any(w in book.groups["other"] for w in words):
        return (narrowed(products[1], words, frozenset(), book),)
    return (narrowed(products[0], words, frozenset(), book),)


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


def _field(words: Sequence[str], book: Lexicon, taken: frozenset[int] = frozenset()) -> str:
    """The attribute that is asked for, or empty."""
    scores = {name: covered(words, patterns, taken) for name, patterns in book.fields.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 1 else ""


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
