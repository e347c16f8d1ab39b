"""The page: sources in, report out.

Each source is read once, from its beginning to its end. What it says is compared with what the
catalog holds of it, by fingerprint, so that only what changed is made into records and staged. One
transaction then switches the catalog from old to new, and the index follows. Whoever is killed
anywhere on the way leaves the old catalog, or the new one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from catalog.database import Database
from catalog.edits import KEY as API
from catalog.edits import Edits
from catalog.errors import SourceError
from catalog.lock import INGEST, hold
from catalog.records import Business
from catalog.report import Progress, Report, SourceReport, Tally
from catalog.search import Search
from catalog.sources import Format, Rejection, expanded, format_of, language_of
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
) -> Report:
    """Read `sources` (files, or folders of them) into the catalog.

    A source that cannot be read stands in the report with its `error`, and what it gave earlier
    stays; the others are read. `format` is the name of the format of all of them, where they are
    not to be recognized. With `prune`, what earlier ingests read of sources that are not among
    these goes, if all of these could be read (a folder that is not mounted must not empty the
    catalog); without, it stays. A second ingest waits for the first. `mappings` says by a file's
    name what its columns mean, where they are not to be found out. Raises StateError.
    """
    shown = progress or _ignored
    begun = time.monotonic()
    with hold(database.state / INGEST):
        with stage_in(database) as staging:
            paths = list(expanded(sources))
            reports = [
                _read(path, staging, business, format or "", mappings or {}, shown)
                for path in paths
            ]
            if prune and not any(report.error for report in reports):
                reports += _prune(staging, {_key(path) for path in paths})
            _rank_the_others(staging, business)
            shown(Progress("saving", "", 0.0, 0))
            counts = switch(staging, dry_run=dry_run)
        if not dry_run:
            shown(Progress("indexing", "", 0.0, 0))
            search.follow(database)
    shown(Progress("indexing", "", 1.0, 0))
    return Report(tuple(reports), counts, time.monotonic() - begun, dry_run)


def _read(
    path: Path,
    staging: Staging,
    business: Business,
    format: str,
    mappings: Mapping[str, Mapping[str, str]],
    shown: Shown,
) -> SourceReport:
    """Read one source and stage what is new in it; its report."""
    language = language_of(path, business.languages[0])
    name = _name(path, staging)
    mapping = mappings.get(name) or mappings.get(path.name) or {}
    source = Source(_key(path), name, path, language, mapping)
    try:
        with Opened(source) as opened:
            known_format = format_of(opened, format)
            row = _row(source, known_format, business, staging)
            with staging.part(row.id):
                tally = _stage(opened, known_format, business, row, staging, shown)
            staging.read.append(row)
    except SourceError as exc:
        return SourceReport(source=source.name, language=language, error=str(exc))
    return tally.report(format=known_format.name, language=language, columns=opened.columns)


def _stage(
    opened: Opened,
    format: Format,
    business: Business,
    row: SourceRow,
    staging: Staging,
    shown: Shown,
) -> Tally:
    """Compare all that the source holds with what is known of it, and stage the difference."""
    tally = Tally(row.name)
    before = staging.known_sources.get(row.key)
    known = {kind: staging.known(row.id, kind) for kind in ("product", "passage")}
    withdrawn = staging.withdrawn(row.id)
    same = before is not None and before.settings == row.settings
    written = opened.written
    for found in _shown_while(format.read(opened, business), opened, shown):
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


def _prune(staging: Staging, kept: set[str]) -> Iterator[SourceReport]:
    for key, row in staging.known_sources.items():
        if key in kept or key == API:
            continue
        gone = 0
        for kind in ("product", "passage"):
            for item_id, old in staging.known(row.id, kind).items():
                staging.take_away(kind, item_id, old)
                gone += 1
        staging.touched += gone
        staging.pruned.append(row)
        yield SourceReport(source=row.name, language=row.language, removed=gone)


def _key(path: Path) -> str:
    return str(path.resolve())


def _name(path: Path, staging: Staging) -> str:
    """The file's name, with as many of its folders as tell it from other sources."""
    rows = {row.key: row for row in (*staging.known_sources.values(), *staging.read)}
    key = _key(path)
    if key in rows:
        return rows[key].name
    taken = {row.name for row in rows.values()}
    parts = Path(key).parts
    names = ("/".join(parts[-depth:]) for depth in range(1, len(parts) + 1))
    return next((name for name in names if name not in taken), key)


def _shown_while(found: Iterator[Found], opened: Opened, shown: Shown) -> Iterator[Found]:
    for number, item in enumerate(found):
        if number % SHOWN_EVERY == 0:
            shown(Progress("reading", opened.source.name, opened.fraction, opened.rows))
        yield item
    shown(Progress("reading", opened.source.name, 1.0, opened.rows))


def _ignored(_progress: Progress) -> None:
    return
