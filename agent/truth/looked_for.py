"""Which words of a question say what is looked for, apart from what kind of question it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from agent.truth import aspects
from agent.truth.held import holds
from agent.truth.lexicon import Pattern, lexicon
from agent.truth.phrases import covered, spans
from agent.truth.understand import POLICIES, Asked
from agent.truth.words import is_number, same_word

SHORT = 4
"""Letters of a word that is taken as it is typed: "mail" is no "nail"."""


def telling(asked: Asked) -> Sequence[str]:
    """The words that say what is looked for; of a question how to do it, what is done too."""
    if asked.kind not in POLICIES and asks_how(asked) and not asked.items:
        small = lexicon(asked.language).small
        told = [w for w in asked.words if w not in small and not is_number(w) and len(w) > 2]
        return told or asked.content
    book = lexicon(asked.language)
    content = [w for w in asked.words if w in asked.content or w in book.groups["sale"]]
    if asked.kind not in POLICIES:
        return content
    positions = aspects.asked_in(asked.words, asked.language).positions | on_kind(asked)
    asking = {asked.words[at] for at in positions}
    return [w for w in content if w not in asking and w not in book.groups["vague"]]


def on_kind(asked: Asked) -> set[int]:
    """The positions of the words that say its kind."""
    said = [pattern for pattern in lexicon(asked.language).kinds[asked.kind] if pattern.weight >= 1]
    return {at for pattern in said for span in spans(asked.words, pattern) for at in span}


def says_kind(asked: Asked) -> bool:
    """Whether any word hints at its kind, which else is a guess."""
    return covered(asked.words, lexicon(asked.language).kinds[asked.kind]) > 0


def asks_how(asked: Asked) -> bool:
    """Whether it asks how something is done or may be done, rather than for goods."""
    runs = [Pattern(run, 1.0) for run in lexicon(asked.language).phrases["how"]]
    return covered(asked.words, runs) >= 1


def goods_asked(asked: Asked) -> str:
    """The word behind "which": what is asked for, in the message's own folded word; or empty."""
    words = asked.words
    for run in lexicon(asked.language).phrases["which"]:
        for end in range(len(run), len(words)):
            if words[end - len(run) : end] == run and words[end] in asked.content:
                return words[end]
    return ""


def beside(asked: Asked, groups: Sequence[str]) -> list[str]:
    """What is asked beside the words of these groups of the lexicon, and the days of the week."""
    book = lexicon(asked.language)
    plain = frozenset(book.days).union(book.groups["vague"], *(book.groups[g] for g in groups))
    return [
        word
        for word in asked.content
        if word not in plain
        and not (len(word) > SHORT and any(same_word(word, known) for known in plain))
    ]


def holds_word(text: Collection[str], word: str, language: str) -> bool:
    return holds(text, word, language) or any(same_word(word, known) for known in text)
