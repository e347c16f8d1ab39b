"""What words name: the concepts of `concepts.tsv`, one a line with its names in each language."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache, partial
from pathlib import Path

from catalog.folding import WORD, fold
from catalog.kept_tables import made_of
from catalog.languages import having, language_file
from catalog.stems import STEMMERS, stem, stems

LANGUAGES = ("en", "de", "fr", "es", "it", "tr", "pl")
"""The columns of concepts.tsv, in their order; further languages have a file of their own."""

Phrase = tuple[str, ...]
Names = dict[str, frozenset[str]]

_CODE = ("catalog/concepts.py", "catalog/folding.py", "catalog/stems.py")
"""The files of this program that decide what the tables are."""


def concepts_of(name: str, language: str = "en") -> frozenset[str]:
    """The concepts that `name`, a word or phrase of `language`, stands for."""
    run = tuple(stemmed(word, language) for word in WORD.findall(name))
    if len(run) == 1:
        own = written(language).get(fold(name))
        return own if own is not None else single(language).get(run[0], frozenset())
    return several(language).get(run, frozenset())


def names_of(concepts: Collection[str], language: str) -> frozenset[str]:
    """The single words of `language`, folded, that name one of `concepts`."""
    return frozenset(w for w, ids in written(language).items() if not ids.isdisjoint(concepts))


@cache
def broader() -> dict[str, frozenset[str]]:
    """Concept -> what it is a kind of (broader.tsv): who asks for nuts asks of cashews too."""
    return _pairs("broader.tsv")


@cache
def opposites() -> dict[str, frozenset[str]]:
    """Concept -> what it says that there is none of: "harmless" of "poisonous" (opposites.tsv)."""
    return _pairs("opposites.tsv")


def _pairs(table: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in Path(__file__).with_name(table).read_text("utf-8").splitlines():
        one, other = line.split("\t")
        for concept in concepts_of(one):
            found[concept] = found.get(concept, frozenset()) | concepts_of(other)
    return found


def renamed(name: str, language: str, wanted: str) -> str:
    """What a field that is called `name` in `language` is called in `wanted`: "Gewicht" is
    "weight". The name itself where no concept is called just so."""
    concept = _called(language).get(fold(name))
    found = _first_names(wanted).get(concept, "") if concept and language != wanted else ""
    return (found.capitalize() if name[:1].isupper() else found) or name


@cache
def _called(language: str) -> dict[str, str]:
    """Folded names to the concept; of two that are called so the one that stands first, since
    properties of goods stand before goods."""
    return {fold(name): concept for concept, name in reversed(_names(language))}


@cache
def _first_names(language: str) -> dict[str, str]:
    return dict(reversed(_names(language)))


# -- the tables of a language ---------------------------------------------------------------------


@lru_cache(maxsize=65_536)
def stemmed(word: str, language: str) -> str:
    """A word of `language` as a phrase is known by it."""
    return fold(stem(word.casefold(), language))


def single(language: str) -> Names:
    """Single words, by their stems, to their concepts."""
    return _concepts(language)[1]


def written(language: str) -> Names:
    """Folded single words, as they are written, to their concepts."""
    return _concepts(language)[0]


def several(language: str) -> dict[Phrase, frozenset[str]]:
    """Phrases of several words, by their stems, to their concepts."""
    return _concepts(language)[2]


@cache
def beginnings(language: str) -> frozenset[str]:
    """What phrases of several words begin with."""
    return frozenset(run[0] for run in several(language))


@cache
def _concepts(language: str) -> tuple[Names, Names, dict[Phrase, frozenset[str]]]:
    is_own = language in having("concepts.tsv")
    if not is_own and language not in LANGUAGES:
        return {}, {}, {}
    own = (language_file(language, "concepts.tsv"),) if is_own else ()
    sources = (Path(__file__).with_name("concepts.tsv"), *own)
    return made_of(f"concepts-{language}-{STEMMERS}", _CODE, sources, partial(_made, language))


def _made(language: str) -> tuple[Names, Names, dict[Phrase, frozenset[str]]]:
    table = _table(language)
    single = {run[0]: ids for run, ids in table.items() if len(run) == 1}
    several = {run: ids for run, ids in table.items() if len(run) > 1}
    return _aswritten(language), single, several


def _aswritten(language: str) -> Names:
    found: dict[str, set[str]] = {}
    for concept, words in _named(language):
        if len(words) == 1 and len(words[0]) > 1:
            found.setdefault(fold(words[0]), set()).add(concept)
    return {word: frozenset(ids) for word, ids in found.items()}


def _table(language: str) -> dict[Phrase, frozenset[str]]:
    """Phrases of `language`, by their stems, to the concepts that they name."""
    found: dict[Phrase, set[str]] = {}
    small = list({word.casefold() for _, words in _named(language) for word in words})
    known = dict(zip(small, map(fold, stems(small, language)), strict=True))
    for concept, words in _named(language):
        run = tuple([known[word.casefold()] for word in words])
        if run and not (len(run) == 1 and len(run[0]) < 2):
            found.setdefault(run, set()).add(concept)
    return {run: frozenset(ids) for run, ids in found.items()}


def _named(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each concept with the words of each of its names in `language`."""
    return tuple((concept, tuple(WORD.findall(name))) for concept, name in _names(language))


def _names(language: str) -> tuple[tuple[str, str], ...]:
    """Each concept with each of its names in `language`, as they are written."""
    if language not in LANGUAGES:
        return _own(language) if language in having("concepts.tsv") else ()
    column = LANGUAGES.index(language)
    return tuple(
        (f"c:{number}", name)
        for number, cells in _lines()
        if len(cells) > column
        for name in cells[column].split("|")
    )


def _own(language: str) -> tuple[tuple[str, str], ...]:
    """Of a language with a file of its own: a line is an English name as concepts.tsv begins with
    it (as much of it as tells the row: "turkey|turkey meat"), a tab, and the names."""
    rows: dict[str, list[str]] = {}
    for number, cells in _lines():
        names = cells[0].split("|")
        for end in range(1, len(names) + 1):
            rows.setdefault("|".join(names[:end]), []).append(f"c:{number}")
    told = language_file(language, "concepts.tsv").read_text("utf-8").splitlines()
    return tuple(
        (concept, name)
        for english, _, names in (line.partition("\t") for line in told)
        for concept in rows.get(english, ())
        for name in names.split("|")
    )


@cache
def _lines() -> tuple[tuple[int, list[str]], ...]:
    text = Path(__file__).with_name("concepts.tsv").read_text("utf-8")
    return tuple((n, line.split("\t")) for n, line in enumerate(text.splitlines(), 1))
