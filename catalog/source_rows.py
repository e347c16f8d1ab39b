"""The rows of `sources`: what a source is called there, its rank, and how it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from catalog.edits import ANSWERS
from catalog.edits import KEY as API
from catalog.making import VERSION
from catalog.records import Business
from catalog.report import SourceReport
from catalog.sources.opening import Source
from catalog.sources.seam import Format
from catalog.staging import SourceRow, Staging


def row_of(source: Source, format: Format, business: Business, staging: Staging) -> SourceRow:
    """The source as the catalog will know it."""
    old = staging.known_sources.get(source.key)
    rank = _rank(source.language, business)
    others = (row.id for row in (*staging.known_sources.values(), *staging.read))
    return SourceRow(
        id=old.id if old else max(others, default=0) + 1,
        key=source.key,
        name=source.name,
        language=source.language,
        rank=rank,
        # What records are made of, beside the source's text: if it changes, all is made anew.
        settings="\n".join(
            (
                f"{format.name}/{format.version}/{VERSION}",
                source.language,
                business.currency,
                business.url,
                business.timezone,
            )
        ),
        read_at=datetime.now(UTC),
        reading=staging.version,
        moved=old is not None and old.rank != rank,
    )


def _rank(language: str, business: Business) -> int:
    """0 for the business's first language, whose offers hold."""
    spoken = business.languages
    return spoken.index(language) if language in spoken else len(spoken)


def rank_the_others(staging: Staging, business: Business) -> None:
    """A source that is not read now still changes its rank with the business's languages."""
    seen = {row.id for row in (*staging.read, *staging.pruned)}
    for row in staging.known_sources.values():
        rank = _rank(row.language, business)
        if row.id not in seen and row.rank != rank:
            staging.read.append(replace(row, rank=rank, moved=True))


def prune_others(staging: Staging, kept: set[str]) -> list[SourceReport]:
    """All sources go but those whose keys are `kept`, and what only the API or a person tells."""
    gone = {row.key for row in staging.pruned}
    rows = staging.known_sources.items()
    return [take_out(row, staging) for key, row in rows if key not in {*kept, *gone, API, ANSWERS}]


def take_out(row: SourceRow, staging: Staging) -> SourceReport:
    """A source goes, with all that it gave."""
    gone = 0
    for kind in ("product", "passage"):
        for item_id, old in staging.known(row.id, kind).items():
            staging.take_away(kind, item_id, old)
            gone += 1
    staging.touched += gone
    staging.pruned.append(row)
    return SourceReport(source=row.name, language=row.language, removed=gone)
