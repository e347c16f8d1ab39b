"""The Agentic Commerce Protocol's product feed, products.jsonl beside its metadata.json:
https://github.com/agentic-commerce-protocol/agentic-commerce-protocol (spec 2026-04-17, feed)

One line is one product with its variants. Prices are whole numbers of a currency's smallest units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalog.records import Business, Option
from catalog.sources.cells import BadCell, line
from catalog.sources.entry import Entry, Feed
from catalog.sources.money import Exact, minor
from catalog.sources.nested import MOST, products
from catalog.sources.objects import text
from catalog.sources.opening import Opened
from catalog.sources.seam import Format, Found

WITHIN = frozenset({"", "{["})


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products in the order of the file. metadata.json holds none: it says whose feed it is."""
    if _is_metadata(opened.source.path, opened.sample):
        return iter(())
    feed = Feed.of(opened, business, place="line")
    return products(opened, feed, WITHIN, "products", lambda held: text(held.get("id")), _entries)


def _entries(feed: Feed, number: int, held: Mapping[str, Any]) -> list[Entry]:
    variants = held.get("variants")
    # One more than a product may have: it is refused then, and the others need not be made.
    told = variants[: MOST + 1] if isinstance(variants, list) else []
    return [_entry(number, held, variant) for variant in told if isinstance(variant, dict)]


def _entry(number: int, product: Mapping[str, Any], variant: Mapping[str, Any]) -> Entry:
    title = text(product.get("title"))
    description = _description(product) or _description(variant)
    condition = _first(variant.get("condition"))
    said = {
        "id": text(variant.get("id")),
        # Without a title of the product, what its variants' titles share.
        "title": title or text(variant.get("title")),
        "description": description,
        "link": text(variant.get("url")) or text(product.get("url")),
        "price": _price(variant.get("price")),
        "list_price": _price(variant.get("list_price")),
        "unit_price": _unit_price(variant.get("unit_price")),
        "availability": _state(variant.get("availability")),
        "category": _category(variant.get("categories")),
        "condition": text(condition),
        "gtin": _gtin(variant.get("barcodes")),
    }
    options = (
        Option(name, value)
        for told in _objects(variant.get("variant_options"))
        if (name := line(text(told.get("name")))) and (value := line(text(told.get("value"))))
    )
    media = (*_objects(variant.get("media")), *_objects(product.get("media")))
    pictures = (text(one.get("url")) for one in media if text(one.get("type")) == "image")
    return Entry(
        row=number,
        said={name: told for name, told in said.items() if told},
        options=tuple(options),
        images=tuple(dict.fromkeys(filter(None, pictures))),
    )


def _price(held: object) -> str:
    """As a feed would write it: 1999 of USD is "19.99 USD". What cannot be read stays as it is."""
    if not isinstance(held, dict):
        return "" if held is None else f"{held}"[:80]
    amount, code = held.get("amount"), text(held.get("currency"))
    if not isinstance(amount, Exact) or not amount.lstrip("-").isdigit():
        return f"{text(amount)} {code} (not a whole number of minor units)"
    try:
        exact = minor(int(amount[:20]), code)
    except BadCell:
        return f"{amount} {code}".strip() if code else amount + " ?"
    return f"{exact.amount:f} {exact.currency}"


def _unit_price(held: object) -> str:
    """ "4.99 USD/1 oz": the price of the reference measure."""
    if not isinstance(held, dict) or not isinstance(held.get("reference"), dict):
        return ""
    reference = held["reference"]
    measure = f"{text(reference.get('value'))} {text(reference.get('unit'))}".strip()
    return f"{_price(held)}/{measure}" if measure else ""


def _state(held: object) -> str:
    if not isinstance(held, dict):
        return ""
    return text(held.get("status")) or text(held.get("available"))


def _description(held: Mapping[str, Any]) -> str:
    told = held.get("description")
    if not isinstance(told, dict):
        return text(told)
    return next((t for kind in ("plain", "html", "markdown") if (t := text(told.get(kind)))), "")


def _category(held: object) -> str:
    """The merchant's own path, before those of others' taxonomies."""
    told = _objects(held)
    own = [one for one in told if text(one.get("taxonomy")) in ("", "merchant")]
    return next((text(one.get("value")).replace(",", " ") for one in (*own, *told)), "")


def _gtin(held: object) -> str:
    kinds = ("gtin", "ean", "upc", "isbn", "")
    codes = (
        text(c.get("value")) for c in _objects(held) if text(c.get("type")).lower()[:4] in kinds
    )
    return next(codes, "")


def _objects(held: object) -> list[dict[str, Any]]:
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _first(held: object) -> object:
    return held[0] if isinstance(held, list) and held else held


def _is_metadata(path: Path, sample: str) -> bool:
    return path.name == "metadata.json" and '"variants"' not in sample


def recognizes(path: Path, sample: str) -> bool:
    """A line of it holds variants whose prices are objects; beside it lies its metadata.json."""
    begun = sample.lstrip("\ufeff \t\r\n")
    if not begun.startswith("{"):
        return False
    if _is_metadata(path, sample):
        return (path.parent / "products.jsonl").is_file() and '"id"' in sample
    first = begun.split("\n", 1)[0]
    return path.suffix.lower() == ".jsonl" and '"variants"' in first


FORMAT = Format(
    name="acp",
    version=2,
    suffixes=frozenset({".jsonl", ".json"}),
    expected="an Agentic Commerce Protocol feed (products.jsonl)",
    recognizes=recognizes,
    read=read,
)
