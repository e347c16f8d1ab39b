"""One source against what the catalog holds of it: what is new, changed, gone, or as it was.

By fingerprint, so that only what may have changed is made into rows; these are made by whichever
process is free (aside.py), and staged in the order of the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from catalog.bounds import USUAL, Bounds
from catalog.edits import Edits, LastRead, When
from catalog.making import Order, Parcel, Task
from catalog.reading import Reading
from catalog.report import Tally
from catalog.shrinking import check
from catalog.signs import clean
from catalog.sources.seam import Found, Item, LeftOut, Rejection
from catalog.staging import Known, SourceRow, Staging, Withdrawn
from catalog.telling_apart import id_apart, tell_apart


@dataclass(frozen=True, slots=True)
class _Step:
    """Something of the source that is still to be dealt with, in its turn."""

    found: Item | Rejection
    id: str = ""
    """What the catalog calls it."""
    old: Known | None = None
    over: Edits | None = None
    """What was said over the API and is to be laid over the row."""
    holds: bool = False
    """What was said over the API holds as it is; only what is wrong with the row is told."""


class Comparison:
    """One source that is read. `same`: what its records depend on beside its text is as it was;
    `written`: when it was written."""

    def __init__(
        self,
        row: SourceRow,
        staging: Staging,
        tally: Tally,
        *,
        same: bool,
        written: datetime,
        bounds: Bounds = USUAL,
    ) -> None:
        self._row = row
        self._staging = staging
        self._tally = tally
        self._same = same
        self._now = datetime.now(UTC)
        # A file from the future was written now: the clock that wrote it is ahead.
        self._written = min(written, self._now)
        before = staging.known_sources.get(row.key)
        last = (before.reading, before.read_at) if before else (0, self._now)
        self._last_read = LastRead(*last)
        self._bounds = bounds
        self._known = {kind: staging.known(row.id, kind) for kind in ("product", "passage")}
        self._before = {kind: len(held) for kind, held in self._known.items()}
        self._counts = dict.fromkeys(self._known, 0)
        self._withdrawn = staging.withdrawn(row.id)

    def stage(self, reading: Reading, *, accept_shrunk: bool) -> None:
        """Stage the difference. Raises Shrunk, unless that is accepted, and what `reading` does."""
        for steps, made in reading.made(self._orders(reading)):
            waiting = iter(made)
            for step in steps:
                if isinstance(step.found, Rejection):
                    self._tally.reject([step.found])
                else:
                    self._settle(step, step.found, next(waiting))
        self._tally.add("told_apart", tell_apart(self._row, self._staging))
        if not accept_shrunk:
            rejected = self._tally.counts["rejected_count"]
            check(self._row.name, self._before, self._counts, rejected)
        staging = self._staging
        staging.returned += [(self._row.id, product_id) for product_id in self._withdrawn]
        for kind, left in self._known.items():
            for item_id, old in left.items():
                staging.take_away(kind, item_id, old)
                self._tally.add("removed")
        staging.touched += self._tally.counts["removed"]

    def _orders(self, reading: Reading) -> Iterator[tuple[list[_Step], Order]]:
        for batch in reading.batches():
            # One with nothing to make too: its reader keeps every batch that is not asked for yet.
            steps = list(self._steps(batch.found))
            yield steps, self._order(steps, batch.number)

    def _order(self, steps: Iterable[_Step], batch: int) -> Order:
        tasks = [
            Task(s.found, s.over, s.id if s.id != s.found.id else "")
            for s in steps
            if isinstance(s.found, Item)
        ]
        row, version = self._row, self._staging.version + 1
        return Order(row.id, version, tasks, row.name, self._bounds, batch)

    def _steps(self, found: Iterable[Found]) -> Iterator[_Step]:
        """What is not settled by its fingerprint alone."""
        for one in found:
            if isinstance(one, Rejection):
                yield _Step(one)
            elif isinstance(one, LeftOut) or self._is_held_back(one, self._id(one)):
                self._tally.add("left_out")
            elif (step := self._step(one, self._id(one))) is not None:
                yield step
            else:
                self._count(one, "unchanged")

    def _id(self, item: Item) -> str:
        """What the catalog calls it, if it has it."""
        own = clean(item.id)
        if item.kind == "product" and own not in self._known["product"]:
            apart = id_apart(own, self._row.name)
            if apart in self._known["product"] or apart in self._withdrawn:
                return apart
        return own

    def _step(self, item: Item, id_: str) -> _Step | None:
        """None where it is as the catalog holds it."""
        old = self._known[item.kind].pop(id_, None)
        if old is None:
            return _Step(item, id_)
        said = self._staging.edited.get(old.id) if item.kind == "product" else None
        over = said.timed(self._time_of) if said is not None else None
        if over is not None and self._is_older(old, over, item):
            return _Step(item, id_, old, holds=True)
        if self._is_unmoved(item, old) and old.mark == item.fingerprint << 1:
            return None
        return _Step(item, id_, old, over.since(self._written) if over else None)

    def _is_unmoved(self, item: Item, old: Known) -> bool:
        return self._same and old.row == item.row

    def _is_held_back(self, item: Item, id_: str) -> bool:
        """Whether it was deleted over the API, and the source says nothing new of it since."""
        held: Withdrawn | None = None
        if item.kind == "product":
            held = self._withdrawn.get(id_)
        if held is None:
            return False
        gone = self._time_of(held.when)
        if held.fingerprint >> 1 != item.fingerprint and self._written > gone:
            return False
        del self._withdrawn[id_]  # what is left at the end is no longer held back
        return True

    def _time_of(self, when: When) -> datetime:
        return self._last_read.time_of(when, self._now)

    def _is_older(self, old: Known, over: Edits, item: Item) -> bool:
        """Whether what was said over the API holds as it is: see edits.py."""
        said_after = over.whole is not None and over.whole.at > self._written
        return old.mark >> 1 == item.fingerprint or said_after

    def _settle(self, step: _Step, item: Item, parcel: Parcel) -> None:
        """Stage one item where it is new or changed."""
        self._tally.reject(parcel.rejections)
        old, staging = step.old, self._staging
        if step.holds:
            self._count(item, "unchanged")  # whatever moved around it
            return
        if parcel.rows is None:
            if old is not None:
                staging.take_away(item.kind, step.id, old)
                staging.touched += 1
                self._tally.add("removed")
            return
        alike = self._same and old is not None and old.mark == parcel.mark
        self._count(item, "new" if old is None else "unchanged" if alike else "changed")
        if alike and old is not None and self._is_unmoved(item, old):
            return
        staging.touched += 1
        if old is not None:
            staging.take_away(item.kind, step.id, old)
        staging.put(item.kind, parcel.rows)

    def _count(self, item: Item, how: str) -> None:
        self._tally.add("read")
        self._tally.add(how)
        self._counts[item.kind] += 1
