"""What days and months are called in all languages that CLDR knows, whole and shortened."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.localedata import locale_identifiers

WEEK = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
"""As OpenStreetMap and schema.org write the days. Day 0 is Monday."""

LANGUAGES = (
    *("en", "de", "fr", "es", "it", "nl", "pt", "sv", "da", "nb", "fi", "pl", "cs", "ru", "tr"),
)
"""Those in which days and months are looked for where nobody says the language."""

_Width = Literal["short", "abbreviated", "wide"]
_WIDTHS: tuple[_Width, ...] = ("short", "abbreviated", "wide")
_ENOUGH = 2
"""Letters of a shortened name."""


def day_of(name: str, languages: tuple[str, ...]) -> int | None:
    """The day that `name` is: as OpenStreetMap writes it, else in the first of `languages` that has
    it. None where it is no day in them."""
    told = name.casefold().strip(".")
    for known in (_WRITTEN, *map(days, languages)):
        if (day := known.get(told)) is not None:
            return day
    return None


def day_anywhere(name: str) -> int | None:
    """The day that all languages mean that call one so; None where they do not agree."""
    return _everywhere().get(name.casefold().strip("."))


@lru_cache(maxsize=1)
def calendar() -> frozenset[str]:
    """What days and months are called in all of LANGUAGES."""
    return frozenset(name for code in LANGUAGES for name in (*days(code), *months(code)))


@lru_cache(maxsize=32)
def days(code: str) -> Mapping[str, int]:
    """What the days are called, whole and shortened in any way that means one."""
    whole = _spelled(code, ("wide",))
    names = dict(_spelled(code, _WIDTHS))
    for name, day in whole.items():
        for cut in range(_ENOUGH, len(name) + 1):
            alike = {other for told, other in whole.items() if told.startswith(name[:cut])}
            if alike == {day}:
                names.setdefault(name[:cut], day)
    return names


@lru_cache(maxsize=32)
def months(code: str) -> frozenset[str]:
    """What the months are called, whole and abbreviated."""
    locale = Locale(code)
    return frozenset(
        name.casefold().strip(".")
        for width in ("abbreviated", "wide")
        for form in ("format", "stand-alone")
        for name in get_month_names(width, form, locale).values()
        if len(name) > _ENOUGH
    )


@lru_cache(maxsize=32)
def month_numbers(code: str) -> Mapping[str, int]:
    """What the months are called, whole and shortened in any way that means one, with January as
    0. Empty for a language that CLDR does not know."""
    if code not in _codes():
        return {}
    locale, names = Locale(code), {}
    whole: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for form in ("format", "stand-alone"):
            for number, name in get_month_names(width, form, locale).items():
                told = name.casefold().strip(".")
                names[told] = number - 1
                if width == "wide":
                    whole[told] = number - 1
    for name, number in whole.items():
        for cut in range(_ENOUGH + 1, len(name)):
            alike = {other for told, other in whole.items() if told.startswith(name[:cut])}
            if alike == {number}:
                names.setdefault(name[:cut], number)
    return names


def _spelled(code: str, widths: tuple[_Width, ...]) -> dict[str, int]:
    """Empty for a language that CLDR does not know."""
    if code not in _codes():
        return {}
    locale = Locale.parse(code)
    return {
        name.casefold().strip("."): day
        for width in widths
        for form in ("format", "stand-alone")
        for day, name in get_day_names(width, form, locale).items()
    }


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(locale_identifiers()) - {"root"}


@lru_cache(maxsize=1)
def _everywhere() -> Mapping[str, int]:
    """The names that mean one day in whatever language; what two understand differently is left
    out: "so" is a Sunday in German and a Saturday in Polish."""
    found: dict[str, set[int]] = {}
    for code in sorted(code for code in _codes() if "_" not in code):
        for name, day in _spelled(code, _WIDTHS).items():
            found.setdefault(name, set()).add(day)
    return {name: told.pop() for name, told in found.items() if len(told) == 1}


_WRITTEN = {name.casefold(): day for day, name in enumerate(WEEK)}
