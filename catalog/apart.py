"""Sources that are read by two processes of their own: one reads, the other makes rows; the first
makes some too while the second is busy.

This process only compares and keeps: no text of a source is looked into here. What ends one of the
others, or keeps it too long, costs the source, or where it can be told the item, and no more.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from catalog.aside import AHEAD, FEW, MOST, Aside, Gone
from catalog.bounds import Bounds
from catalog.errors import SourceError
from catalog.fetching.limits import FetchError
from catalog.fetching.store import Told
from catalog.fetching.survey import surveyed
from catalog.making import Order, Parcel, unmade
from catalog.reading import Batch, Culprit, Head, Reading, Shown
from catalog.records import Business
from catalog.report import Progress
from catalog.sources.opening import Source
from catalog.sources.seam import Format, Found, Item, Made
from catalog.there import (
    NAMED,
    Light,
    Wanted,
    following,
    give,
    make_there,
    open_there,
    parcels_of,
)

T = TypeVar("T")
Kept = TypeVar("Kept")

DEATHS = 3
"""Items of one source that may end the process that makes them; then the source is left."""

_WORD = 0.5
"""Seconds between two words of progress while nothing else comes."""


class Apart:
    """Two processes that read, one source after the other; a new one where one was ended."""

    def __init__(self, shown: Shown, bounds: Bounds) -> None:
        self.bounds = bounds
        self.aside = Aside(bounds)
        self.reader = Aside(bounds)
        self.reader.begin(following, anyhow=True)  # while the catalog is opened here
        self._shown = shown

    @contextmanager
    def reading(
        self, source: Source, format: Format | str, business: Business, *, careful: bool
    ) -> Iterator[Reading]:
        if self.reader.is_gone:
            self.renew_reader()
        name = format.name if isinstance(format, Format) else format
        far = _Far(self, source, careful, self._shown)
        far.begin(name, business)
        yield far

    def survey(
        self, content: bytes, headers: Mapping[str, str], address: str
    ) -> tuple[bytes, Told] | None:
        """A `Survey` (fetching/survey.py), made there."""
        try:
            return self.reader.submit(surveyed, content, dict(headers), address).result()
        except Gone as exc:
            self.renew_reader()
            raise FetchError(f"{address}: {exc}", passing=True) from exc

    def renew_reader(self) -> None:
        self.reader.close()
        self.reader = Aside(self.bounds)

    def renew_maker(self) -> None:
        self.aside.close()
        self.aside = Aside(self.bounds)
        self.aside.begin(parcels_of, anyhow=True)

    def close(self) -> None:
        self.reader.close()
        self.aside.close()


class _Far:
    """One source, read there."""

    format: Format
    written: datetime

    def __init__(self, apart: Apart, source: Source, careful: bool, shown: Shown) -> None:
        self.rows = 0
        self.head = Head()
        self._apart = apart
        self._source = source
        self._careful = careful
        self._shown = shown
        self._until = time.monotonic() + apart.bounds.source_seconds
        self._done = -1
        """The last batch whose rows are here: there, it need not be kept."""
        self._fraction = 0.0
        self._made_there: list[Future[list[Parcel]]] = []
        if careful:
            apart.aside.begin(parcels_of, anyhow=True)

    def begin(self, format: str, business: Business) -> None:
        bounds = self._apart.bounds
        future = self._apart.reader.submit(open_there, self._source, format, business, bounds)
        name, self.written = self._waited(future)
        self.format = NAMED[name]

    def batches(self) -> Iterator[Batch]:
        future = self._apart.reader.submit(following, self._done)
        while True:
            batch = self._waited(future)
            self.rows, self._fraction, self.head = batch.rows, batch.fraction, batch.head
            if not batch.found:
                break
            # The next is read while this one is compared.
            future = self._apart.reader.submit(following, self._done)
            self._show()
            yield batch._replace(found=[_held_there(n, f) for n, f in enumerate(batch.found)])
        self._fraction = 1.0
        self._show()

    def made(self, tasks: Iterable[tuple[Kept, Order]]) -> Iterator[tuple[Kept, list[Parcel]]]:
        begun: deque[tuple[Kept, Order, Future[list[Parcel]]]] = deque()
        for number, (kept, order) in enumerate(tasks):
            maker = self._apart.aside
            if number >= FEW:
                maker.begin(parcels_of)
            there = sum(not f.done() for _, _, f in begun if f not in self._made_there)
            if order.tasks and (self._careful or (maker.is_ready and there < AHEAD)):
                future = self._made_by_the_other(order)
            elif order.tasks:
                future = self._apart.reader.submit(make_there, *_sent(order))
                self._made_there = [f for f in self._made_there if not f.done()] + [future]
            else:
                future = Future()
                future.set_result([])
            begun.append((kept, order, future))
            while begun and (begun[0][2].done() or len(begun) > MOST):
                yield self._ended(*begun.popleft())
        while begun:
            yield self._ended(*begun.popleft())

    def _made_by_the_other(self, order: Order) -> Future[list[Parcel]]:
        bare, wanted = _sent(order)
        blob = self._apart.reader.submit(give, order.batch, [place for place, *_ in wanted])
        return self._apart.aside.submit(parcels_of, blob, bare, wanted)

    def _ended(
        self, kept: Kept, order: Order, future: Future[list[Parcel]]
    ) -> tuple[Kept, list[Parcel]]:
        try:
            made = self._waited(future, making=True)
        except Gone:
            made = self._made_again(order)
        self._done = order.batch
        return kept, made

    def _made_again(self, order: Order) -> list[Parcel]:
        """The same where the other process was ended: by one of these, or by what came before."""
        if self._apart.aside.is_gone:
            self._apart.renew_maker()
        try:
            return self._waited(self._made_by_the_other(order), making=True)
        except Gone:
            return self._one_by_one(order)

    def _one_by_one(self, order: Order) -> list[Parcel]:
        """What each becomes; of one that ends its process, that it does."""
        made: list[Parcel] = []
        deaths = 0
        self._apart.renew_maker()
        for task in order.tasks:
            try:
                alone = self._made_by_the_other(order._replace(tasks=[task]))
                one = self._waited(alone, making=True)
                made += one
            except Gone as exc:
                self._apart.renew_maker()
                made.append(unmade(task.item, order.name, str(exc)))
                deaths += 1
                if deaths == DEATHS:
                    name = self._source.name
                    raise SourceError(f"{name}: {deaths} of its items end their reader") from exc
        return made

    def _waited(self, future: Future[T], *, making: bool = False) -> T:
        """The result, with a word of progress now and then. Raises SourceError, Culprit, and Gone
        where the other process is."""
        name = self._source.name
        while True:
            try:
                return future.result(_WORD)
            except TimeoutError:
                if future.done():
                    raise
                self._show()
                if time.monotonic() > self._until:
                    most = f"{self._apart.bounds.source_seconds:g} s"
                    reason = f"reading it took more than {most} ([catalog.read] source_seconds)"
                    self._apart.reader.end(reason)
                    raise SourceError(f"{name}: {reason}") from None
            except Gone as exc:
                if making and not self._apart.reader.is_gone:
                    raise
                if any(not f.done() or f.exception() for f in self._made_there):
                    raise Culprit(str(exc)) from exc
                raise SourceError(f"{name}: {exc}") from exc
            except MemoryError as exc:
                most = f"{self._apart.bounds.memory_mb} MB ([catalog.read] memory_mb)"
                raise SourceError(f"{name}: reading it takes more than {most}") from exc

    def _show(self) -> None:
        mark = self._apart.reader.mark
        if isinstance(mark, tuple) and mark[0] == self._source.key:
            _, rows, fraction = mark
            self.rows = max(self.rows, rows)
            self._fraction = max(self._fraction, fraction)
        self._shown(Progress("reading", self._source.name, self._fraction, self.rows))


def _held_there(place: int, found: Found | Light) -> Found:
    """An item as this process has it: what it knows of it, and where in its batch it lies."""
    return Item(*found, _Held(place)) if isinstance(found, Light) else found


@dataclass(frozen=True, slots=True)
class _Held:
    """The `make` of an item that another process holds."""

    place: int

    def __call__(self) -> Made:
        raise RuntimeError(f"item {self.place} is made where it was read")


def _sent(order: Order) -> tuple[Order, list[Wanted]]:
    """The order without its items, which are there, and what is wanted of them."""
    wanted = [
        Wanted(task.item.make.place, task.over, task.called)
        for task in order.tasks
        if isinstance(task.item.make, _Held)
    ]
    return order._replace(tasks=()), wanted
