"""The page: sources in, report out.

What lies behind an address is fetched first (catalog/fetching/). Each source is read once, from its
beginning to its end. What it says is compared with what the catalog holds of it, by fingerprint, so
that only what changed is made into records and staged. One transaction then switches the catalog
from old to new, and the index follows. Whoever is killed anywhere on the way leaves the old
catalog, or the new one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import sqlalchemy as sa

from catalog.apart import Apart
from catalog.bounds import USUAL, Bounds
from catalog.comparing import Comparison
from catalog.contradictions import contradictions, without_price
from catalog.database import Counts, Database
from catalog.errors import SourceError, TresenError
from catalog.fetching.fetched import Fetched, Ways
from catalog.fetching.limits import Limits
from catalog.garbage import rarely_collected
from catalog.inputs import Input, fetching, inputs_of, is_lost
from catalog.reading import Culprit, Here, Readers
from catalog.records import Business
from catalog.refused import note_refused
from catalog.report import Progress, Report, SourceReport, Tally, Told
from catalog.search import Search
from catalog.shrinking import Shrunk, check
from catalog.source_rows import prune_others, rank_the_others, row_of, take_out
from catalog.sources.seam import Rejection
from catalog.staging import SourceRow, Staging, stage_in
from catalog.standing import note
from catalog.switching import switch

log = logging.getLogger("tresen.catalog")

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
    bounds: Bounds | None = None,
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
    With `bounds` each source is read within them, in a process of its own: whatever stands in one,
    it costs that one alone. Raises StateError.
    """
    shown = progress or _ignored
    how = How(
        business=business,
        format=format or "",
        mappings=mappings or {},
        prune=prune,
        dry_run=dry_run,
        accept_shrunk=accept_shrunk,
        skip_unmodified=skip_unmodified,
        shown=shown,
        told=rejected,
    )
    begun = time.monotonic()
    readers: Readers = Apart(shown, bounds) if bounds is not None else Here(shown, USUAL)
    if isinstance(readers, Apart):
        ways = replace(ways or Ways(), survey=readers.survey)
    with (
        closing(readers),
        fetching(sources, database.state, limits or Limits(), business, shown, ways) as given,
        rarely_collected(),
    ):
        reports, counts = _changed(sources, given, database, search, how, readers)
    unpriced = 0 if dry_run else without_price(database)
    shown(Progress("indexing", "", 1.0, 0))
    return Report(tuple(reports), counts, time.monotonic() - begun, dry_run, unpriced)


Taken = list[tuple[Input, SourceRow]]
"""What could be read, with its row."""


def _changed(
    sources: Sequence[str],
    given: Sequence[Fetched],
    database: Database,
    search: Search,
    how: How,
    readers: Readers,
) -> tuple[list[SourceReport], Counts]:
    """Stage what all sources say, switch the catalog to it in one transaction, and have the index
    follow."""
    with database.changing():
        with stage_in(database) as staging:
            inputs = inputs_of(sources, given, staging, how.business, how.mappings)
            taken, reports = _staged(inputs, given, staging, how, readers)
            how.shown(Progress("saving", "", 0.0, 0))
            counts = switch(staging, dry_run=how.dry_run)
        if not how.dry_run:
            how.shown(Progress("indexing", "", 0.0, 0))
            search.follow(database, readers.aside)
    return (reports if how.dry_run else _noted(taken, reports, database)), counts


def _staged(
    inputs: Iterable[Input | SourceReport],
    given: Sequence[Fetched],
    staging: Staging,
    how: How,
    readers: Readers,
) -> tuple[Taken, list[SourceReport]]:
    """Stage what all sources say, and that what is lost or pruned goes."""
    taken, reports = _read_all(inputs, staging, how, readers)
    reports += _take_out_lost(given, staging, how)
    if how.prune and not any(report.error for report in reports):
        reports += prune_others(staging, {found.source.key for found, _ in taken})
    rank_the_others(staging, how.business)
    return taken, reports


def _noted(taken: Taken, reports: list[SourceReport], database: Database) -> list[SourceReport]:
    """The reports, kept with the catalog, and with what other sources say otherwise."""
    for found, row in taken:
        found.note_taken(row)
    note(database.state, reports)
    note_refused(database.state, reports)
    return _contradicted(reports, database)


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
    mappings: Mapping[str, Mapping[str, str]]
    prune: bool
    dry_run: bool
    accept_shrunk: bool
    skip_unmodified: bool
    shown: Shown
    told: Told | None


def _read_all(
    inputs: Iterable[Input | SourceReport], staging: Staging, how: How, readers: Readers
) -> tuple[Taken, list[SourceReport]]:
    """Stage all sources, each for itself: (what could be read, with its row; the reports)."""
    taken: Taken = []
    reports: list[SourceReport] = []
    for found in inputs:
        if isinstance(found, Input):
            row, report = _read(found, staging, how, readers)
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
    found: Input, staging: Staging, how: How, readers: Readers
) -> tuple[SourceRow | None, SourceReport]:
    """Read one source and stage what is new in it: (its row, where it was taken; its report).

    Whatever goes wrong in it is its own report: the others are read.
    """
    source = found.source
    telling = _Telling(how.told)
    how = replace(how, told=telling)
    try:
        try:
            return _read_once(found, staging, how, readers)
        except Culprit:
            telling.again()
            return _read_once(found, staging, how, readers, careful=True)
    except SourceError as exc:
        return None, _failed(source.name, source.language, exc)
    except (TresenError, sa.exc.SQLAlchemyError):
        raise
    except Exception as exc:  # the parsers of a dozen formats read what anybody wrote
        log.warning("a source cannot be read", exc_info=exc)
        reason = f"{source.name}: it cannot be read ({type(exc).__name__}: {exc!s:.80})"
        return None, _failed(source.name, source.language, SourceError(reason))


def _read_once(
    found: Input, staging: Staging, how: How, readers: Readers, *, careful: bool = False
) -> tuple[SourceRow, SourceReport]:
    source = found.source
    wanted = found.format or how.format
    with readers.reading(source, wanted, how.business, careful=careful) as reading:
        format = reading.format
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
                written, bounds = reading.written, readers.bounds
                compared = Comparison(
                    row, staging, tally, same=same, written=written, bounds=bounds
                )
                compared.stage(reading, accept_shrunk=how.accept_shrunk)
            tally.add("rows", reading.rows)
        staging.read.append(row)
        head = reading.head
    tally.reject(found.refused)
    return row, tally.report(
        format=format.name,
        language=source.language,
        columns=dict(head.columns),
        notices=head.notices,
        not_modified=skipped,
    )


class _Telling:
    """Tells what is not taken; of a source that is read again, what it has not told before."""

    def __init__(self, told: Told | None) -> None:
        self._told = told
        self._heard = self._before = 0

    def again(self) -> None:
        self._before, self._heard = max(self._before, self._heard), 0

    def __call__(self, rejection: Rejection) -> None:
        self._heard += 1
        if self._told is not None and self._heard > self._before:
            self._told(rejection)


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


def _ignored(_progress: Progress) -> None:
    return
