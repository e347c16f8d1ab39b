"""Opening hours as the settings write them: by weekday as schema.org and OpenStreetMap do, or by
date. What they mean is in catalog/records.py."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from catalog.records import Hours, SpecialHours, YearDay

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EXPECTED = (
    "expected 'Mo-Fr 10:00-19:00', 'Sa 10:00-12:00, 13:00-16:00', 'Fr 18:00-02:00', "
    "'24.12. closed', '01.08.-21.08. closed' or '2026-12-31 10:00-14:00'"
)
_CLOSED = ("closed", "off")

_WEEKLY = re.compile(
    r"([A-Za-z]{2}(?:-[A-Za-z]{2})?(?:\s?,\s?[A-Za-z]{2}(?:-[A-Za-z]{2})?)*)\s+(.+)"
)
_DATE = (
    r"(?:\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.(?:\d{4})?|(?:\d{4}\s)?(?:" + "|".join(_MONTHS) + r")"
    r"\s\d{1,2})"
)
_DATED = re.compile(rf"({_DATE})(?:\s?[-–]\s?({_DATE}|\d{{1,2}}))?:?\s+(.+)")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s?[-–]\s?([01]\d|2[0-4]):([0-5]\d)")
_LEAP = 2024
"""A year that has all days."""


def read_hours(entries: Iterable[str]) -> tuple[tuple[Hours, ...], tuple[SpecialHours, ...]]:
    """The week's hours, and those by date. Raises ValueError."""
    weekly: list[Hours] = []
    special: list[SpecialHours] = []
    for entry in entries:
        if (dated := _DATED.fullmatch(entry.strip())) is not None:
            special.append(_special(entry, *dated.groups()))
        elif (named := _WEEKLY.fullmatch(entry.strip())) is not None:
            days = _days(entry, named[1])
            weekly += [Hours(days, *span) for span in _spans(entry, named[2])]
        else:
            raise ValueError(f"{entry!r}: {_EXPECTED}")
    return tuple(weekly), tuple(special)


def written_hours(hours: Hours) -> str:
    """As the settings write it: "Mo-Fr 10:00-19:00"."""
    runs: list[list[int]] = []
    for day in hours.days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    days = (DAYS[r[0]] if len(r) == 1 else f"{DAYS[r[0]]}-{DAYS[r[-1]]}" for r in runs)
    return f"{','.join(days)} {_written((hours.opens, hours.closes))}"


def written_special(special: SpecialHours) -> str:
    """As the settings write it: "24.12. closed"."""
    ends = [
        f"{end.day:02}.{end.month:02}.{end.year or ''}" for end in (special.first, special.last)
    ]
    return f"{'-'.join(dict.fromkeys(ends))} {', '.join(map(_written, special.spans)) or 'closed'}"


def _written(span: tuple[str, str]) -> str:
    opens, closes = span
    return f"{opens}-{'24:00' if closes == '00:00' else closes}"


def _days(entry: str, written: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in re.split(r"\s?,\s?", written):
        first, _, last = part.partition("-")
        for day in (first, last or first):
            if day not in DAYS:
                raise ValueError(f"{entry!r}: {day!r} is none of {', '.join(DAYS)}")
        start, end = DAYS.index(first), DAYS.index(last or first)
        if end < start:
            raise ValueError(f"{entry!r}: {last} comes before {first}")
        found += range(start, end + 1)
    return tuple(sorted(set(found)))


def _spans(entry: str, written: str) -> tuple[tuple[str, str], ...]:
    if written.strip() in _CLOSED:
        return ()
    found = []
    for part in re.split(r"\s?,\s?", written.strip()):
        match = _SPAN.fullmatch(part)
        if match is None or (match[3] == "24" and match[4] != "00"):
            raise ValueError(f"{entry!r}: {part!r} is no span of time; {_EXPECTED}")
        opens, closes = f"{match[1]}:{match[2]}", f"{match[3]}:{match[4]}"
        if opens == closes:
            raise ValueError(f"{entry!r}: {part!r} is none or a whole day: 00:00-24:00, or closed")
        found.append((opens, "00:00" if closes == "24:00" else closes))
    return tuple(found)


def _special(entry: str, first: str, last: str | None, rest: str) -> SpecialHours:
    begins = _day(entry, first)
    if last is None:
        ends = begins
    elif last.isdigit():  # "Dec 24-26"
        ends = YearDay(begins.month, int(last), begins.year)
    else:
        ends = _day(entry, last)
    if (begins.year is None) != (ends.year is None):
        raise ValueError(f"{entry!r}: a year on both sides, or on none")
    one, other = _checked(entry, begins), _checked(entry, ends)
    if begins.year is not None and other < one:
        raise ValueError(f"{entry!r}: {last} comes before {first}")
    return SpecialHours(begins, ends, _spans(entry, rest))


def _day(entry: str, written: str) -> YearDay:
    numbers = [int(n) for n in re.findall(r"\d+", written)]
    if "-" in written:
        year, month, day = numbers
        return YearDay(month, day, year)
    if "." in written:
        return YearDay(numbers[1], numbers[0], numbers[2] if len(numbers) > 2 else None)
    name = re.sub(r"[^A-Za-z]", "", written)
    return YearDay(_MONTHS.index(name) + 1, numbers[-1], numbers[0] if len(numbers) > 1 else None)


def _checked(entry: str, day: YearDay) -> date:
    try:
        return date(day.year or _LEAP, day.month, day.day)
    except ValueError as exc:
        raise ValueError(f"{entry!r}: there is no such day") from exc
