"""Words and sentences of a language, folded and ready to compare with.

Data only, in `catalog/languages/<language>/`: words.toml, phrases.toml and sentences.toml.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from babel.dates import get_day_names

from agent.grounding.words import tokens
from catalog.languages import having, language_table

Way = str | dict[str, str]
"""A sentence, or one for each of CLDR's plural forms (one, few, many, other)."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What one language's words.toml says, folded and ready to compare with."""

    language: str
    trade: frozenset[str]
    """Words of questions about goods and terms."""
    small: frozenset[str]
    """Words that say nothing about what is looked for."""
    typical: frozenset[str]
    """Words that tell this language from others."""
    numbers: dict[str, int]
    days: dict[str, int]
    """Weekday's name -> 0 for Monday."""
    feasts: dict[tuple[str, ...], str]
    """A holiday's name -> its date ("12-24"), or its days from Easter Sunday ("easter+1"); the
    longest names first."""
    groups: dict[str, frozenset[str]]
    """Named sets: today, tomorrow, now, never, ours, ..."""
    phrases: dict[str, list[tuple[str, ...]]]
    """Runs that are looked for in a message or a reply, by name: in_stock, except, insisted, ..."""
    sentences: dict[str, tuple[Way, ...]]
    """By key, the ways of saying the same."""


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of `language`; raises KeyError where there is no such folder.

    Small words and numbers are the reader's where words.toml has none; CLDR names the days.
    """
    words = language_table(language, "words.toml")
    phrases = words["phrases"] | language_table(language, "phrases.toml")
    sentences = language_table(language, "sentences.toml")
    reading = language_table(language, "reading.toml")
    small = words.get("small", reading["small"].split())
    spelled = words.get("numbers", reading["numbers"])
    days = {name: n for n, name in get_day_names("wide", locale=language).items()} | words["days"]
    return Lexicon(
        language=language,
        trade=_folded(words["trade"].split()),
        small=_folded(small),
        typical=_folded(words.get("typical", small)),
        numbers={tokens(w)[0]: int(n) for w, n in spelled.items() if n == int(n)},
        days={tokens(w)[0]: n for w, n in days.items()},
        feasts=_feasts(words["feasts"]),
        groups={name: _folded(entry) for name, entry in words["groups"].items()},
        phrases={name: [run_of(p) for p in entry] for name, entry in phrases.items()},
        sentences={
            key: tuple(entry) if isinstance(entry, list) else (entry,)
            for key, entry in sentences.items()
        },
    )


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are folders for."""
    return having("words.toml")


def numbers(offered: Sequence[str]) -> dict[str, int]:
    """The spelled numbers of all `offered` languages."""
    return {word: number for book in _books(offered) for word, number in book.numbers.items()}


def grouped(name: str, offered: Sequence[str]) -> frozenset[str]:
    """The words of the named group, in all `offered` languages."""
    return frozenset().union(*(book.groups[name] for book in _books(offered)))


def joints(offered: Sequence[str]) -> frozenset[str]:
    """The words that may stand between two names, in all `offered` languages."""
    return grouped("joint", offered)


def _books(offered: Sequence[str]) -> list[Lexicon]:
    return [lexicon(code) for code in offered if code in languages()]


def everyday(offered: Sequence[str]) -> list[str]:
    """The folded words of speech, of kinds and of fields in `offered` languages: none is a name."""
    found: set[str] = set()
    for code in offered:
        book = lexicon(code)
        found |= book.small | book.typical | set(book.numbers) | set(book.days)
        found |= book.trade
        found |= {word for group in book.groups.values() for word in group}
    return sorted(found)


def _feasts(entry: dict[str, str]) -> dict[tuple[str, ...], str]:
    read = {run_of(name): told for name, told in entry.items()}
    return dict(sorted(read.items(), key=lambda one: -len(one[0])))


def run_of(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase as the books write it; "*" is any word, or any ending."""
    run: list[str] = []
    for word in phrase.split():
        if word == "*":
            run.append("_")
            continue
        run += tokens(word)
        if word.endswith("*"):
            run[-1] += "*"
    return tuple(run)


def _folded(words: list[str]) -> frozenset[str]:
    """Their tokens; of "2nd" only the letters, since a 2 alone counts."""
    cut = [tokens(word) for word in words]
    return frozenset(t for run in cut for t in run if len(run) == 1 or not t[0].isdigit())
