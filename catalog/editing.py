"""The page of a change from outside: one product or variant is set, replaced or taken away.

Each is one transaction, after which the index follows by the difference, so that whoever asks next
gets it. What the change is worth against the source's own word: edits.py. An id is a product's, a
variant's (with its product's before it or as its feed has it) or a SKU; one that names several
things is refused with their names.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from pydantic_core import to_json

from catalog.database import Database
from catalog.errors import AmbiguousItem, CatalogBusy, EditError, OutdatedItem, UnknownItem
from catalog.item_fields import (
    PatchFields,
    ProductFields,
    PutFields,
    VariantFields,
    changed_text,
    changed_variant,
)
from catalog.listing_edits import Shelf
from catalog.records import Business, Product, ProductText, Variant
from catalog.search import Search
from catalog.sources.seam import fingerprint

PATIENCE = 5.0
"""Seconds that a change waits for another, or for an ingest, before it is refused."""

_PRODUCT = frozenset(ProductFields.model_fields)
_VARIANT = frozenset(VariantFields.model_fields) - {"link"}
_TEXT = frozenset({"title", "description", "category", "tags", "attributes"})


@dataclass(frozen=True, slots=True)
class Stand:
    """A product as it stands after a change; `variant` where one was named, `created` if new."""

    product: Product
    variant: str = ""
    created: bool = False

    @property
    def tag(self) -> str:
        """Changes whenever what is said of the product does: for If-Match."""
        told = asdict(replace(self.product, variants=()))
        told.pop("origin")
        offers = [asdict(replace(v, origin=None, place="")) for v in self.product.variants]
        return f"{fingerprint(to_json([told, offers]).decode()):016x}"


def look(database: Database, item_id: str) -> Stand:
    """The product that `item_id` names. Raises UnknownItem, AmbiguousItem."""
    with database.reading() as connection:
        return _find(Shelf(connection, ""), item_id)


def patch(
    database: Database,
    search: Search,
    item_id: str,
    fields: PatchFields,
    *,
    business: Business,
    expected: str = "",
) -> Stand:
    """Set the fields that are given. `expected` is the tag that the item must have, if any.

    Raises EditError naming the field, UnknownItem, AmbiguousItem, OutdatedItem, CatalogBusy.
    """
    given = frozenset(fields.model_fields_set)
    with _changing(database, search, business) as shelf:
        found = _found(shelf, item_id, expected)
        product = found.product
        alone = len(product.variants) < 2
        if found.variant and not alone and (wrong := sorted(given & (_PRODUCT - {"link"}))):
            raise EditError(f"{wrong[0]} is the whole product's: set it on {product.id}.", wrong[0])
        offered = given & _VARIANT
        if found.variant and not alone:
            offered |= given & {"link"}
        elif told := given & _PRODUCT:
            _tell(shelf, product, fields, told)
        if offered:
            variant = _meant(product, found.variant, item_id, alone)
            changed = changed_variant(variant, fields, offered, business.currency)
            shelf.set_variant(product.id, changed, offered)
        shelf.commit(product.id, words=bool(given & (_PRODUCT | {"options"})))
    return replace(found, product=_now(database, product.id))


def put(
    database: Database,
    search: Search,
    item_id: str,
    fields: PutFields,
    *,
    business: Business,
    expected: str = "",
) -> Stand:
    """Make the product `item_id`, or replace it: what is not given is not known any more.

    Texts in other languages stay. Raises EditError, AmbiguousItem, OutdatedItem, CatalogBusy.
    """
    with _changing(database, search, business) as shelf:
        try:
            found = _found(shelf, item_id, expected)
        except UnknownItem:
            if expected:
                raise
            found = None
        if found is not None and found.product.id != item_id:
            raise EditError(f"{item_id!r} is a variant of {found.product.id!r}: PATCH it.", "id")
        language = fields.language or (
            next(iter(found.product.texts)) if found else business.languages[0]
        )
        shelf.replace(_made(item_id, fields, language, business), language)
        shelf.commit(item_id, words=True)
    return Stand(_now(database, item_id), created=found is None)


def delete(
    database: Database,
    search: Search,
    item_id: str,
    *,
    business: Business,
    expected: str = "",
) -> None:
    """Take a product away, or one variant of several. Its source does not bring it back before it
    says something new of it. Raises UnknownItem, AmbiguousItem, OutdatedItem, CatalogBusy.
    """
    with _changing(database, search, business) as shelf:
        found = _found(shelf, item_id, expected)
        product = found.product
        if found.variant and len(product.variants) > 1:
            shelf.take_variant(product.id, found.variant)
        else:
            shelf.take_away(product.id)
        shelf.commit(product.id, words=True)


def _tell(shelf: Shelf, product: Product, fields: PatchFields, told: frozenset[str]) -> None:
    if told & {"brand", "link", "images"}:
        columns = {
            "brand": fields.brand if "brand" in told else product.brand,
            "link": fields.link if "link" in told else product.link,
            "images": fields.images if "images" in told else product.images,
        }
        shelf.set_product(product.id, {name: columns[name] for name in sorted(told & {*columns})})
    if told & _TEXT:
        language = fields.language or next(iter(product.texts))
        known = product.texts.get(language)
        if known is None and "title" not in told:
            raise EditError(f"there is no text in {language!r} yet: give its title too.", "title")
        text = changed_text(known or ProductText(""), fields, told)
        shelf.set_text(product.id, language, text, told & _TEXT if known else _TEXT)


def _meant(product: Product, variant_id: str, item_id: str, alone: bool) -> Variant:
    if alone:
        return product.variants[0] if product.variants else Variant(product.id)
    if not variant_id:
        raise AmbiguousItem(item_id, [_named(product, v) for v in product.variants])
    return next(v for v in product.variants if v.id == variant_id)


def _made(item_id: str, fields: PutFields, language: str, business: Business) -> Product:
    given = frozenset(fields.model_fields_set)
    offers: list[Variant] = []
    if fields.variants:
        if wrong := sorted(given & _VARIANT - {"currency"}):
            raise EditError(f"{wrong[0]} stands beside variants: give it in each.", wrong[0])
        for number, one in enumerate(fields.variants):
            if any(one.id == other.id for other in offers):
                raise EditError(f"the id {one.id!r} is there twice.", f"variants.{number}.id")
            home = fields.currency or business.currency
            told = frozenset(one.model_fields_set - {"id"})
            offers.append(_offer(Variant(one.id), one, told, home, f"variants.{number}."))
    else:
        told = given & _VARIANT
        offers.append(_offer(Variant(item_id), fields, told, business.currency, ""))
    return Product(
        id=item_id,
        texts={language: changed_text(ProductText(fields.title), fields, _TEXT)},
        variants=tuple(offers),
        origin=Shelf.origin(item_id),
        brand=fields.brand,
        link=fields.link,
        images=tuple(fields.images),
    )


def _offer(
    variant: Variant, fields: VariantFields, told: frozenset[str], home: str, place: str
) -> Variant:
    try:
        return changed_variant(variant, fields, told, home)
    except EditError as exc:
        raise EditError(f"{place}{exc}", f"{place}{exc.field}") from exc


def _found(shelf: Shelf, item_id: str, expected: str) -> Stand:
    found = _find(shelf, item_id)
    if expected not in ("", "*", found.tag):
        raise OutdatedItem(f"{item_id!r} was changed meanwhile; its tag is {found.tag!r}.")
    return found


def _find(shelf: Shelf, item_id: str) -> Stand:
    """The product or variant of that id or SKU; the product where both are one thing."""
    own, others = shelf.named(item_id)
    if not own and not others:
        raise UnknownItem(f"There is no product, variant or SKU {item_id!r}.", "id")
    products = {name for name, _ in others} | ({item_id} if own else set())
    if len(products) > 1 or (not own and len(others) > 1):
        names = [f"{name} / {variant}" for name, variant in others]
        raise AmbiguousItem(item_id, [*([f"product {item_id}"] if own else []), *names])
    product = shelf.product(products.pop())
    return Stand(product, "" if own else others[0][1])


def _named(product: Product, variant: Variant) -> str:
    told = ", ".join(option.value for option in variant.options)
    return f"{variant.id} ({told})" if told else variant.id


def _now(database: Database, product_id: str) -> Product:
    return database.products([product_id])[0]


@contextmanager
def _changing(database: Database, search: Search, business: Business) -> Iterator[Shelf]:
    """Alone among those who change the catalog; the index follows once it is committed."""
    with held_alone(database):
        with database.writing() as connection:
            yield Shelf(connection, business.languages[0], datetime.now(UTC))
        search.follow(database)


@contextmanager
def held_alone(database: Database) -> Iterator[None]:
    """Alone among those who change the catalog. Raises CatalogBusy."""
    end = time.monotonic() + PATIENCE
    while True:
        with database.changing(wait=False) as held:
            if held:
                yield
                return
        if time.monotonic() > end:
            raise CatalogBusy("An ingest is at work: try again soon.")
        time.sleep(0.02)
