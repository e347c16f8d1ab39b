"""Which of the business's own passages answers a question: by words, and by meaning where there is
an encoder. A heading's words count most, since it is a question's shortest answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from agent.answering.plainly import plainly
from agent.understanding.function_words import everyday_words
from catalog.records import Passage
from catalog.text import Keys, Token, phrases, tokens

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

SENTENCES, COMPARED = 12, 2000
"""So many sentences of a passage have a vector of their own, of so many of its characters."""

QUOTED = 700
"""Characters of a passage that are quoted; what is longer is cut at its sentences."""

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")

HEADING, TEXT = 1.0, 0.55
"""What a word of the heading counts, and of the text."""

NAMED = 0.7
"""What the meaning of a heading counts beside that of the whole, and of its nearest sentence."""

SAID = 0.06
"""What a sentence that says all of a question's words is nearer than its cosine."""

MEANT, HELD = 10.0, 0.5
"""What meaning and words count beside each other."""

FEW = 6
"""Of fewer passages none can stand out."""


@dataclass(frozen=True, slots=True)
class _Vectors:
    """Of whole passages, of their headings, and of their sentences with the passage of each.

    Of 223 questions of sixteen shops the first passage was right for 68 % by whole passages, and
    for 73 % by all three.
    """

    whole: NDArray[np.float32]
    headings: NDArray[np.float32]
    sentences: NDArray[np.float32]
    owner: NDArray[np.int64]

    def near(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        asked = plainly(vector)
        whole, headed = self.whole @ asked, self.headings @ asked
        best = np.full(len(self.whole), -1.0, np.float32)
        np.maximum.at(best, self.owner, self.sentences @ asked)
        best = np.maximum(best, whole - 0.02)
        return np.asarray((whole + NAMED * headed + best) / (2 + NAMED), np.float32)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage with how near it is: `words` the weighted share of the question's words that it
    holds (0 to 1), `headed` those of its heading, `cosine` by meaning (0 without an encoder).

    `lift` says how far its score lies above the mean of all others, in their standard deviations:
    a question has a general nearness to all passages of a business, so that the cosine alone tells
    little. 0 where there are fewer than FEW. `alone` says the same of the question without the one
    before it, by meaning only.
    """

    passage: Passage
    words: float
    headed: float
    cosine: float
    score: float
    lift: float = 0.0
    alone: float = 0.0
    near: tuple[float, ...] = ()
    """How near each of its first sentences is, by meaning, or by its words."""


class Passages:
    """The passages of one state of the catalog."""

    def __init__(
        self, held: Sequence[Passage], languages: Sequence[str], encode: Encode | None
    ) -> None:
        self.passages = list(held)
        self.languages = tuple(languages)
        self._heads = [_keys(" / ".join(p.heading), (p.language,)) for p in self.passages]
        self._texts = [_keys(p.text[:4000], (p.language,)) for p in self.passages]
        counts = Counter(k for h, t in zip(self._heads, self._texts, strict=True) for k in h | t)
        self._weights = {
            k: log((len(self.passages) + 2) / (1 + n)) + 0.15 for k, n in counts.items()
        }
        self._rarest = log(len(self.passages) + 2) + 0.15
        self._vectors: _Vectors | None = None
        if encode is not None:
            self.understand(encode)

    @property
    def texts(self) -> list[str]:
        """All that `understand` encodes."""
        if not self.passages:
            return []
        whole, headings, pairs = self._written()
        return [*whole, *headings, *(text for _, text in pairs)]

    def headed(self, concepts: Keys) -> list[tuple[Passage, Keys]]:
        """The passages whose heading names one of these, with those that it names."""
        found = zip(self.passages, self._heads, strict=True)
        return [(passage, told) for passage, keys in found if (told := keys & concepts)]

    def saying(self, keys: Callable[[str], Keys]) -> list[Passage]:
        """The passages whose heading or text has a word of `keys` of their language."""
        known = zip(self.passages, self._heads, self._texts, strict=True)
        return [
            passage
            for passage, head, text in known
            if not (own := keys(passage.language)).isdisjoint(head) or not own.isdisjoint(text)
        ]

    def understand(self, encode: Encode) -> None:
        """From now on rank by meaning too."""
        if not self.passages:
            return
        whole, headings, pairs = self._written()
        self._vectors = _Vectors(
            encode(whole),
            encode(headings),
            encode([text for _, text in pairs]),
            np.array([n for n, _ in pairs]),
        )

    def _written(self) -> tuple[list[str], list[str], list[tuple[int, str]]]:
        """Passages as wholes, their headings, and their sentences, each with its passage."""
        headings = [p.heading[-1] if p.heading else "" for p in self.passages]
        texts = [f"{h}. {p.text}" for h, p in zip(headings, self.passages, strict=True)]
        pairs = [
            (n, f"{headings[n]}: {sentence}")
            for n, p in enumerate(self.passages)
            for sentence in sentences(p.text[:COMPARED])[:SENTENCES]
        ]
        pairs = pairs or [(0, texts[0])]
        return texts, [h or " " for h in headings], pairs

    def rank(
        self,
        spoken: Sequence[Token],
        language: str,
        vector: NDArray[np.float32] | None,
        limit: int = 6,
        own: NDArray[np.float32] | None = None,
    ) -> list[Ranked]:
        """The nearest passages, best first; in the customer's language where there are any, else in
        the first of the business's that there are any in. `own` is what the question means without
        the one before, where `vector` is of both."""
        if not self.passages:
            return []
        places: Sequence[int] = range(len(self.passages))
        for code in (language, *self.languages):
            if spoken_in := [n for n, p in enumerate(self.passages) if p.language == code]:
                places = spoken_in
                break
        asked = [t for t in spoken if t.folded not in everyday_words()]
        spans = phrases(spoken, tuple(dict.fromkeys([language, *self.languages])))
        weights = [self.weight(t) for t in asked]
        total = sum(weights) or 1.0
        near = (
            self._vectors.near(vector) if self._vectors is not None and vector is not None else None
        )
        alone = near if self._vectors is None or own is None else self._vectors.near(own)
        found, apart = [], []
        for n in places:
            head, text = self._heads[n], self._texts[n]
            headed = held = 0.0
            for token, weight in zip(asked, weights, strict=True):
                if not token.keys.isdisjoint(head) or _spanned(token, spoken, spans, head):
                    headed += weight
                    held += weight * HEADING
                elif not token.keys.isdisjoint(text) or _spanned(token, spoken, spans, text):
                    held += weight * TEXT
            words, first = held / total, headed / total
            cosine = float(near[n]) if near is not None else 0.0
            score = MEANT * cosine + HELD * words if near is not None else words
            found.append(Ranked(self.passages[n], words, first, cosine, score))
            apart.append(MEANT * float(alone[n]) if alone is not None else 0.0)
        order = sorted(range(len(found)), key=lambda n: -found[n].score)
        scores = [ranked.score for ranked in found]
        return [
            replace(
                found[n],
                lift=_lift(n, scores),
                alone=_lift(n, apart),
                near=self._near(found[n].passage, asked, vector),
            )
            for n in order[:limit]
        ]

    def _near(
        self, passage: Passage, asked: Sequence[Token], vector: NDArray[np.float32] | None
    ) -> tuple[float, ...]:
        """How near each sentence of a passage is: by meaning and by the words that it says."""
        written = sentences(passage.text[:COMPARED])[:SENTENCES]
        keys = [_keys(sentence, (passage.language,)) for sentence in written]
        weights = [self.weight(t) for t in asked]
        total = sum(weights) or 1.0
        said = [
            sum(w for t, w in zip(asked, weights, strict=True) if not t.keys.isdisjoint(own))
            for own in keys
        ]
        shares = [SAID * one / total for one in said]
        if self._vectors is None or vector is None:
            return tuple(shares)
        own = self._vectors.owner == self.passages.index(passage)
        meant = (self._vectors.sentences[own] @ vector).tolist()
        return tuple(one + other for one, other in zip(meant, shares, strict=True))

    def heads(self, passage: Passage, token: Token) -> bool:
        """Whether the heading of `passage` holds a word."""
        return passage in self.passages and not token.keys.isdisjoint(
            self._heads[self.passages.index(passage)]
        )

    def weight(self, token: Token) -> float:
        known = [self._weights[k] for k in token.keys if k in self._weights]
        return min(known) if known else self._rarest

    def knows(self, token: Token) -> bool:
        return any(k in self._weights for k in token.keys)


def sentences(text: str) -> list[str]:
    return [sentence for sentence in SENTENCE_END.split(text) if sentence.strip()]


def _lift(place: int, scores: Sequence[float]) -> float:
    if len(scores) < FEW:
        return 0.0
    others = np.delete(np.array(scores), place)
    return float((scores[place] - others.mean()) / (others.std() + 0.05))


def _keys(text: str, languages: tuple[str, ...]) -> Keys:
    spoken = tokens(text, languages)
    found = {k for t in spoken if t.folded not in everyday_words() for k in t.keys}
    for span in phrases(spoken, languages):
        found |= span.concepts
    return frozenset(found)


def _spanned(token: Token, spoken: Sequence[Token], spans: Sequence[object], held: Keys) -> bool:
    """Whether a phrase that the word is part of names a concept that is held."""
    return any(
        token in spoken[s.start : s.end] and not s.concepts.isdisjoint(held)  # type: ignore[attr-defined]
        for s in spans
    )
