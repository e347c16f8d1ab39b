"""Which products a message names, however it is typed, and which it names that do not exist.

A part of a name that several products share names none of them: those are `close`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.truth.features import CURRENCIES
from agent.truth.matches import NEAR, Match, Named, Naming, beside, rivals
from agent.truth.titles import Title, Titles
from agent.truth.values import decimal_of
from agent.truth.words import forms, is_number

NAMED = 0.6
"""The share of a name's weight that a message must hold to name it."""

MOST = 6
"""As many products are found in one message."""

_COMMON = 400
"""A word in the titles of more products than this starts no search for a name."""

_SEARCHED = 60
"""So many titles are held against a message at a time, those that share most with it."""

_SEVERAL = 8
"""Up to so many products a part of a name may mean; what more share is no part of a name."""

_SHORT = 6
"""Letters of a version's name. Longer words that nobody knows are rather a noun of the language."""

_MODEL_WORDS = frozenset({
    "pro", "max", "plus", "ultra", "lite", "light", "mini", "maxi", "xl", "xxl", "ii", "iii", "iv",
    "gt", "gtx", "evo", "prime", "neo", "air", "sport", "low", "high", "junior", "kids",
})  # fmt: skip
"""What makers put behind a name to make it another product's."""

_PLUS = "plus"
"""Stands between two names as well, in English as in German."""

NO_SPEECH = frozenset({"ultra", "evo", "neo", "plus", "max", "pro", "prime"})
"""Those that are so even where they are everyday words too ("pro Nacht"): no shop's size."""


@dataclass(frozen=True)
class Names:
    """The catalog's names, ready to be found in a message."""

    titles: Titles

    @classmethod
    def of(cls, titles: Iterable[tuple[str, str]], plain: Iterable[str]) -> Names:
        """`titles` are (product id, title in some language); `plain` are words of any spelling."""
        return cls(Titles.of(titles, plain))

    def in_message(self, said: tuple[str, ...]) -> Named:
        """The products that the folded tokens `said` name; at most MOST of them."""
        named = self._in_message(said)
        return named if named.sure or named.close else Named((), self._misnumbered(said))

    def _in_message(self, said: tuple[str, ...]) -> Named:
        meant = [self.titles.meant(token) for token in said]
        taken: set[int] = set()
        sure: list[Naming] = []
        close: list[Naming] = []
        while len(sure) + len(close) < MOST:
            matches = self._matches(said, meant, taken)
            if not matches:
                break
            best = min(matches, key=lambda match: match.rank)
            alike = rivals(best, matches)
            stranger = self._stranger(said, best)
            if len(alike) == 1 and stranger is None and self._is_enough(alike[0]):
                _add(alike[0].naming(), sure)
            elif (best.telling or stranger is not None) and len(alike) <= _SEVERAL:
                close += [match.naming(said, stranger) for match in alike[:4]]
            taken |= best.where.keys()
        return Named(tuple(sorted(sure, key=lambda n: min(n.positions))), tuple(close))

    def described(self, said: Sequence[str]) -> tuple[Naming, ...]:
        """The products that `said` names by what only they are: "the gas cartridge"."""
        found: list[Naming] = []
        for at, token in enumerate(said):
            for words, product in self._described_from(token):
                run = range(at, at + len(words))
                heard = zip(said[at : run.stop], words, strict=False)
                if run.stop <= len(said) and all(word in forms(token) for token, word in heard):
                    wrong = run.stop < len(said) and self._is_misnumbered(said, run.stop)
                    unknown = " ".join(said[at : run.stop + 1]) if wrong else ""
                    _add(Naming(product, frozenset(run), 1.0, unknown), found)
        return tuple(found)

    def _misnumbered(self, said: Sequence[str]) -> tuple[Naming, ...]:
        """Those that go on with another number: "kitchen machine 8.0L" where there is a 3.0L."""
        for at in range(1, len(said)):
            word = said[at - 1]
            if word in self.titles.holding and self._is_misnumbered(said, at):
                span = frozenset({at - 1, at})
                unknown = f"{word} {said[at]}"
                like = [self.titles.all[number] for number in self.titles.holding[word]]
                alike = [t for t in like if any(map(is_number, t.words))]
                products = dict.fromkeys(title.product for title in alike)
                return tuple(Naming(p, span, 0.5, unknown) for p in list(products)[:3])
        for at, word in enumerate(said[1:], 1):
            begun = self.titles.begun.get(word, {}) if is_number(said[at - 1]) else {}
            if begun and decimal_of(said[at - 1]) not in map(decimal_of, begun):
                span, unknown = frozenset({at - 1, at}), f"{said[at - 1]} {word}"
                return tuple(Naming(p, span, 0.5, unknown) for p in list(begun.values())[:3])
        return ()

    def _is_misnumbered(self, said: Sequence[str], at: int) -> bool:
        """Whether a number stands there that no title has behind the word before, but others."""
        token, word = said[at], said[at - 1]
        if not is_number(token) or (said[at + 1 : at + 2] and said[at + 1] in CURRENCIES):
            return False
        numbers = {decimal_of(n) for n in self.titles.following(word) if is_number(n)}
        return bool(numbers) and decimal_of(token) not in numbers

    def whole(self, said: Sequence[str], taken: frozenset[int] = frozenset()) -> tuple[Naming, ...]:
        """The products whose whole title `said` holds, where it is everyday speech: "the water"."""
        found: list[Naming] = []
        used = set(taken)
        for at, token in enumerate(said):
            for words, product in self.titles.wholes.get(token, ()):
                run = frozenset(range(at, at + len(words)))
                if not run & used and tuple(said[at : at + len(words)]) == words:
                    end = at + len(words)
                    behind = said[end : end + 1]
                    if behind and behind[0] in self.titles.behind.get(words[-1], ()):
                        continue  # "apple macbook": another name begins so
                    another = any(self._is_version(token) for token in behind)
                    if behind and behind[0] == _PLUS and len(said) > end + 1:
                        another = False
                    unknown = " ".join(said[at : end + 1]) if another else ""
                    _add(Naming(product, run, 1.0, unknown), found)
                    used |= run
                    break
        return tuple(found)

    def _described_from(self, token: str) -> Iterator[tuple[tuple[str, ...], str]]:
        for form in forms(token):
            yield from self.titles.descriptions.get(form, ())

    # -- titles ----------------------------------------------------------------------------------

    def _matches(
        self, said: Sequence[str], meant: Sequence[dict[str, float]], taken: set[int]
    ) -> list[Match]:
        """The titles that share most with the tokens that are not `taken`."""
        titles = self.titles
        found: dict[str, list[int]] = defaultdict(list)
        hits: dict[int, float] = defaultdict(float)
        for at, words in enumerate(meant):
            for word in words if at not in taken else ():
                if word not in found and _can_begin(word) and titles.owners[word] <= _COMMON:
                    for number in titles.holding[word]:
                        hits[number] += titles.weight[word]
                found[word].append(at)
        likely = sorted(hits, key=lambda n: (-hits[n], len(titles.all[n].words)))[:_SEARCHED]
        matches = (self._match(titles.all[number], said, meant, found) for number in likely)
        return [match for match in matches if match is not None]

    def _match(
        self,
        title: Title,
        said: Sequence[str],
        meant: Sequence[dict[str, float]],
        found: dict[str, list[int]],
    ) -> Match | None:
        """Place `title` around its rarest word; None where that leaves no name."""
        words = [(place, word) for place, word in enumerate(title.words) if word in found]
        weight = self.titles.weight
        anchor, rarest = max(
            ((p, w) for p, w in words if not is_number(w)), key=lambda pair: weight[pair[1]]
        )
        best: Match | None = None
        for start in found[rarest]:
            where = {start: anchor}
            for place, word in sorted(words, key=lambda w: (is_number(w[1]), abs(w[0] - anchor))):
                at = beside(where, place, word, said, found[word]) if place != anchor else None
                if at is not None:
                    where[at] = place
            match = self._weighed(title, where, meant)
            if match is not None and (best is None or match.rank < best.rank):
                best = match
        return best

    def _weighed(
        self, title: Title, where: dict[int, int], meant: Sequence[dict[str, float]]
    ) -> Match | None:
        weight = self.titles.weight
        said = {title.words[place]: at for at, place in where.items()}
        held = {word: weight[word] * meant[at][word] for word, at in said.items()}
        got = sum(held.get(word, 0.0) for word in title.name)
        if not got:
            return None
        share = got / sum(weight[word] for word in title.name)
        telling = any(word in self.titles.telling for word in held)
        return Match(title, where, sum(held.values()), share, telling, held.keys() >= title.name)

    # -- which one -------------------------------------------------------------------------------

    def _is_enough(self, match: Match) -> bool:
        """Whether what a message holds of a name is enough to mean its product."""
        if not match.telling:  # "Klar filter" names it, "alles klar" does not
            return match.whole and match.span == len(match.where) - 1 > 0
        held = {match.title.words[place] for place in match.where.values()}
        return (
            match.share >= NAMED
            or len(held & match.title.name) > 1
            or any(self.titles.owners[word] == 1 for word in held & self.titles.telling)
        )

    def _stranger(self, said: Sequence[str], match: Match) -> int | None:
        """The token in the name or behind it that makes it one that nobody has."""
        last = max(match.where)
        for at in sorted(match.where):
            behind = at + 1
            if behind in match.where or behind >= len(said):
                continue
            word, token = match.title.words[match.where[at]], said[behind]
            if token == _PLUS and self._names_follow(said[behind + 1 :], match.title):
                continue
            inside = behind < last and (word in match.title.name or self._is_version(token))
            if not match.telling and not (inside and self._is_version(token)):
                continue
            if (at == last or inside) and self._is_another(token, word, match.title, inside):
                return behind
        return None

    def _names_follow(self, rest: Sequence[str], title: Title) -> bool:
        """Whether another product's name comes next: "lykt 400 plus klar", not "lykt 400 plus"."""
        titles = self.titles
        others = [word for word in rest if word in titles.holding and word not in title.words]
        return len(others) > 1 or any(
            word in titles.wholes or (word in titles.holding and word not in titles.plain)
            for word in rest[: NEAR + 1]
            if word not in title.words
        )

    def _is_another(self, token: str, word: str, title: Title, inside: bool) -> bool:
        """Fjell *3*, Vandre *Pro*; and inside a name any word that is not the catalog's."""
        if token in title.words:
            return False
        if token.isdigit():
            return self.titles.numbered(word)
        if is_number(token):
            return self._is_misnumbered((word, token), 1)
        if inside and token not in _MODEL_WORDS:
            return not is_number(token) and len(token) > 2 and not self.titles.knows(token)
        return self._is_version(token) or (not inside and token in _MODEL_WORDS)

    def _is_version(self, token: str) -> bool:
        """Whether makers put `token` behind a name to make it another product's: Pro, Max, or a
        short word that is none of the catalog's and none of everyday speech: Nova."""
        if token in _MODEL_WORDS:
            return token in NO_SPEECH or token not in self.titles.plain
        short = 2 < len(token) <= _SHORT and token.isalpha()
        return short and not self.titles.knows(token)


def _can_begin(word: str) -> bool:
    """Whether a search for names may begin with it: not with a number, nor with a unit (2000 W)."""
    return len(word) > 1 and not is_number(word)


def _add(naming: Naming, sure: list[Naming]) -> None:
    """A product that is named twice is one."""
    for at, known in enumerate(sure):
        if known.product == naming.product:
            sure[at] = replace(known, positions=known.positions | naming.positions)
            return
    sure.append(naming)
