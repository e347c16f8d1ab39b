"""BigCommerce: the newer export (rows Product, Variant, Image) and the bulk edit template of before
(rows Product, SKU, Rule). A sale price of 0.00 is none; the retail price is the maker's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from catalog.sources.entry import Entry
from catalog.sources.platform import Platform, Sheet, Told
from catalog.sources.platforms.reading import (
    is_ids,
    is_no,
    options,
    own_price,
    pairs_of,
    path,
    plus,
    properties,
    said_of,
)

FIELDS = {
    "title": ("name", "product name"),
    "description": ("description", "product description"),
    "brand": ("brand", "brand name"),
    "sku": ("sku", "product code sku"),
    "price": ("price",),
    "gtin": ("gtin", "product upc ean", "upc ean"),
    "mpn": ("mpn", "manufacturer part number"),
    "condition": ("product condition",),
}
_RULE = re.compile(r"\[(FIXED|ADD|REMOVE)\]\s*([\d.,]{1,15})")
_CHOICE = re.compile(r"^\[[A-Z]{1,4}\]")


def _kind(row: Told) -> str:
    return row.get("item", "item type").strip().casefold()


def key(row: Told, above: str, families: Mapping[str, str]) -> str:
    if _kind(row) in ("product", ""):
        return row.get("id", "product id") or row.get("product code sku", "sku")
    return above


def hides_all(row: Told) -> str:
    shown = row.get("is visible", "product visible")
    return "hidden" if _kind(row) == "product" and is_no(shown) else ""


def entries(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    first = rows[0]
    said = said_of(first, FIELDS)
    if said.get("condition", "").casefold() == "new":
        del said["condition"]
    groups = first.get("categories", "category").split(";")[0]
    said["category"] = "" if is_ids(groups) else path(groups, "/")
    tracking = first.get("inventory tracking", "track inventory").casefold()
    variants = [row for row in rows if _kind(row) in ("variant", "sku")]
    rules = {row.get("product code sku"): row.get("price") for row in rows if _kind(row) == "rule"}
    pairs = pairs_of(first.get("custom fields", "product custom fields"), ";", "=")
    attributes = properties(pairs, sheet.feed.language)
    images = tuple(dict.fromkeys(_images(rows)))
    found = []
    for row in variants or [first]:
        own = said_of(row, {name: FIELDS[name] for name in ("sku", "gtin", "mpn")})
        told = {**said, "sku": "", **own}
        told["price"] = own_price(row, "price") or _ruled(said.get("price", ""), rules, own)
        told["sale_price"] = own_price(row, "sale price")
        told |= _stock(row, tracking)
        chosen = options(_choices(row)) if variants else ()
        kept = {name: text for name, text in told.items() if text}
        found.append(Entry(row.number, kept, chosen, (), attributes, images))
    return found


def _ruled(price: str, rules: Mapping[str, str], own: Mapping[str, str]) -> str:
    match = _RULE.fullmatch(rules.get(own.get("sku", ""), "").strip())
    if match is None:
        return price
    kind, amount = match.groups()
    return amount if kind == "FIXED" else plus(price, amount if kind == "ADD" else f"-{amount}")


def _stock(row: Told, tracking: str) -> dict[str, str]:
    if tracking in ("none", "off", "do not track"):
        return {"availability": "in stock"}
    return {"stock": row.get("current stock", "current stock level", "stock level")}


def _choices(row: Told) -> Iterator[tuple[str, str]]:
    """ "Type=Rectangle|Name=Size|Value=S", or "[S]Size=Small,[RT]Colour=Red"."""
    told = row.get("options")
    for part in told.split("Type=")[1:]:
        held = dict(pairs_of(f"Type={part}", "|", "="))
        yield held.get("Name", ""), held.get("Value", "")
    if not told:
        for part in row.get("product name").split(","):
            name, _, value = _CHOICE.sub("", part.strip()).partition("=")
            # A colour has its number behind it: "Red:#ff0000".
            yield name, value.split(":#")[0]


def _images(rows: Sequence[Told]) -> Iterator[str]:
    columns = ("variant image url", "internal image url export", "image url import")
    for row in rows:
        for column in columns:
            if (text := row.get(column)).startswith("http"):
                yield text


PLATFORM = Platform(
    name="bigcommerce",
    says="a BigCommerce export",
    known_by=(("item",), ("id",), ("options",), ("inventory tracking", "current stock")),
    key=key,
    entries=entries,
    hides_all=hides_all,
    called=FIELDS,
)
LEGACY = Platform(
    name="bigcommerce-bulk",
    says="a BigCommerce bulk edit file",
    known_by=(("item type",), ("product name",), ("product code sku",)),
    key=key,
    entries=entries,
    hides_all=hides_all,
    called=FIELDS,
)
