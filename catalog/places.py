"""Countries, their parts and towns that a text names, and which of them lie in which.

A place is a code: ISO 3166-1 of a country ("AT"), -2 of a part that has terms of its own ("GB-NIR",
"US-TX"), and of places.toml for several ("EU", "ELSEWHERE"). Names of countries are CLDR's in each
language (Babel), with those that people use beside them (languages/<code>/places.toml); towns are
GeoNames', CC BY 4.0 (cities.tsv, by scripts/make_places.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, localedata

from catalog.concepts import concepts_of
from catalog.kept_tables import toml_table
from catalog.languages import having, language_table
from catalog.records import Business
from catalog.text import Keys, Token, folded_words

FILE = "places.toml"
"""Of a language's folder."""

WORLD, ELSEWHERE = "WORLD", "ELSEWHERE"
"""All countries; those that are not the business's own, nor named beside."""

LONGEST = 5
"""Words of a place's name."""

EXACT, PART, SEVERAL, ALL = 4, 3, 2, 1
"""How closely a place is named: itself, what it is part of, as one of several, with all others."""

_TABLES = toml_table(Path(__file__).with_name("places.toml"))
_GROUPS = {code: frozenset(places.split()) for code, places in _TABLES["groups"].items()}
_BEYOND = {code: frozenset(places.split()) for code, places in _TABLES["beyond"].items()}
_CLDR = {"001": WORLD, "150": "EUROPE", "IC": "ES-CN"}
_WIDE = 10
"""So many members make a group that others are told apart from: the EU beside the Benelux."""

_ABROAD = re.compile(r"(?:\+|(?<![\d.,/-])00)(\d{1,3})[\d ()./-]{5,}")
"""A telephone as it is dialled from abroad; 1 is told by what stands behind it."""

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is named by the words `start` up to `end` of a text."""

    code: str
    start: int
    end: int


def places(spoken: Sequence[Token], languages: Sequence[str]) -> tuple[Place, ...]:
    """The countries, parts and groups that a text names in one of `languages`, the longest names
    first seen."""
    words = [token.folded for token in spoken]
    found: list[Place] = []
    at = 0
    while at < len(words):
        place = next(
            (
                Place(code, at, at + size)
                for size in range(min(LONGEST, len(words) - at), 0, -1)
                if (code := _named(tuple(words[at : at + size]), spoken[at], languages))
            ),
            None,
        )
        if place is not None:
            found.append(place)
        at = place.end if place is not None else at + 1
    return tuple(found)


def towns(spoken: Sequence[Token]) -> tuple[Place, ...]:
    """The towns that a text names, each as the country or part that it is in."""
    words = [token.folded for token in spoken]
    known, found, at = _towns(), list[Place](), 0
    while at < len(words):
        ends = range(min(at + LONGEST, len(words)), at, -1)
        end = next((end for end in ends if " ".join(words[at:end]) in known), None)
        if end is not None:
            found.append(Place(known[" ".join(words[at:end])], at, end))
        at = end or at + 1
    return tuple(found)


def nearness(named: str, place: str, home: str) -> int:
    """How closely `named` names `place`, from EXACT to ALL; 0 where it does not. `home` is the
    country of the business, empty where nobody knows."""
    country = place.split("-")[0]
    if named == place:
        return EXACT
    if named == country:
        return 0 if place in _BEYOND.get(country, ()) else PART
    members = _GROUPS.get(named, frozenset())
    whole = country in members and not any(m.startswith(f"{country}-") for m in members)
    if place in members or whole:
        return SEVERAL if len(members) >= _WIDE and "US" not in members else PART
    if named == WORLD or (named == ELSEWHERE and country != home):
        return ALL
    return 0


def says_sending(spoken: Sequence[Token], language: str) -> bool:
    """Whether words speak of sending things."""
    return _says("sending", spoken, language) or any(
        not t.keys.isdisjoint(_sending()) for t in spoken
    )


def sending_keys(language: str) -> Keys:
    """The keys of words that speak of sending things."""
    return _sending() | {run[0] for run in _runs("sending", language) if len(run) == 1}


def says_outside(spoken: Sequence[Token], language: str) -> bool:
    """Whether words before a place say that what does not lie in it is meant."""
    return _says("outside", spoken, language)


def home(business: Business, texts: Sequence[str]) -> str:
    """The country of a business, by its telephone, one on its own pages, or its currency;
    empty where none tells."""
    for text in (business.phone, *texts):
        for number in _ABROAD.finditer(text):
            for size in (3, 2, 1):
                if (country := _TABLES["phones"].get(number[1][:size])) is not None:
                    return str(country)
    return str(_TABLES["currencies"].get(business.currency, ""))


def _says(group: str, spoken: Sequence[Token], language: str) -> bool:
    words = [token.folded for token in spoken]
    runs = _runs(group, language)
    return any(tuple(words[at : at + len(run)]) == run for at in range(len(words)) for run in runs)


@cache
def _runs(group: str, language: str) -> tuple[Run, ...]:
    names = str(_own(language).get(group, "")).split("|")
    return tuple(run for run in map(folded_words, names) if run)


def _own(language: str) -> dict[str, Any]:
    """What a language's file says; nothing where it has none."""
    return language_table(language, FILE) if language in having(FILE) else {}


@cache
def _sending() -> Keys:
    """The concepts of sending things, as words' keys hold them."""
    names = ("delivery", "shipping", "shipping cost", "shipping abroad", "free shipping", "postage")
    return frozenset(concept for name in names for concept in concepts_of(name))


def _named(run: Run, first: Token, languages: Sequence[str]) -> str:
    """The place that a run of words names; "in", "us" and "at" are none in small letters."""
    if len(run) == 1 and len(run[0]) < 3 and not first.text.isupper():
        return ""
    if run == ("us",) and not first.text.isupper():
        return ""
    for language in languages:
        known = _names(language)
        for form in (run, (*run[:-1], run[-1].removesuffix("s"))):  # "Deutschlands"
            if (code := known.get(form)) is not None:
                return code
    return ""


@cache
def _names(language: str) -> dict[Run, str]:
    """What places are called in a language."""
    known = {folded_words(name): code for code, name in _TABLES["states"].items()}
    territories = Locale(language).territories if localedata.exists(language) else {}
    for code, name in territories.items():
        if code in _CLDR or not code.isdigit():
            known[folded_words(name)] = _CLDR.get(code, code)
    for code, names in _own(language).get("names", {}).items():
        known |= {folded_words(name): code for name in names.split("|")}
    return known


@cache
def _towns() -> dict[str, str]:
    path = Path(__file__).with_name("cities.tsv")
    lines = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return {name: code for code, names in lines for name in names.split("|")}
