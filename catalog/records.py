"""The records that everything else speaks of: frozen, typed, and nothing but values.

A field that its source does not give is None or empty: unknown, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of a currency (ISO 4217, three capital letters)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What a measure of it costs: 1.99 EUR for "100 g". As its source says it, never computed."""

    price: Money
    measure: str


@dataclass(frozen=True, slots=True)
class PriceSpan:
    """What is said of a price that is no single amount.

    "from 46 €" has a `low`, "38–43 €" both, "on request" and "2 for 5 €" neither.
    """

    low: Money | None
    high: Money | None
    words: str
    """As the source writes it."""


@dataclass(frozen=True, slots=True)
class Sale:
    """A reduced price with its time: from `starts` up to `ends`, both aware; None is open."""

    price: Money
    regular: Money
    """What is asked before and after."""
    starts: datetime | None = None
    ends: datetime | None = None

    def runs(self, now: datetime) -> bool:
        begun = self.starts is None or self.starts <= now
        return begun and (self.ends is None or now < self.ends)


class Availability(StrEnum):
    """One set of states for all formats (the names are schema.org's ItemAvailability)."""

    IN_STOCK = "in_stock"
    LIMITED = "limited"
    OUT_OF_STOCK = "out_of_stock"
    PREORDER = "preorder"
    BACKORDER = "backorder"
    DISCONTINUED = "discontinued"
    UNKNOWN = "unknown"

    @property
    def can_be_ordered(self) -> bool:
        return self in _ORDERABLE

    @property
    def is_gone(self) -> bool:
        """Whether it is known that it cannot be had."""
        return self in (Availability.OUT_OF_STOCK, Availability.DISCONTINUED)


_ORDERABLE = frozenset(
    {Availability.IN_STOCK, Availability.LIMITED, Availability.PREORDER, Availability.BACKORDER}
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was read, and when: the evidence behind every fact.

    `place` is what a person would look for in the source: "row 12", "heading Returns".
    """

    source: str
    place: str
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Option:
    """What tells a variant from its siblings: name "Size", value "42"."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property of a product: "weight" "2.1" "kg". `unit` is empty where there is none."""

    name: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """What is actually bought. A product without options has exactly one."""

    id: str
    options: tuple[Option, ...] = ()
    sku: str = ""
    gtin: str = ""
    price: Money | None = None
    """What is asked now: the sale's price only while the sale runs (see `at`)."""
    list_price: Money | None = None
    """The former price, when `price` is a reduction of it."""
    availability: Availability = Availability.UNKNOWN
    stock: int | None = None
    image: str = ""
    link: str = ""
    place: str = ""
    """Where in the product's source this variant stands ("row 13")."""
    mpn: str = ""
    """The manufacturer's part number."""
    shop_id: str = ""
    """What the shop system itself calls it: the id in its cart's links."""
    unit_price: UnitPrice | None = None
    sale: Sale | None = None
    tax_included: bool | None = None
    """Whether `price` holds the tax; None where the source does not say."""
    shipping: Money | None = None
    """What sending it costs, where the source names one amount."""
    price_span: PriceSpan | None = None
    """What is said of the price where it is no single amount; `price` is None then."""
    origin: Origin | None = None
    """Where this was said, if elsewhere than the product: a price that was set over the API."""

    def at(self, now: datetime) -> Variant:
        """With the prices that hold at `now`, which is aware. The database gives them so."""
        if self.sale is None:
            return self
        if self.sale.runs(now):
            return replace(self, price=self.sale.price, list_price=self.sale.regular)
        return replace(self, price=self.sale.regular, list_price=None)


@dataclass(frozen=True, slots=True)
class ProductText:
    """A product's words in one language."""

    title: str
    description: str = ""
    category: tuple[str, ...] = ()
    """The path, widest first: ("Camping", "Tents")."""
    tags: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    option_names: tuple[tuple[str, str], ...] = ()
    """(name in the first language, name in this one), where they differ."""
    option_values: tuple[tuple[str, str], ...] = ()
    """(value in the first language, value in this one), where they differ."""


@dataclass(frozen=True, slots=True)
class Product:
    """One product in all its languages, with all its variants.

    `texts` holds at least one language; the first one is the source's own.
    """

    id: str
    texts: dict[str, ProductText]
    variants: tuple[Variant, ...]
    origin: Origin
    brand: str = ""
    link: str = ""
    images: tuple[str, ...] = ()

    def origin_of(self, variant: Variant) -> Origin:
        """Where the offer of one of its variants was said."""
        return variant.origin or self.origin

    def as_of(self, variants: Iterable[Variant]) -> datetime:
        """When `variants` were said; of several, the oldest: no sentence is newer than that."""
        return min((self.origin_of(v).as_of for v in variants), default=self.origin.as_of)

    def text(self, language: str) -> ProductText:
        """The words in `language`, or in the product's own where there are none."""
        return self.texts.get(language) or next(iter(self.texts.values()))


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the business's own prose, under its heading: a policy, an answer, a page's part.

    `heading` is the path, widest first: ("Shipping", "How long does delivery take?").
    """

    id: str
    heading: tuple[str, ...]
    text: str
    language: str
    origin: Origin
    link: str = ""


@dataclass(frozen=True, slots=True)
class Hours:
    """Open on `days` (0 is Monday) from `opens` to `closes`, "HH:MM" in the business's zone.

    What closes no later than it opens runs over midnight and belongs to the day that it begins on;
    "00:00" to "00:00" is the whole day.
    """

    days: tuple[int, ...]
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of one year, or of each where `year` is None."""

    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class SpecialHours:
    """What holds from `first` to `last` in place of the week's hours: `spans` as (opens, closes),
    none where it is closed. Both ends have a year, or neither."""

    first: YearDay
    last: YearDay
    spans: tuple[tuple[str, str], ...] = ()

    def covers(self, day: date) -> bool:
        first, last = ((end.month, end.day) for end in (self.first, self.last))
        here = (day.month, day.day)
        if self.first.year is not None and self.last.year is not None:
            return (self.first.year, *first) <= (day.year, *here) <= (self.last.year, *last)
        if first <= last:
            return first <= here <= last
        return here >= first or here <= last  # over the turn of the year


@dataclass(frozen=True, slots=True)
class Business:
    """Who speaks: what `[business]` of tresen.toml says."""

    name: str
    url: str = ""
    languages: tuple[str, ...] = ("en",)
    """The first is the one that a customer is answered in when nothing else is known."""
    currency: str = "EUR"
    timezone: str = "UTC"
    email: str = ""
    phone: str = ""
    address: str = ""
    opening_hours: tuple[Hours, ...] = field(default=())
    special_hours: tuple[SpecialHours, ...] = field(default=())
    """Of several that cover a day one that is closed holds, else all of them."""
    voice: str = ""
    """A sentence on how it likes to sound, for the model."""
    kind: str = ""
    """What it is, in a word or two: "restaurant", "hair salon"; empty: a shop."""
