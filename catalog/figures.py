"""What is in the catalog, in figures: by source, what is offered, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from catalog.database import Counts, Database, count
from catalog.rows import SCALE
from catalog.tables import edits, listings, passages, sources, texts, variants, withdrawn


@dataclass(frozen=True, slots=True)
class SourceFigures:
    source: str
    language: str
    products: int
    passages: int
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """Variants and products are counted once, as the listing tells them whose offers hold."""

    counts: Counts
    sources: tuple[SourceFigures, ...]
    languages: dict[str, int]
    """Products that have a text in it."""
    brands: int
    availability: dict[str, int]
    """Variants by their state."""
    prices: dict[str, tuple[Decimal, Decimal]]
    """The lowest and the highest by currency, regular prices."""
    missing: dict[str, int]
    """How many variants have no price, SKU, GTIN or known state; products no description, link,
    image, category."""
    edited: int
    """Products of which the API said something that still holds."""
    withdrawn: int
    """Products that the API deleted and a source still has."""

    def to_json(self) -> dict[str, Any]:
        return {
            "products": self.counts.products,
            "variants": self.counts.variants,
            "passages": self.counts.passages,
            "brands": self.brands,
            "languages": self.languages,
            "availability": self.availability,
            "prices": {
                code: {"lowest": str(low), "highest": str(high)}
                for code, (low, high) in self.prices.items()
            },
            "missing": self.missing,
            "edited": self.edited,
            "withdrawn": self.withdrawn,
            "sources": [
                {
                    "source": one.source,
                    "language": one.language,
                    "products": one.products,
                    "passages": one.passages,
                    "read_at": one.read_at.isoformat(),
                }
                for one in self.sources
            ],
        }


def figures(database: Database) -> Figures:
    """What `database` holds now. Each is one query over the rows. Raises StateError."""
    with database.reading() as connection:
        states = sa.select(variants.c.availability, sa.func.count()).group_by(
            variants.c.availability
        )
        spoken = sa.select(texts.c.language, sa.func.count(listings.c.product_id.distinct()))
        spoken = spoken.join_from(texts, listings).group_by(texts.c.language)
        brands = sa.select(sa.func.count(listings.c.brand.distinct())).where(listings.c.brand != "")
        return Figures(
            counts=count(connection),
            sources=_sources(connection),
            languages=_pairs(connection, spoken.order_by(texts.c.language)),
            brands=_number(connection, brands),
            availability=_pairs(connection, _held(states)),
            prices=_prices(connection),
            missing=_missing(connection),
            edited=_number(connection, sa.select(sa.func.count()).select_from(edits)),
            withdrawn=_number(connection, sa.select(sa.func.count()).select_from(withdrawn)),
        )


def _held(query: sa.Select[Any]) -> sa.Select[Any]:
    """Of variants: those whose listing holds its product's offers."""
    return query.join_from(variants, listings).where(listings.c.holds)


def _sources(connection: sa.Connection) -> tuple[SourceFigures, ...]:
    products, prose = (_by_source(connection, table) for table in (listings, passages))
    rows = connection.execute(sa.select(sources).order_by(sources.c.name))
    return tuple(
        SourceFigures(
            row.name, row.language, products.get(row.id, 0), prose.get(row.id, 0), row.read_at
        )
        for row in rows
    )


def _by_source(connection: sa.Connection, table: sa.Table) -> dict[int, int]:
    query = sa.select(table.c.source_id, sa.func.count()).group_by(table.c.source_id)
    return {int(source): int(number) for source, number in connection.execute(query)}


def _prices(connection: sa.Connection) -> dict[str, tuple[Decimal, Decimal]]:
    lowest, highest = sa.func.min(variants.c.price), sa.func.max(variants.c.price)
    query = _held(sa.select(variants.c.currency, lowest, highest))
    query = query.where(variants.c.price.is_not(None)).group_by(variants.c.currency)
    cents = Decimal("0.01")
    return {
        code: ((Decimal(low) / SCALE).quantize(cents), (Decimal(high) / SCALE).quantize(cents))
        for code, low, high in connection.execute(query.order_by(variants.c.currency))
    }


def _missing(connection: sa.Connection) -> dict[str, int]:
    of_variants = {
        "price": variants.c.price.is_(None) & (variants.c.price_span == ()),
        "availability": variants.c.availability == "unknown",
        "sku": variants.c.sku == "",
        "gtin": variants.c.gtin == "",
    }
    of_products = {"link": listings.c.link == "", "image": listings.c.images == ""}
    of_texts = {"description": texts.c.description == "", "category": texts.c.category == ""}
    wanting: list[Any] = list(map(_sum, of_variants.values()))
    offers = _held(sa.select(*wanting))
    told = sa.select(*map(_sum, of_products.values())).where(listings.c.holds)
    words = sa.select(*map(_sum, of_texts.values())).join_from(texts, listings)
    found: dict[str, int] = {}
    for names, query in (
        (of_variants, offers),
        (of_products, told),
        (of_texts, words.where(listings.c.holds, texts.c.position == 0)),
    ):
        row = connection.execute(query).one()
        found |= {name: int(number or 0) for name, number in zip(names, row, strict=True)}
    return found


def _sum(condition: sa.ColumnElement[bool]) -> sa.Function[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _pairs(connection: sa.Connection, query: sa.Select[Any]) -> dict[str, int]:
    return {str(name): int(number) for name, number in connection.execute(query)}


def _number(connection: sa.Connection, query: sa.Select[Any]) -> int:
    return int(connection.execute(query).scalar_one())
