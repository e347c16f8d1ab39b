"""Which passage of the business's own prose answers, and which of its sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from math import log

from agent.truth import aspects, courtesy
from agent.truth.held import touches
from agent.truth.lexicon import lexicon
from agent.truth.looked_for import (
    asks_how,
    beside,
    goods_asked,
    holds_word,
    on_kind,
    says_kind,
    telling,
)
from agent.truth.phrases import covered
from agent.truth.properties import sentences_of
from agent.truth.understand import POLICIES, Asked
from agent.truth.words import is_number, tokens
from catalog.records import Passage

FOUND = 12
"""So many passages are weighed, as search brings them."""

FITTING = 0.5
"""The share of the question's telling words that a passage must hold to answer it surely."""

UNSAID = 0.3
"""What a passage on the kind of the question counts where that kind is only a guess."""

ON_TOPIC, OF_TOPIC = 0.6, 0.2
"""What a heading on the kind of the question counts, and a text that speaks of it."""

ASPECT, MAIN, TOLD, OTHER = 0.8, 0.25, 0.2, 0.15
"""What a heading counts that asks the same aspect; one that asks the main one, where none is asked;
a text that tells it; and what each other aspect in the heading takes away."""

SAID = 0.05
"""What the words of the kind count that are said: "PayPal" is in the one passage on paying."""

BESIDE = 0.3
"""What of that counts under a heading on something else: a return's cost is no cost of paying."""

_END = re.compile(r"[.!?]+(?:\s+|$)|\n+")
"""Where a sentence of a customer ends, whatever letter the next one begins with."""
ASKED = 10.0
"""The score of a passage whose heading is the very question; no other comes near it."""
_SAME = 0.75
"""The share of the words of a heading and of a question together that both must hold."""
_FEW = 2
"""Of so few words one in the heading is enough: "do you hire out tents?"."""
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
    found = find(query, FOUND)
    own = [entry for entry in found if entry[0].language == asked.language] or found
    if not own:
        return None
    weight = _weights(asked, [passage for passage, _ in own])
    ranked = [(_fit(passage, asked, weight), score, passage) for passage, score in own]
    fit, _, passage = max(ranked, key=lambda entry: (round(entry[0], 2), entry[1]))
    if fit <= 0:
        return None
    return Answer(passage, fit >= FITTING and _is_headed(passage, asked), fit)


def speaks_of(passage: Passage, kind: str, language: str) -> bool:
    """Whether a heading or the text says that it is about `kind`."""
    words = tokens(" ".join([*passage.heading, passage.text]))
    return covered(words, lexicon(language).kinds[kind]) >= 1


def asked_as_headed(asked: Asked, find: FindPassages) -> Answer | None:
    """The passage whose heading is the question itself, as in a list of frequent ones."""
    spoken = [part for part in _END.split(asked.text) if part.strip()]
    runs = [" ".join(spoken[at : at + n]) for n in (1, 2) for at in range(len(spoken) + 1 - n)]
    said = [frozenset(courtesy.without(tokens(run), (asked.language,))) for run in runs]
    for passage, _ in find(asked.text, 5):
        heading = frozenset(tokens(passage.heading[-1] if passage.heading else ""))
        whole = len(heading) > 2 and heading in said  # "Verkauft ihr Gutscheine?"
        if whole or (len(heading) >= _QUESTION and any(_alike(heading, words) for words in said)):
            return Answer(passage, True, ASKED)
    return None


def _alike(heading: frozenset[str], words: frozenset[str]) -> bool:
    if any(is_number(word) for word in heading ^ words):
        return False  # "where is my order 12345?" is not the question "Where is my order?"
    return len(heading & words) >= _SAME * len(heading | words)


def passage_beside(asked: Asked, groups: Sequence[str], find: FindPassages) -> Answer | None:
    """The passage on the question's kind that holds most of what is asked beside those groups, at
    least half: "are you open on public holidays?"."""
    words, language = beside(asked, groups), asked.language
    patterns, small = lexicon(language).kinds[asked.kind], lexicon(language).small
    best, most = None, 0.0
    for passage, _ in find(asked.text, FOUND):
        title, text = tokens(" ".join(passage.heading)), tokens(passage.text)
        said = frozenset((*title, *text)) - small
        held = sum(holds_word(said, word, language) for word in words) / max(1, len(words))
        if held > most and passage.language == language and covered(title, patterns) >= 1:
            best, most = Answer(passage, True, held), held
    return best if most >= FITTING else None


def telling_sentences(answer: Answer, asked: Asked, most: int = 4) -> tuple[str, ...]:
    """The passage's sentences; of a long one, those around the words that are asked for."""
    sentences = sentences_of(answer.passage.text)
    if len(sentences) <= most:
        return sentences
    names = aspects.asked_in(asked.words, asked.language).names
    told = [
        sum(holds_word(tokens(s), word, asked.language) for word in telling(asked) or asked.content)
        + aspects.said_in(tokens(s), names, asked.language)
        for s in sentences
    ]
    first = max(range(len(sentences)), key=lambda at: (told[at], -at))
    start = max(0, min(first - 1 if told[first] else 0, len(sentences) - most))
    return sentences[start : start + most]


def _weights(asked: Asked, passages: Sequence[Passage]) -> dict[str, float]:
    """How much a word tells: less, the more of the passages in question hold it; and half where it
    hints at the kind that all of them are of ("back" in "send it back")."""
    words, language = telling(asked), asked.language
    said = lexicon(language).kinds[asked.kind] if asked.kind in POLICIES else ()
    held = [frozenset(tokens(" ".join([*p.heading, p.text]))) for p in passages]
    return {
        word: (0.5 if covered((word,), said) else 1.0)
        * (log(2 + len(held)) - log(1 + sum(holds_word(h, word, language) for h in held)))
        for word in words
    }


def _fit(passage: Passage, asked: Asked, weight: dict[str, float]) -> float:
    """The weighted share of the telling words that it holds; those in its text count for less."""
    title, small = tokens(" ".join(passage.heading)), lexicon(asked.language).small
    heading, text = frozenset(title) - small, frozenset(tokens(passage.text)) - small
    share = 0.0
    if weight:
        share = sum(
            value * _strength(heading, text, word, asked.language) for word, value in weight.items()
        ) / sum(weight.values())
    if asked.kind in POLICIES:
        patterns = lexicon(asked.language).kinds[asked.kind]
        said = 1.0 if says_kind(asked) else UNSAID
        on_topic = covered(title, patterns) >= 1
        share += said * ON_TOPIC * on_topic
        share += said * OF_TOPIC * (covered(tokens(passage.text), patterns) >= 1)
        share += said * _aspect(title, tokens(passage.text), asked) * (1 if on_topic else BESIDE)
        share += SAID * _said(heading | text, asked)
    return share + 0.04 * sum(word in title for word in frozenset(asked.words))


def _said(held: Collection[str], asked: Asked) -> float:
    """The share of the question's words on its kind that a passage holds."""
    words = {asked.words[at] for at in on_kind(asked)} - lexicon(asked.language).small
    return sum(holds_word(held, word, asked.language) for word in words) / max(1, len(words))


def _aspect(title: tuple[str, ...], text: Sequence[str], asked: Asked) -> float:
    """What it counts that a passage tells the aspect that is asked, or else the main one."""
    language = asked.language
    names = aspects.asked_in(asked.words, language).names
    worth = ASPECT if names else MAIN
    names = names or (lexicon(language).main[asked.kind],)
    headed = aspects.asked_in(title, language).names
    held = aspects.shared(names, headed)
    told = TOLD * (1 - held) * aspects.said_in(text, names, language)
    return worth * held + told - OTHER * sum(name not in names for name in headed)


def _strength(heading: Collection[str], text: Collection[str], word: str, language: str) -> float:
    if holds_word(heading, word, language):
        return 1.0
    return 0.6 if holds_word(text, word, language) or touches(heading, word, language) else 0.0


def _is_headed(passage: Passage, asked: Asked) -> bool:
    """Whether its heading speaks of what is asked: words that are only in its text may be chance.

    Where an item is named, the heading or the text has to be about it.
    """
    heading = frozenset(tokens(" ".join(passage.heading)))
    if asked.items:
        titles = [text.title for item in asked.items for text in item.product.texts.values()]
        whole = f"{' '.join(passage.heading)} {passage.text}".lower()
        return any(title.lower() in whole for title in titles)
    goods = goods_asked(asked) if asked.kind == "other" else ""
    if goods and not holds_word(heading, goods, asked.language):
        return False
    wanted = telling(asked) or asked.content
    held = [word for word in wanted if holds_word(heading, word, asked.language)]
    if asked.kind == "other" and not asks_how(asked):
        return 2 * len(held) > len(wanted) or bool(held and len(wanted) <= _FEW)
    return bool(held)


def _kind_words(kind: str, language: str) -> str:
    patterns = lexicon(language).kinds[kind]
    return " ".join(p.words[0].rstrip("*") for p in patterns[:6] if len(p.words) == 1)
