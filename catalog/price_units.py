"""What an amount is asked for: a person, an hour, a sack; or 100 g, which makes it a unit price."""

from __future__ import annotations

import re

from catalog.price_words import VAGUE, bare, words_of

_UNITS, _MEASURES, _EACH = map(words_of, ("units", "measures", "per"))
_EACH_BEHIND = _EACH | words_of("per_behind")
_SPACED = "|".join(r"[. ]{1,2}".join(m.split()) for m in _MEASURES if " " in m)
"""Measures of two words: "кв. м", "sq m"."""
_BEGUN = "|".join(words_of("begun"))
_ASIDE = re.compile(rf"\s?\b(?:{_BEGUN})\b\s?", re.IGNORECASE)
_BEFORE = (
    r"(?P<main>.{0,60}\d.{0,30}?)\s?(?:(?P<slash>/)|(?<!\w)"
    r"(?P<per>(?:de\s)?[^\W\d_]{1,4}'|(?:de\sla|[^\W\d_]{1,7}\.?)\s))\s?"
)
_MEASURE = (
    rf"(?:\d{{1,4}}(?:[.,]\d{{1,2}})?\s?)?(?:(?:{_BEGUN})\s)?"
    rf"(?:{_SPACED}|[^\W\d_]{{1,15}}[²³23]?)\.?"
)
_PER = tuple(
    re.compile(rf"{_BEFORE}(?P<measure>{_MEASURE}{more})$", re.IGNORECASE)
    for more in (rf"(?:\s(?:{_BEGUN}))?", r"(?:\s?[^\W\d_]{1,3}\.)?")
)
_RUNNING = words_of("running")
_LENGTHWISE = tuple(
    re.compile(rf"{_BEFORE}(?P<measure>{both})$", re.IGNORECASE)
    for both in (
        rf"(?:{'|'.join(sorted(_RUNNING))})\.?\s{_MEASURE}",
        rf"{_MEASURE}\s(?:{'|'.join(sorted(_RUNNING))})\.?",
    )
)
"""A measure with a word for how it is taken: "pr. fot lengde", "pro laufendem Meter"."""
_ALONE = words_of("alone")
_ANDS = "|".join(map(re.escape, words_of("and")))
_AND = re.compile(rf"(?<=\w)\s(?:{_ANDS})\s(?=[^\W\d_]{{1,15}}\.?$)", re.IGNORECASE)
_ENDS_AND = re.compile(rf"\s(?:{_ANDS})$", re.IGNORECASE)
_COUNTED, _NAMING = map(words_of, ("counted", "means"))
_AMOUNT = re.compile(r"^[\d.,\s]+")
_RAISED = {"2": "²", "3": "³"}

WORDS = 4
"""Words that are not known around an amount, which is then shown with them. More are prose."""


def is_measure(words: str) -> bool:
    """Whether an amount for `words` is a unit price: "100 g", "kg", "1000"."""
    unit = _AMOUNT.sub("", words)
    return not unit or bare(unit) in _MEASURES


def is_unit(words: str) -> bool:
    """Whether an amount is asked for `words`: "Person", "Nacht", "pack", or a measure."""
    return is_measure(words) or bare(_AMOUNT.sub("", words)) in _UNITS


def is_unit_word(words: str) -> bool:
    """Whether `words`, which are bare, are a unit and no measure: "person", "hour"."""
    return words in _UNITS


def is_alone(words: str) -> bool:
    """Whether `words`, which are bare, say by themselves what an amount is asked for: "monthly",
    "kişi başı"."""
    return words in _ALONE


def is_per(word: str) -> bool:
    """Whether a word stands between an amount and what it is asked for: "per", "je", "each"."""
    return bare(word) in _EACH


def is_per_behind(word: str) -> bool:
    """The same behind an amount alone: "320 € im Monat"."""
    return bare(word) in _EACH_BEHIND


def per_unit(said: str) -> tuple[str, str, str] | None:
    """ "4,99 €", "Sack" and how that is said of "4,99 € / Sack"; None where no unit stands at the
    end."""
    matches = (pattern.fullmatch(said) for pattern in (*_PER, *_LENGTHWISE))
    return next(filter(None, (_asked_for(match) for match in matches if match)), None)


def per_units(said: str) -> tuple[str, str, str] | None:
    """The same of an amount that is asked for two: "45 € per person per night", "90 lei/pers./zi",
    "45 € pro Person und Nacht". The measure is that of one alone."""
    both = _AND.sub(" / ", said)
    found = per_unit(said)
    if found is None and both != said:
        # "par personne en plus" is no plus of anything.
        joined = per_unit(both)
        found = joined if joined is not None and is_unit(joined[1]) else None
    if found is None or is_measure(found[1]):
        return found
    main, measure, told = found
    inner = per_unit(_ENDS_AND.sub("", main))
    if inner is None:
        return found
    between = " " if told != measure else " / "
    return inner[0], measure, f"{inner[2]}{between}{told}"


def _asked_for(match: re.Match[str]) -> tuple[str, str, str] | None:
    measure = match["measure"].strip()
    unit = bare(_ASIDE.sub("", _AMOUNT.sub("", measure)))
    unit = " ".join(word for word in unit.split() if word not in _RUNNING) or unit
    if unit not in _UNITS and unit not in _MEASURES and not _is_counted(match, unit):
        return None
    per = (match["per"] or "").strip()
    if not match["slash"] and bare(per) not in _EACH_BEHIND:
        return None
    measure = re.sub(r"(?<=m)[23]$", lambda told: _RAISED[told[0]], measure)
    told = f"{per}{measure}" if per.endswith("'") else f"{per} {measure}".strip()
    return match["main"].strip(), measure, told


def _is_counted(match: re.Match[str], unit: str) -> bool:
    """Whether a word that is no known unit is what the amount is asked for: "pro Fenster"."""
    per = bare(match["per"] or "")
    return (match["slash"] is not None or per in _COUNTED) and (
        len(unit) >= 3 and unit.isalpha() and unit not in _NAMING
    )


def is_each(words: str, *, behind: bool) -> bool:
    """ "pro Stunde", before an amount or behind it."""
    first, _, unit = words.partition(" ")
    return first in (_EACH_BEHIND if behind else _EACH) and unit in _UNITS


def unit_first(after: str) -> tuple[str, str] | None:
    """("per person", "on top of the entry") of "per person on top of the entry": what an amount is
    asked for, with a note behind it. None where it says that the amount is no exact one."""
    words = after.split()
    for count in (2, 1):  # "par" is a pair, and "par personne" none
        unit, note = " ".join(words[:count]), words[count:]
        known = (count > 1 or len(unit) > 1) and (unit in _UNITS or is_each(unit, behind=True))
        if known and 1 < len(note) <= WORDS and not VAGUE.intersection(note):
            return unit, " ".join(note)
    return None
