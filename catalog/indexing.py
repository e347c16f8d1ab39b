"""The database's rows to the index's documents: all of them, or those that changed since a version.

Reads columns, not records: a product's whole record costs three times what its document does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
from tantivy import Document

from catalog.analysis import PASSAGE, PRODUCT, Fields, code_terms, field_language
from catalog.database import BATCH
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


def documents(
    connection: sa.Connection, kind: str, ids: Sequence[str], lexicon: Lexicon
) -> Iterator[Document]:
    """A document for each of `ids` that there is."""
    if kind == PRODUCT.kind:
        return _products(connection, ids, lexicon)
    return _passages(connection, ids)


def _products(
    connection: sa.Connection, ids: Sequence[str], lexicon: Lexicon
) -> Iterator[Document]:
    wanted = listings.c.product_id.in_(ids)
    words = sa.select(listings.c.product_id, listings.c.brand, *_TOLD).join_from(listings, texts)
    offers = sa.select(listings.c.product_id, listings.c.holds, *_SOLD).join_from(
        listings, variants
    )
    sold = _by_product(connection.execute(offers.where(wanted)))
    for product_id, rows in _by_product(connection.execute(words.where(wanted))).items():
        document = _document(PRODUCT, product_id)
        names: dict[str, None] = {}
        shelves: dict[str, None] = {}
        brands = {row.brand for row in rows}
        for row in rows:
            _add_words(document, row, lexicon)
            names[row.title] = None
            for level in row.category:
                shelves[folded(level)] = None
        for text in (*brands, *names):
            document.add_text(PRODUCT.name, text)
        for brand in brands:
            document.add_text(PRODUCT.brand, folded(brand))
        for shelf in shelves:
            document.add_text(PRODUCT.category, shelf)
        _add_offers(document, product_id, sold.get(product_id, ()))
        yield document


def _by_product(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.product_id, []).append(row)
    return found


def _add_words(document: Document, row: Any, lexicon: Lexicon) -> None:
    """What one listing says in one language."""
    language = field_language(row.language)
    shelf = " ".join((*row.category, *row.tags))
    # With what it is: a "Vandre" is found as boots even where its title does not say so.
    kind = row.category[-1] if row.category else ""
    cut = lexicon.parts(f"{row.title} {shelf}", row.language)
    if cut:
        document.add_text(PRODUCT.topic(language), cut)
        document.add_text(PRODUCT.plain, cut)
    document.add_text(PRODUCT.title(language), f"{row.title}\n{kind}")
    document.add_text(PRODUCT.topic(language), shelf)
    document.add_text(PRODUCT.plain, shelf)
    properties = (" ".join(attribute) for attribute in row.attributes)
    document.add_text(PRODUCT.body(language), "\n".join((row.description, *properties)))
    document.add_text(PRODUCT.parts, f"{row.title} {shelf}")


def _add_offers(document: Document, product_id: str, rows: Sequence[Any]) -> None:
    values: dict[str, None] = {}
    numbers: dict[str, None] = {product_id: None}
    terms: dict[str, None] = {}
    # What is in stock says the listing whose offers hold; the others call it by other names.
    stocked = {row.sku: row.availability in IN_STOCK for row in rows if row.holds}
    for row in rows:
        here = row.availability in IN_STOCK
        if row.sku and not row.holds:
            here = stocked.get(row.sku, here)
        if here:
            terms[STOCKED] = None
        for _name, value in row.options:
            values[value] = None
            terms.update(dict.fromkeys(sold_terms(value, here)))
        for number in (row.sku, row.gtin, row.mpn):
            numbers[number] = None
    numbers.pop("", None)
    add = document.add_text
    for value in values:
        add(PRODUCT.option, value)
    for term in terms:
        add(PRODUCT.sold, term)
    add(PRODUCT.code_part, " ".join([number for number in numbers if not number.isalnum()]))
    for code in dict.fromkeys([term for number in numbers for term in code_terms(number)]):
        add(PRODUCT.code, code)
    _add_prices(document, [row for row in rows if row.holds])


def _add_prices(document: Document, rows: Sequence[Any]) -> None:
    """Of a sale both prices: which of them holds is a matter of the hour, and the rows' to say."""
    asked = {row.price for row in rows if row.price is not None}
    sales = {price for row in rows if row.sale for price in row.sale[:2]}
    for price in sorted(asked | sales):
        document.add_unsigned(PRODUCT.price, price)
    if asked:
        document.add_unsigned(PRODUCT.lowest, min(asked))
    for currency in {row.currency for row in rows} - {""}:
        document.add_text(PRODUCT.currency, currency)
    if sales or any(row.list_price is not None for row in rows):
        document.add_boolean(PRODUCT.reduced, True)


def _passages(connection: sa.Connection, ids: Sequence[str]) -> Iterator[Document]:
    columns = passages.c
    query = sa.select(columns.passage_id, columns.language, columns.heading, columns.text)
    for passage_id, language, heading, text in connection.execute(
        query.where(columns.passage_id.in_(ids))
    ):
        document = _document(PASSAGE, passage_id)
        own = field_language(language)
        title = heading[-1] if heading else ""
        document.add_text(PASSAGE.title(own), title)
        document.add_text(PASSAGE.topic(own), " ".join(heading[:-1]))
        document.add_text(PASSAGE.body(own), text)
        document.add_text(PASSAGE.name, title)
        document.add_text(PASSAGE.parts, f"{title}\n{text}")
        yield document


def _document(fields: Fields, item_id: str) -> Document:
    document = Document()
    document.add_text("key", key(fields.kind, item_id))
    document.add_text("id", item_id)
    return document
