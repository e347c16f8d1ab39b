"""The titles of the whole catalog, in all its languages, word by word.

Of "Regn rain jacket", in German "Regn Regenjacke", only what no language translates is the name;
the rest says what kind of thing it is. Words weigh by rarity: "Fjell" tells much, and the number
in "Fjell 2" tells it from "Fjell 4".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import log

from agent.grounding.words import Spellings, forms, in_compound, is_number, parts, tokens

_PLAIN = 0.2
"""What a word of everyday speech, a category or a translated word weighs beside a name's."""


@dataclass(frozen=True, slots=True)
class Title:
    product: str
    words: tuple[str, ...]
    name: frozenset[str]
    """Those of the words that are the product's name."""


@dataclass(frozen=True)
class Titles:
    """Immutable; made anew when the catalog changes."""

    all: tuple[Title, ...]
    holding: dict[str, tuple[int, ...]]
    """Word -> the titles that hold it."""
    weight: dict[str, float]
    owners: dict[str, int]
    """Word -> how many products have it in their title."""
    named: frozenset[str]
    """The words and numbers that are part of a name."""
    telling: frozenset[str]
    """Those that are not everyday speech as well."""
    behind: dict[str, frozenset[str]]
    """Word -> the words and numbers that follow it in a title."""
    descriptions: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    """First word -> (what a title says beside the name, the only product that says so)."""
    begun: dict[str, dict[str, str]]
    """Word -> (number that titles begin with before it -> a product): 2 and 4 of "2-Slice"."""
    wholes: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    """First word -> (a whole title that is everyday speech, its product): "Water", "Football"."""
    spellings: Spellings
    plain: frozenset[str]
    """Words of categories, options and everyday speech: they name nothing by themselves."""
    heads: frozenset[str]
    """The last words of titles that say what kind of thing it is: jacket, Regenjacke."""
    everyday: Spellings
    """The plain words."""

    @classmethod
    def of(cls, titles: Iterable[tuple[str, str]], plain: Iterable[str]) -> Titles:
        """`titles` are (product id, title in some language); `plain` are words of any spelling."""
        made = _named_apart(titles)
        ordinary = frozenset(word for entry in plain for word in tokens(entry))
        holding: dict[str, list[int]] = defaultdict(list)
        owners: dict[str, set[str]] = defaultdict(set)
        behind: dict[str, set[str]] = defaultdict(set)
        for number, title in enumerate(made):
            for word in dict.fromkeys(title.words):
                holding[word].append(number)
                owners[word].add(title.product)
            for word, after in pairwise(title.words):
                behind[word].add(after)
        named = {word for title in made for word in title.name}
        telling = frozenset(w for w in named if not is_number(w) and not _is_plain(w, ordinary))
        count = len({title.product for title in made}) or 1
        return cls(
            all=made,
            holding={word: tuple(ids) for word, ids in holding.items()},
            weight={
                word: log(1 + count / len(ids))
                * (1.0 if word in telling or is_number(word) else _PLAIN)
                for word, ids in owners.items()
            },
            owners={word: len(ids) for word, ids in owners.items()},
            named=frozenset(named),
            telling=telling,
            behind={word: frozenset(after) for word, after in behind.items()},
            descriptions=_descriptions(made),
            begun=_begun(made),
            wholes=_wholes(made, telling),
            spellings=Spellings.of(word for word in holding if not is_number(word)),
            plain=ordinary,
            heads=frozenset(t.words[-1] for t in made if t.words[-1] not in t.name),
            everyday=Spellings.of(word for word in ordinary if not is_number(word)),
        )

    def meant(self, token: str) -> dict[str, float]:
        """Title words that the folded `token` may be -> how surely (1 exact, less if mistyped)."""
        if token in self.holding:
            return {token: 1.0}
        if not token or is_number(token) or token in self.plain:
            return {}
        if token.endswith("'s") and token[:-2] in self.holding:
            return {token[:-2]: 1.0}
        if pair := self.split(token):
            return {pair[0]: 0.9}
        near = self.spellings.near(token)
        if not near and not self.everyday.near(token):  # "andre" is rather andere than Vandre
            near = [word for word in self.spellings.headless(token) if word in self.telling]
        return dict.fromkeys(near, 0.95)

    def split(self, token: str) -> tuple[str, str] | None:
        """A compound's name and what is made of it: vandrestiefel -> vandre, stiefel."""
        for end in range(len(token) - 3, 2, -1):
            name, rest = token[:end], parts(token, token[:end])
            if name in self.telling and self.knows(rest):
                return name, rest
        return None

    def following(self, word: str) -> frozenset[str]:
        """What stands behind `word` in the titles: 2 and 4 behind fjell; also if mistyped."""
        if word in self.behind:
            return self.behind[word]
        return frozenset(
            after for known in self.meant(word) for after in self.behind.get(known, ())
        )

    def numbered(self, word: str) -> bool:
        """Whether a title goes on with a number behind `word`."""
        return any(is_number(after) for after in self.following(word))

    def knows(self, word: str) -> bool:
        """Whether `word` is one of the catalog's, or the end of one: stiefel of Wanderstiefel."""
        if not word:
            return False
        if forms(word) & self.plain or self.everyday.near(word) or self.spellings.near(word):
            return True
        return any(in_compound(other, word) for other in self.holding)


def _descriptions(
    titles: Iterable[Title],
) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Those that are one product's only, and that no other product's ends with."""
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    whole: dict[tuple[str, ...], str] = {}
    for title in titles:
        words = tuple(word for word in title.words if word not in title.name)
        for start in range(len(words)):
            owners[words[start:]].add(title.product)
        if words:
            whole[words] = title.product
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for words, product in whole.items():
        if len(owners[words]) == 1:
            found[words[0]].append((words, product))
    return {first: tuple(entries) for first, entries in found.items()}


def _begun(titles: Iterable[Title]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for title in titles:
        if len(title.words) > 1 and is_number(title.words[0]) and not is_number(title.words[1]):
            found[title.words[1]][title.words[0]] = title.product
    return dict(found)


def _wholes(
    titles: Iterable[Title], telling: frozenset[str]
) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    found: dict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for title in titles:
        if not telling & set(title.words):
            found[title.words[0]][title.words] = title.product
    return {
        first: tuple(sorted(entries.items(), key=lambda entry: -len(entry[0])))
        for first, entries in found.items()
    }


def _is_plain(word: str, plain: frozenset[str]) -> bool:
    """Short words only as they are: "gass" is not the plural of "gas"."""
    return word in plain or (len(word) > 4 and bool(forms(word) & plain))


def _named_apart(given: Iterable[tuple[str, str]]) -> tuple[Title, ...]:
    """Each product's titles, with what they share between languages as its name."""
    spelled: dict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    for product, title in given:
        if words := tokens(title):
            spelled[product][words] = None
    shared = {product: frozenset.intersection(*map(frozenset, t)) for product, t in spelled.items()}
    translated = {
        word
        for product, titles in spelled.items() if shared[product]
        for words in titles
        for word in words if word not in shared[product]
    }  # fmt: skip
    return tuple(
        Title(product, words, frozenset(shared[product] - translated or shared[product] or words))
        for product, titles in spelled.items()
        for words in titles
    )
