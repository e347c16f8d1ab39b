"""A change of one product to rows: which listing it is written to, and what is noted beside it.

Offers are set in the listing that holds them, words in the one whose words are shown; edits.py says
why the columns are noted too. All inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from catalog.database import read_products
from catalog.edits import KEY, SOURCE, Edits, When
from catalog.item_fields import PRICES
from catalog.records import Origin, Product, ProductText, Variant
from catalog.rows import Row, listing_row, text_rows, variant_rows
from catalog.switching import decide_holders, remember_item
from catalog.tables import catalog_state, edits, listings, sources, texts, variants, withdrawn

_PRICE_COLUMNS = ("price", "list_price", "currency", "sale", "unit_price", "price_span")
_STOCK_COLUMNS = ("availability", "stock")


class Shelf:
    """One product's listings in an open transaction. `at` is the time that the change is of."""

    def __init__(
        self, connection: sa.Connection, language: str, at: datetime | None = None
    ) -> None:
        self._connection = connection
        self._language = language
        self._at = at or datetime.now(UTC)
        # The row is held against other machines' changes until this one is committed.
        version = sa.select(catalog_state.c.version)
        if at is not None:
            version = version.with_for_update()
        self._version: int = connection.execute(version).scalar_one() + 1
        self._when = When(self._at, self._version)

    @staticmethod
    def origin(item_id: str) -> Origin:
        return Origin(SOURCE, f"item {item_id}", datetime.now(UTC))

    def named(self, item_id: str) -> tuple[bool, list[tuple[str, str]]]:
        """Whether a product has that id; and (product, variant) of all that have it, or as SKU."""
        own = sa.select(sa.func.count()).where(listings.c.product_id == item_id)
        offers = (
            sa.select(listings.c.product_id, variants.c.id)
            .join_from(listings, variants)
            .where(listings.c.holds)
            .limit(20)
        )
        found: dict[tuple[str, str], None] = {}
        meant = [variants.c.id == item_id, variants.c.sku == item_id]
        is_product = bool(self._connection.execute(own).scalar_one())
        for number, condition in enumerate(meant):
            rows = self._connection.execute(offers.where(condition))
            found.update(((product, variant), None) for product, variant in rows)
            if number == 1 and not found and not is_product:
                # A feed's own id of a variant stands behind its product's: "boot:boot-42". No index
                # has it, and a scan of 100,000 variants takes 30 ms.
                meant.append(variants.c.id.endswith(f":{item_id}", autoescape=True))
        return is_product, list(found)

    def product(self, product_id: str) -> Product:
        """It must be there."""
        return read_products(self._connection, [product_id])[0]

    def set_product(self, product_id: str, columns: Row) -> None:
        """Set columns of the listing itself: brand, link, images."""
        listing, said = self._holder(product_id)
        self._connection.execute(
            listings.update().where(listings.c.id == listing).values(**columns)
        )
        self._note(listing, said.with_product(self._when, columns))

    def set_text(
        self, product_id: str, language: str, text: ProductText, fields: Iterable[str]
    ) -> None:
        """Set `fields` of the text in `language`; the whole text where there is none yet."""
        own = texts.c.language == language
        spoken = self._listings(product_id).join(texts, texts.c.listing_id == listings.c.id)
        listing = self._connection.execute(spoken.where(own).limit(1)).scalar()
        row = _text_row(language, text)
        columns = {name: row[name] for name in fields}
        if listing is None:
            listing, said = self._holder(product_id)
            place = sa.select(sa.func.coalesce(sa.func.max(texts.c.position), -1) + 1)
            place = place.where(texts.c.listing_id == listing)
            position = self._connection.execute(place).scalar_one()
            columns = {k: v for k, v in row.items() if k not in ("listing_id", "position")}
            self._connection.execute(
                texts.insert(), {**columns, "listing_id": listing, "position": position}
            )
        else:
            said = self._said(listing)
            query = texts.update().where(texts.c.listing_id == listing, own)
            self._connection.execute(query.values(**columns))
        self._note(listing, said.with_text(language, self._when, columns))

    def set_variant(self, product_id: str, variant: Variant, fields: Iterable[str]) -> None:
        """Set `fields` of a variant, and those that hang together with them."""
        listing, said = self._holder(product_id)
        row = _variant_row(variant)
        names = {name for name in fields if name not in PRICES}
        names |= set(_PRICE_COLUMNS) if PRICES & set(fields) else set()
        names |= set(_STOCK_COLUMNS) if names & set(_STOCK_COLUMNS) else set()
        columns = {name: row[name] for name in sorted(names)}
        own = (variants.c.listing_id == listing) & (variants.c.id == variant.id)
        query = variants.update().where(own).values(**columns)
        if not self._connection.execute(query).rowcount:
            columns = {k: v for k, v in row.items() if k not in ("listing_id", "position")}
            values = {**columns, "listing_id": listing, "position": 0}
            self._connection.execute(variants.insert(), values)
            self._count(listing)
        self._note(listing, said.with_variant(variant.id, self._when, columns))

    def take_variant(self, product_id: str, variant_id: str) -> None:
        listing, said = self._holder(product_id)
        own = (variants.c.listing_id == listing) & (variants.c.id == variant_id)
        self._connection.execute(variants.delete().where(own))
        self._count(listing)
        self._note(listing, said.with_variant(variant_id, self._when, None))

    def take_away(self, product_id: str) -> None:
        """All listings of a product go; what their sources said of it is kept in mind."""
        columns = (listings.c.id, listings.c.source_id, listings.c.fingerprint, sources.c.key)
        rows = self._connection.execute(
            sa.select(*columns)
            .join_from(listings, sources)
            .where(listings.c.product_id == product_id)
        ).all()
        gone = [
            {"source_id": row.source_id, "product_id": product_id,
             "fingerprint": row.fingerprint, "at": self._at, "made": self._version}
            for row in rows if row.key != KEY
        ]  # fmt: skip
        if gone:
            self._connection.execute(withdrawn.insert(), gone)
        self._connection.execute(
            listings.delete().where(listings.c.id.in_([row.id for row in rows]))
        )

    def replace(self, product: Product, language: str) -> None:
        """The product's own listing becomes `product`; a new one where there is none."""
        row = self._connection.execute(self._listings(product.id).limit(1)).first()
        listing = self._new(product) if row is None else row.id
        self._connection.execute(variants.delete().where(variants.c.listing_id == listing))
        own = (texts.c.listing_id == listing) & (texts.c.language == language)
        left = sa.select(texts.c.position).where(own)
        place = self._connection.execute(left).scalar()
        if place is None:
            last = sa.select(sa.func.coalesce(sa.func.max(texts.c.position), -1) + 1)
            last = last.where(texts.c.listing_id == listing)
            place = self._connection.execute(last).scalar_one()
        self._connection.execute(texts.delete().where(own))
        (text,) = text_rows(product, listing)
        self._connection.execute(texts.insert(), {**text, "position": place})
        self._connection.execute(variants.insert(), variant_rows(product, listing))
        self._connection.execute(
            listings.update()
            .where(listings.c.id == listing)
            .values(**listing_row(product), link=product.link)
        )
        self._note(listing, Edits(whole=self._when))

    def commit(self, product_id: str, *, words: bool) -> None:
        """Raise the catalog's version for this product. `words`: its words changed, too."""
        decide_holders(self._connection, sa.select(sa.literal(product_id)))
        remember_item(self._connection, "product", product_id, self._version, words=words)

    def _listings(self, product_id: str) -> sa.Select[Any]:
        """The product's listings in the order in which they speak."""
        return (
            sa.select(listings.c.id)
            .join_from(listings, sources)
            .where(listings.c.product_id == product_id)
            .order_by(listings.c.holds.desc(), sources.c.rank, listings.c.version.desc())
        )

    def _holder(self, product_id: str) -> tuple[int, Edits]:
        listing = self._connection.execute(self._listings(product_id).limit(1)).scalar_one()
        return listing, self._said(listing)

    def _said(self, listing: int) -> Edits:
        query = sa.select(edits.c.said).where(edits.c.listing_id == listing)
        packed = self._connection.execute(query).scalar()
        return Edits.of(packed) if packed else Edits()

    def _note(self, listing: int, said: Edits) -> None:
        self._connection.execute(edits.delete().where(edits.c.listing_id == listing))
        self._connection.execute(edits.insert(), {"listing_id": listing, "said": said.packed()})
        self._connection.execute(
            listings.update().where(listings.c.id == listing).values(version=self._version)
        )

    def _count(self, listing: int) -> None:
        offers = sa.select(sa.func.count()).where(variants.c.listing_id == listing)
        self._connection.execute(
            listings.update()
            .where(listings.c.id == listing)
            .values(offers=offers.scalar_subquery())
        )

    def _new(self, product: Product) -> int:
        last = sa.select(sa.func.coalesce(sa.func.max(listings.c.id), 0))
        listing: int = self._connection.execute(last).scalar_one() + 1
        values = {
            **listing_row(product),
            "id": listing,
            "source_id": self._source(),
            "row": 0,
            "fingerprint": 0,
            "version": self._version,
            "place": product.origin.place,
            "link": product.link,
        }
        self._connection.execute(listings.insert(), values)
        return listing

    def _source(self) -> int:
        """The source of what only the API tells; made when it is first needed."""
        known = self._connection.execute(sa.select(sources.c.id).where(sources.c.key == KEY))
        found = known.scalar()
        values = {"key": KEY, "name": SOURCE, "language": self._language, "rank": 0,
                  "settings": "", "read_at": self._at}  # fmt: skip
        if found is None:
            last = sa.select(sa.func.coalesce(sa.func.max(sources.c.id), 0))
            found = int(self._connection.execute(last).scalar_one()) + 1
            self._connection.execute(sources.insert(), {**values, "id": found})
        return int(found)


def _variant_row(variant: Variant) -> Row:
    holding = Product("", {}, (variant,), Shelf.origin(""))
    return variant_rows(holding, 0)[0]


def _text_row(language: str, text: ProductText) -> Row:
    return text_rows(Product("", {language: text}, (), Shelf.origin("")), 0)[0]
