"""Whether the rows and passages of this turn carry what a sentence says, clause by clause.

sentence -> clauses -> what each speaks of -> its amounts, states, words and denials, each held to
the pieces (ground.py) of just that. What is left open, supposed or asked claims less, and advice
nothing but its figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from agent.grounding.allergens import Allergens
from agent.grounding.amounts import Amounts
from agent.grounding.asked import Asked
from agent.grounding.claiming import Claiming
from agent.grounding.clauses import Clause, Speaking
from agent.grounding.denials import Denials
from agent.grounding.ground import Ground
from agent.grounding.numerals import digitised
from agent.grounding.speech import Speech, says, speech
from agent.grounding.stock import Stock
from agent.grounding.wording import Wording
from agent.grounding.words import tokens
from catalog.records import Money

_CLAIM = 0.95
"""A sentence that is likelier to claim something rests on a row or a passage."""

_RESTING = 2
"""So many words of what it rests on are in one that does."""


class Held(Enum):
    """What of a clause is held to the rows."""

    FIGURES = "figures"
    """Its amounts alone: it is left open, or supposed."""
    STATES = "states"
    """Those, what it promises and what it says of stock: it is asked."""
    ALL = "all"


@dataclass
class Support:
    """Holds the sentences of one reply, in their order, to `ground`."""

    ground: Ground
    asked: Asked
    claiming: Claiming | None = None
    """Tells what claims nothing; None without an encoder."""
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

    @cached_property
    def _wording(self) -> Wording:
        return Wording(self.ground, self.asked, self.claiming)

    @cached_property
    def _denials(self) -> Denials:
        return Denials(self.ground, self.asked, self.book)

    def lacks(self, sentence: str) -> str:
        """What of `sentence` nothing carries, for the owner; empty where all of it is carried."""
        written = sentence
        sentence = self._with_signs(digitised(sentence, self.asked.language))
        clauses, after = self._speaking.clauses(sentence, self._items)
        asks = sentence.rstrip().endswith("?")
        last = clauses[-1].part if clauses else 0
        open_parts = {c.part for c in clauses if says(c.words, self.book.unknown)}
        for clause in clauses:
            held = self._held(clause, open_parts, asks, clause.part < last)
            if reason := self._amiss(clause, written, sentence, held, len(clauses) == 1):
                return reason
        if self._rests_on_nothing(written, clauses):
            return "nothing says so"
        self._items = after
        return ""

    def _rests_on_nothing(self, sentence: str, clauses: Sequence[Clause]) -> bool:
        """Whether it surely claims something, in words that hardly any row or passage has."""
        if self.claiming is None or self.claiming.chance(sentence) <= _CLAIM:
            return False
        return sum(map(self._denials.carrying, clauses)) < _RESTING

    def _with_signs(self, sentence: str) -> str:
        """`sentence` with the turn's currency by its code where it is named: "829 Pfund"."""
        for name, code in self.book.currencies:
            if code in self._currencies:
                sentence = name.sub(code, sentence)
        return sentence

    @cached_property
    def _currencies(self) -> frozenset[str]:
        values = (piece.fact.value for piece in self.ground.pieces)
        return frozenset(value.currency for value in values if isinstance(value, Money))

    def _held(self, clause: Clause, open_parts: set[int], asks: bool, goes_on: bool) -> Held:
        """How much of `clause` claims something: what is left open, supposed or asked does not."""
        if says(clause.words, self.book.unknown):
            return Held.FIGURES
        if open_parts and clause.begins(self.book.wondering):
            return Held.FIGURES
        if clause.part in open_parts and not clause.names_any:
            return Held.FIGURES  # "for blue light *or flicker I can't see anything*"
        ours = self.book.ourselves & set(clause.words)
        if goes_on and clause.begins(self.book.supposing) and not ours:
            return Held.FIGURES
        return Held.STATES if asks else Held.ALL

    def _amiss(self, clause: Clause, written: str, sentence: str, held: Held, alone: bool) -> str:
        if held is not Held.FIGURES and self._promises(clause, written):
            return "promise"
        if Amounts(self.ground, self.asked, self.book).are_wrong(clause, sentence):
            return "number"
        if Allergens(self.ground, self.book).are_wrong(clause):
            return "allergen"
        if held is Held.FIGURES:
            return ""
        if Stock(self.ground, self.book).is_wrong(clause, sentence):
            return "stock"
        if held is Held.STATES:
            return ""
        lacking = self._wording.lacks(clause, written)
        return lacking or ("denial" if self._denials.are_wrong(clause, alone) else "")

    def _promises(self, clause: Clause, sentence: str) -> bool:
        if not says(clause.words, self.book.promising):
            return False
        held = (says(tokens(p.fact.text), self.book.promising) for p in self.ground.passages)
        return not any(held) or self._wording.lacks(clause, sentence) != ""
