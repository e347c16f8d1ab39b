"""Gambio, modified eCommerce and xt:Commerce 3: rows that begin with XTSOL. Prices stand without
their tax, whose rate stands beside; texts once for each language ("p_name.de").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from catalog.sources.entry import Entry
from catalog.sources.platform import Platform, Sheet, Told
from catalog.sources.platforms.reading import amount, is_no, path

LEVELS = 6
"""Columns of a category's path."""


def key(row: Told, above: str, families: Mapping[str, str]) -> str:
    return row.get("p model") or row.get("p id")


def hides(row: Told, families: Mapping[str, str]) -> str:
    return "inactive" if is_no(row.get("p status")) else ""


def entries(sheet: Sheet, rows: Sequence[Told]) -> list[Entry]:
    return [_entry(sheet, row) for row in rows]


def _entry(sheet: Sheet, row: Told) -> Entry:
    levels = (row.get(f"p cat {n}") for n in range(LEVELS))
    price = _gross(row.get("p price no tax"), row.get("p tax"))
    said = {
        "title": _text(sheet, row, "p name"),
        "description": _text(sheet, row, "p desc"),
        "short_description": _text(sheet, row, "p shortdesc"),
        "sku": row.get("p model"),
        "gtin": row.get("p ean"),
        "brand": row.get("p manufacturer"),
        "category": " > ".join(filter(None, (path(level, ">") for level in levels))),
        "price": price,
        "tax": "yes" if price else "",
        "stock": _whole(row.get("p stock")),
    }
    return Entry(row.number, {name: text for name, text in said.items() if text})


def _text(sheet: Sheet, row: Told, name: str) -> str:
    """A text in the file's language, else in the first that the file has."""
    own = row.get(f"{name} {sheet.feed.language}")
    return own or next((t for column, t in row.cells.items() if column.startswith(f"{name} ")), "")


def _gross(net: str, rate: str) -> str:
    """A price with its tax; empty where the rate is not said: the customers' is not known then."""
    base, share = amount(net), amount(rate)
    if not base or share is None or not 0 <= share <= 100:
        return ""
    return f"{(base * (100 + share) / 100).quantize(Decimal('0.01')):f}"


def _whole(stock: str) -> str:
    count = amount(stock)
    return f"{int(count)}" if count is not None and abs(count) < 10**9 else ""


PLATFORM = Platform(
    name="gambio",
    says="an export of Gambio, modified or xt:Commerce",
    known_by=(("xtsol",), ("p model",), ("p price no tax",)),
    key=key,
    entries=entries,
    hides=hides,
    called={"title": ("p name de", "p name en"), "price": ("p price no tax",)},
)
