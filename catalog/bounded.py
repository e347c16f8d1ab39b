"""A record as it is kept: its texts within their bounds, and without signs that nobody sees.

Every reader's records come through here (making.py), whatever wrote their source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from catalog.bounds import Bounds
from catalog.records import Attribute, Option, Passage, Product, ProductText, Variant
from catalog.signs import clean, is_clean
from catalog.sources.seam import Rejection

T = TypeVar("T")

LINK = 2000
"""Characters of an address. A longer one is left out: half of it leads nowhere."""


def bounded(
    record: Product | Passage, row: int, bounds: Bounds
) -> tuple[Product | Passage, tuple[Rejection, ...]]:
    """The record within `bounds`, and what was cut of it, each with its place."""
    if isinstance(record, Product):
        if _is_fine(record, bounds):
            return record, ()
        keeping = _Keeping(record.origin.source, row, bounds)
        return keeping.product(record), tuple(keeping.cut)
    if len(record.text) <= bounds.text_chars and is_clean("".join((record.text, *record.heading))):
        return record, ()
    keeping = _Keeping(record.origin.source, row, bounds)
    return keeping.passage(record), tuple(keeping.cut)


def _is_fine(product: Product, bounds: Bounds) -> bool:
    """Whether nothing is to be done. Nearly every product is asked this and no more."""
    short = [product.brand]
    for text in product.texts.values():
        if len(text.description) > bounds.text_chars or not is_clean(text.description):
            return False
        if max(len(text.attributes), len(text.tags)) > bounds.item_properties:
            return False
        short += text.title, *text.category, *text.tags
        for one in text.attributes:
            short += one.name, one.value, one.unit
    if len(product.images) > bounds.item_images or len(product.variants) > bounds.item_variants:
        return False
    links = [product.link, *product.images]
    for variant in product.variants:
        short += variant.sku, variant.gtin, variant.mpn, variant.shop_id
        links += variant.link, variant.image
        for option in variant.options:
            short += option.name, option.value
    longest = max(map(len, short)) <= bounds.title_chars and max(map(len, links)) <= LINK
    return longest and is_clean(" ".join(short)) and is_clean(" ".join(links))


class _Keeping:
    """One record, while it is brought within the bounds."""

    def __init__(self, source: str, row: int, bounds: Bounds) -> None:
        self._source = source
        self._row = row
        self._bounds = bounds
        self.cut: list[Rejection] = []

    def passage(self, passage: Passage) -> Passage:
        heading = tuple(self._short("heading", words) for words in passage.heading)
        return replace(passage, heading=heading, text=self._long("text", passage.text))

    def product(self, product: Product) -> Product:
        variants = self._first("variants", product.variants, self._bounds.item_variants)
        return replace(
            product,
            texts={language: self._text(text) for language, text in product.texts.items()},
            variants=tuple(map(self._variant, variants)),
            brand=self._short("brand", product.brand),
            link=self._link("link", product.link),
            images=self._links(product.images),
        )

    def _text(self, text: ProductText) -> ProductText:
        most = self._bounds.item_properties
        return replace(
            text,
            title=self._short("title", text.title),
            description=self._long("description", text.description),
            category=self._each("category", text.category),
            tags=self._each("tags", self._first("tags", text.tags, most)),
            attributes=tuple(
                Attribute(
                    *(self._short(one.name, said) for said in (one.name, one.value, one.unit))
                )
                for one in self._first("properties", text.attributes, most)
            ),
        )

    def _variant(self, variant: Variant) -> Variant:
        return replace(
            variant,
            id=clean(variant.id),
            options=tuple(
                Option(self._short("option", one.name), self._short(one.name, one.value))
                for one in variant.options
            ),
            sku=self._short("sku", variant.sku),
            gtin=self._short("gtin", variant.gtin),
            mpn=self._short("mpn", variant.mpn),
            shop_id=self._short("id", variant.shop_id),
            link=self._link("link", variant.link),
            image=self._link("image", variant.image),
        )

    def _short(self, field: str, text: str) -> str:
        return self._within(field, text, self._bounds.title_chars)

    def _long(self, field: str, text: str) -> str:
        return self._within(field, text, self._bounds.text_chars)

    def _each(self, field: str, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(filter(None, (self._short(field, text) for text in texts)))

    def _within(self, field: str, text: str, most: int) -> str:
        text = clean(text)
        if len(text) <= most:
            return text
        self._tell(field, text, f"{len(text)} characters; cut after {most}")
        return text[:most].rstrip()

    def _link(self, field: str, address: str) -> str:
        address = clean(address)
        if len(address) <= LINK:
            return address
        self._tell(field, address, f"an address of {len(address)} characters; at most {LINK}")
        return ""

    def _links(self, images: Sequence[str]) -> tuple[str, ...]:
        kept = self._first("images", images, self._bounds.item_images)
        return tuple(filter(None, (self._link("image", image) for image in kept)))

    def _first(self, field: str, things: Sequence[T], most: int) -> Sequence[T]:
        if len(things) > most:
            self._tell(field, "", f"{len(things)} of them; the first {most} were taken")
        return things[:most]

    def _tell(self, field: str, value: str, reason: str) -> None:
        shown = value if len(value) <= 80 else value[:79] + "…"
        self.cut.append(Rejection(self._source, self._row, clean(field)[:80], shown, reason))
