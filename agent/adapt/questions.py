"""What is asked for the training data.

    answerable    the questions of `tresen check`, made from the catalog with their exact answers,
                  and those that people of the business have answered in the console
    unanswered    a field that others of the catalog state and this item does not, and what is asked
                  everywhere and written down nowhere (unanswered.toml)

No customer's words are among them: what was asked in a talk is not read.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from agent.check.asking import Asking
from agent.check.ground import Ground, prose_of
from agent.check.question import Either, Question, Quote
from agent.check.questions import TRIES, made
from agent.check.reading import WORD, folded
from agent.check.words import asked_in, templates
from catalog.answers import Answer
from catalog.records import Product

_LETTERS = 5
"""Of a field's name that its answer would begin with: "Insulation" is in "insulated with wool"."""


@dataclass(frozen=True, slots=True)
class _Topic:
    """Ways of asking, and beginnings of words that an answer would hold."""

    asked: tuple[str, ...]
    said: tuple[str, ...]
    of_item: bool


def answerable(
    ground: Ground, answers: Sequence[Answer], languages: Sequence[str], count: int, seed: int
) -> Iterator[Question]:
    """What was answered in the console, then up to `count` that the catalog answers."""
    for one in answers:
        if one.language in languages:
            needs, rows = (Quote(f"answer:{one.id}"),), (one.text,)
            yield Question(one.question, one.language, "answered", needs, rows)
    spoken = [code for code in languages if code in asked_in()]
    if spoken:
        yield from made(ground, spoken, count, seed)


def unanswered(
    ground: Ground, languages: Sequence[str], count: int, seed: int
) -> Iterator[Question]:
    """Up to `count` that no row and no passage answers, by their words."""
    makers: list[Iterator[Question]] = []
    for language in languages:
        chance = random.Random(f"{seed}|unanswered|{language}")
        makers.append(_everyday(ground, language, chance))
        if language in asked_in():
            makers.append(_unstated(Asking(ground, language, templates(language), chance)))
    yield from islice(_by_turns(makers), count)


def subjects_of(question: Question) -> frozenset[str]:
    """The product or the passages that a question is about, itself where it is of none: by them it
    is held back, with all that is about the same."""
    quoted = frozenset(
        one.passage
        for need in question.needs
        for one in (need.needs if isinstance(need, Either) else (need,))
        if isinstance(one, Quote)
    )
    if question.subject:
        return quoted | {question.subject}
    return quoted or frozenset({question.text.lower()})


def _everyday(ground: Ground, language: str, chance: random.Random) -> Iterator[Question]:
    """Each topic of unanswered.toml that nothing in the catalog speaks of."""
    passages = " ".join(folded(p.text) for p in ground.passages.values())
    spoken = [p for p in ground.held.values() if language in p.texts]
    topics = [t for t in _topics(language) if not any(word in passages for word in t.said)]
    seen: set[str] = set()
    for _ in _tried(seen):
        topic = chance.choice(topics) if topics else None
        if topic is None or (topic.of_item and not spoken):
            continue
        product = chance.choice(spoken) if topic.of_item else None
        if product is not None and any(word in folded(prose_of(product)) for word in topic.said):
            continue
        title = product.text(language).title if product else ""
        text = chance.choice(topic.asked).format(item=title)
        if text not in seen:
            seen.add(text)
            yield _question(text, language, product.id if product else "")


def _unstated(a: Asking) -> Iterator[Question]:
    """A field that some item has and this one has not, nor its description anything like it."""
    texts = [p.texts[a.language] for p in a.ground.held.values() if a.language in p.texts]
    named = sorted({attribute.name for text in texts for attribute in text.attributes})
    passages = " ".join(folded(p.text) for p in a.ground.passages.values())
    seen: set[str] = set()
    for _ in _tried(seen):
        product = a.product(bool)
        name = a.maybe(named)
        if product is None or name is None or _speaks_of(name, product, passages):
            continue
        text = a.way("attribute", item=a.title(product), attribute=a.common(name))
        if text not in seen:
            seen.add(text)
            yield _question(text, a.language, product.id)


def _speaks_of(name: str, product: Product, passages: str) -> bool:
    words = [w[:_LETTERS] for w in WORD.findall(folded(name))]
    return any(word in text for word in words for text in (folded(prose_of(product)), passages))


def _question(text: str, language: str, subject: str) -> Question:
    return Question(text, language, "unanswered", (), (), subject=subject)


def _tried(seen: set[str]) -> Iterator[None]:
    """Until so many tries in a row have brought nothing new."""
    fruitless, before = 0, 0
    while fruitless < TRIES:
        yield
        fruitless = 0 if len(seen) > before else fruitless + 1
        before = len(seen)


def _by_turns(makers: Sequence[Iterator[Question]]) -> Iterator[Question]:
    left = list(makers)
    while left:
        for maker in tuple(left):
            question = next(maker, None)
            if question is None:
                left.remove(maker)
            else:
                yield question


@cache
def _topics(language: str) -> tuple[_Topic, ...]:
    read: Mapping[str, Any] = tomllib.loads(
        files("agent.adapt").joinpath("unanswered.toml").read_text(encoding="utf-8")
    )
    return tuple(
        _Topic(tuple(own["asked"]), tuple(map(folded, own["said"])), of == "item")
        for of in ("business", "item")
        for topic in read[of]
        if (own := topic.get(language)) is not None
    )
