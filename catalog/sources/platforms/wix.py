"""Wix Stores: a row of type Product, then one of type Variant for each combination, which costs the
product's price and its surcharge. https://support.wix.com/en/article/wix-stores-creating-a-csv-file
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from catalog.sources.entry import Entry
from catalog.sources.platform import Platform, Sheet, Told
from catalog.sources.platforms.reading import (
    is_no,
    options,
    path,
    plus,
    properties,
    reduced,
    said_of,
)

FIELDS = {
    "title": ("name",),
    "description": ("description",),
    "sku": ("sku",),
    "brand": ("brand",),
    "price": ("price",),
    "category": ("collection",),
}
_SOLD = {"instock": "in stock", "outofstock": "out of stock"}


def key(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("handle id", "handleid")


def _kind(row: Told) -> str:
    return row.get("field type", "fieldtype").casefold()


def hides(row: Told, families: Mapping[str, str]) -> str:
    return "hidden" if is_no(row.get("visible")) else ""


def hides_all(row: Told) -> str:
    return hides(row, {}) if _kind(row) == "product" else ""


def entries(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    first = next((row for row in rows if _kind(row) == "product"), rows[0])
    variants = [row for row in rows if _kind(row) == "variant"]
    said = said_of(first, FIELDS)
    groups = said.get("category", "").split(";")
    said["category"], said["tags"] = path(groups[0]), ",".join(groups[1:])
    images = tuple(filter(None, map(str.strip, first.get("product image url").split(";"))))
    language = sheet.feed.language
    pairs = list(_information(first))
    names = dict(_choices(first))
    if not variants:
        pairs += [(name, values.replace(";", ", ")) for name, values in names.values()]
    attributes = properties(pairs, language)
    found = []
    for row in variants or [first]:
        price = plus(said.get("price", ""), row.get("surcharge"))
        told = {**said, "sku": row.get("sku"), "price": price, **_stock(row)}
        told |= _discount(first, price)
        own = [(names[n][0], value) for n, (_, value) in _choices(row) if n in names]
        chosen = options((name, _color(value)) for name, value in own) if variants else ()
        found.append(Entry(row.number, _filled(told), chosen, (), attributes, images))
    return found


def _discount(first: Told, price: str) -> dict[str, str]:
    value = first.get("discount value")
    by_amount = first.get("discount mode").casefold() == "amount"
    left = reduced(price, value if by_amount else "", "" if by_amount else value)
    return {"price": left, "list_price": price} if left else {}


def _stock(row: Told) -> dict[str, str]:
    told = row.get("inventory")
    state = _SOLD.get(told.casefold())
    return {"availability": state} if state else {"stock": told}


def _choices(row: Told) -> Iterator[tuple[int, tuple[str, str]]]:
    for n in range(1, 7):
        name = row.get(f"product option name{n}", f"product option name {n}")
        value = row.get(f"product option description{n}", f"product option description {n}")
        if name or value:
            yield n, (name, value)


def _color(value: str) -> str:
    """ "#0000ff:Blue" is Blue."""
    return value.rpartition(":")[2] if value.startswith("#") else value


def _information(row: Told) -> Iterator[tuple[str, str]]:
    for n in range(1, 7):
        name = row.get(f"additional info title{n}", f"additional info title {n}")
        text = row.get(f"additional info description{n}", f"additional info description {n}")
        if name and "<" not in text:
            yield name, text


def _filled(said: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in said.items() if text}


PLATFORM = Platform(
    name="wix",
    says="a Wix Stores export",
    known_by=(("handle id",), ("field type",), ("surcharge", "product option name1")),
    key=key,
    entries=entries,
    hides=hides,
    hides_all=hides_all,
    called=FIELDS,
)
