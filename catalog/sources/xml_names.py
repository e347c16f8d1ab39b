"""What elements of feeds are called, beside the names of columns: the first names are the most
certain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from catalog.sources import words

_MORE = {
    "description": ("description long",),
    "title": ("description short", "productname", "product name", "model name"),
    "price": (
        "price vat",
        "price amount",
        "price including vat",
        "price including gst",
        "pricevat",
    ),
    "sale_price": ("special", "special price", "sale price", "promo price", "discounted price"),
    "list_price": ("oldprice", "old price", "price before discount"),
    "category": ("cat", "categorytext", "category text", "category path"),
    "category_id": ("category id", "categoryid"),
    "group": ("itemgroup id", "item group id", "group id"),
    "image": ("imgurl", "img url", "picture", "image url", "imageurl"),
    "images": ("imgurl alternative", "additional image"),
    "currency": ("currency id", "currencyid"),
    "brand": ("vendor", "producer"),
    "sku": (
        "supplier aid",
        "supplier pid",
        "productno",
        "your item number",
        "vendor code",
        "code",
        "kod",
    ),
    "availability": ("available", "stock status", "in stock"),
    "stock": ("stock quantity", "stock count", "amount in stock"),
    "delivery": ("delivery date", "deliverydate"),
    "id": ("item id", "itemid"),
}
GROSS = frozenset(("price vat", "price including vat", "price including gst", "pricevat"))

_ANYBODYS = frozenset(("code", "cat", "special", "producer", "description long"))
PORTALS = frozenset(name for names in _MORE.values() for name in names) - {
    *_ANYBODYS,
    *(name for names in words.FIELDS.values() for name in names),
}
"""What only the feeds of portals and programs call anything."""


def _ranked() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for field, names in _MORE.items():
        for rank, name in enumerate(names):
            found.setdefault(name, (field, rank))
    for field, names in words.FIELDS.items():
        for rank, name in enumerate(names, 20):
            found.setdefault(name, (field, rank))
    return found


FIELD_OF: Mapping[str, tuple[str, int]] = _ranked()


def fields_of(said: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, str]]:
    """Field to its text and the name that gave it: the most certain name of each."""
    best: dict[str, tuple[int, str, str]] = {}
    for name, texts in said.items():
        known = FIELD_OF.get(name)
        if known is not None and (known[0] not in best or known[1] < best[known[0]][0]):
            best[known[0]] = (known[1], texts[0], name)
    if "title" not in best and "price" in best and "description" in best:
        told = best["description"]
        if 0 < len(told[1].strip()) <= NAME and "\n" not in told[1].strip():
            best["title"] = best.pop("description")  # "descrizione", where nothing else names it
    return {field: (text, name) for field, (_, text, name) in best.items()}


NAME = 80
"""Characters of a name that is called a description."""
