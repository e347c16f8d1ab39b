"""The rows of a timetable: one course on Monday at 18:00 and on Thursday at 10:00 is chosen by day
and time, as boots are by their size. Told as values of the whole course they would be any day at
any time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from catalog.clock import starts
from catalog.cycles import parts_of
from catalog.day_names import LANGUAGES
from catalog.records import Option
from catalog.sources.entry import Entry


def chosen_by_time(entries: Sequence[Entry]) -> Sequence[Entry]:
    """`entries` of one product, those attributes that say on which day or at which time it is as
    what they are chosen by, where they differ."""
    names = _differing(entries) if len(entries) > 1 else frozenset()
    if not names:
        return entries
    return [
        replace(
            entry,
            traits=(
                *entry.traits,
                *(Option(a.name, a.value) for a in entry.attributes if a.name in names),
            ),
            attributes=tuple(a for a in entry.attributes if a.name not in names),
        )
        for entry in entries
    ]


def _differing(entries: Sequence[Entry]) -> frozenset[str]:
    """The names of attributes of times and days in all entries, where both together tell more than
    one of these apart; a day alone ("Mon-Fri" in summer) is no choice."""
    values: dict[str, list[str]] = {}
    for entry in entries:
        for attribute in entry.attributes:
            values.setdefault(attribute.name, []).append(attribute.value)
    whole = {name: told for name, told in values.items() if len(told) == len(entries)}
    times = {n for n, told in whole.items() if all(map(starts, told))}
    if not times:
        return frozenset()
    days = {n for n, told in whole.items() if all(parts_of(v, LANGUAGES) for v in told)}
    return frozenset(n for n in times | days if len(set(whole[n])) > 1)
