"""What a message narrows a list by, as the catalog's typed filters; and the search that uses them.

Prices, stock and order are read by truth/limits.py; options and brands are the catalog's own words.
What a reader of words takes for a filter may be none ("long" in "long tours" is a size of sleeping
bags): a filtered find only goes first if it fits the other words about as well as the best one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import cast

from agent.truth.features import CURRENCIES
from agent.truth.left_out import left_out
from agent.truth.lexicon import Lexicon, languages, lexicon
from agent.truth.limits import Limits, limits
from agent.truth.values import amounts, decimal_of
from agent.truth.words import fold, inflected, is_number, tokens
from catalog.filters import Filters, Order, folded, spellings
from catalog.lookup import Catalog
from catalog.records import Product
from catalog.vocabulary import Vocabulary

FITS = 0.6
"""What share of the best score a filtered find must have, to go before it."""

BESIDE = 24
"""So many that are not all that is asked for are found beside those that are: what comes close."""

_BOUNDS = {"least": ("over", "between"), "most": ("under", "between")}
_PHRASES = {"least": "at_least", "most": "at_most"}
_BEFORE_SIZE = frozenset({"in", "eu", "gr", "sz"})
_SIZE_LETTERS = re.compile(r"x{0,3}[sml]|x{1,4}")
_SHORT = 3
"""Letters of a word that may be an option's value by itself: "red"; "m" needs "size" before it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A message as a search: the words that say what is looked for, and what narrows it."""

    words: str
    filters: Filters


def find(catalog: Catalog, text: str, language: str, limit: int = 8) -> list[tuple[Product, float]]:
    """The products that `text` speaks of: those that its filters admit first, then the others."""
    wish = read(text, language, catalog.vocabulary)
    first = _narrowed(catalog, wish, language, limit) if wish.filters.narrows else []
    plain = catalog.find_products(text, language, min(limit, BESIDE) if first else limit)
    if not first:
        return plain
    known = {product.id for product, _ in first}
    # One scale for both: whoever comes first scores at least what the best of the others does.
    top = max((score for _, score in plain), default=1.0)
    found = [(product, top + 1.0 / place) for place, (product, _) in enumerate(first, 1)]
    return [*found, *(pair for pair in plain if pair[0].id not in known)][:limit]


def _narrowed(
    catalog: Catalog, wish: Wish, language: str, limit: int
) -> list[tuple[Product, float]]:
    """What the filters admit, as far as it is what the words say; options are given up first."""
    best = catalog.search.products(wish.words, language, 1)
    least = FITS * best[0].score if best and not wish.filters.order else 0.0
    for filters in _loosened(wish.filters):
        found = catalog.find_products(wish.words, language, limit, filters)
        # A score of 0: nothing was left to look for but what the filters say.
        if fitting := [pair for pair in found if pair[1] >= least or not pair[1]]:
            return fitting
    return []


def _loosened(filters: Filters) -> Iterator[Filters]:
    yield filters
    if filters.options and replace(filters, options=()).narrows:
        yield replace(filters, options=())


# -- reading -------------------------------------------------------------------------------------


def read(text: str, language: str, vocabulary: Vocabulary) -> Wish:
    """What `text` looks for and narrows by; `language` is the customer's."""
    book = lexicon(language if language in languages() else "en")
    chunks = text.split()
    cut = [tokens(chunk) for chunk in chunks]
    words = tuple(token for chunk in cut for token in chunk)
    bounds = limits(text, words, book)
    used = set(_used(words, bounds, book))
    out = _left_out(words, vocabulary, book)
    options, said = _options(words, used | out, text, vocabulary, book)
    without, _ = _options(words, used | (set(range(len(words))) - out), text, vocabulary, book)
    brand, naming = _brand(words, vocabulary)
    money = next(iter(amounts(text)), None) if _bounded(bounds) else None
    filters = Filters(
        least=bounds.least,
        most=bounds.most,
        currency=money.currency if money else "",
        in_stock=bounds.in_stock,
        on_sale=bounds.on_sale,
        options=options,
        without=without,
        brand=brand,
        order=cast(Order, bounds.order),
    )
    rest = _rest(chunks, cut, used | said | naming | out)
    nothing = book.small | book.groups["vague"]
    if filters.order and all(word in nothing for word in tokens(rest)):
        rest = ""  # "the cheapest thing you sell" looks for nothing but the order
    return Wish(rest, filters)


def _left_out(words: Sequence[str], vocabulary: Vocabulary, book: Lexicon) -> set[int]:
    known = _spelled(_Key(vocabulary.options))
    values = {w for w in words for run, _ in known.get(w[:2], ()) if _says((w,), 0, run)}
    return set(left_out(words, values, (book.language,)))


def _rest(chunks: Sequence[str], cut: Sequence[Sequence[str]], used: set[int]) -> str:
    """The chunks of the text that are not all used."""
    kept, at = [], 0
    for chunk, own in zip(chunks, cut, strict=True):
        places = set(range(at, at + len(own)))
        at += len(own)
        if not own or not places <= used:
            kept.append(chunk)
    return " ".join(kept)


def _bounded(bounds: Limits) -> bool:
    return bounds.least is not None or bounds.most is not None


def _used(words: Sequence[str], bounds: Limits, book: Lexicon) -> Iterator[int]:
    """The places of the words that say `bounds`."""
    groups = [bounds.order] if bounds.order else []
    groups += ["stock"] * bounds.in_stock + ["sale"] * bounds.on_sale
    phrases = [bounds.order] if bounds.order else []
    for name, value in (("least", bounds.least), ("most", bounds.most)):
        if value is not None:
            groups += _BOUNDS[name]
            phrases.append(_PHRASES[name])
    told = frozenset().union(*(book.groups.get(group, frozenset()) for group in groups))
    told |= {
        w for name in phrases for run in book.phrases.get(name, ()) for w in _spoken(run, words)
    }
    values = {bounds.least, bounds.most} - {None}
    for at, word in enumerate(words):
        number = is_number(word) and decimal_of(word) in values
        if number or word in told or (_bounded(bounds) and word in CURRENCIES):
            yield at


def _spoken(run: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    """The words that a phrase of the lexicon covers, where it is said."""
    for at in range(len(words) - len(run) + 1):
        said = words[at : at + len(run)]
        if all(
            word.startswith(part[:-1]) if part.endswith("*") else word == part
            for word, part in zip(said, run, strict=True)
        ):
            yield from said


def _options(
    words: Sequence[str], used: set[int], text: str, vocabulary: Vocabulary, book: Lexicon
) -> tuple[tuple[str, ...], set[int]]:
    """The option values that are said, as filters spell them, and the places of their words."""
    known = _spelled(_Key(vocabulary.options))
    found: dict[str, None] = {}
    said: set[int] = set()
    for at in range(len(words)):
        if at in used or at in said:
            continue
        for run, value in known.get(words[at][:2], ()):
            if not _says(words, at, run):
                continue
            if len(run) == 1 and not _alone(words, at, text, book):
                continue
            found[value] = None
            said.update(range(at, at + len(run)))
            if at and _introduces(words[at - 1], book):
                said.add(at - 1)
            break
    return tuple(found), said


def _says(words: Sequence[str], at: int, run: Sequence[str]) -> bool:
    said = words[at : at + len(run)]
    return len(said) == len(run) and all(
        word == part or (len(part) >= _SHORT and not is_number(part) and inflected(word, part))
        for word, part in zip(said, run, strict=True)
    )


def _alone(words: Sequence[str], at: int, text: str, book: Lexicon) -> bool:
    """Whether the one word there is a value: a number or letter only if it is called a size."""
    word = words[at]
    introduced = at > 0 and _introduces(words[at - 1], book)
    if is_number(word):
        return introduced and not (at + 1 < len(words) and words[at + 1] in CURRENCIES)
    if len(word) < _SHORT or _SIZE_LETTERS.fullmatch(word):
        return introduced or re.search(rf"(?<!\w){word.upper()}(?!\w)", text) is not None
    return word not in book.small


def _introduces(word: str, book: Lexicon) -> bool:
    return word in _BEFORE_SIZE or word in book.groups["size"]


def _brand(words: Sequence[str], vocabulary: Vocabulary) -> tuple[str, set[int]]:
    """The brand that is named and the places of its words; empty where none or several are."""
    named: dict[str, set[int]] = {}
    for brand in vocabulary.brands:
        run = tokens(brand)
        for at in range(len(words) - len(run) + 1):
            if run and words[at : at + len(run)] == run:
                named[brand] = set(range(at, at + len(run)))
    longest = [b for b in named if not any(named[b] < places for places in named.values())]
    return (longest[0], named[longest[0]]) if len(longest) == 1 else ("", set())


class _Key:
    """A vocabulary's options, told apart by which object they are: a new catalog's are new."""

    def __init__(self, options: Mapping[str, Mapping[str, tuple[str, ...]]]) -> None:
        self.options = options

    def __hash__(self) -> int:
        return id(self.options)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.options is self.options


@lru_cache(maxsize=4)
def _spelled(key: _Key) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First two letters -> runs of folded words and the spelling they stand for, longest first."""
    found: dict[tuple[str, ...], str] = {}
    for spelling in _spellings(
        v for named in key.options.values() for vs in named.values() for v in vs
    ):
        if run := tuple(fold(word) for word in tokens(spelling)):
            found.setdefault(run, spelling)
    buckets: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for run, spelling in sorted(found.items(), key=lambda entry: -len(entry[0])):
        buckets.setdefault(run[0][:2], []).append((run, spelling))
    return buckets


def _spellings(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        yield folded(value)
        yield from sorted(spellings(value))
