"""The rows of one product together, wherever they stand, in the memory of one product.

A feed may list a product's variants apart. So it is gone through twice: first for the products'
ids alone (of 100,000 rows in a third of a second), then for the rows. Only products whose rows
stand apart are kept until the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from catalog.sources.entry import Entry, Feed
from catalog.sources.opening import Opened
from catalog.sources.product import make
from catalog.sources.seam import Found, Item, LeftOut, Made, Rejection, fingerprint
from catalog.sources.table import shown

LONGEST = 250
"""Characters of a product's id."""

TOGETHER = 2000
"""Rows of one product. What has more is no product: a column was taken for its id that is none."""


class Line(NamedTuple):
    """One row: its product's id, its texts for the fingerprint, and how it becomes an entry."""

    key: str
    row: int
    texts: Sequence[str]
    entry: Callable[[], Entry]


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
    lines: Iterable[Line | Rejection | LeftOut],
) -> Iterator[Found]:
    """An item for each product, in the order in which its rows end."""
    kept: dict[str, list[Line]] = {}
    together: list[Line] = []
    for found in lines:
        if not isinstance(found, Line):
            yield found
            continue
        if wrong := _unusable(feed, opened, found):
            yield wrong
            continue
        if together and together[0].key != found.key:
            yield _item(feed, together)
            together = []
        rows = kept.setdefault(found.key, []) if found.key in scattered else together
        if len(rows) == TOGETHER:
            reason = f"more than {TOGETHER} rows of one product"
            yield Rejection(feed.source.name, found.row, "id", shown(found.key), reason)
            continue
        rows.append(found)
    if together:
        yield _item(feed, together)
    for rows in kept.values():
        yield _item(feed, rows)


def _unusable(feed: Feed, opened: Opened, found: Line) -> Rejection | None:
    name = feed.source.name
    if not found.key:
        return Rejection(name, found.row, "", "", "the row has neither an id nor a title")
    if len(found.key) > LONGEST:
        reason = f"an id of {len(found.key)} characters; at most {LONGEST}"
        return Rejection(name, found.row, "id", shown(found.key), reason)
    try:
        "".join((found.key, *found.texts)).encode()
    except UnicodeEncodeError:
        reason = f"holds bytes that are not {opened.encoding}"
        return Rejection(name, found.row, "", shown(found.key), reason)
    return None


def _item(feed: Feed, lines: Sequence[Line]) -> Item:
    held = tuple(lines)
    # What the source says once for all its rows: another header is another product.
    shape = f"{feed.currency} {feed.language} {feed.tax_included} {feed.shape}"
    mark = fingerprint(shape, *(text for one in held for text in one.texts))
    return Item("product", held[0].key, held[0].row, mark, partial(_made, feed, held))


def _made(feed: Feed, lines: tuple[Line, ...]) -> Made:
    return make(feed, lines[0].key, tuple(one.entry() for one in lines))
