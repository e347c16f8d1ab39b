"""What prices are listed by, as a column's name says: a size, a season, an hour, a kind of ticket.

"Price adult (18+)" says that it is a price, and of what kind: `label` is what is left without the
first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from catalog.cell_words import cell_words
from catalog.day_names import calendar
from catalog.folding import fold
from catalog.measures import UNITS, Dimension
from catalog.per_time import time_of
from catalog.price_units import is_unit
from catalog.sources.cells import line
from catalog.sources.list_words import (
    BESIDE_KINDS,
    CARDS,
    FEE_NAMES,
    KIND_BEGINS,
    KIND_ENDS,
    KINDS,
    LASTING,
    NONE_OF,
    PER,
    PERSONS,
    PRICE_NAMES,
    SEASON,
    SEASONS,
    SIZE,
    SPANS,
)
from catalog.sources.money import CODES, SYMBOLS
from catalog.sources.words import FIELDS, folded

_SIZED = re.compile(
    r"(?:\d{0,2}x{0,4}[sl]|m|one size|\d{1,3}(?:[.,]5)?(?:\s?[-–/]\s?\d{1,3})?)", re.IGNORECASE
)
_PRICE_WORDS = re.compile(rf"\b(?:[\w-]*preise?|{PRICE_NAMES})\b[:.]?", re.IGNORECASE)
_FEE_WORDS = re.compile(rf"\b(?:{FEE_NAMES})s?\b", re.IGNORECASE)
_PRICE_ALONE = re.compile(rf"(?:(?:{PRICE_NAMES})\b[^\w]*)*", re.IGNORECASE)
_SIGNS = re.compile(r"(?<!\w)(?:[A-Z]{3}|€|\$|£|₽|₴|₺|zł|Kč|Ft|kr|Fr(?![-–/.+])|TL)(?!\w)")
_USUAL = frozenset(code for codes in SYMBOLS.values() for code in codes)
_BRACKETS = re.compile(r"[()\[\]]")
_EMPTY = re.compile(r"[(\[]\s*[)\]]")
_WITHIN = re.compile(r"(?<=[(\[])\s*([^()\[\]]*?)[\s/]*(?=[)\]])")
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
_COUNTED_UNIT = re.compile(r"[a-zµ]{1,2}[23]")
_BOUNDS = frozenset(fold(w) for g in ("name_most", "name_least") for w in cell_words(g))
_SHORT = re.compile(r"^[^\W\d_]{1,4}\.\s?(?=[^\W\d_]{3})")
"""A word for seasons that is cut short beside which of them it is: "T. alta", "Temp. baja"."""
_PARTS = frozenset("½¼¾⅓⅔")
_BAND = re.compile(
    r"(?:[^\W\d_]{1,12}\.?\s|[<>≥≤]\s?)?\d{1,3}(?:[.,' ]?\d{3})?(?:\s?[-–—]\s?\d{1,6}|\s?\+)?"
    r"\s?(?P<of>[^\W\d_]{1,14})?\.?"
)


def label(name: str) -> str:
    """What a price's column says beside that it is one: "per month" of "€ per month", "adult (18+)"
    of "Price adult (18+)". Of a header of two lines, a line of what each of them says."""
    return "\n".join(filter(None, map(_label, name.split("\n"))))


def _label(name: str) -> str:
    spaced = _spaced(name)
    # "Fr bis So, Feiertag" are days, though francs are written so.
    names_days = sum(word in calendar() for word in re.findall(r"[^\W\d_]+", spaced.casefold())) > 1
    bare = (
        spaced
        if names_days
        else _SIGNS.sub(lambda told: " " if _is_sign(told[0]) else told[0], spaced)
    )
    told = _EMPTY.sub(" ", _PRICE_WORDS.sub(" ", bare))
    told = line(_WITHIN.sub(r"\1", told)).strip(" :-–/,")
    told = told[1:-1].strip() if _BRACKETED.fullmatch(told) else told
    if told.strip(" ."):
        return told
    return "" if _PRICE_ALONE.fullmatch(line(bare)) else line(_BRACKETS.sub(" ", bare))


def asked_for_all(labels: Sequence[str]) -> str:
    """What all prices are asked for, where their columns begin so: "per jar" of "per jar 250 g" and
    "per jar 500 g"; empty where they do not."""
    begins = {" ".join(label.split()[:2]) for label in labels}
    told = begins.pop() if len(begins) == 1 and len(labels) > 1 else ""
    per, _, unit = told.partition(" ")
    lacking = any(len(label.split()) < 3 for label in labels)
    return told if per.casefold() in PER and unit.isalpha() and not lacking else ""


def shared_unit(labels: Sequence[str]) -> str:
    """What all prices are for, where their columns end so: "night" of "Low /night" and "High
    /night"; empty where they do not, or say nothing else."""
    ends = {label.rpartition("/")[2].strip() for label in labels if "/" in label}
    told = all(label.rpartition("/")[0].strip() for label in labels)
    unit = next(iter(ends), "")
    return unit if len(labels) > 1 and len(ends) == 1 and told and is_unit(unit) else ""


def names_price(name: str) -> bool:
    """Whether a word for prices stands in a name: "Tagespreis", "rates"."""
    return _PRICE_WORDS.search(_spaced(name)) is not None


def says_price(name: str) -> bool:
    """Whether a name says that the column holds prices."""
    told = _spaced(name)
    words = names_price(name) or _FEE_WORDS.search(told) is not None
    return words or any(map(_is_sign, _SIGNS.findall(told)))


def is_bound(name: str) -> bool:
    """ "Min nights high season", "max children": how many at least or at most, and no price."""
    words = re.findall(r"[^\W_]+", name)
    return len(words) > 1 and fold(words[0]) in _BOUNDS and not says_price(name)


def _spaced(name: str) -> str:
    """A name as programs write it, as a person does: "adult EUR" of "adult_eur"."""
    *words, last = name.split("_")
    return " ".join([*words, last.upper() if words and last.upper() in _USUAL else last])


def is_kind(name: str) -> bool:
    """Whether prices are listed by what is called so: "Adult", "large", "High season", "1 h",
    "Juli", "day rate", "Wochenmiete"; or in two languages, "Sommer / Estate"."""
    if _is_kind(name):
        return True
    both = name.split(" / ")
    return len(both) == 2 and any(map(_is_kind, both)) and not any(map(_is_known, both))


def _is_known(name: str) -> bool:
    """Whether a column is called what is none of many prices: the price, the stock."""
    told = folded(name)
    return told in _KNOWN or is_unit(told)


_KNOWN = frozenset(name for names in FIELDS.values() for name in names)


def _is_kind(name: str) -> bool:
    bare = _SHORT.sub("", label(name).casefold())
    words = [word for word in re.findall(r"[^\W\d_]+", bare) if word not in BESIDE_KINDS]
    if _COUNTED_UNIT.fullmatch(bare):
        return False  # "m2" measures, and counts no 2
    if words and (_ends_as_card(name) or is_person(name)):
        return True
    if (
        not words
        or bare in SIZE
        or is_measured_size(name)
        or any(season in bare for season in SEASON)
    ):
        return bool(words)
    # "m²" counts none, "½ day" does.
    numbered = any(char.isdecimal() for char in bare) or not _PARTS.isdisjoint(bare)
    packed = numbered and is_unit(words[0])  # "Case of 6"
    counted = (words[0] in PER or numbered) and (is_counted(words[-1]) or words[-1] in KINDS)
    return packed or counted or all(map(_names_kind, words))


def is_measured_size(name: str) -> bool:
    """ "Small (up to 5 cm)": a size that says how much that is. "Small (cm)" is a chart's."""
    told = _BRACKETED.search(name)
    return (
        told is not None
        and any(map(str.isdigit, told[0]))
        and _BRACKETED.sub("", name).strip().casefold() in SIZE
    )


def _ends_as_card(name: str) -> bool:
    """ "11er-Karte", "Abendkarte (ab 19 Uhr)"."""
    words = re.findall(r"[^\W\d_]+", name.partition("(")[0].casefold())
    return bool(words) and words[-1].endswith(CARDS)


def _names_kind(word: str) -> bool:
    if word in KINDS or word in calendar():
        return True
    return any(word.endswith(end) and word.removesuffix(end) in KIND_BEGINS for end in KIND_ENDS)


def is_person(name: str) -> bool:
    """Whether a column is called those who pay: "Children", "Pensionär/student", "Barn 4–17 år",
    "Niño (hasta 12)", "Studentenpreis", "Non-members"."""
    bare = _BRACKETED.sub(" ", label(name))
    words = re.findall(r"[^\W\d_]+", bare.casefold())
    told = [word for word in words if word not in BESIDE_KINDS and word not in NONE_OF]
    named = [word for word in told if _names_person(word)]
    return bool(named) and all(w in named or w in KINDS or is_counted(w) for w in told)


def _names_person(word: str) -> bool:
    stems = (word, *(word.removesuffix(end) for end in KIND_ENDS if word.endswith(end)))
    return any(stem in PERSONS or stem.removesuffix("s") in PERSONS for stem in stems)


def is_sized(name: str) -> bool:
    """Whether a column is called a size: "XL", "36-40"."""
    return _SIZED.fullmatch(name.strip()) is not None


def shared(header: Sequence[str]) -> frozenset[int]:
    """The columns of prices that are of one thing in several kinds: "Price jar small", "Price jar
    large"."""
    begun: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        first, _, last = label(name).rpartition(" ")
        if first and "\n" not in name and says_price(name) and is_kind(last):
            begun.setdefault(first.casefold(), []).append(place)
    return frozenset(place for some in begun.values() if len(some) > 1 for place in some)


def bands(header: Sequence[str]) -> frozenset[int]:
    """The columns that are called numbers of one thing: "1-5 bags", "6-23 bags", "24+ bags"; "100
    ex.", "250 ex."; "ab 10", "ab 50"."""
    counted: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        if match := _BAND.fullmatch(line(name)):
            counted.setdefault((match["of"] or "").casefold().removesuffix("s"), []).append(place)
    return frozenset(place for some in counted.values() if len(some) > 1 for place in some)


def is_counted(word: str) -> bool:
    """Whether a number of these says for what a price is asked: persons, hours, packs."""
    return is_unit(word) or is_span(word)


def _is_lasting(word: str) -> bool:
    return is_time(word) or word.casefold() in LASTING


def is_span(word: str) -> bool:
    """Whether a number of these is a number of persons, or a time."""
    return is_time(word) or _dimension(word) is Dimension.PERSONS


def is_time(word: str) -> bool:
    """Whether a word is a unit of time: "day", "Woche", "h"."""
    return _dimension(word) is Dimension.TIME


def _dimension(word: str) -> Dimension | None:
    """What a word measures; "days" as "day"."""
    told = fold(word)
    if told in SPANS:
        return Dimension.TIME
    found = UNITS.get(told) or UNITS.get(told.removesuffix("s"))
    return found[0] if found else None


def _is_sign(told: str) -> bool:
    return told in CODES or told.upper() in SYMBOLS


def choice_names(heads: Sequence[str]) -> list[str]:
    """What one chooses by each line of these heads: "Winter\n1-2 nights" by season and duration."""
    lines = zip_longest(*(head.split("\n") for head in heads), fillvalue="")
    return [choice_name(list(filter(None, one))) for one in lines]


def choice_name(values: Sequence[str]) -> str:
    """What one chooses among these: the key of a word of columns.toml."""
    told = " ".join(values).casefold()
    short = len(values) > 1 and SEASONS.issuperset(_SHORT.sub("", v.casefold()) for v in values)
    if short or any(season in told for season in SEASON):
        return "season"
    lasting = [time_of(value) for value in values]
    if len(values) > 1 and lasting[0] is not None and len(set(lasting)) == 1:
        # "low per night", "high per night"; "30 min" twice are two of something else
        bare = _without_shared(values)
        season = bare and all(is_kind(value) and not is_person(value) for value in bare)
        return "season" if season else "choice"
    timed = [
        t is not None or any(map(is_time, v.split())) for t, v in zip(lasting, values, strict=True)
    ]
    others = (value for value, is_timed in zip(values, timed, strict=True) if not is_timed)
    if any(timed) and all(is_kind(value) and not is_person(value) for value in others):
        return "duration"  # "day", "weekend", "week"
    if _are_times(values):
        return "duration"
    measured = all(re.match(r"\d", v) and not is_span(v.split()[-1]) for v in values)
    sizes = any(value.casefold() in SIZE or len(value) <= 2 for value in values)
    return "size" if measured or sizes else "choice"


def _are_times(values: Sequence[str]) -> bool:
    """Whether each says how long; the one that is cut shorter too: "1 g" of "2 gg" is no gram."""
    words = [[word.strip(".,") for word in value.split()] for value in values]
    lasting = [any(map(_is_lasting, some)) for some in words]
    units = {some[-1] for some, lasts in zip(words, lasting, strict=True) if lasts}
    short = (w[-1] for w, lasts in zip(words, lasting, strict=True) if not lasts and len(w) > 1)
    cut = sum(any(unit.startswith(word) for unit in units) for word in short)
    return sum(lasting) + cut == len(values) and (not cut or sum(lasting) > cut)


def _without_shared(values: Sequence[str]) -> list[str]:
    """The values without the words that all of them have; empty where they have no others."""
    cut = [value.split() for value in values]
    shared = set.intersection(*(set(map(str.casefold, words)) for words in cut))
    bare = [" ".join(w for w in words if w.casefold() not in shared) for words in cut]
    return bare if all(any(map(str.isalpha, value)) for value in bare) else []
