"""Whether a model's words say what code would have said: all of it, and nothing else.

The guard has judged each sentence before; here the whole is held against the sentences of code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from agent.answering.said import Said
from agent.grounding.asked import Asked
from agent.grounding.lexicon import Lexicon, lexicon
from agent.grounding.values import amounts, decimal_of, numbers
from agent.grounding.words import in_compound, is_number, same_word, tokens

RESTATED = frozenset({"tell", "check", "compare", "sum", "hours", "phone", "email", "address"})
"""Kinds that a model may phrase. A list is clearer as a list, and a policy is quoted."""

_QUOTED = frozenset({"passage", "description"})


def can_be_restated(asked: Asked, said: Said) -> bool:
    """Whether a model may phrase `said`.

    Not where something is denied, asked back or left open, where the customer stated an amount that
    may be wrong, or where some of it can be had and some not: there a slip turns the meaning round.
    """
    if asked.kind not in RESTATED or asked.several or not said.facts or said.handoff:
        return False
    if asked.claims:
        return False
    if any(fact.field in _QUOTED or fact.day for fact in said.facts):
        return False
    return len(stock_in(" ".join(said.sentences), lexicon(asked.language))) < 2


@dataclass(frozen=True, slots=True)
class Restating:
    """`said` by code to `asked`, as a model has to say it. `titles` are of the products in it."""

    asked: Asked
    said: Said
    titles: tuple[str, ...]

    def lacks(self, text: str) -> str:
        """What is amiss in the model's `text`, for the owner's count; empty: it may stand."""
        code = " ".join(self.said.sentences)
        book = lexicon(self.asked.language)
        words, ours = tokens(text), tokens(code)
        if not words:
            return "nothing"
        if _money(code) != _money(text):
            return "money"
        if _plain_numbers(code, self.titles) != _plain_numbers(text, self.titles):
            return "number"
        if stock_in(code, book) != stock_in(text, book):
            return "stock"
        if len(self.titles) > 1 and any(t.lower() not in text.lower() for t in self.titles):
            return "name"
        if any(
            _spaced(v) in _spaced(code) and _spaced(v) not in _spaced(text)
            for v in self._verbatim()
        ):
            return "value"
        if _negated(words, book) and not _negated(ours, book):
            return "denied"
        return "" if self._grounded(words, ours, book) else "more than was said"

    def _verbatim(self) -> Iterable[str]:
        return (f.text for f in self.said.facts if isinstance(f.value, str) and f.value)

    def _grounded(self, words: Iterable[str], ours: Iterable[str], book: Lexicon) -> bool:
        """Whether every word is code's, the customer's, or everyday speech."""
        known = frozenset(
            {*ours, *self.asked.words, *book.trade, *(w for t in self.titles for w in tokens(t))}
        )
        return all(
            is_number(word)
            or word in book.small
            or word in book.typical
            or word in known
            or any(same_word(word, k) or in_compound(k, word) for k in known)
            for word in words
        )


def _money(text: str) -> frozenset[tuple[Decimal, str]]:
    return frozenset((amount.value, amount.currency) for amount in amounts(text))


def _plain_numbers(text: str, titles: Iterable[str]) -> frozenset[Decimal]:
    """The numbers that are neither money nor part of a name."""
    bare = text.lower()
    for title in sorted(titles, key=len, reverse=True):
        bare = bare.replace(title.lower(), " ")
    money = {value for value, _ in _money(bare)}
    return frozenset(n for n in map(decimal_of, numbers(bare)) if n not in money)


def stock_in(text: str, book: Lexicon) -> frozenset[str]:
    """Which of in_stock and out_of_stock the text says; "not in stock" is no "in stock"."""
    words = tokens(text)
    said: set[str] = set()
    covered: set[int] = set()
    for key in ("out_of_stock", "in_stock"):
        for run in book.phrases[key]:
            for at in range(len(words) - len(run) + 1):
                place = set(range(at, at + len(run)))
                if words[at : at + len(run)] == tuple(run) and not place & covered:
                    said.add(key)
                    covered |= place if key == "out_of_stock" else set()
    return frozenset(said)


def _negated(words: Iterable[str], book: Lexicon) -> bool:
    return any(word in book.groups["never"] for word in words)


def _spaced(text: str) -> str:
    return " ".join(text.split()).lower()
