"""Menus and catalogs of services in a page's data, as products: each with the path of its sections
as its category. https://schema.org/Menu https://schema.org/OfferCatalog
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.sources.cells import line
from catalog.sources.linked_product import listed, text
from catalog.sources.seam import named

DEEPEST = 8
"""Sections within sections."""

SOLD = "Product"
"""The type that what is in a menu is given: it is read as all products are."""

_INSIDE = ("hasMenu", "hasMenuSection", "hasMenuItem", "hasOfferCatalog", "itemListElement", "item")
_SECTIONS = frozenset(("Menu", "MenuSection", "OfferCatalog"))
_DISHES = frozenset(("MenuItem",))

Thing = Mapping[str, Any]


def is_menu(thing: Thing, kinds: list[str]) -> bool:
    """Whether this lists what is sold, in sections."""
    return not _SECTIONS.isdisjoint(kinds) or "hasMenuSection" in thing or "hasMenuItem" in thing


def sold(held: object, path: tuple[str, ...] = (), depth: int = 0) -> Iterator[Thing]:
    """All that a menu or a catalog offers, as products."""
    if depth > DEEPEST:
        return
    for thing in listed(held):
        if not isinstance(thing, dict):
            continue
        kinds = {k.rsplit("/", 1)[-1] for k in listed(thing.get("@type")) if isinstance(k, str)}
        name = line(text(thing.get("name")))
        offered = thing.get("itemOffered")
        if kinds & _DISHES and name:
            yield _product(thing, thing.get("offers"), path, name)
        elif isinstance(offered, dict) and (told := line(text(offered.get("name")))):
            if not is_menu(offered, list(kinds)):
                asked = {key: value for key, value in thing.items() if key != "itemOffered"}
                yield _product(offered, asked, path, told)
        elif "Offer" in kinds and name and ("price" in thing or "priceSpecification" in thing):
            yield _product({"name": name}, thing, path, name)
        else:
            below = (*path, name) if name and kinds & _SECTIONS else path
            for key in _INSIDE:
                yield from sold(thing.get(key), below, depth + 1)


def _product(thing: Thing, offers: object, path: tuple[str, ...], name: str) -> Thing:
    # Two sections may each have a small salad: the section is part of what names it.
    told = {"productID": named(" ".join((*path[-1:], name)))} if not text(thing.get("sku")) else {}
    plain = (part.replace(">", " ").replace(",", " ") for part in path)
    return {**thing, **told, "@type": SOLD, "offers": offers, "category": " > ".join(plain)}
