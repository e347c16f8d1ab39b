"""Squarespace: further variants have neither the product's id nor its title, and a sale price
counts only where On Sale says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.sources.entry import Entry
from catalog.sources.platform import Platform, Sheet, Told
from catalog.sources.platforms.reading import is_no, is_yes, options, path, said_of

FIELDS = {
    "title": ("title",),
    "description": ("description",),
    "sku": ("sku",),
    "price": ("price",),
    "tags": ("tags",),
}
UNLIMITED = "unlimited"


def key(row: Told, above: str, families: Mapping[str, str]) -> str:
    own = row.get("product id non editable", "product id")
    return own or (above if not row.get("title") else row.get("product url", "sku"))


def hides_all(row: Told) -> str:
    return "hidden" if is_no(row.get("visible")) and row.get("title") else ""


def entries(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    first = rows[0]
    images = tuple(first.get("hosted image urls").split())
    words = said_of(first, {name: FIELDS[name] for name in ("title", "description", "tags")})
    words["category"] = path(first.get("categories").split(",")[0].strip(" /"))
    words["link"] = _link(sheet, first)
    found = []
    for row in rows:
        said = {**words, "sku": row.get("sku"), "price": row.get("price")}
        said["id"] = row.get("variant id non editable")
        if is_yes(row.get("on sale")):
            said["sale_price"] = row.get("sale price")
        stock = row.get("stock")
        unlimited = stock.casefold() == UNLIMITED
        said["availability" if unlimited else "stock"] = "in stock" if unlimited else stock
        names = [(n, row.get(f"option name {n}") or first.get(f"option name {n}"))
                 for n in range(1, 7)]  # fmt: skip
        chosen = options((name, row.get(f"option value {n}")) for n, name in names)
        kept = {name: text for name, text in said.items() if text}
        found.append(Entry(row.number, kept, chosen, images=images))
    return found


def _link(sheet: Sheet, row: Told) -> str:
    url, page, own = sheet.feed.business.url, row.get("product page"), row.get("product url")
    return f"{url.rstrip('/')}/{page.strip('/')}/p/{own}" if url and page and own else ""


PLATFORM = Platform(
    name="squarespace",
    says="a Squarespace export",
    known_by=(
        ("product id non editable", "variant id non editable"),
        ("option name 1",),
        ("on sale", "hosted image urls"),
    ),
    key=key,
    entries=entries,
    hides_all=hides_all,
    called=FIELDS,
)
