"""Whether the rows and passages of this turn carry what a sentence says, clause by clause.

sentence -> clauses -> what each speaks of -> its words, amounts, states and denials, each held to
the pieces (ground.py) of just that. A word that is no everyday speech and that no piece has is a
claim that nothing carries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from agent.truth.amounts import Amounts
from agent.truth.asked import Asked
from agent.truth.clauses import Clause, Speaking, content, is_beside, is_plain
from agent.truth.computed import compares
from agent.truth.ground import LANGUAGES, Ground, Piece, known
from agent.truth.numerals import digitised
from agent.truth.phrases import runs
from agent.truth.speech import Speech, known_by, says, speech
from agent.truth.stock import Stock
from agent.truth.words import tokens
from catalog.text import Keys, fold
from catalog.text import tokens as cut

_QUOTED = 0.7
"""The share of a clause's telling words that one sentence of a passage has to hold."""

_LINKS = ("", "s", "n", "en", "es", "e")
"""What German puts between the words of a compound."""


@dataclass
class Support:
    """Holds the sentences of one reply, in their order, to `ground`."""

    ground: Ground
    asked: Asked
    _items: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        named = [items for _, items in self._speaking.mentions(self.asked.text)]
        self._items = named[-1] if len(named) == 1 else frozenset()

    @property
    def book(self) -> Speech:
        return speech(self.asked.language)

    @property
    def _speaking(self) -> Speaking:
        return Speaking(self.ground, self.book)

    def lacks(self, sentence: str) -> str:
        """What of `sentence` nothing carries, for the owner; empty where all of it is carried."""
        sentence = digitised(sentence, self.asked.language)
        clauses, after = self._speaking.clauses(sentence, self._items)
        asks = sentence.rstrip().endswith("?")
        for clause in clauses:
            left_open = says(clause.words, self.book.unknown)
            if reason := self._amiss(clause, sentence, asks, left_open, len(clauses) == 1):
                return reason
        self._items = after
        return ""

    def _amiss(
        self, clause: Clause, sentence: str, asks: bool, left_open: bool, alone: bool
    ) -> str:
        if not left_open and self._promises(clause, sentence):
            return "promise"
        if Amounts(self.ground, self.asked, self.book).are_wrong(clause, sentence):
            return "number"
        if left_open:
            return ""
        if Stock(self.ground, self.book).is_wrong(clause, sentence):
            return "stock"
        if asks:
            return ""
        return self._wrong_word(clause, sentence) or self._turned_round(clause, alone)

    # -- words -------------------------------------------------------------------------------------

    def _promises(self, clause: Clause, sentence: str) -> bool:
        if not says(clause.words, self.book.promising):
            return False
        held = (says(tokens(p.fact.text), self.book.promising) for p in self.ground.passages)
        return not any(held) or self._wrong_word(clause, sentence) != ""

    @cached_property
    def _asked(self) -> Keys:
        words = [t.keys for t in known(self.asked.text)]
        return frozenset().union(*words) if words else frozenset()

    def _wrong_word(self, clause: Clause, sentence: str) -> str:
        """A word that claims something, and that nothing carries."""
        told = self.ground.all_told
        titles = _all(self.ground.naming.values())
        mine = _all(told.get(item, frozenset()) for item in clause.items) | titles
        theirs = _all(k for item, k in told.items() if item and item not in clause.items) - mine
        own = mine | told.get("", frozenset())
        checked = self._checked_words(clause)
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
            if token.folded not in checked and not taken_up:
                return f"beside the point: {token.text}"
        return ""

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
        named = frozenset().union(
            *(ids for _, ids in self._speaking.mentions(sentence)), frozenset()
        )
        others = (named - said) or (every - said)
        true = compares(self.ground, self.book, word, said, others)
        return "" if true or (true is None and word in self.book.exact) else "comparison"

    def _checked_words(self, clause: Clause) -> frozenset[str]:
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

    # -- denials -----------------------------------------------------------------------------------

    def _turned_round(self, clause: Clause, alone: bool) -> str:
        """A denial or an affirmation that is not what the rows say; those of stock are held by
        themselves."""
        stock = (*self.book.here, *self.book.gone, *self.book.ahead)
        if says(clause.words, list(stock)):
            return ""
        return "denial" if self._turned(clause, alone) else ""

    def _turned(self, clause: Clause, alone: bool) -> bool:
        """Whether `clause` denies what the piece says that it rests on, or the other way round."""
        denies = bool(self.book.denying & set(clause.words))
        telling = [
            token.keys
            for token in content(clause.text, self.book)
            if token.start + clause.start not in clause.names
        ]
        if not telling and alone and (denies or says(clause.words, self.book.affirming)):
            telling = [token.keys for token in content(self.asked.text, self.book)]
        if not telling:
            return denies and clause.names_any
        best, most = self._best(telling, clause)
        if not most:
            return denies
        of_passage = not clause.names_any and not any(piece.item for piece in best)
        if of_passage and most < _QUOTED * len(telling):
            return True
        by_item: dict[str, list[bool]] = {}
        for piece in best:
            by_item.setdefault(piece.item, []).append(self._fits(piece, denies, clause))
        return not all(any(fits) for fits in by_item.values())

    def _best(self, telling: list[Keys], clause: Clause) -> tuple[list[Piece], int]:
        """The pieces that share most words with a clause, and how many."""
        shares = [
            (sum(not said.isdisjoint(piece.keys) for said in telling), piece)
            for piece in self.ground.about(clause.items)
            if piece.field not in ("title", "availability")
        ]
        most = max((share for share, _ in shares), default=0)
        return [piece for share, piece in shares if share == most], most

    def _fits(self, piece: Piece, denies: bool, clause: Clause) -> bool:
        if piece.limits:
            return denies or bool(self.book.limiting & set(clause.words))
        return piece.denies == denies


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
