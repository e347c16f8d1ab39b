"""Shopware 5 (SwagImportExport) and Shopware 6 (its default profile).

In Shopware 5 EK is the customer group of everybody who buys, not the purchase price; files of stock
alone lie beside. In Shopware 6 what a variant leaves empty it has from its parent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from catalog.sources.entry import Entry
from catalog.sources.platform import Platform, Sheet, Told
from catalog.sources.platforms.reading import (
    is_ids,
    is_no,
    options,
    own_price,
    pairs_of,
    path,
    properties,
    said_of,
)

FIVE = {
    "title": ("name",),
    "description": ("description long", "description"),
    "sku": ("ordernumber",),
    "brand": ("supplier",),
    "price": ("price ek",),
    "list_price": ("pseudoprice ek",),
    "stock": ("instock",),
    "gtin": ("ean",),
    "mpn": ("suppliernumber",),
}
SIX = {
    "title": ("name",),
    "description": ("description",),
    "sku": ("product number",),
    "brand": ("manufacturer name",),
    "price": ("price gross", "price net"),
    "list_price": ("list price gross",),
    "stock": ("stock",),
    "gtin": ("ean",),
    "mpn": ("manufacturer number",),
}


def key_five(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("mainnumber", "ordernumber")


def hides_five(row: Told, families: Mapping[str, str]) -> str:
    return "inactive" if is_no(row.get("active")) else ""


def entries_five(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    own = [row for row in rows if not row.beside]
    later = {(row.get("ordernumber")): row for row in rows if row.beside}
    found = []
    for row in own:
        said = said_of(row, FIVE)
        said["tax"] = "yes"
        if group := row.get("category", "categories"):
            said["category"] = "" if is_ids(group) else path(group, ">")
        said["list_price"] = own_price(row, "pseudoprice ek")
        update = later.get(row.get("ordernumber"))
        if update is not None:
            said |= {name: text for name in ("stock",) if (text := update.get("instock"))}
            said |= _price_of(update)
        if row.get("laststock") == "0":
            said["backorder"] = "yes"  # it is sold on
        chosen = options(pairs_of(row.get("configurator options"), "|", ":"))
        attributes = properties(_properties(row), sheet.feed.language)
        images = tuple(i for i in row.get("image url").split("|") if "://" in i)
        kept = {name: text for name, text in said.items() if text}
        found.append(Entry(row.number, kept, chosen, (), attributes, images))
    return found


def _price_of(update: Told) -> dict[str, str]:
    """The customers' price of a file of prices, for the first piece. `_price` is for the eye."""
    group, first = update.get("price group", "pricegroup"), update.get("from")
    price = own_price(update, "price")
    return {"price": price} if price and group == "EK" and first in ("", "1") else {}


def _properties(row: Told) -> list[tuple[str, str]]:
    values = row.get("property value name")
    name = row.get("property group name")
    return [(name, ", ".join(values.split("|")))] if name and values else []


def ordernumber(row: Told) -> str:
    return row.get("ordernumber")


def families_six(rows: Iterable[Told]) -> dict[str, str]:
    """The id of each product to its number, by which people know it."""
    return {row.get("id"): row.get("product number") or row.get("id") for row in rows}


def key_six(row: Told, above: str, families: Mapping[str, str]) -> str:
    parent = row.get("parent id")
    return families.get(parent, parent) if parent else row.get("product number", "id")


def hides_six(row: Told, families: Mapping[str, str]) -> str:
    return "inactive" if is_no(row.get("active")) and row.get("parent id") else ""


def hides_all_six(row: Told) -> str:
    return "inactive" if is_no(row.get("active")) and not row.get("parent id") else ""


def entries_six(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    parent = next((row for row in rows if not row.get("parent id")), None)
    children = [row for row in rows if row.get("parent id")]
    above = said_of(parent, SIX) if parent else {}
    images = tuple(i for i in (parent or rows[0]).get("cover media url").split("|") if "://" in i)
    found = []
    if parent and children:
        words = {n: text for n, text in above.items() if n in ("title", "description", "brand")}
        words["category"] = _groups(parent)
        found.append(Entry(parent.number, {**words, "is_parent": "yes"}, images=images))
    for row in children or rows:
        said = {**above, "stock": "", "sku": "", "gtin": "", **said_of(row, SIX)}
        said["group_title"] = above.get("title", "")
        said["category"] = _groups(parent or row)
        if row.get("price gross") or (parent and parent.get("price gross")):
            said["tax"] = "yes"
        kept = {name: text for name, text in said.items() if text}
        found.append(Entry(row.number, kept, images=images))
    return found


def _groups(row: Told) -> str:
    text = row.get("categories").split("|")[0]
    return "" if is_ids(text) else path(text, ">")


SHOPWARE_5 = Platform(
    name="shopware5",
    says="a Shopware 5 article export",
    known_by=(("ordernumber",), ("mainnumber",), ("name",), ("price ek", "price")),
    key=key_five,
    entries=entries_five,
    hides=hides_five,
    called=FIVE,
    side=(("ordernumber",), ("instock", "price")),
    side_key=ordernumber,
    own_key=ordernumber,
)
SHOPWARE_6 = Platform(
    name="shopware6",
    says="a Shopware 6 product export",
    known_by=(("product number",), ("parent id",), ("price gross", "price net"), ("name",)),
    key=key_six,
    entries=entries_six,
    families=families_six,
    hides=hides_six,
    hides_all=hides_all_six,
    called=SIX,
)
