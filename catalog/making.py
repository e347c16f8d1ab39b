"""Items to the rows that they become: the part of an ingest that computes, for any process to do.

What is taken and given can be pickled. Rows have no number yet: staging.py gives it, in the order
of the source.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from catalog.bounded import bounded
from catalog.bounds import USUAL, Bounds
from catalog.edits import Edits, laid_over
from catalog.inserting import Bound, unnumbered
from catalog.records import Passage, Product
from catalog.rows import listing_row, text_rows, variant_rows
from catalog.signs import clean
from catalog.sources.seam import Item, Rejection
from catalog.tables import edits, listings, passages, texts, variants

log = logging.getLogger("tresen.catalog")

Rows = dict[str, list[Bound]]
"""The rows of one item, by table."""


VERSION = 4
"""Raised when the same item becomes other rows than before: all of it is then read anew."""


class Task(NamedTuple):
    """An item to make; what was said of it over the API since, which is laid over its rows; and
    its id, where the catalog calls it otherwise than its source (see telling_apart.py)."""

    item: Item
    over: Edits | None = None
    called: str = ""


class Order(NamedTuple):
    """Tasks of one source, called `name`, and what all their rows have in common. They are of one
    `batch` of what was read."""

    source: int
    version: int
    tasks: Sequence[Task]
    name: str = ""
    bounds: Bounds = USUAL
    batch: int = 0


class Parcel(NamedTuple):
    """What an item became: its mark, its rows (None: it does not hold enough for one), and what
    was wrong with it.

    A mark is the fingerprint and a last bit, which says that something was rejected: such an item
    is made each time, for its rejections belong in each report.
    """

    mark: int
    rows: Rows | None
    rejections: tuple[Rejection, ...]


def parcels(order: Order) -> list[Parcel]:
    """A parcel for each task, in their order. Whatever goes wrong with one is told of it alone."""
    return [_parcel(task, order) for task in order.tasks]


def _parcel(task: Task, order: Order) -> Parcel:
    try:
        return _made(task, order)
    except Exception as exc:  # an item is made of foreign text; no other item is to lack for it
        log.warning("an item cannot be made", exc_info=exc)
        return unmade(
            task.item, order.name, f"it cannot be read ({type(exc).__name__}: {exc!s:.80})"
        )


def unmade(item: Item, name: str, reason: str) -> Parcel:
    """What becomes of an item of the source `name` that cannot be made, and why."""
    wrong = Rejection(name, item.row, item.kind, clean(item.id)[:80], reason)
    return Parcel(item.fingerprint << 1 | 1, None, (wrong,))


def _made(task: Task, order: Order) -> Parcel:
    item = task.item
    made = item.make()
    record, rejections = made.record, made.rejections
    if record is not None:
        record, cut = bounded(record, item.row, order.bounds)
        rejections += cut
    mark = (item.fingerprint << 1) | bool(rejections)
    if record is None:
        return Parcel(mark, None, rejections)
    common = {
        "source_id": order.source,
        "row": item.row,
        "fingerprint": mark,
        "version": order.version,
        "place": record.origin.place,
        "link": record.link,
    }
    if isinstance(record, Passage):
        return Parcel(mark, _of_passage(record, common), rejections)
    product = _called(record, task.called) if task.called else record
    return Parcel(mark, _of_product(product, common, task.over), rejections)


def _called(product: Product, id_: str) -> Product:
    """Variants have their product's id before their own."""
    offered = (replace(v, id=id_ + v.id.removeprefix(product.id)) for v in product.variants)
    return replace(product, id=id_, variants=tuple(offered))


def _of_product(product: Product, common: dict[str, Any], over: Edits | None) -> Rows:
    listing = {**common, **listing_row(product)}
    told, offered = text_rows(product, 0), variant_rows(product, 0)
    rows: Rows = {}
    if over is not None:
        told = laid_over(told, over.texts, "language")
        offered = laid_over(offered, over.variants, "id")
        set_apart = over.product.columns or {} if over.product else {}
        listing = {**listing, "offers": len(offered), **set_apart}
        rows["edits"] = [unnumbered(edits, {"said": over.packed()})]
    rows["listings"] = [unnumbered(listings, listing)]
    rows["texts"] = [unnumbered(texts, row) for row in told]
    rows["variants"] = [unnumbered(variants, row) for row in offered]
    return rows


def _of_passage(passage: Passage, common: dict[str, Any]) -> Rows:
    row = {
        **common,
        "passage_id": passage.id,
        "language": passage.language,
        "heading": passage.heading,
        "text": passage.text,
    }
    return {"passages": [unnumbered(passages, row)]}
