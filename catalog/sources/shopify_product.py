"""The rows of one handle of a Shopify CSV to one product."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil

from catalog.quantities import asked
from catalog.records import (
    Attribute,
    Availability,
    Business,
    Money,
    Option,
    Origin,
    Product,
    ProductText,
    Variant,
)
from catalog.sources.cells import BadCell, amount, barcode, line, measure_left, measured, whole
from catalog.sources.html import plain, stated
from catalog.sources.opening import Source
from catalog.sources.seam import Made, Rejection
from catalog.sources.shopify_stock import Left, counted
from catalog.sources.table import Row, shown
from catalog.sources.words import word

NAMES = {
    "handle": ("handle", "url handle"),
    "title": ("title",),
    "description": ("body (html)", "description"),
    "vendor": ("vendor",),
    "category": ("product category",),
    "type": ("type",),
    "tags": ("tags",),
    "published": ("published", "published on online store"),
    "status": ("status",),
    "sku": ("variant sku", "sku"),
    "barcode": ("variant barcode", "barcode"),
    "price": ("variant price", "price"),
    "list_price": ("variant compare at price", "compare-at price", "compare at price"),
    "tracker": ("variant inventory tracker", "inventory tracker"),
    "stock": ("variant inventory qty", "inventory quantity", "inventory qty"),
    "policy": ("variant inventory policy", "continue selling when out of stock"),
    "grams": ("variant grams", "weight value (grams)"),
    "weight_unit": ("variant weight unit", "weight unit for display"),
    "image": ("image src", "product image url"),
    "content": ("unit price total measure",),
    "content_unit": ("unit price total measure unit",),
    "variant_image": ("variant image", "variant image url"),
    **{f"name{n}": (f"option{n} name",) for n in (1, 2, 3)},
    **{f"value{n}": (f"option{n} value",) for n in (1, 2, 3)},
}
NEEDED = ("handle", "title", "price")
METAFIELD = "product.metafields."
OF_PLATFORM = (
    "option", "variant", "google shopping", "seo", "image", "product image", "gift card",
    "unit price", "cost per item", "tax", "charge tax", "requires shipping", "fulfillment",
    "inventory", "weight", "collection", "custom collections", "status", "published",
    "included /", "price /", "compare at price /", "compare-at price /", "template", "metafield",
)  # fmt: skip
"""What Shopify's further columns begin with, which are nothing that a customer asks for."""
_CALLED = re.compile(r"option ?([123])[ :_-]+(?!(?:name|value|linked to)\b)(.+)", re.IGNORECASE)
"""A column of values that is called by its option itself: "Option1 Colour"."""
OVERSELLS = frozenset({"continue", "true", "yes"})
GRAMS = {"kg": 1000, "g": 1}
"""Weights are shown in these; pounds and ounces would have to be rounded, so they stay grams."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known field stands in a row, and how its column is called in the file."""

    places: Mapping[str, int]
    header: Sequence[str]
    metafields: tuple[tuple[str, int], ...]
    options: Mapping[str, str]
    """What an option is called by its column, where no other says it."""

    @classmethod
    def of(cls, header: Sequence[str]) -> Columns:
        found = {name.casefold(): place for place, name in reversed(list(enumerate(header)))}
        places = {
            field: found[name] for field, names in NAMES.items() for name in names if name in found
        }
        called = {}
        for place, name in enumerate(header):
            own = _CALLED.fullmatch(name.strip())
            if own is not None and f"value{own[1]}" not in places:
                places[f"value{own[1]}"], called[f"name{own[1]}"] = place, own[2]
        return cls(places, header, tuple(_metafields(header)), called)

    def missing(self) -> list[str]:
        """The needed columns that are not there, by the names they may have."""
        return [" or ".join(NAMES[field]) for field in NEEDED if field not in self.places]

    def cell(self, row: Row, field: str) -> str:
        place = self.places.get(field)
        return row.cells[place].strip() if place is not None else ""

    def called(self, field: str) -> str:
        place = self.places.get(field)
        return self.header[place] if place is not None else field


def _metafields(header: Sequence[str]) -> Iterator[tuple[str, int]]:
    """ "Material (product.metafields.custom.material)" is the property "Material", and so is a
    column of the shop's own among those of the platform."""
    taken = {"id", "command", *(name for names in NAMES.values() for name in names)}
    for place, name in enumerate(header):
        label, found, key = name.partition(METAFIELD)
        plain = name.strip().casefold()
        if found:
            yield label.strip(" (") or key.rpartition(".")[2].strip(" )").replace("_", " "), place
        elif plain and plain not in taken and not plain.startswith(OF_PLATFORM):
            yield name.strip(), place


@dataclass(frozen=True, slots=True)
class Group:
    """All rows of one handle, and what else their product depends on."""

    source: Source
    business: Business
    columns: Columns
    handle: str
    rows: tuple[Row, ...]
    left: Left = ()
    """How many there are of each variant, by a file that lies beside."""


def make(group: Group) -> Made:
    """The product, and what was not taken of it: a wrong price costs its variant, no more."""
    columns, first = group.columns, group.rows[0]
    title = next((t for row in group.rows if (t := line(columns.cell(row, "title")))), "")
    if not title:
        reason = "the product has no title"
        return Made(None, (_rejected(group, first, "title", "", reason),))
    offered, rejections = _variants(group)
    if not offered:
        return Made(None, tuple(rejections))
    url = group.business.url.rstrip("/")
    product = Product(
        id=group.handle,
        texts={group.source.language: _text(group, title)},
        variants=tuple(offered),
        origin=Origin(group.source.name, f"row {first.number}", datetime.now(UTC)),
        brand=line(columns.cell(first, "vendor")),
        link=f"{url}/products/{group.handle}" if url else "",
        images=tuple(dict.fromkeys(i for row in group.rows if (i := columns.cell(row, "image")))),
    )
    return Made(product, tuple(rejections))


def _text(group: Group, title: str) -> ProductText:
    columns, first = group.columns, group.rows[0]
    description = plain(columns.cell(first, "description"))
    category = [part for cut in columns.cell(first, "category").split(">") if (part := line(cut))]
    kind = line(columns.cell(first, "type"))
    if kind and kind.casefold() not in map(str.casefold, category):
        category.append(kind)
    tags = dict.fromkeys(t for cut in columns.cell(first, "tags").split(",") if (t := line(cut)))
    return ProductText(
        title=title,
        description=description,
        category=tuple(category),
        tags=tuple(tags),
        attributes=tuple(_attributes(group, description)),
    )


def _attributes(group: Group, description: str) -> Iterator[Attribute]:
    """What metafields say, then the description's list; a name is taken once."""
    language = group.source.language
    found: dict[str, Attribute] = {}
    for name, place in group.columns.metafields:
        attribute = _metafield(name, _shared(group, place), language)
        if attribute is not None:
            found.setdefault(name.casefold(), attribute)
    for attribute in stated(description, language):
        found.setdefault(attribute.name.casefold(), attribute)
    if content := _content(group):
        found.setdefault("content", content)
    # The shipping weight only where nothing else tells one: it includes the packaging.
    if not found.keys() & {"weight", "gewicht"}:
        weight = _weight(group)
        if weight is not None:
            found["weight"] = weight
    yield from found.values()


def _shared(group: Group, place: int) -> str:
    """What a column says of a product: what its first row does, and where its variants say
    something else, what each of them does: "Black: due in May"."""
    offers = list(_offers(group))
    told = [(row, text) for row in offers if (text := row.cells[place].strip())]
    texts = list(dict.fromkeys(text for _, text in told))
    first = group.rows[0].cells[place].strip()
    if not told or texts == [first]:
        return first
    values = [group.columns.cell(row, "value1") for row, _ in told]
    if len(texts) == 1 and (len(told) == len(offers) or not all(values)):
        return texts[0]
    return "; ".join(f"{v}: {t}" if v else t for v, (_, t) in zip(values, told, strict=True))


def _metafield(name: str, text: str, language: str) -> Attribute | None:
    """A metafield that is a text, a number or a measure; lists of references are left."""
    if not text or len(text) > 200 or text.startswith(("[", "gid://")):
        return None
    if not text.startswith("{"):
        return measured(name, line(text), language)
    try:
        held = json.loads(text)
    except ValueError:
        return None
    if not isinstance(held, dict) or held.keys() != {"value", "unit"}:
        return None
    return Attribute(name, str(held["value"]), str(held["unit"]).lower())


def _content(group: Group) -> Attribute | None:
    """What is in the packet, where all variants hold the same."""
    columns = group.columns
    told = {
        (columns.cell(r, "content"), columns.cell(r, "content_unit")) for r in _offers(group)
    } - {("", "")}
    if len(told) != 1:
        return None
    value, unit = told.pop()
    return Attribute(word("content", group.source.language), value, unit.lower())


def _weight(group: Group) -> Attribute | None:
    """The weight that all variants share."""
    cells = {
        (group.columns.cell(r, "grams"), group.columns.cell(r, "weight_unit"))
        for r in _offers(group)
    }
    if len(cells) != 1:
        return None
    text, unit = cells.pop()
    try:
        grams = amount(text)
    except BadCell:
        return None
    if not grams:
        return None
    shown_as = "kg" if unit.casefold() == "kg" else "g"
    return Attribute("weight", f"{(grams / GRAMS[shown_as]).normalize():f}", shown_as)


def _offers(group: Group) -> Iterator[Row]:
    """The rows that are variants: the first, and all that hold more than one more picture."""
    for row in group.rows:
        told = any(
            group.columns.cell(row, field) for field in ("value1", "sku", "price", "barcode")
        )
        if told or row is group.rows[0]:
            yield row


def _variants(group: Group) -> tuple[list[Variant], list[Rejection]]:
    offered: list[Variant] = []
    rejections: list[Rejection] = []
    names = [group.columns.options.get(f"name{n}", "") for n in (1, 2, 3)]
    rows: dict[tuple[Option, ...], int] = {}
    ids: dict[str, int] = {}
    for row in _offers(group):
        names = [line(group.columns.cell(row, f"name{n}")) or names[n - 1] for n in (1, 2, 3)]
        options = _options(group, row, names)
        if options in rows:
            said = ", ".join(option.value for option in options)
            reason = f"row {rows[options]} is the same variant"
            rejections.append(_rejected(group, row, "value1", said, reason))
            continue
        rows[options] = row.number
        variant, wrong = _variant(group, row, options)
        rejections.extend(wrong)
        if variant is not None:
            ids[variant.id] = ids.get(variant.id, 0) + 1
            offered.append(variant)
    return offered, rejections


def _options(group: Group, row: Row, names: Sequence[str]) -> tuple[Option, ...]:
    values = (line(group.columns.cell(row, f"value{n}")) for n in (1, 2, 3))
    options = tuple(Option(n, v) for n, v in zip(names, values, strict=True) if n and v)
    # Shopify's way to say that there are no options.
    return () if options == (Option("Title", "Default Title"),) else options


def _variant(
    group: Group, row: Row, options: tuple[Option, ...]
) -> tuple[Variant | None, list[Rejection]]:
    columns = group.columns
    wrong: list[Rejection] = []
    home = group.business.currency
    try:
        said = asked(columns.cell(row, "price"), "", home, home)
    except BadCell as exc:
        return None, [_rejected(group, row, "price", columns.cell(row, "price"), str(exc))]
    price = said.price if said.price is not None and said.price.amount else None
    former = stock = measure = None
    try:
        former = amount(columns.cell(row, "list_price"))
    except BadCell as exc:
        wrong.append(_rejected(group, row, "list_price", columns.cell(row, "list_price"), str(exc)))
    try:
        stock = whole(columns.cell(row, "stock"))
    except BadCell as exc:
        if (measure := measure_left(columns.cell(row, "stock"))) is None:
            wrong.append(_rejected(group, row, "stock", columns.cell(row, "stock"), str(exc)))
        else:
            stock = ceil(measure)
    if stock is None and group.left:
        values = tuple(option.value for option in options)
        stock = counted(group.left, columns.cell(row, "sku").lstrip("'"), values)
    availability, left = _availability(columns, row, stock)
    left = left if measure is None else None  # cloth by the metre counts no pieces
    sku = columns.cell(row, "sku").lstrip("'")
    told = sku or "-".join(option.value for option in options) or "1"
    variant = Variant(
        id=f"{group.handle}:{told}",
        options=options,
        sku=sku,
        gtin=barcode(columns.cell(row, "barcode")),
        price=price,
        list_price=_reduced(price, former),
        availability=availability,
        stock=left,
        image=columns.cell(row, "variant_image"),
        place=f"row {row.number}",
        price_span=said.span,
    )
    return variant, wrong


def _availability(columns: Columns, row: Row, stock: int | None) -> tuple[Availability, int | None]:
    """As Shopify sells it: what is not tracked is always for sale, and has no count."""
    if "tracker" in columns.places and not columns.cell(row, "tracker"):
        return Availability.IN_STOCK, None
    if stock is None:
        return Availability.UNKNOWN, None
    if stock > 0:
        return Availability.IN_STOCK, stock
    if columns.cell(row, "policy").casefold() in OVERSELLS:
        return Availability.BACKORDER, 0
    return Availability.OUT_OF_STOCK, 0


def _reduced(price: Money | None, former: Decimal | None) -> Money | None:
    """The former price, in the price's currency, where it is above it."""
    if price is None or former is None or former <= price.amount:
        return None
    return Money(former, price.currency)


def _rejected(group: Group, row: Row, field: str, value: str, reason: str) -> Rejection:
    called = group.columns.called(field)
    return Rejection(group.source.name, row.number, called, shown(value), reason)
