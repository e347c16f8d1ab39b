"""Shopify's /products.json: what a shop's own storefront tells of its products, a page at a time.

There is no currency in it: prices are in the shop's. It knows whether a variant can be had, not
how many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from catalog.records import Attribute, Business, Option
from catalog.sources.cells import line
from catalog.sources.entry import Entry, Feed
from catalog.sources.nested import MOST, products
from catalog.sources.objects import text
from catalog.sources.opening import Opened
from catalog.sources.seam import Format, Found
from catalog.sources.words import word

WITHIN = frozenset({"{[", "["})


def read(opened: Opened, business: Business) -> Iterator[Found]:
    """Products in the order of the file."""
    feed = Feed.of(opened, business, currency=business.currency, place="item")
    return products(
        opened, feed, WITHIN, "products", lambda held: text(held.get("handle")), entries
    )


def entries(feed: Feed, number: int, held: Mapping[str, Any]) -> list[Entry]:
    """An entry of each variant, the product's own words on all."""
    names = [text(o.get("name")) for o in _listed(held, "options") if isinstance(o, dict)]
    pictures = _pictures(held)
    url = feed.business.url.rstrip("/")
    handle = text(held.get("handle"))
    words = {
        "title": text(held.get("title")),
        "description": text(held.get("body_html")),
        "brand": text(held.get("vendor")),
        "category": text(held.get("product_type")),
        "tags": _tags(held.get("tags")),
        "link": f"{url}/products/{handle}" if url and handle else "",
    }
    found = []
    variants = held.get("variants")
    # One more than a product may have: it is refused then, and the others need not be made.
    for variant in variants[: MOST + 1] if isinstance(variants, list) else ():
        if not isinstance(variant, dict):
            continue
        values = [line(text(variant.get(f"option{n}"))) for n in (1, 2, 3)]
        options = tuple(Option(n, v) for n, v in zip(names, values, strict=False) if n and v)
        picture = variant.get("featured_image")
        own = text(picture.get("src")) if isinstance(picture, dict) else ""
        said = {
            **words,
            "id": text(variant.get("id")),
            "sku": text(variant.get("sku")),
            "price": text(variant.get("price")),
            "list_price": text(variant.get("compare_at_price")),
            "availability": text(variant.get("available")),
            "gtin": text(variant.get("barcode")),
        }
        if options == (Option("Title", "Default Title"),):
            options = ()
        images = tuple(filter(None, (own, *pictures))) if own else pictures
        found.append(Entry(number, said, options, (), _weight(feed, variant), images))
    return found


def _listed(held: Mapping[str, Any], name: str) -> list[Any]:
    told = held.get(name)
    return told if isinstance(told, list) else []


def _pictures(held: Mapping[str, Any]) -> tuple[str, ...]:
    images = _listed(held, "images")
    return tuple(filter(None, (text(i.get("src")) for i in images if isinstance(i, dict))))


def _tags(told: object) -> str:
    return ",".join(map(text, told)) if isinstance(told, list) else text(told)


def _weight(feed: Feed, variant: Mapping[str, Any]) -> tuple[Attribute, ...]:
    grams = text(variant.get("grams"))
    told = grams.isdigit() and grams.strip("0")
    return (Attribute(word("weight", feed.language), grams, "g"),) if told else ()


def recognizes(path: Path, sample: str) -> bool:
    begun = sample.lstrip("\ufeff \t\r\n")
    return begun.startswith(("{", "[")) and '"handle"' in begun and '"body_html"' in begun


FORMAT = Format(
    name="shopify-json",
    version=3,
    suffixes=frozenset({".json"}),
    expected="Shopify's products.json",
    recognizes=recognizes,
    read=read,
)
