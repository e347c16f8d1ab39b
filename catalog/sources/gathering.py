"""The rows of one product together, wherever they stand, in the memory of one product.

A feed may list a product's variants apart. So it is gone through twice: first for the products'
ids alone (of 100,000 rows in a third of a second), then for the rows. Only products whose rows
stand apart are kept until the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Generic, NamedTuple, Protocol, TypeVar

from catalog.sources.entry import Entry, Feed
from catalog.sources.opening import Opened
from catalog.sources.product import make
from catalog.sources.seam import LONGEST, Found, Item, LeftOut, Made, Rejection, fingerprint
from catalog.sources.table import shown


class Numbered(Protocol):
    """What knows where it stands."""

    @property
    def number(self) -> int: ...


R = TypeVar("R", bound=Numbered)


class Line(NamedTuple, Generic[R]):
    """A row with its product's id, and its texts for the fingerprint."""

    key: str
    texts: Sequence[str]
    row: R


def apart(keys: Iterable[str]) -> frozenset[str]:
    """The ids whose rows do not stand together."""
    seen: set[str] = set()
    scattered: set[str] = set()
    last = ""
    for key in keys:
        if key != last:
            (scattered if key in seen else seen).add(key)
            last = key
    return frozenset(scattered)


def gathered(
    feed: Feed,
    opened: Opened,
    scattered: frozenset[str],
    lines: Iterable[Line[R] | Rejection | LeftOut],
    entry: Callable[[R], Entry] | None = None,
    *,
    entries: Callable[[Sequence[R]], Sequence[Entry]] | None = None,
) -> Iterator[Found]:
    """An item for each product, in the order in which its rows end. `entry` is what a row says;
    `entries` what all rows of a product say together, where a row alone does not."""
    told = entries if entries is not None else partial(_each, entry)
    kept: dict[str, list[Line[R]]] = {}
    together: list[Line[R]] = []
    for found in lines:
        if not isinstance(found, Line):
            yield found
            continue
        if wrong := _unusable(feed, opened, found):
            yield wrong
            continue
        if together and together[0].key != found.key:
            yield _item(feed, told, together)
            together = []
        rows = kept.setdefault(found.key, []) if found.key in scattered else together
        # A column was taken for the product's id that is none.
        if len(rows) == (most := opened.bounds.item_rows):
            reason = f"more than {most} rows of one product"
            yield Rejection(feed.source.name, found.row.number, "id", shown(found.key), reason)
            continue
        rows.append(found)
    if together:
        yield _item(feed, told, together)
    for rows in kept.values():
        yield _item(feed, told, rows)


def _unusable(feed: Feed, opened: Opened, found: Line[R]) -> Rejection | None:
    name, number = feed.source.name, found.row.number
    if not found.key:
        return Rejection(name, number, "", "", "the row has neither an id nor a title")
    if len(found.key) > LONGEST:
        reason = f"an id of {len(found.key)} characters; at most {LONGEST}"
        return Rejection(name, number, "id", shown(found.key), reason)
    try:
        "".join((found.key, *found.texts)).encode()
    except UnicodeEncodeError:
        reason = f"holds bytes that are not {opened.encoding}"
        return Rejection(name, number, "", shown(found.key), reason)
    return None


def _each(entry: Callable[[R], Entry] | None, rows: Sequence[R]) -> Sequence[Entry]:
    return [entry(row) for row in rows] if entry is not None else []


def _item(
    feed: Feed, entries: Callable[[Sequence[R]], Sequence[Entry]], lines: Sequence[Line[R]]
) -> Item:
    key, rows = lines[0].key, [one.row for one in lines]
    # What the source says once for all its rows: another header is another product.
    shape = f"{feed.currency} {feed.language} {feed.tax_included} {feed.shape}"
    mark = fingerprint(shape, *chain.from_iterable([one.texts for one in lines]))
    return Item("product", key, rows[0].number, mark, partial(_made, feed, entries, key, rows))


def _made(
    feed: Feed, entries: Callable[[Sequence[R]], Sequence[Entry]], key: str, rows: Sequence[R]
) -> Made:
    told = tuple(entries(rows))
    if not told:
        reason = "nothing of it can be bought"
        return Made(None, (Rejection(feed.source.name, rows[0].number, "id", shown(key), reason),))
    return make(feed, key, told)
