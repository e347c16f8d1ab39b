"""The part of a passage that is told: what is nearest to the question, word for word and in one
piece. Whoever asks whether a cake may be brought along wants no list of drinks above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from agent.answering.passages import SENTENCE_END
from catalog.sources.list_words import SHORTENED

WHOLE = 130
"""Characters of a passage that is told whole."""

LEAST, MOST = 90, 320
"""Characters of an excerpt: what is short takes in its neighbours, what is long takes in none.

Of 1,400 turns of shops by people who had read no code 1 is no longer right for it; of 459 replies
that were judged 24 % had the answer buried in more than was asked, and those that were judged good
were half as long as those that were judged weak."""

NEAR, HANGING = 0.02, 0.04
"""A sentence that is so near to the nearest one is told with it, and so near the one before it, on
which it may hang."""

LONGEST = 16
"""Letters of a word that is written short, with what stands before it."""

_NO_END = re.compile(r"(?:(?<!\w)\d{1,2}|(?<!\w)[^\W\d_]{1,3}|\.\w+)\.$")
"""Behind a number or a few letters a point may end no sentence: "3. Jänner", "z. B.", "Tel."."""


def excerpt(text: str, near: Sequence[float], limits: Callable[[str], bool]) -> str:
    """What of `text` is told; `near` tells how near each of its sentences is to the question, and
    `limits` whether one says that something holds for some alone, or for none."""
    parts = _parts(text, near)
    if len(text) <= WHOLE or len(parts) < 2:
        return text
    first = last = max(range(len(parts)), key=lambda n: parts[n].near)
    least = parts[first].near - NEAR
    if first and _hangs_on(text, parts[first - 1], parts[first]):
        first -= 1  # "with less notice it is charged"
    while True:
        beside = [n for n in (first - 1, last + 1) if 0 <= n < len(parts)]
        beside.sort(key=lambda n: -parts[n].near)
        short = parts[last].end - parts[first].start < LEAST
        fitting = (
            n
            for n in beside
            if short or parts[n].near >= least or (n > last and limits(parts[n].told(text)))
        )
        within = (
            n for n in fitting if parts[max(last, n)].end - parts[min(first, n)].start <= MOST
        )
        taken = next(within, None)
        if taken is None:
            return text[parts[first].start : parts[last].end].strip()
        first, last = min(first, taken), max(last, taken)


def _hangs_on(text: str, before: _Part, part: _Part) -> bool:
    """Whether a sentence is told with the one before it: of the same line, and near too."""
    one_line = "\n" not in text[before.start : part.start] and part.end - before.start <= MOST
    return one_line and before.near >= part.near - HANGING


@dataclass(frozen=True, slots=True)
class _Part:
    """A sentence, or several that hardly end: where it begins and ends, and how near it is."""

    start: int
    end: int
    near: float

    def told(self, text: str) -> str:
        return text[self.start : self.end]


def _parts(text: str, near: Sequence[float]) -> list[_Part]:
    """The sentences of a text; one that has no score is far."""
    scores = iter(near)
    parts: list[_Part] = []
    for start, end, goes_on in _bounds(text):
        score = next(scores, -1.0)
        if goes_on:
            before = parts.pop()
            start, score = before.start, max(before.near, score)
        parts.append(_Part(start, end, score))
    return parts


def whole_sentences(text: str) -> list[str]:
    """The sentences of a text; behind a number or a few letters none ends."""
    return [text[part.start : part.end].strip() for part in _parts(text, ())]


def _bounds(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where the texts of `sentences` begin and end, and whether one goes on with that before."""
    start, before = 0, -1
    for end in (*SENTENCE_END.finditer(text), None):
        stop = end.start() if end is not None else len(text)
        if text[start:stop].strip():
            yield start, stop, before >= 0 and _goes_on(text, before, start)
            before = stop
        start = end.end() if end is not None else stop


def _goes_on(text: str, end: int, start: int) -> bool:
    """Whether what begins at `start` belongs to what stands before it: behind an abbreviation, and
    an answer behind its question."""
    if text[end - 1 : end] == "?":
        return True
    if "\n" in text[end:start]:
        return False
    word = re.search(r"(?<!\w)([^\W\d_]+)\.$", text[max(0, end - LONGEST) : end])
    short = word is not None and word[1].casefold() in SHORTENED  # "inkl. Färben"
    return short or _NO_END.search(text, max(0, end - 8), end) is not None
