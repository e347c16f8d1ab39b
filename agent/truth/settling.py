"""What kind of question a message is, once it is known what it is about.

The guess of kinds.py is the start. Fragments ask what was asked before, the name of an attribute
asks for it, and with one item there is nothing to compare.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.truth import attributes
from agent.truth.asked import Spoken
from agent.truth.kinds import ABOUT_ITEMS, Guess
from agent.truth.lexicon import Lexicon
from agent.truth.masking import Vocabulary
from agent.truth.options import Item, says_option
from agent.truth.phrases import covered, says
from agent.truth.values import amounts

POLICIES = ("shipping", "returns", "warranty", "payment")
"""What a business has written its rules on."""

FRAGMENT = 4
"""So few words may leave out what was asked before: "and the blue one?"."""

_UNSURE = 1.0
"""Below this margin a guess at the kind is wrong about once in four (held-out questions)."""


def first(
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
    if named and len(rest) < FRAGMENT and _says_no(best, rest, book):
        if spoken.kind in ABOUT_ITEMS:
            return spoken.kind
        return best if rest else "attribute"
    if not named and content and len(words) < FRAGMENT and judged.margin < _UNSURE:
        return best if covered(words, book.kinds[best]) >= 1 else "list"
    return best


def unlikely(
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
    return not asked and not (kind == "attribute" and field_asked(words, book))


def carried(
    kind: str, words: Sequence[str], passed: frozenset[int], spoken: Spoken, book: Lexicon
) -> str:
    """ "and in blue?" asks what was asked before, of a blue one."""
    if kind in POLICIES:  # "can I get it now?" says nothing of sending
        return kind if covered(words, book.kinds[kind]) >= 1 else "availability"
    rest = [word for at, word in enumerate(words) if at not in passed]
    fragment = len(words) <= FRAGMENT and _says_no(kind, rest, book)
    if kind in ABOUT_ITEMS and not fragment:
        return kind
    return spoken.kind if spoken.kind in ABOUT_ITEMS else "availability"


def settled(
    kind: str, items: Sequence[Item], close: bool, words: Sequence[str], book: Lexicon
) -> str:
    """The kind, once it is known which items and options are meant."""
    if kind == "comparison" and len(items) > 1 and says(words, "both", book):
        # "are both in stock?" asks of each; "which of both is lighter?" compares
        own = covered(words, [p for p in book.kinds["comparison"] if p.weight >= 1])
        each = [k for k in ("availability", "price") if covered(words, book.kinds[k]) >= 1]
        kind = kind if own or not each else each[0]
    if kind == "list" and (items or close):
        return "availability"
    if kind == "comparison" and len(items) < 2 and not close:
        asked = [k for k in ("price", "availability") if covered(words, book.kinds[k]) >= 1]
        return (asked or ["attribute"])[0] if items else "other"
    narrow = any(item.is_narrow for item in items)
    if kind == "variants" and narrow:
        return "availability"
    if kind == "availability" and not narrow and any(says_option(i, words) for i in items):
        return "variants"
    if kind == "price" and covered(words, book.kinds[kind]) < 1:
        # The money is a voucher's option: "which amount do you have?", "is the one of 100 € there?"
        if any(item.options and _comes_in_money(item) for item in items):
            return "availability"
        if any(says_option(item, words) and _comes_in_money(item) for item in items):
            return "variants"
    return kind


def _comes_in_money(item: Item) -> bool:
    own = (option.value for variant in item.product.variants for option in variant.options)
    return any(next(amounts(value), None) for value in own)


def of_property(
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


def field_asked(words: Sequence[str], book: Lexicon, taken: frozenset[int] = frozenset()) -> str:
    """The attribute that is asked for, or empty."""
    scores = {name: covered(words, patterns, taken) for name, patterns in book.fields.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 1 else ""
