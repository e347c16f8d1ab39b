"""What of a policy is asked: how long, what it costs, where to, how; and what is told of it.

The words of each aspect are in lexicon/<language>/aspects.toml. A heading is often the question
itself ("How long can I return something?"), so both are read in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.truth.lexicon import lexicon
from agent.truth.phrases import covered, spans

FIRST, FURTHER = 1.0, 0.6
"""What the aspect that is asked first counts, and each other beside it: "how long does a parcel to
Austria take" asks for the time, and for the place only beside it."""

_SHORTEST_HEAD = 3
"""Letters that a compound has before its last part, at least: Rück|gabe|frist."""


@dataclass(frozen=True, slots=True)
class Aspects:
    """What is asked of a policy, in the order of the lexicon."""

    names: tuple[str, ...]
    positions: frozenset[int]
    """The words that ask it; the rest says of what."""


@lru_cache(maxsize=8_192)
def asked_in(words: tuple[str, ...], language: str) -> Aspects:
    """The aspects that `words` (folded) ask for. Of two phrases that share a word the longer one
    is meant: "how much time" asks for no price."""
    book = lexicon(language)
    found = [
        (span, name)
        for name, aspect in book.aspects.items()
        for pattern in aspect.ask
        for span in spans(words, pattern)
    ]
    found += [
        (range(at, at + 1), name)
        for name, aspect in book.aspects.items()
        for at, word in enumerate(words)
        if any(word.endswith(end) and len(word) - len(end) >= _SHORTEST_HEAD for end in aspect.ends)
    ]
    names: set[str] = set()
    asking: set[int] = set()
    taken: set[int] = set()  # by phrases: one compound may ask two aspects, umtausch|frist
    for span, name in sorted(found, key=lambda entry: (-len(entry[0]), entry[0].start)):
        if taken.isdisjoint(span):
            names.add(name)
            asking |= set(span)
            taken |= set(span) if len(span) > 1 else set()
    return Aspects(tuple(name for name in book.aspects if name in names), frozenset(asking))


def shared(asked: Sequence[str], told: Sequence[str]) -> float:
    """The share of the aspects `asked` that are among those `told`, 0 to 1."""
    worth = [FIRST if at == 0 else FURTHER for at in range(len(asked))]
    held = sum(value for value, name in zip(worth, asked, strict=True) if name in told)
    return held / sum(worth) if worth else 0.0


def said_in(text: Sequence[str], asked: Sequence[str], language: str) -> float:
    """The share of the aspects `asked` that the words of a text tell: days, amounts, places."""
    aspects = lexicon(language).aspects
    return shared(asked, [name for name in asked if covered(text, aspects[name].say) >= 1])
