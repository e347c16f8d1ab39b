"""Rows as products and variants of the Universal Commerce Protocol: the one mapping.

UCP's answers, the Agentic Commerce feed and JSON-LD are made of it. Every value is a row's: what a
row does not state is left out, never guessed. https://ucp.dev/2026-08-25/specification/shopping
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from agent.answering.finding import PATH
from agent.grounding.render import Voice
from catalog.records import Availability, Money, Option, Product, Variant
from catalog.sources.money import minor_units
from web.agents.unit_prices import Form, unit_price

Told = dict[str, Any]

_STATES = {
    Availability.IN_STOCK: "in_stock",
    Availability.LIMITED: "in_stock",
    Availability.PREORDER: "preorder",
    Availability.BACKORDER: "backorder",
    Availability.OUT_OF_STOCK: "out_of_stock",
    Availability.DISCONTINUED: "discontinued",
}
_BARCODES = {8: "EAN", 10: "ISBN", 12: "UPC", 13: "EAN", 14: "GTIN"}
"""By the number of digits: a GTIN of thirteen digits is printed as an EAN."""


@dataclass(frozen=True, slots=True)
class Writing:
    """How goods are written for one request: in which language, for which protocol.

    `base` is the address that relative links and pictures are of; `former_prices` says whether they
    may be named (Counter.former_prices); of a description `described` characters are written.
    """

    voice: Voice
    base: str
    former_prices: bool = False
    form: Form = Form.STEPS
    described: int = 2000
    cart: Callable[[Product, Variant], str] = lambda _product, _variant: ""
    """Where one of a variant is put into the shop's own cart; empty where that cannot be told."""

    def product(self, product: Product, variants: Sequence[Variant]) -> Told:
        """The product with `variants` of it, the featured one first."""
        text = product.text(self.voice.language)
        prices = [v.price for v in product.variants]
        former = [v.list_price for v in product.variants] if self.former_prices else []
        told = {
            "id": product.id,
            "title": text.title,
            "description": self._description(product),
            "url": self._address(product.link),
            "categories": self._categories(text.category),
            "price_range": _range(prices),
            "list_price_range": _range(former),
            "media": self._media(product.images, text.title),
            "options": list(self._options(product)),
            "variants": [self.variant(product, variant) for variant in variants],
            "tags": list(text.tags),
            "metadata": self._metadata(product),
        }
        return _stated(told)

    def variant(self, product: Product, variant: Variant) -> Told:
        """One variant; without a price where the row states none, or none in minor units."""
        text = product.text(self.voice.language)
        label = ", ".join(self.voice.option_value(product, o) for o in variant.options)
        title = label or text.title
        images = (variant.image,) if variant.image else product.images[:1]
        told = {
            "id": variant.id,
            "sku": variant.sku,
            "barcodes": _barcodes(variant.gtin),
            "title": title,
            "description": {"plain": title},
            "url": self._address(variant.link or product.link),
            "price": price(variant.price),
            "list_price": price(variant.list_price) if self.former_prices else None,
            "unit_price": unit_price(variant, text.attributes, self.voice.language, self.form),
            "availability": availability(variant),
            "options": [self.option(product, o) for o in variant.options],
            "media": self._media(images, f"{text.title}, {label}" if label else text.title),
            "metadata": _stated(
                {
                    "as_of": product.origin_of(variant).as_of.isoformat(),
                    "cart_url": self.cart(product, variant),
                }
            ),
        }
        return _stated(told)

    def option(self, product: Product, option: Option) -> Told:
        """An option as it is called in this language."""
        return {
            "name": self.voice.option_name(product, option.name),
            "label": self.voice.option_value(product, option),
        }

    def _options(self, product: Product) -> Iterator[Told]:
        for name, values in axes(product).items():
            labels = [self.option(product, Option(name, value))["label"] for value in values]
            yield {
                "name": self.voice.option_name(product, name),
                "values": [{"label": label} for label in labels],
            }

    def _description(self, product: Product) -> Told:
        text = product.text(self.voice.language)
        return {"plain": _cut(text.description, self.described) or text.title}

    def _categories(self, path: Sequence[str]) -> list[Told]:
        return [{"value": PATH.join(path), "taxonomy": "merchant"}] if path else []

    def _media(self, images: Sequence[str], title: str) -> list[Told]:
        addresses = (self._address(image) for image in images)
        return [{"type": "image", "url": a, "alt_text": title} for a in addresses if a]

    def _metadata(self, product: Product) -> Told:
        text = product.text(self.voice.language)
        told = [
            {"name": a.name, "value": a.value, **({"unit": a.unit} if a.unit else {})}
            for a in text.attributes
        ]
        return _stated({"brand": product.brand, "attributes": told})

    def _address(self, link: str) -> str:
        return whole_address(link, self.base)


def price(money: Money | None) -> Told | None:
    """A price in minor units; None where it is not known, or finer than they are."""
    units = minor_units(money) if money is not None else None
    if money is None or units is None:
        return None
    return {"amount": units, "currency": money.currency}


def availability(variant: Variant) -> Told | None:
    """Whether it can be had; None where no row says so."""
    status = _STATES.get(variant.availability)
    if status is None:
        return None
    return {"available": variant.availability.can_be_ordered, "status": status}


def axes(product: Product) -> dict[str, list[str]]:
    """The names of a product's options, each with its values in the order of the variants."""
    found: dict[str, dict[str, None]] = {}
    for variant in product.variants:
        for option in variant.options:
            found.setdefault(option.name, {})[option.value] = None
    return {name: list(values) for name, values in found.items()}


def priced(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    """Those with a price that can be told; what can be had comes first, in the rows' order."""
    told = [variant for variant in variants if price(variant.price) is not None]
    return tuple(sorted(told, key=lambda v: v.availability.is_gone))


def whole_address(link: str, base: str) -> str:
    """`link` as a whole address of the web, where it is one; else empty."""
    try:
        found = urljoin(base, link.strip()) if link.strip() else ""
        parts = urlsplit(found)
    except ValueError:  # "http://["
        return ""
    return found if parts.scheme in ("http", "https") and parts.netloc else ""


def _range(prices: Sequence[Money | None]) -> Told | None:
    """From the lowest to the highest, of those in the currency of the first."""
    told = [found for money in prices if (found := price(money)) is not None]
    own = [one for one in told if one["currency"] == told[0]["currency"]]
    if not own:
        return None
    ends = sorted(own, key=lambda one: int(one["amount"]))
    return {"min": ends[0], "max": ends[-1]}


def _barcodes(gtin: str) -> list[Told]:
    kind = _BARCODES.get(len(gtin)) if gtin.isdigit() or gtin[:-1].isdigit() else None
    return [{"type": kind, "value": gtin}] if kind else []


def _cut(text: str, most: int) -> str:
    """The beginning of a long text, to the end of a word."""
    plain = text.strip()
    if len(plain) <= most:
        return plain
    return plain[:most].rsplit(None, 1)[0] + " …"


def _stated(told: Told) -> Told:
    """Without what is not known."""
    return {name: value for name, value in told.items() if value not in (None, "", [], {})}
