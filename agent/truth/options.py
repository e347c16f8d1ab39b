"""Which variants of a product a message means: its options, and values that it does not come in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.truth.lexicon import Lexicon
from agent.truth.words import inflected, is_number, same_word, tokens
from catalog.records import Option, Product


@dataclass(frozen=True, slots=True)
class Item:
    """A product that is asked about, narrowed by the options that the message names."""

    product: Product
    options: tuple[Option, ...] = ()
    absent: tuple[str, ...] = ()
    """Values that are asked for and that this product does not come in ("size 52", "pink")."""
    wanted: int = 1
    """How many, where several products are added up."""


def narrowed(product: Product, words: Sequence[str], taken: frozenset[int], book: Lexicon) -> Item:
    """Narrow `product` by the option values among `words`."""
    values = _values(product)
    names = _names(product)
    chosen: dict[str, str] = {}
    for at, word in enumerate(words):
        if at in taken or word in names:  # "Länge" is no inflection of "Lang"
            continue
        for (name, value), spellings in values.items():
            if name not in chosen and any(_spelled(words, at, s) for s in spellings):
                chosen[name] = value
                break
    absent = _absent(product, words, taken, book, chosen)
    return Item(product, tuple(Option(n, v) for n, v in chosen.items()), absent)


def says_option(item: Item, words: Sequence[str]) -> bool:
    """Whether `words` hold the name of one of its options: "in which length"."""
    names = _names(item.product)
    return any(word in names or any(inflected(word, name) for name in names) for word in words)


def _names(product: Product) -> frozenset[str]:
    """The names of its options in all languages, as folded words, if no value is written so."""
    own = {option for variant in product.variants for option in variant.options}
    told = [name for text in product.texts.values() for _, name in text.option_names]
    said = {token for name in (*(o.name for o in own), *told) for token in tokens(name)}
    return frozenset(said) - {token for option in own for token in tokens(option.value)}


def _values(product: Product) -> dict[tuple[str, str], tuple[tuple[str, ...], ...]]:
    """(option, value) -> its spellings in all languages, as folded tokens; longest first."""
    spellings: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for variant in product.variants:
        for option in variant.options:
            spellings.setdefault((option.name, option.value), {tokens(option.value)})
    for text in product.texts.values():
        for own, other in text.option_values:
            for (_, value), known in spellings.items():
                if value == own:
                    known.add(tokens(other))
    longest = sorted(spellings.items(), key=lambda entry: -max(map(len, entry[1])))
    return {key: tuple(sorted(known, key=len, reverse=True)) for key, known in longest}


def _spelled(words: Sequence[str], at: int, spelling: Sequence[str]) -> bool:
    said = words[at : at + len(spelling)]
    return len(said) == len(spelling) > 0 and all(
        word == part or (len(part) > 2 and same_word(word, part))
        for word, part in zip(said, spelling, strict=True)
    )


def _absent(
    product: Product,
    words: Sequence[str],
    taken: frozenset[int],
    book: Lexicon,
    chosen: dict[str, str],
) -> tuple[str, ...]:
    """A size by number, or a colour, that is asked for and that the product has none of."""
    options = {option for variant in product.variants for option in variant.options}
    spelled = {key: {t for run in runs for t in run} for key, runs in _values(product).items()}
    own = {token for said in spelled.values() for token in said}
    sizes = {option.name for option in options if is_number(option.value)}
    colours = {name for (name, _), said in spelled.items() if said & book.groups["colour"]}
    free = [(at, word) for at, word in enumerate(words) if at not in taken]
    absent: list[str] = []
    if sizes - chosen.keys():
        absent += [w for at, w in free if _is_size(words, at, book)][:1]
    if colours - chosen.keys():
        tinted = [w for _, w in free if _base(w, book.groups["colour"]) and not _base(w, own)]
        absent += tinted[:1]
    return tuple(absent)


def _is_size(words: Sequence[str], at: int, book: Lexicon) -> bool:
    before = words[at - 1] if at else ""
    asked = before in book.groups["size"] or before in ("in", "eu", "a")
    return asked and words[at].isdigit() and 14 <= int(words[at]) <= 60


def _base(word: str, known: Iterable[str]) -> bool:
    """Whether `word` is one of `known`, inflected: rosa, blauen."""
    return any(word == k or (len(k) > 2 and inflected(word, k)) for k in known)
