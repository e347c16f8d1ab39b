"""PrestaShop: its import file, the combinations beside it, and the list of its back office.

Combinations cost the product's price and their impact on it. In the back office's list the column
Status says the contrary of what it seems to (PrestaShop/PrestaShop#14922), so it is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from catalog.sources.entry import Entry
from catalog.sources.platform import Platform, Sheet, Told
from catalog.sources.platforms.reading import (
    is_ids,
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
    "short_description": ("short description", "summary"),
    "sku": ("reference",),
    "price": (
        "price tax excluded or price tax included",
        "price tax incl",
        "price tax included",
        "price",
        "price tax excluded",
        "price tax excl",
    ),
    "brand": ("manufacturer", "brand"),
    "gtin": ("ean13", "upc"),
    "stock": ("quantity",),
    "condition": ("condition",),
    "tags": ("tags x y z", "tags"),
    "unit_price": ("unit price", "price per unit"),
    "base_measure": ("unity",),
}
_NAMED = ("attribute name type position", "attribute")
_VALUES = ("value value position", "value")
_IMAGES = ("image urls x y z", "image urls", "image")


def key(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("product id", "id") or row.get("reference")


def hides_all(row: Told) -> str:
    if is_no(row.get("active 0 1", "active", "enabled")):
        return "disabled"
    return "hidden" if row.get("visibility").casefold() == "none" else ""


def entries(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    first, *more = rows
    combined = [row for row in more if row.beside]
    said = said_of(first, FIELDS)
    if said.get("base_measure", "").isdigit():
        said.pop("base_measure")
    if "base_measure" not in said:
        said.pop("unit_price", None)
    if first.get("price tax incl", "price tax included"):
        said["tax"] = "yes"
    # An article that may be ordered shows its price whatever stands here.
    if is_no(_one(first, "show price")) and is_no(_one(first, "available for order")):
        said.pop("price", None)
    said |= _discount(first, said.get("price", ""))
    groups = [g for g in first.get("categories x y z", "categories", "category").split(",") if g]
    if groups and not is_ids(groups[0]):
        said["category"] = path(groups[0], ">")
    if _one(first, "out of stock") == "1":
        said["backorder"] = "yes"
    images = tuple(i for i in map(str.strip, first.get(*_IMAGES).split(",")) if "://" in i)
    attributes = properties(_features(_one(first, "feature")), sheet.feed.language)
    if not combined:
        return [Entry(first.number, said, (), (), attributes, images)]
    found = []
    for row in combined:
        own = said_of(row, {name: FIELDS[name] for name in ("sku", "gtin", "stock")})
        told = {**said, "sku": "", "stock": "", **own}
        told["price"] = plus(said.get("price", ""), row.get("impact on price"))
        if "sale_price" in said:
            told["sale_price"] = plus(said["sale_price"], row.get("impact on price"))
        chosen = options(zip(_heads(row.get(*_NAMED)), _heads(row.get(*_VALUES)), strict=False))
        kept = {name: text for name, text in told.items() if text}
        found.append(Entry(first.number, kept, chosen, (), attributes, images))
    return found


def _one(row: Told, name: str) -> str:
    """A cell by its column's first words: "Show price (0 = No, 1 = Yes)"."""
    told = (text for column, text in row.cells.items() if column.startswith(name))
    return next(told, "")


def _heads(text: str) -> list[str]:
    """ "Size" and "Color" of "Size:select:0,Color:color:1"."""
    return [part.split(":")[0].strip() for part in text.split(",") if part.strip()]


def _features(text: str) -> Iterator[tuple[str, str]]:
    """ "Wood:Elm:1,Length:40 cm:2"."""
    for part in text.split(","):
        name, _, rest = part.partition(":")
        value = rest.split(":")[0]
        if name.strip() and value.strip():
            yield name.strip(), value.strip()


def _discount(row: Told, price: str) -> dict[str, str]:
    left = reduced(price, _one(row, "discount amount"), _one(row, "discount percent"))
    if not left:
        return {}
    days = [_one(row, f"discount {end}") for end in ("from", "to")]
    dates = ["" if day.startswith("0000") else day for day in days]
    return {"sale_price": left, **({"sale_dates": "/".join(dates)} if any(dates) else {})}


def side_key(row: Told) -> str:
    return row.get("product id")


def own_key(row: Told) -> str:
    return row.get("product id", "id")


SIDE = (("product id",), _NAMED[:1], _VALUES[:1])
PLATFORM = Platform(
    name="prestashop",
    says="a PrestaShop product file",
    known_by=(
        ("product id", "id"),
        ("active 0 1", "active"),
        ("price tax excluded or price tax included", "price tax included", "price tax excluded"),
        ("reference",),
    ),
    key=key,
    entries=entries,
    hides_all=hides_all,
    called=FIELDS,
    side=SIDE,
    side_key=side_key,
    own_key=own_key,
)
LIST = Platform(
    name="prestashop-list",
    says="the product list of PrestaShop's back office",
    known_by=(("product id",), ("price tax excl",), ("price tax incl",), ("reference",)),
    key=key,
    entries=entries,
    called=FIELDS,
)
