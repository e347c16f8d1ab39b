"""A schema.org Product or ProductGroup to entries: one for each variant, or for each offer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from catalog.price_units import is_unit
from catalog.records import Attribute, Option
from catalog.sources.cells import line
from catalog.sources.entry import Entry, Feed
from catalog.sources.money import Exact
from catalog.sources.seam import named
from catalog.sources.words import word

Thing = Mapping[str, Any]

GTINS = ("gtin", "gtin13", "gtin14", "gtin12", "gtin8", "isbn")
TRAITS = ("color", "size", "material", "pattern")
MEASURES = ("weight", "width", "height", "depth")
UNITS = {
    "KGM": "kg",
    "GRM": "g",
    "CMT": "cm",
    "MMT": "mm",
    "MTR": "m",
    "LTR": "l",
    "MLT": "ml",
    "INH": "in",
    "LBR": "lb",
    "ONZ": "oz",
}
"""UN/CEFACT's codes of units, which schema.org's unitCode holds."""


def product_id(thing: Thing) -> str:
    """What names the product on other pages too: its group's id, SKU, address, or its name."""
    for key in ("productGroupID", "sku", "productID", "mpn", *GTINS):
        if told := line(text(thing.get(key))):
            return told
    address = text(thing.get("url")) or text(thing.get("@id"))
    try:
        path = urlsplit(address).path.strip("/")
    except ValueError:
        path = ""
    return path.rpartition("/")[2] or named(text(thing.get("name")))


def entries(feed: Feed, number: int, thing: Thing) -> Iterator[Entry]:
    """All that can be bought of a product. One without an offer is one without a price."""
    variants = [v for v in listed(thing.get("hasVariant")) if isinstance(v, dict)]
    if not variants:
        yield from _offered(feed, number, thing, thing)
        return
    yield Entry(number, {**_words(thing), "is_parent": "yes"}, images=_images(thing))
    for variant in variants:
        yield from _offered(feed, number, variant, thing)


def _offered(feed: Feed, number: int, thing: Thing, group: Thing) -> Iterator[Entry]:
    words = _words(thing)
    if thing is not group:
        words = {key: told for key, told in words.items() if key not in ("title", "description")}
        words["group"] = product_id(group)
    offers = list(_offers(thing.get("offers")))
    traits = tuple(
        Option(word(name, feed.language), value)
        for name in TRAITS
        if (value := line(text(thing.get(name)) or text(_name(thing.get(name)))))
    )
    attributes = tuple(_attributes(feed, thing))
    images = _images(thing)
    names = [line(text(offer.get("name"))) for offer in offers]
    apart = len(names) > 1 and all(names) and len(set(names)) == len(names)
    for place, offer in enumerate(offers or [{}]):
        said = {**words, **_offer(offer)}
        if len(offers) > 1:
            said["id"] = said.get("sku") or text(offer.get("@id")) or text(offer.get("url"))
            said["sku"] = text(offer.get("sku"))
        kept = {key: told for key, told in said.items() if told}
        chosen = (Option(word("choice", feed.language), names[place]),) if apart else ()
        yield Entry(number, kept, chosen, traits, attributes, images)


def _words(thing: Thing) -> dict[str, str]:
    return {
        "id": text(thing.get("sku")) or text(thing.get("@id")),
        "sku": text(thing.get("sku")),
        "title": text(thing.get("name")),
        "description": text(thing.get("description")),
        "brand": text(thing.get("brand")) or text(_name(thing.get("brand"))),
        "mpn": text(thing.get("mpn")),
        "gtin": next((told for key in GTINS if (told := text(thing.get(key)))), ""),
        "category": text(thing.get("category")),
        "link": text(thing.get("url")),
    }


def _offers(held: object) -> Iterator[Thing]:
    """Single offers. Of an AggregateOffer those inside; it alone gives a span, and no price."""
    for offer in listed(held):
        if not isinstance(offer, dict):
            continue
        inside = [one for one in listed(offer.get("offers")) if isinstance(one, dict)]
        if inside:
            yield from inside
        elif "lowPrice" in offer and offer.get("lowPrice") != offer.get("highPrice"):
            # From 10 to 20: no variant costs "from".
            yield {**offer, "price": _between(offer)}
        elif "lowPrice" in offer:
            yield {"price": offer["lowPrice"], **offer}
        else:
            yield offer


def is_asked(thing: Thing) -> bool:
    """Whether a thing says what it costs."""
    offers = [one for one in _offers(thing.get("offers")) if isinstance(one, dict)]
    return bool(text(thing.get("name"))) and any(
        _offer(one).get("price") or _offer(one).get("list_price") for one in offers
    )


def _between(offer: Thing) -> str:
    """ "10–20", or what one end alone says, in the words of the page's language or none."""
    low, high = (text(offer.get(key)).strip() for key in ("lowPrice", "highPrice"))
    return f"{low}–{high}" if low and high else f"from {low}" if low else ""


def _offer(offer: Thing) -> dict[str, str]:
    said = {
        "price": text(offer.get("price")),
        "currency": text(offer.get("priceCurrency")),
        "availability": text(offer.get("availability")),
        "condition": _last(text(offer.get("itemCondition"))).removesuffix("Condition"),
        "sku": text(offer.get("sku")),
        "link": text(offer.get("url")),
        "gtin": next((told for key in GTINS if (told := text(offer.get(key)))), ""),
    }
    for price in listed(offer.get("priceSpecification")):
        if isinstance(price, dict):
            _specified(said, price)
    shipping = next(iter(listed(offer.get("shippingDetails"))), None)
    rate = shipping.get("shippingRate") if isinstance(shipping, dict) else None
    if isinstance(rate, dict):
        amount = text(rate.get("value")) or text(rate.get("maxValue"))
        said["shipping"] = f"{amount} {text(rate.get('currency'))}".strip()
    stock = offer.get("inventoryLevel")
    said["stock"] = text(stock.get("value")) if isinstance(stock, dict) else text(stock)
    return {key: told for key, told in said.items() if told}


def _specified(said: dict[str, str], price: Thing) -> None:
    """A price with what it is: the one that is asked, the former one, the price of a measure."""
    amount, currency = text(price.get("price")), text(price.get("priceCurrency"))
    kind = _last(text(price.get("priceType")))
    reference = price.get("referenceQuantity")
    if isinstance(reference, dict):
        unit = text(reference.get("unitText")) or UNITS.get(text(reference.get("unitCode")), "")
        said["unit_price"] = f"{amount} {currency}/{text(reference.get('value'))} {unit}".strip()
        return
    if kind in ("ListPrice", "SRP", "MSRP", "StrikethroughPrice", "RegularPrice"):
        said["list_price"] = amount
    elif not said["price"]:
        unit = line(text(price.get("unitText")))
        said["price"] = f"{amount} / {unit}" if unit and is_unit(unit) else amount
    said["currency"] = said["currency"] or currency
    said["tax"] = text(price.get("valueAddedTaxIncluded"))


def _attributes(feed: Feed, thing: Thing) -> Iterator[Attribute]:
    for one in listed(thing.get("additionalProperty")):
        if isinstance(one, dict) and (name := line(text(one.get("name")))):
            yield from _measured(name, one)
    for key in MEASURES:
        held = thing.get(key)
        if isinstance(held, dict):
            yield from _measured(word(key, feed.language), held)
        elif told := line(text(held)):
            yield Attribute(word(key, feed.language), told)


def _measured(name: str, held: Thing) -> Iterator[Attribute]:
    value = line(text(held.get("value")))
    unit = text(held.get("unitText")) or UNITS.get(text(held.get("unitCode")), "")
    if value and len(value) <= 200:
        yield Attribute(name, value, line(unit))


def _images(thing: Thing) -> tuple[str, ...]:
    told = []
    for image in listed(thing.get("image")):
        held = image if isinstance(image, str) else _name(image, "contentUrl", "url", "@id")
        told.append(text(held).strip())
    return tuple(dict.fromkeys(filter(None, told)))


def _name(held: object, *keys: str) -> object:
    if not isinstance(held, dict):
        return None
    return next((held[key] for key in (keys or ("name", "@id")) if key in held), None)


def _last(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def listed(held: object) -> list[Any]:
    return held if isinstance(held, list) else [] if held is None else [held]


def text(held: object) -> str:
    """A text or number; true and false as words; nothing of lists and things."""
    if isinstance(held, Exact | str):
        return held
    return str(held).lower() if isinstance(held, bool) else ""
