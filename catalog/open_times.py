"""When a business is open: a week with spans that may run over midnight, and dated exceptions.

All times are those of the clock on its wall: naive, in the business's zone. A span belongs to the
day that it begins on: closed on the 24th, a bar still closes at two in that night.

Not OpenStreetMap's grammar by a library (opening-hours-py 2.1.4, 13 MB compiled): there a rule for
Saturday ends Friday's night at midnight, and a second rule for a day replaces the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from catalog.records import Business, Hours, SpecialHours

_DAY = 24 * 60

LOOKED_AHEAD = 400
"""Days in which an opening is looked for: a season's house opens again within a year."""

_NEVER_CLOSED = 8
"""Days on end after which it is said to be open always."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Open from `opens` up to `closes`."""

    opens: datetime
    closes: datetime


class OpenTimes:
    """The hours of one business."""

    def __init__(self, weekly: Sequence[Hours], special: Sequence[SpecialHours]) -> None:
        self._special = tuple(special)
        self._weekly = tuple(
            tuple((h.opens, h.closes) for h in weekly if day in h.days) for day in range(7)
        )

    @classmethod
    def of(cls, business: Business) -> OpenTimes:
        return cls(business.opening_hours, business.special_hours)

    def is_special(self, day: date) -> bool:
        """Whether other hours than the week's hold on `day`."""
        return any(special.covers(day) for special in self._special)

    def on(self, day: date) -> tuple[Opening, ...]:
        """What begins on `day`, in its order; overlapping spans are one."""
        merged: list[tuple[int, int]] = []
        for start, end in sorted(map(_minutes, self._written(day))):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        midnight = datetime.combine(day, time())
        return tuple(
            Opening(midnight + timedelta(minutes=start), midnight + timedelta(minutes=end))
            for start, end in merged
        )

    def is_open(self, moment: datetime) -> bool:
        return self._held_until(moment) is not None

    def closes(self, moment: datetime) -> datetime | None:
        """When it closes that is open at `moment`; None where it is closed, or never closes."""
        end = self._held_until(moment)
        latest = moment + timedelta(days=_NEVER_CLOSED)
        while end is not None and end < latest:
            further = self._held_until(end)
            if further is None:
                return end
            end = further
        return None

    def opens(self, moment: datetime) -> datetime | None:
        """When it opens next that is closed at `moment`; None where that is not known."""
        for ahead in range(LOOKED_AHEAD):
            for opening in self.on(moment.date() + timedelta(days=ahead)):
                if opening.opens >= moment:
                    return opening.opens
        return None

    def exceptions(self, first: date, days: int) -> Iterator[date]:
        """The days with other hours than the week's, of the `days` from `first`."""
        every = (first + timedelta(days=ahead) for ahead in range(days))
        return (day for day in every if self.is_special(day))

    def _held_until(self, moment: datetime) -> datetime | None:
        """The end of what is open at `moment` and began today or the day before."""
        days = (moment.date() - timedelta(days=1), moment.date())
        found = (o for day in days for o in self.on(day) if o.opens <= moment < o.closes)
        return max((opening.closes for opening in found), default=None)

    def _written(self, day: date) -> tuple[tuple[str, str], ...]:
        special = [s for s in self._special if s.covers(day)]
        if not special:
            return self._weekly[day.weekday()]
        if not all(s.spans for s in special):
            return ()
        return tuple(span for s in special for span in s.spans)


def _minutes(span: tuple[str, str]) -> tuple[int, int]:
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in span)
    return start, end if end > start else end + _DAY
