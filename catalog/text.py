"""Words, and when two of them are the same: the only notion of it in this program.

A word is known by its keys: as it is folded, its stem in each language that is spoken here (tagged
by the language, so that nothing is folded as if it were German), and the concepts that it names in
any of the languages of `concepts.tsv`. Two words are the same if they share a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from catalog.compounds import LINKS
from catalog.concepts import beginnings, several, single, stemmed, written
from catalog.folding import WORD, fold
from catalog.stems import stem

LONGEST = 40
"""Characters of a word; what is longer is cut into none (an attack, or a page's data)."""

WORDS = 4_000
"""Words of one text; what follows is not read."""

_FREE = re.compile(r"([^\W\d_]{3,30}?)(frei(?:e[nmrs]?)?|free|s[ıiuü]z)", re.IGNORECASE)
"""What says in a word's end that there is none of it: gluten-free, glutenfrei, glutensiz."""
_BY = re.compile(r"(?<=\d)[xX](?=\d)")
_SPLIT = re.compile(r"(\d{1,12}(?:[.,]\d{1,6})?)([^\W\d_]{1,12})")

_APOSTROPHES = frozenset("'’`")
_THERE_IS = re.compile(r"c['’`][èe]\b", re.IGNORECASE)
"""Italian for "there is", which asks whether there is something."""
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
    for match in WORD.finditer(text):
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
        return _THERE_IS.match(text, start) is None
    return text[start - 1 : start] in _APOSTROPHES and start > 0 and word.lower() in _ENDINGS


@lru_cache(maxsize=262_144)
def keys(word: str, languages: tuple[str, ...], parts: str = "head") -> Keys:
    """All that `word` is known by; of a German compound also what its `parts` ("head", "all" or
    "none") name: a "Kuppelzelt" is a tent, and "Zeltzubehör" is none."""
    folded = fold(word)
    found = {folded}
    if not folded[:1].isdigit():
        for language in languages:
            # "rating" and "rate" share a stem, and are two concepts: the word itself comes first.
            own = written(language).get(folded)
            found.update(own or ())
            for form in _forms(word, language):
                found.add(f"{language}:{form}")
                if own is None:
                    found.update(single(language).get(form, ()))
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
    known = single("de")
    folded = fold(word)
    if len(folded) < 7 or folded in known:
        return frozenset()
    for at in range(4, len(folded) - 2):
        last = known.get(fold(stem(folded[at:], "de")))
        if not last:
            continue
        for link in LINKS:
            first = folded[: at - len(link)] if folded[:at].endswith(link) else ""
            known_so = written("de")
            found = known_so.get(first) or known_so.get(f"{first}e") if len(first) > 3 else None
            if found:
                return found | last if both else last
        if len(folded) - at >= 5:
            return last
    return frozenset()


# -- phrases -------------------------------------------------------------------------------------


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
        known = several(language)
        if not known:
            continue
        begins = beginnings(language)
        bases = [stemmed(token.text, language) for token in spoken]
        for start, base in enumerate(bases):
            if base not in begins:
                continue
            for end in range(start + 2, min(start + 4, len(bases)) + 1):
                concepts = known.get(tuple(bases[start:end]))
                if concepts:
                    found.append(Span(start, end, concepts))
    return tuple(found)
