"""Ecwid: rows of type product, product_option and product_variation with one internal id. The price
of a variation stands in its own row; an option's markup is not added to it once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.sources.entry import Entry
from catalog.sources.platform import Platform, Sheet, Told
from catalog.sources.platforms.reading import (
    amount,
    is_no,
    options,
    path,
    plus,
    properties,
    said_of,
)

FIELDS = {
    "title": ("product name",),
    "description": ("product description",),
    "brand": ("product brand", "product attribute brand"),
    "sku": ("product sku",),
    "price": ("product price",),
    "list_price": ("product compare to price",),
    "gtin": ("product upc", "product attribute upc"),
}
_VARIATION = "product variation option "


def _kind(row: Told) -> str:
    return row.get("type").casefold()


def key(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("product internal id") or above


def hides_all(row: Told) -> str:
    hidden = is_no(row.get("product is available", "product enabled"))
    return "disabled" if _kind(row) == "product" and hidden else ""


def entries(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    first = next((row for row in rows if _kind(row) == "product"), rows[0])
    said = said_of(first, FIELDS)
    said["category"] = path(first.get("product category 1", "product category"), " / ")
    variations = [row for row in rows if _kind(row) == "product_variation"]
    choices = [row for row in rows if _kind(row) == "product_option"]
    images = tuple(i for i in (first.get("product media main image url"),) if i.startswith("http"))
    if variations:
        return [_variation(sheet, said, row, images) for row in variations]
    names = list(dict.fromkeys(row.get("product option name") for row in choices))
    marked = any(amount(row.get("product option markup")) for row in choices)
    if len(names) == 1 and marked:
        return [_chosen(said, first, row, images) for row in choices]
    listed = [(name, ", ".join(_values(choices, name))) for name in names]
    attributes = properties(listed, sheet.feed.language)
    return [Entry(first.number, {**said, **_stock(first)}, (), (), attributes, images)]


def _values(choices: Sequence[Told], name: str) -> list[str]:
    return [_valued(row) for row in choices if row.get("product option name") == name]


def _valued(row: Told) -> str:
    value, markup = row.get("product option value"), row.get("product option markup")
    return f"{value} (+{markup})" if amount(markup) else value


def _variation(sheet: Sheet, said: Mapping[str, str], row: Told, images: tuple[str, ...]) -> Entry:
    told = {**said, "sku": row.get("product variation sku", "product sku")}
    told["price"] = row.get("product price") or said.get("price", "")
    told["list_price"] = row.get("product compare to price")
    chosen = options(
        (sheet.labels.get(name, name)[len(_VARIATION) :], value)
        for name, value in row.cells.items()
        if name.startswith(_VARIATION)
    )
    kept = {name: text for name, text in {**told, **_stock(row)}.items() if text}
    return Entry(row.number, kept, chosen, images=images)


def _chosen(said: Mapping[str, str], first: Told, row: Told, images: tuple[str, ...]) -> Entry:
    told = {**said, "price": plus(said.get("price", ""), row.get("product option markup"))}
    told |= {"sku": "", **_stock(first)}
    chosen = options([(row.get("product option name"), row.get("product option value"))])
    kept = {name: text for name, text in told.items() if text}
    return Entry(row.number, kept, chosen, images=images)


def _stock(row: Told) -> dict[str, str]:
    if is_no(row.get("product is inventory tracked")):
        return {"availability": "in stock"}
    return {"stock": row.get("product quantity")}


PLATFORM = Platform(
    name="ecwid",
    says="an Ecwid catalog export",
    known_by=(("type",), ("product internal id",), ("product name",)),
    key=key,
    entries=entries,
    hides_all=hides_all,
    called=FIELDS,
)
