"""A message as words: which of them are names, which are left out, what is looked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from agent.truth import courtesy
from agent.truth.asked import Spoken
from agent.truth.features import CURRENCIES
from agent.truth.kinds import Guess, guess, spoken_language
from agent.truth.left_out import left_out
from agent.truth.lexicon import Lexicon, joints, lexicon, numbers, phrases
from agent.truth.masking import Vocabulary, masked
from agent.truth.matches import Named
from agent.truth.meant import ProductsById, apart, or_described, with_articles
from agent.truth.phrases import covered, runs
from agent.truth.retyped import as_titled
from agent.truth.settling import POLICIES
from agent.truth.words import is_number, tokens

_SAYS_NOTHING = (
    "under", "over", "between", "cheapest", "dearest", "sale", "size", "it", "other", "first",
    "second", "third", "last", "now", "today",
)  # fmt: skip
"""Groups of words that narrow or point, and look for nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message, word by word."""

    text: str
    words: tuple[str, ...]
    named: Named
    judged: Guess
    book: Lexicon
    """Of the language that it is in."""
    left_out: frozenset[int]
    """The places of the words that it names only to leave them out."""
    content: tuple[str, ...]
    """The words that say what is looked for."""

    @property
    def taken(self) -> frozenset[int]:
        """The places of the words that are names."""
        return frozenset(at for naming in self.named.sure for at in naming.positions)

    @property
    def unnamed(self) -> tuple[str, ...]:
        """The words that are no names."""
        taken = self.taken
        return tuple(word for at, word in enumerate(self.words) if at not in taken)

    @property
    def passed(self) -> frozenset[int]:
        """The places of the words that ask for nothing: names, and what is left out."""
        return self.taken | self.left_out


def hear(
    text: str,
    spoken: Spoken,
    vocabulary: Vocabulary,
    products: ProductsById,
    offered: Sequence[str],
) -> Heard:
    """Take `text` for words and names. `offered` are the business's languages."""
    titles = vocabulary.names.titles
    words = as_titled(tokens(text), titles, numbers(offered), joints(offered))
    named = with_articles(vocabulary.names.in_message(words), words, vocabulary, products, offered)
    named = apart(named, words, products, vocabulary, offered)
    out = left_out(words, vocabulary.choices, offered)
    judged = _judged(words, named, out, vocabulary, offered)
    book = lexicon(spoken_language(judged.languages, spoken.language, offered))
    named = or_described(named, words, vocabulary, judged, offered)
    passed = {at for naming in named.sure for at in naming.positions} | out
    passed |= {at for run in runs(words, phrases("except", offered)) for at in run}
    return Heard(text, words, named, judged, book, out, _content(words, passed, book))


def _judged(
    words: tuple[str, ...],
    named: Named,
    out: frozenset[int],
    vocabulary: Vocabulary,
    offered: Sequence[str],
) -> Guess:
    """What is asked, apart from the greeting before it and the thanks behind it, and from what is
    left out: "without shipping" does not ask for shipping."""
    struck = {at for at in out if _says_a_policy(words[at], offered)}
    said = tuple(word for at, word in enumerate(words) if at not in struck)
    core = courtesy.without(said, offered)
    if core != words:
        words, named = core, vocabulary.names.in_message(core)
    return guess(*masked(words, named, vocabulary), named=bool(named.sure))


def _says_a_policy(word: str, offered: Sequence[str]) -> bool:
    books = [lexicon(code) for code in offered]
    return any(covered((word,), book.kinds[kind]) > 0 for book in books for kind in POLICIES)


def _content(words: Sequence[str], passed: Collection[int], book: Lexicon) -> tuple[str, ...]:
    """The words that say what is looked for: no name, no small word, no number, no money."""
    kinds = [
        p
        for k in ("price", "list", "availability", "variants", "small_talk")
        for p in book.kinds[k]
        if len(p.words) == 1
    ]
    return tuple(
        word
        for at, word in enumerate(words)
        if at not in passed
        and not is_number(word)
        and len(word) > 1
        and word not in book.small
        and word not in book.numbers
        and word not in CURRENCIES
        and not covered((word,), kinds)
        and not any(word in book.groups[group] for group in _SAYS_NOTHING)
    )
