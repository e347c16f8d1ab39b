"""Which attributes of a product a message names: "warranty information", "depth", "Haltbarkeit"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.truth.words import inflected, same_word, tokens
from catalog.records import Attribute, Product

_LONG = 6
"""So many letters a word has that is taken for a slip: "with" is no width."""


def named(
    attributes: Sequence[Attribute], words: Sequence[str], taken: frozenset[int] = frozenset()
) -> tuple[Attribute, ...]:
    """Those whose whole name stands in `words`, outside the tokens `taken` by other names.

    Where one name holds another ("depth", "snow depth"), the longer one is meant.
    """
    spans = {a: span for a in attributes if (span := _span(a.name, words, taken))}
    return tuple(
        a for a, span in spans.items() if not any(span < other for other in spans.values())
    )


def positions(product: Product, words: Sequence[str], taken: frozenset[int]) -> frozenset[int]:
    """The tokens of `words` that name an attribute of `product`, in any of its languages.

    What is the name of an option as well ("size") names that.
    """
    options = {tokens(name) for name in _option_names(product)}
    found: set[int] = set()
    for text in product.texts.values():
        for attribute in text.attributes:
            if tokens(attribute.name) not in options:
                found |= _span(attribute.name, words, taken)
    return frozenset(found)


def _span(name: str, words: Sequence[str], taken: frozenset[int]) -> frozenset[int]:
    """The tokens that are the whole `name`, one behind the other; none where it is not said."""
    wanted = tokens(name)
    for start in range(len(words) - len(wanted) + 1):
        span = frozenset(range(start, start + len(wanted)))
        if not span & taken and all(
            _is(word, part) for word, part in zip(words[start:], wanted, strict=False)
        ):
            return span
    return frozenset()


def _is(word: str, part: str) -> bool:
    """Whether `word` is that part of a name; long ones may be mistyped: "comfort temperture"."""
    if word == part or (len(part) > 3 and inflected(word, part)):
        return True
    return min(len(word), len(part)) >= _LONG and same_word(word, part)


def _option_names(product: Product) -> Iterator[str]:
    for variant in product.variants:
        yield from (option.name for option in variant.options)
    for text in product.texts.values():
        yield from (own for _, own in text.option_names)
