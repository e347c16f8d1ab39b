"""The everyday words of a reply, per language: what claims nothing, leaves open, or promises.

Data only, in `catalog/languages/<language>/speech.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from babel.dates import get_day_names, get_month_names

from agent.grounding.lexicon import lexicon as book_of
from agent.grounding.lexicon import run_of
from agent.grounding.phrases import runs
from agent.grounding.words import fold as book_fold
from agent.grounding.words import tokens
from catalog.folding import fold
from catalog.languages import language_table
from catalog.measures import Dimension
from catalog.text import Keys, keys

Runs = list[tuple[str, ...]]

_JOINED = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Speech:
    """One language's speech.toml, ready to compare with."""

    plain: frozenset[str]
    """Folded words that claim nothing of goods or terms by themselves."""
    everyday: frozenset[str]
    """Further ones, which do so only in a clause that does not speak of the business itself."""
    unknown: Runs
    """What leaves open what it speaks of."""
    affirming: Runs
    refusing: Runs
    promising: Runs
    denying: frozenset[str]
    free: frozenset[str]
    """What says behind a word that there is none of it: "gluten free"."""
    limiting: frozenset[str]
    exact: frozenset[str]
    """The plain words as they are written."""
    utmost: frozenset[str]
    """The comparing words that leave nothing above them."""
    supposing: frozenset[str]
    """What begins a clause that supposes something: "if you want to upgrade"."""
    wondering: frozenset[str]
    """What begins a clause that somebody wonders about: "whether the sole is rough"."""
    ourselves: frozenset[str]
    """What the business calls itself: "we"."""
    pointing: frozenset[str]
    """What stands before a count of the goods at hand: "the other two"."""
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
    saving: Runs
    """What does so wherever it stands: "you save"."""
    surplus: Runs
    """What says that there is more of it; `lack`: less."""
    lack: Runs
    among: Runs
    """What keeps a superlative to the goods at hand."""
    comparing: tuple[tuple[Dimension, bool, frozenset[str]], ...]
    """A dimension, whether more of it, and the folded words that say so of one beside others."""
    currencies: tuple[tuple[re.Pattern[str], str], ...]
    """What a currency is called behind an amount -> its code."""
    spelled: dict[str, int]
    """Numbers in words beyond those that questions are read by: "fifteen"."""
    fractions: tuple[tuple[re.Pattern[str], str], ...]
    """Spelled amounts of time -> how they are written in digits."""


_RUNS = (
    "unknown", "affirming", "refusing", "promising", "below", "above", "about", "here", "gone",
    "ahead", "reduced", "differing", "saving", "surplus", "lack", "among",
)  # fmt: skip
"""The groups whose entries are runs of words."""


@cache
def speech(language: str) -> Speech:
    """The everyday words of `language`; raises KeyError where there are none."""
    told = language_table(language, "speech.toml")
    denying = book_of(language).phrases["denying"]
    fractions = sorted(told["fractions"].items(), key=lambda one: -len(one[0]))
    return Speech(
        plain=_spoken(told["plain"], language),
        everyday=_spoken(told.get("everyday", ""), language),
        **{key: [run_of(p) for p in told.get(key, ())] for key in _RUNS},
        denying=frozenset(w for run in denying for w in run) | frozenset(told["without"]),
        comparing=tuple(
            (Dimension(name), way == "more", frozenset(map(fold, words.split())))
            for name, ways in told["comparing"].items()
            for way, words in ways.items()
        ),
        exact=frozenset(t for w in _JOINED.findall(told["plain"]) for t in tokens(w)),
        utmost=_utmost(told),
        taking_up=frozenset(told["taking_up"]),
        ourselves=frozenset(map(book_fold, told.get("ourselves", ()))),
        pointing=frozenset(map(book_fold, told.get("pointing", ()))),
        supposing=frozenset(map(book_fold, told.get("supposing", ()))),
        wondering=frozenset(map(book_fold, told.get("wondering", ()))),
        free=frozenset(map(book_fold, told.get("free", ()))),
        limiting=frozenset(told["limiting"]),
        currencies=tuple(
            (re.compile(rf"(?<=\d )(?:{names})\b", re.IGNORECASE), code)
            for code, names in told.get("currencies", {}).items()
        ),
        spelled={book_fold(w): int(n) for w, n in told.get("spelled", {}).items()},
        fractions=tuple((re.compile(rf"\b{w}\b", re.IGNORECASE), d) for w, d in fractions),
    )


def _utmost(told: dict[str, Any]) -> frozenset[str]:
    """Of the comparing words those that end as a superlative does."""
    comparing = (words for ways in told["comparing"].values() for words in ways.values())
    every = (word for words in comparing for word in words.split())
    return frozenset(fold(word) for word in every if re.search(told["superlative"], word))


def _spoken(words: str, language: str) -> frozenset[str]:
    """What the words of a book are known by, but for the concepts that they name."""
    return frozenset(
        key
        for word in _JOINED.findall(words)
        for key in known_by(word, (language,))
        if not key.startswith("c:")
    )


@cache
def dates(language: str) -> frozenset[str]:
    """What the days of the week and the months are called, folded as catalog.text does."""
    named = [get_day_names("wide", locale=language), get_month_names("wide", locale=language)]
    return frozenset(fold(name) for names in named for name in names.values())


def says(words: Sequence[str], phrases: Runs) -> bool:
    """Whether one of `phrases` stands in the folded `words`."""
    return any(runs(words, phrases))


def known_by(word: str, languages: tuple[str, ...]) -> Keys:
    """The keys of `word` without those of its parts."""
    return keys(word, languages, "none")
