"""The database's rows to the index's documents: all of them, or those that changed since a version.

Reads columns, not records: a product's whole record costs three times what its document does. A
document is JSON: so another process can make it, and one call gives it to the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic_core import to_json

from catalog.analysis import PASSAGE, PRODUCT, Fields, code_terms, field_language
from catalog.aside import Aside, in_turn
from catalog.database import BATCH, Database
from catalog.filters import IN_STOCK, STOCKED, folded, sold_terms
from catalog.lexicon import Lexicon
from catalog.tables import changes, listings, passages, texts, variants

_TOLD = tuple(
    texts.c[name] for name in ("language", "title", "category", "tags", "attributes", "description")
)
_SOLD = tuple(
    variants.c[name]
    for name in (
        "options", "sku", "gtin", "mpn", "price", "list_price", "currency", "sale", "availability",
    )
)  # fmt: skip

Fielded = dict[str, list[Any]]
"""A document's values by its fields."""


def key(kind: str, item_id: str) -> str:
    """What a document is found by when it is replaced."""
    return f"{kind}/{item_id}"


def changed(connection: sa.Connection, since: int) -> Iterator[tuple[str, list[str]]]:
    """The kind and ids of all items that changed, or went, after version `since`, in batches."""
    for kind in (PRODUCT.kind, PASSAGE.kind):
        query = sa.select(changes.c.item_id).where(
            changes.c.kind == kind, changes.c.version > since
        )
        ids = iter(connection.execute(query).scalars().all())
        while batch := list(islice(ids, BATCH)):
            yield kind, batch


def everything(connection: sa.Connection) -> Iterator[tuple[str, list[str]]]:
    """The kind and ids of all items, in batches."""
    for kind, column in (
        (PRODUCT.kind, listings.c.product_id),
        (PASSAGE.kind, passages.c.passage_id),
    ):
        last = ""
        query = sa.select(column).distinct().order_by(column).limit(BATCH)
        while batch := list(connection.execute(query.where(column > last)).scalars()):
            yield kind, batch
            last = batch[-1]


@dataclass(frozen=True, slots=True)
class Batch:
    """Items whose documents another process is to make, and where it finds them."""

    state: Path
    url: str
    stamp: str
    kind: str
    ids: list[str]


def all_documents(
    connection: sa.Connection, database: Database, stamp: str, aside: Aside | None
) -> Iterator[str]:
    """A document for every item. The caller holds the ingest's lock, so that it stays `stamp`."""
    lexicon = Lexicon.of_rows(connection)

    def here(batch: Batch) -> list[str]:
        return list(documents(connection, batch.kind, batch.ids, lexicon))

    tasks = (
        (None, Batch(database.state, database.url, stamp, kind, ids))
        for kind, ids in everything(connection)
    )
    for _, made in in_turn(aside, tasks, here, documents_of):
        yield from made


def documents_of(batch: Batch) -> list[str]:
    """The same in a process that has nothing opened yet."""
    database, lexicon = _opened(batch.state, batch.url, batch.stamp)
    with database.reading() as connection:
        return list(documents(connection, batch.kind, batch.ids, lexicon))


@lru_cache(maxsize=1)
def _opened(state: Path, url: str, stamp: str) -> tuple[Database, Lexicon]:
    database = Database.open(state, url)
    with database.reading() as connection:
        return database, Lexicon.of_rows(connection)


def documents(
    connection: sa.Connection, kind: str, ids: Sequence[str], lexicon: Lexicon
) -> Iterator[str]:
    """A document for each of `ids` that there is."""
    if kind == PRODUCT.kind:
        return _products(connection, ids, lexicon)
    return _passages(connection, ids)


def _products(connection: sa.Connection, ids: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    wanted = listings.c.product_id.in_(ids)
    words = sa.select(listings.c.product_id, listings.c.brand, *_TOLD).join_from(listings, texts)
    offers = sa.select(listings.c.product_id, listings.c.holds, *_SOLD).join_from(
        listings, variants
    )
    sold = _by_product(connection.execute(offers.where(wanted)))
    for product_id, rows in _by_product(connection.execute(words.where(wanted))).items():
        document = _document(PRODUCT, product_id)
        shelves = {_folded(level): None for row in rows for level in row.category}
        brands = {row.brand for row in rows}
        for row in rows:
            _add_words(document, row, lexicon)
        document[PRODUCT.name] = [*brands, *dict.fromkeys(row.title for row in rows)]
        document[PRODUCT.brand] = [_folded(brand) for brand in brands]
        document[PRODUCT.category] = list(shelves)
        _add_offers(document, product_id, sold.get(product_id, ()))
        yield to_json(document).decode()


def _by_product(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _add_words(document: Fielded, row: Any, lexicon: Lexicon) -> None:
    """What one listing says in one language."""
    language = field_language(row.language)
    shelf = " ".join((*row.category, *row.tags))
    # With what it is: a "Vandre" is found as boots even where its title does not say so.
    kind = row.category[-1] if row.category else ""
    cut = lexicon.parts(f"{row.title} {shelf}", row.language)
    told = [cut, shelf] if cut else [shelf]
    document.setdefault(PRODUCT.title(language), []).append(f"{row.title}\n{kind}")
    document.setdefault(PRODUCT.topic(language), []).extend(told)
    document.setdefault(PRODUCT.plain, []).extend(told)
    properties = (" ".join(attribute) for attribute in row.attributes)
    body = "\n".join((row.description, *properties))
    document.setdefault(PRODUCT.body(language), []).append(body)
    document.setdefault(PRODUCT.parts, []).append(f"{row.title} {shelf}")


def _add_offers(document: Fielded, product_id: str, rows: Sequence[Any]) -> None:
    values: dict[str, None] = {}
    numbers: dict[str, None] = {product_id: None}
    terms: dict[str, None] = {}
    # What is in stock says the listing whose offers hold; the others call it by other names.
    stocked = {}
    if not all(row.holds for row in rows):
        stocked = {row.sku: row.availability in IN_STOCK for row in rows if row.holds}
    # Unpacked: of 100,000 rows each name that is looked up in them takes half a second.
    for _, holds, options, sku, gtin, mpn, *_, availability in rows:
        here = availability in IN_STOCK
        if sku and not holds:
            here = stocked.get(sku, here)
        if here:
            terms[STOCKED] = None
        for _name, value in options:
            values[value] = None
            terms.update(_sold_terms(value, here))
        numbers[sku] = numbers[gtin] = numbers[mpn] = None
    numbers.pop("", None)
    document[PRODUCT.option] = list(values)
    document[PRODUCT.sold] = list(terms)
    written = " ".join([number for number in numbers if not number.isalnum()])
    document[PRODUCT.code_part] = [written]
    codes = dict.fromkeys([term for number in numbers for term in code_terms(number)])
    document[PRODUCT.code] = list(codes)
    _add_prices(document, rows)


@lru_cache(maxsize=65_536)
def _sold_terms(value: str, stocked: bool) -> dict[str, None]:
    return dict.fromkeys(sold_terms(value, stocked))


_folded = lru_cache(maxsize=65_536)(folded)
"""A shop has few brands and categories, and many products."""


def _add_prices(document: Fielded, rows: Sequence[Any]) -> None:
    """Of a sale both prices: which of them holds is a matter of the hour, and the rows' to say."""
    asked: set[int] = set()
    sales: set[int] = set()
    currencies: set[str] = set()
    reduced = False
    for _, holds, *_, price, list_price, currency, sale, _ in rows:
        if holds:
            if price is not None:
                asked.add(price)
            reduced = reduced or list_price is not None
            sales.update(sale[:2])
            currencies.add(currency)
    document[PRODUCT.price] = sorted(asked | sales)
    if asked:
        document[PRODUCT.lowest] = [min(asked)]
    document[PRODUCT.currency] = list(currencies - {""})
    if sales or reduced:
        document[PRODUCT.reduced] = [True]


def _passages(connection: sa.Connection, ids: Sequence[str]) -> Iterator[str]:
    columns = passages.c
    query = sa.select(columns.passage_id, columns.language, columns.heading, columns.text)
    for passage_id, language, heading, text in connection.execute(
        query.where(columns.passage_id.in_(ids))
    ):
        document = _document(PASSAGE, passage_id)
        own = field_language(language)
        title = heading[-1] if heading else ""
        document[PASSAGE.title(own)] = [title]
        document[PASSAGE.topic(own)] = [" ".join(heading[:-1])]
        document[PASSAGE.body(own)] = [text]
        document[PASSAGE.name] = [title]
        document[PASSAGE.parts] = [f"{title}\n{text}"]
        yield to_json(document).decode()


def _document(fields: Fields, item_id: str) -> Fielded:
    return {"key": [key(fields.kind, item_id)], "id": [item_id]}
