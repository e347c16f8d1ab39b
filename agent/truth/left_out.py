"""What a message names only to leave it out: "not the blue one", "anything but blue".

Of products it is no option that is wanted, of a question no kind that is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from agent.truth.lexicon import grouped, phrases
from agent.truth.phrases import runs

_WORDS = 2
"""So many small words may stand between: "except in the"."""

_TURN = 4
"""So many words behind "not" what is meant instead begins: "not in the blue one but in green"."""


def left_out(
    words: Sequence[str], options: Collection[str], offered: Sequence[str]
) -> frozenset[int]:
    """The places of the words that are left out; `options` are words of option values.

    "Not" alone leaves out what has an article, or is an option right behind it: "is it not
    waterproof?" asks whether it is.
    """
    articles, joints = grouped("this", offered), grouped("and", offered)
    small = articles | {"in", "for", "von", "im"}
    found: set[int] = set()
    for run in runs(words, phrases("except", offered)):
        at = _behind(words, run.stop, small)
        found |= _listed(words, at, joints, options)
    turns = [run.start for run in runs(words, phrases("but_rather", offered))]
    for run in runs(words, phrases("not", offered)):
        turned = any(run.stop < turn <= run.stop + _TURN for turn in turns)
        at = _behind(words, run.stop, small if turned else articles)
        if at > run.stop or (words[at : at + 1] and words[at] in options):
            found |= _listed(words, at, joints, options)
    return frozenset(found)


def _behind(words: Sequence[str], at: int, small: Collection[str]) -> int:
    end = at
    while end < len(words) and end - at < _WORDS and words[end] in small:
        end += 1
    return end


def _listed(
    words: Sequence[str], at: int, joints: Collection[str], options: Collection[str]
) -> set[int]:
    """The word there, and the options that are joined to it: "neither blue nor red"."""
    if at >= len(words):
        return set()
    found = {at}
    while at + 2 < len(words) and words[at + 1] in joints and words[at + 2] in options:
        at += 2
        found.add(at)
    return found
