"""What a page's elements say themselves: microdata, RDFa Lite, Open Graph's product tags, in the
shape of JSON-LD, so that one reader reads all of them (linked_data.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from catalog.sources.cells import line
from catalog.sources.line_prices import reading

DEEPEST = 8
"""Things within things."""

LONGEST = 40
"""Characters of a price in words."""

HOME = "EUR"
"""Any currency: it is asked whether words are a price, and not which."""

_ASKED = frozenset(("price", "priceSpecification", "lowPrice", "highPrice"))

MOST = 2000
"""Things of one page."""

_MICRODATA = ("itemscope", "itemtype", "itemprop")
_RDFA = ("typeof", "typeof", "property")
_OPEN_GRAPH = {
    "og:title": "name",
    "og:description": "description",
    "og:url": "url",
    "og:image": "image",
    "product:retailer_item_id": "sku",
    "product:brand": "brand",
    "product:category": "category",
    "product:ean": "gtin13",
}
_OFFER = {
    "product:price:amount": "price",
    "product:price:currency": "priceCurrency",
    "product:availability": "availability",
    "product:condition": "itemCondition",
}
_SALE = {"product:sale_price:amount": "price", "product:sale_price:currency": "priceCurrency"}


def things(tree: LexborHTMLParser) -> list[dict[str, Any]]:
    """All outermost things of a page that have a type."""
    found: list[dict[str, Any]] = []
    for names in (_MICRODATA, _RDFA):
        for node in tree.css(f"[{names[0]}]")[:MOST]:
            if names[2] not in node.attributes and node.attributes.get(names[1]):
                found.append(_thing(node, names, 0))
    found += _open_graph(tree)
    return found


def _thing(node: LexborNode, names: tuple[str, str, str], depth: int) -> dict[str, Any]:
    scope, kind, prop = names
    told: dict[str, Any] = {}
    types = (node.attributes.get(kind) or "").split()
    told["@type"] = [one.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1] for one in types]
    waiting = list(node.iter())[::-1]
    while waiting:
        child = waiting.pop()
        attributes = child.attributes
        called = (attributes.get(prop) or "").split()
        value: Any = None
        if called and scope in attributes and depth < DEEPEST:
            value = _thing(child, names, depth + 1)
        elif called:
            value = _value(child)
        for name in called:
            _add(told, name.rsplit(":", 1)[-1].rsplit("/", 1)[-1], value)
        if scope not in attributes:
            waiting += list(child.iter())[::-1]
    if "Offer" in told["@type"] and not _ASKED & set(told) and (words := _unnamed(node, prop)):
        told["price"] = words
    return told


def _unnamed(node: LexborNode, prop: str) -> str:
    """What an offer says of its price in plain words ("from £145", "on application"): what stands
    in it and is none of its properties."""
    said = []
    for child in node.iter(include_text=True):
        named = child.tag != "-text" and (
            prop in child.attributes or child.css_first(f"[{prop}]") is not None
        )
        if not named and (words := line(child.text(separator=" "))):
            said.append(words)
    text = " ".join(said).strip(" -–—:|")
    told = reading(text, HOME) if len(text) <= LONGEST else None
    return text if told is not None and (told.price or told.span) else ""


def _add(told: dict[str, Any], name: str, value: Any) -> None:
    if name not in told:
        told[name] = value
    elif isinstance(told[name], list):
        told[name].append(value)
    else:
        told[name] = [told[name], value]


def _value(node: LexborNode) -> str:
    """What an element says: its content before its address before what is seen."""
    attributes = node.attributes
    if (content := attributes.get("content")) is not None:
        return content.strip()
    for name in ("href", "src", "datetime", "value"):
        if (told := attributes.get(name)) and node.tag not in ("div", "li", "p", "button"):
            return told.strip()
    return line(node.text(separator=" "))


def _open_graph(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    said: dict[str, str] = {}
    for node in tree.css("meta[property]")[:MOST]:
        name = (node.attributes.get("property") or "").strip().lower()
        said.setdefault(name, (node.attributes.get("content") or "").strip())
    amount = said.get("product:price:amount") or said.get("og:price:amount")
    if not amount or not said.get("og:title"):
        return
    offer = {key: said[name] for name, key in _OFFER.items() if said.get(name)}
    offer |= {key: said[name] for name, key in _SALE.items() if said.get(name)}
    offer.setdefault("price", amount)
    offer.setdefault("priceCurrency", said.get("og:price:currency", ""))
    thing = {key: said[name] for name, key in _OPEN_GRAPH.items() if said.get(name)}
    yield {"@type": "Product", **thing, "offers": offer}
