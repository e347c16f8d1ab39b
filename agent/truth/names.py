"""Which products a message names, however it is typed, and which it names that do not exist.

Built from the titles of the whole catalog in all its languages. A title's words weigh by rarity:
"tent" tells little, "Fjell" much, and the number in "Fjell 2" tells it from "Fjell 4".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import log

from agent.truth.words import in_compound, is_number, parts, same_word, tokens

NAMED = 0.6
"""The share of a title's weight that a message must hold to name it."""


@dataclass(frozen=True, slots=True)
class Naming:
    """One product that a message names: at which tokens, and how fully (0 to 1)."""

    product: str
    positions: frozenset[int]
    share: float
    unknown: str = ""
    """The name as typed, where it goes on with a word or number that this product lacks."""


@dataclass(frozen=True, slots=True)
class Named:
    """`sure` in the order of the message; `close` are those that a part of a name may mean."""

    sure: tuple[Naming, ...] = ()
    close: tuple[Naming, ...] = ()


@dataclass(frozen=True, slots=True)
class _Title:
    product: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """A title held against a message: `where` maps the message's tokens to the title's words."""

    title: _Title
    where: dict[int, int]
    share: float
    weight: float

    @property
    def rank(self) -> tuple[float, float, int]:
        return -round(self.share, 2), -round(self.weight, 2), len(self.title.words)


@dataclass(frozen=True)
class Names:
    """The titles, ready to be found in a message. Immutable; made anew when the catalog changes."""

    titles: tuple[_Title, ...]
    holding: dict[str, tuple[int, ...]]
    """Word -> the titles that hold it."""
    weight: dict[str, float]
    owners: dict[str, int]
    """Word -> how many products have it in their title."""
    by_letter: dict[str, tuple[str, ...]]
    plain: frozenset[str]
    """Words of categories, options and everyday speech: they name nothing by themselves."""

    @classmethod
    def of(cls, titles: Iterable[tuple[str, str]], plain: Iterable[str]) -> Names:
        """`titles` are (product id, title in some language); `plain` are words of any spelling."""
        made = tuple({_Title(product, tokens(title)): None for product, title in titles})
        holding: dict[str, list[int]] = defaultdict(list)
        owners: dict[str, set[str]] = defaultdict(set)
        for number, title in enumerate(made):
            for word in dict.fromkeys(title.words):
                holding[word].append(number)
                owners[word].add(title.product)
        count = len({title.product for title in made}) or 1
        ordinary = frozenset(word for entry in plain for word in tokens(entry))
        letters: dict[str, list[str]] = defaultdict(list)
        for word in holding:
            letters[word[0]].append(word)
        return cls(
            titles=made,
            holding={word: tuple(ids) for word, ids in holding.items()},
            weight={
                word: log(1 + count / len(ids)) * (0.2 if _is_plain(word, ordinary) else 1.0)
                for word, ids in owners.items()
            },
            owners={word: len(ids) for word, ids in owners.items()},
            by_letter={letter: tuple(words) for letter, words in letters.items()},
            plain=ordinary,
        )

    def in_message(self, said: tuple[str, ...]) -> Named:
        """The products that the folded tokens `said` name; at most six of them."""
        meant = [self._meant(token) for token in said]
        taken: set[int] = set()
        sure: list[Naming] = []
        while len(sure) < 6:
            matches = sorted(self._matches(said, meant, taken), key=lambda m: m.rank)
            if not matches:
                return Named(_in_order(sure))
            best = [m for m in matches if m.rank[:2] == matches[0].rank[:2]]
            if (best[0].share < NAMED and not self._only_one(best[0])) or len(
                {m.title.product for m in best}
            ) > 1:
                near = [m for m in matches if m.share > matches[0].share * 0.5]
                return Named(_in_order(sure), tuple(self._once(said, near)))
            sure.append(self._naming(said, best[0]))
            taken |= best[0].where.keys()
        return Named(_in_order(sure))

    def _meant(self, token: str) -> dict[str, float]:
        """Title words that `token` may be -> how surely (1 exact, less where mistyped)."""
        if token in self.holding:
            return {token: 1.0}
        if is_number(token):
            return {}
        near = self.by_letter.get(token[0], ())
        found = {word: 0.95 for word in near if same_word(token, word)}
        if not found and len(token) > 6:  # a German compound: vandrestiefel
            found = {w: 0.9 for w in near if not is_number(w) and self._knows(parts(token, w))}
        return found

    def _knows(self, word: str) -> bool:
        """Whether `word` is one of the catalog's, or the end of one: stiefel of Wanderstiefel."""
        if not word:
            return False
        if _is_plain(word, self.plain) or any(in_compound(other, word) for other in self.plain):
            return True
        return any(
            same_word(word, other) for other in self.by_letter.get(word[0], ())
        )

    def _matches(
        self, said: tuple[str, ...], meant: list[dict[str, float]], taken: set[int]
    ) -> list[_Match]:
        hits: dict[int, float] = defaultdict(float)
        for at, words in enumerate(meant):
            for word in words if at not in taken else ():
                if self.owners[word] <= _COMMON:
                    for number in self.holding[word]:
                        hits[number] += self.weight[word]
        likely = sorted(hits, key=lambda n: -hits[n])[:200]
        found = (self._match(self.titles[number], said, meant, taken) for number in likely)
        return [m for m in found if m is not None]

    def _match(
        self, title: _Title, said: tuple[str, ...], meant: list[dict[str, float]], taken: set[int]
    ) -> _Match | None:
        where: dict[int, int] = {}
        got = 0.0
        telling = False
        for place, word in enumerate(title.words):
            for at, words in enumerate(meant):
                if at in taken or at in where or word not in words:
                    continue
                if is_number(word) and place and where.get(at - 1) != place - 1:
                    continue  # the 2 of "Fjell 2" counts behind Fjell, not in "2 people"
                where[at] = place
                got += self.weight[word] * words[word]
                telling = telling or not _is_plain(word, self.plain)
                break
        if not telling:
            return None
        return _Match(title, where, got / sum(self.weight[word] for word in title.words), got)

    def _only_one(self, match: _Match) -> bool:
        """Whether a word of it is in no other product's title, and in no everyday speech."""
        return any(
            self.owners[word] == 1 and len(word) > 3 and not _is_plain(word, self.plain)
            for word in (match.title.words[place] for place in match.where.values())
        )

    def _once(self, said: tuple[str, ...], matches: list[_Match]) -> list[Naming]:
        """At most four namings, one for each product."""
        first: dict[str, Naming] = {}
        for match in matches:
            first.setdefault(match.title.product, self._naming(said, match))
        return list(first.values())[:4]

    def _naming(self, said: tuple[str, ...], match: _Match) -> Naming:
        unknown = ""
        behind = max(match.where) + 1
        if behind < len(said) and self._is_another(said[behind], match):
            unknown = " ".join(said[min(match.where) : behind + 1])
        return Naming(match.title.product, frozenset(match.where), match.share, unknown)

    def _is_another(self, token: str, match: _Match) -> bool:
        """Whether `token` behind a name makes it a name that nobody has: Fjell *3*, Vandre *Pro*."""
        if token in match.title.words:
            return False
        if not token.isdigit():
            return token in _MODEL_WORDS and token not in self.plain
        last = match.title.words[match.where[max(match.where)]]
        return any(
            is_number(following)
            for number in self.holding[last]
            for word, following in pairwise(self.titles[number].words)
            if word == last
        )


_COMMON = 400
"""A word in the titles of more products than this starts no search for a name."""

_MODEL_WORDS = frozenset(
    "pro max plus ultra lite light mini maxi xl xxl ii iii iv gt evo neo air sport junior kids".split()
)
"""What makers put behind a name to make it another product's."""


def repeated_heads(typed: tuple[str, ...]) -> tuple[str, ...]:
    """"fjell 2 or 4" -> fjell 2 or fjell 4: the second number is the same name's."""
    out: list[str] = []
    for at, token in enumerate(typed):
        if (
            at >= 3
            and token.isdigit()
            and typed[at - 1] in _JOINTS
            and typed[at - 2].isdigit()
            and not is_number(typed[at - 3])
        ):
            out.append(typed[at - 3])
        out.append(token)
    return tuple(out)


_JOINTS = frozenset({"or", "and", "oder", "und", "vs", "&"})


def _in_order(namings: list[Naming]) -> tuple[Naming, ...]:
    return tuple(sorted(namings, key=lambda naming: min(naming.positions)))


def _is_plain(word: str, plain: frozenset[str]) -> bool:
    return word in plain or any(
        word + ending in plain or (word.endswith(ending) and word.removesuffix(ending) in plain)
        for ending in ("s", "e", "n", "en", "es", "er")
    )
