"""Which passage of the business's own prose answers, and which of its sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import log

from agent.truth import courtesy
from agent.truth.lexicon import lexicon
from agent.truth.phrases import covered
from agent.truth.properties import sentences_of
from agent.truth.understand import POLICIES, Asked
from agent.truth.words import in_compound, is_number, same_word, tokens
from catalog.records import Passage

FITTING = 0.5
"""The share of the question's telling words that a passage must hold to answer it surely."""

_END = re.compile(r"[.!?]+(?:\s+|$)|\n+")
"""Where a sentence of a customer ends, whatever letter the next one begins with."""
ASKED = 10.0
"""The score of a passage whose heading is the very question; no other comes near it."""
_SAME = 0.75
"""The share of the words of a heading and of a question together that both must hold."""
_QUESTION = 4
"""A heading of fewer words is a topic ("Returns"), no question."""


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
    found = find(query, 12)
    own = [entry for entry in found if entry[0].language == asked.language] or found
    if not own:
        return None
    weight = _weights(_telling(asked), [passage for passage, _ in own])
    ranked = [(_fit(passage, asked, weight), score, passage) for passage, score in own]
    fit, _, passage = max(ranked, key=lambda entry: (round(entry[0], 2), entry[1]))
    if fit <= 0:
        return None
    return Answer(passage, fit >= FITTING and _is_headed(passage, asked), fit)


def asked_as_headed(asked: Asked, find: FindPassages) -> Answer | None:
    """The passage whose heading is the question itself, as in a list of frequent ones."""
    spoken = [part for part in _END.split(asked.text) if part.strip()]
    runs = [" ".join(spoken[at : at + n]) for n in (1, 2) for at in range(len(spoken) + 1 - n)]
    said = [frozenset(courtesy.without(tokens(run), (asked.language,))) for run in runs]
    for passage, _ in find(asked.text, 5):
        heading = frozenset(tokens(passage.heading[-1] if passage.heading else ""))
        if len(heading) >= _QUESTION and any(_alike(heading, words) for words in said):
            return Answer(passage, True, ASKED)
    return None


def _alike(heading: frozenset[str], words: frozenset[str]) -> bool:
    if any(is_number(word) for word in heading ^ words):
        return False  # "where is my order 12345?" is not the question "Where is my order?"
    return len(heading & words) >= _SAME * len(heading | words)


def telling_sentences(answer: Answer, asked: Asked, most: int = 4) -> tuple[str, ...]:
    """The passage's sentences; of a long one, those around the words that are asked for."""
    sentences = sentences_of(answer.passage.text)
    if len(sentences) <= most:
        return sentences
    told = [sum(_holds(tokens(s), word) for word in _telling(asked)) for s in sentences]
    first = max(range(len(sentences)), key=lambda at: (told[at], -at))
    start = max(0, min(first - 1 if told[first] else 0, len(sentences) - most))
    return sentences[start : start + most]


def _weights(words: Sequence[str], passages: Sequence[Passage]) -> dict[str, float]:
    """How much a word tells: less, the more of the passages in question hold it."""
    held = [frozenset(tokens(" ".join([*p.heading, p.text]))) for p in passages]
    return {
        word: log(2 + len(held)) - log(1 + sum(_holds(h, word) for h in held)) for word in words
    }


def _fit(passage: Passage, asked: Asked, weight: dict[str, float]) -> float:
    """The weighted share of the telling words that it holds; those in its text count for less."""
    title = tokens(" ".join(passage.heading))
    heading, text = frozenset(title), frozenset(tokens(passage.text))
    share = 0.0
    if weight:
        share = sum(
            value * (1.0 if _holds(heading, word) else 0.6 if _holds(text, word) else 0.0)
            for word, value in weight.items()
        ) / sum(weight.values())
    if asked.kind in POLICIES:
        patterns = lexicon(asked.language).kinds[asked.kind]
        share += 0.6 * (covered(title, patterns) >= 1)
        share += 0.2 * (covered(tokens(passage.text), patterns) >= 1)
        share += 0.3 * (_of_price(asked.words, asked.language) and _of_price(title, asked.language))
    return share + 0.04 * sum(word in heading for word in frozenset(asked.words))


def _of_price(words: Sequence[str], language: str) -> bool:
    """Whether it is about what something costs: "how much is shipping"."""
    return covered(words, lexicon(language).kinds["price"]) >= 1


def _is_headed(passage: Passage, asked: Asked) -> bool:
    """Whether its heading speaks of what is asked: words that are only in its text may be chance.

    Where an item is named, the heading or the text has to be about it.
    """
    heading = frozenset(tokens(" ".join(passage.heading)))
    if asked.items:
        titles = [text.title for item in asked.items for text in item.product.texts.values()]
        whole = f"{' '.join(passage.heading)} {passage.text}".lower()
        return any(title.lower() in whole for title in titles)
    return any(_holds(heading, word) for word in _telling(asked))


def _telling(asked: Asked) -> Sequence[str]:
    if asked.kind not in POLICIES:
        return asked.content
    said = lexicon(asked.language).kinds[asked.kind]
    return [w for w in asked.content if covered((w,), said) < 1] or asked.content


def _holds(text: Collection[str], word: str) -> bool:
    return word in text or any(
        same_word(word, t) or in_compound(t, word) or in_compound(word, t) for t in text
    )


def _kind_words(kind: str, language: str) -> str:
    patterns = lexicon(language).kinds[kind]
    return " ".join(p.words[0].rstrip("*") for p in patterns[:6] if len(p.words) == 1)
