"""A message as any shop's customers might have typed it: names, goods and options are masked.

What is known from the examples stays as it is. Of other words the catalog says what they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from agent.truth.features import CATEGORY, ITEM, OPTION, UNKNOWN, numbered
from agent.truth.lexicon import examples, languages, lexicon, numbers
from agent.truth.matches import Named
from agent.truth.names import Names
from agent.truth.words import forms, is_number


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What understanding needs of a catalog; made anew when the catalog changes."""

    names: Names
    options: frozenset[str]
    """Folded words of all option values, in all languages."""
    categories: frozenset[str]
    """Folded words of all categories, in all languages."""
    goods: frozenset[str] = field(init=False)
    """Words that say what kind of thing something is, in the singular and the plural."""
    choices: frozenset[str] = field(init=False)
    """Words of option values, inflected."""

    def __post_init__(self) -> None:
        things = (self.categories | self.names.titles.heads) - _small()
        object.__setattr__(self, "goods", _inflected(things))
        object.__setattr__(self, "choices", _inflected(self.options))

    def is_goods(self, word: str) -> bool:
        """Whether `word` is a kind of goods, or a German compound of one: wanderstiefel."""
        return word in self.goods or any(word[at:] in self.goods for at in range(2, len(word) - 3))


def masked(
    words: Sequence[str], named: Named, vocabulary: Vocabulary
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The masked `words`, and those of them that stand behind an "{unknown}"."""
    names = _names(named)
    known = numbers(languages())
    out: list[str] = []
    strange: list[str] = []
    for at, word in enumerate(words):
        if at in names:
            if names[at]:
                out.append(ITEM)
            continue
        plain = numbered(word, known)
        if plain[0] in "{#" or word in _spoken():
            out.append(plain)
        elif word in vocabulary.choices:
            out.append(OPTION)
        elif vocabulary.is_goods(word):
            out.append(CATEGORY)
        else:
            out.append(UNKNOWN)
            strange.append(word)
    return tuple(out), tuple(strange)


def _names(named: Named) -> dict[int, bool]:
    """Token -> whether it is the first of a name; of several that it may be, of one."""
    found: dict[int, bool] = {}
    for naming in (*named.sure, *named.close):
        if found.keys() & naming.positions:
            continue
        runs = sorted(naming.positions)
        for at in runs:
            found[at] = at - 1 not in naming.positions and at - 2 not in naming.positions
    return found


def _inflected(words: frozenset[str]) -> frozenset[str]:
    longer = {form for word in words if len(word) > 3 for form in forms(word)}
    return frozenset({*words, *longer} - {word for word in words if is_number(word)})


@cache
def _spoken() -> frozenset[str]:
    """Every word of the examples, in all languages."""
    return frozenset(w for code in languages() for e in examples(code) for w in e.words)


@cache
def everyday_words() -> frozenset[str]:
    """What people say in any shop: words of several examples, in any language. What stands in one
    only may be a brand."""
    said = Counter(w for code in languages() for e in examples(code) for w in set(e.words))
    return frozenset(word for word, times in said.items() if times > 1)


@cache
def _small() -> frozenset[str]:
    return frozenset().union(*(lexicon(code).small for code in languages()))
