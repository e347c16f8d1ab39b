"""Opening hours that a text or a page's data says, as the settings write them: "Mo-Fr 09:00-18:00".

For a proposal that a person confirms. A line counts where all of it is days and times, and a word
for hours stands in it or above; so no course and no concert is taken for a shop's hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any

from catalog.day_names import LANGUAGES, WEEK, days
from catalog.sources.linked_hours import hours_of
from catalog.sources.list_words import (
    ALL_DAYS,
    BESIDE,
    CLOSED,
    HOLIDAYS,
    HOURS,
    SUNDAY,
    UNTIL,
    WORKDAYS,
)

ABOVE = 12
"""Lines above the first day among which a word for hours is looked for."""

MIDNIGHT, LATEST = 1440, 360
"""Minutes of a day; and until when a night lasts."""

LONGEST = 160
"""Characters of a line of hours."""

SHORT = 3
"""Letters of what may be a day's name cut short, or another word."""

Span = tuple[int, int]
"""Minutes of a day: from, until; of a night until the next morning beyond MIDNIGHT."""
Hours = Mapping[int, frozenset[Span]]
"""Day (0 is Monday) to its spans."""


def _time(number: int) -> str:
    return (
        rf"(?<!\d)(?P<h{number}>2[0-4]|[01]?\d)(?!\d)(?:(?:[:.]|\s?h\s?)(?P<m{number}>[0-5]\d))?"
        rf"\s?(?P<p{number}>[ap]\.?m\.?)?(?:\s?(?:uhr|h)\b)?"
    )


_SPAN = re.compile(
    rf"{_time(1)}\s?(?:[-–—]|\b(?:{'|'.join(UNTIL)})\b)\s?{_time(2)}",
    re.IGNORECASE,
)


_SENTENCE = re.compile(r"(?<=[^\W\d_]{2}[.!?])\s+|(?<=[.!?;])\s+(?=[^\W\d_]{2})")
_PART = re.compile(rf"{_SPAN.pattern}|[^\W\d_]+\.?", re.IGNORECASE)


def said_in(text: str, languages: Sequence[str] = ()) -> Hours:
    """The hours of a text's first block of them; empty where it has none."""
    lines = [line.strip(" |*•\t") for line in text.split("\n")]
    codes = dict.fromkeys((*languages, *LANGUAGES))
    found = [_block(lines, days(code)) for code in codes if code in LANGUAGES]
    return max(found, key=lambda hours: sum(map(len, hours.values())), default={})


def week_in(text: str, languages: Sequence[str]) -> tuple[Hours, frozenset[int]]:
    """The hours of a text's first block of them, and the days of which it says all: open or closed.
    Of a day that another line names too ("Monday 9 to 3 - cats only") it does not."""
    told = [line.strip(" |*•\t-–") for line in text.split("\n")]
    for code in dict.fromkeys(code for code in languages if code in LANGUAGES):
        names = days(code)
        lines = [clause for line in told for clause in _clauses(line, names)]
        found = _raw_block(lines, names)
        hours = _sound(found)
        if not hours:
            continue
        others = (line for line in lines if _line(line, names) is None)
        named = {names[w] for line in others for w in _words(line) if _is_day(w, names, line)}
        return hours, frozenset(found) - named
    return {}, frozenset()


def _clauses(line: str, names: Mapping[str, int]) -> list[str]:
    """A line cut where another day begins behind times: "Mo geschlossen Di–Fr 9–18, Sa 9–14". A
    sentence that begins otherwise may be of something else: "The kitchen is open …"."""
    found: list[str] = []
    for sentence in _SENTENCE.split(line):
        first = next(iter(_words(sentence)), "")
        if first not in names and first not in HOURS | ALL_DAYS | WORKDAYS:
            found.append(sentence)
            continue
        begins, whole = 0, False
        for match in _PART.finditer(sentence):
            word = match[0].casefold().strip(".")
            if _SPAN.fullmatch(match[0]) or word in CLOSED:
                whole = True
            elif whole and word in names:
                found.append(sentence[begins : match.start()])
                begins, whole = match.start(), False
        found.append(sentence[begins:])
    return [clause.strip(" ,;") for clause in found]


def _is_day(word: str, names: Mapping[str, int], line: str) -> bool:
    """Whether a word is a day's name; a short one beside times alone: "we" may be a Wednesday."""
    return word in names and (len(word) > SHORT or _SPAN.search(line) is not None)


def _words(line: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", line[:LONGEST].casefold())


def of_place(thing: Mapping[str, Any]) -> Hours:
    """The week's hours of a schema.org place, as its data says them; none by date."""
    return _block(["hours", *hours_of(thing, "en")], days("en"))


def written(hours: Hours) -> tuple[str, ...]:
    """As tresen.toml has them, days in a row with one span together."""
    spans = sorted({span for told in hours.values() for span in told})
    entries: list[tuple[int, Span, str]] = []
    for span in spans:
        open_on = [day for day in range(7) if span in hours.get(day, ())]
        for _, run in groupby(enumerate(open_on), key=lambda pair: pair[1] - pair[0]):
            told = [day for _, day in run]
            first, last = WEEK[told[0]], WEEK[told[-1]]
            name = first if first == last else f"{first}-{last}"
            entries.append((told[0], span, f"{name} {_shown(span[0])}-{_shown(span[1])}"))
    return tuple(text for _, _, text in sorted(entries))


def _block(lines: Sequence[str], names: Mapping[str, int]) -> Hours:
    return _sound(_raw_block(lines, names))


def _raw_block(lines: Sequence[str], names: Mapping[str, int]) -> dict[int, set[Span]]:
    """Days to their spans, none of a day that is closed; nothing where some cannot be read."""
    found: dict[int, set[Span]] = {}
    last = -1
    for place, line in enumerate(lines):
        if found and place - last > 3:
            break
        told = _line(line, names)
        if told is None:
            continue
        if not found and not _speaks_of_hours(lines[max(0, place - ABOVE) : place + 1]):
            continue
        last = place
        for span in told[1]:
            if span is None:
                return {}  # half of the hours are none
            for day in told[0]:
                found.setdefault(day, set()).add(span)
        for day in told[0] if not told[1] else ():
            found.setdefault(day, set())
    return found


def _line(line: str, names: Mapping[str, int]) -> tuple[list[int], list[Span | None]] | None:
    """Days and spans (None: it cannot be) of a line that says nothing else; None where it does."""
    if not 4 <= len(line) <= LONGEST or not any(char.isalpha() for char in line):
        return None
    spans = [_span(match) for match in _SPAN.finditer(line)]
    rest = _SPAN.sub(" ", line)
    if any(char.isdigit() for char in rest):
        return None
    words = [w.casefold() for w in re.findall(r"[^\W\d_]+\.?|[-–—]", rest)]
    told: list[int] = []
    joins = False
    for word in words:
        bare = word.strip(".")
        if word in "-–—" or bare in UNTIL:
            joins = bool(told)
        elif bare in ALL_DAYS or bare in WORKDAYS:
            told += range(7 if bare in ALL_DAYS else 5)
        elif (day := names.get(bare)) is not None:
            told += range(told[-1] + 1, day + 1) if joins and told and day > told[-1] else [day]
            joins = False
        elif bare in SUNDAY:
            told.append(6)
        elif bare not in HOURS and bare not in CLOSED and bare not in BESIDE | HOLIDAYS:
            return None
    return (told, spans) if told and (spans or any(w.strip(".") in CLOSED for w in words)) else None


def _span(match: re.Match[str]) -> Span | None:
    opens, closes = (_minutes(match, n) for n in "12")
    if match["p2"] and not match["p1"] and opens is not None and closes is not None:
        opens += 720 if closes > 720 and opens + 720 < closes else 0  # "2-6pm"
    if opens is None or closes is None:
        return None
    closes += MIDNIGHT if closes <= min(LATEST, opens) else 0
    return (opens, closes) if opens < closes else None


def _minutes(match: re.Match[str], n: str) -> int | None:
    hour, half = int(match[f"h{n}"]), (match[f"p{n}"] or "").casefold()[:1]
    if half and hour > 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return hour * 60 + int(match[f"m{n}"] or 0)


def _sound(found: Mapping[int, set[Span]]) -> Hours:
    """Without days that are closed; nothing where a day's spans overlap: two things are told."""
    for spans in found.values():
        told = sorted(spans)
        if any(left[1] > right[0] for left, right in pairwise(told)):
            return {}
    return {day: frozenset(spans) for day, spans in sorted(found.items()) if spans}


def _shown(minutes: int) -> str:
    late = minutes if minutes <= MIDNIGHT else minutes - MIDNIGHT
    return f"{late // 60:02d}:{late % 60:02d}"


def _speaks_of_hours(lines: Iterable[str]) -> bool:
    return any(
        not HOURS.isdisjoint(word.casefold() for word in re.findall(r"[^\W\d_]+", line))
        for line in lines
    )
