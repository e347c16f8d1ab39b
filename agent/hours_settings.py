"""Opening hours as the settings write them: by weekday as schema.org and OpenStreetMap do, or as
the business's own language does ("Mo–Do 9-18 Uhr", "lun-ven 9h-18h", "Sa+So"); or by date. What
they mean is in catalog/records.py."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from catalog.day_names import WEEK as DAYS
from catalog.day_names import day_anywhere, day_of
from catalog.records import Hours, SpecialHours, YearDay
from catalog.sources.list_words import ALL_DAYS, BESIDE, CLOSED, HOURS, UNTIL, WORKDAYS

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EXPECTED = (
    "expected 'Mo-Fr 10:00-19:00', 'Sa 10:00-12:00, 13:00-16:00', 'Fr 18:00-02:00', "
    "'24.12. closed', '01.08.-21.08. closed' or '2026-12-31 10:00-14:00'"
)
_CLOSED = frozenset(("closed", "off", *CLOSED))

_BEGINS = re.compile(
    rf"(?<!\w)(?:\d|(?:{'|'.join(map(re.escape, sorted(_CLOSED)))})\b)", re.IGNORECASE
)
"""Where a line's days end: at its first time, or where it says that it is closed."""
_WORD = re.compile(r"\w{1,40}\.?|-")
_JOINT = re.compile("[–—~～至]|から")
_APART = re.compile(
    rf"\s*[,;/+&]\s*|\s+(?:{'|'.join(map(re.escape, sorted(BESIDE - {'uhr', 'h'})))})\s+"
)
_DATE = (
    r"(?:\d{4}-\d\d-\d\d|\d{1,2}\.\d{1,2}\.(?:\d{4})?|(?:\d{4}\s)?(?:" + "|".join(_MONTHS) + r")"
    r"\s\d{1,2})"
)
_DATED = re.compile(rf"({_DATE})(?:\s?[-–]\s?({_DATE}|\d{{1,2}}))?:?\s+(.+)")
_TIME = r"([01]?\d|2[0-4])(?:[:.h]([0-5]\d)|\s?h)?\s?([ap])?(?:(?<=[ap])\.?m\.?)?(?:\s?uhr)?"
_SPAN = re.compile(
    rf"{_TIME}\s?(?:[-–—]|\b(?:{'|'.join(map(re.escape, UNTIL))})\b)\s?{_TIME}", re.IGNORECASE
)
_EVENING, _MORNING = 17 * 60, 6 * 60
"""Minutes of a day: "18-2" is a night, and "9-5" may be anything."""
_LEAP = 2024
"""A year that has all days."""


def read_hours(
    entries: Iterable[str], languages: Sequence[str] = ()
) -> tuple[tuple[Hours, ...], tuple[SpecialHours, ...]]:
    """The week's hours, and those by date. `languages` are the business's, by which days are
    called first. Raises ValueError, naming the line and what in it cannot be read."""
    weekly: list[Hours] = []
    special: list[SpecialHours] = []
    for entry in entries:
        if (dated := _DATED.fullmatch(entry.strip())) is not None:
            special.append(_special(entry, *dated.groups()))
            continue
        told = entry.strip()
        begins = _BEGINS.search(told)
        if begins is None or not told[: begins.start()].strip(" :"):
            raise ValueError(f"{entry!r}: {_EXPECTED}")
        days = _days(entry, told[: begins.start()], tuple(languages))
        weekly += [Hours(days, *span) for span in _spans(entry, told[begins.start() :])]
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


def _days(entry: str, written: str, languages: tuple[str, ...]) -> tuple[int, ...]:
    found: list[int] = []
    joins = False
    for word in _WORD.findall(_JOINT.sub("-", written)):
        bare = word.casefold().strip(".")
        day = day_of(bare, languages)  # before all else: "do" is a Thursday, and "until" to a Pole
        if day is None and (bare == "-" or bare in UNTIL):
            joins = bool(found)
            continue
        if day is None and (bare in ALL_DAYS or bare in WORKDAYS):
            found += range(7 if bare in ALL_DAYS else 5)
            continue
        if day is None and (bare in BESIDE or bare in HOURS):
            continue
        if (day := day_anywhere(bare) if day is None else day) is None:
            here = f", nor a day in {', '.join(languages)}" if languages else ""
            raise ValueError(f"{entry!r}: {word!r} is none of {', '.join(DAYS)}{here}")
        while joins and found[-1] != day:  # "Fr-Mo" goes over the end of the week
            found.append((found[-1] + 1) % 7)
        found.append(day)
        joins = False
    if not found:
        raise ValueError(f"{entry!r}: {_EXPECTED}")
    return tuple(sorted(set(found)))


def _spans(entry: str, written: str) -> tuple[tuple[str, str], ...]:
    if written.strip(" .").casefold() in _CLOSED:
        return ()
    found = []
    for part in _APART.split(written.strip()):
        match = _SPAN.fullmatch(part.strip())
        ends = match and _ends(match)
        if not ends:
            raise ValueError(f"{entry!r}: {part!r} is no span of time; {_EXPECTED}")
        opens, closes = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in ends)
        if opens == closes:
            raise ValueError(f"{entry!r}: {part!r} is none or a whole day: 00:00-24:00, or closed")
        found.append((opens, "00:00" if closes == "24:00" else closes))
    return tuple(found)


def _ends(match: re.Match[str]) -> tuple[int, int] | None:
    """Minutes of a day; None where there is no such time, or bare hours may mean two."""
    opens, closes = _minutes(*match.groups()[:3]), _minutes(*match.groups()[3:])
    if opens is None or closes is None or opens == 24 * 60:
        return None
    late = match[6] and match[6].casefold() == "p" and match[3] is None
    if late and opens + 12 * 60 < closes:
        opens += 12 * 60  # "2-6pm"
    exact = match[2] is not None or match[5] is not None or match[6] is not None
    night = opens >= _EVENING and closes <= _MORNING
    return (opens, closes) if exact or opens < closes or night else None


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    told = int(hour)
    if half:
        if not 1 <= told <= 12:
            return None
        told = told % 12 + (12 if half.casefold() == "p" else 0)
    found = told * 60 + int(minute or 0)
    return found if found <= 24 * 60 else None


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
