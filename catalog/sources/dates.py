"""A date as people write it, to a day: "31.12.2026", "31/12/26", "2026-12-31T10:00"."""

from __future__ import annotations

import re
from datetime import datetime

from catalog.sources.cells import BadCell

_WRITTEN = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?:,?\s+(\d{1,2}):(\d\d))?")
_FIRST = re.compile(r"(\d{4})([./])(\d{1,2})\2(\d{1,2})")


def moment(text: str, month_first: bool) -> tuple[datetime, bool]:
    """The point in time, and whether it is a day without an hour. `month_first`: what "3/4" means
    where nothing tells. Raises BadCell."""
    text = text.strip()
    try:
        if (told := _WRITTEN.fullmatch(text)) is not None:
            one, sign, other, year, hour, minute = told.groups()
            first, second = int(one), int(other)
            if second > 12 or (month_first and sign != "." and first <= 12):
                first, second = second, first
            century = 2000 if len(year) == 2 else 0
            found = datetime(int(year) + century, second, first, int(hour or 0), int(minute or 0))
            return found, hour is None
        if (told := _FIRST.fullmatch(text)) is not None:
            return datetime(int(told[1]), int(told[3]), int(told[4])), True
        return datetime.fromisoformat(text), len(text) <= 10
    except (ValueError, OverflowError) as exc:
        raise BadCell(f"{text[:30]!r} is no date; expected one such as 2026-11-30") from exc
