"""The everyday words of a reply, per language: what claims nothing, leaves open, or promises.

Data only, in `catalog/languages/<language>/speech.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from agent.truth.lexicon import lexicon as book_of
from agent.truth.lexicon import run_of
from agent.truth.phrases import runs
from agent.truth.words import tokens
from catalog.languages import language_table
from catalog.measures import Dimension
from catalog.text import Keys, fold, keys

Runs = list[tuple[str, ...]]

_JOINED = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Speech:
    """One language's speech.toml, ready to compare with."""

    plain: frozenset[str]
    """Folded words that claim nothing of goods or terms by themselves."""
    unknown: Runs
    """What leaves open what it speaks of."""
    affirming: Runs
    refusing: Runs
    promising: Runs
    denying: frozenset[str]
    limiting: frozenset[str]
    exact: frozenset[str]
    """The plain words as they are written."""
    utmost: frozenset[str]
    """The comparing words that leave nothing above them."""
    taking_up: frozenset[str]
    """What stands before a customer's purpose or condition."""
    below: Runs
    """What stands before an amount that the true one does not reach; `above`: that it is over."""
    above: Runs
    about: Runs
    here: Runs
    """What says that something can be had; `gone`: that it cannot; `ahead`: that it is to come."""
    gone: Runs
    ahead: Runs
    reduced: Runs
    differing: Runs
    """What tells an amount as a difference."""
    surplus: Runs
    """What says that there is more of it; `lack`: less."""
    lack: Runs
    among: Runs
    """What keeps a superlative to the goods at hand."""
    comparing: tuple[tuple[Dimension, bool, frozenset[str]], ...]
    """A dimension, whether more of it, and the folded words that say so of one beside others."""
    fractions: tuple[tuple[re.Pattern[str], str], ...]
    """Spelled amounts of time -> how they are written in digits."""


@cache
def speech(language: str) -> Speech:
    """The everyday words of `language`; raises KeyError where there are none."""
    told = language_table(language, "speech.toml")
    denying = book_of(language).phrases["denying"]
    fractions = sorted(told["fractions"].items(), key=lambda one: -len(one[0]))
    return Speech(
        plain=frozenset(
            key
            for word in _JOINED.findall(told["plain"])
            for key in known_by(word, (language,))
            if not key.startswith("c:")
        ),
        **{
            key: [run_of(p) for p in told[key]]
            for key in (
                "unknown",
                "affirming",
                "refusing",
                "promising",
                "below",
                "above",
                "about",
                "here",
                "gone",
                "ahead",
                "reduced",
                "differing",
                "surplus",
                "lack",
                "among",
            )
        },
        denying=frozenset(w for run in denying for w in run) | frozenset(told["without"]),
        comparing=tuple(
            (Dimension(name), way == "more", frozenset(map(fold, words.split())))
            for name, ways in told["comparing"].items()
            for way, words in ways.items()
        ),
        exact=frozenset(t for w in _JOINED.findall(told["plain"]) for t in tokens(w)),
        utmost=frozenset(
            fold(word)
            for ways in told["comparing"].values()
            for words in ways.values()
            for word in words.split()
            if re.search(told["superlative"], word)
        ),
        taking_up=frozenset(told["taking_up"]),
        limiting=frozenset(told["limiting"]),
        fractions=tuple((re.compile(rf"\b{w}\b", re.IGNORECASE), d) for w, d in fractions),
    )


def says(words: Sequence[str], phrases: Runs) -> bool:
    """Whether one of `phrases` stands in the folded `words`."""
    return any(runs(words, phrases))


def known_by(word: str, languages: tuple[str, ...]) -> Keys:
    """The keys of `word` without those of its parts."""
    return keys(word, languages, "none")
