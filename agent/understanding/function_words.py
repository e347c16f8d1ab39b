"""The function words of a language: its reading.toml as runs of folded words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from itertools import product
from pathlib import Path

import babel
from babel.dates import get_day_names

from catalog.folding import fold
from catalog.kept_tables import made_of
from catalog.languages import having, language_file, language_table
from catalog.stems import stem, stems
from catalog.text import Token, folded_words

Run = tuple[str, ...]

_CODE = ("agent/understanding/function_words.py", "catalog/text.py", "catalog/folding.py")


@dataclass(frozen=True, slots=True)
class Found:
    """A run of one group at `start` up to `end`."""

    group: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scale:
    """How people speak of one thing that is measured: asking for it, wanting most or least."""

    name: str
    ask: frozenset[str]
    more: frozenset[Run]
    less: frozenset[Run]

    def is_adjective(self, word: str) -> bool:
        """Whether a word of it is one that can be compared: "heavy", and not "weighs"."""
        return (word,) in self.more or (word,) in self.less


class Degree(StrEnum):
    POSITIVE = "positive"
    COMPARATIVE = "comparative"
    SUPERLATIVE = "superlative"


@dataclass(frozen=True, slots=True)
class Degrees:
    """How a language writes that there is more or most of an adjective, in the word itself."""

    comparative: tuple[str, ...]
    superlative: tuple[str, ...]
    """Endings."""
    before: tuple[str, ...]
    """What a superlative begins with: Polish "naj"."""
    words: frozenset[str]
    """Superlatives that are told by neither: "best"."""
    inflections: tuple[str, ...]
    """What an adjective's listed form may be followed by: "günstigeres"."""
    plain: frozenset[str]
    """Adjectives that only look like a comparative: German "schwer"."""
    negating: tuple[str, ...] = ()
    """What turns an adjective into its opposite: "un"."""

    def forms(self, word: str) -> tuple[str, ...]:
        """A folded word as it stands, and without its inflection."""
        cut = (word.removesuffix(end) for end in self.inflections if word.endswith(end))
        return (word, *(form for form in cut if len(form) > 3))

    def of(self, word: str) -> Degree:
        """The degree of a folded word."""
        if word in self.plain:
            return Degree.POSITIVE
        if word in self.words or (self.before and word.startswith(self.before)):
            return Degree.SUPERLATIVE
        if self.superlative and word.endswith(self.superlative):
            return Degree.SUPERLATIVE
        compared = bool(self.comparative) and word.endswith(self.comparative)
        return Degree.COMPARATIVE if compared else Degree.POSITIVE


@dataclass(frozen=True, slots=True)
class FunctionWords:
    language: str
    small: frozenset[str]
    asking: frozenset[str]
    numbers: dict[str, float]
    halves: frozenset[str]
    scales: tuple[Scale, ...]
    groups: dict[str, frozenset[Run]]
    degrees: Degrees

    def find(self, group: str, spoken: Sequence[str]) -> list[Found]:
        """Where runs of `group` stand in the folded words `spoken`; the longest at each place."""
        runs = self.groups[group]
        longest = max((len(run) for run in runs), default=0)
        found: list[Found] = []
        at = 0
        while at < len(spoken):
            for size in range(min(longest, len(spoken) - at), 0, -1):
                if tuple(spoken[at : at + size]) in runs:
                    found.append(Found(group, at, at + size))
                    at += size - 1
                    break
            at += 1
        return found

    def says(self, group: str, spoken: Sequence[str]) -> bool:
        return bool(self.find(group, spoken))

    def is_small(self, word: str) -> bool:
        return word in self.small or word in self.asking


@cache
def function_words(language: str) -> FunctionWords:
    """Those of `language`; of English where there are none."""
    if language not in spoken_languages():
        return function_words("en")
    told = dict(language_table(language, "reading.toml"))
    numbers: dict[str, float] = {fold(w): n for w, n in told.pop("numbers").items()}
    dimensions = told.pop("dimension")
    degrees = {name: tuple(map(fold, text.split())) for name, text in told.pop("degree").items()}
    scales = tuple(
        Scale(
            name,
            frozenset(w for run in _runs(entry.get("ask", ""), " ") for w in run),
            frozenset(_runs(entry["more"], " ")),
            frozenset(_runs(entry["less"], " ")),
        )
        for name, entry in dimensions.items()
    )
    small, asking = (
        frozenset(w for r in _runs(told.pop(k), " ") for w in r) for k in ("small", "asking")
    )
    groups = {name: frozenset[Run]() for name, entry in _english() if isinstance(entry, str)}
    for name, text in told.items():
        groups[name] = frozenset(_runs(text, " " if name == "negate" else "|"))
    plain = frozenset((*degrees["plain"], *(w for s in scales for w in s.ask)))
    degree = Degrees(
        degrees["comparative"],
        degrees["superlative"],
        degrees["before"],
        frozenset(degrees["words"]),
        degrees["inflections"],
        plain,
        degrees["negating"],
    )
    halves = frozenset(w for run in groups.pop("half") for w in run)
    return FunctionWords(language, small, asking, numbers, halves, scales, groups, degree)


@cache
def everyday_words(languages: tuple[str, ...] = ("en", "de")) -> frozenset[str]:
    """The small words of those languages that most catalogs are written in, but none that negates:
    of "no added sugar" each word counts."""
    books = [function_words(code) for code in languages]
    negating = {w for book in books for run in book.groups["negate"] for w in run}
    return frozenset(w for book in books for w in book.small if w not in negating)


@cache
def telling(languages: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Words that tell a language from the others of `languages`: each counts the more, the fewer
    of them have it ("was" is English and German, "kostet" is German)."""
    name = f"telling-{'-'.join(sorted(languages))}-{babel.__version__}"
    read = _files(languages, ("reading.toml", "words.toml"))
    return made_of(name, _CODE, read, partial(_telling, languages))


def _telling(languages: tuple[str, ...]) -> dict[str, dict[str, float]]:
    own = {code: _all_words(function_words(code)) | _of_trade(code) for code in languages}
    return {
        code: {w: 1 / sum(w in other for other in own.values()) ** 2 for w in words}
        for code, words in own.items()
    }


def _of_trade(language: str) -> frozenset[str]:
    """Words of questions about goods and terms; what days are called. None where nobody says."""
    if language not in having("words.toml"):
        return frozenset()
    words = language_table(language, "words.toml")
    named = get_day_names("wide", locale=language).values()
    return frozenset(
        w for text in (words["trade"], *named, *words["days"]) for w in folded_words(text)
    )


_WRITTEN = ("reading.toml", "sentences.toml")


def _files(languages: Iterable[str], names: Iterable[str]) -> list[Path]:
    """Those of the files `names` that the languages have, in one order."""
    both = product(sorted(languages), names)
    return [language_file(code, name) for code, name in both if code in having(name)]


def signs(text: str) -> set[str]:
    """The signs of `text` beyond ASCII, alone and with the letter behind: "ó" is Spanish and
    Polish, "ów" only Polish."""
    small = text.casefold()
    runs = (small[n : n + size] for n in range(len(small)) for size in (1, 2))
    return {run for run in runs if not run[0].isascii() and run.rstrip() == run}


@cache
def letters(languages: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """The `signs` that a language is written with, as `telling` weighs words: "ł" is Polish alone,
    "¿" Spanish and "ğ" Turkish; "ü" tells little."""
    read = _files(languages, _WRITTEN)
    return made_of(
        f"letters-{'-'.join(sorted(languages))}", _CODE, read, partial(_letters, languages)
    )


def _letters(languages: tuple[str, ...]) -> dict[str, dict[str, float]]:
    written: dict[str, set[str]] = {code: set() for code in languages}
    for code, name in product(languages, _WRITTEN):
        if code in having(name):
            written[code] |= signs(language_file(code, name).read_text("utf-8"))
    return {
        code: {sign: 1 / sum(sign in other for other in written.values()) ** 2 for sign in own}
        for code, own in written.items()
    }


@cache
def _stems(language: str) -> frozenset[str]:
    words = sorted(w for w in _all_words(function_words(language)) if " " not in w)
    return frozenset(map(fold, stems(words, language)))


def is_speech(word: str, language: str) -> bool:
    """Whether it is a function word of `language` in some form: "teuerstes" of "teuerste"."""
    return fold(stem(word.casefold(), language)) in _stems(language)


_NOUNS = frozenset(
    {"range", "sorts", "morning", "afternoon", "evening", "clock", "of_us", "fits", "contents"}
)
"""Groups of words that name things, and may be a slip or a part of another name."""


def _all_words(book: FunctionWords) -> frozenset[str]:
    groups = (runs for name, runs in book.groups.items() if name not in _NOUNS)
    runs = (w for group in groups for run in group for w in run)
    scaled = (w for s in book.scales for run in (*s.more, *s.less) for w in run)
    asked = (w for s in book.scales for w in s.ask)
    return frozenset((*book.small, *book.asking, *book.numbers, *runs, *scaled, *asked))


@cache
def spoken_languages() -> tuple[str, ...]:
    """The languages that there are function words for."""
    return having("reading.toml")


def _english() -> Iterable[tuple[str, object]]:
    """What a group may be called; one that a language does not have is empty in it."""
    return language_table("en", "reading.toml").items()


@cache
def small_words() -> frozenset[str]:
    """The small words of every language that there is."""
    read = _files(spoken_languages(), ("reading.toml",))
    return made_of("small_words", _CODE, read, _small_words)


def _small_words() -> frozenset[str]:
    return frozenset(w for code in spoken_languages() for w in function_words(code).small)


def folded(spoken: Iterable[Token]) -> list[str]:
    return [token.folded for token in spoken]


def _runs(text: str, sign: str) -> list[Run]:
    found = [folded_words(entry.strip()) for entry in text.split(sign)]
    return [run for run in found if run]
