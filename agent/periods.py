"""Spans of time as settings write them: "90s", "45m", "36h", "3d", "2w"."""

from __future__ import annotations

import re
from datetime import timedelta

_PERIOD = re.compile(r"(\d{1,6})\s*([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def period(written: str) -> timedelta | None:
    """The span that `written` means; None where it is empty. Raises ValueError."""
    if not written:
        return None
    match = _PERIOD.fullmatch(written.strip().lower())
    if match is None or int(match[1]) == 0:
        raise ValueError("expected a number and s, m, h, d or w, as in 36h or 3d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
