"""Rows of the database to records and back: the one place that knows both shapes.

A product that several sources tell is put together here. The listing that holds the offers (see
`listings.holds`) comes first; the others add their languages. What an option is called in another
language follows from the variants that two listings share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping

from catalog.edits import Edits
from catalog.records import (
    Attribute,
    Availability,
    Money,
    Option,
    Origin,
    Passage,
    PriceSpan,
    Product,
    ProductText,
    Sale,
    UnitPrice,
    Variant,
)

SCALE = 10_000
"""Money is stored in ten-thousandths: exact for every currency (the finest of ISO 4217 has four
decimals), and a plain whole number to every database."""

Row = dict[str, Any]


def listing_row(product: Product) -> Row:
    """What a listing says itself; whose it is, and where it stood, is the caller's to add."""
    return {
        "product_id": product.id,
        "offers": len(product.variants),
        "holds": True,
        "brand": product.brand,
        "images": product.images,
    }


def text_rows(product: Product, listing: int) -> list[Row]:
    return [
        {
            "listing_id": listing,
            "language": language,
            "position": position,
            "title": text.title,
            "category": text.category,
            "tags": text.tags,
            "attributes": [(a.name, a.value, a.unit) for a in text.attributes],
            "option_names": text.option_names,
            "option_values": text.option_values,
            "description": text.description,
        }
        for position, (language, text) in enumerate(product.texts.items())
    ]


def variant_rows(product: Product, listing: int) -> list[Row]:
    return [
        {
            "listing_id": listing,
            "position": position,
            "id": variant.id,
            "options": [(option.name, option.value) for option in variant.options],
            "sku": variant.sku,
            "gtin": variant.gtin,
            "price": _scaled(variant.price),
            "list_price": _scaled(variant.list_price),
            "currency": variant.price.currency if variant.price else "",
            "availability": variant.availability.value,
            "stock": variant.stock,
            "image": variant.image,
            "link": variant.link,
            "place": variant.place,
            "mpn": variant.mpn,
            "shop_id": variant.shop_id,
            "unit_price": _packed_unit(variant.unit_price),
            "sale": _packed_sale(variant.sale),
            "tax_included": variant.tax_included,
            "shipping": _packed(variant.shipping),
            "price_span": _packed_span(variant.price_span),
        }
        for position, variant in enumerate(product.variants)
    ]


def passage(row: RowMapping) -> Passage:
    """A passage of a row of `passages`, with `source` and `read_at` of its source."""
    return Passage(
        id=row["passage_id"],
        heading=tuple(row["heading"]),
        text=row["text"],
        language=row["language"],
        origin=_origin(row, datetime.now(UTC)),
        link=row["link"],
    )


def product(
    listings: Sequence[RowMapping],
    texts: Mapping[int, Sequence[RowMapping]],
    variants: Mapping[int, Sequence[RowMapping]],
    edits: Mapping[int, Edits],
) -> Product:
    """One product of all its listings, the one that holds its offers first.

    `texts` and `variants` are keyed by the listing's id and in their own order, `edits` by it too.
    """
    first = listings[0]
    now = datetime.now(UTC)
    offered = tuple(_variant(row).at(now) for row in variants.get(first["id"], ()))
    origin = _origin(first, now)
    if (said := edits.get(first["id"])) is not None:
        told = said.text_origin(first["product_id"])
        other = origin if told is not None else None
        offered = tuple(replace(v, origin=said.variant_origin(v.id) or other) for v in offered)
        origin = told or origin
    words: dict[str, ProductText] = {}
    for listing in listings:
        own = variants.get(listing["id"], ()) if listing is not first else ()
        names, values = _paired(offered, own)
        for row in texts.get(listing["id"], ()):
            if row["language"] not in words:
                words[row["language"]] = _text(row, names, values)
    return Product(
        id=first["product_id"],
        texts=words,
        variants=offered,
        origin=origin,
        brand=first["brand"],
        link=first["link"],
        images=tuple(first["images"]),
    )


def _origin(row: RowMapping, now: datetime) -> Origin:
    """A time in the future is now: the clock was ahead when the source was read."""
    return Origin(source=row["source"], place=row["place"], as_of=min(row["read_at"], now))


def _paired(
    offered: Sequence[Variant], others: Sequence[RowMapping]
) -> tuple[dict[str, str], dict[str, str]]:
    """Option names and values of `offered` to what the same variants are called in `others`.

    The same variant is the one with the same SKU. Of several, or where none is given, by position,
    if both have as many: one row that one file lacks would otherwise shift all that follow it.
    """
    names: dict[str, str] = {}
    values: dict[str, str] = {}
    by_sku: dict[str, list[RowMapping]] = {}
    told = any(v.sku for v in offered)
    for row in others:
        by_sku.setdefault(row["sku"] if told else "", []).append(row)
    alike = Counter(v.sku for v in offered)
    seen: Counter[str] = Counter()
    for variant in offered:
        same = by_sku.get(variant.sku, ())
        found = same[seen[variant.sku]] if len(same) == alike[variant.sku] else None
        seen[variant.sku] += 1
        options = found["options"] if found is not None else ()
        if len(options) != len(variant.options):
            continue
        for ours, (name, value) in zip(variant.options, options, strict=True):
            names.setdefault(ours.name, name)
            values.setdefault(ours.value, value)
    return names, values


def _text(row: RowMapping, names: Mapping[str, str], values: Mapping[str, str]) -> ProductText:
    return ProductText(
        title=row["title"],
        description=row["description"],
        category=tuple(row["category"]),
        tags=tuple(row["tags"]),
        attributes=tuple(Attribute(*entry) for entry in row["attributes"]),
        option_names=_differing({**names, **dict(row["option_names"])}),
        option_values=_differing({**values, **dict(row["option_values"])}),
    )


def _differing(pairs: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((ours, theirs) for ours, theirs in pairs.items() if ours != theirs)


def _variant(row: RowMapping) -> Variant:
    currency = row["currency"]
    return Variant(
        id=row["id"],
        options=tuple(Option(*entry) for entry in row["options"]),
        sku=row["sku"],
        gtin=row["gtin"],
        price=_money(row["price"], currency),
        list_price=_money(row["list_price"], currency),
        availability=Availability(row["availability"]),
        stock=row["stock"],
        image=row["image"],
        link=row["link"],
        place=row["place"],
        mpn=row["mpn"],
        shop_id=row["shop_id"],
        unit_price=_unit(row["unit_price"]),
        sale=_sale(row["sale"]),
        tax_included=row["tax_included"],
        shipping=_money(*row["shipping"]) if row["shipping"] else None,
        price_span=_span(row["price_span"]),
    )


def _packed(money: Money | None) -> tuple[int, str] | None:
    return (int(money.amount * SCALE), money.currency) if money is not None else None


def _packed_unit(unit: UnitPrice | None) -> tuple[int, str, str] | None:
    if unit is None:
        return None
    return int(unit.price.amount * SCALE), unit.price.currency, unit.measure


def _unit(packed: Sequence[Any]) -> UnitPrice | None:
    if not packed:
        return None
    amount, currency, measure = packed
    price = _money(amount, currency)
    return UnitPrice(price, measure) if price is not None else None


def _packed_span(span: PriceSpan | None) -> tuple[int | None, int | None, str, str] | None:
    if span is None:
        return None
    known = span.low or span.high
    return _scaled(span.low), _scaled(span.high), known.currency if known else "", span.words


def _span(packed: Sequence[Any]) -> PriceSpan | None:
    if not packed:
        return None
    low, high, currency, words = packed
    return PriceSpan(_money(low, currency), _money(high, currency), words)


def _packed_sale(sale: Sale | None) -> tuple[int, int, str, str, str] | None:
    if sale is None:
        return None
    price, regular = int(sale.price.amount * SCALE), int(sale.regular.amount * SCALE)
    starts, ends = (moment.isoformat() if moment else "" for moment in (sale.starts, sale.ends))
    return price, regular, sale.price.currency, starts, ends


def _sale(packed: Sequence[Any]) -> Sale | None:
    if not packed:
        return None
    price, regular, currency, *times = packed
    asked, former = _money(price, currency), _money(regular, currency)
    starts, ends = (datetime.fromisoformat(time) if time else None for time in times)
    return Sale(asked, former, starts, ends) if asked and former else None


def _scaled(money: Money | None) -> int | None:
    return int(money.amount * SCALE) if money is not None else None


def _money(amount: int | None, currency: str) -> Money | None:
    """The amount with two decimals, or with as many as it needs: 18990 000 is 189.90."""
    if amount is None:
        return None
    exact = Decimal(amount).scaleb(-4)
    short = exact.quantize(Decimal("0.01"))
    return Money(short if short == exact else exact.normalize(), currency)


def grouped(rows: Iterable[RowMapping], key: str) -> dict[Any, list[RowMapping]]:
    """Rows by the value of one column, in their order."""
    groups: dict[Any, list[RowMapping]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups
