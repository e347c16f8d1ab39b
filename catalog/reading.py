"""One source, from its first row to its last: what is in it, and the rows that become of it.

    Here    in this process: what is trusted, and small
    Apart   in a process of its own, within `Bounds`: nothing that stands in a file can end the one
            that serves, or what is read of other files

Apart, one process reads and a second one makes rows; the first makes some too while the second is
busy. This one only compares and keeps: no text of the source is looked into here.
"""

from __future__ import annotations

import logging
import pickle
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, Protocol, TypeVar

from catalog.aside import AHEAD, FEW, MOST, Aside, Gone, beat_by, in_turn
from catalog.bounds import Bounds
from catalog.errors import SourceError
from catalog.fetching import pages
from catalog.fetching.limits import FetchError
from catalog.fetching.store import Told
from catalog.fetching.survey import surveyed
from catalog.making import Order, Parcel, Task, parcels, unmade
from catalog.records import Business
from catalog.report import Progress
from catalog.sources.formats import FORMATS, format_of
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Format, Found, Item, Made

log = logging.getLogger("tresen.catalog")

T = TypeVar("T")
Kept = TypeVar("Kept")

BATCH = 500
"""Items that are read, compared and made in one go: a twentieth of a second's work."""

DEATHS = 3
"""Items of one source that may end the process that makes them; then the source is left."""

_WORD = 0.5
"""Seconds between two words of progress while nothing else comes."""

Shown = Callable[[Progress], None]


class Batch(NamedTuple):
    """The next things of a source. `rows` and `fraction` are how far it has been read."""

    number: int
    found: Sequence[Found]
    rows: int
    fraction: float
    columns: Mapping[str, str]


class Culprit(Exception):
    """The reading process ended while it made rows: read again, carefully, it is told which."""


class Reading(Protocol):
    """A source that is being read. `rows` and `columns` are known at its end."""

    format: Format
    written: datetime
    rows: int
    columns: Mapping[str, str]

    def batches(self) -> Iterator[Batch]:
        """All that is in it. Raises SourceError."""

    def made(self, tasks: Iterable[tuple[Kept, Order]]) -> Iterator[tuple[Kept, list[Parcel]]]:
        """What becomes of each order of a batch, in their order. Raises SourceError, Culprit."""


class Readers(Protocol):
    """Who reads the sources of one ingest."""

    aside: Aside
    """For what else there is to do at once."""
    bounds: Bounds

    @contextmanager
    def reading(
        self, source: Source, format: Format | str, business: Business, *, careful: bool
    ) -> Iterator[Reading]:
        """`source` in `format` ("": to be recognized) until the end of the block. Raises
        SourceError."""

    def close(self) -> None: ...


# In this process.


class Here:
    """Reads in this process; makes rows in another one too, where there are many."""

    def __init__(self, shown: Shown, bounds: Bounds) -> None:
        self.aside = Aside()
        self.bounds = bounds
        self._shown = shown

    @contextmanager
    def reading(
        self, source: Source, format: Format | str, business: Business, *, careful: bool
    ) -> Iterator[Reading]:
        with Opened(source, self.bounds) as opened:
            known = format if isinstance(format, Format) else format_of(opened, format)
            yield _Near(opened, known, business, self.aside, self._shown)

    def close(self) -> None:
        self.aside.close()


class _Near:
    def __init__(
        self, opened: Opened, format: Format, business: Business, aside: Aside, shown: Shown
    ) -> None:
        self.format = format
        self.written = opened.written
        self.rows = 0
        self.columns: Mapping[str, str] = {}
        self._opened = opened
        self._business = business
        self._aside = aside
        self._shown = shown

    def batches(self) -> Iterator[Batch]:
        opened = self._opened
        found = self.format.read(opened, self._business)
        number = 0
        while batch := list(islice(found, BATCH)):
            self._shown(Progress("reading", opened.source.name, opened.fraction, opened.rows))
            yield Batch(number, batch, opened.rows, opened.fraction, opened.columns)
            number += 1
        self.rows, self.columns = opened.rows, opened.columns
        self._shown(Progress("reading", opened.source.name, 1.0, opened.rows))

    def made(self, tasks: Iterable[tuple[Kept, Order]]) -> Iterator[tuple[Kept, list[Parcel]]]:
        return in_turn(self._aside, tasks, parcels, parcels)


# In a process of its own: what this one does.


class Apart:
    """Two processes that read, one source after the other; a new one where one was ended."""

    def __init__(self, shown: Shown, bounds: Bounds) -> None:
        self.bounds = bounds
        self.aside = Aside(bounds)
        self.reader = Aside(bounds)
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
        self.columns: Mapping[str, str] = {}
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
        self.format = _NAMED[name]

    def batches(self) -> Iterator[Batch]:
        future = self._apart.reader.submit(following, self._done)
        while batch := self._waited(future):
            # The next is read while this one is compared.
            future = self._apart.reader.submit(following, self._done)
            self.rows, self._fraction, self.columns = batch.rows, batch.fraction, batch.columns
            self._show()
            if batch.found:
                yield batch
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
                future = self._apart.reader.submit(make_there, order)
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
        places = [_place(task) for task in order.tasks]
        blob = self._apart.reader.submit(give, order.batch, places)
        return self._apart.aside.submit(parcels_of, blob, order)

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


def _place(task: Task) -> int:
    make: Any = task.item.make
    place: int = make.args[0]
    return place


# What is done there.


@dataclass(slots=True)
class _Session:
    opened: Opened
    found: Iterator[Found]
    number: int = 0
    held: dict[int, list[Callable[[], Made]]] | None = None


_sessions: list[_Session] = []
_NAMED = {known.name: known for known in (*FORMATS, pages.FORMAT)}


def open_there(
    source: Source, format: str, business: Business, bounds: Bounds
) -> tuple[str, datetime]:
    """Open `source`, instead of the one before: (its format's name, when it was written)."""
    while _sessions:
        _sessions.pop().opened.close()
    opened = Opened(source, bounds)
    try:
        known = _NAMED[format] if format == pages.FORMAT.name else format_of(opened, format)
        found = known.read(opened, business)
    except BaseException:
        opened.close()
        raise
    _sessions.append(_Session(opened, found, held={}))
    beat_by(partial(_come, opened))
    return known.name, opened.written


def _come(opened: Opened) -> tuple[str, int, float]:
    return opened.source.key, opened.rows, opened.fraction


def following(done: int) -> Batch | None:
    """The next batch, whose items are kept to be made; up to batch `done` they are not any more."""
    (session,) = _sessions
    held = session.held
    assert held is not None
    for number in [number for number in held if number <= done]:
        del held[number]
    found = list(islice(session.found, BATCH))
    if not found:
        return None
    makes: list[Callable[[], Made]] = []
    light: list[Found] = []
    for one in found:
        if isinstance(one, Item):
            light.append(Item(one.kind, one.id, one.row, one.fingerprint, _left(len(makes))))
            makes.append(one.make)
        else:
            light.append(one)
    number = session.number
    session.number += 1
    held[number] = makes
    opened = session.opened
    return Batch(number, light, opened.rows, opened.fraction, dict(opened.columns))


def _left(place: int) -> Callable[[], Made]:
    return partial(_stays_there, place)


def _stays_there(place: int) -> Made:
    raise RuntimeError(f"item {place} is made where it was read")


def give(batch: int, places: Sequence[int]) -> bytes:
    """How some items of a batch are made, for another process."""
    (session,) = _sessions
    assert session.held is not None
    makes = session.held[batch]
    return pickle.dumps([makes[place] for place in places])


def make_there(order: Order) -> list[Parcel]:
    """`parcels`, of items that were read here."""
    (session,) = _sessions
    assert session.held is not None
    makes = session.held[order.batch]
    return _with([makes[_place(task)] for task in order.tasks], order)


def parcels_of(blob: bytes, order: Order) -> list[Parcel]:
    """`parcels`, of items that another process read."""
    return _with(pickle.loads(blob), order)


def _with(makes: Sequence[Callable[[], Made]], order: Order) -> list[Parcel]:
    tasks = [
        task._replace(item=replace(task.item, make=make))
        for task, make in zip(order.tasks, makes, strict=True)
    ]
    return parcels(order._replace(tasks=tasks))
