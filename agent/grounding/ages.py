"""How old an offer may be before it is said with its date, or not at all.

Prices and stock go stale; a weight does not, nor what the business has written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from catalog.records import Availability, Product, Variant

Stale = Literal["dated", "withheld"]


@dataclass(frozen=True, slots=True)
class Ages:
    """`oldest` is the time, in the business's zone, before which an offer is stale; None: never."""

    oldest: datetime | None = None
    stale: Stale = "dated"

    @property
    def dated_before(self) -> datetime | None:
        """What is older than this is said with its date."""
        return self.oldest if self.stale == "dated" else None

    def offered(self, products: Iterable[Product]) -> list[Product]:
        """`products`; of those that are stale and withheld, nothing of the offer is known."""
        return [self._held(product) for product in products]

    def _held(self, product: Product) -> Product:
        oldest = self.oldest
        if oldest is None or self.stale != "withheld":
            return product
        variants = tuple(
            _without_offer(variant) if product.origin_of(variant).as_of < oldest else variant
            for variant in product.variants
        )
        return replace(product, variants=variants)


def _without_offer(variant: Variant) -> Variant:
    return replace(
        variant,
        price=None,
        list_price=None,
        availability=Availability.UNKNOWN,
        stock=None,
        unit_price=None,
        sale=None,
        shipping=None,
        price_span=None,
    )
