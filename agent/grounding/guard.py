"""Holds each sentence of a reply to the facts before it is shown.

`PieceGuard` (pieces.py) stops a wrong number, link or currency from being written at all, in the
process that owns the model. `SentenceGuard` then asks of the finished sentence whether what it says
is carried: of code's own sentences by their words, of free speech by the rows (supported.py).
Neither trusts the other, nor the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from agent.grounding.asked import Asked
from agent.grounding.claims import bends, denies, is_grounded, speaks_of_prompt
from agent.grounding.clauses import content
from agent.grounding.facts import Fact
from agent.grounding.lexicon import joints, languages, lexicon
from agent.grounding.matches import Naming
from agent.grounding.names import Names
from agent.grounding.retyped import headed
from agent.grounding.supported import Support
from agent.grounding.values import (
    NUMBER,
    SYMBOLS,
    amounts,
    decimal_of,
)
from agent.grounding.words import fold, is_number, tokens
from catalog.foreign import LINK
from catalog.records import Availability, Money

_LEAST_WORDS = 2
_WORD_BEHIND = re.compile(r"[\s-]*([^\W\d_]+|°C?|%)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence holds; if not, why (for the owner's count, not for the customer)."""

    holds: bool
    reason: str = ""


@dataclass
class SentenceGuard:
    """Judges the sentences of one reply in their order; remembers what was spoken of."""

    asked: Asked
    facts: Sequence[Fact]
    context: Sequence[str]
    """The texts that the model was given, prefix included."""
    names: Names
    titles: dict[str, str]
    """Product id -> title, of the products among the facts."""
    offered: Sequence[str]
    told: Sequence[str] = ()
    """Sentences of code that the model is to say in its own words."""
    support: Support | None = None
    """The turn's rows and passages, where the model speaks freely; without it a sentence is held to
    the words of code's own facts."""
    _items: tuple[str, ...] = ()
    _said: set[tuple[str, ...]] = field(default_factory=set)

    def judge(self, sentence: str) -> Verdict:
        """One finished sentence. The first rule that it breaks is the reason."""
        words = headed(tokens(sentence), self.names.titles, joints(self.offered))
        if not words:
            return Verdict(False, "empty")
        reason = (
            ("loop" if self._loops(words) else "")
            or ("echo" if self._echoes(words) else "")
            or ("language" if self._foreign(words) else "")
            or ("link" if self._strange_link(sentence) else "")
            or ("prompt" if speaks_of_prompt(words, self.asked.language) else "")
            or (self._restates(sentence, words) if self.support is None else "")
            or (self._supported(sentence, self.support) if self.support is not None else "")
        )
        if reason:
            return Verdict(False, reason)
        self._said.add(words)
        return Verdict(True)

    def _supported(self, sentence: str, support: Support) -> str:
        """What the rows do not carry; a stale fact is told with its day, or not at all."""
        stale = [piece.fact for piece in support.ground.pieces if piece.fact.day]
        told = {decimal_of(number) for number in NUMBER.findall(sentence)}
        prices = [f for f in stale if isinstance(f.value, Money) and f.value.amount in told]
        states = _stock_words(self.asked.language).values()
        if any(_holds_run(tokens(sentence), run) for runs in states for run in runs):
            prices += [f for f in stale if f.field == "availability"]
        if any(not _says_its_day(fact, sentence) for fact in prices):
            return "no day"
        if len(tokens(sentence)) < _LEAST_WORDS and content(sentence, support.book):
            return "no sentence"
        if any(symbol in _without_amounts(sentence) for symbol in SYMBOLS):
            return "money"  # "costs €.": what was to be written was no fact
        for day in {fact.day for fact in stale}:
            sentence = sentence.replace(day, "")
        return support.lacks(sentence)

    def _restates(self, sentence: str, words: tuple[str, ...]) -> str:
        """What of a sentence is not in the words of code's facts."""
        named = self.names.in_message(words)
        taken = frozenset(at for naming in named.sure for at in naming.positions)
        spoken = tuple(n.product for n in named.sure) or self._items
        reason = (
            ("unknown product" if self._unknown((*named.sure, *named.close)) else "")
            or ("money" if self._wrong_money(sentence, spoken) else "")
            or ("number" if self._wrong_number(sentence, words, taken) else "")
            or ("stock" if self._wrong_stock(sentence, words, spoken) else "")
            or ("denial" if self._denies(words) else "")
            or ("bent" if self._bends(sentence) else "")
            or ("no sentence" if len(words) < _LEAST_WORDS and not named.sure else "")
            or ("beside the point" if self._astray(words, taken) else "")
        )
        if not reason:
            self._items = spoken
        return reason

    def _loops(self, words: tuple[str, ...]) -> bool:
        fours = [words[at : at + 4] for at in range(len(words) - 3)]
        return words in self._said or len(fours) - len(set(fours)) >= 2

    def _echoes(self, words: Sequence[str]) -> bool:
        """Whether it repeats the question: five words in a row."""
        asked = self.asked.words
        runs = {asked[at : at + 5] for at in range(len(asked) - 4)}
        return any(tuple(words[at : at + 5]) in runs for at in range(len(words) - 4))

    def _foreign(self, words: Sequence[str]) -> bool:
        plain = [w for w in words if not is_number(w)]
        if len(plain) < 4:
            return False
        return _language_of(plain, self.asked.language, self.offered) != self.asked.language

    def _unknown(self, namings: Sequence[Naming]) -> bool:
        return any(n.unknown or n.product not in self.titles for n in namings)

    def _strange_link(self, sentence: str) -> bool:
        given = " ".join(self.context).lower()
        return any(match.rstrip(".,;:!?").lower() not in given for match in LINK.findall(sentence))

    def _wrong_money(self, sentence: str, spoken: Sequence[str]) -> bool:
        """Money must be a fact's, and of the item that the sentence speaks of."""
        for amount in amounts(sentence):
            owners = [
                f for f in self.facts
                if isinstance(f.value, Money)
                and f.value.amount == amount.value
                and f.value.currency == amount.currency
            ]  # fmt: skip
            quoted = any(
                a.value == amount.value and a.currency == amount.currency
                for f in self.facts
                if f.field in ("passage", "description")
                for a in amounts(f.text)
            )
            if quoted and not spoken:
                continue
            if not owners or (spoken and not any(f.item_id in spoken for f in owners)):
                return True
            if not any(_says_its_day(f, sentence) for f in owners):
                return True
            if not spoken and len({f.item_id for f in owners}) > 1:
                return True
        return self._money_in_words(tokens(sentence))

    def _money_in_words(self, words: Sequence[str]) -> bool:
        """ "ten euros": a spelled price is refused unless that is a price among the facts."""
        spelled = lexicon(self.asked.language).numbers
        for word, after in pairwise(words):
            if word in spelled and after in ("euro", "euros", "dollar", "dollars", "pounds", "€"):
                prices = {f.value.amount for f in self.facts if isinstance(f.value, Money)}
                if Decimal(spelled[word]) not in prices:
                    return True
        return False

    def _wrong_number(self, sentence: str, words: Sequence[str], taken: frozenset[int]) -> bool:
        """A number must be a fact's or the customer's, and count the same: 30 *days*."""
        given = {c for text in self._fact_texts() for c in _counted(text)}
        given |= set(_counted(_without_amounts(self.asked.text)))
        values = {value for value, _ in given}
        in_names = {decimal_of(words[at]) for at in taken if is_number(words[at])}
        money = [(a.start, a.end) for a in amounts(sentence)]
        for match in NUMBER.finditer(sentence):
            if any(start <= match.start() < end for start, end in money):
                continue
            value, unit = decimal_of(match[0]), _unit_behind(sentence, match.end())
            if value in in_names:
                continue
            if value not in values or (unit and (value, unit) not in given):
                return True
        return False

    def _fact_texts(self) -> Iterable[str]:
        return (f.text for f in self.facts)

    def _wrong_stock(self, sentence: str, words: Sequence[str], spoken: Sequence[str]) -> bool:
        """Words of stock must be what the rows of the spoken item say; without a row, none."""
        groups = _stock_words(self.asked.language)
        gone = any(_holds_run(words, run) for run in groups["out_of_stock"])
        here = not gone and any(_holds_run(words, run) for run in groups["in_stock"])
        if not gone and not here:
            return False
        known = [
            f for f in self.facts
            if f.field == "availability" and (not spoken or f.item_id in spoken)
        ]  # fmt: skip
        if not known or not all(_says_its_day(f, sentence) for f in known):
            return True
        states = [f.value for f in known]
        orderable = {isinstance(s, Availability) and s.can_be_ordered for s in states}
        return (here and False in orderable) or (gone and True in orderable)

    def _denies(self, words: Sequence[str]) -> bool:
        return denies(words, (*self._fact_texts(), *self.told), self.asked.language)

    def _bends(self, sentence: str) -> bool:
        passages = [f.text for f in self.facts if f.field == "passage"]
        others = [f.text for f in self.facts if f.field != "passage"]
        told = (*others, *self.titles.values(), *self.told, self.asked.text)
        return bends(sentence, passages, told, self.asked.language)

    def _astray(self, words: Sequence[str], taken: frozenset[int]) -> bool:
        """Whether a sentence goes beyond the facts.

        Half of its telling words must be the facts' or the question's. What it says of the
        business itself ("we offer ...") is a claim: there every telling word must be a fact's.
        """
        book = lexicon(self.asked.language)
        telling = [
            w for at, w in enumerate(words)
            if at not in taken and w not in book.small and not is_number(w) and len(w) > 2
        ]  # fmt: skip
        if not telling:
            return not taken
        texts = (*self._fact_texts(), *self.titles.values(), *self.told)
        told = {w for text in texts for w in tokens(text)}
        grounded = [w for w in telling if is_grounded(w, told)]
        if any(w in book.groups["ours"] for w in words):
            return len(grounded) < len(telling)
        own = set(self.asked.content)
        asked = [w for w in telling if w not in grounded and is_grounded(w, own)]
        known = len(grounded) + len(asked)
        return not (grounded or taken) or known < max(1, (len(telling) + 1) // 2)


def _without_amounts(text: str) -> str:
    """`text` without its sums of money: what a customer says of prices is no fact."""
    for amount in reversed(list(amounts(text))):
        text = f"{text[: amount.start]} {text[amount.end :]}"
    return text


def _says_its_day(fact: Fact, sentence: str) -> bool:
    """Whether the day stands in the sentence that a stale fact has to be said with."""
    return " ".join(fact.day.split()) in " ".join(sentence.split())


def _counted(text: str) -> Iterable[tuple[Decimal, str]]:
    """Each number of `text` with the word behind it, folded; empty where none is."""
    for match in NUMBER.finditer(text):
        yield decimal_of(match[0]), _unit_behind(text, match.end())


def _unit_behind(text: str, end: int) -> str:
    following = _WORD_BEHIND.match(text, end)
    return fold(following[1]) if following else ""


def _stock_words(language: str) -> dict[str, list[tuple[str, ...]]]:
    phrases = lexicon(language).phrases
    return {key: phrases[key] for key in ("in_stock", "out_of_stock")}


def _holds_run(words: Sequence[str], run: Sequence[str]) -> bool:
    size = len(run)
    return any(tuple(words[at : at + size]) == tuple(run) for at in range(len(words) - size + 1))


def _language_of(words: Sequence[str], before: str, offered: Sequence[str]) -> str:
    """The language that a message is written in: the one with most of its typical words.

    With no or as many of each, that of the conversation, else the business's own.
    """
    known = [code for code in offered if code in languages()] or ["en"]
    counts = {
        code: sum(w in lexicon(code).typical for w in words)
        + 0.5 * sum(w in lexicon(code).small for w in words)
        for code in known
    }
    most = max(counts.values())
    best = [code for code, count in counts.items() if count == most]
    return before if before in best else best[0]
