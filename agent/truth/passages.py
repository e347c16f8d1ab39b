"""Which passage of the business's own prose answers, and which of its sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.truth.lexicon import lexicon
from agent.truth.properties import sentences_of
from agent.truth.understand import Asked, covered
from agent.truth.words import in_compound, same_word, tokens
from catalog.records import Passage

FITTING = 0.5
"""The share of the question's telling words that a passage must hold to answer it surely."""

POLICIES = ("shipping", "returns", "warranty")


@dataclass(frozen=True, slots=True)
class Answer:
    """A passage, and whether it surely answers."""

    passage: Passage
    sure: bool
    score: float


FindPassages = Callable[[str, int], list[tuple[Passage, float]]]


def best_passage(asked: Asked, find: FindPassages) -> Answer | None:
    """The passage that fits best: by the words of the question, and by its kind's own words."""
    query = asked.text
    if asked.kind in POLICIES:
        query += " " + _kind_words(asked.kind, asked.language)
    ranked = [
        (_fit(passage, asked), score, passage)
        for passage, score in find(query, 12)
        if passage.language == asked.language or not passage.language
    ] or [(_fit(passage, asked), score, passage) for passage, score in find(query, 12)]
    if not ranked:
        return None
    fit, score, passage = max(ranked, key=lambda entry: (round(entry[0], 2), entry[1]))
    if fit <= 0:
        return None
    return Answer(passage, fit >= FITTING, fit)


def telling_sentences(answer: Answer, asked: Asked, most: int = 4) -> tuple[str, ...]:
    """The passage's sentences; of a long one, those around the words that are asked for."""
    sentences = sentences_of(answer.passage.text)
    if len(sentences) <= most:
        return sentences
    told = [sum(_holds(tokens(s), word) for word in _telling(asked)) for s in sentences]
    first = max(range(len(sentences)), key=lambda at: (told[at], -at))
    start = max(0, min(first - 1 if told[first] else 0, len(sentences) - most))
    return sentences[start : start + most]


def _fit(passage: Passage, asked: Asked) -> float:
    """Share of the telling words that the passage holds, those in its heading counted double."""
    words = _telling(asked)
    heading = tokens(" ".join(passage.heading))
    text = tokens(passage.text)
    share = 0.0
    if words:
        share = sum(
            1.0 if _holds(heading, w) else 0.6 if _holds(text, w) else 0.0 for w in words
        ) / len(words)
    if asked.kind in POLICIES:
        patterns = lexicon(asked.language).kinds[asked.kind]
        share += 0.6 * (covered(heading, patterns) >= 1) + 0.2 * (covered(text, patterns) >= 1)
    return share


def _telling(asked: Asked) -> Sequence[str]:
    if asked.kind not in POLICIES:
        return asked.content
    said = lexicon(asked.language).kinds[asked.kind]
    return [w for w in asked.content if covered((w,), said) < 1] or asked.content


def _holds(text: Sequence[str], word: str) -> bool:
    return word in text or any(
        same_word(word, t) or in_compound(t, word) or in_compound(word, t) for t in frozenset(text)
    )


def _kind_words(kind: str, language: str) -> str:
    patterns = lexicon(language).kinds[kind]
    return " ".join(p.words[0].rstrip("*") for p in patterns[:6] if len(p.words) == 1)
