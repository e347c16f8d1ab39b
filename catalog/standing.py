"""How each source stands: when it was last read, and when and why it last could not be.

In a small file of the state folder, so that commands, servers and their health see the same. What
is lost with it is known again after the next reading.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from catalog.report import SourceReport
from catalog.signs import clean

log = logging.getLogger("tresen.catalog")

FILE = "sources.json"
KEPT = 1000
"""Sources that are remembered, those that were heard of last."""

LONGEST = 500
"""Characters of a fault."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One source. Times are aware; None: never, as far as is known."""

    source: str
    succeeded: datetime | None = None
    failed: datetime | None = None
    fault: str = ""

    @property
    def is_failing(self) -> bool:
        """Whether it could not be read the last time."""
        if self.failed is None:
            return False
        return self.succeeded is None or self.succeeded < self.failed

    @property
    def public(self) -> str:
        """Its name for those who are not the owner: of an address without what may be a key."""
        return self.source.partition("?")[0]

    def to_json(self) -> dict[str, Any]:
        succeeded, failed = (t.isoformat() if t else None for t in (self.succeeded, self.failed))
        return {
            "source": self.source,
            "succeeded": succeeded,
            "failed": failed,
            "fault": self.fault,
        }


def standings(state: Path) -> dict[str, Standing]:
    """All that are known, by their names."""
    try:
        held = json.loads((state / FILE).read_text("utf-8"))
        told = [_standing(one) for one in held]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return {one.source: one for one in told}


def note(state: Path, reports: Iterable[SourceReport]) -> None:
    """Remember what came of the sources that were read."""
    now = datetime.now(UTC)
    _keep(state, (_after(report, now) for report in reports))


def note_fault(state: Path, source: str, fault: str) -> None:
    """Remember that `source` could not be read, for a reason that no report of it tells; without a
    `fault`, that this is over."""
    now, name = datetime.now(UTC), clean(source)
    if fault:
        _keep(state, [Standing(name, None, now, clean(fault)[:LONGEST])])
    elif name in standings(state):
        _keep(state, [Standing(name, now)])


def _after(report: SourceReport, now: datetime) -> Standing:
    if report.error:
        return Standing(clean(report.source), None, now, clean(report.error)[:LONGEST])
    return Standing(clean(report.source), now)


def _keep(state: Path, told: Iterable[Standing]) -> None:
    held = standings(state)
    for one in told:
        before = held.pop(one.source, Standing(one.source))
        if one.failed is None:
            held[one.source] = replace(before, succeeded=one.succeeded)
        else:
            held[one.source] = replace(before, failed=one.failed, fault=one.fault)
    text = json.dumps([one.to_json() for one in list(held.values())[-KEPT:]], indent=1)
    new = state / f"{FILE}.{os.getpid()}.new"
    try:
        new.write_text(text, encoding="utf-8")
        os.replace(new, state / FILE)
    except OSError as exc:
        log.warning("how sources stand cannot be written", extra={"reason": str(exc)})


def _standing(held: Mapping[str, Any]) -> Standing:
    succeeded, failed = (
        datetime.fromisoformat(held[key]) if held[key] else None for key in ("succeeded", "failed")
    )
    return Standing(str(held["source"]), succeeded, failed, str(held["fault"]))
