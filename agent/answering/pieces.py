"""What is written on one item, piece by piece, and how likely each piece is what was asked."""

from __future__ import annotations

from dataclasses import dataclass

from agent.answering.excerpt import whole_sentences
from agent.answering.passages import SENTENCES
from agent.understanding.function_words import everyday_words
from catalog.folding import fold
from catalog.records import ProductText
from catalog.text import Token

SURE, MAYBE, OPEN = 0.55, 0.3, 0.15
"""From which chance on a piece is told as what was asked, and as what comes nearest. Of 726
questions for one thing of an item in 36 shops, each left out, a third of them of an item that does
not state it: from 0.6 on 82 % are right, from 0.3 to
0.5 40 %, below 0.3 19 %. What asks no yes or no is hardly asked of what is nowhere written: there
the two nearest are told from OPEN on."""

LONG = 3
"""A cell of so many words speaks for itself; what a shorter one means its column's name tells."""

SCRAP = 2
"""So few letters are hardly a word that tells anything."""

_DESCRIBED, CELL = 4_000, 300
"""Characters of a description, and of one piece, that are read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell with its column's `name`, or a sentence of the description, which has none."""

    name: str
    text: str

    @property
    def is_long(self) -> bool:
        return not self.name or len(self.text.split()) >= LONG

    @property
    def folded(self) -> str:
        return fold(self.name)

    @property
    def told(self) -> str:
        return f"{spaced(self.name)}: {self.text[:CELL]}" if self.name else self.text[:CELL]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A piece with how likely it is what was asked."""

    piece: Piece
    chance: float
    says: bool = False
    """It says a word that nothing else took."""

    @property
    def is_sure(self) -> bool:
        likely = self.chance >= SURE and bool(self.piece.name)
        return likely or self.says


def pieces_of(text: ProductText) -> list[Piece]:
    """All that is written on an item in one language."""
    cells = [Piece(a.name, f"{a.value} {a.unit}".strip()) for a in text.attributes if a.value]
    told = whole_sentences(text.description[:_DESCRIBED])[:SENTENCES]
    return [*cells, *(Piece("", sentence.strip()) for sentence in told)]


def is_telling(token: Token) -> bool:
    """A word that says something by itself: no small one, and no scrap but a name: "BE"."""
    if token.folded in everyday_words() or token.is_number:
        return False
    return len(token.text) > SCRAP or (len(token.text) > 1 and token.text.isupper())


def spaced(name: str) -> str:
    return name.replace("_", " ").strip()
