"""Tills: Square, Lightspeed X-Series (Vend), Loyverse and SumUp. Places' names stand in headers:
"Current Quantity Main St", "inventory_Main_Outlet", "Price [BAR]".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.sources.entry import Entry
from catalog.sources.platform import Platform, Sheet, Told
from catalog.sources.platforms.reading import is_no, is_yes, options, path, said_of
from catalog.sources.seam import named

SQUARE = {
    "title": ("customer facing name", "item name"),
    "description": ("description",),
    "sku": ("sku",),
    "gtin": ("gtin",),
    "price": ("price",),
    "sale_price": ("online sale price",),
}
LIGHTSPEED = {
    "title": ("name",),
    "description": ("description",),
    "sku": ("sku",),
    "brand": ("brand name",),
    "price": ("retail price",),
    "tags": ("tags",),
}
LOYVERSE = {
    "title": ("name",),
    "description": ("description",),
    "sku": ("sku",),
    "gtin": ("barcode",),
}
SUMUP = {
    "title": ("item name",),
    "description": ("description online store and invoices only", "description"),
    "sku": ("sku",),
    "gtin": ("barcode",),
    "price": ("price",),
    "stock": ("quantity",),
    "image": ("image 1",),
}
PLAIN = frozenset({"", "regular", "default"})
"""What Square calls the one variation of what has none."""


def _started(row: Told, *names: str) -> list[str]:
    """The cells of all columns that begin so, one for each place."""
    return [text for column, text in row.cells.items() if column.startswith(names)]


def _sum(counts: Sequence[str]) -> str:
    """All places together; as it stands where one of them is no number."""
    try:
        return f"{sum(int(float(count.replace(',', ''))) for count in counts)}" if counts else ""
    except (ValueError, OverflowError):
        return counts[0]


_UNSEEN = frozenset(("hidden", "unavailable"))


def key_square(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("reference handle") or named(row.get("item name")) or row.get("token")


def hides_square(row: Told, families: Mapping[str, str]) -> str:
    if is_yes(row.get("archived")):
        return "archived"
    if row.get("square online item visibility", "visibility").casefold() in _UNSEEN:
        return "hidden"
    return "not for sale" if is_no(row.get("sellable")) else ""


def entries_square(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    found = []
    for row in rows:
        said = said_of(row, SQUARE)
        said["category"] = path(row.get("categories", "category").split(",")[0], ">")
        said["stock"] = _sum(_started(row, "current quantity"))
        pairs = [(row.get(f"option name {n}"), row.get(f"option value {n}")) for n in range(1, 7)]
        variation = row.get("variation name")
        if not any(n for n, _ in pairs) and (len(rows) > 1 or variation.casefold() not in PLAIN):
            pairs = [("Variation", variation)]
        kept = {name: text for name, text in said.items() if text}
        found.append(Entry(row.number, kept, options(pairs)))
    return found


def key_handle(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("handle") or row.get("sku")


def hides_lightspeed(row: Told, families: Mapping[str, str]) -> str:
    return "inactive" if is_no(row.get("active")) else ""


def entries_lightspeed(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    found = []
    for row in rows:
        said = said_of(row, LIGHTSPEED)
        said["category"] = path(row.get("product category", "type"), "/")
        if is_no(row.get("track inventory")):
            said["availability"] = "in stock"
        else:
            said["stock"] = _sum(_started(row, "inventory "))
        pairs = [
            (row.get(f"variant option {n} name"), row.get(f"variant option {n} value"))
            for n in ("one", "two", "three")
        ]
        kept = {name: text for name, text in said.items() if text}
        found.append(Entry(row.number, kept, options(pairs)))
    return found


def hides_loyverse(row: Told, families: Mapping[str, str]) -> str:
    told = _started(row, "available for sale")
    return "not for sale" if told and all(map(is_no, told)) else ""


def entries_loyverse(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    first = rows[0]
    found = []
    for row in rows:
        said = {**said_of(first, {n: LOYVERSE[n] for n in ("title", "description")}),
                **said_of(row, LOYVERSE)}  # fmt: skip
        said["category"] = path(first.get("category"), ">")
        said["price"] = next(iter(_started(row, "price ", "default price")), row.get("price"))
        if is_no(row.get("track stock") or first.get("track stock")):
            said["availability"] = "in stock"
        else:
            said["stock"] = _sum(_started(row, "in stock"))
        pairs = [
            (
                row.get(f"option {n} name") or first.get(f"option {n} name"),
                row.get(f"option {n} value"),
            )
            for n in (1, 2, 3)
        ]
        kept = {name: text for name, text in said.items() if text}
        found.append(Entry(row.number, kept, options(pairs)))
    return found


def key_sumup(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("item id do not change") or named(row.get("item name"))


def hides_sumup(row: Told, families: Mapping[str, str]) -> str:
    return "hidden" if is_no(row.get("is variation visible yes no")) else ""


def entries_sumup(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    """The first row of an item is all that its variations share; alone it is sold itself."""
    first = rows[0]
    shared = {**said_of(first, SUMUP), "category": path(first.get("category"), ">")}
    found = []
    for row in rows[1:] if len(rows) > 1 else rows:
        said = {**shared, **said_of(row, SUMUP)}
        if is_yes(row.get("on sale in online store")):
            said["list_price"] = row.get("regular price before sale")
        if is_no(row.get("track inventory yes no") or first.get("track inventory yes no")):
            said.pop("stock", "")
        pairs = [(row.get(f"option set {n}"), row.get(f"option {n}")) for n in range(1, 5)]
        if not any(name for name, _ in pairs):
            pairs = [("Variation", row.get("variations"))]
        kept = {name: text for name, text in said.items() if text}
        found.append(Entry(row.number, kept, options(pairs)))
    return found


SUMUP_ITEMS = Platform(
    name="sumup",
    says="a SumUp item export",
    known_by=(("item id do not change",), ("item name",), ("price",)),
    key=key_sumup,
    entries=entries_sumup,
    hides=hides_sumup,
    called=SUMUP,
)
SQUARE_LIBRARY = Platform(
    name="square",
    says="a Square item library",
    known_by=(("token",), ("item name",), ("variation name",)),
    key=key_square,
    entries=entries_square,
    hides=hides_square,
    called=SQUARE,
)
LIGHTSPEED_X = Platform(
    name="lightspeed-x",
    says="a Lightspeed X-Series product export",
    known_by=(("handle",), ("supply price",), ("retail price",), ("sku",)),
    key=key_handle,
    entries=entries_lightspeed,
    hides=hides_lightspeed,
    called=LIGHTSPEED,
)
LOYVERSE_ITEMS = Platform(
    name="loyverse",
    says="a Loyverse item export",
    known_by=(("handle",), ("track stock",), ("sold by weight",), ("sku",)),
    key=key_handle,
    entries=entries_loyverse,
    hides=hides_loyverse,
    called=LOYVERSE,
)
