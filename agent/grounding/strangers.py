"""What makes a name one that nobody has: another number, a maker's word, another title's beginning.

"Fjell 3", "Vandre Pro", "ultrasonic humidifier 4.0L" where only the smart one has 4.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.grounding.lexicon import joints, languages
from agent.grounding.matches import NEAR, Match
from agent.grounding.titles import Title, Titles
from agent.grounding.values import decimal_of
from agent.grounding.words import is_number

_CURRENCIES = frozenset(
    {"€", "$", "£", "eur", "euro", "euros", "usd", "chf", "dollar", "dollars", "bucks", "quid"}
)
_SHORT = 6
"""Letters of a version's name. Longer words that nobody knows are rather a noun of the language."""

_MODEL_WORDS = frozenset({
    "pro", "max", "plus", "ultra", "lite", "light", "mini", "maxi", "xl", "xxl", "ii", "iii", "iv",
    "gt", "gtx", "evo", "prime", "neo", "air", "sport", "low", "high", "junior", "kids",
})  # fmt: skip
"""What makers put behind a name to make it another product's."""

PLUS = "plus"
"""Stands between two names as well, in English as in German."""

NO_SPEECH = frozenset({"ultra", "evo", "neo", "plus", "max", "pro", "prime"})
"""Those that are so even where they are everyday words too ("pro Nacht"): no shop's size."""


@dataclass(frozen=True, slots=True)
class Strangers:
    """Looks for them in what a message says of a title."""

    titles: Titles

    def is_misnumbered(self, said: Sequence[str], at: int) -> bool:
        """Whether a number stands there that no title has behind the word before, but others."""
        token, word = said[at], said[at - 1]
        if not is_number(token) or (said[at + 1 : at + 2] and said[at + 1] in _CURRENCIES):
            return False
        numbers = {decimal_of(n) for n in self.titles.following(word) if is_number(n)}
        return bool(numbers) and decimal_of(token) not in numbers

    def in_name(self, said: Sequence[str], match: Match) -> int | None:
        """The token in the name, beside it or behind it that makes it one that nobody has."""
        last = max(match.where)
        if self._begins_another(said, match):
            return min(match.where) - 1
        for at in sorted(match.where):
            behind = at + 1
            if behind in match.where or behind >= len(said):
                continue
            word, token = match.title.words[match.where[at]], said[behind]
            if self._other_number(match, at, token):
                return behind
            if token == PLUS and self._names_follow(said[behind + 1 :], match.title):
                continue
            inside = behind < last and (word in match.title.name or self.is_version(token))
            if not match.telling and not (inside and self.is_version(token)):
                continue
            if (at == last or inside) and self._is_another(token, word, match.title, inside):
                return behind
        return None

    def _begins_another(self, said: Sequence[str], match: Match) -> bool:
        """Whether the word before the name is how another title begins that goes on so:
        "ultrasonic humidifier 4.0L", where that is the smart one and the ultrasonic has 2.0L."""
        first = min(match.where)
        word = match.title.words[match.where[first]]
        before = said[first - 1] if first else ""
        if not can_begin(before) or before in match.title.words or before in joints(languages()):
            return False
        return word in self.titles.behind.get(before, ())

    def _other_number(self, match: Match, at: int, token: str) -> bool:
        """Whether `token` stands where the title has another number: "mixer 4ml" of 600 ml."""
        behind = match.title.words[match.where[at] + 1 :][:1]
        return (
            is_number(token)
            and any(map(is_number, behind))
            and decimal_of(token) != decimal_of(behind[0])
            and match.where[at] + 2 in match.where.values()  # with the unit, or what follows, said
        )

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
            return self.is_misnumbered((word, token), 1)
        if inside and token not in _MODEL_WORDS:
            return not is_number(token) and len(token) > 2 and not self.titles.knows(token)
        return self.is_version(token) or (not inside and token in _MODEL_WORDS)

    def is_version(self, token: str) -> bool:
        """Whether makers put `token` behind a name to make it another product's: Pro, Max, or a
        short word that is none of the catalog's and none of everyday speech: Nova."""
        if token in _MODEL_WORDS:
            return token in NO_SPEECH or token not in self.titles.plain
        short = 2 < len(token) <= _SHORT and token.isalpha()
        return short and not self.titles.knows(token)


def can_begin(word: str) -> bool:
    """Whether a search for names may begin with it: not with a number, nor with a unit (2000 W)."""
    return len(word) > 1 and not is_number(word)
