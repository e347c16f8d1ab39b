"""Opening hours of schema.org's data, a line for the days that share them, in the page's language.
https://schema.org/OpeningHoursSpecification https://schema.org/openingHours
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, get_day_names

from catalog.sources.cells import line
from catalog.sources.words import word

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_HOLIDAYS = "PublicHolidays"
_SPECIFIED = ("openingHoursSpecification", "specialOpeningHoursSpecification")
_CLOCK = re.compile(r"T?(\d{1,2}):(\d\d)")
_PLAIN = re.compile(r"((?:[A-Z][a-z](?:-[A-Z][a-z])?[,\s]{0,2}){1,7})(?:(\d\d:\d\d)-(\d\d:\d\d))?")
_SHORT = tuple(day[:2] for day in DAYS)


def hours_of(thing: Mapping[str, Any], language: str) -> Iterator[str]:
    """ "Monday, Friday: 09:00–12:00, 13:00–02:00" and "24 December 2026: closed"."""
    weekly: dict[str, list[str]] = {}
    dated: list[str] = []
    for span in (one for key in _SPECIFIED for one in _listed(thing.get(key))):
        if not isinstance(span, Mapping):
            continue
        days = _named(span.get("dayOfWeek"), language)
        dates = _dates(span, language)
        times = _times(span, language, is_dated=bool(dates))
        if not times or not (days or dates):
            continue
        if days and not dates:
            weekly.setdefault(days, []).append(times)
        else:
            dated.append(f"{days}: {times} ({dates})" if days else f"{dates}: {times}")
    for text in _listed(thing.get("openingHours")):
        if isinstance(text, str) and text.strip():
            yield from _plain(text, language, weekly)
    for days, spans in weekly.items():
        yield f"{days}: {', '.join(dict.fromkeys(spans))}"
    yield from dict.fromkeys(dated)


def _times(span: Mapping[str, Any], language: str, is_dated: bool) -> str:
    """ "10:00–19:00", or closed: from a time to itself, or on a date without any."""
    opens, closes = (_clock(span.get(key)) for key in ("opens", "closes"))
    if opens == closes and (opens or is_dated):
        return word("closed", language)
    return f"{opens}–{closes}" if opens and closes else ""


def _clock(value: object) -> str:
    """ "9:00:00" and "T09:00" are 09:00."""
    match = _CLOCK.match(value.strip()) if isinstance(value, str) else None
    return f"{int(match[1]):02}:{match[2]}" if match else ""


def _named(held: object, language: str) -> str:
    told = [_text(one).rsplit("/", 1)[-1].rsplit("#", 1)[-1] for one in _listed(held)]
    numbers = sorted(DAYS.index(day) for day in told if day in DAYS)
    names = [_day(number, language) for number in dict.fromkeys(numbers)]
    if _HOLIDAYS in told:
        names.append(word("public_holidays", language))
    return ", ".join(names)


def _dates(span: Mapping[str, Any], language: str) -> str:
    """From one day to another, or the one that both are; as the page has it where it is no date."""
    told = [_text(span.get(key))[:10] for key in ("validFrom", "validThrough")]
    if not any(told):
        return ""
    return " – ".join(dict.fromkeys(_written(one, language) for one in told))


def _written(text: str, language: str) -> str:
    try:
        return str(format_date(date.fromisoformat(text), "long", locale=_locale(language)))
    except ValueError:
        return text


def _plain(text: str, language: str, weekly: dict[str, list[str]]) -> Iterator[str]:
    """ "Mo-Fr 10:00-19:00" or "Tu,Th 16:00-20:00"; what is written otherwise as it stands."""
    match = _PLAIN.fullmatch(text.strip())
    days = _short_days(match[1]) if match else []
    if match is None or not days:
        yield line(text)
        return
    names = ", ".join(_day(number, language) for number in days)
    weekly.setdefault(names, []).append(
        f"{match[2]}–{match[3]}" if match[2] else word("all_day", language)
    )


def _short_days(written: str) -> list[int]:
    found: list[int] = []
    for part in re.split(r"[,\s]+", written.strip(", ")):
        ends = part.split("-")
        if any(end not in _SHORT for end in ends):
            return []
        first, last = _SHORT.index(ends[0]), _SHORT.index(ends[-1])
        found += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return list(dict.fromkeys(found))


def _day(number: int, language: str) -> str:
    return str(get_day_names("wide", "stand-alone", _locale(language))[number])


def _locale(language: str) -> Locale:
    try:
        return Locale(language)
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _listed(held: object) -> Sequence[object]:
    return held if isinstance(held, list) else [held]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
