"""Opening hours of a page that says them twice: in its text, which people read, and in its data."""

from __future__ import annotations

import re

from catalog.sources.pricelines import is_day

_TIME = re.compile(
    r"(?<![\d.,:])([01]?\d|2[0-4])(?:[:.]([0-5]\d))?(?=\s?(?:Uhr|h\b|am|pm|[-–—]|bis|to))"
    r"|(?<![\d.,])([01]?\d|2[0-4])[:.]([0-5]\d)(?![\d.,])"
)


def times_of(text: str) -> frozenset[int]:
    """The times of day in a text, in minutes."""
    found = set()
    for first, first_minutes, second, second_minutes in _TIME.findall(text[:20_000]):
        hour, minutes = first or second, first_minutes or second_minutes or "0"
        found.add((int(hour) * 60 + int(minutes)) % 1440)
    return frozenset(found)


def lines_of_hours(text: str) -> list[str]:
    """Lines that name a day of the week and at least two times."""
    told = [line for line in text.split("\n") if 0 < len(line) < 400]
    return [line for line in told if len(times_of(line)) > 1 and any(map(is_day, line.split()))]


def contradicts(data: str, text: str) -> str:
    """The line of the text that says other hours than the data; empty where none does."""
    seen = lines_of_hours(text)
    ours = times_of(data)
    if not seen or not ours:
        return ""
    theirs = frozenset().union(*map(times_of, seen))
    return seen[0] if not ours <= theirs else ""
