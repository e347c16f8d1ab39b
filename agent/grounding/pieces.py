"""Holds a reply while it is decoded: no piece may make a number, link or currency that is no fact.

In a module of its own, with next to no imports: it is loaded into the engine's process too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from agent.grounding.values import NUMBER, SYMBOLS, decimal_of, links, numbers, prefixes, writings

_RUN = re.compile(r"\d[\d.,:]*$")
_ENDED = re.compile(r"\d[\d.,:]*")
_LINK_RUN = re.compile(r"(?:h?ttps?:\S*|www\.\S*|\S+@\S*)$", re.IGNORECASE)
_TAIL = 96
"""Characters of what is written that a piece is judged with: longer than any number or name."""


@dataclass(frozen=True, slots=True)
class PieceGuard:
    """agent.model.backend.Checker: refuses pieces that would make a value that is no fact.

    Made of plain sets, so that it can be pickled; a number is followed digit by digit along the
    writings that are allowed.
    """

    whole: frozenset[str]
    begun: frozenset[str]
    links: frozenset[str]
    symbols: frozenset[str]
    named: tuple[str, ...]
    """Endings of what is written after which any number is part of a name: "fjell "."""

    @classmethod
    def of(
        cls, texts: Iterable[str], values: Iterable[Decimal], titles: Iterable[str]
    ) -> PieceGuard:
        """From the texts that the model was given, further values, and the titles in them."""
        given = list(texts)
        allowed = {n for text in given for n in numbers(text)}
        allowed |= {w for n in list(allowed) for w in writings(decimal_of(n))}
        allowed |= {w for value in values for w in writings(value)}
        known = {found.lower() for text in given for found in links(text)}
        return cls(
            whole=frozenset(allowed),
            begun=prefixes(allowed),
            links=prefixes(known),
            symbols=frozenset(s for s in SYMBOLS if any(s in text for text in given)),
            named=tuple({head for title in titles for head in _heads(title)}),
        )

    def __call__(self, written: str, piece: str) -> bool:
        if not piece or (piece.isascii() and piece.isalpha()):
            return self._still_open(written, piece)
        return self._allowed(written[-_TAIL:], piece)

    def _still_open(self, written: str, piece: str) -> bool:
        """Letters only: wrong only where they end a number that is not whole, or go on a link."""
        tail = written[-_TAIL:]
        if not tail or not (tail[-1].isdigit() or "@" in tail or "www" in tail or "://" in tail):
            return True
        return self._allowed(tail, piece)

    def _allowed(self, tail: str, piece: str) -> bool:
        text = tail + piece
        if any(symbol in piece and symbol not in self.symbols for symbol in SYMBOLS):
            return False
        link = _LINK_RUN.search(text)
        if link and link.end() > len(tail):
            return link[0].lower().rstrip(".,;:!?)") in self.links
        run = _RUN.search(text)
        for match in _ENDED.finditer(text):
            if match.end() < len(tail) or (match.end() == len(tail) and not piece):
                continue
            if text[: match.start()].lower().endswith(self.named or ("\0",)):
                continue
            open_end = run is not None and match.start() == run.start()
            number = match[0]
            if open_end and number in self.begun:
                continue
            bare = number.rstrip(".,:")
            if not (bare in self.whole or (open_end and bare in self.begun)):
                return False
        return True


def _heads(title: str) -> Iterable[str]:
    """What stands before each number in a title, folded to lower case: "fjell "."""
    for match in NUMBER.finditer(title):
        head = title[: match.start()].lower()
        if head.strip():
            yield head[-24:]
