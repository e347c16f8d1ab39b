"""Words for what rows are, all of them or those of one file: as files are called, and as is written
of goods."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from agent.understanding.function_words import everyday_words
from catalog.cell_words import cell_words
from catalog.columns import Columns
from catalog.folding import fold
from catalog.text import keys, tokens

_OF_FILES = frozenset({"products", "en:product", "items", "catalog"})
"""What a file is called that says nothing of what is in it."""

_LISTS = frozenset(k for w in cell_words("lists") for k in keys(fold(w), ("en", "de")))
"""What files of anything are called: "price list"."""

_TOLD, _OFTEN = 8, 0.25
"""A word for what all rows are stands in a quarter of at least so many written answers."""

_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}
_FIRST_PART, _LAST_PART = 3, 5
"""Letters of the parts of a compound."""


def trade_of(
    columns: Columns, passages: Sequence[str], in_towns: bool, valued: Collection[str]
) -> frozenset[str]:
    """The keys of words for what all rows are, though some are called so: of "hotels.csv" the
    hotels, of a directory of practices the practice. They keep no row from another, as what is
    `valued`, a value of some rows, does."""
    files = set(columns.sources)
    names = [word for file in files for word in _words_of_file(file)] if len(files) == 1 else []
    found = {k for word in names for k in _of_any_language(word)} - _OF_FILES
    alike = passages if columns.of_one_sort else ()
    told = [{k for t in tokens(text, columns.languages) for k in t.keys} for text in alike]
    if len(told) >= _TOLD:
        often = Counter(key for some in told for key in some if key in columns.title_words)
        found |= {key for key, times in often.items() if times >= _OFTEN * len(told)}
    if in_towns and columns.of_one_sort:
        # What a directory of places in several towns writes of all of them: the "table" of a
        # restaurant is no "Ottoman Table".
        said = {key for some in told for key in some}
        named = columns.title_words
        most = _OFTEN * len(columns.ids)
        found |= {key for key in said if key in named and len(named[key]) <= most}
    if not found:
        return frozenset()
    speech = {key for word in everyday_words() for key in keys(word, columns.languages, "none")}
    return frozenset(found - speech - set(valued))


def files_of(
    columns: Columns, fields: Collection[str], valued_in: Callable[[str], set[str]]
) -> dict[str, str]:
    """ "Courses" of courses.csv beside prices.csv: what is read from it are those, whatever
    they are called. None where an everyday word, a field or a value of its own rows is called
    so: the "room" that extras are priced by takes none of the rooms of rooms.csv."""
    sources = sorted(set(columns.sources))
    found: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        for word in _words_of_file(source):
            for key in _of_any_language(word):
                found[key].add(source)
    if len(sources) < 2 or not found:
        return {}
    speech = {k for w in everyday_words() for k in keys(w, columns.languages, "none")}
    other = speech | _OF_FILES | _LISTS | {*fields}
    once = {k: next(iter(v)) for k, v in found.items() if len(v) == 1 and k not in other}
    return {k: source for k, source in once.items() if source not in valued_in(k)}


def words_of_files(columns: Columns) -> dict[str, frozenset[str]]:
    """File -> the keys of all words that it is called by, others' too."""
    return {
        source: frozenset(k for word in _words_of_file(source) for k in _of_any_language(word))
        for source in set(columns.sources)
    }


def _words_of_file(source: str) -> list[str]:
    """The words that a file is called by, without its language: "rooms.de.csv" of rooms."""
    stem = re.sub(r"\.[a-z]{2}$", "", Path(source).stem)
    return [word.lower() for word in re.findall(r"[^\W\d_]{3,30}", stem)]


def _of_any_language(word: str) -> frozenset[str]:
    """The keys of a word in any language; of a German compound those of its head as well, and
    "ae" stands for "ä" as in names of files: "mietgeraete" are "Geräte"."""
    umlauts = re.sub("[aou]e", lambda found: _UMLAUTS[found[0]], word)
    last = (umlauts[n:] for n in range(_FIRST_PART, len(umlauts) - _LAST_PART + 1))
    german = (k for form in (word, umlauts, *last) for k in keys(form, ("de", "en")))
    return frozenset((*keys(word, ("en", "de")), *german))
