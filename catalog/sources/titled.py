"""Variants that carry their options in their titles: "Rain jacket, colour navy, size 98".

The product is called what the titles of its variants share; what differs behind it are options,
named where the titles name them, or where a column of the feed has the same values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import combinations
from pathlib import Path

from catalog.concepts import concepts_of
from catalog.kept_tables import toml_table
from catalog.records import Option
from catalog.sources.cells import line
from catalog.sources.entry import Entry
from catalog.sources.words import word

_HELD: dict[str, list[str]] = toml_table(Path(__file__).with_suffix(".toml"))
_LABELS = frozenset(_HELD["size_label"])
_SIZES = frozenset(_HELD["sizes"])
MOST = 60
"""Variants of one product that are told apart by a property."""
SHORT = 40
"""Characters of a property's value that may be an option."""
PAIRED = 8
"""Properties of which two together may tell variants apart."""
_SIZE = re.compile(r"\d{1,3}(?:[.,/]\d{1,3})?")
_JOINT = re.compile(r"\s*(?:,|;|\||/|\s[-–—]|[()])\s*")


def shared_title(titles: Sequence[str]) -> str:
    """What `titles` begin with alike, up to where their options begin; else empty."""
    shared: list[str] = []
    for parts in zip(*(title.split() for title in titles), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    text = " ".join(shared)
    if not text:
        return ""
    rest = [title[len(text) :].lstrip() for title in titles]
    # "Rain jacket, colour" is cut where the option's own name begins.
    cut = list(_JOINT.finditer(text))
    if cut and any(rest) and not text.rstrip().endswith((",", "-", "–", "|", "/", "(")):
        text = text[: cut[-1].start()]
    while text and _is_label(text.split()[-1]):
        text = text.rpartition(" ")[0]  # "Boot Gr." of "Boot Gr. 37"
    return text.rstrip(" ,;:-–—|/(")


def titled_options(
    entries: Sequence[Entry], title: str, language: str
) -> dict[int, tuple[Option, ...]]:
    """The options that the titles of `entries` say behind `title`, by the entry's row.

    Nothing where the titles are not all cut into as many parts, by signs or else by words.
    """
    tails = {}
    for entry in entries:
        own = line(entry.get("title"))
        if not own.startswith(title):
            return {}
        parts = [p for p in _JOINT.split(own[len(title) :]) if p]
        tails[entry.row] = parts
    lengths = {len(parts) for parts in tails.values()}
    if lengths == {1}:
        tails = _by_words(tails)
    if len(tails) < 2 or len(lengths) != 1 or lengths == {0}:
        return {}
    columns = list(zip(*tails.values(), strict=True))
    named = [_named(values, entries, language) for values in columns]
    found: dict[int, tuple[Option, ...]] = {}
    for at, row in enumerate(tails):
        found[row] = tuple(
            Option(name, values[at].removeprefix(prefix).strip())
            for (name, prefix), values in zip(named, columns, strict=True)
            if name and values[at].removeprefix(prefix).strip()
        )
    return found


def _by_words(tails: dict[int, list[str]]) -> dict[int, list[str]]:
    """Tails without a sign between their options: "white Gr. 37" is "white" and "Gr. 37"."""
    words = {row: parts[0].split() for row, parts in tails.items()}
    if len({len(own) for own in words.values()}) != 1:
        return tails
    columns = list(zip(*words.values(), strict=True))
    varying = [len(set(column)) > 1 for column in columns]
    if sum(varying) < 2 and not any(map(_is_label, columns[0])):
        return tails  # one option of several words: "dark green"
    cut: dict[int, list[str]] = {row: [] for row in words}
    waiting = 0
    for at, varies in enumerate(varying):
        if varies:
            for row, own in words.items():
                cut[row].append(" ".join(own[waiting : at + 1]))
            waiting = at + 1
    return cut


def _is_label(text: str) -> bool:
    """Whether a word names a size: "Gr.", "size"."""
    return text.casefold().strip(".:") in _LABELS


def _named(values: Sequence[str], entries: Sequence[Entry], language: str) -> tuple[str, str]:
    """(an option's name, what all its values begin with): "size" of "size 98" and "size 104"."""
    firsts = {value.split()[0].casefold() for value in values if value.split()}
    several = all(len(value.split()) > 1 for value in values)
    if len(firsts) == 1 and several and len(set(values)) > 1:
        prefix = values[0].split()[0]
        if _is_label(prefix):
            return word("size", language), prefix
        return prefix[:1].upper() + prefix[1:], prefix
    told = {v.casefold() for v in values}
    for name in dict.fromkeys(t.name for e in entries for t in e.traits):
        if any(t.name == name and t.value.casefold() in told for e in entries for t in e.traits):
            return name, ""
    if len(told) > 1 and all(v in _SIZES or _SIZE.fullmatch(v) for v in told):
        return word("size", language), ""
    if len(told) > 1 and all(
        not _colours().isdisjoint(concepts_of(v, language) | concepts_of(v)) for v in told
    ):
        return word("color", language), ""
    return "", ""


@cache
def _colours() -> frozenset[str]:
    return frozenset(c for name in _HELD["colours"] for c in concepts_of(name))


class Choice(StrEnum):
    """What a word is that goods are chosen by, whatever goods."""

    SIZE = "size"
    COLOUR = "colour"


def choice_of(word: str, language: str) -> Choice | None:
    """What kind of choice a word of `language` is; None where it is none by itself."""
    if word.casefold() in _SIZES:
        return Choice.SIZE
    told = concepts_of(word, language) | concepts_of(word)
    return None if _colours().isdisjoint(told) else Choice.COLOUR


def are_sizes(cells: Sequence[str]) -> bool:
    """Whether all cells that say something are sizes in letters, and more than one."""
    told = {cell.strip().casefold() for cell in cells} - {""}
    return len(told) > 1 and told <= _SIZES


def _beside(value: str, entry: Entry) -> str:
    """ "S" of "Merino tee / S", which is a Merino tee."""
    title = entry.get("title")
    if not title or not value.startswith(title):
        return value
    rest = value.removeprefix(title).strip(" /,-–—|:")
    whole = rest.startswith("(") and rest.endswith(")") and rest.count("(") == 1
    return (rest[1:-1].strip() if whole else rest) or value


def told_apart(
    entries: Sequence[Entry],
    differing: frozenset[str],
    titled: Mapping[int, Sequence[Option]],
) -> list[tuple[Option, ...]]:
    """For each entry, its options where nothing else tells them apart: the first property that
    each says in another way, or two together. "House Blend" of 250 g and of 1 kg is one coffee."""
    none: list[tuple[Option, ...]] = [()] * len(entries)
    if not 1 < len(entries) <= MOST or titled:
        return none
    own = [(*entry.options, *(t for t in entry.traits if t.name in differing)) for entry in entries]
    if len(set(own)) == len(own):
        return none
    said = [{a.name: f"{a.value} {a.unit}".strip() for a in e.attributes} for e in entries]
    names = [
        name
        for name in said[0]
        if all(0 < len(one.get(name, "")) <= SHORT for one in said)
        and len({one[name] for one in said}) > 1
    ]
    pairs = [(one,) for one in names] + list(combinations(names[:PAIRED], 2))
    for some in pairs:
        told = [
            tuple(Option(name, _beside(one[name], entry)) for name in some)
            for one, entry in zip(said, entries, strict=True)
        ]
        if len(set(zip(own, told, strict=True))) == len(told):
            return told
    return none
