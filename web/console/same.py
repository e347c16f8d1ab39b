"""Whether two questions ask the same: by their words, and by what they mean.

One may say more than the other, but not each something that the other has not: "Do you sharpen
axes?" and "Is there a sharpening service for axes?" ask the same, "Do you sharpen knives?" does
not, though an encoder holds it nearest of all. Measured on 30 questions of 21 kinds, in English and
German (24 pairs ask the same, 411 do not): by letters alone none of the pairs and one wrong, by the
encoder alone 8 and 16 wrong, by both 9 and none. A wrong one is worse than a missed one: who
answers a group answers all that is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from agent.grounding.lexicon import languages, lexicon
from catalog.text import Token, tokens

Meaning = Callable[[str], NDArray[np.float32] | None]
"""What a text means, as a unit vector; None where that is not known."""

NEAR = 0.82
"""Cosine: pairs that ask the same have 0.82 to 0.95, and so have others that share no word."""
_SLIP = 82
"""Percent of likeness of a word that is mistyped: "repiar" and "repair" have 83."""
_LONG = 5
_ENCODED = 2
"""Texts that one page encodes, at 20 ms each; what is left is encoded for the next, since the
encoder keeps what it has read."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is compared: the words that tell something."""

    text: str
    words: tuple[Token, ...]
    keys: frozenset[str]

    @classmethod
    @lru_cache(maxsize=4096)  # a page compares the same 500 as the last one did
    def of(cls, text: str, language: str) -> Question:
        spoken = (language, "en") if language in languages() else ("en",)
        small = frozenset[str]().union(*(lexicon(code).small for code in spoken))
        found = tuple(w for w in tokens(text, spoken) if w.folded not in small)
        words = found or tokens(text, spoken)
        return cls(text, words, frozenset[str]().union(*(word.keys for word in words)))


@dataclass(slots=True)
class Same:
    """Compares. `meaning` is asked where words alone do not tell."""

    meaning: Meaning | None = None
    read: set[str] = field(default_factory=set)
    """The texts that `meaning` was asked before."""
    _left: int = field(default=_ENCODED)

    def __call__(self, one: Question, other: Question) -> bool:
        more, less = _beyond(one, other), _beyond(other, one)
        if more and less:
            return False
        if not (more or less):
            return bool(one.words)
        shared = min(len(one.words) - len(more), len(other.words) - len(less))
        return shared >= 2 and self._is_near(one.text, other.text)

    def _is_near(self, one: str, other: str) -> bool:
        anew = {one, other} - self.read
        if self.meaning is None or len(anew) > self._left:
            return False
        self._left -= len(anew)
        self.read |= anew
        first, second = self.meaning(one), self.meaning(other)
        return first is not None and second is not None and float(first @ second) >= NEAR


def _beyond(one: Question, other: Question) -> list[Token]:
    """The words of `one` that `other` does not have, nor a slip of."""
    strange = (word for word in one.words if word.keys.isdisjoint(other.keys))
    return [w for w in strange if not any(_is_slip(w.folded, o.folded) for o in other.words)]


@lru_cache(maxsize=65_536)
def _is_slip(word: str, said: str) -> bool:
    alike = word[0] == said[0] and min(len(word), len(said)) >= _LONG
    return alike and fuzz.ratio(word, said) >= _SLIP


def grouped(questions: Sequence[Question], same: Same) -> Iterable[list[int]]:
    """The places of those that ask the same, each with the first that it is the same as."""
    groups: list[list[int]] = []
    by_key: dict[str, list[int]] = {}
    by_words: dict[frozenset[str], int] = {}
    for place, question in enumerate(questions):
        words = frozenset(word.folded for word in question.words)
        if words and words in by_words:
            groups[by_words[words]].append(place)
            continue
        near = dict.fromkeys(group for key in question.keys for group in by_key.get(key, ()))
        for group in sorted(near):
            if same(question, questions[groups[group][0]]):
                groups[group].append(place)
                by_words[words] = group
                break
        else:
            by_words[words] = len(groups)
            for key in question.keys:
                by_key.setdefault(key, []).append(len(groups))
            groups.append([place])
    return groups
