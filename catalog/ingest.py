"""The page: sources in, report out.

What lies behind an address is fetched first (catalog/fetching/). Each source is read once, from its
beginning to its end. What it says is compared with what the catalog holds of it, by fingerprint, so
that only what changed is made into records and staged. One transaction then switches the catalog
from old to new, and the index follows. Whoever is killed anywhere on the way leaves the old
catalog, or the new one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from catalog.aside import Aside
from catalog.comparing import Comparison
from catalog.contradictions import contradictions, without_price
from catalog.database import Database
from catalog.errors import SourceError
from catalog.fetching.fetched import Fetched, Ways
from catalog.fetching.limits import Limits
from catalog.garbage import rarely_collected
from catalog.inputs import BESIDE, Input, fetching, inputs_of, is_lost
from catalog.lock import INGEST, hold
from catalog.records import Business
from catalog.report import Progress, Report, SourceReport, Tally, Told
from catalog.search import Search
from catalog.shrinking import Shrunk, check
from catalog.source_rows import prune_others, rank_the_others, row_of, take_out
from catalog.sources.formats import format_of
from catalog.sources.opening import Opened
from catalog.sources.seam import Found
from catalog.sources.spreadsheet_traces import traces
from catalog.staging import SourceRow, Staging, stage_in
from catalog.switching import switch

SHOWN_EVERY = 500
"""Items between two words of progress: some twenty a second."""

Shown = Callable[[Progress], None]


def ingest(
    sources: Sequence[str],
    database: Database,
    search: Search,
    *,
    business: Business,
    format: str | None = None,
    prune: bool = False,
    dry_run: bool = False,
    progress: Shown | None = None,
    mappings: Mapping[str, Mapping[str, str]] | None = None,
    limits: Limits | None = None,
    accept_shrunk: bool = False,
    skip_unmodified: bool = False,
    ways: Ways | None = None,
    rejected: Told | None = None,
) -> Report:
    """Read `sources` (files, folders of them, addresses of files and websites) into the catalog.

    A source that cannot be read stands in the report with its `error`, and what it gave earlier
    stays; the others are read. `format` is the name of the format of all of them, where they are
    not to be recognized. With `prune`, what earlier ingests read of sources that are not among
    these goes, if all of these could be read (a folder that is not mounted must not empty the
    catalog); without, it stays. A second ingest waits for the first. `mappings` says by a file's
    name what its columns mean, where they are not to be found out.

    A source that shrinks by more than half is held back, unless `accept_shrunk`. What a server says
    is as the catalog has it is left unread with `skip_unmodified`. `limits` and `ways` are the
    network's. `rejected` is told each row that is not taken; the report lists the first of them.
    Raises StateError.
    """
    shown = progress or _ignored
    how = How(business, format or "", accept_shrunk, skip_unmodified, shown, rejected)
    begun = time.monotonic()
    unpriced = 0
    with (
        fetching(sources, database.state, limits or Limits(), business, shown, ways) as given,
        closing(Aside()) as aside,
        rarely_collected(),
    ):
        with hold(database.state / INGEST):
            with stage_in(database) as staging:
                inputs = inputs_of(sources, given, staging, business, mappings or {})
                taken, reports = _read_all(inputs, staging, how, aside)
                reports += _take_out_lost(given, staging, how)
                if prune and not any(report.error for report in reports):
                    reports += prune_others(staging, {found.source.key for found, _ in taken})
                rank_the_others(staging, business)
                shown(Progress("saving", "", 0.0, 0))
                counts = switch(staging, dry_run=dry_run)
            if not dry_run:
                shown(Progress("indexing", "", 0.0, 0))
                search.follow(database, aside)
        if not dry_run:
            for found, row in taken:
                found.note_taken(row)
            reports = _contradicted(reports, database)
            unpriced = without_price(database)
    shown(Progress("indexing", "", 1.0, 0))
    return Report(tuple(reports), counts, time.monotonic() - begun, dry_run, unpriced)


def _contradicted(reports: list[SourceReport], database: Database) -> list[SourceReport]:
    """The reports, with what other sources say otherwise."""
    told = contradictions(database)
    return [
        replace(report, notices=(*report.notices, *told.get(report.source, ())))
        for report in reports
    ]


@dataclass(frozen=True, slots=True)
class How:
    """What holds for all sources of one ingest."""

    business: Business
    format: str
    accept_shrunk: bool
    skip_unmodified: bool
    shown: Shown
    told: Told | None


def _read_all(
    inputs: Iterable[Input | SourceReport], staging: Staging, how: How, aside: Aside
) -> tuple[list[tuple[Input, SourceRow]], list[SourceReport]]:
    """Stage all sources, each for itself: (what could be read, with its row; the reports)."""
    taken: list[tuple[Input, SourceRow]] = []
    reports: list[SourceReport] = []
    for found in inputs:
        if isinstance(found, Input):
            row, report = _read(found, staging, how, aside)
            reports.append(report)
            if row is not None:
                taken.append((found, row))
        else:
            reports.append(found)
    return taken, reports


def _take_out_lost(given: Sequence[Fetched], staging: Staging, how: How) -> list[SourceReport]:
    """A website's language of which no page is left, while there are others."""
    reports = []
    for row in [row for key, row in staging.known_sources.items() if is_lost(given, key)]:
        try:
            had = {kind: len(staging.known(row.id, kind)) for kind in ("product", "passage")}
            if not how.accept_shrunk:
                check(row.name, had, {}, 0)
            reports.append(take_out(row, staging))
        except Shrunk as exc:
            reports.append(_failed(row.name, row.language, exc))
    return reports


def _read(
    found: Input, staging: Staging, how: How, aside: Aside
) -> tuple[SourceRow | None, SourceReport]:
    """Read one source and stage what is new in it: (its row, where it was taken; its report)."""
    source = found.source
    try:
        with Opened(source) as opened:
            format = found.format or format_of(opened, how.format)
            row = row_of(source, format, how.business, staging)
            row.read_at = found.as_of or row.read_at
            before = staging.known_sources.get(row.key)
            same = before is not None and before.settings == row.settings
            skipped = how.skip_unmodified and same and found.is_taken(before)
            if skipped:
                tally = _left_as_it_is(row, staging)
            else:
                tally = Tally(row.name, how.told)
                with staging.part(row.id):
                    read = _shown_while(format.read(opened, how.business), opened, how.shown)
                    compared = Comparison(row, staging, tally, same=same, written=opened.written)
                    compared.stage(read, aside, accept_shrunk=how.accept_shrunk)
                tally.add("rows", opened.rows)
                if source.path.suffix.lower() in BESIDE:
                    opened.notices += traces(source.name, opened.sample)
            staging.read.append(row)
    except SourceError as exc:
        return None, _failed(source.name, source.language, exc)
    tally.reject(found.refused)
    return row, tally.report(
        format=format.name,
        language=source.language,
        columns=opened.columns,
        notices=opened.notices,
        not_modified=skipped,
    )


def _failed(name: str, language: str, error: SourceError) -> SourceReport:
    held_back = isinstance(error, Shrunk)
    return SourceReport(source=name, language=language, error=str(error), held_back=held_back)


def _left_as_it_is(row: SourceRow, staging: Staging) -> Tally:
    tally = Tally(row.name)
    for kind in ("product", "passage"):
        count = len(staging.known(row.id, kind))
        tally.add("read", count)
        tally.add("unchanged", count)
    return tally


def _shown_while(found: Iterator[Found], opened: Opened, shown: Shown) -> Iterator[Found]:
    for number, item in enumerate(found):
        if number % SHOWN_EVERY == 0:
            shown(Progress("reading", opened.source.name, opened.fraction, opened.rows))
        yield item
    shown(Progress("reading", opened.source.name, 1.0, opened.rows))


def _ignored(_progress: Progress) -> None:
    return
