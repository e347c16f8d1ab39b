"""What was not taken of each source when it was last read, and why: for whoever looks later.

In a small file of the state folder beside `standing.py`'s; an ingest's own report has all of it.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalog.report import SourceReport
from catalog.signs import clean
from catalog.sources.seam import Rejection

log = logging.getLogger("tresen.catalog")

FILE = "refused.json"
KEPT = 100
"""Rows of a source that are kept of its `count`."""
LONGEST = 300
"""Characters of a value or a reason."""
_SOURCES = 1000


@dataclass(frozen=True, slots=True)
class Refused:
    """One source's: how many things were not taken, the first of them, and what was noticed."""

    source: str
    at: datetime
    count: int
    rows: tuple[Rejection, ...]
    notices: tuple[str, ...]


def refused(state: Path) -> dict[str, Refused]:
    """By the names of the sources; only of those of which something was not taken or noticed."""
    try:
        held = json.loads((state / FILE).read_text("utf-8"))
        told = [_refused(one) for one in held]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return {one.source: one for one in told}


def note_refused(state: Path, reports: Iterable[SourceReport]) -> None:
    """Remember it of the sources that were read. Of one that could not be, or that its server says
    is as before, what is known stays."""
    held = refused(state)
    for report in reports:
        if report.error or report.not_modified or report.held_back:
            continue
        held.pop(clean(report.source), None)
        if report.rejected_count or report.notices:
            one = _of(report)
            held[one.source] = one
    text = json.dumps([_plain(one) for one in list(held.values())[-_SOURCES:]], indent=1)
    new = state / f"{FILE}.{os.getpid()}.new"
    try:
        new.write_text(text, encoding="utf-8")
        os.replace(new, state / FILE)
    except OSError as exc:
        log.warning("what was not taken cannot be written", extra={"reason": str(exc)})


def _of(report: SourceReport) -> Refused:
    rows = tuple(
        Rejection(
            clean(row.source), row.row, clean(row.field)[:LONGEST], clean(row.value)[:LONGEST],
            clean(row.reason)[:LONGEST],
        )
        for row in report.rejected[:KEPT]
    )  # fmt: skip
    notices = tuple(clean(notice)[:LONGEST] for notice in report.notices[:KEPT])
    return Refused(clean(report.source), datetime.now(UTC), report.rejected_count, rows, notices)


def _plain(one: Refused) -> dict[str, Any]:
    return asdict(one) | {"at": one.at.isoformat()}


def _refused(held: Mapping[str, Any]) -> Refused:
    return Refused(
        str(held["source"]),
        datetime.fromisoformat(held["at"]),
        int(held["count"]),
        tuple(Rejection(**row) for row in held["rows"]),
        tuple(map(str, held["notices"])),
    )
