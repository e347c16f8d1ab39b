"""The words of a clause: each that claims something is a row's, a passage's or the customer's.

A word that is no everyday speech and that no piece has is a claim that nothing carries, unless the
sentence claims nothing by its meaning (claiming.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from agent.grounding.asked import Asked
from agent.grounding.claiming import Claiming
from agent.grounding.clauses import Clause, Speaking, Word, is_beside, is_plain
from agent.grounding.computed import compares
from agent.grounding.ground import LANGUAGES, Ground, known
from agent.grounding.lexicon import lexicon
from agent.grounding.phrases import runs
from agent.grounding.speech import Speech, dates, known_by, says, speech
from agent.grounding.words import tokens
from catalog.folding import fold
from catalog.text import Keys
from catalog.text import tokens as cut

_LINKS = ("", "s", "n", "en", "es", "e")
"""What German puts between the words of a compound."""

_NOTHING = 0.2
"""A clause that names no goods and is less likely to claim something claims nothing."""

_SURELY = 0.8
"""A sentence that is likelier may not say it in everyday words that nothing carries."""


@dataclass(frozen=True)
class Wording:
    """Holds the words that are said to `ground`."""

    ground: Ground
    asked: Asked
    claiming: Claiming | None

    @cached_property
    def book(self) -> Speech:
        return speech(self.asked.language)

    @cached_property
    def _asked(self) -> Keys:
        words = [t.keys for t in known(self.asked.text)]
        return frozenset().union(*words) if words else frozenset()

    def lacks(self, clause: Clause, sentence: str) -> str:
        """A word that claims something, and that nothing carries."""
        told = self.ground.all_told
        titles = _all(self.ground.naming.values())
        mine = _all(told.get(item, frozenset()) for item in clause.items) | titles
        theirs = _all(k for item, k in told.items() if item and item not in clause.items) - mine
        own = mine | told.get("", frozenset())
        checked = self._checked(clause)
        for token in cut(clause.text, LANGUAGES, "none"):
            if token.folded[0].isdigit():
                continue
            if wrong := self._miscompared(token.folded, clause, sentence):
                return wrong
            if is_plain(token, self.book) or token.folded in self._compared:
                continue
            asked = not token.keys.isdisjoint(self._asked)
            if token.keys & theirs and not token.keys & mine and not asked:
                return "another's"
            if len(token.folded) < 3 or _has(token.text, token.keys, own):
                continue
            taken_up = asked and is_beside(clause.text, token.start, self.book)
            if token.folded in checked or taken_up:
                continue
            if not self._is_speech(token, clause, sentence):
                return f"beside the point: {token.text}"
        return ""

    def _is_speech(self, token: Word, clause: Clause, sentence: str) -> bool:
        """Whether a word that nothing carries claims nothing there; a day always does."""
        if token.folded in dates(self.asked.language):
            return False
        if self.claiming is None:
            return False
        ours = lexicon(self.asked.language).groups["ours"] & set(clause.words)
        if not ours and not token.keys.isdisjoint(self.book.everyday):
            return self.claiming.chance(sentence) <= _SURELY
        return not clause.names_any and self.claiming.chance(clause.text.strip()) < _NOTHING

    @cached_property
    def _compared(self) -> frozenset[str]:
        return frozenset().union(*(words for _, _, words in self.book.comparing))

    def _miscompared(self, word: str, clause: Clause, sentence: str) -> str:
        """Whether `word` tells one item from others, and the rows do not bear it out."""
        if word not in self._compared:
            return ""
        every = frozenset(self.ground.titles)
        if word in self.book.utmost and not says(tokens(sentence), self.book.among):
            return "comparison"
        said = clause.items
        mentions = Speaking(self.ground, self.book).mentions(sentence)
        named = frozenset().union(*(ids for _, ids in mentions), frozenset())
        others = (named - said) or (every - said)
        true = compares(self.ground, self.book, word, said, others)
        return "" if true or (true is None and word in self.book.exact) else "comparison"

    def _checked(self, clause: Clause) -> frozenset[str]:
        """Words of states and reductions: what they claim is held to the rows by itself."""
        found: set[str] = set()
        for phrases in (self.book.here, self.book.gone, self.book.ahead, self.book.differing):
            found |= {
                w for run in runs(clause.words, phrases) for w in clause.words[run.start : run.stop]
            }
        reduced = any(
            p.field == "list_price" for i in clause.items for p in self.ground.by_item.get(i, ())
        )
        if reduced:
            for run in runs(clause.words, self.book.reduced):
                found |= set(clause.words[run.start : run.stop])
        return frozenset(fold(w) for w in found)


def _all(sets: Iterable[Keys]) -> Keys:
    return frozenset().union(*sets)


def _has(text: str, keys: Keys, own: Keys) -> bool:
    """Whether a word is one of `own`, or a compound of two that are."""
    if keys & own:
        return True
    word = fold(text)
    for at in range(3, len(word) - 2):
        first, rest = word[:at], word[at:]
        if not known_by(rest, LANGUAGES) & own:
            continue
        for link in _LINKS:
            head = first.removesuffix(link)
            if first.endswith(link) and len(head) > 2 and known_by(head, LANGUAGES) & own:
                return True
    return False
