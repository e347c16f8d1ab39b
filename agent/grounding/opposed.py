"""Words that contradict each other: "you pay for it" where the passage says "free".

In any two languages, since the axes of `[opposites]` in speech.toml are named alike in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from agent.grounding.ground import LANGUAGES, Piece
from agent.grounding.words import tokens
from catalog.languages import language_table

Sides = dict[str, int]
"""Axis -> the side of it that a text is on; an axis of which it names both sides is not in it."""


@cache
def _sides(languages: tuple[str, ...]) -> dict[str, tuple[tuple[str, int], ...]]:
    """A word as it is known -> the axes and sides that it stands for."""
    found: dict[str, list[tuple[str, int]]] = {}
    for language in languages:
        for axis, ends in language_table(language, "speech.toml").get("opposites", {}).items():
            for side, words in enumerate(ends):
                for word in words.split():
                    for key in tokens(word):
                        found.setdefault(key, []).append((axis, side))
    return {key: tuple(dict.fromkeys(sides)) for key, sides in found.items()}


def sides(words: Iterable[str], denies: bool, language: str) -> Sides:
    """The sides of the folded `words`, each turned where the text denies."""
    known = _sides(tuple(dict.fromkeys((*LANGUAGES, language))))
    told = {side for word in words for side in known.get(word, ())}
    return {axis: side ^ int(denies) for axis, side in told if (axis, 1 - side) not in told}


def is_opposed(words: Iterable[str], denies: bool, pieces: Iterable[Piece], language: str) -> bool:
    """Whether the `pieces` that say something on an axis of `words` all say the opposite."""
    mine = sides(words, denies, language)
    if not mine:
        return False
    theirs = [sides(tokens(piece.text), piece.denies, language) for piece in pieces]
    for axis, side in mine.items():
        told = [other[axis] for other in theirs if axis in other]
        if told and all(end != side for end in told):
            return True
    return False
