"""What the processes of apart.py do: read a source in batches, and make rows of what was read.

Which source that is, is this process's own state: one after the other is opened.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, Literal, NamedTuple

from catalog.bounds import Bounds
from catalog.edits import Edits
from catalog.fetching import pages
from catalog.making import Order, Parcel, Task, parcels
from catalog.reading import BATCH, Batch, Head
from catalog.records import Business
from catalog.sources.formats import FORMATS, format_of
from catalog.sources.opening import Opened, Source
from catalog.sources.seam import Found, Item
from catalog.working import beat_by


class Light(NamedTuple):
    """An item without how it is made, as it is sent."""

    kind: Literal["product", "passage"]
    id: str
    row: int
    fingerprint: int


class Wanted(NamedTuple):
    """A Task of which the item lies in another process, at a place of its batch."""

    place: int
    over: Edits | None
    called: str


@dataclass(slots=True)
class _Session:
    opened: Opened
    found: Iterator[Found]
    number: int = 0
    held: dict[int, list[Found]] = field(default_factory=dict)
    """Batches whose items may still be asked for."""


_sessions: list[_Session] = []
NAMED = {known.name: known for known in (*FORMATS, pages.FORMAT)}


def open_there(
    source: Source, format: str, business: Business, bounds: Bounds
) -> tuple[str, datetime]:
    """Open `source`, instead of the one before: (its format's name, when it was written)."""
    while _sessions:
        _sessions.pop().opened.close()
    opened = Opened(source, bounds)
    try:
        known = NAMED[format] if format == pages.FORMAT.name else format_of(opened, format)
        found = known.read(opened, business)
    except BaseException:
        opened.close()
        raise
    _sessions.append(_Session(opened, found))
    beat_by(partial(_come, opened))
    return known.name, opened.written


def _come(opened: Opened) -> tuple[str, int, float]:
    return opened.source.key, opened.rows, opened.fraction


def following(done: int) -> Batch:
    """The next batch, empty at the end. Its items are kept to be made, until it is `done`."""
    (session,) = _sessions
    held = session.held
    for number in [number for number in held if number <= done]:
        del held[number]
    found = list(islice(session.found, BATCH))
    light = [
        Light(one.kind, one.id, one.row, one.fingerprint) if isinstance(one, Item) else one
        for one in found
    ]
    number = session.number
    session.number += 1
    held[number] = found
    opened = session.opened
    return Batch(number, light, opened.rows, opened.fraction, Head.of(opened))


def give(batch: int, places: Sequence[int]) -> bytes:
    """Some items of a batch, for another process."""
    (session,) = _sessions
    items = session.held[batch]
    return pickle.dumps([items[place] for place in places])


def make_there(order: Order, wanted: Sequence[Wanted]) -> list[Parcel]:
    """`parcels`, of items that were read here."""
    (session,) = _sessions
    items = session.held[order.batch]
    return _parcels([items[one.place] for one in wanted], order, wanted)


def parcels_of(blob: bytes, order: Order, wanted: Sequence[Wanted]) -> list[Parcel]:
    """`parcels`, of items that another process read."""
    return _parcels(pickle.loads(blob), order, wanted)


def _parcels(items: Sequence[Any], order: Order, wanted: Sequence[Wanted]) -> list[Parcel]:
    tasks = [Task(item, one.over, one.called) for item, one in zip(items, wanted, strict=True)]
    return parcels(order._replace(tasks=tasks))
