"""What the business has written, word for word: told plainly, or with a doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from agent.answering.choice import is_near
from agent.answering.excerpt import excerpt
from agent.answering.passages import QUOTED, Ranked, sentences
from agent.answering.said import Counter, Said
from agent.grounding.facts import passage_fact
from agent.grounding.orders import told_from
from agent.understanding.function_words import function_words
from catalog.records import Passage
from catalog.text import tokens

BESIDE = 0.08
"""A second passage whose score is so near to the first's is told too: of two written answers on
nearly the same matter both belong into the reply."""

OFFERED, NAMED = 1, 2
"""So many passages are told where it is not sure which is meant, and so many further headings."""


def quoted(ranks: Sequence[Ranked], counter: Counter) -> Said | None:
    """What the business has written, word for word; of two that are equally near, both."""
    said: Said | None = None
    for place, ranked in enumerate(ranks[:2]):
        if place and not is_beside(ranked, ranks):
            break
        told = told_from(ranked.passage)
        if told is None:
            continue
        limits = partial(_limits, language=told.language)
        whole = told is not ranked.passage
        text = _cut(told.text if whole else excerpt(told.text, ranked.near, limits))
        text = _headed(told, text)
        if said is not None and _repeats(text, said.sentences[0]):
            continue
        part = Said((text,), (passage_fact(told, text),), (), (told,))
        said = part if said is None else said.and_then(below(part))
    return said


def quoted_whole(passage: Passage) -> Said | None:
    """One passage, word for word, from its beginning."""
    told = told_from(passage)
    if told is None:
        return None
    text = _cut(told.text)
    return Said((text,), (passage_fact(told, text),), (), (told,))


def offered(ranks: Sequence[Ranked], counter: Counter) -> Said | None:
    """The passages that may be meant, with a doubt, and the headings of the next ones."""
    said = perhaps(ranks[:OFFERED], counter)
    if said is None:
        return None
    said = replace(said, handoff=True)
    told = [told_from(r.passage) for r in ranks[OFFERED : OFFERED + NAMED]]
    headings = [counter.voice.say("quoted", text=t.heading[-1]) for t in told if t and t.heading]
    if not headings:
        return said
    others = counter.voice.listed(headings, "or")
    return said.and_then(below(Said((counter.voice.say("perhaps_these", topics=others),))))


def perhaps(ranks: Sequence[Ranked], counter: Counter) -> Said | None:
    """Passages that may be meant, with a doubt."""
    parts = [quoted((ranked,), counter) for ranked in ranks]
    said = Said((counter.voice.say("perhaps_this"),))
    for place, part in enumerate(known := [part for part in parts if part is not None]):
        said = said.and_then(below(part) if place else part)
    return said if known else None


def is_beside(ranked: Ranked, ranks: Sequence[Ranked]) -> bool:
    """Whether a passage is as good as the first one, which is near."""
    return is_near(ranks[0]) and ranks[0].score - ranked.score <= BESIDE


def _repeats(text: str, before: str) -> bool:
    """Whether half of a passage's sentences were told already: two pages say the same."""
    told = sentences(text)
    return 2 * sum(sentence in before for sentence in told) >= len(told)


def _limits(text: str, language: str) -> bool:
    """Whether a sentence says that something holds for some alone, or for none: "not on Sunday"."""
    book, words = function_words(language), [t.folded for t in tokens(text, ())]
    return any(book.says(group, words) for group in ("negate", "except", "only"))


def _headed(passage: Passage, text: str) -> str:
    """A text below a heading that denies it: of "We don't hire" nothing below is hired."""
    heading = passage.heading[-1] if passage.heading else ""
    denied = not heading.endswith("?") and _denies(heading, passage.language)
    return f"{heading}: {text}" if denied else text


def _denies(text: str, language: str) -> bool:
    return function_words(language).says("negate", [t.folded for t in tokens(text, ())])


def _cut(text: str) -> str:
    """Whole sentences, up to QUOTED characters."""
    if len(text) <= QUOTED:
        return text
    kept = ""
    for sentence in sentences(text):
        if kept and len(kept) + len(sentence) > QUOTED:
            break
        kept = f"{kept} {sentence}".strip()
    return kept[: 2 * QUOTED]


def below(said: Said) -> Said:
    """As a paragraph of its own."""
    if not said.sentences:
        return said
    first, *rest = said.sentences
    return replace(said, sentences=("\n" + first.lstrip("\n"), *rest))
