"""One source, from its first row to its last: what is in it, and the rows that become of it.

Here    in this process: what is trusted, and small
Apart   in a process of its own, within `Bounds` (apart.py): nothing that stands in a file can
        end the one that serves, or what is read of other files
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple, Protocol, TypeVar

from catalog.aside import Aside, in_turn
from catalog.bounds import Bounds
from catalog.making import Order, Parcel, parcels
from catalog.records import Business
from catalog.report import Progress
from catalog.sources.formats import format_of
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Format
from catalog.sources.spreadsheet_traces import traces

Kept = TypeVar("Kept")

_TABLES = frozenset({".csv", ".tsv", ".txt"})

BATCH = 500
"""Items that are read, compared and made in one go: a twentieth of a second's work."""

Shown = Callable[[Progress], None]


class Head(NamedTuple):
    """What a source's reader found of it as a whole: see Opened."""

    columns: Mapping[str, str] = {}
    notices: Sequence[str] = ()

    @classmethod
    def of(cls, opened: Opened) -> Head:
        notices = list(opened.notices)
        if opened.source.path.suffix.lower() in _TABLES:
            notices += traces(opened.source.name, opened.sample)
        return cls(dict(opened.columns), tuple(notices))


class Batch(NamedTuple):
    """The next things of a source. `rows` and `fraction` are how far it has been read."""

    number: int
    found: Sequence[Any]
    """Found; on its way from another process its items are Light."""
    rows: int
    fraction: float
    head: Head


class Culprit(Exception):
    """The reading process ended while it made rows: read again, carefully, it is told which."""


class Reading(Protocol):
    """A source that is being read. `rows` and `head` are known at its end."""

    format: Format
    written: datetime
    rows: int
    head: Head

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
        self.head = Head()
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
            yield Batch(number, batch, opened.rows, opened.fraction, Head.of(opened))
            number += 1
        self.rows, self.head = opened.rows, Head.of(opened)
        self._shown(Progress("reading", opened.source.name, 1.0, opened.rows))

    def made(self, tasks: Iterable[tuple[Kept, Order]]) -> Iterator[tuple[Kept, list[Parcel]]]:
        return in_turn(self._aside, tasks, parcels, parcels)
