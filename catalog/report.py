"""What an ingest says while it runs, and at its end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from catalog.database import Counts
from catalog.sources.seam import Rejection

LISTED = 1000
"""Rejections of one source that a report lists. It counts all."""

KINDS = 100
"""Reasons that a report counts each by itself."""

Told = Callable[[Rejection], None]
"""Takes each rejection as it comes."""

_NUMBER = re.compile(r"\d+|'[^']*'")

COUNTED = (
    *("rows", "read", "new", "changed", "unchanged", "removed"),
    *("left_out", "told_apart", "rejected_count"),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is: `fraction` (0 to 1) of this stage, of this source where it is read.

    Of a website that is fetched, `rows` are pages that were read, and `known` those it knows of.
    """

    stage: Literal["fetching", "reading", "saving", "indexing"]
    source: str
    fraction: float
    rows: int
    known: int = 0


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one source gave. An item is a product or a passage; read = new + changed + unchanged."""

    source: str
    format: str = ""
    language: str = ""
    rows: int = 0
    """Rows of a table, sections of a text; blank ones are not counted."""
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    left_out: int = 0
    """Drafts, archived and unpublished products."""
    told_apart: int = 0
    """New products that share only their id with another source's: see telling_apart.py."""
    rejected: tuple[Rejection, ...] = ()
    """What was not taken: the first LISTED of `rejected_count`."""
    rejected_count: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    """How often what was wrong, numbers left out: the KINDS most frequent."""
    columns: dict[str, str] = field(default_factory=dict)
    """What each column was taken for, where the reader had to find it out. To have it otherwise,
    the same words go into the settings: [catalog.mappings."file"] "column" = "meaning"."""
    notices: tuple[str, ...] = ()
    """What the owner should know of it as a whole, the most important first."""
    error: str = ""
    """Why the source as a whole could not be read. What it gave earlier stays as it was."""
    held_back: bool = False
    """It could be read, and gives so much less than before that it was not taken."""
    not_modified: bool = False
    """Its server says that it is as before: it was not read again, and what was wrong with its
    rows stands in the report of then."""


@dataclass(frozen=True, slots=True)
class Report:
    """An ingest's end. `catalog` is what is held now; after a dry run, what would be."""

    sources: tuple[SourceReport, ...]
    catalog: Counts
    seconds: float
    dry_run: bool = False
    unpriced: int = 0
    """Variants of the catalog of which neither a price nor its words are known."""

    @property
    def total(self) -> SourceReport:
        """All sources together."""
        sums: dict[str, Any] = {
            name: sum(getattr(s, name) for s in self.sources) for name in COUNTED
        }
        rejected = tuple(entry for source in self.sources for entry in source.rejected)
        return SourceReport(source="", rejected=rejected, **sums)

    @property
    def failed(self) -> tuple[SourceReport, ...]:
        """The sources that could not be read at all."""
        return tuple(source for source in self.sources if source.error)

    def to_json(self) -> dict[str, Any]:
        """Plain values for `json.dumps`: the totals, the catalog's counts, and each source."""
        counted = asdict(self.total)
        return {
            **{name: counted[name] for name in COUNTED},
            **asdict(self.catalog),
            "rejected": counted["rejected"],
            "failed": [source.source for source in self.failed],
            "seconds": round(self.seconds, 3),
            "dry_run": self.dry_run,
            "unpriced": self.unpriced,
            "sources": [asdict(source) for source in self.sources],
        }


def _kind(rejection: Rejection) -> str:
    reason = _NUMBER.sub("…", rejection.reason)[:120]
    return f"{rejection.field}: {reason}" if rejection.field else reason


class Tally:
    """Counts while one source is read, and becomes its report."""

    def __init__(self, source: str, told: Told | None = None) -> None:
        self.source = source
        self.counts = dict.fromkeys(COUNTED, 0)
        self.reasons: Counter[str] = Counter()
        self._told = told
        self._rejected: list[Rejection] = []

    def add(self, name: str, count: int = 1) -> None:
        self.counts[name] += count

    def reject(self, rejections: Iterable[Rejection]) -> None:
        for rejection in rejections:
            self.counts["rejected_count"] += 1
            self.reasons[_kind(rejection)] += 1
            if self._told is not None:
                self._told(rejection)
            if len(self._rejected) < LISTED:
                self._rejected.append(rejection)

    def report(
        self,
        *,
        format: str,
        language: str,
        columns: dict[str, str],
        notices: Iterable[str] = (),
        not_modified: bool = False,
    ) -> SourceReport:
        counts: dict[str, Any] = dict(self.counts)
        return SourceReport(
            source=self.source,
            format=format,
            language=language,
            rejected=tuple(self._rejected),
            reasons=dict(self.reasons.most_common(KINDS)),
            columns=columns,
            notices=tuple(dict.fromkeys(notices)),
            not_modified=not_modified,
            **counts,
        )
