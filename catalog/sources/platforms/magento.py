"""Magento 2 and Adobe Commerce: one row for each SKU and store view. What a configurable product is
bought as are other rows, which it names in configurable_variations.
https://experienceleague.adobe.com/docs/commerce-admin/systems/data-transfer/data-attributes-product.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from catalog.sources.entry import Entry
from catalog.sources.platform import Platform, Sheet, Told
from catalog.sources.platforms.reading import options, path, properties, said_of
from catalog.sources.words import spoken

FIELDS = {
    "title": ("name",),
    "description": ("description",),
    "short_description": ("short description",),
    "price": ("price",),
    "sale_price": ("special price",),
    "stock": ("qty",),
    "availability": ("is in stock",),
    "backorder": ("allow backorders",),
    "tracked": ("manage stock",),
}
WORDS = ("title", "description", "short_description")
ROOTS = ("default category", "root catalog")
_NEXT = re.compile(r",(?=[a-zA-Z0-9_]{1,60}=)")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2,4})(?:,?\s*(\d{1,2}):(\d\d)(?:\s*([AP]M))?)?")


def families(rows: Iterable[Told]) -> dict[str, str]:
    """The SKU of each variant to that of the product which names it."""
    found: dict[str, str] = {}
    for row in rows:
        for variation in _variations(row):
            if sku := variation.get("sku"):
                found[sku] = row.get("sku")
    return found


def _variations(row: Told) -> list[dict[str, str]]:
    text = row.get("configurable variations")
    parts = text.split("|") if text else []
    return [dict(pair.split("=", 1) for pair in _NEXT.split(p) if "=" in pair) for p in parts]


def key(row: Told, above: str, families: Mapping[str, str]) -> str:
    sku = row.get("sku")
    return families.get(sku, sku)


def hides(row: Told, families: Mapping[str, str]) -> str:
    if row.get("product online") == "2":
        return "disabled"
    alone = row.get("sku") not in families
    return "hidden" if alone and "not visible" in row.get("visibility").casefold() else ""


def hides_all(row: Told) -> str:
    """Only what the shop shows by itself; variants are shown by their product."""
    is_parent = row.get("configurable variations") and not row.get("store view code", "_store")
    return hides(row, {}) if is_parent else ""


def entries(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    main = [row for row in rows if not row.get("store view code", "_store")]
    if not main:
        return []
    parent = next((row for row in main if row.get("configurable variations")), None)
    found = [_entry(sheet, main[0], None)] if parent is None else [_parent(sheet, parent)]
    if parent is not None:
        found += [_entry(sheet, row, parent) for row in main if row is not parent]
    own = (parent or main[0]).get("sku")
    views = [row for row in rows if row.get("store view code", "_store") and row.get("sku") == own]
    return [*found, *_translations(sheet, views)]


def _translations(sheet: Sheet, views: Sequence[Told]) -> list[Entry]:
    found = []
    for row in views:
        code = spoken(row.get("store view code", "_store"))
        said = said_of(row, {name: FIELDS[name] for name in WORDS})
        if (
            code in sheet.feed.business.languages
            and code != sheet.feed.language
            and said.get("title")
        ):
            found.append(Entry(row.number, {**said, "language": code}))
    return found


def _parent(sheet: Sheet, row: Told) -> Entry:
    said = said_of(row, {name: FIELDS[name] for name in WORDS})
    said |= {"is_parent": "yes", "category": _category(row), "id": row.get("sku")}
    attributes = properties(_additional(row).items(), sheet.feed.language)
    return Entry(row.number, said, attributes=attributes, images=_images(row))


def _entry(sheet: Sheet, row: Told, parent: Told | None) -> Entry:
    said = said_of(row, FIELDS)
    said["sku"] = row.get("sku")
    said["sale_dates"] = "/".join(
        _moment(row.get(f"special price {end} date")) for end in ("from", "to")
    )
    if not said["sale_dates"].strip("/"):
        del said["sale_dates"]
    more = _additional(row)
    chosen: tuple[tuple[str, str], ...] = ()
    if parent is None:
        said["category"] = _category(row)
    else:
        for name in WORDS:
            said.pop(name, None)
        told = _NEXT.split(parent.get("configurable variation labels"))
        labels = dict(pair.split("=", 1) for pair in told if "=" in pair)
        mine = next((v for v in _variations(parent) if v.get("sku") == said["sku"]), {})
        chosen = tuple((labels.get(n, n), v) for n, v in mine.items() if n != "sku")
        more = {n: v for n, v in more.items() if n not in mine}
    attributes = properties(more.items(), sheet.feed.language)
    return Entry(row.number, said, options(chosen), (), attributes, _images(row))


def _additional(row: Told) -> dict[str, str]:
    text = row.get("additional attributes")
    pairs = dict(part.split("=", 1) for part in _NEXT.split(text) if "=" in part) if text else {}
    return {name.strip(): value.replace("|", ", ").strip(' "') for name, value in pairs.items()}


def _category(row: Told) -> str:
    """The first path that is more than the shop's root."""
    for text in row.get("categories", "_category").split(","):
        if told := path(text, "/", ROOTS):
            return told
    return ""


def _images(row: Told) -> tuple[str, ...]:
    """Only whole addresses: of a path inside the shop nobody knows where it begins."""
    told = ",".join((row.get("base image"), row.get("additional images"))).split(",")
    return tuple(image.strip() for image in told if image.strip().startswith("http"))


def _moment(text: str) -> str:
    """ "1/31/26, 12:00 AM" as ISO 8601 writes it."""
    match = _DATE.fullmatch(text.strip())
    if match is None:
        return text.strip()
    month, day, year, hour, minute, half = match.groups()
    whole = int(year) + (2000 if len(year) == 2 else 0)
    hours = int(hour or 0) % 12 + (12 if half == "PM" else 0) if half else int(hour or 0)
    return f"{whole:04}-{int(month):02}-{int(day):02}T{hours:02}:{minute or '00'}"


PLATFORM = Platform(
    name="magento",
    says="a Magento 2 product export",
    known_by=(("sku",), ("product type",), ("attribute set code", "product online"), ("name",)),
    key=key,
    entries=entries,
    families=families,
    hides=hides,
    hides_all=hides_all,
    called=FIELDS,
)
