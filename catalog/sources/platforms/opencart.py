"""OpenCart: CSV Price Pro (names between underscores) and the Export/Import Tool, in which the
languages stand in the header: "name(de-de)". And Lightspeed eCom, where they begin it: "NL_Title".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from catalog.sources.cells import line
from catalog.sources.entry import Entry
from catalog.sources.platform import Platform, Sheet, Told
from catalog.sources.platforms.reading import is_ids, is_no, options, path, properties, said_of

PRICE_PRO = {
    "title": ("name",),
    "description": ("description",),
    "sku": ("sku", "model"),
    "brand": ("manufacturer",),
    "price": ("price",),
    "stock": ("quantity",),
    "gtin": ("ean", "upc"),
}
TOOL = {**PRICE_PRO, "mpn": ("mpn",)}
LIGHTSPEED = {
    "sku": ("sku", "article code"),
    "brand": ("brand",),
    "price": ("price",),
    "list_price": ("price old",),
    "stock": ("stock level",),
    "gtin": ("ean",),
}
_IN_BRACKETS = re.compile(r"(?P<name>name|description|tag|tags) (?P<code>[a-z]{2})(?: [a-z]{2})?")
_BEFORE = re.compile(
    r"(?P<code>[a-z]{2}) "
    r"(?P<name>title short|title long|variant|description short|description long)"
)


def key_id(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("product id", "id") or row.get("sku", "model")


def hides_all(row: Told) -> str:
    return "disabled" if is_no(row.get("status")) else ""


def entries_price_pro(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    found = []
    for row in rows:
        said = said_of(row, PRICE_PRO)
        paths = [path(text, "|") for text in row.get("category").split("\n")]
        said["category"] = max(paths, key=lambda told: told.count(">"), default="")
        pairs = (_last_two(text) for text in row.get("attributes").split("\n"))
        attributes = properties(pairs, sheet.feed.language)
        images = tuple(i for i in row.get("image").split("\n") if i.startswith("http"))
        found.append(Entry(row.number, said, (), (), attributes, images))
    return found


def _last_two(text: str) -> tuple[str, str]:
    """ "group|name|value"."""
    parts = [part.strip() for part in text.split("|")]
    return (parts[-2], parts[-1]) if len(parts) > 1 else ("", "")


def entries_tool(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    row = rows[0]
    said = said_of(row, TOOL)
    groups = row.get("categories")
    said["category"] = "" if is_ids(groups) else path(groups.split(",")[0], ">")
    images = tuple(i for i in (row.get("image name"),) if i.startswith("http"))
    return list(_in_languages(sheet, row, said, _worded(row, _IN_BRACKETS), images))


def _worded(row: Told, pattern: re.Pattern[str]) -> dict[str, dict[str, str]]:
    """What is said in each language: {"de": {"name": "Gießkanne"}}."""
    found: dict[str, dict[str, str]] = {}
    for column, text in row.cells.items():
        match = pattern.fullmatch(column) if len(column) < 40 else None
        if match is not None:
            found.setdefault(match["code"], {}).setdefault(match["name"], text)
    return found


def _in_languages(
    sheet: Sheet,
    row: Told,
    said: Mapping[str, str],
    worded: Mapping[str, Mapping[str, str]],
    images: tuple[str, ...] = (),
) -> Iterator[Entry]:
    """An entry with the offer in the first language that is known, and one of words for others."""
    spoken = [code for code in sheet.feed.business.languages if code in worded] or list(worded)[:1]
    for number, code in enumerate(spoken):
        words = worded[code]
        told = {
            "title": words.get("name") or words.get("title short") or words.get("title long", ""),
            "description": words.get("description") or words.get("description long", ""),
            "short_description": words.get("description short", ""),
            "language": code,
        }
        chosen = options(_variant(words.get("variant", "")))
        kept = {name: text for name, text in told.items() if text}
        if number == 0:
            yield Entry(row.number, {**said, **kept}, chosen, images=images)
        elif kept.get("title"):
            yield Entry(row.number, kept, chosen)
    if not spoken:
        yield Entry(row.number, said, images=images)


def _variant(text: str) -> Iterator[tuple[str, str]]:
    """ "Small", or "Size: Small, Colour: Red"."""
    parts = [part.strip(' "') for part in text.split(",")]
    if text and all(":" in part for part in parts):
        yield from ((name, value) for name, _, value in (part.partition(":") for part in parts))
    elif text:
        yield "Variant", line(text)


def key_internal(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("internal id") or above


def hides_lightspeed(row: Told) -> str:
    return "hidden" if row.get("visible").casefold() == "n" else ""


def entries_lightspeed(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    found: list[Entry] = []
    for row in rows:
        said = said_of(row, LIGHTSPEED)
        said["id"] = row.get("internal variant id")
        images = tuple(i for i in row.get("images").split(",") if i.startswith("http"))
        found += _in_languages(sheet, row, said, _worded(row, _BEFORE), images)
    return found


CSV_PRICE_PRO = Platform(
    name="opencart-csv",
    says="an OpenCart CSV Price Pro file",
    known_by=(("name",), ("model",), ("price",), ("quantity", "status", "attributes")),
    written="_NAME_",
    key=key_id,
    entries=entries_price_pro,
    hides_all=hides_all,
    called=PRICE_PRO,
)
EXPORT_TOOL = Platform(
    name="opencart",
    says="a sheet of OpenCart's Export/Import Tool",
    known_by=(("product id",), ("model",), ("stock status id",), ("price",)),
    key=key_id,
    entries=entries_tool,
    hides_all=hides_all,
    called=TOOL,
)
LIGHTSPEED_ECOM = Platform(
    name="lightspeed-ecom",
    says="a Lightspeed eCom product export",
    known_by=(("internal id",), ("internal variant id",), ("price",)),
    key=key_internal,
    entries=entries_lightspeed,
    hides_all=hides_lightspeed,
    called=LIGHTSPEED,
)
