"""How long work waits for whoever writes the database at the moment.

A command has time (`PATIENT_S`). A visitor has none: a request waits for a second and a half, as
`web` says with `patience`, and is then told to come again. Whoever holds the lock longer is not of
this program, but for the switch at the end of a large ingest, which is waited for (`SWITCH_S`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PATIENT_S = 30.0
"""The longest write is the switch at an ingest's end: 100k new rows take about two seconds."""

SWITCH_S = 15.0

_seconds: ContextVar[float] = ContextVar("patience", default=PATIENT_S)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """In the block, this thread waits at most `seconds` for each lock of the database."""
    before = set_patience(seconds)
    try:
        yield
    finally:
        set_patience(before)


def set_patience(seconds: float) -> float:
    """From here on, in this thread; what it was before."""
    before = _seconds.get()
    _seconds.set(seconds)
    return before


def patience_s() -> float:
    """How long this thread waits for a lock of the database."""
    return _seconds.get()
