"""What a reply may rest on: the rows and passages of this turn, piece by piece.

A piece is one (column, value) of an item, or one clause of a passage; it is known by the keys of
its words (catalog.text), so that what is said in another language is found by its concepts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from agent.grounding.facts import Fact
from agent.grounding.numerals import digitised
from agent.grounding.speech import speech
from agent.grounding.words import tokens
from catalog.folding import fold
from catalog.measures import UNITS, Measure, measures
from catalog.records import Availability, Money
from catalog.text import Keys
from catalog.text import tokens as cut_words

LANGUAGES = ("de", "en")
CLAUSE = re.compile(
    r"(?<!\d)[,;:](?!\d)|(?<=\d)[,;:](?=\s(?!\d))|\s[–—-]\s|[()]|(?<=\D[.])\s|(?<=[!?])\s|\n"
    r"|(?<!\d\s)\b(?:and|or|und|oder)\b|\b(?:and|or|und|oder)\b(?!\s\d)"
    r"|\b(?:but|aber|sondern|sowie|while|whereas|because|weil|damit|so)\b",
    re.IGNORECASE,
)
"""Where a clause ends; not within "6, 12 or 24" nor behind the day of "18. Dezember"."""
_DENIED = frozenset({"no", "none", "nein", "keine", "nicht", "kein", "not", "-", "false"})
_UNDENIED = frozenset({"yes", "ja", "true"})


@dataclass(frozen=True, slots=True)
class Piece:
    """`item` is the product's id, empty for a passage; `keys` are those of all of its words."""

    item: str
    field: str
    keys: Keys
    words: tuple[Keys, ...]
    """The same, word by word."""
    amounts: tuple[Measure, ...]
    denies: bool
    fact: Fact
    named: Keys = frozenset()
    """The keys of its column's name."""
    limits: bool = False
    """It says "only" or "except": what is denied and what is not cannot be told by its words."""
    text: str = ""
    parts: int = 0
    """Of how many clauses it is, where each of them is a piece of its own."""


@dataclass(frozen=True)
class Ground:
    """All pieces of a turn."""

    pieces: tuple[Piece, ...]
    titles: Mapping[str, tuple[tuple[Keys, ...], ...]]
    """Product id -> its titles, one of each language, word by word."""

    @classmethod
    def of(cls, facts: Sequence[Fact], titles: Mapping[str, str]) -> Ground:
        pieces: list[Piece] = []
        for fact in facts:
            pieces += _passage(fact) if fact.field == "passage" else _cells(fact)
        written = {id: [title] for id, title in titles.items()}
        for fact in facts:
            if fact.field == "title" and fact.item_id in written:
                written[fact.item_id].append(fact.text)
        words = {
            id: tuple(tuple(t.keys for t in known(title)) for title in dict.fromkeys(found))
            for id, found in written.items()
        }
        return cls(tuple(pieces), words)

    @cached_property
    def naming(self) -> dict[str, Keys]:
        """Product id -> the keys of all words of its titles."""
        return {
            id: frozenset().union(*(keys for title in titles for keys in title))
            for id, titles in self.titles.items()
        }

    @cached_property
    def passages(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if not piece.item)

    @cached_property
    def by_item(self) -> dict[str, list[Piece]]:
        found: dict[str, list[Piece]] = {}
        for piece in self.pieces:
            found.setdefault(piece.item, []).append(piece)
        return found

    @cached_property
    def all_told(self) -> dict[str, Keys]:
        """Item -> the keys of all of its pieces; those of the passages by the empty name."""
        return {
            item: frozenset().union(*(piece.keys for piece in pieces))
            for item, pieces in self.by_item.items()
        }

    def about(self, items: Iterable[str]) -> list[Piece]:
        """The pieces of `items`, and those of the passages."""
        wanted = {"", *items}
        return [piece for piece in self.pieces if piece.item in wanted]


def known(text: str, parts: str = "all") -> tuple[_Token, ...]:
    return tuple(
        _Token(token.folded, token.keys, token.start) for token in cut_words(text, LANGUAGES, parts)
    )


@dataclass(frozen=True, slots=True)
class _Token:
    folded: str
    keys: Keys
    start: int


def _cells(fact: Fact) -> Iterable[Piece]:
    """A cell, and the parts of one that denies some of what it says: "3 AAA, not included"."""
    denying = speech("en").denying | speech("de").denying
    parts = CLAUSE.split(fact.text) if fact.field.startswith("attribute:") else []
    told = [bool(denying & set(tokens(part))) for part in parts]
    if len(parts) > 1 and any(told):
        for part, denied in zip(parts, told, strict=True):
            yield replace(_cell(replace(fact, value=part, text=part)), denies=denied)
    else:
        yield _cell(fact)


def _cell(fact: Fact) -> Piece:
    name = fact.field.partition(":")[2]
    value = fact.text
    if isinstance(fact.value, Money):
        value = f"{fact.value.amount} {fact.value.currency}"
    elif not isinstance(fact.value, Availability) and name:
        value = str(fact.value)
        last = name.split()[-1] if name.split() else ""
        if fold(last) in UNITS and value[:1].isdigit():
            value = f"{value} {last}"
    written = f"{name} {fact.item if fact.field in _OF_VARIANTS else ''} {fact.text}"
    words = tuple(token.keys for token in known(written))
    folded = tokens(fact.text)
    denies = fact.field.startswith("attribute:") and bool(_DENIED & set(folded[:1]))
    return Piece(
        fact.item_id, fact.field, frozenset().union(*words), words,
        tuple(_measured(value)), denies, fact,
        frozenset().union(*(token.keys for token in known(name)), frozenset()), text=written,
    )  # fmt: skip


_OF_VARIANTS = ("price", "list_price", "availability")


def _passage(fact: Fact) -> Iterable[Piece]:
    """Its clauses, each with the heading's words."""
    heading = tuple(token.keys for token in known(fact.item))
    denying = speech("en").denying | speech("de").denying | _DENIED
    limiting = speech("en").limiting | speech("de").limiting
    for clause in re.split(r"(?<=[.!?;:])\s+|\n", fact.text):
        limits = bool(limiting & set(tokens(clause)))
        cut = [part for part in CLAUSE.split(clause) if part.strip()]
        for part in (clause, *cut) if len(cut) > 1 else (clause,):
            words = (*(token.keys for token in known(part)), *heading)
            if part.strip():
                yield Piece(
                    "", "passage", frozenset().union(*words), words, tuple(_measured(part)),
                    bool(denying & set(tokens(part))), fact, limits=limits,
                    text=part, parts=len(cut) if part is clause and len(cut) > 1 else 0,
                )  # fmt: skip


def _measured(text: str) -> Iterable[Measure]:
    for language in LANGUAGES:
        sign = "," if language == "de" else "."
        yield from measures(digitised(text, language), sign)
