"""Listings of Amazon (inventory templates, the All Listings Report) and eBay (File Exchange, the
report of active listings). A parent and a listing as a whole are not bought; an auction's start is
no price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from catalog.sources.cells import line
from catalog.sources.entry import Entry
from catalog.sources.platform import Platform, Sheet, Told
from catalog.sources.platforms.reading import (
    options,
    own_price,
    pairs_of,
    properties,
    said_of,
)
from catalog.sources.seam import named
from catalog.sources.words import hides as is_hidden

TEMPLATE = {
    "title": ("item name",),
    "description": ("product description",),
    "sku": ("item sku",),
    "brand": ("brand name",),
    "price": ("standard price", "your price"),
    "list_price": ("list price",),
    "sale_price": ("sale price",),
    "sale_starts": ("sale from date",),
    "sale_ends": ("sale end date",),
    "stock": ("quantity",),
    "mpn": ("part number",),
}
TRAITS = ("color name", "size name", "style name", "scent name", "flavor name", "material type")
REPORT = {
    "title": ("item name",),
    "description": ("item description",),
    "sku": ("seller sku",),
    "price": ("price",),
    "stock": ("quantity",),
}
ACTIVE = {
    "title": ("title",),
    "sku": ("custom label sku", "custom label"),
    "stock": ("available quantity", "quantity"),
    "currency": ("currency",),
    "category": ("ebay category 1 name",),
}
EXCHANGE = {
    "title": ("title",),
    "description": ("description",),
    "sku": ("custom label", "custom label sku"),
    "stock": ("quantity",),
}
_CURRENCY = re.compile(r"\bCurrency=([A-Z]{3})\b")
_BRANDS = frozenset({"marke", "brand", "marque", "marca", "merk"})
AUCTION = frozenset({"auction", "chinese", "auktion"})


def key_template(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("parent sku") or row.get("item sku")


def hides_template(row: Told, families: Mapping[str, str]) -> str:
    return "deleted" if row.get("update delete").casefold() == "delete" else ""


def entries_template(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    parent = next((r for r in rows if r.get("parent child").casefold() == "parent"), None)
    shared = parent.get("item name") if parent else ""
    found = []
    for row in rows:
        said = said_of(row, TEMPLATE)
        said["group_title"] = shared
        bullets = [row.get(f"bullet point{n}", f"bullet point {n}") for n in range(1, 6)]
        said["short_description"] = "\n".join(filter(None, bullets))
        if row.get("external product id type").upper() in ("EAN", "UPC", "GTIN", "ISBN"):
            said["gtin"] = row.get("external product id")
        if row is parent:
            said |= {"is_parent": "yes", "price": "", "stock": ""}
        names = ((label_of(name), row.get(name)) for name in TRAITS)
        traits = options(names) if row is not parent else ()
        images = tuple(i for i in (row.get("main image url"),) if i.startswith("http"))
        kept = {name: text for name, text in said.items() if text}
        chosen, more = (traits, ()) if row.get("parent sku") else ((), traits)
        found.append(Entry(row.number, kept, chosen, more, images=images))
    return found


def label_of(column: str) -> str:
    """ "color name" is Color."""
    return column.rpartition(" ")[0].capitalize()


def key_sku(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("seller sku")


def hides_report(row: Told, families: Mapping[str, str]) -> str:
    status = row.get("status")
    return status.casefold() if is_hidden(status) or status.casefold() == "incomplete" else ""


def entries_report(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    # What Amazon itself sends has no quantity here.
    return [Entry(row.number, said_of(row, REPORT)) for row in rows]


def key_number(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("item number", "item id") or above


def entries_active(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    own = [row for row in rows if row.get("variation details")]
    single = [row for row in own if ";" not in row.get("variation details")]
    found = []
    for row in single if len(rows) > 1 and single else rows[:1]:
        said = said_of(row, ACTIVE)
        said["title"] = said.get("title") or rows[0].get("title")
        if row.get("format").casefold() not in AUCTION:
            said["price"] = own_price(row, "current price") or own_price(row, "start price")
        else:
            said["price"] = own_price(row, "auction buy it now price")
        condition = row.get("condition").casefold()
        said["condition"] = "" if condition == "new" else row.get("condition")
        kept = {name: text for name, text in said.items() if text}
        pairs = pairs_of(row.get("variation details"), "|", "=")
        found.append(Entry(row.number, kept, options(pairs)))
    return found


def key_listing(row: Told, above: str, families: Mapping[str, str]) -> str:
    if row.get("relationship").casefold() == "variation" or not row.get("title"):
        return above
    return row.get("custom label", "custom label sku") or named(row.get("title"))


def entries_exchange(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    first = rows[0]
    variations = [r for r in rows if r.get("relationship").casefold() == "variation"]
    own = dict(_specifics(sheet, first))
    brand = next((own.pop(name) for name in list(own) if name.casefold() in _BRANDS), "")
    attributes = properties(own.items(), sheet.feed.language)
    images = tuple(i for i in first.get("pic url", "picurl").split("|") if i.startswith("http"))
    words = said_of(first, {name: EXCHANGE[name] for name in ("title", "description")})
    words["brand"] = brand
    found = []
    for row in variations or [first]:
        said = {**words, **said_of(row, {n: EXCHANGE[n] for n in ("sku", "stock")})}
        auction = first.get("format").casefold() in AUCTION
        start = "" if auction else own_price(row, "start price")
        said["price"] = start or own_price(row, "buy it now price")
        pairs = pairs_of(row.get("relationship details"), "|", "=") if variations else ()
        kept = {name: text for name, text in said.items() if text}
        found.append(Entry(row.number, kept, options(pairs), (), attributes, images))
    return found


def _specifics(sheet: Sheet, row: Told) -> Iterator[tuple[str, str]]:
    """ "C:Material" is a property."""
    for column, text in row.cells.items():
        written = sheet.labels.get(column, "").lstrip("*")
        if written.startswith("C:"):
            yield line(written[2:]), text


def currency_of(header: Sequence[str]) -> str:
    match = _CURRENCY.search(" ".join(header)[:2000])
    return match[1] if match else ""


AMAZON_TEMPLATE = Platform(
    name="amazon-template",
    says="an Amazon inventory template",
    known_by=(("item sku",), ("item name",), ("standard price", "parent child", "update delete")),
    key=key_template,
    entries=entries_template,
    hides=hides_template,
    called=TEMPLATE,
)
AMAZON_REPORT = Platform(
    name="amazon-listings",
    says="an Amazon listings report",
    known_by=(("seller sku",), ("item name",), ("listing id", "asin1")),
    key=key_sku,
    entries=entries_report,
    hides=hides_report,
    called=REPORT,
)
EBAY_ACTIVE = Platform(
    name="ebay-active",
    says="eBay's report of active listings",
    known_by=(("item number", "item id"), ("title",), ("variation details",)),
    key=key_number,
    entries=entries_active,
    called=ACTIVE,
)
EBAY_EXCHANGE = Platform(
    name="ebay",
    says="an eBay File Exchange listing file",
    known_by=(("title",), ("start price",), ("relationship details",)),
    key=key_listing,
    entries=entries_exchange,
    currency=currency_of,
    called=EXCHANGE,
)
