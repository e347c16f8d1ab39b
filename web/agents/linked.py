"""Goods as linked data: schema.org's Product and ProductGroup, as search engines read them.

Made of the one mapping (goods.py): each value is a row's. https://schema.org/ProductGroup
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from catalog.records import Product
from catalog.sources.words import TRAITS, folded
from web.agents.goods import Told, Writing

_STATES = {
    "in_stock": "InStock",
    "preorder": "PreOrder",
    "backorder": "BackOrder",
    "out_of_stock": "OutOfStock",
    "discontinued": "Discontinued",
}
_OWN = ("color", "size", "material", "pattern")
"""Options that schema.org has a property for; others are told as additionalProperty."""


def linked(product: Product, writing: Writing) -> Told:
    """The product; one with several variants as a group of them."""
    told = writing.product(product, product.variants)
    whole: Told = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": told["title"],
        "description": told["description"]["plain"],
        "url": told.get("url", ""),
        "image": [one["url"] for one in told.get("media", ())],
        "category": next((c["value"] for c in told.get("categories", ())), ""),
        "brand": _brand(told),
        "additionalProperty": [
            _property(a["name"], a["value"], a.get("unit", ""))
            for a in told.get("metadata", {}).get("attributes", ())
        ],
    }
    variants = told["variants"]
    if len(variants) == 1:
        return _kept({**whole, **_offered(variants[0])})
    group = {"@type": "ProductGroup", "productGroupID": told["id"]}
    inside = [
        _kept({"@type": "Product", "name": f"{told['title']}, {one['title']}", **_offered(one)})
        for one in variants
    ]
    return _kept({**whole, **group, "hasVariant": inside})


def snippet(things: Sequence[Told]) -> str:
    """For the head of a page. Nothing in a text ends the element that it stands in."""
    return "\n".join(
        f'<script type="application/ld+json">{in_page(one)}</script>' for one in things
    )


def in_page(thing: Any) -> str:
    """JSON that may stand in an HTML page."""
    text = json.dumps(thing, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _offered(variant: Told) -> Told:
    """What is bought: codes, options, its offer."""
    told: Told = {
        "sku": variant.get("sku") or variant["id"],
        "gtin": next((code["value"] for code in variant.get("barcodes", ())), ""),
        "image": [one["url"] for one in variant.get("media", ())],
    }
    others = []
    for option in variant.get("options", ()):
        own = next((t for t in _OWN if folded(option["name"]) in TRAITS.get(t, ())), "")
        if own:
            told[own] = option["label"]
        else:
            others.append(_property(option["name"], option["label"]))
    state = _STATES.get(variant.get("availability", {}).get("status", ""), "")
    price = variant.get("price")
    offer = {
        "@type": "Offer",
        "price": _major(price) if price else "",
        "priceCurrency": price["currency"] if price else "",
        "availability": f"https://schema.org/{state}" if state else "",
        "url": variant.get("url", ""),
    }
    if price or state:
        told["offers"] = _kept(offer)
    return _kept(told | ({"additionalProperty": others} if others else {}))


def _major(price: Told) -> str:
    """ "149.95": in the currency's own units, as many decimals as it has."""
    return f"{Decimal(price['amount']).scaleb(-get_currency_precision(price['currency'])):f}"


def _brand(told: Told) -> Told | None:
    name = told.get("metadata", {}).get("brand", "")
    return {"@type": "Brand", "name": name} if name else None


def _property(name: str, value: str, unit: str = "") -> Told:
    told = {"@type": "PropertyValue", "name": name, "value": value}
    return {**told, "unitText": unit} if unit else told


def _kept(told: Told) -> Told:
    return {name: value for name, value in told.items() if value not in ("", None, [], {})}
