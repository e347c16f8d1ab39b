"""The fields of an item as the API takes them, and what they make of a product or variant.

A field that is not given stays; null makes it unknown. Some hang together: a new price ends a sale,
and takes the former price and the unit price with it where these are not given too, for they would
be said of the old one. A stock without availability decides it, unless goods are only ordered.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from catalog.errors import EditError
from catalog.records import (
    Attribute,
    Availability,
    Money,
    Option,
    ProductText,
    Sale,
    UnitPrice,
    Variant,
)
from catalog.sources.cells import MOST, BadCell, line
from catalog.sources.money import currency
from catalog.sources.product import TITLE

PRICES = frozenset({"price", "list_price", "sale", "unit_price", "currency"})
_PLAIN = ("sku", "gtin", "mpn", "image", "link", "tax_included")
_STOCKED = (Availability.IN_STOCK, Availability.LIMITED)


def _clean(text: str) -> str:
    return text.replace("\0", "")


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("expected a number such as 149.95")
    return value


def _path(value: object) -> object:
    return [p for p in map(line, value.split(">")) if p] if isinstance(value, str) else value


def _code(text: str) -> str:
    try:
        return currency(text, "")
    except BadCell as exc:
        raise ValueError(str(exc)) from exc


Text = Annotated[str, Field(max_length=500), AfterValidator(_clean)]
Line = Annotated[str, Field(max_length=TITLE), AfterValidator(_clean), AfterValidator(line)]
Id = Annotated[str, Field(min_length=1, max_length=250), AfterValidator(_clean)]
Amount = Annotated[
    Decimal, BeforeValidator(_number), Field(ge=0, le=MOST, decimal_places=4, max_digits=17)
]
Currency = Annotated[str, Field(max_length=5), AfterValidator(_code)]


class _Fields(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class OptionField(_Fields):
    name: Annotated[Line, Field(min_length=1)]
    value: Annotated[Line, Field(min_length=1)]


class AttributeField(_Fields):
    name: Annotated[Line, Field(min_length=1)]
    value: Annotated[Line, Field(min_length=1)]
    unit: Line = ""


class SaleField(_Fields):
    """A reduced price, from `starts` up to `ends`; each may be left out."""

    price: Amount
    starts: AwareDatetime | None = None
    ends: AwareDatetime | None = None


class UnitPriceField(_Fields):
    """What a measure costs: 19.90 for "1 l"."""

    price: Amount
    measure: Annotated[Line, Field(min_length=1)]


class VariantFields(_Fields):
    """What is told of a variant: what it costs, whether it can be had."""

    price: Amount | None = None
    list_price: Amount | None = Field(None, description="the former price, above `price`")
    sale: SaleField | None = None
    unit_price: UnitPriceField | None = None
    currency: Currency | None = Field(None, description="else the one that it has")
    availability: Availability = Availability.UNKNOWN
    stock: Annotated[int, Field(ge=-(10**9), le=10**9)] | None = None
    options: Annotated[list[OptionField], Field(max_length=20)] = []
    sku: Text = ""
    gtin: Text = ""
    mpn: Text = ""
    image: Annotated[Text, Field(max_length=2000)] = ""
    link: Annotated[str, Field(max_length=2000), AfterValidator(_clean)] = ""
    tax_included: bool | None = None


class ProductFields(_Fields):
    """What is told of a product; `language` says which of its texts is meant."""

    title: Annotated[Line, Field(min_length=1)] = ""
    description: Annotated[str, Field(max_length=50_000), AfterValidator(_clean)] = ""
    category: Annotated[list[Line], BeforeValidator(_path), Field(max_length=20)] = []
    tags: Annotated[list[Line], Field(max_length=200)] = []
    attributes: Annotated[list[AttributeField], Field(max_length=500)] = []
    brand: Line = ""
    link: Annotated[str, Field(max_length=2000), AfterValidator(_clean)] = ""
    images: Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=100)] = []
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] = ""


class PatchFields(VariantFields, ProductFields):
    """What a PATCH sets: fields of a product, of a variant, or of one that is both."""


class VariantPut(VariantFields):
    id: Id


class PutFields(PatchFields):
    """A whole product: one of `variants`, or, without them, one that is itself what is bought."""

    title: Annotated[Line, Field(min_length=1)]
    variants: Annotated[list[VariantPut], Field(max_length=2000)] = []


def changed_variant(
    variant: Variant, fields: VariantFields, given: frozenset[str], home: str
) -> Variant:
    """`variant` with the fields that are `given`. `home` is the currency where none is known.

    Raises EditError, naming the field.
    """
    changes: dict[str, Any] = {n: getattr(fields, n) for n in _PLAIN if n in given}
    if "options" in given:
        changes["options"] = tuple(Option(o.name, o.value) for o in fields.options)
    if given & PRICES:
        changes |= _prices(variant, fields, given, home)
    if "stock" in given:
        changes |= {"stock": fields.stock, "availability": _after(variant, fields.stock)}
    if "availability" in given:
        changes["availability"] = fields.availability
    changed = replace(variant, **changes)
    return changed.at(datetime.now(UTC)) if changed.sale else changed


def _after(variant: Variant, stock: int | None) -> Availability:
    known = variant.availability
    if stock is None:
        return known
    if stock <= 0:
        return Availability.OUT_OF_STOCK if known in (*_STOCKED, Availability.UNKNOWN) else known
    back = (Availability.OUT_OF_STOCK, Availability.UNKNOWN)
    return Availability.IN_STOCK if known in back else known


def _prices(
    variant: Variant, fields: VariantFields, given: frozenset[str], home: str
) -> dict[str, Any]:
    old = variant.sale.regular if variant.sale else variant.price
    if fields.currency and old and fields.currency != old.currency and "price" not in given:
        raise EditError(f"currency {fields.currency!r} needs a price in it.", "currency")
    code = fields.currency or (old.currency if old else home)
    price = _money(fields.price, code) if "price" in given else old
    kept = "price" not in given
    former = _money(fields.list_price, code)
    if "list_price" not in given:
        former = variant.list_price if kept and not variant.sale else None
    if former and (price is None or former.amount <= price.amount):
        shown = price.amount if price else "unknown"
        raise EditError(
            f"list_price {former.amount} is not above the price, {shown}.", "list_price"
        )
    sale = variant.sale if kept and "sale" not in given and former is None else None
    if fields.sale:
        sale = _sale(fields.sale, price, code)
    unit = variant.unit_price if kept and "sale" not in given else None
    if "unit_price" in given:
        asked = fields.unit_price
        unit = UnitPrice(Money(asked.price, code), asked.measure) if asked else None
    # A price that is set takes the place of "on request"; one that is unknown has no words either.
    span = variant.price_span if kept and price is None else None
    return {
        "price": price,
        "list_price": former,
        "sale": sale,
        "unit_price": unit,
        "price_span": span,
    }


def _sale(field: SaleField, price: Money | None, code: str) -> Sale:
    if price is None or field.price >= price.amount:
        shown = price.amount if price else "unknown"
        raise EditError(f"sale.price {field.price} is not below the price, {shown}.", "sale.price")
    if field.starts and field.ends and field.ends <= field.starts:
        raise EditError(f"sale.ends {field.ends.isoformat()} is not after its start.", "sale.ends")
    return Sale(Money(field.price, code), price, field.starts, field.ends)


def _money(amount: Decimal | None, code: str) -> Money | None:
    return Money(amount, code) if amount is not None else None


def changed_text(text: ProductText, fields: ProductFields, given: frozenset[str]) -> ProductText:
    """`text` with the fields that are `given`."""
    changes: dict[str, Any] = {
        n: getattr(fields, n) for n in ("title", "description") if n in given
    }
    for name in ("category", "tags"):
        if name in given:
            changes[name] = tuple(filter(None, getattr(fields, name)))
    if "attributes" in given:
        told = fields.attributes
        changes["attributes"] = tuple(Attribute(a.name, a.value, a.unit) for a in told)
    return replace(text, **changes)
