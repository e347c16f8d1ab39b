"""Opening hours of a page that says them twice: in its text, which people read, and in its data."""

from __future__ import annotations

import re

from catalog.sources.list_words import EVERY_DAY, is_day

_HOUR = r"([01]?\d|2[0-4])"
_TIME = re.compile(
    rf"(?<![\d.,:]){_HOUR}(?:[:.]([0-5]\d))?"
    r"(?:\s?([ap])\.?m\b|(?=\s?(?:Uhr|h\b|[-–—]|bis|to)))"
    rf"|(?<![\d.,]){_HOUR}[:.]([0-5]\d)(?![.,]?\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b20\d\d\b")
_DAY = 24 * 60


def times_of(text: str) -> frozenset[int]:
    """The times of day in a text, in minutes; a minute before midnight is midnight."""
    found = set()
    for first, first_minutes, half, second, second_minutes in _TIME.findall(text[:20_000]):
        hour, minutes = int(first or second), int(first_minutes or second_minutes or 0)
        if half and hour <= 12:
            hour = hour % 12 + (12 if half.lower() == "p" else 0)
        time = (hour * 60 + minutes) % _DAY
        found.add(0 if time == _DAY - 1 else time)
    return frozenset(found)


def lines_of_hours(text: str) -> list[str]:
    """Lines that name a day of the week and at least two times."""
    told = [line for line in text.split("\n") if 0 < len(line) < 400]
    return [line for line in told if len(times_of(line)) > 1 and any(map(is_day, line.split()))]


def hours_around(text: str) -> list[str]:
    """Lines of what stands around a page that say when it is open, each day too."""
    told = [line for line in text.split("\n") if 0 < len(line) < 400 and len(times_of(line)) > 1]
    daily = (line for line in told if any(day in line.casefold() for day in EVERY_DAY))
    return [*dict.fromkeys((*lines_of_hours(text), *daily))]


def contradicts(data: str, text: str) -> str:
    """The line of the text that says other hours than the data; empty where none does.

    What holds by date alone is left out: the text may tell of it in a notice, or not at all.
    """
    seen = lines_of_hours(text)
    ours = times_of("\n".join(line for line in data.split("\n") if not _YEAR.search(line)))
    if not seen or not ours:
        return ""
    theirs = frozenset().union(*map(times_of, seen))
    return seen[0] if not ours <= theirs else ""
