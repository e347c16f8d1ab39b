"""What one sentence of a reply states, and of which product.

A sentence speaks of the product that it names last before a value, else of the next one that it
names, else of the one that the reply spoke of before, else of the question's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.check.figures import Figure, figures
from agent.check.ground import Ground, Mention, values_of
from agent.check.question import Question
from agent.check.reading import WORD, Span, StockWord, folded, negated, sentences, stock_words
from catalog.records import Option, Product


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with what is found in it. `carried` is the product spoken of before, or empty."""

    text: str
    mentions: tuple[Mention, ...]
    figures: tuple[Figure, ...]
    stock: tuple[tuple[StockWord, Span], ...]
    denies: bool
    asks: bool
    carried: str

    def subject_at(self, place: int) -> str:
        """The id of the product that what stands at `place` is said of; empty for none."""
        before = [m for m in self.mentions if m.span.end <= place]
        if before:
            return before[-1].product
        return self.mentions[0].product if self.mentions else self.carried

    def named_before(self, place: int) -> int:
        """Where the name ends that `place` is said of; 0 where none stands before it."""
        return max((m.span.end for m in self.mentions if m.span.end <= place), default=0)

    def named_after(self, place: int) -> int:
        return min(
            (m.span.start for m in self.mentions if m.span.start >= place), default=len(self.text)
        )


def statements(reply: str, question: Question, ground: Ground) -> list[Statement]:
    """The reply, sentence by sentence."""
    found: list[Statement] = []
    carried = question.subject
    for text in sentences(reply):
        mentions = tuple(ground.mentions(text))
        found.append(
            Statement(
                text=text,
                mentions=mentions,
                figures=tuple(figures(text)),
                stock=tuple(stock_words(text)),
                denies=negated(text),
                asks=text.rstrip('"”) ').endswith("?"),
                carried=carried,
            )
        )
        carried = mentions[-1].product if mentions else carried
    return found


# -- variants ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """An option's value that a text names."""

    option: Option
    span: Span


def options_in(text: str, product: Product, start: int, end: int) -> list[Told]:
    """The option values of `product` between two places of `text`, the longest where they overlap.

    A value of one or two letters ("S", "XL") counts only as it is written in the row.
    """
    found: list[Told] = []
    known = dict.fromkeys(o for v in product.variants for o in v.options)
    written = sorted(
        ((value, option) for option in known for value in values_of(product, option)),
        key=lambda entry: -len(entry[0]),
    )
    for value, option in written:
        exact = len(value) <= 2
        source, wanted = (text, value) if exact else (folded(text), folded(value))
        for match in re.finditer(rf"(?<![\w.,]){re.escape(wanted)}(?!\w|[.,]\d)", source):
            span = Span(*match.span())
            if start <= span.start < end and not any(_overlap(span, t.span) for t in found):
                found.append(Told(option, span))
    return sorted(found, key=lambda told: told.span.start)


def combined(text: str, told: Sequence[Told]) -> Iterator[tuple[Option, ...]]:
    """The variants that a list of values means: "Blue (38, 39), Brown 40" are three.

    Values of different options side by side belong together; of the same option they are several;
    those in brackets belong to the value before the bracket.
    """
    inner = [_bracketed(text, t.span.start) for t in told]
    groups: list[tuple[list[Option], list[Option]]] = []
    for entry, inside in zip(told, inner, strict=True):
        if inside and groups:
            groups[-1][1].append(entry.option)
        elif (
            groups
            and not groups[-1][1]
            and entry.option.name not in [o.name for o in groups[-1][0]]
        ):
            groups[-1][0].append(entry.option)
        else:
            groups.append(([entry.option], []))
    for outer, within in groups:
        if not within:
            yield tuple(outer)
        for option in within:
            yield (*(o for o in outer if o.name != option.name), option)


def _bracketed(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


# -- quotes --------------------------------------------------------------------------------------


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """Its words and numbers, to compare two writings of the same sentence."""
    return " ".join(WORD.findall(folded(text)))


def holds(text: str, quote: str) -> bool:
    """Whether `quote`, of four words or more, stands in `text` word for word."""
    words = plain(quote)
    return words.count(" ") >= 3 and f" {words} " in f" {plain(text)} "
