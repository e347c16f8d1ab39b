"""Words, and when two of them are the same: the only notion of it in this program.

A word is known by its keys: as it is folded, its stem in each language that is spoken here (tagged
by the language, so that nothing is folded as if it were German), and the concepts that it names in
any of the languages of `concepts.tsv`. Two words are the same if they share a key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path

from catalog.compounds import LINKS
from catalog.kept_tables import made_of
from catalog.languages import having, language_file
from catalog.stems import STEMMERS, stem, stems

LONGEST = 40
"""Characters of a word; what is longer is cut into none (an attack, or a page's data)."""

WORDS = 4_000
"""Words of one text; what follows is not read."""

LANGUAGES = ("en", "de", "fr", "es", "it", "tr", "pl")
"""The columns of concepts.tsv, in their order; further languages have a file of their own."""

_WORD = re.compile(r"\d{1,12}(?:[.,]\d{1,6}){0,4}(?!\w)|[^\W_]{1,400}")
_FREE = re.compile(r"([^\W\d_]{3,30}?)(frei(?:e[nmrs]?)?|free|s[ıiuü]z)", re.IGNORECASE)
"""What says in a word's end that there is none of it: gluten-free, glutenfrei, glutensiz."""
_BY = re.compile(r"(?<=\d)[xX](?=\d)")
_SPLIT = re.compile(r"(\d{1,12}(?:[.,]\d{1,6})?)([^\W\d_]{1,12})")

_APOSTROPHES = frozenset("'’`")
_ENDINGS = frozenset({"s", "t", "m", "ll", "re", "ve", "d", "n"})

Keys = frozenset[str]


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: `text` as it was written, at `start` to `end`."""

    text: str
    start: int
    end: int
    keys: Keys
    folded: str
    denies: bool = False
    """It says that there is none of what its keys stand for: "ungiftig" of "giftig"."""

    @property
    def is_number(self) -> bool:
        return self.folded[0].isdigit() and not any(c.isalpha() for c in self.folded)


def tokens(text: str, languages: Sequence[str], parts: str = "head") -> tuple[Token, ...]:
    """The words of `text`; those of `languages` by their stems too. "500ml" are two words, and so
    is "8x40", as "8×40" is."""
    text = _BY.sub("×", text)
    found: list[Token] = []
    spoken = tuple(languages)
    contracts = not _APOSTROPHES.isdisjoint(text)
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        if len(word) > LONGEST or (contracts and _is_contracted(word, text, start, match.end())):
            continue
        for piece, known_by, folded in _pieces(word, spoken, parts):
            end = start + len(piece)
            found.append(Token(piece, start, end, known_by, folded))
            start = end
        if len(found) >= WORDS:
            break
    return tuple(found)


def folded_words(text: str) -> tuple[str, ...]:
    """The words of `text` as `tokens` folds them, and nothing else of them: a third of the time."""
    if text.isalpha() and text.isascii() and len(text) <= LONGEST and not _FREE.fullmatch(text):
        return (text.lower(),)
    return tuple(token.folded for token in tokens(text, ()))


@lru_cache(maxsize=65_536)
def _pieces(word: str, languages: tuple[str, ...], parts: str) -> tuple[tuple[str, Keys, str], ...]:
    """The words that `word` is written of, with their keys and as they are folded."""
    joint = _SPLIT.fullmatch(word) or _FREE.fullmatch(word)
    pieces = joint.groups() if joint else (word,)
    return tuple((piece, keys(piece, languages, parts), fold(piece)) for piece in pieces)


def _is_contracted(word: str, text: str, start: int, end: int) -> bool:
    """What an apostrophe leaves of a word: "what's", "I'm", "l'olio" hold no size S, M or L."""
    if len(word) == 1 and text[end : end + 1] in _APOSTROPHES:
        return True
    return text[start - 1 : start] in _APOSTROPHES and start > 0 and word.lower() in _ENDINGS


_UNDIVIDED = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart into one of ASCII and an accent."""


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Small letters without accents: "Größe" is "grosse". Numbers with a point as decimal sign."""
    if word.isascii():
        small = word.lower()
        return small.replace(",", ".") if small[:1].isdigit() else small
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_UNDIVIDED))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return kept.replace(",", ".") if kept[:1].isdigit() else kept


@lru_cache(maxsize=262_144)
def keys(word: str, languages: tuple[str, ...], parts: str = "head") -> Keys:
    """All that `word` is known by; of a German compound also what its `parts` ("head", "all" or
    "none") name: a "Kuppelzelt" is a tent, and "Zeltzubehör" is none."""
    folded = fold(word)
    found = {folded}
    if not folded[:1].isdigit():
        for language in languages:
            # "rating" and "rate" share a stem, and are two concepts: the word itself comes first.
            own = _written(language).get(folded)
            found.update(own or ())
            for form in _forms(word, language):
                found.add(f"{language}:{form}")
                if own is None:
                    found.update(_single(language).get(form, ()))
            if parts != "none" and language == languages[0] == "de":
                found |= _parts(word, parts == "all")
    return frozenset(found)


def same(one: Token, other: Token) -> bool:
    return not one.keys.isdisjoint(other.keys)


def _forms(word: str, language: str) -> Iterable[str]:
    """Its stems: German "ue" may stand for "ü" where somebody has no such key."""
    small = word.casefold()
    yield fold(stem(small, language))
    if language == "de" and re.search("ae|oe|ue", small):
        undone = small.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü")
        yield fold(stem(undone, language))


@lru_cache(maxsize=65_536)
def _parts(word: str, both: bool) -> frozenset[str]:
    """The concepts of a German compound's last part, and of the first too, where `both`."""
    known = _single("de")
    folded = fold(word)
    if len(folded) < 7 or folded in known:
        return frozenset()
    for at in range(4, len(folded) - 2):
        last = known.get(fold(stem(folded[at:], "de")))
        if not last:
            continue
        for link in LINKS:
            first = folded[: at - len(link)] if folded[:at].endswith(link) else ""
            written = _written("de")
            found = written.get(first) or written.get(f"{first}e") if len(first) > 3 else None
            if found:
                return found | last if both else last
        if len(folded) - at >= 5:
            return last
    return frozenset()


# -- concepts ------------------------------------------------------------------------------------

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words, from `start` up to `end`, that names `concepts`."""

    start: int
    end: int
    concepts: frozenset[str]


def phrases(spoken: Sequence[Token], languages: Sequence[str]) -> tuple[Span, ...]:
    """The runs of two to four words that name a concept in one of `languages`."""
    found: list[Span] = []
    for language in languages:
        known = _several(language)
        if not known:
            continue
        begins = _beginnings(language)
        bases = [_stemmed(token.text, language) for token in spoken]
        for start, base in enumerate(bases):
            if base not in begins:
                continue
            for end in range(start + 2, min(start + 4, len(bases)) + 1):
                concepts = known.get(tuple(bases[start:end]))
                if concepts:
                    found.append(Span(start, end, concepts))
    return tuple(found)


@lru_cache(maxsize=65_536)
def _stemmed(word: str, language: str) -> str:
    return fold(stem(word.casefold(), language))


def concepts_of(name: str, language: str = "en") -> frozenset[str]:
    """The concepts that `name`, a word or phrase of `language`, stands for."""
    run = tuple(_stemmed(word, language) for word in _WORD.findall(name))
    if len(run) == 1:
        own = _written(language).get(fold(name))
        return own if own is not None else _single(language).get(run[0], frozenset())
    return _several(language).get(run, frozenset())


def names_of(concepts: Collection[str], language: str) -> frozenset[str]:
    """The single words of `language`, folded, that name one of `concepts`."""
    return frozenset(w for w, ids in _written(language).items() if not ids.isdisjoint(concepts))


@cache
def opposites() -> dict[str, frozenset[str]]:
    """Concept -> what it says that there is none of: "harmless" of "poisonous" (opposites.tsv)."""
    found: dict[str, frozenset[str]] = {}
    for line in Path(__file__).with_name("opposites.tsv").read_text("utf-8").splitlines():
        one, other = line.split("\t")
        for concept in concepts_of(one):
            found[concept] = found.get(concept, frozenset()) | concepts_of(other)
    return found


def _single(language: str) -> Names:
    """Single words, by their stems, to their concepts."""
    return _concepts(language)[1]


def _written(language: str) -> Names:
    """Folded single words, as they are written, to their concepts."""
    return _concepts(language)[0]


def _several(language: str) -> dict[Phrase, frozenset[str]]:
    """Phrases of several words, by their stems, to their concepts."""
    return _concepts(language)[2]


@cache
def _beginnings(language: str) -> frozenset[str]:
    """What phrases of several words begin with."""
    return frozenset(run[0] for run in _several(language))


Names = dict[str, frozenset[str]]


@cache
def _concepts(language: str) -> tuple[Names, Names, dict[Phrase, frozenset[str]]]:
    is_own = language in having("concepts.tsv")
    if not is_own and language not in LANGUAGES:
        return {}, {}, {}
    name, code = f"concepts-{language}-{STEMMERS}", ("catalog/text.py", "catalog/stems.py")
    own = (language_file(language, "concepts.tsv"),) if is_own else ()
    sources = (Path(__file__).with_name("concepts.tsv"), *own)
    return made_of(name, code, sources, partial(_made, language))


def _made(language: str) -> tuple[Names, Names, dict[Phrase, frozenset[str]]]:
    table = _table(language)
    single = {run[0]: ids for run, ids in table.items() if len(run) == 1}
    several = {run: ids for run, ids in table.items() if len(run) > 1}
    return _as_written(language), single, several


def _as_written(language: str) -> Names:
    found: dict[str, set[str]] = {}
    for concept, words in _named(language):
        if len(words) == 1 and len(words[0]) > 1:
            found.setdefault(fold(words[0]), set()).add(concept)
    return {word: frozenset(ids) for word, ids in found.items()}


def _named(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each concept with the words of each of its names in `language`."""
    return tuple((concept, tuple(_WORD.findall(name))) for concept, name in _names(language))


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
