"""The page: sources in, report out.

What lies behind an address is fetched first (catalog/fetching/). Each source is read once, from its
beginning to its end. What it says is compared with what the catalog holds of it, by fingerprint, so
that only what changed is made into records and staged. One transaction then switches the catalog
from old to new, and the index follows. Whoever is killed anywhere on the way leaves the old
catalog, or the new one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from catalog.database import Database
from catalog.edits import KEY as API
from catalog.edits import Edits
from catalog.errors import SourceError
from catalog.fetching.fetched import Fetched, Ways
from catalog.fetching.limits import Limits
from catalog.inputs import Input, fetching, inputs_of, is_lost
from catalog.lock import INGEST, hold
from catalog.records import Business
from catalog.report import Progress, Report, SourceReport, Tally, Told
from catalog.search import Search
from catalog.shrinking import Shrunk, check
from catalog.sources import Format, Rejection, format_of
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Found, Item, LeftOut
from catalog.staging import Known, SourceRow, Staging, Withdrawn, stage_in
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
    with fetching(sources, database.state, limits or Limits(), business, shown, ways) as given:
        with hold(database.state / INGEST):
            with stage_in(database) as staging:
                taken, reports = _read_all(sources, given, staging, how, mappings or {})
                if prune and not any(report.error for report in reports):
                    reports += _prune(staging, {found.source.key for found, _ in taken})
                _rank_the_others(staging, business)
                shown(Progress("saving", "", 0.0, 0))
                counts = switch(staging, dry_run=dry_run)
            if not dry_run:
                shown(Progress("indexing", "", 0.0, 0))
                search.follow(database)
        if not dry_run:
            for found, row in taken:
                found.note_taken(row)
    shown(Progress("indexing", "", 1.0, 0))
    return Report(tuple(reports), counts, time.monotonic() - begun, dry_run)


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
    sources: Sequence[str],
    given: Sequence[Fetched],
    staging: Staging,
    how: How,
    mappings: Mapping[str, Mapping[str, str]],
) -> tuple[list[tuple[Input, SourceRow]], list[SourceReport]]:
    """Stage all sources, each for itself: (what could be read, with its row; the reports)."""
    taken: list[tuple[Input, SourceRow]] = []
    reports: list[SourceReport] = []
    for found in inputs_of(sources, given, staging, how.business, mappings):
        if isinstance(found, Input):
            row, report = _read(found, staging, how)
            reports.append(report)
            if row is not None:
                taken.append((found, row))
        else:
            reports.append(found)
    # A website's language of which no page is left, while there are others.
    lost = [row for key, row in staging.known_sources.items() if is_lost(given, key)]
    for row in lost:
        try:
            had = {kind: len(staging.known(row.id, kind)) for kind in ("product", "passage")}
            if not how.accept_shrunk:
                check(row.name, had, {}, 0)
            reports.append(_take_out(row, staging))
        except Shrunk as exc:
            reports.append(_failed(row.name, row.language, exc))
    return taken, reports


def _read(found: Input, staging: Staging, how: How) -> tuple[SourceRow | None, SourceReport]:
    """Read one source and stage what is new in it: (its row, where it was taken; its report)."""
    source = found.source
    try:
        with Opened(source) as opened:
            format = found.format or format_of(opened, how.format)
            row = _row(source, format, how.business, staging)
            row.read_at = found.as_of or row.read_at
            before = staging.known_sources.get(row.key)
            same = before is not None and before.settings == row.settings
            skipped = how.skip_unmodified and same and found.is_taken(before)
            if skipped:
                tally = _left_as_it_is(row, staging)
            else:
                with staging.part(row.id):
                    tally = _stage(opened, format, row, staging, how, same)
            staging.read.append(row)
    except SourceError as exc:
        return None, _failed(source.name, source.language, exc)
    tally.reject(found.refused)
    return row, tally.report(
        format=format.name,
        language=source.language,
        columns=opened.columns,
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


def _stage(
    opened: Opened,
    format: Format,
    row: SourceRow,
    staging: Staging,
    how: How,
    same: bool,
) -> Tally:
    """Compare all that the source holds with what is known of it, and stage the difference."""
    tally = Tally(row.name, how.told)
    known = {kind: staging.known(row.id, kind) for kind in ("product", "passage")}
    before = {kind: len(held) for kind, held in known.items()}
    now = dict.fromkeys(known, 0)
    withdrawn = staging.withdrawn(row.id)
    written = opened.written
    for found in _shown_while(format.read(opened, how.business), opened, how.shown):
        read = tally.counts["read"]
        if isinstance(found, Rejection):
            tally.reject([found])
        elif isinstance(found, LeftOut) or _is_held_back(found, withdrawn, written):
            tally.add("left_out")
        else:
            old = known[found.kind].pop(found.id, None)
            over = staging.edited.get(old.id) if old and found.kind == "product" else None
            if old and over and _is_older(old, over, found, written):
                _stage_edited(found, tally)
            else:
                later = over.since(written) if over else None
                _stage_item(found, old, same, row, staging, tally, later)
            now[found.kind] += tally.counts["read"] - read
    if not how.accept_shrunk:
        check(row.name, before, now, tally.counts["rejected_count"])
    staging.returned += [(row.id, product_id) for product_id in withdrawn]
    for kind, left in known.items():
        for item_id, old in left.items():
            staging.take_away(kind, item_id, old)
            tally.add("removed")
    staging.touched += tally.counts["removed"]
    tally.add("rows", opened.rows)
    return tally


def _is_held_back(item: Item, withdrawn: dict[str, Withdrawn], written: datetime) -> bool:
    """Whether it was deleted over the API, and the source says nothing new of it since."""
    held = withdrawn.get(item.id) if item.kind == "product" else None
    if held is None or (held.fingerprint >> 1 != item.fingerprint and written > held.at):
        return False
    del withdrawn[item.id]  # what is left at the end is no longer held back
    return True


def _is_older(old: Known, over: Edits, item: Item, written: datetime) -> bool:
    """Whether what was said over the API holds as it is: see edits.py."""
    return old.mark >> 1 == item.fingerprint or bool(over.whole and over.whole > written)


def _stage_edited(item: Item, tally: Tally) -> None:
    """Nothing is staged, whatever moved around it; what is wrong with its row is still told."""
    tally.reject(item.make().rejections)
    tally.add("read")
    tally.add("unchanged")


def _stage_item(
    item: Item,
    old: Known | None,
    same: bool,
    row: SourceRow,
    staging: Staging,
    tally: Tally,
    over: Edits | None,
) -> None:
    """Stage one item where it is new or changed.

    A mark is the fingerprint and a last bit, which says that something of the item was rejected:
    such an item is made each time, for its rejections belong in each report.
    """
    clean = item.fingerprint << 1
    unmoved = same and old is not None and old.row == item.row
    if unmoved and old is not None and old.mark == clean:
        tally.add("read")
        tally.add("unchanged")
        return
    made = item.make()
    tally.reject(made.rejections)
    if made.record is None:
        if old is not None:
            staging.take_away(item.kind, item.id, old)
            staging.touched += 1
            tally.add("removed")
        return
    tally.add("read")
    mark = clean | bool(made.rejections)
    alike = same and old is not None and old.mark == mark
    tally.add("new" if old is None else "unchanged" if alike else "changed")
    if alike and unmoved:
        return
    staging.touched += 1
    if old is not None:
        staging.take_away(item.kind, item.id, old)
    staging.put(item, made.record, mark, row.id, over)


def _row(source: Source, format: Format, business: Business, staging: Staging) -> SourceRow:
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
                f"{format.name}/{format.version}",
                source.language,
                business.currency,
                business.url,
                business.timezone,
            )
        ),
        read_at=datetime.now(UTC),
        moved=old is not None and old.rank != rank,
    )


def _rank(language: str, business: Business) -> int:
    """0 for the business's first language, whose offers hold."""
    spoken = business.languages
    return spoken.index(language) if language in spoken else len(spoken)


def _rank_the_others(staging: Staging, business: Business) -> None:
    """A source that is not read now still changes its rank with the business's languages."""
    seen = {row.id for row in (*staging.read, *staging.pruned)}
    for row in staging.known_sources.values():
        rank = _rank(row.language, business)
        if row.id not in seen and row.rank != rank:
            staging.read.append(replace(row, rank=rank, moved=True))


def _prune(staging: Staging, kept: set[str]) -> list[SourceReport]:
    gone = {row.key for row in staging.pruned}
    rows = staging.known_sources.items()
    return [_take_out(row, staging) for key, row in rows if key not in {*kept, *gone, API}]


def _take_out(row: SourceRow, staging: Staging) -> SourceReport:
    """A source goes, with all that it gave."""
    gone = 0
    for kind in ("product", "passage"):
        for item_id, old in staging.known(row.id, kind).items():
            staging.take_away(kind, item_id, old)
            gone += 1
    staging.touched += gone
    staging.pruned.append(row)
    return SourceReport(source=row.name, language=row.language, removed=gone)


def _shown_while(found: Iterator[Found], opened: Opened, shown: Shown) -> Iterator[Found]:
    for number, item in enumerate(found):
        if number % SHOWN_EVERY == 0:
            shown(Progress("reading", opened.source.name, opened.fraction, opened.rows))
        yield item
    shown(Progress("reading", opened.source.name, 1.0, opened.rows))


def _ignored(_progress: Progress) -> None:
    return
