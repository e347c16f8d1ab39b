"""Formats in which one JSON object is one product with its variants inside: read one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from catalog.sources.entry import Entry, Feed
from catalog.sources.objects import Object, loaded, objects
from catalog.sources.opening import Opened
from catalog.sources.product import make
from catalog.sources.seam import LONGEST, Found, Item, Made, Rejection, fingerprint
from catalog.sources.table import shown

Entries = Callable[[Feed, int, Mapping[str, Any]], list[Entry]]
"""An object and its number to an entry for each variant."""

NONE = "no variant that could be bought"
MOST = 2000
"""Variants of one product. Shopify allows as many."""


def products(
    opened: Opened,
    feed: Feed,
    within: frozenset[str],
    key: str,
    id_of: Callable[[Mapping[str, Any]], str],
    entries: Entries,
) -> Iterator[Found]:
    """The products of a file: objects `within` brackets (see objects.py) of the list `key`."""
    seen: dict[str, int] = {}
    for found in objects(opened, within):
        if isinstance(found, Rejection):
            yield found
        elif found.key in ("", key):
            yield _read(opened, feed, found, id_of, entries, seen)


def _read(
    opened: Opened,
    feed: Feed,
    found: Object,
    id_of: Callable[[Mapping[str, Any]], str],
    entries: Entries,
    seen: dict[str, int],
) -> Found:
    def refused(field: str, value: str, reason: str) -> Rejection:
        return Rejection(opened.source.name, found.number, field, shown(value), reason)

    try:
        held = loaded(found.text)
    except ValueError as exc:
        return refused("", found.text[:80], f"not JSON: {exc}")
    id_ = id_of(held).strip()
    if not id_ or len(id_) > LONGEST:
        return refused("id", id_, f"no id; expected one of at most {LONGEST} characters")
    if id_ in seen:
        return refused("id", id_, f"item {seen[id_]} has the same id")
    try:
        mark = fingerprint(feed.currency, feed.language, feed.shape, id_, found.text)
    except UnicodeEncodeError:
        return refused("", id_, f"holds bytes that are not {opened.encoding}")
    seen[id_] = found.number
    made = partial(_made, feed, entries, id_, found.number, held)
    return Item("product", id_, found.number, mark, made)


def _made(feed: Feed, entries: Entries, id: str, number: int, held: Mapping[str, Any]) -> Made:
    told = entries(feed, number, held)
    if not told or len(told) > MOST:
        reason = f"more than {MOST} variants of one product" if told else NONE
        name = feed.source.name
        return Made(None, (Rejection(name, number, "variants", shown(id), reason),))
    return make(feed, id, told)
