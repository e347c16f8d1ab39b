"""Which products a message names, however it is typed, and which it names that do not exist.

A part of a name that several products share names none of them: those are `close`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from agent.grounding.matches import Match, Named, Naming, beside, rivals
from agent.grounding.strangers import PLUS, Strangers, can_begin
from agent.grounding.titles import Title, Titles
from agent.grounding.values import decimal_of
from agent.grounding.words import forms, is_number

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


@dataclass(frozen=True)
class Names:
    """The catalog's names, ready to be found in a message."""

    titles: Titles

    @property
    def _strangers(self) -> Strangers:
        return Strangers(self.titles)

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
            stranger = self._strangers.in_name(said, best)
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
                    wrong = run.stop < len(said) and self._strangers.is_misnumbered(said, run.stop)
                    unknown = " ".join(said[at : run.stop + 1]) if wrong else ""
                    _add(Naming(product, frozenset(run), 1.0, unknown), found)
        return tuple(found)

    def _misnumbered(self, said: Sequence[str]) -> tuple[Naming, ...]:
        """Those that go on with another number: "kitchen machine 8.0L" where there is a 3.0L."""
        for at in range(1, len(said)):
            word = said[at - 1]
            if word in self.titles.holding and self._strangers.is_misnumbered(said, at):
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
                    another = any(self._strangers.is_version(token) for token in behind)
                    if behind and behind[0] == PLUS and len(said) > end + 1:
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
                if word not in found and can_begin(word) and titles.owners[word] <= _COMMON:
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


def _add(naming: Naming, sure: list[Naming]) -> None:
    """A product that is named twice is one."""
    for at, known in enumerate(sure):
        if known.product == naming.product:
            sure[at] = replace(known, positions=known.positions | naming.positions)
            return
    sure.append(naming)
