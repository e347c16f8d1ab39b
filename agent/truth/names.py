"""Which products a message names, however it is typed, and which it names that do not exist.

Built from the titles of the whole catalog in all its languages. Of "Regn rain jacket", in German
"Regn Regenjacke", only what no language translates is the name; the rest says what it is and names
nothing. Words weigh by rarity: "Fjell" tells much, and the number in "Fjell 2" tells it from
"Fjell 4". A part of a name that several products share names none of them: those are `close`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from agent.truth.words import Spellings, forms, in_compound, is_number, parts, tokens

NAMED = 0.6
"""The share of a name's weight that a message must hold to name it."""

MOST = 6
"""As many products are found in one message."""

_PLAIN = 0.2
"""What a word of everyday speech, a category or a translated word weighs beside a name's."""

_COMMON = 400
"""A word in the titles of more products than this starts no search for a name."""

_SEARCHED = 60
"""So many titles are held against a message at a time, those that share most with it."""

_SEVERAL = 8
"""Up to so many products a part of a name may mean; what more share is no part of a name."""

_MODEL_WORDS = frozenset(
    [
        "pro",
        "max",
        "plus",
        "ultra",
        "lite",
        "light",
        "mini",
        "maxi",
        "xl",
        "xxl",
        "ii",
        "iii",
        "iv",
        "gt",
        "evo",
        "neo",
        "air",
        "sport",
        "junior",
        "kids",
    ]
)
"""What makers put behind a name to make it another product's."""

_JOINTS = frozenset({"or", "and", "oder", "und", "vs", "&"})


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
    name: frozenset[str]
    """Those of the words that are the product's name, rather than what kind of thing it is."""


@dataclass(frozen=True, slots=True)
class _Match:
    """A title held against a message: `where` maps the message's tokens to the title's words."""

    title: _Title
    where: dict[int, int]
    weight: float
    share: float
    """Of the name's weight."""
    telling: bool
    """Whether a word of it is more than everyday speech."""
    whole: bool
    """Whether no word of the name is missing."""

    @property
    def span(self) -> int:
        return max(self.where) - min(self.where)

    @property
    def rank(self) -> tuple[float, int, int, float]:
        return -round(self.weight, 3), self.span, min(self.where), -self.share


@dataclass(frozen=True)
class Names:
    """The titles, ready to be found in a message. Immutable; made anew when the catalog changes."""

    titles: tuple[_Title, ...]
    holding: dict[str, tuple[int, ...]]
    """Word -> the titles that hold it."""
    weight: dict[str, float]
    owners: dict[str, int]
    """Word -> how many products have it in their title."""
    telling: frozenset[str]
    """The words that are names, and not everyday speech as well."""
    spellings: Spellings
    plain: frozenset[str]
    """Words of categories, options and everyday speech: they name nothing by themselves."""

    @classmethod
    def of(cls, titles: Iterable[tuple[str, str]], plain: Iterable[str]) -> Names:
        """`titles` are (product id, title in some language); `plain` are words of any spelling."""
        made = _titles(titles)
        ordinary = frozenset(word for entry in plain for word in tokens(entry))
        holding: dict[str, list[int]] = defaultdict(list)
        owners: dict[str, set[str]] = defaultdict(set)
        for number, title in enumerate(made):
            for word in dict.fromkeys(title.words):
                holding[word].append(number)
                owners[word].add(title.product)
        named = {word for title in made for word in title.name}
        telling = frozenset(w for w in named if not is_number(w) and not forms(w) & ordinary)
        count = len({title.product for title in made}) or 1
        return cls(
            titles=made,
            holding={word: tuple(ids) for word, ids in holding.items()},
            weight={
                word: log(1 + count / len(ids))
                * (1.0 if word in telling or is_number(word) else _PLAIN)
                for word, ids in owners.items()
            },
            owners={word: len(ids) for word, ids in owners.items()},
            telling=telling,
            spellings=Spellings.of(word for word in holding if not is_number(word)),
            plain=ordinary,
        )

    def in_message(self, said: tuple[str, ...]) -> Named:
        """The products that the folded tokens `said` name; at most MOST of them."""
        meant = [self._meant(token) for token in said]
        taken: set[int] = set()
        sure: list[Naming] = []
        close: list[Naming] = []
        while len(sure) + len(close) < MOST:
            matches = self._matches(said, meant, taken)
            if not matches:
                break
            best = min(matches, key=lambda match: match.rank)
            rivals = self._rivals(best, matches)
            unknown = self._unknown(said, best)
            if len(rivals) == 1 and not unknown and self._is_enough(rivals[0]):
                sure.append(_naming(rivals[0], ""))
            elif best.telling and len(rivals) <= _SEVERAL:
                close += [_naming(match, unknown) for match in rivals[:4]]
            taken |= best.where.keys()
        return Named(tuple(sorted(sure, key=lambda n: min(n.positions))), tuple(close))

    # -- words -----------------------------------------------------------------------------------

    def _meant(self, token: str) -> dict[str, float]:
        """Title words that `token` may be -> how surely (1 exact, less where mistyped)."""
        if token in self.holding:
            return {token: 1.0}
        if is_number(token) or token in self.plain:
            return {}
        heads = (token[:end] for end in range(len(token) - 3, 2, -1))
        for word in heads:  # a German compound: vandrestiefel
            if word in self.telling and self._knows(parts(token, word)):
                return {word: 0.9}
        return dict.fromkeys(self.spellings.near(token), 0.95)

    def _knows(self, word: str) -> bool:
        """Whether `word` is one of the catalog's, or the end of one: stiefel of Wanderstiefel."""
        if not word:
            return False
        if forms(word) & self.plain or self.spellings.near(word):
            return True
        return any(in_compound(other, word) for other in (*self.plain, *self.holding))

    # -- titles ----------------------------------------------------------------------------------

    def _matches(
        self, said: Sequence[str], meant: Sequence[dict[str, float]], taken: set[int]
    ) -> list[_Match]:
        """The titles that share most with the tokens that are not `taken`."""
        found: dict[str, list[int]] = defaultdict(list)
        hits: dict[int, float] = defaultdict(float)
        for at, words in enumerate(meant):
            for word in words if at not in taken else ():
                if word not in found and self.owners[word] <= _COMMON and not is_number(word):
                    for number in self.holding[word]:
                        hits[number] += self.weight[word]
                found[word].append(at)
        likely = sorted(hits, key=lambda n: (-hits[n], len(self.titles[n].words)))[:_SEARCHED]
        matches = (self._match(self.titles[number], said, meant, found) for number in likely)
        return [match for match in matches if match is not None]

    def _match(
        self,
        title: _Title,
        said: Sequence[str],
        meant: Sequence[dict[str, float]],
        found: dict[str, list[int]],
    ) -> _Match | None:
        """Place `title` around its rarest word; None where that leaves no name."""
        words = [(place, word) for place, word in enumerate(title.words) if word in found]
        anchor, rarest = max(
            ((p, w) for p, w in words if not is_number(w)), key=lambda pair: self.weight[pair[1]]
        )
        best: _Match | None = None
        for start in found[rarest]:
            where = {start: anchor}
            for place, word in sorted(words, key=lambda pair: is_number(pair[1])):
                at = _beside(where, place, word, said, found[word]) if place != anchor else None
                if at is not None:
                    where[at] = place
            match = self._weighed(title, where, meant)
            if match is not None and (best is None or match.rank < best.rank):
                best = match
        return best

    def _weighed(
        self, title: _Title, where: dict[int, int], meant: Sequence[dict[str, float]]
    ) -> _Match | None:
        held = {
            title.words[place]: self.weight[title.words[place]] * meant[at][title.words[place]]
            for at, place in where.items()
        }
        got = sum(held.get(word, 0.0) for word in title.name)
        if not got:
            return None
        share = got / sum(self.weight[word] for word in title.name)
        telling, whole = bool(held.keys() & self.telling), held.keys() >= title.name
        return _Match(title, where, sum(held.values()), share, telling, whole)

    # -- which one -------------------------------------------------------------------------------

    def _rivals(self, best: _Match, matches: Sequence[_Match]) -> list[_Match]:
        """One match for each product that `best`'s tokens may as well mean.

        Only one where the tokens are the whole name of one of them: "Vandre" is not "Vandre Mid".
        """
        first: dict[str, _Match] = {}
        for match in sorted(matches, key=lambda match: -match.share):
            if match.where.keys() == best.where.keys() and match.weight > best.weight * 0.95:
                first.setdefault(match.title.product, match)
        whole = [match for match in first.values() if match.whole]
        return whole if len(whole) == 1 else list(first.values())

    def _is_enough(self, match: _Match) -> bool:
        """Whether what a message holds of a name is enough to mean its product."""
        if not match.telling:  # "Klar filter" names it, "alles klar" does not
            return match.whole and match.span == len(match.where) - 1 > 0
        held = {match.title.words[place] for place in match.where.values()}
        return (
            match.share >= NAMED
            or len(held & match.title.name) > 1
            or any(self.owners[word] == 1 and word in self.telling for word in held)
        )

    def _unknown(self, said: Sequence[str], match: _Match) -> str:
        """The name as typed, where the token behind it makes it a name that nobody has."""
        behind = max(match.where) + 1
        if not match.telling or behind >= len(said):
            return ""
        another = self._is_another(said[behind], match)
        return " ".join(said[min(match.where) : behind + 1]) if another else ""

    def _is_another(self, token: str, match: _Match) -> bool:
        """Fjell *3*, Vandre *Pro*."""
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


def repeated_heads(typed: tuple[str, ...]) -> tuple[str, ...]:
    """ "fjell 2 or 4" -> fjell 2 or fjell 4: the second number is the same name's."""
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


def _titles(given: Iterable[tuple[str, str]]) -> tuple[_Title, ...]:
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
        _Title(product, words, frozenset(shared[product] - translated or shared[product] or words))
        for product, titles in spelled.items()
        for words in titles
    )


def _beside(
    where: dict[int, int], place: int, word: str, said: Sequence[str], found: Sequence[int]
) -> int | None:
    """The token that `word` is: the one nearest to the rest of the name, and none far from it.

    A number is a name's behind it only: the 2 of "Fjell 2" is not that of "2 people".
    """
    free = [at for at in found if at not in where]
    if is_number(word) and place:
        free = [at for at in free if at - 1 in where or (at + 2 in where and said[at + 1] == "er")]
    if not free:
        return None
    start, anchor = next(iter(where.items()))
    at = min(free, key=lambda at: (abs(at - start - (place - anchor)), at))
    return at if min(abs(at - other) for other in where) <= 3 else None


def _naming(match: _Match, unknown: str) -> Naming:
    return Naming(match.title.product, frozenset(match.where), match.share, unknown)
